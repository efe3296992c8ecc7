"""What nobody has told of a thing, neither the tables at hand nor the graph, though much hangs on
it: the place of a segment in its chain."""

from collections.abc import AsyncIterator, Iterable

from graph import known
from graph.model import NodeType, Prop
from graph.store import Store
from ingest.draft import Draft, Hint
from ingest.rows import Row

Open = dict[tuple[str, str], list[Row]]  # rows by label and property that they do not tell


async def hints(store: Store, rows: Iterable[Row], draft: Draft) -> list[Hint]:
    """A hint for each row of a thing of which such a property is not known."""
    open_: Open = {}
    for row in rows:
        for prop in _untold(row, draft):
            open_.setdefault((label_of(row), prop.name), []).append(row)
    return [_hint(row, name) async for name, row in still_open(store, open_, draft)]


async def still_open(store: Store, open_: Open, draft: Draft) -> AsyncIterator[tuple[str, Row]]:
    """Properties and rows of which the graph does not tell them either."""
    for (label, name), silent in open_.items():
        before = {row.id: draft.id_before(label, row.id) for row in silent}
        stored = {
            row["id"]
            async for row in known.said(store, label, before.values(), (name,))
            if row["values"][name] is not None
        }
        for row in silent:
            if before[row.id] not in stored:
                yield name, row


def label_of(row: Row) -> str:
    assert isinstance(row.kind, NodeType)
    return row.kind.label


def _untold(row: Row, draft: Draft) -> list[Prop]:
    """The properties that matter and that no row at hand tells of the thing."""
    if not isinstance(row.kind, NodeType):
        return []
    node = draft.node(row.kind.label, row.id)
    told = node.values if node else {}
    return [prop for prop in row.kind.props if prop.lacking and prop.name not in told]


def _hint(row: Row, name: str) -> Hint:
    prop = row.kind.by_prop[name]
    zh, en = prop.lacking or ("", "")
    return Hint(
        *(*row.place, row.header(prop), ""),
        f"{row.kind.zh}未填“{prop.zh}”，{zh}；请填写",
        f"no {prop.name}: {en}; fill it in",
    )
