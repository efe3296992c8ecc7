"""
Names that were kept as text, and of which the tables at hand list the bearer at last: enterprises
are loaded before the table of regions as often as after it, and the graph is to be the same.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import NamedTuple

from graph import known
from graph.changes import Ends
from graph.model import Link, NodeType, Schema
from graph.names import normal_name
from graph.store import Store
from ingest.draft import Draft, Hint, RelDraft, RelKey
from ingest.entities import names_of
from ingest.index import Index
from ingest.rows import Row

Bearers = Mapping[str, Row]  # the row that lists a thing, by every name that it goes by


class _Kept(NamedTuple):
    """A node, and the thing of that row whose name it keeps as text."""

    id: str
    text: str
    row: Row


async def links(
    store: Store, schema: Schema, index: Index, rows: Iterable[Row], draft: Draft
) -> list[Hint]:
    """Draft the relationships of such names in the graph, where the name is that of one thing only;
    a hint for each name says how many. What the tables at hand say of a node has the word."""
    taken = list(rows)
    found: list[Hint] = []
    for kind in schema.nodes:
        for link in (link for link in kind.links if link.kept):
            bearers = await _bearers(store, schema, index, link, taken)
            if bearers:
                said = {row.id for row in taken if row.kind is kind and _says(row, link)}
                told = [k async for k in _kept(store, kind, link, bearers) if k.id not in said]
                _draft(draft, kind, link, told)
                found += _hints(kind, link, told)
    return found


async def _bearers(
    store: Store, schema: Schema, index: Index, link: Link, rows: Iterable[Row]
) -> Bearers:
    """By normalised name, the rows that list whom the link may lead to; without the names that
    several bear, here or in the graph."""
    label = link.targets[0]
    listed = [row for row in rows if isinstance(row.kind, NodeType) and row.kind.label == label]
    named = {normal_name(name): row for row in listed for name in names_of(row.values)}
    bearers = {name: row for name, row in named.items() if index.by_name(label, name) == {row.id}}
    if not bearers:  # a vocabulary without the kind lists none either
        return {}
    async for other in known.namesakes(store, schema.node(label), bearers):
        for name in filter(None, (other["names"] or "").split("|")):
            if name in bearers and bearers[name].id != other["id"]:
                del bearers[name]
    return bearers


async def _kept(store: Store, kind: NodeType, link: Link, bearers: Bearers) -> AsyncIterator[_Kept]:
    after, ends = "", _ends(kind, link)
    while batch := await known.kept(store, ends, link.name, after, reverse=link.reverse):
        for node in batch:
            for text in node["texts"]:
                row = bearers.get(normal_name(text))
                if row and row.id not in node["linked"]:
                    yield _Kept(node["id"], text, row)
        after = batch[-1]["id"]


def _ends(kind: NodeType, link: Link) -> Ends:
    label = link.targets[0]
    pair = (label, kind.label) if link.reverse else (kind.label, label)
    return Ends(link.rel, *pair)


def _says(row: Row, link: Link) -> bool:
    return link.name in row.left or any(each is link for each, _, _ in row.found)


def _draft(draft: Draft, kind: NodeType, link: Link, told: Iterable[_Kept]) -> None:
    rels = draft.rels.setdefault(_ends(kind, link), {})
    for id, _, row in told:
        id_now = draft.id_now(kind.label, id)
        ends = (row.id, id_now) if link.reverse else (id_now, row.id)
        rels.setdefault(RelKey(*ends), RelDraft({}, row.origin))


def _hints(kind: NodeType, link: Link, told: Iterable[_Kept]) -> Iterator[Hint]:
    """How many nodes are linked, for each name."""
    nodes: dict[str, tuple[Row, set[str]]] = {}
    for id, text, row in told:
        nodes.setdefault(text, (row, set()))[1].add(id)
    for text, (row, ids) in nodes.items():
        yield Hint(
            *(*row.place, row.header(row.kind.by_prop["name"]), text),
            f"{len(ids)} 个{kind.zh}的“{link.zh}”此前按文字保留，现已关联到{row.id}",
            f"{len(ids)} {kind.label} had it as text under {link.name}: related to {row.id} now",
        )
