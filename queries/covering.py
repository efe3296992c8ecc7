"""Whether an enterprise is covered on a day: by whom, in which way, since when, and who says so."""

from graph.store import Row, Store
from queries.answers import Answer, Place, Ref, places
from queries.chains import MODES, Cover, cover
from queries.partners import unknown_enterprise
from queries.text import cypher


class CoveredBy(Answer):
    """An organisation that covers. `counts` when it makes the enterprise a covered one: functional
    organisations coordinate, they do not count. `told_on` is the date of the data, `source` what
    the row itself names as its source."""

    organisation: Ref
    kind: str | None
    mode: str | None
    counts: bool
    since: str | None
    until: str | None
    told_on: str | None
    source: str | None
    sources: list[Place]


class Covering(Answer):
    """`operating` and `surveyed` are null when nobody told; `observed_on` is the day of the
    figures in force, null when there are none."""

    cover: Cover
    operating: bool | None
    surveyed: bool | None
    observed_on: str | None
    by: list[CoveredBy]
    sources: list[Place]


async def covering(store: Store, enterprise_id: str, *, as_of: str) -> Covering:
    """The coverage of one enterprise. Raises `NotFound`."""
    rows = await store.read(cypher("covering"), id=enterprise_id, as_of=as_of)
    if not rows:
        raise unknown_enterprise(enterprise_id)
    row = rows[0]
    by = [_by(each) for each in row["covers"]]
    return Covering(
        cover=cover(row, any(each.counts for each in by)),
        operating=row["operating"],
        surveyed=row["surveyed"],
        observed_on=row["on"],
        by=by,
        sources=places(row["origin"]),
    )


def _by(row: Row) -> CoveredBy:
    return CoveredBy(
        organisation=Ref(label="PartyOrg", id=row["id"], name=row["name"] or row["id"]),
        kind=row["kind"],
        mode=row["mode"],
        counts=row["mode"] in MODES and not row["functional"],
        since=row["since"],
        until=row["until"],
        told_on=row["told"],
        source=row["source"],
        sources=places(row["origin"]),
    )
