"""Coverage of enterprises by party organizations and by party work: three rates, each with its
numerator, denominator and definition (MODEL, law 5)."""

import asyncio
from collections.abc import Sequence
from typing import Literal

from graph.store import Row, Store
from queries.answers import Answer, Items, Ref
from queries.chains import chain_id, names_of
from queries.entities import resolve
from queries.packs import DENOMINATORS, Pack
from queries.packs import pack as pack_named
from queries.text import cypher, named

By = Literal["chain", "segment", "region"]
STATEMENTS: dict[By, str] = {
    "chain": "coverage_by_chain",
    "segment": "coverage_by_segment",
    "region": "coverage_by_region",
}
COUNTED = (
    "组织覆盖率＝（单独＋联合＋区域＋行业组建）÷分母；"
    "单独组建率＝单独组建÷分母；"
    "工作覆盖率＝（有组织，或虽无组织但有党建指导员、联络员、工会或团组织）÷分母，"
    "“不计群团”一栏不计工会和团组织；"
    "（?N）为N家情况不明，既不算已覆盖，也不算未覆盖；"
    "功能型和临时党组织不计入；停业注销的企业不计，未注明经营状态的按在营计；未摸排的单列"
)

EACH_SEGMENT = "；处于几个环节的企业在每个环节各计一次，未归入环节的单列一行"
NO_REGION = (
    "；所在区域未知的，是没有填写区域，或所填名称不在区域表中：请填区域表并导入，同名的自动关联"
)


class Rate(Answer):
    """A share with what it is made of; null when it divides by nothing.

    `unknown` of the denominator are not counted because nobody told, not because the answer is no.
    """

    numerator: int
    denominator: int
    rate: float | None
    unknown: int = 0


class Coverage(Answer):
    """The rates of a chain, of a segment of it, or of a region.

    `instructed` is the work rate with instructors only. `unsurveyed` counts the enterprises, not
    known to be closed, that nobody has surveyed; `closed` those that are. `unplaced` is of the
    enterprises of a chain that stand at none of its segments. With `no_data` the chain had no data
    of its own by that day: its rates are not known, and not nothing.
    """

    chain: str | None = None
    name: str | None = None
    segment: Ref | None = None
    region: Ref | None = None
    unplaced: bool = False
    organisation: Rate
    independent: Rate
    work: Rate
    instructed: Rate
    unsurveyed: int
    closed: int
    no_data: bool = False


async def coverage(
    store: Store,
    *,
    as_of: str,
    chain: str | None = None,
    region: str | None = None,
    by: By = "chain",
    pack: Pack | None = None,
) -> Items[Coverage]:
    """Rates by chain, segment or region; of one chain (id or name) or one region with those in it.

    By segment, those who stand at none are the last row of their chain. A chain without
    enterprises is listed with nothing to divide by. Raises `NotFound`.
    """
    pack = pack or pack_named()
    asked = {
        "as_of": as_of,
        "denominator": pack.denominator,
        "chain": chain,
        "named": names_of(chain) if chain else [],
        "region": region,
        "region_named": named(region) if region else "",
    }
    rows = await (_by_segment(store, asked) if by == "segment" else _by(store, by, asked))
    if chain and not rows:
        await chain_id(store, chain)
    if region and not any(map(_anybody, rows)):
        await resolve(store, region, "Region")
    empty = {row["chain"] for row in rows if row.get("chain") and not row["denominator"]}
    first = await first_data(store, sorted(empty))
    without = {id for id in empty if as_of < (first.get(id) or "9")}
    return Items(
        items=[_coverage(row, row.get("chain") in without) for row in rows],
        total=len(rows),
        as_of=as_of,
        sources=sorted({file for row in rows for told in row["files"] for file in told if file}),
        definition=_definition(pack) + _apart(by, rows),
        why="" if rows else "没有符合条件的企业",
    )


async def _by(store: Store, by: By, asked: Row, *, unplaced: bool = False) -> list[Row]:
    return await store.read(cypher(STATEMENTS[by]), **asked, unplaced=unplaced)


async def _by_segment(store: Store, asked: Row) -> list[Row]:
    placed, rest = await asyncio.gather(
        _by(store, "segment", asked), _by(store, "chain", asked, unplaced=True)
    )
    unplaced = [{**row, "unplaced": True} for row in rest if _anybody(row)]
    return sorted([*placed, *unplaced], key=lambda row: row["chain"])


async def first_data(store: Store, chains: Sequence[str]) -> dict[str, str | None]:
    """From which day on each of these chains (ids) has data of its own; None when it has none."""
    rows = await store.read(cypher("first_data"), ids=chains) if chains else []
    return {row["chain"]: row["first"] for row in rows}


def _anybody(row: Row) -> bool:
    return bool(row["denominator"] + row["unsurveyed"] + row["closed"])


def _definition(pack: Pack) -> str:
    by = f"规则包“{pack.zh}”版本 {pack.version}：口径和规则参数的一组约定"
    return f"分母：{DENOMINATORS[pack.denominator]}（{by}）。{COUNTED}"


def _apart(by: By, rows: Sequence[Row]) -> str:
    """What the rows leave open that a reader would add up."""
    unknown = by == "region" and any(row["region"] is None for row in rows)
    return EACH_SEGMENT if by == "segment" else NO_REGION if unknown else ""


def _coverage(row: Row, no_data: bool) -> Coverage:
    whole = row["denominator"]
    return Coverage(
        chain=row.get("chain"),
        name=row.get("name"),
        segment=row.get("segment"),
        region=row.get("region"),
        unplaced=row.get("unplaced", False),
        organisation=_rate(row["organised"], whole),
        independent=_rate(row["independent"], whole),
        work=_rate(row["worked"], whole, row["work_unknown"]),
        instructed=_rate(row["instructed"], whole, row["instructed_unknown"]),
        unsurveyed=row["unsurveyed"],
        closed=row["closed"],
        no_data=no_data,
    )


def _rate(part: int, whole: int, unknown: int = 0) -> Rate:
    rate = part / whole if whole else None
    return Rate(numerator=part, denominator=whole, rate=rate, unknown=unknown)
