"""
Party organisations of which nobody says whom they cover: a table of them without such a column is
taken, and yet every enterprise stays without an organisation.
"""

from collections.abc import Iterable

from graph import known
from graph.changes import Ends
from graph.model import Link, NodeType
from graph.store import Store
from ingest.draft import Draft, Hint
from ingest.rows import Row, by_table

COVERS = "COVERS"
FUNCTIONAL = "functional"  # such a one coordinates and covers nobody, see docs/rules.md


async def hints(store: Store, rows: Iterable[Row], draft: Draft) -> list[Hint]:
    """For each table without the column, at its first such row, how many organisations cover nobody
    by the tables at hand and by the graph."""
    open_ = [row for row in rows if _covering(row) and not row.values.get(FUNCTIONAL)]
    open_ = [row for row in open_ if _lacks_column(row)]
    covering = await _covering_somebody(store, open_, draft)
    return [_hint(table) for table in by_table(row for row in open_ if row.id not in covering)]


def _covering(row: Row) -> Link | None:
    """The column that says whom the thing of a row covers; None of kinds that cover nobody."""
    links = row.kind.links if isinstance(row.kind, NodeType) else ()
    return next((link for link in links if link.rel == COVERS), None)


def _lacks_column(row: Row) -> bool:
    return all(column.field is not _covering(row) for column in row.layout.columns)


async def _covering_somebody(store: Store, rows: list[Row], draft: Draft) -> set[str]:
    """The ids of those that cover somebody already."""
    found = {key.source for ends, keys in draft.rels.items() if ends.type == COVERS for key in keys}
    pairs = {
        (row.kind.label, target)
        for row in rows
        if isinstance(row.kind, NodeType) and (link := _covering(row))
        for target in link.targets
    }
    for label, target in sorted(pairs):
        now = {draft.id_before(label, row.id): row.id for row in rows}
        ends = Ends(COVERS, label, target)
        found |= {now[row["id"]] async for row in known.linked(store, ends, now, reverse=False)}
    return found


def _hint(rows: list[Row]) -> Hint:
    first, link = rows[0], _covering(rows[0])
    assert link
    return Hint(
        *(*first.place, link.zh, ""),
        f"本表没有说明覆盖哪些企业的列，{len(rows)} 个{first.kind.zh}不计入组织覆盖；"
        f"请加“{link.zh}”列，填企业的编号或名称",
        f"no column says whom they cover: {len(rows)} organizations count in no rate; add "
        f"{link.name} ({link.zh}), with ids or names of enterprises",
    )
