"""What else hangs on an enterprise: party organisations, people, service orders. Persons are
counted only, and fewer than three not even that (MODEL, law 6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.store import Row, Store
from queries.answers import Answer, Place, Ref, places
from queries.entities import FEWEST
from queries.text import cypher, cypher_of

LEAST = 3  # formal members of a branch
JOINT = "联合党支部"


class Counted(Answer):
    """How many persons; null when nobody told, or when it would tell of one or two: `text` says
    which."""

    count: int | None
    text: str


class People(Answer):
    """Party members and talents that the rosters have at the enterprise, and its staff."""

    members: Counted
    talents: Counted
    staff: Counted


class LostOrganisation(Answer):
    """A party organisation that would lose the enterprise: its formal members before and after,
    whether they fall below three (null: nobody can tell), and the units that are left. `joint` of
    a joint branch."""

    organisation: Ref
    kind: str
    joint: bool
    formal_before: Counted
    formal_after: Counted
    below: bool | None
    units: list[Ref]
    why: str
    sources: list[Place]


class OpenOrder(Answer):
    """A service order of the enterprise that is not closed on the day."""

    id: str
    name: str
    category: str | None
    level: str | None
    state: str | None
    submitted_at: str | None
    due_at: str | None
    sources: list[Place]


def counted(count: int | None) -> Counted:
    if count is None:
        return Counted(count=None, text="未摸排")
    if 0 < count < FEWEST:
        return Counted(count=None, text=f"少于{FEWEST}人")
    return Counted(count=count, text=f"{count}人")


async def people(store: Store, row: Row) -> People:
    """Of rosters that are not in the graph nobody can tell who is missing; how many party members
    the enterprise told of stands beside."""
    members = await _listed(store, "Member", row["members"])
    if not row["members"]:
        members = Counted(count=None, text=f"{members.text}{_told(row)}")
    return People(
        members=members,
        talents=await _listed(store, "Talent", row["talents"]),
        staff=counted(row["staff"]),
    )


async def _listed(store: Store, label: str, ids: Sequence[str]) -> Counted:
    """Whom a roster has; one without anybody of an enterprise may not be whole."""
    if ids:
        return counted(len(ids))
    there = await store.read(cypher_of("any_of_kind", label), property=None)
    return Counted(count=None, text="名册中没有登记" if there else "图库中没有名册")


def _told(row: Row) -> str:
    """The first figure of party members that the enterprise told, in words."""
    figures = ("formal", "组织关系在本单位正式党员"), ("formal_on_site", "在岗正式党员")
    for column, name in (*figures, ("members_reported", "党员")):
        if row[column] is not None:
            return f"；企业填报{name}{counted(row[column]).text}"
    return ""


async def organisations(store: Store, ids: Sequence[str], *, as_of: str) -> Mapping[str, Row]:
    """These organisations, but for those that were dissolved, as rows by id."""
    rows = await store.read(cypher("what_if_organisations"), ids=list(ids), as_of=as_of)
    return {row["id"]: row for row in rows}


def lost_organisations(
    before: Mapping[str, Row], after: Mapping[str, Row], own: int | None
) -> Iterator[LostOrganisation]:
    """Joint branches, and organisations that fall below three formal members or may do so. `own`
    are the formal members who belong to the enterprise."""
    for id, row in before.items():
        units = after[id]["units"]
        left = _left(row["formal"], own, len(units))
        below = _below(row["formal"], left)
        if row["kind"] == JOINT or below is not False:
            yield LostOrganisation(
                organisation=Ref(label="PartyOrg", id=id, name=row["name"] or id),
                kind=row["kind"] or "",
                joint=row["kind"] == JOINT,
                formal_before=counted(row["formal"]),
                formal_after=_after(left, own if units else 0),
                below=below,
                units=[Ref(label=label, id=unit, name=name or unit) for label, unit, name in units],
                why=_why(row, own, len(units), below),
                sources=places(row["origin"]),
            )


def _after(left: int | None, own: int | None) -> Counted:
    """Who stays; not exactly where the difference would tell of the one or two who leave."""
    if left is not None and left >= FEWEST and own and own < FEWEST:
        return Counted(count=None, text=f"不少于{FEWEST}人")
    return counted(left)


def _left(formal: int | None, own: int | None, units: int) -> int | None:
    """The formal members who stay: nobody where the enterprise was the only unit."""
    if not units:
        return 0
    return None if formal is None or own is None else max(0, formal - own)


def _below(formal: int | None, left: int | None) -> bool | None:
    """Whether three or more become fewer; fewer to begin with is another finding."""
    if formal is None:
        return None
    if formal < LEAST:
        return False
    return None if left is None else left < LEAST


def _why(row: Row, own: int | None, units: int, below: bool | None) -> str:
    unit = f"余 {units} 个单位" if units else "不再有单位"
    if below is None:
        lacking = ["党组织正式党员数"] * (row["formal"] is None)
        lacking += ["企业组织关系在本单位的党员数"] * (own is None and units > 0)
        return f"{unit}；{'、'.join(lacking)}未摸排，不能判断是否少于{LEAST}名正式党员"
    if below:
        return f"{unit}；正式党员将少于{LEAST}名"
    if row["formal"] < LEAST:
        return f"{unit}；正式党员原已少于{LEAST}名"
    return f"{unit}；正式党员仍不少于{LEAST}名"


def open_orders(rows: Iterable[Row]) -> list[OpenOrder]:
    fields = ("id", "category", "level", "state", "submitted_at", "due_at")
    return [
        OpenOrder(
            **{field: row[field] for field in fields},
            name=row["name"] or row["id"],
            sources=places(row["origin"]),
        )
        for row in rows
    ]
