"""A chain as planners see it: its segments, who stands there, who covers them, what is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from graph.errors import Ambiguous, Candidate, NotFound
from graph.names import core_name, legible, normal_name
from graph.origin import origins
from graph.store import Row, Store
from queries.answers import Answer, Items, Ref
from queries.text import cypher, named

Cover = Literal["covered", "uncovered", "unsurveyed", "closed"]
Position = Literal["上游", "中游", "下游", "配套"]


class Member(Answer):
    """An enterprise at a segment. `short` is the name for a chip."""

    id: str
    name: str
    short: str
    role: str | None = None
    region: str | None = None
    cover: Cover
    surveyed: bool
    mode: str | None = None  # 单独 / 联合 / 区域 / 行业, where covered


class SegmentView(Answer):
    """A segment with its enterprises; `gap` when it is needed and no enterprise fills it.

    covered / surveyed is the segment's organisation coverage; both count operating enterprises.
    """

    id: str
    name: str
    position: Position
    order: int
    needed: bool
    gap: bool
    enterprises: list[Member]
    covered: int
    surveyed: int


class Flow(Answer):
    """What goes from one segment to another, by the products that feed each other.

    `broken` when one of the two segments is a gap. `supplies` are the pairs of enterprises, as
    甲 → 乙, of which one is known to supply the other; without products they alone make the flow.
    """

    source: str
    target: str
    products: list[str]
    broken: bool
    supplies: list[str]


class Organisation(Answer):
    """A party organization of the chain; `segments` are those in which it covers enterprises."""

    id: str
    name: str
    kind: str
    functional: bool
    parent: str | None
    enterprises: int
    segments: list[str]


class Support(Answer):
    """A university, resource or department that serves the chain, and the segments it fits."""

    label: Literal["University", "Resource", "Department"]
    id: str
    name: str
    kind: str | None
    segments: list[str]


class ChainView(Answer):
    """A chain whole, as of a day. `unplaced` are its enterprises whose segment is unknown;
    `committee_exists` is null where nobody told; where the chain has no committee,
    `loose_committees` are those of which nobody told which chain they lead."""

    id: str
    name: str
    kind: str | None
    region: str | None
    as_of: str
    segments: list[SegmentView]
    flows: list[Flow]
    organisations: list[Organisation]
    committee_exists: bool | None = None
    loose_committees: tuple[Ref, ...] = ()
    supports: list[Support]
    unplaced: list[Member]
    sources: list[str]


class ChainSummary(Answer):
    """A chain in the list of chains."""

    id: str
    name: str
    kind: str | None
    region: str | None
    segments: int
    gaps: int
    enterprises: int
    committees: list[Ref]


COMMITTEE = "产业链党委"  # the kind of an organisation that leads a chain
CHAIN = "产业链"  # what a short form of a chain's name leaves out
MODES = ("单独", "联合", "区域", "行业")  # ways of coverage, the closest first
POSITIONS = ("上游", "中游", "下游", "配套")


async def chains(store: Store, as_of: str) -> Items[ChainSummary]:
    """All chains with their size, as of a day; closed enterprises are not counted."""
    rows = await store.read(cypher("chains"), as_of=as_of)
    return Items(
        items=[ChainSummary(**row) for row in rows],
        total=len(rows),
        as_of=as_of,
        sources=_files(rows),
        definition="断点：必需而没有在营企业的环节",
        why="" if rows else "图中还没有产业链",
    )


async def chain(store: Store, chain: str, as_of: str) -> ChainView:
    """A chain whole, by its id or its name. Raises `NotFound` with the known ones."""
    rows = await store.read(cypher("chain"), as_of=as_of, chain=chain, named=names_of(chain))
    if len(rows) != 1:
        await chain_id(store, chain)
    view = _view(rows[0], as_of)
    if any(each.kind == COMMITTEE for each in view.organisations):
        return view
    loose = await store.read(cypher("loose_committees"))
    refs = tuple(
        Ref(label="PartyOrg", id=row["id"], name=row["name"] or row["id"]) for row in loose
    )
    return view.model_copy(update={"loose_committees": refs})


async def chain_id(store: Store, chain: str) -> str:
    """The id of the chain that goes by this id or name. Raises `NotFound` or `Ambiguous`."""
    known = await store.read(cypher("known_chains"))
    if any(row["id"] == chain for row in known):
        return chain
    fits = [row for row in known if any(n in (row["names"] or "") for n in names_of(chain))]
    if len(fits) > 1:
        raise Ambiguous(chain, [Candidate("Chain", row["id"], row["name"]) for row in fits])
    if not fits:
        raise _no_chain(chain, known)
    return str(fits[0]["id"])


def names_of(chain: str) -> list[str]:
    """What `names` of a chain may contain: 新能源汽车 is 新能源汽车产业链 too."""
    return [named(chain), named(chain + CHAIN)]


def _no_chain(chain: str, known: Sequence[Row]) -> NotFound:
    listed = "、".join(f"{row['id']}（{row['name']}）" for row in known) or "（空）"
    return NotFound(
        f"没有产业链“{chain}”",
        f"no chain {chain!r}",
        fix_zh=f"现有产业链：{listed}",
        fix_en=f"There are: {', '.join(row['id'] for row in known) or 'none yet'}",
    )


# ------------------------------------------------------------ from one row to the view


def _view(row: Row, as_of: str) -> ChainView:
    enterprises = list(_told_apart(row["enterprises"]))
    seats = _seats(enterprises)
    segments = [_segment(segment, seats.get(segment["id"], [])) for segment in row["segments"]]
    gaps = {segment.id for segment in segments if segment.gap}
    at = {e["id"]: [s["id"] for s in e["segments"]] for e in enterprises}
    unplaced = [e for e in enterprises if not e["segments"]]
    return ChainView(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        region=row["region"],
        as_of=as_of,
        segments=sorted(segments, key=_place),
        flows=list(_flows(row["flows"], row["supplies"], gaps)),
        organisations=[_organisation(o, at) for o in row["organisations"]],
        committee_exists=row["committee_exists"],
        supports=[Support(**support) for support in row["supports"]],
        unplaced=[_member(e, e["role"]) for e in unplaced],
        sources=_files([row, *row["enterprises"], *row["organisations"], *row["supports"]]),
    )


def _told_apart(enterprises: Iterable[Row]) -> Iterator[Row]:
    """Each with a short name; those that would go by the same keep their whole names."""
    shorts = [(e, e["short"] or short_name(e["name"])) for e in enterprises]
    bearers = Counter(short for _, short in shorts)
    return ({**e, "short": e["name"] if bearers[short] > 1 else short} for e, short in shorts)


def _seats(enterprises: Iterable[Row]) -> Mapping[str, list[tuple[Row, Member]]]:
    """Who stands at which segment."""
    seats: dict[str, list[tuple[Row, Member]]] = {}
    for enterprise in enterprises:
        for seat in enterprise["segments"]:
            member = _member(enterprise, seat["role"] or enterprise["role"])
            seats.setdefault(seat["id"], []).append((enterprise, member))
    return seats


def _segment(segment: Row, seats: Sequence[tuple[Row, Member]]) -> SegmentView:
    open_ = [(e, m) for e, m in seats if m.cover != "closed"]
    surveyed = [m for e, m in open_ if e["surveyed"]]
    return SegmentView(
        id=segment["id"],
        name=segment["name"],
        position=segment["position"],
        order=segment["order"] or 0,
        needed=segment["needed"],
        gap=segment["needed"] and not open_,
        enterprises=[member for _, member in seats],
        covered=sum(member.cover == "covered" for member in surveyed),
        surveyed=len(surveyed),
    )


def _place(segment: SegmentView) -> tuple[int, int, str]:
    return POSITIONS.index(segment.position), segment.order, segment.id


def _member(enterprise: Row, role: str | None) -> Member:
    modes = [mode for mode in MODES if mode in enterprise["modes"]]
    return Member(
        id=enterprise["id"],
        name=enterprise["name"],
        short=enterprise["short"],
        role=role,
        region=enterprise["region"],
        cover=cover(enterprise, bool(modes)),
        surveyed=bool(enterprise["surveyed"]),
        mode=modes[0] if modes else None,
    )


def cover(enterprise: Row, covered: bool) -> Cover:
    """Of a row with `operating` and `surveyed`."""
    if enterprise["operating"] is False:
        return "closed"
    if covered:
        return "covered"
    return "uncovered" if enterprise["surveyed"] else "unsurveyed"


def short_name(name: str) -> str:
    """A name for a chip: without legal form, without place in brackets or at the beginning. What
    is left tells one firm from the next and is kept whole."""
    core = core_name(name) or normal_name(name)
    whole = legible(name)  # as the core was cut from it, but for the case of its letters
    at = whole.casefold().find(core)
    return whole[at : at + len(core)] if at >= 0 else core


def _flows(
    rows: Sequence[tuple[str, str, str]], pairs: Sequence[tuple[str, str, str]], gaps: set[str]
) -> Iterator[Flow]:
    """Products, and pairs of enterprises, by pair of segments; the rows come in order."""
    products, supplies = _by_ends(rows), _by_ends(pairs)
    for source, target in dict.fromkeys((*products, *supplies)):
        ends = source, target
        yield Flow(
            source=source,
            target=target,
            products=products.get(ends, []),
            broken=source in gaps or target in gaps,
            supplies=supplies.get(ends, []),
        )


def _by_ends(rows: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for source, target, name in rows:
        found.setdefault((source, target), []).append(name)
    return found


def _organisation(row: dict[str, Any], at: Mapping[str, list[str]]) -> Organisation:
    """`at` tells the segments of each enterprise of the chain."""
    covered = [id for id in row["covers"] if id in at]
    return Organisation(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        functional=row["functional"],
        parent=row["parent"],
        enterprises=len(covered),
        segments=sorted({segment for id in covered for segment in at[id]}),
    )


def _files(rows: Iterable[Row]) -> list[str]:
    return sorted({origin.file for row in rows for origin in origins(row.get("origin"))})
