"""The page on which the graph is explored: what its picture shows, as discs, list and table."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from queries import exploring
from queries.exploring import Explored, Key, Opening
from visualize import palette, style, terms
from visualize.dots import GLYPHS, RAYS, WAY, Dot, Drawing, svg
from visualize.explorer import gaps
from visualize.explorer.frame import Frame, relationship, render, version
from visualize.explorer.graph_panel import kinds_here, panel, regions_here, table, tree, types_here
from visualize.explorer.graph_view import Answers, Told, View, drawing, view, ways
from visualize.explorer.say_graph import SAY_GRAPH
from visualize.explorer.state import COMPARED, LONGEST, Put, State, text
from visualize.words import Lang

PATH = "/graph"


def page(answers: Answers, frame: Frame, live: bool = False) -> str:
    """The page as text; `live`: only the parts that change, for the page that stands already."""
    seen, say = view(answers), SAY_GRAPH[frame.lang]
    drawn = drawing(answers, seen, frame.lang)
    title = say["graph"]
    starts = list(_heading(answers))
    return render(
        "graph_live" if live else "graph",
        frame,
        " · ".join((title, *starts)),
        heading="、".join(starts),
        told=[*answers.told, *map(Told, _told(answers, seen, frame))],
        say_graph=say,
        answers=answers,
        state=answers.state,
        address=address(answers.state, frame),
        pairs=[*frame.given.items(), *answers.state.pairs()],
        dots={dot.id: dot for dot in drawn.dots},
        tree=list(tree(seen)),
        kinds_here=kinds_here(drawn, answers, frame),
        types_here=types_here(answers, seen, frame),
        regions_here=regions_here(answers),
        panel=panel(answers, seen, frame),
        facts=table(answers, seen, frame),
        data=_data(drawn, answers),
        look=None if live else look(frame.lang),
        picture=None if live else _picture(drawn, answers, frame, title),
        place=gaps.place_line,
        name_of=lambda key: (
            answers.explored.seen[key].name if key in answers.explored.seen else key.id
        ),
        graph_style=f"/static/graph.css?v={version('graph.css')}",
        graph_scripts=[
            f"/static/{name}?v={version(name)}" for name in ("vis-network.js", "graph.js")
        ],
    )


def _heading(answers: Answers) -> Iterator[str]:
    """What the picture begins with: the first three, of a way its ends."""
    known, ways = answers.explored.seen, answers.state.ways
    starts = [act.key for act in answers.state.acts if isinstance(act, Put) and not act.rel]
    ends = [*starts, *(way[-1].key for way in ways)]
    yield from (known[key].name for key in list(dict.fromkeys(ends))[:3] if key in known)


def _name(key: Key, explored: Explored) -> str:
    return explored.seen[key].name if key in explored.seen else key.id


def address(state: State, frame: Frame, path: str = PATH, *more: tuple[str, str]) -> str:
    """The address that shows the same."""
    return f"{path}?{urlencode([*frame.given.items(), *state.pairs(), *more])}"


def picture(answers: Answers, frame: Frame) -> str:
    """The picture as a file."""
    seen = view(answers)
    return svg(drawing(answers, seen, frame.lang), SAY_GRAPH[frame.lang]["graph"], frame.lang)


def _picture(drawn: Drawing, answers: Answers, frame: Frame, title: str) -> Markup | None:
    if not drawn.dots:
        return None

    def link(dot: Dot) -> str:
        act = dot.act if dot.count else ("node", dot.id)
        return address(answers.state, frame, PATH, act)

    return Markup(svg(drawn, title, frame.lang, link))  # noqa: S704  # it escapes every name


def _told(answers: Answers, seen: View, frame: Frame) -> Iterator[str]:
    """What of the address could not be done."""
    state, say, explored = answers.state, SAY_GRAPH[frame.lang], answers.explored
    for written in state.unread:
        yield say["unread"].format(text=written)
    if state.late:
        yield say["late"].format(n=state.late, most=LONGEST)
    known = explored.seen
    gone = [*explored.missing, *(step.of for step in state.steps if isinstance(step, Opening))]
    for key in dict.fromkeys(gone):
        if key not in known:
            yield say["gone"].format(kind=terms.kind(key.label, frame.lang), id=key.id)
    yield from _parted(answers, frame)
    if explored.cut:
        yield say["cut"].format(n=explored.cut, most=exploring.MOST)
    if state.off:
        yield say["off_n"].format(n=len(state.off))


def _parted(answers: Answers, frame: Frame) -> Iterator[str]:
    """Steps of ways whose relationship there is not."""
    known, explored = answers.explored.seen, answers.explored
    joined = {(frozenset((line.source, line.target)), line.type) for line in explored.lines}
    for source, target, rel in ways(answers.state):
        both = source in known and target in known
        if both and rel not in COMPARED and (frozenset((source, target)), rel) not in joined:
            ends = f"{known[source].name} — {known[target].name}"
            yield SAY_GRAPH[frame.lang]["parted"].format(
                ends=ends, rel=relationship(rel, frame.lang)
            )


def _data(drawn: Drawing, answers: Answers) -> dict[str, Any]:
    """The picture for the page's script, in short lists."""
    return {
        "dots": [
            [d.id, d.label, d.lines, d.title, d.x, d.y, d.act, d.more, d.count,
             d.start + 2 * d.opened + 4 * d.pinned + 8 * d.way]
            for d in drawn.dots
        ],
        "rays": [[r.source, r.target, r.kind, r.name, r.way, r.arrow] for r in drawn.rays],
        "node": answers.state.node,
        "begin": text(answers.state.begin) if answers.state.begin else "",
    }  # fmt: skip


def look(lang: Lang) -> dict[str, Any]:
    """What discs and lines look like, by day and by night."""
    paints = {label: style.paint(label) for label in GLYPHS}
    return {
        "glyphs": {label: both[lang == "en"] for label, both in GLYPHS.items()},
        "paints": {
            label: [[p.fill, p.stroke, p.ink], [*map(palette.night, (p.fill, p.stroke, p.ink))]]
            for label, p in paints.items()
        },
        "rays": {
            name: {**asdict(ray), "night": palette.night(ray.color)} for name, ray in RAYS.items()
        },
        "way": [WAY, palette.COLOURS["focus"][1]],
        "font": style.FONT_FAMILY,
    }
