"""What the graph says of those whom the closing plan moves: enterprises, joint branches, cadres."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from graph.store import Row, Store
from queries.answers import Ref
from queries.closing.costs import Costs, Role, costs
from queries.closing.nearness import Ids, Nearness, Segments
from queries.closing.places import places
from queries.rulefiles import Severity
from queries.text import cypher

AT_ONCE = 2000  # ids put into one statement: far below the time limit of one on either engine
SHOWN = 2  # enterprises by which a cadre is described


@dataclass(frozen=True)
class Unit:
    """An enterprise: places, segments, chains, and those it supplies or is supplied by, as ids.

    `members` are its formal members (组织关系在本单位) and `severity` how grave its gap is, where
    a finding has told them.
    """

    ref: Ref
    regions: Ids = frozenset()
    segments: Ids = frozenset()
    chains: Ids = frozenset()
    partners: Ids = frozenset()
    large: bool = False
    members: int = 0
    severity: Severity = "medium"

    @property
    def id(self) -> str:
        return self.ref.id


@dataclass(frozen=True)
class Branch:
    """A joint branch that exists; `units` are the ids of all that it covers."""

    ref: Ref
    units: tuple[str, ...]
    enterprises: tuple[Unit, ...]


class Spell(NamedTuple):
    """A time during which a cadre served an enterprise, by its id; days as they were told."""

    unit: str
    since: str | None
    until: str | None
    lasts: bool


@dataclass(frozen=True)
class Cadre:
    """Somebody who serves enterprises in a role. `key` is the id in the graph, which may be a
    person's name and never leaves the program; `ref` is what answers call him.

    He is at home where the enterprises are that he serves. `served` are those of the past, `links`
    the numbers of his links in force, `places` what he has free of his `capacity`, `skills` what
    he is told to know.
    """

    key: str
    ref: Ref
    role: Role
    links: tuple[str, ...]
    places: int
    regions: Ids = frozenset()
    chains: Ids = frozenset()
    served: Ids = frozenset()
    capacity: int = 0
    spells: tuple[Spell, ...] = ()
    skills: Ids = frozenset()


class Situation(NamedTuple):
    """Units by id; branches and cadres in the order of their ids."""

    units: Mapping[str, Unit]
    branches: Sequence[Branch]
    cadres: Sequence[Cadre]
    nearness: Nearness


async def situation(store: Store, ids: Iterable[str], costs: Costs, *, as_of: str) -> Situation:
    """How these enterprises, all joint branches and all cadres stand."""
    regions, segments, branches, duties = await asyncio.gather(
        *(
            store.read(cypher(f"closing_{name}"), as_of=as_of)
            for name in ("regions", "segments", "branches", "duties")
        )
    )
    served = (row["id"] for row in duties if row["label"] == "Enterprise")
    wanted = {*ids, *served, *(unit for row in branches for unit in row["units"])}
    rows = await _unit_rows(store, sorted(wanted), as_of)
    located = places(rows, regions)
    units = {row["id"]: _unit(row, located.of[row["id"]], costs) for row in rows}
    return Situation(
        units,
        [_branch(row, units) for row in branches],
        list(_cadres(duties, units, costs)),
        Nearness(located.regions, Segments(segments)),
    )


async def placed(
    store: Store, ids: Iterable[str], segments: Segments, *, as_of: str
) -> tuple[Mapping[str, Unit], Nearness]:
    """Enterprises by id, as in a situation, and how near they are to each other."""
    rows = await _unit_rows(store, sorted(ids), as_of)
    located = places(rows, await store.read(cypher("closing_regions"), as_of=as_of))
    units = {row["id"]: _unit(row, located.of[row["id"]], costs()) for row in rows}
    return units, Nearness(located.regions, segments)


async def _unit_rows(store: Store, ids: Sequence[str], as_of: str) -> list[Row]:
    rows: list[Row] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows += await store.read(cypher("closing_units"), ids=some, as_of=as_of)
    return rows


def _unit(row: Row, regions: Ids, costs: Costs) -> Unit:
    return Unit(
        ref=Ref(label="Enterprise", id=row["id"], name=row["name"] or row["id"]),
        regions=regions,
        segments=frozenset(row["segments"]),
        chains=frozenset(row["chains"]),
        partners=frozenset(row["partners"]),
        large=bool(row["on_scale"]) or (row["staff"] or 0) >= costs.open["staff"],
    )


def _branch(row: Row, units: Mapping[str, Unit]) -> Branch:
    ref = Ref(label="PartyOrg", id=row["id"], name=row["name"] or row["id"])
    covered = tuple(row["units"])
    return Branch(ref, covered, tuple(units[id] for id in covered if id in units))


def _cadres(duties: Iterable[Row], units: Mapping[str, Unit], costs: Costs) -> Iterator[Cadre]:
    """Everybody who has a duty in force, once for each of his roles, in the order of their ids."""
    by_role: dict[tuple[str, Role], list[Row]] = defaultdict(list)
    for row in duties:
        by_role[row["cadre"], row["role"]].append(row)
    found = [
        _cadre(key, role, rows, units, costs)
        for (key, role), rows in by_role.items()
        if any(row["lasts"] for row in rows)
    ]
    taken: dict[str, int] = defaultdict(int)
    for cadre in sorted(found, key=lambda c: (c.ref.id, c.key)):
        taken[cadre.ref.id] += 1
        yield _numbered(cadre, taken[cadre.ref.id])


def _cadre(
    key: str, role: Role, rows: Sequence[Row], units: Mapping[str, Unit], costs: Costs
) -> Cadre:
    lasting = [row for row in rows if row["lasts"]]
    serving = [units[row["id"]] for row in lasting if row["label"] == "Enterprise"]
    now = frozenset(unit.id for unit in serving)
    links = tuple(sorted(row["link"] for row in lasting if row["link"]))
    chains = {row["id"] for row in lasting if row["label"] == "Chain"}
    told = lasting[0]["capacity"]
    capacity = costs.places[role] if told is None else told
    return Cadre(
        key=key,
        ref=_called(role, links, lasting),
        role=role,
        links=links,
        places=max(0, capacity - len(now)),
        regions=frozenset[str]().union(*(unit.regions for unit in serving)),
        chains=frozenset(chains).union(*(unit.chains for unit in serving)),
        served=frozenset(row["id"] for row in rows if row["label"] == "Enterprise") - now,
        capacity=capacity,
        spells=tuple(
            Spell(row["id"], row["since"], row["until"], row["lasts"])
            for row in rows
            if row["label"] == "Enterprise"
        ),
        skills=frozenset(lasting[0]["specialties"] or ()),
    )


def _called(role: Role, links: Sequence[str], lasting: Sequence[Row]) -> Ref:
    """What a cadre goes by: the first number of his links, else what he is assigned to. His name,
    and his id, which may be his name, are never told."""
    first = next((row for row in lasting if row["link"] and row["link"] == links[0]), lasting[0])
    names = dict.fromkeys(row["name"] or row["id"] for row in [first, *lasting])
    shown = "、".join(list(names)[:SHOWN])
    more = f"等{len(names)}个对象" if len(names) > SHOWN else ""
    id = links[0] if links else f"{role}@{first['id']}"
    return Ref(label="Cadre", id=id, name=f"{role}（联系{shown}{more}）")


def _numbered(cadre: Cadre, number: int) -> Cadre:
    """Two who are assigned to the same without numbers go by the same reference: the second gets
    a number of his own."""
    if number == 1:
        return cadre
    ref = cadre.ref.model_copy(update={"id": f"{cadre.ref.id}#{number}"})
    return replace(cadre, ref=ref)
