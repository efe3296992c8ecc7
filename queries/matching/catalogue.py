"""What is known of disciplines and universities, read and indexed once for each ingest and day."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from graph.origin import origins
from graph.relay import Trial
from graph.store import Row, Store
from queries.closing.nearness import Ids, Regions
from queries.matching.disciplines import DisciplineModel, Wording
from queries.matching.places import Points
from queries.matching.tree import Tree
from queries.matching.vectors import Vectors
from queries.matching.works import Work, Works
from queries.status import run_of
from queries.text import cypher

KEPT = 4  # indexes: a day or two of one graph, and of another


class Outcome(NamedTuple):
    """What came of a meeting: 成功, 洽谈 or 未成."""

    result: str
    need: str
    held_on: str
    reason: str


class School(NamedTuple):
    """A university. `strong`: its level by discipline, empty where nobody told."""

    id: str
    name: str
    level: str
    capacity: int | None
    regions: Ids
    strong: Mapping[str, str]
    partners: Ids
    outcomes: Mapping[str, list[Outcome]]  # by enterprise

    @property
    def free(self) -> int | None:
        """Enterprises that it can still take; None when nobody told how many it takes."""
        return None if self.capacity is None else max(0, self.capacity) - len(self.partners)


class Catalogue:
    """Everything that a need is compared with."""

    def __init__(self, tree: Tree, model: DisciplineModel, works: Works, rows: "Rows") -> None:
        self.tree, self.model, self.works = tree, model, works
        self.regions = Regions(rows.regions)
        self.points = Points(rows.regions, self.regions)
        by_name = {row["name"]: row["id"] for row in reversed(rows.regions) if row["name"]}
        self.schools = {row["id"]: _school(row, by_name) for row in rows.schools}
        self.sources = sorted({o.file for row in rows.schools for o in origins(row["origin"])})
        self.strong: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for school in self.schools.values():
            for discipline in school.strong:
                for field in tree.ways.get(discipline, ()):
                    self.strong[field].append((school.id, discipline))

    @property
    def is_empty(self) -> bool:
        return not self.schools


class Rows(NamedTuple):
    """What the statements told."""

    schools: Sequence[Row]
    regions: Sequence[Row]


_kept: OrderedDict[tuple[object, ...], Catalogue] = OrderedDict()
_reading: dict[tuple[object, ...], "asyncio.Task[Catalogue]"] = {}


async def catalogue(store: Store, as_of: str, vectors: Vectors | None = None) -> Catalogue:
    """The catalogue of a graph on a day: that of the last question while no ingest came between."""
    run = "" if isinstance(store, Trial) else await run_of(store)
    if not run:  # made by hand, or only tried: nothing says when it changes
        return await _read(store, as_of, vectors)
    key = (store.name, as_of, vectors, run)
    if key not in _kept:
        # Whoever asked first may give up: the others, and the next question, wait for the same.
        return await asyncio.shield(_being_read(key, store, as_of, vectors))
    _kept.move_to_end(key)
    return _kept[key]


def _being_read(
    key: tuple[object, ...], store: Store, as_of: str, vectors: Vectors | None
) -> "asyncio.Task[Catalogue]":
    """The one task that reads a catalogue, begun unless it runs already."""
    own = (asyncio.get_running_loop(), *key)
    if own not in _reading:
        task = asyncio.create_task(_read(store, as_of, vectors))
        _reading[own] = task
        task.add_done_callback(lambda done: _keep(own, done))
    return _reading[own]


def _keep(own: tuple[object, ...], done: "asyncio.Task[Catalogue]") -> None:
    del _reading[own]
    if not done.cancelled() and done.exception() is None:  # those who wait hear of the exception
        _kept[own[1:]] = done.result()
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


async def _read(store: Store, as_of: str, vectors: Vectors | None) -> Catalogue:
    disciplines, wordings, schools, offers, regions = await asyncio.gather(
        *(
            store.read(cypher(f"match_{name}"), as_of=as_of)
            for name in ("disciplines", "wordings", "universities", "offers", "regions")
        )
    )
    rows = Rows(schools, regions)
    return await asyncio.to_thread(_made, disciplines, wordings, offers, rows, vectors)


def _made(
    disciplines: Sequence[Row],
    wordings: Sequence[Row],
    offers: Sequence[Row],
    rows: Rows,
    vectors: Vectors | None,
) -> Catalogue:
    tree = Tree(disciplines)
    model = DisciplineModel(tree, map(_wording, wordings), vectors)
    model.fit()  # here, in a thread of its own
    works = Works([*map(_offer, offers), *_told(rows.schools)])
    return Catalogue(tree, model, works, rows)


def _wording(row: Row) -> Wording:
    via = (row["via"][0], row["via"][1] or row["via"][0]) if row["via"] else None
    name = row["name"] or row["id"]
    return Wording(row["text"], tuple(row["disciplines"]), row["label"], row["id"], name, via)


def _offer(row: Row) -> Work:
    name = row["name"] or row["id"]
    return Work("Offer", row["id"], name, row["text"] or "", row["university"])


def _told(rows: Iterable[Row]) -> Iterable[Work]:
    """What stands in columns of a university itself."""
    for row in rows:
        for text in (*(row["named"] or ()), *(row["platforms"] or ())):
            yield Work("University", row["id"], row["name"] or row["id"], text, row["id"])


def _school(row: Row, regions: Mapping[str, str]) -> School:
    places = {*row["regions"]}
    if not places and row["city"]:
        places |= {regions.get(row["city"], row["city"])}  # an unknown city is another city
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for enterprise, *told in row["outcomes"]:
        outcomes[enterprise].append(Outcome(*(text or "" for text in told)))
    return School(
        row["id"],
        row["name"] or row["id"],
        row["level"] or "",
        row["capacity"],
        frozenset(places),
        {id: level or "" for id, level in row["strong"]},
        frozenset(row["partners"]),
        outcomes,
    )
