"""
What is most likely a slip: numbers out of their usual bounds, days that are yet to come, parts
larger than their whole; and columns that say too little for the rules. Such a row is taken as it
is; people are asked to look again. The bounds stand in the vocabulary, at each property.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from graph.model import NodeType, Prop, RelType
from ingest.draft import Hint
from ingest.headers import bare
from ingest.rows import Row

Said = tuple[str, str]  # in Chinese and in English
LOOK = ("请核对数字和单位", "check the number and its unit")


def hints(rows: Iterable[Row], today: str) -> Iterator[Hint]:
    """What looks like a slip in rows that were taken, row by row; `today` is the day by which
    nothing can be known of later days."""
    for row in rows:
        yield from (Hint(*row.place, *doubtful) for doubtful in row.doubtful)
        for prop in _bounded(row):
            for zh, en in _odd(row, prop, today):
                yield Hint(*row.place, row.header(prop), _written(row.values[prop.name]), zh, en)


def vague(rows: Iterable[Row]) -> Iterator[Hint]:
    """A hint for each column of a table that says too little for the rules, at its first value,
    where no row of the table gives what they read instead."""
    first: dict[tuple[str, str, str], tuple[Row, Prop]] = {}
    enough: set[tuple[str, str, str]] = set()
    for row in rows:
        for prop in _vague(row.kind):
            file, sheet, _ = row.place
            if row.values.get(prop.rather) is not None:
                enough.add((file, sheet, prop.name))
            elif row.values.get(prop.name) is not None:
                first.setdefault((file, sheet, prop.name), (row, prop))
    for column, (row, prop) in first.items():
        if column not in enough:
            zh, en = _too_little(row.kind.by_prop[prop.rather].zh, prop)
            yield Hint(*row.place, row.header(prop), _written(row.values[prop.name]), zh, en)


@cache
def _vague(kind: NodeType | RelType) -> tuple[Prop, ...]:
    return tuple(prop for prop in kind.props if prop.rather)


def _too_little(rather: str, prop: Prop) -> Said:
    return (
        f"规则不按“{prop.zh}”判断，因为它没有说明是不是{rather}；请另列“{rather}”，否则相关规则无法判断",
        f"rules do not read {prop.name}, which does not say enough; add a column {prop.rather} "
        f"({rather}), or they cannot judge",
    )


def _bounded(row: Row) -> Iterator[Prop]:
    known = row.kind.by_prop
    yield from (known[name] for name in row.values if name in known and known[name].bound)


def _odd(row: Row, prop: Prop, today: str) -> Iterator[Said]:
    """What is odd about the value of a property."""
    bound, value = prop.bound, row.values[prop.name]
    if bound is None:
        return
    if bound.past and isinstance(value, str) and value[: len(today)] > today:
        yield _later(row, prop, today)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if bound.least is not None and value < bound.least:
        least = _shown(bound.least, prop)
        yield f"低于通常的下限 {least}；{LOOK[0]}", f"is below the usual {least}; {LOOK[1]}"
    if bound.most is not None and value > bound.most:
        most = _shown(bound.most, prop)
        yield f"超过通常的上限 {most}；{LOOK[0]}", f"is above the usual {most}; {LOOK[1]}"
    whole = row.values.get(bound.of) if bound.of else None
    if isinstance(whole, int | float) and value > whole:
        yield _larger(row.kind, bound.of, whole)


def _later(row: Row, prop: Prop, today: str) -> Said:
    """That a day is yet to come; under another header than its own also what that was read as, as
    换届时间 may be the last one or the next."""
    header = row.header(prop)
    zh, en = f"晚于 {today}，是将来的日期", f"is later than {today}"
    if bare(header) not in map(bare, (prop.zh, prop.name)):
        zh, en = f"{zh}；“{header}”读作“{prop.zh}”", f"{en}; {header!r} is read as {prop.name}"
    if prop.bound and prop.bound.ahead:
        ahead = row.kind.by_prop[prop.bound.ahead]
        zh, en = f"{zh}，将来的请用“{ahead.zh}”", f"{en}, use {ahead.name} for what lies ahead"
    return f"{zh}；请核对", f"{en}; check the date"


def _larger(kind: NodeType | RelType, of: str, whole: float) -> Said:
    zh = kind.by_prop[of].zh
    return (
        f"大于同一行的{zh}（{whole:,}）；请核对两个数字",
        f"is larger than {of} of the same row ({whole:,}); check both",
    )


def _written(value: object) -> str:
    """A value without the decimals that nobody wrote."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _shown(limit: float, prop: Prop) -> str:
    """A limit with its unit; a share as people write it."""
    return f"{limit:.0%}" if prop.unit == "1" else f"{limit:,} {prop.unit}".strip()
