"""Branches of one enterprise that could take in those whom a plan brings into no joint branch: the
plan founds and joins joint branches alone, so this is for people to arrange."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph.store import Row, Store
from queries.answers import Ref
from queries.closing.joint import may_share
from queries.closing.nearness import Nearness
from queries.closing.situation import Situation, Unit, placed
from queries.closing.unjoined import Unjoined
from queries.text import cypher

MANY = 200  # enterprises, above which nobody reads for each by whom it could be taken in
NAMED = 2  # branches that are named for an enterprise
NEAR = "也可商请同地、环节相同或相邻的{branches}吸收（本方案只安排联合党支部）"
UNSURE = (
    "也可商请同环节的{branches}吸收（本方案只安排联合党支部；所属县（市、区）未填，先核对是否相邻）"
)


async def with_hosts(
    store: Store, unjoined: Sequence[Unjoined], state: Situation, *, as_of: str, most: int
) -> list[Unjoined]:
    """The same, with the branches near each that have room for one more of `most` units."""
    ids = {ref.id for each in unjoined for ref in each.subjects}
    if not 0 < len(ids) <= MANY:
        return [*unjoined]
    segments = state.nearness.segments
    around = segments.around(frozenset(s for id in ids for s in state.units[id].segments))
    rows = await store.read(cypher("closing_hosts"), ids=sorted(around), as_of=as_of, most=most)
    all_of = {*ids, *(row["enterprise"] for row in rows)}
    units, nearness = await placed(store, all_of, segments, as_of=as_of)
    found: dict[str, list[Ref]] = defaultdict(list)
    for each in unjoined:
        for ref in each.subjects:
            hosts = _hosts(units[ref.id], rows, units, nearness)
            found["；".join(filter(None, (each.why, hosts)))].append(ref)
    return [Unjoined(why=why, subjects=refs) for why, refs in found.items()]


def _hosts(unit: Unit, rows: Sequence[Row], units: Mapping[str, Unit], nearness: Nearness) -> str:
    """What is said of those who could take an enterprise in; empty where there is nobody."""
    near = [row for row in rows if may_share(unit, units[row["enterprise"]], nearness)]
    maybe = [row for row in rows if may_be_near(unit, units[row["enterprise"]], nearness)]
    return _said(NEAR, near) or _said(UNSURE, maybe)


def may_be_near(one: Unit, other: Unit, nearness: Nearness) -> bool:
    """Whether two of one segment may be of one county, because nobody told that of one of them."""
    counties = [nearness.regions.counties(unit.regions) for unit in (one, other)]
    return bool(one.segments & other.segments) and not all(counties)


def _said(words: str, rows: Sequence[Row]) -> str:
    names = dict.fromkeys(f"“{row['name'] or row['id']}”" for row in rows)
    return words.format(branches="、".join([*names][:NAMED])) if names else ""
