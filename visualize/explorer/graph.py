"""The page on which the graph is explored: what its picture shows, as discs, list and table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from graph import SCHEMA
from graph.errors import Candidate
from graph.store import Store
from queries import exploring
from queries.answers import Ref
from queries.exploring import BUNCH, About, Explored, Heap, Key, Kind, Line, Opening, Seen
from visualize import style, terms
from visualize.dots import GLYPHS, RAYS, WAY, Dot, Drawing, Ray, broken, kinds, ray_kind, svg
from visualize.explorer import gaps, palette
from visualize.explorer.cells import Link, Table
from visualize.explorer.frame import Frame, relationship, render, version
from visualize.explorer.say import SAY
from visualize.explorer.say_graph import SAY_GRAPH
from visualize.explorer.state import COMPARED, Pin, Put, State, heap_text, text
from visualize.places import Brought, Moved, Point, places
from visualize.words import Lang

LIVE = ("state", "notice", "panel", "legend", "list", "table", "data")
PATH = "/graph"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a partner or a university was suggested, or why it is no longer."""

    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says about an address: a line, and what may have been meant by a name."""

    line: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What the page is made of."""

    state: State
    explored: Explored
    about: About | None = None
    reasons: Reasons | None = None
    told: Sequence[Told] = ()
    starts: Sequence[Ref] = ()


async def ask(
    store: Store,
    state: State,
    *,
    as_of: str,
    reasons: Reasons | None = None,
    told: Sequence[Told] = (),
) -> Answers:
    """The picture of a state, and what is registered of the entity that is looked at."""
    explored = await exploring.explore(store, state.steps, as_of=as_of)
    looked = _looked_at(state, explored)
    about = await exploring.about(store, looked) if looked else None
    return Answers(state, explored, about, reasons, told)


def _looked_at(state: State, explored: Explored) -> Key | None:
    return next((key for key in explored.seen if text(key) == state.node), None)


@dataclass(frozen=True, slots=True)
class View:
    """What is left of the picture by the reader's choices."""

    seen: dict[Key, Seen]
    heaps: dict[str, Heap]
    lines: list[Line]
    at: dict[str, Point]


def view(answers: Answers) -> View:
    """What is drawn, and where."""
    state, explored = answers.state, answers.explored
    shown = {key: one for key, one in explored.seen.items() if _chosen(one, state)}
    lines = [
        line
        for line in explored.lines
        if line.source in shown and line.target in shown and line.type not in state.hide
    ]
    if state.hide or state.regions or state.off:
        shown = _held(shown, lines, state)
        lines = [line for line in lines if line.source in shown and line.target in shown]
    heaps = {
        heap_text(heap.of, heap.kind): heap
        for heap in explored.heaps
        if heap.drawn
        and heap.of in shown
        and not {heap.kind.type, heap.kind.label} & set(state.hide)
    }
    return View(shown, heaps, lines, places(_steps(state, explored)))


def _chosen(one: Seen, state: State) -> bool:
    elsewhere = state.regions and one.regions and not one.regions.keys() & set(state.regions)
    return one.drawn and one.key not in state.off and one.label not in state.hide and not elsewhere


def _held(shown: dict[Key, Seen], lines: Iterable[Line], state: State) -> dict[Key, Seen]:
    """Without those that hang on nothing any more: nothing leads to them from what was put in
    place, opened or pinned."""
    begun = {act.of if isinstance(act, Opening) else act.key for act in state.acts} & shown.keys()
    beside: dict[Key, list[Key]] = {}
    for line in lines:
        beside.setdefault(line.source, []).append(line.target)
        beside.setdefault(line.target, []).append(line.source)
    reached, edge = set(begun), list(begun)
    while edge:
        edge = [key for one in edge for key in beside.get(one, ()) if key not in reached]
        reached.update(edge)
    return {key: one for key, one in shown.items() if key in reached}


def _steps(state: State, explored: Explored) -> Iterator[Brought | Moved]:
    arrivals = iter(explored.arrivals)
    before = None
    for act in state.acts:
        if isinstance(act, Pin):
            yield Moved(text(act.key), act.at)
            continue
        ids = tuple(_id(each) for each in next(arrivals))
        if isinstance(act, Opening):
            yield Brought(ids, heap_text(act.of, act.kind) if act.kind else text(act.of))
        else:
            yield Brought(ids, before if act.rel else None)
            before = text(act.key)


def _id(each: Seen | Heap) -> str:
    return text(each.key) if isinstance(each, Seen) else heap_text(each.of, each.kind)


def drawing(answers: Answers, seen: View, lang: Lang) -> Drawing:
    """The picture as discs and lines."""
    state, say = answers.state, SAY_GRAPH[lang]
    on_way = {put.key for way in state.ways for put in way}
    lines_of: dict[Key, int] = {}
    for line in seen.lines:
        for end in {line.source, line.target}:
            lines_of[end] = lines_of.get(end, 0) + 1
    opened = {act.of for act in state.acts if isinstance(act, Opening) and not act.closed}
    starts = {act.key for act in state.acts if isinstance(act, Put)}
    dots = [
        _dot(one, seen, lang, lines_of.get(key, 0), key in opened, key in starts,
             key in state.pinned, key in on_way)
        for key, one in seen.seen.items()
    ]  # fmt: skip
    bunches = [_bunch(id, heap, seen, lang, say["heap"]) for id, heap in seen.heaps.items()]
    return Drawing((*dots, *bunches), tuple(_rays(answers, seen, lang)))


def _dot(
    one: Seen, seen: View, lang: Lang, lines: int, opened: bool, start: bool, pinned: bool,
    way: bool,
) -> Dot:  # fmt: skip
    id = text(one.key)
    x, y = seen.at[id]
    return Dot(
        id, one.label, one.name, broken(one.name), f"{terms.kind(one.label, lang)} {one.name}",
        x, y, ("close" if opened else "open", id), max(0, one.degree - lines) * (not opened),
        0, start, opened, pinned, way,
    )  # fmt: skip


def _bunch(id: str, heap: Heap, seen: View, lang: Lang, title: str) -> Dot:
    x, y = seen.at[id]
    name = f"{relationship(heap.kind.type, lang)} · {terms.kind(heap.kind.label, lang)}"
    rest = heap.count - heap.shown
    opens = heap_text(heap.of, heap.kind, heap.shown + BUNCH)
    return Dot(
        id, heap.kind.label, name, broken(name), title.format(name=name, n=rest), x, y,
        ("open", opens), 0, rest,
    )  # fmt: skip


def _rays(answers: Answers, seen: View, lang: Lang) -> Iterator[Ray]:
    ways = list(_ways(answers.state))
    on = {frozenset(ends): rel for *ends, rel in ways}
    drawn: set[tuple[Key, Key, str]] = set()
    for line in seen.lines:
        known = (line.source, line.target, line.type)
        if known in drawn:
            continue
        drawn.add(known)
        way = on.get(frozenset((line.source, line.target))) == line.type
        yield _ray(text(line.source), text(line.target), line.type, lang, way=way)
    for source, target, rel in ways:
        if rel in COMPARED and source in seen.seen and target in seen.seen:
            yield _ray(text(source), text(target), rel, lang, way=True)
    for id, heap in seen.heaps.items():
        ends = (text(heap.of), id) if heap.kind.direction == "out" else (id, text(heap.of))
        name = relationship(heap.kind.type, lang)
        yield Ray(*ends, ray_kind(heap.kind.type), name, name)


def _ways(state: State) -> Iterator[tuple[Key, Key, str]]:
    for way in state.ways:
        for one, other in pairwise(way):
            yield one.key, other.key, other.rel or ""


def _ray(source: str, target: str, rel: str, lang: Lang, *, way: bool) -> Ray:
    name = relationship(rel, lang)
    return Ray(source, target, ray_kind(rel), name, name, way, rel not in COMPARED)


# ------------------------------------------------------------ the page


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
        tree=list(_tree(seen)),
        kinds_here=_kinds(drawn, answers, frame),
        types_here=_types(answers, seen, frame),
        regions_here=_regions(answers),
        panel=_panel(answers, seen, frame),
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


def facts(answers: Answers, frame: Frame) -> Table:
    """What the picture shows, as a table."""
    return table(answers, view(answers), frame)


def table(answers: Answers, seen: View, frame: Frame) -> Table:
    """Every fact of the picture, with its source and its days."""
    say, names = SAY[frame.lang], answers.explored.seen
    columns = (
        say["from_side"], say["relationship"], say["to_side"], say["held"], say["since"],
        say["until"], say["source"], say["told_on"], say["stated_in"],
    )  # fmt: skip
    rows = tuple(
        (
            Link(names[line.source].name, frame.to(*line.source)),
            relationship(line.type, frame.lang),
            Link(names[line.target].name, frame.to(*line.target)),
            *_facts(line, frame),
        )
        for line in seen.lines
    )
    return Table("facts", SAY_GRAPH[frame.lang]["facts"], columns, rows)


def _facts(line: Line, frame: Frame) -> tuple[str | None, ...]:
    told = dict(line.properties)
    since, until, source, on = (
        told.pop(key, None) for key in ("since", "until", "source", "as_of")
    )
    stated = "；".join(gaps.place_line(place, frame) for place in line.places[:2]) or None
    return terms.facts(told, frame.lang, line.type) or None, since, until, source, on, stated


@dataclass(frozen=True, slots=True)
class Branch:
    """An entity in the list, with how deep it stands below what it came from."""

    id: str
    depth: int


def _tree(seen: View) -> Iterator[Branch]:
    """What is drawn, each below that by which it came."""
    below: dict[Key | None, list[str]] = {}
    for key, one in seen.seen.items():
        parent = one.by if one.by in seen.seen else None
        below.setdefault(parent, []).append(text(key))
    for id, heap in seen.heaps.items():
        below.setdefault(heap.of, []).append(id)
    known = {text(key): key for key in seen.seen}
    open_ = [(id, 0) for id in reversed(below.get(None, []))]
    while open_:
        id, depth = open_.pop()
        yield Branch(id, depth)
        if id in known:
            open_ += [(child, depth + 1) for child in reversed(below.get(known[id], []))]


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind, a relationship or a region in the legend: `act` turns it off or on again."""

    key: str
    text: str
    count: int
    shown: bool
    act: str


def _kinds(drawn: Drawing, answers: Answers, frame: Frame) -> list[Entry]:
    here = kinds(drawn.dots)
    hidden = [name for name in answers.state.hide if name in GLYPHS]
    names = [node.label for node in SCHEMA.nodes if node.label in {*here, *hidden}]
    return [_entry(name, terms.kind(name, frame.lang), here.get(name, 0), hidden) for name in names]


def _types(answers: Answers, seen: View, frame: Frame) -> list[Entry]:
    here: dict[str, int] = {}
    for line in seen.lines:
        here[line.type] = here.get(line.type, 0) + 1
    for heap in seen.heaps.values():
        here.setdefault(heap.kind.type, 0)
    hidden = [name for name in answers.state.hide if name not in GLYPHS]
    names = [rel.type for rel in SCHEMA.rels if rel.type in {*here, *hidden}]
    return [
        _entry(name, relationship(name, frame.lang), here.get(name, 0), hidden) for name in names
    ]


def _entry(key: str, text: str, count: int, hidden: Sequence[str]) -> Entry:
    return Entry(key, text, count, key not in hidden, "show" if key in hidden else "hide")


def _regions(answers: Answers) -> list[Entry]:
    """Where those in the picture are."""
    chosen = answers.state.regions
    names: dict[str, str] = dict.fromkeys(chosen, "")
    count: dict[str, int] = {}
    for one in answers.explored.seen.values():
        for id, name in one.regions.items() if one.drawn else ():
            names[id], count[id] = name, count.get(id, 0) + 1
    return [
        Entry(id, name or id, count.get(id, 0), id in chosen,
              "everywhere" if id in chosen else "region")
        for id, name in sorted(names.items(), key=lambda one: (-count.get(one[0], 0), one[0]))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One relationship of the entity that is looked at."""

    relationship: str
    out: bool
    other: Key
    name: str
    told: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """One relationship of it with how many, and what shows them."""

    text: str
    count: int
    drawn: int
    act: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The entity that is looked at."""

    key: Key
    id: str
    about: About
    dot: str
    properties: tuple[tuple[str, str], ...]
    around: tuple[Around, ...]
    facts: tuple[Fact, ...]


def _panel(answers: Answers, seen: View, frame: Frame) -> Panel | None:
    about = answers.about
    if about is None or (key := Key(about.label, about.id)) not in seen.seen:
        return None
    properties = (
        (terms.names([name], frame.lang, about.label), terms.value(held, frame.lang))
        for name, held in about.properties.items()
    )
    facts = tuple(_facts_of(key, answers, seen, frame))
    groups = answers.explored.groups.get(key, {})
    around = tuple(_around(key, kind, count, seen, frame) for kind, count in groups.items())
    return Panel(key, text(key), about, text(key), tuple(properties), around, facts)


def _around(key: Key, kind: Kind, count: int, seen: View, frame: Frame) -> Around:
    ends = {
        (line.target if kind.direction == "out" else line.source)
        for line in seen.lines
        if line.type == kind.type
        and key == (line.source if kind.direction == "out" else line.target)
    }
    arrow = "→" if kind.direction == "out" else "←"
    said = f"{arrow} {relationship(kind.type, frame.lang)} · {terms.kind(kind.label, frame.lang)}"
    drawn = sum(end.label == kind.label for end in ends)
    heap = seen.heaps.get(heap_text(key, kind))
    most = heap.shown + BUNCH if heap else BUNCH
    return Around(said, count, drawn, heap_text(key, kind, most))


def _facts_of(key: Key, answers: Answers, seen: View, frame: Frame) -> Iterator[Fact]:
    names = answers.explored.seen
    for line in seen.lines:
        if key in (line.source, line.target):
            out = line.source == key
            other = line.target if out else line.source
            said = relationship(line.type, frame.lang)
            yield Fact(said, out, other, names[other].name, _facts(line, frame))


def _told(answers: Answers, seen: View, frame: Frame) -> Iterator[str]:
    """What of the address could not be done."""
    state, say, explored = answers.state, SAY_GRAPH[frame.lang], answers.explored
    for written in state.unread:
        yield say["unread"].format(text=written)
    known = explored.seen
    gone = [*explored.missing, *(step.of for step in state.steps if isinstance(step, Opening))]
    for key in dict.fromkeys(gone):
        if key not in known:
            yield say["gone"].format(kind=terms.kind(key.label, frame.lang), id=key.id)
    joined = {(frozenset((line.source, line.target)), line.type) for line in explored.lines}
    for source, target, rel in _ways(state):
        both = source in known and target in known
        if both and rel not in COMPARED and (frozenset((source, target)), rel) not in joined:
            ends = f"{known[source].name} — {known[target].name}"
            yield say["parted"].format(ends=ends, rel=relationship(rel, frame.lang))
    if explored.cut:
        yield say["cut"].format(n=explored.cut, most=exploring.MOST)
    if state.off:
        yield say["off_n"].format(n=len(state.off))


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
