"""A picture of the graph that grows: some entities to begin with, and around those that were
opened the ones they stand in relationships with, as far as that can be seen at once.

Who has many neighbours shows them as heaps, one for each relationship, with their number; a heap is
opened by itself. Persons are never drawn (MODEL, law 6).
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from pydantic import Field

from graph import SCHEMA
from graph.store import Row, Store
from queries.answers import Answer, Place, places
from queries.entities import HIDDEN, shown_of
from queries.text import cypher_of

MOST = 300  # entities in a picture
CROWD = 50  # neighbours, above which they are shown as heaps
FEW = 5  # of one relationship that are shown even so
BUNCH = 50  # of a heap that are shown when it is opened
Direction = Literal["out", "in"]
RANKS = {node.label: rank for rank, node in enumerate(SCHEMA.nodes)}
PLACED = frozenset(start for start, _ in SCHEMA.rel("LOCATED_IN").ends)


class Key(NamedTuple):
    """An entity."""

    label: str
    id: str


class Kind(NamedTuple):
    """One relationship as seen from an entity: its type, whether it leads away, to whom."""

    type: str
    direction: Direction
    label: str


@dataclass(frozen=True, slots=True)
class Opening:
    """That an entity was opened: all around it, or one heap, of which `most` are shown. One that
    was `closed` again keeps the places of what it showed."""

    of: Key
    kind: Kind | None = None
    most: int = BUNCH
    closed: bool = False


class Seen(Answer):
    """An entity of the picture: by whom it came, what it is connected with in all (`degree`), where
    it is. One that only closed openings show is not `drawn`."""

    label: str
    id: str
    name: str
    by: Key | None = None
    kind: Kind | None = None
    drawn: bool = True
    degree: int = 0
    regions: dict[str, str] = Field(default={})

    @property
    def key(self) -> Key:
        return Key(self.label, self.id)


class Heap(Answer):
    """Neighbours that are told by their number: `count` in all, of which `shown` are drawn."""

    of: Key
    kind: Kind
    count: int
    shown: int
    drawn: bool = True


class Line(Answer):
    """A relationship between two entities of the picture."""

    source: Key
    target: Key
    type: str
    properties: dict[str, Any]
    places: list[Place]


class Explored(Answer):
    """The picture in the order in which it grew. `arrivals` are what each step brought: entities
    and heaps; `missing` what there is not; `cut` how many did not find room."""

    arrivals: list[list[Seen | Heap]]
    lines: list[Line]
    groups: dict[Key, dict[Kind, int]]
    missing: list[Key]
    cut: int
    as_of: str

    @property
    def seen(self) -> dict[Key, Seen]:
        return {each.key: each for some in self.arrivals for each in some if isinstance(each, Seen)}

    @property
    def heaps(self) -> list[Heap]:
        return [each for some in self.arrivals for each in some if isinstance(each, Heap)]


class About(Answer):
    """What is registered of an entity."""

    label: str
    id: str
    name: str
    properties: dict[str, Any]
    sources: list[Place]


Step = Key | Opening
Groups = Mapping[Key, Mapping[Kind, int]]
Others = Mapping[tuple[Key, Kind], Sequence[tuple[str, str]]]


async def explore(store: Store, steps: Sequence[Step], *, as_of: str) -> Explored:
    """The picture that a sequence of steps makes: a `Key` puts an entity into it, an `Opening`
    shows what is around one that is in it."""
    given = [step for step in steps if isinstance(step, tuple)]
    openings = [step for step in steps if isinstance(step, Opening)]
    names, groups = await asyncio.gather(
        _names(store, given), _groups(store, {each.of for each in openings}, as_of)
    )
    wanted = [pair for each in openings for pair in _asked(each, groups)]
    others = await _others(store, wanted, as_of)
    growth = Growth(names, groups, others)
    for step in steps:
        growth.take(step, openings)
    drawn = [key for key, each in growth.seen.items() if each.drawn]
    lines, around, regions = await asyncio.gather(
        _lines(store, drawn, as_of),
        _groups(store, set(drawn) - set(groups), as_of),
        _regions(store, drawn, as_of),
    )
    every = {**groups, **around}
    return Explored(
        arrivals=[[_told(each, every, regions, growth.seen) for each in some]
                  for some in growth.arrivals],
        lines=lines,
        groups={key: dict(every[key]) for key in drawn if key in every},
        missing=[key for key in dict.fromkeys(given) if key not in names],
        cut=growth.cut,
        as_of=as_of,
    )  # fmt: skip


async def about(store: Store, key: Key) -> About | None:
    """What is registered of an entity; None when there is none."""
    rows = await store.read(cypher_of("explore_one", key.label), id=key.id)
    if not rows:
        return None
    kind, row = SCHEMA.node(key.label), rows[0]
    return About(
        label=key.label,
        id=key.id,
        name=str(row["name"] or key.id),
        properties=shown_of(row["properties"], (*kind.props, *kind.links)),
        sources=places(row["properties"].get("origin")),
    )


@dataclass
class Growth:
    """The picture while it grows."""

    names: Mapping[Key, str]
    groups: Groups
    others: Others
    seen: dict[Key, Seen] = field(default_factory=dict)
    arrivals: list[list[Seen | Heap]] = field(default_factory=list)
    cut: int = 0
    room: int = MOST

    def take(self, step: Step, openings: Sequence[Opening]) -> None:
        """What a step brings; nothing where it is about what is not in the picture."""
        brought: list[Seen | Heap] = []
        if isinstance(step, tuple):
            brought += self._given(step)
        elif step.of in self.seen:
            brought += self._opened(step, openings)
        self.arrivals.append(brought)

    def _given(self, key: Key) -> Iterator[Seen]:
        if key in self.names:
            new = Seen(label=key.label, id=key.id, name=self.names[key])
            yield from self._come(new)

    def _opened(self, step: Opening, openings: Sequence[Opening]) -> Iterator[Seen | Heap]:
        groups, drawn = self.groups.get(step.of, {}), self._draws(step)
        apart = _apart(step, openings)
        for kind, most in _parts(step, groups):
            shown = 0
            for id, name in self.others.get((step.of, kind), ())[:most]:
                new = Seen(label=kind.label, id=id, name=name, by=step.of, kind=kind, drawn=drawn)
                before = self.cut
                yield from self._come(new)
                shown += self.cut == before
            if shown < (count := groups[kind]):
                stands = drawn and kind not in apart
                yield Heap(of=step.of, kind=kind, count=count, shown=shown, drawn=stands)

    def _draws(self, step: Opening) -> bool:
        return not step.closed and self.seen[step.of].drawn

    def _come(self, new: Seen) -> Iterator[Seen]:
        """A new one arrives; one that stood undrawn is drawn where it stands."""
        before = self.seen.get(new.key)
        if before is None and not self.room:
            self.cut += 1
        elif before is None:
            self.seen[new.key] = new
            self.room -= new.drawn
            yield new
        elif new.drawn and not before.drawn:
            self.seen[new.key] = before.model_copy(update={"drawn": True})
            self.room = max(0, self.room - 1)


def _parts(step: Opening, groups: Mapping[Kind, int]) -> Iterator[tuple[Kind, int]]:
    """The relationships that an opening shows, and how many of each."""
    if step.kind is not None:
        if step.kind in groups:
            yield step.kind, step.most
        return
    crowd = sum(groups.values()) > CROWD
    for kind, count in groups.items():
        yield kind, 0 if crowd and count > FEW else count


def _apart(step: Opening, openings: Iterable[Opening]) -> set[Kind]:
    """Heaps of an opening that were opened by themselves, or further: their places stay empty."""
    others = (each for each in openings if each.of == step.of and not each.closed)
    return {each.kind for each in others if each.kind and (not step.kind or each.most > step.most)}


def _asked(step: Opening, groups: Groups) -> Iterator[tuple[Key, Kind, int]]:
    for kind, most in _parts(step, groups.get(step.of, {})):
        if most:
            yield step.of, kind, most


def _told(
    each: Seen | Heap,
    groups: Groups,
    regions: Mapping[Key, dict[str, str]],
    seen: Mapping[Key, Seen],
) -> Seen | Heap:
    """An arrival as it stands in the end."""
    if isinstance(each, Heap):
        return each
    return seen[each.key].model_copy(
        update={
            "degree": sum(groups.get(each.key, {}).values()),
            "regions": regions.get(each.key, {}),
        }
    )


def _by_label(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, id in sorted(set(keys)):
        found.setdefault(label, []).append(id)
    return found


async def _of_each(
    store: Store, name: str, keys: Iterable[Key], **given: Any
) -> list[tuple[str, Row]]:
    """The rows of a statement put to each label, with the label."""
    by_label = _by_label(keys)
    answers = await asyncio.gather(
        *(store.read(cypher_of(name, label), ids=ids, **given) for label, ids in by_label.items())
    )
    return [(label, row) for label, rows in zip(by_label, answers, strict=True) for row in rows]


async def _names(store: Store, keys: Iterable[Key]) -> dict[Key, str]:
    rows = await _of_each(store, "names", keys)
    return {Key(label, row["id"]): str(row["name"] or row["id"]) for label, row in rows}


async def _groups(store: Store, keys: Iterable[Key], as_of: str) -> dict[Key, dict[Kind, int]]:
    """What is around each, segments and enterprises before figures and meetings."""
    found: dict[Key, dict[Kind, int]] = {}
    rows = await _of_each(store, "explore_groups", keys, hidden=HIDDEN, as_of=as_of)
    for label, row in sorted(rows, key=lambda each: RANKS.get(each[1]["label"], len(RANKS))):
        kind = Kind(row["type"], row["direction"], row["label"])
        found.setdefault(Key(label, row["id"]), {})[kind] = row["count"]
    return found


async def _others(
    store: Store, wanted: Iterable[tuple[Key, Kind, int]], as_of: str
) -> dict[tuple[Key, Kind], list[tuple[str, str]]]:
    asked: dict[str, list[tuple[Key, Kind, int]]] = {}
    for each in wanted:
        asked.setdefault(each[0].label, []).append(each)
    answers = await asyncio.gather(
        *(
            store.read(
                cypher_of("explore_others", label),
                ids=sorted({key.id for key, _, _ in some}),
                wanted=sorted({f"{'.'.join(kind)}@{key.id}" for key, kind, _ in some}),
                hidden=HIDDEN,
                as_of=as_of,
                most=max(most for _, _, most in some),
            )
            for label, some in asked.items()
        )
    )
    return {
        (Key(label, row["id"]), Kind(row["type"], row["direction"], row["label"])): [
            (other["id"], str(other["name"] or other["id"])) for other in row["others"]
        ]
        for label, rows in zip(asked, answers, strict=True)
        for row in rows
    }


async def _lines(store: Store, keys: Sequence[Key], as_of: str) -> list[Line]:
    """Each relationship is found at its start, which seldom has many."""
    known, ids = set(keys), sorted({key.id for key in keys})
    rows = await _of_each(store, "explore_lines", keys, all=ids, hidden=HIDDEN, as_of=as_of)
    return [
        Line(
            source=Key(label, row["id"]),
            target=Key(row["label"], row["other"]),
            type=row["type"],
            properties=shown_of(row["properties"], SCHEMA.rel(row["type"]).props),
            places=places(row["properties"].get("origin")),
        )
        for label, row in rows
        if Key(row["label"], row["other"]) in known
    ]


async def _regions(store: Store, keys: Iterable[Key], as_of: str) -> dict[Key, dict[str, str]]:
    placed = [key for key in keys if key.label in PLACED]
    found: dict[Key, dict[str, str]] = {}
    for label, row in await _of_each(store, "explore_regions", placed, as_of=as_of):
        found.setdefault(Key(label, row["id"]), {})[row["region"]] = row["name"] or row["region"]
    return found
