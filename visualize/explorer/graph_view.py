"""What is drawn of a picture that grows, and where: the answer of the graph with the reader's
choices."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.errors import Candidate
from graph.store import Store
from queries import exploring
from queries.answers import Ref
from queries.exploring import BUNCH, About, Explored, Heap, Key, Line, Opening, Seen
from visualize import terms
from visualize.dots import Dot, Drawing, Ray, broken, ray_kind
from visualize.explorer.frame import relationship
from visualize.explorer.say_graph import SAY_GRAPH
from visualize.explorer.state import COMPARED, Pin, Put, State, heap_text, text
from visualize.places import Brought, Moved, Point, places
from visualize.words import Lang


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
    steps = list(ways(answers.state))
    on = {frozenset(ends): rel for *ends, rel in steps}
    drawn: set[tuple[Key, Key, str]] = set()
    for line in seen.lines:
        known = (line.source, line.target, line.type)
        if known in drawn:
            continue
        drawn.add(known)
        way = on.get(frozenset((line.source, line.target))) == line.type
        yield _ray(text(line.source), text(line.target), line.type, lang, way=way)
    for source, target, rel in steps:
        if rel in COMPARED and source in seen.seen and target in seen.seen:
            yield _ray(text(source), text(target), rel, lang, way=True)
    for id, heap in seen.heaps.items():
        ends = (text(heap.of), id) if heap.kind.direction == "out" else (id, text(heap.of))
        name = relationship(heap.kind.type, lang)
        yield Ray(*ends, ray_kind(heap.kind.type), name, name)


def ways(state: State) -> Iterator[tuple[Key, Key, str]]:
    """The steps of the ways in the picture, with the relationship that each is said to go by."""
    for way in state.ways:
        for one, other in pairwise(way):
            yield one.key, other.key, other.rel or ""


def _ray(source: str, target: str, rel: str, lang: Lang, *, way: bool) -> Ray:
    name = relationship(rel, lang)
    return Ray(source, target, ray_kind(rel), name, name, way, rel not in COMPARED)
