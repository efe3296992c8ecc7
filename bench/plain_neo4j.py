"""A plain script's load into Neo4j: UNWIND and MERGE through the bare driver, 10,000 rows each.

`python -m bench.plain_neo4j FOLDER_OF_CSV bolt://USER:PASSWORD@HOST:PORT`
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import neo4j

from bench.child import tell
from bench.plain import Plain, constraints, read

BATCH = 10_000
NODE = "UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row"
REL = (
    "UNWIND $rows AS row MATCH (a:{source} {{id: row.a}}) MATCH (b:{target} {{id: row.b}}) "
    "MERGE (a)-[r:{type}]->(b) SET r += row.values"
)


def load(graph: Plain, session: neo4j.Session) -> None:
    for statement in constraints():
        session.run(statement).consume()
    session.run("CALL db.awaitIndexes(300)").consume()
    for label, nodes in graph.nodes.items():
        _write(session, NODE.format(label=label), nodes)
    for (kind, source, target), rels in graph.rels.items():
        rows = [{"a": a, "b": b, "values": values} for (a, b), values in rels.items()]
        _write(session, REL.format(type=kind, source=source, target=target), rows)


def _write(session: neo4j.Session, cypher: str, rows: Sequence[dict[str, Any]]) -> None:
    def run(transaction: neo4j.ManagedTransaction, batch: Sequence[dict[str, Any]]) -> None:
        transaction.run(cypher, rows=batch).consume()

    for start in range(0, len(rows), BATCH):
        session.execute_write(run, rows[start : start + BATCH])


if __name__ == "__main__":
    url = urlsplit(sys.argv[2])
    graph = read(Path(sys.argv[1]))
    login = (url.username or "", url.password or "")
    address = f"bolt://{url.hostname}:{url.port}"
    with neo4j.GraphDatabase.driver(address, auth=login) as driver, driver.session() as session:
        load(graph, session)
    tell(writes=graph.size)
