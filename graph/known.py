"""What the graph already holds of given nodes: what a plan is compared with."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from itertools import islice

from graph.changes import Ends, Values
from graph.model import NodeType
from graph.names import normal_name
from graph.store import Row, Store

BATCH = 5000
LAST_RUN = "MATCH (v:Vocabulary {id: $id}) RETURN v.run AS run, v.version AS version"
RUNS = "MATCH (r:IngestRun) RETURN r.id AS id, r.counts AS counts, r.files AS files"
IDS = "MATCH (n:{label}) RETURN n.id AS id"
RUN = "MATCH (r:IngestRun {id: $id}) RETURN r.fingerprint AS fingerprint, r.counts AS counts"
ANYTHING = "MATCH (n) WHERE NOT n:Vocabulary AND NOT n:Staged RETURN 1 AS one LIMIT 1"


async def nodes(store: Store, label: str, ids: Iterable[str]) -> dict[str, Values]:
    """Properties of the nodes that exist, by id."""
    cypher = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN id, properties(n) AS values"
    return {row["id"]: row["values"] async for row in _rows(store, cypher, "ids", ids)}


async def said(
    store: Store, label: str, ids: Iterable[str], props: Iterable[str]
) -> AsyncIterator[Row]:
    """Some properties of the nodes that exist: rows of id, values, origin."""
    listed = ", ".join(f"{name}: n.{name}" for name in props)
    cypher = (
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) "
        f"RETURN id, {{{listed}}} AS values, n.origin AS origin"
    )
    async for row in _rows(store, cypher, "ids", ids):
        yield row


async def linked(
    store: Store, ends: Ends, ids: Iterable[str], *, reverse: bool
) -> AsyncIterator[Row]:
    """Whom relationships lead to from the given nodes, or come from: rows of id, other, name."""
    here, there = (ends.target, ends.source) if reverse else (ends.source, ends.target)
    left, right = ("<-", "-") if reverse else ("-", "->")
    cypher = (
        f"UNWIND $ids AS id MATCH (n:{here} {{id: id}}){left}[:{ends.type}]{right}(o:{there}) "
        f"RETURN id, o.id AS other, o.name AS name"
    )
    async for row in _rows(store, cypher, "ids", ids):
        yield row


async def rels(store: Store, ends: Ends, sources: Iterable[str]) -> AsyncIterator[Row]:
    """Relationships of a type that begin at the given nodes: rows of source, target, values."""
    cypher = (
        f"UNWIND $ids AS id MATCH (a:{ends.source} {{id: id}})-[r:{ends.type}]->(b:{ends.target}) "
        f"RETURN a.id AS source, b.id AS target, properties(r) AS values"
    )
    async for row in _rows(store, cypher, "ids", sources):
        yield row


async def every(store: Store, ends: Ends) -> AsyncIterator[Row]:
    """All relationships of a type between two labels: rows as those of `rels`."""
    async for row in rels(store, ends, await _ids(store, ends.source)):
        yield row


async def every_node(store: Store, label: str) -> dict[str, Values]:
    """Properties of all nodes of a label, by id."""
    return await nodes(store, label, await _ids(store, label))


async def _ids(store: Store, label: str) -> list[str]:
    return [row["id"] for row in await store.read(IDS.format(label=label))]


async def observations(store: Store, label: str, ids: Iterable[str]) -> AsyncIterator[Row]:
    """Observations of the given nodes: rows of id (of the node) and values (of the observation)."""
    cypher = (
        f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[:OBSERVED]->(o:Observation) "
        f"RETURN id, properties(o) AS values"
    )
    async for row in _rows(store, cypher, "ids", ids):
        yield row


async def bearers(store: Store, node: NodeType, texts: Collection[str]) -> AsyncIterator[Row]:
    """Nodes whose id, official code or name is one of the texts: rows of id, code, names."""
    wanted = list(dict.fromkeys((*texts, *map(normal_name, texts)) if node.by_name else texts))
    code = f"n.{node.code}" if node.code else "null"
    for prop in filter(None, ("id", node.code, "name" if node.name_index else "")):
        cypher = (
            f"UNWIND $texts AS text MATCH (n:{node.label} {{{prop}: text}}) "
            f"RETURN n.id AS id, {code} AS code, n.name AS name, n.names AS names"
        )
        async for row in _rows(store, cypher, "texts", wanted):
            yield row


async def namesakes(store: Store, node: NodeType, names: Iterable[str]) -> AsyncIterator[Row]:
    """Nodes that go by one of the normalised names, aliases included: a scan of the label."""
    code = f"n.{node.code}" if node.code else "null"
    cypher = (
        f"MATCH (n:{node.label}) WHERE any(name IN $names WHERE n.names CONTAINS name) "
        f"RETURN n.id AS id, {code} AS code, n.name AS name, n.names AS names"
    )
    async for row in _rows(store, cypher, "names", [f"|{name}|" for name in names], 200):
        yield row


async def kept(store: Store, ends: Ends, name: str, after: str, *, reverse: bool) -> list[Row]:
    """Nodes with names that a link of them keeps as text, from `after` on by id, a batch at a time:
    rows of id, texts, and the ids of whom the relationship leads to already."""
    here, there = (ends.target, ends.source) if reverse else (ends.source, ends.target)
    left, right = ("<-", "-") if reverse else ("-", "->")
    cypher = (
        f"MATCH (n:{here}) WHERE n.{name} IS NOT NULL AND n.id > $after "
        f"RETURN n.id AS id, n.{name} AS texts, "
        f"[(n){left}[:{ends.type}]{right}(o:{there}) | o.id] AS linked ORDER BY id LIMIT $limit"
    )
    return await store.read(cypher, after=after, limit=BATCH)


async def covered(store: Store, ids: Iterable[str]) -> AsyncIterator[Row]:
    """In which ways organisations cover the given enterprises: rows of id (of the enterprise) and
    mode."""
    cypher = (
        "UNWIND $ids AS id MATCH (e:Enterprise {id: id})<-[c:COVERS]-(:PartyOrg) "
        "RETURN DISTINCT e.id AS id, c.mode AS mode"
    )
    async for row in _rows(store, cypher, "ids", ids):
        yield row


async def _rows(
    store: Store, cypher: str, name: str, values: Iterable[str], size: int = BATCH
) -> AsyncIterator[Row]:
    for batch in _batched(values, size):
        for row in await store.read(cypher, **{name: batch}):
            yield row


def _batched(values: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
