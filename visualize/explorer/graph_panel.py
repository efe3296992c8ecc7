"""What stands beside the picture: the entity that is looked at, the legend, the list, the table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph import SCHEMA
from queries.exploring import BUNCH, About, Key, Kind, Line
from visualize import terms
from visualize.dots import GLYPHS, Drawing, kinds
from visualize.explorer import gaps
from visualize.explorer.cells import Link, Table
from visualize.explorer.frame import Frame, relationship
from visualize.explorer.graph_view import Answers, View, view
from visualize.explorer.say import SAY
from visualize.explorer.say_graph import SAY_GRAPH
from visualize.explorer.state import heap_text, text


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


def tree(seen: View) -> Iterator[Branch]:
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


def kinds_here(drawn: Drawing, answers: Answers, frame: Frame) -> list[Entry]:
    """The kinds in the picture, and those that are hidden."""
    here = kinds(drawn.dots)
    hidden = [name for name in answers.state.hide if name in GLYPHS]
    names = [node.label for node in SCHEMA.nodes if node.label in {*here, *hidden}]
    return [_entry(name, terms.kind(name, frame.lang), here.get(name, 0), hidden) for name in names]


def types_here(answers: Answers, seen: View, frame: Frame) -> list[Entry]:
    """The relationships in the picture, and those that are hidden."""
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


def regions_here(answers: Answers) -> list[Entry]:
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


def panel(answers: Answers, seen: View, frame: Frame) -> Panel | None:
    """The entity that is looked at; None when there is none in the picture."""
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
