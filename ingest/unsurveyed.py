"""
Figures that count only where another property of the same thing is yes, and nobody says so: of an
enterprise that is not told to be surveyed no rate and no gap is made, however much is known of it.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from graph.model import NodeType, Prop, RelType
from graph.store import Store
from ingest.draft import Draft, Hint
from ingest.lacking import Open, label_of, still_open
from ingest.rows import Row, by_table


async def hints(store: Store, rows: Iterable[Row], draft: Draft) -> list[Hint]:
    """For each table, at the first of its rows that give such figures and leave that open, how many
    they are; what another table or the graph tells is not open."""
    open_: Open = {}
    for row in rows:
        for condition in _left_open(row, draft):
            open_.setdefault((label_of(row), condition), []).append(row)
    silent: dict[str, list[Row]] = {}
    async for condition, row in still_open(store, open_, draft):
        silent.setdefault(condition, []).append(row)
    return [
        _hint(table, condition)
        for condition, open_rows in silent.items()
        for table in by_table(open_rows)
    ]


@cache
def _figures(kind: NodeType | RelType) -> Mapping[str, tuple[Prop, ...]]:
    """The figures of a kind by the property on which it hangs whether they count."""
    conditions = dict.fromkeys(prop.counts_if for prop in kind.props if prop.counts_if)
    return {
        condition: tuple(prop for prop in kind.props if prop.counts_if == condition)
        for condition in conditions
    }


def _left_open(row: Row, draft: Draft) -> list[str]:
    """The conditions of figures of a row that no row at hand tells."""
    conditions = [
        condition
        for condition, figures in _figures(row.kind).items()
        if condition not in row.values and any(prop.name in row.values for prop in figures)
    ]
    node = draft.node(label_of(row), row.id) if conditions else None
    days = (node.days or {}).values() if node else ()
    return [name for name in conditions if not any(name in said for said in days)]


def _hint(rows: list[Row], condition: str) -> Hint:
    first = rows[0]
    asked = first.kind.by_prop[condition]
    figures = _figures(first.kind)[condition]
    given = next(first.header(prop) for prop in figures if prop.name in first.values)
    there = any(column.field is asked for column in first.layout.columns)
    count, header = len(rows), first.header(asked)
    return Hint(
        *(*first.place, header, ""),
        f"{count} 行填了“{given}”等情况而没有填“{asked.zh}”，按未摸排计，不进分母，也不列缺口；"
        f"已摸排的请{'在此列' if there else '加此列'}填“是”",
        f"{count} rows give figures such as {given!r} and not {condition}: they count as not "
        f"surveyed, in no rate and no gap; {'fill in' if there else 'add'} the column, with 是 for "
        "those surveyed",
    )
