"""The published figures of the programme out of the graph: what its rows add up to, or, where there
are none to count, what was written. Which figure is counted how is in queries/facts.toml.
"""

import asyncio
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict

from graph.names import normal_name
from graph.origin import origins
from graph.store import Row, Store
from queries.answers import Answer, Items, Place, places
from queries.chains import chain_id
from queries.quotes import Qualifier, Stated, scale, stated
from queries.text import cypher, parameters_in

FILE = Path(__file__).parent / "facts.toml"
Number = int | float
QUALIFIERS = get_args(Qualifier)
Basis = Literal["counted", "reported"]
ABOUT = Decimal("0.1")  # how far about 100 may be from 100, as a share
SMALLEST_GROUP = 3  # persons are not told apart in groups under this
FACTS = (
    "已发表的指标：能由图中的行数出的，按当日有效的关系和观测计数；其余只有公开报道，"
    "核对原文是否写有该数和该限定。确数须相等，“多、余、超”须大于，“约”允许相差一成，"
    "区间须在其中；行不全或未填时不判为矛盾；人员只计数"
)


class PersonRows(Answer):
    """How many rows of a table are about the persons that were counted."""

    file: str
    sheet: str
    rows: int


class Part(Answer):
    """One of the numbers that a count is the sum of."""

    part: str
    value: Number


class Fact(Answer):
    """A published figure, `expected` as it was written, and the `value` that the graph has.

    `counted` from `rows`, with the `parts` that add up to it, where rows can prove or refute it;
    else `reported`, where `holds` says whether the quote states the number so. A range is text,
    such as 1-2.
    """

    fact: str
    chain: str
    metric: str
    qualifier: Qualifier
    expected: Number | str
    value: Number | str
    unit: str
    holds: bool
    basis: Basis
    rows: list[Place | PersonRows]
    parts: list[Part]
    quote: str
    note: str = ""


class Counting(BaseModel):
    """How a figure is counted: the statement and its parameters. `persons` when its rows are; not
    `complete` when the rows are known to be fewer than there are, as `note` explains."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    statement: str
    parameters: Mapping[str, Any] = {}
    persons: bool = False
    complete: bool = True
    note: str = ""


class Count(NamedTuple):
    """What rows add up to: between `least` and `most`, which is None when some are unknown."""

    least: Decimal
    most: Decimal | None
    unknown: int


async def facts(store: Store, *, as_of: str, chain: str | None = None) -> Items[Fact]:
    """The figures by number, of all chains and of none, or of one (id or name)."""
    wanted = await chain_id(store, chain) if chain else None
    figures = await store.read(cypher("fact_figures"), as_of=as_of, chain=wanted)
    items = await asyncio.gather(*(_fact(store, figure, as_of) for figure in figures))
    return Items(
        items=list(items),
        total=len(items),
        as_of=as_of,
        sources=sorted({row.file for fact in items for row in fact.rows}),
        definition=FACTS,
        why="" if items else "尚未登记公开报道的指标，可在空白工作簿的“指标”表中填写",
    )


@cache
def countings() -> Mapping[str, Counting]:
    """How figures are counted, by the normalised name of the figure."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {normal_name(metric): Counting(**how) for metric, how in told.items()}


async def _fact(store: Store, figure: Row, as_of: str) -> Fact:
    how = countings().get(normal_name(figure["metric"]))
    wanted = _wanted(figure)
    if wanted is None:
        return _illegible(figure)
    if how is None:
        return _reported(figure, wanted)
    given = {**how.parameters, "as_of": as_of, "chain": figure["chain"]}
    text = cypher(how.statement)
    used = {name: value for name, value in given.items() if name in parameters_in(text)}
    return _counted(figure, wanted, how, await store.read(text, **used))


def _illegible(figure: Row) -> Fact:
    """A figure whose value is no number: nothing can be counted or quoted that equals it."""
    return Fact(
        **_told(figure, "exact", str(figure["value"])),
        value=str(figure["value"]),
        holds=False,
        basis="reported",
        rows=list(places(figure["origin"])),
        parts=[],
        note="数值不是数字，无法核对",
    )


def _reported(
    figure: Row,
    wanted: Stated,
    proof: Sequence[Place | PersonRows] = (),
    parts: Sequence[Part] = (),
    note: str = "",
) -> Fact:
    """What was published, checked against its quote alone; `proof` and `parts` are of the rows that
    do not decide."""
    size = scale(figure["unit"] or "")
    scaled = Stated(wanted.low * size, wanted.high * size, wanted.qualifier)
    return Fact(
        **_told(figure, wanted.qualifier, _shown(wanted)),
        value=_shown(wanted),
        holds=scaled in stated(figure["quote"] or ""),
        basis="reported",
        rows=[*places(figure["origin"]), *proof],
        parts=list(parts),
        note=note,
    )


def _counted(figure: Row, wanted: Stated, how: Counting, rows: Sequence[Row]) -> Fact:
    """What the rows add up to; as reported where they can neither prove nor refute the figure."""
    count = _count(rows, complete=how.complete and bool(rows))
    parts = _parts(rows, persons=how.persons)
    adding = [row for row in rows if row["value"] not in (0, "0")]
    proof = _person_rows(adding) if how.persons else _places(adding)
    holds = satisfies(count, wanted)
    if holds is None:
        return _reported(figure, wanted, proof, parts, how.note or _why(rows, count))
    return Fact(
        **_told(figure, wanted.qualifier, _shown(wanted)),
        value=_plain(count.least),
        holds=holds,
        basis="counted",
        rows=proof,
        parts=parts,
        note=how.note,
    )


def satisfies(count: Count, wanted: Stated) -> bool | None:
    """Whether what was counted is as published; None when what is unknown may decide."""
    if wanted.qualifier == "more than":
        if count.least > wanted.low:
            return True
        return None if count.most is None else False
    margin = wanted.low * ABOUT if wanted.qualifier == "about" else Decimal(0)
    low, high = wanted.low - margin, wanted.high + margin
    if count.least > high:
        return False
    if count.most is None:
        return None
    return count.least >= low


def _wanted(figure: Row) -> Stated | None:
    """A figure as published; None when its value is no number."""
    found = next(stated(str(figure["value"])), None)
    given = figure["qualifier"]
    return found._replace(qualifier=given) if found and given in QUALIFIERS else found


def _told(figure: Row, qualifier: Qualifier, expected: Number | str) -> dict[str, Any]:
    """What an answer says of a figure whatever the rows say."""
    return {
        "fact": figure["fact"],
        "chain": figure["chain"] or "、".join(figure["kept"] or ()),
        "metric": figure["metric"],
        "qualifier": qualifier,
        "expected": expected,
        "unit": figure["unit"] or "",
        "quote": figure["quote"] or "",
    }


def _shown(wanted: Stated) -> Number | str:
    if wanted.low == wanted.high:
        return _plain(wanted.low)
    return f"{_plain(wanted.low)}-{_plain(wanted.high)}"


def _plain(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else float(number)


def _count(rows: Sequence[Row], *, complete: bool) -> Count:
    values = [_value(row["value"]) for row in rows]
    least = sum((value for value in values if value is not None), Decimal(0))
    unknown = values.count(None)
    return Count(least, least if complete and not unknown else None, unknown)


def _value(value: Any) -> Decimal | None:
    """What a row adds: a number, or the first one of a text such as 7个."""
    found = None if value is None else next(stated(str(value)), None)
    return found.low if found else None


def _parts(rows: Sequence[Row], *, persons: bool) -> list[Part]:
    """The count by part, larger first; nothing where a group of persons is too small to be told."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["part"] or ""] += _value(row["value"]) or 0
    told = {part: number for part, number in sums.items() if number}
    if persons and any(number < SMALLEST_GROUP for number in told.values()):
        return []
    ordered = sorted(told.items(), key=lambda each: (-each[1], each[0]))
    return [Part(part=part, value=_plain(number)) for part, number in ordered]


def _why(rows: Sequence[Row], count: Count) -> str:
    if not rows:
        return "图中没有可数的行"
    return f"{count.unknown} 行未填数值，不能判断"


def _places(rows: Sequence[Row]) -> list[Place | PersonRows]:
    found = (place for row in rows for place in places(row["origin"]))
    return list(dict.fromkeys(found))


def _person_rows(rows: Sequence[Row]) -> list[Place | PersonRows]:
    """Of persons the files and how many rows of each, never which."""
    told = {origin[1:] for row in rows for origin in origins(row["origin"])}
    files = Counter((file, sheet) for file, sheet, _ in told)
    return [
        PersonRows(file=file, sheet=sheet, rows=count)
        for (file, sheet), count in sorted(files.items())
    ]
