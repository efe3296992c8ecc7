"""Statements that write. With `graph.ddl` the only module that composes Cypher text: the names
in it are names of the schema, values are always parameters."""

from collections.abc import Iterator, Sequence
from typing import Any

from graph.changes import Changes, Ends, NodeUpdate, RelRow, Values
from graph.model import Schema
from graph.store import Statement

BATCH = 2000  # rows of a statement: far below the time limit of one on either engine
GRAPH = "graph"  # id of the one Vocabulary node


def statements(schema: Schema, changes: Changes) -> Iterator[Statement]:
    """All writes of the changes, nodes before relationships, in batches."""
    for label, nodes in changes.new_nodes.items():
        yield from _batches(_create_node(schema.node(label).label), nodes, dict)
    for label, updates in changes.changed_nodes.items():
        yield from _batches(_update_node(schema.node(label).label), updates, _update_row)
    for ends, rels in changes.new_rels.items():
        yield from _batches(_create_rel(_checked(schema, ends)), rels, _rel_row)
    for ends, rels in changes.changed_rels.items():
        key = schema.rel(ends.type).key
        yield from _batches(_update_rel(_checked(schema, ends), key), rels, _rel_row)


def removal(schema: Schema, label: str, id: str) -> list[Statement]:
    """What takes a node out with its relationships and observations, as if nobody had told of it.
    Meant for trials: the product itself deletes nothing."""
    found = f"MATCH (n:{schema.node(label).label} {{id: $id}})"
    return [
        Statement(f"{found}-[:OBSERVED]->(o:Observation) DETACH DELETE o", {"id": id}),
        Statement(f"{found} DETACH DELETE n", {"id": id}),
    ]


def turn(basis: str, run: str) -> Statement:
    """Begin the writes of a run on the graph as the run `basis` left it; refused if it moved on.

    On Neo4j a second writer waits until the first has committed: setting `writer` locks the node,
    so that `run` is read only when nobody else may change it.
    """
    return Statement(
        "MATCH (v:Vocabulary {id: $id}) SET v.writer = $run "
        "WITH v WHERE v.run = $basis SET v.run = $run RETURN v.run AS run",
        {"id": GRAPH, "basis": basis, "run": run},
        decisive=True,
    )


def _batches(cypher: str, rows: Sequence[Any], row: Any) -> Iterator[Statement]:
    for start in range(0, len(rows), BATCH):
        yield Statement(cypher, {"rows": [row(r) for r in rows[start : start + BATCH]]})


def _update_row(update: NodeUpdate) -> Values:
    return {"id": update.id, "values": update.values}


def _rel_row(rel: RelRow) -> Values:
    return {"source": rel.source, "target": rel.target, "values": rel.values}


def _checked(schema: Schema, ends: Ends) -> Ends:
    """The same ends; KeyError when the schema knows no such relationship."""
    if (ends.source, ends.target) not in schema.rel(ends.type).ends:
        raise KeyError(ends)
    return ends


def _create_node(label: str) -> str:
    return f"UNWIND $rows AS row CREATE (n:{label}) SET n += row"


def _update_node(label: str) -> str:
    return f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n += row.values"


def _create_rel(ends: Ends) -> str:
    return (
        f"UNWIND $rows AS row MATCH (a:{ends.source} {{id: row.source}}) "
        f"MATCH (b:{ends.target} {{id: row.target}}) "
        f"CREATE (a)-[r:{ends.type}]->(b) SET r += row.values"
    )


def _update_rel(ends: Ends, key: tuple[str, ...]) -> str:
    same = "".join(f" AND coalesce(r.{k}, '') = coalesce(row.values.{k}, '')" for k in key)
    return (
        f"UNWIND $rows AS row MATCH (a:{ends.source} {{id: row.source}}) "
        f"MATCH (a)-[r:{ends.type}]->(b:{ends.target}) WHERE b.id = row.target{same} "
        f"SET r += row.values"
    )
