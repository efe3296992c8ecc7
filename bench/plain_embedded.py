"""A plain script's best load into ArcadeDB: its own bulk loader, nothing else.

`python -m bench.plain_embedded FOLDER_OF_CSV NEW_FOLDER`
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")

import arcadedb

from bench.child import tell
from bench.plain import Plain, constraints, read


def load(graph: Plain, folder: str) -> None:
    database = arcadedb.create_database(folder)
    for statement in constraints():
        database.command("opencypher", statement)
    for kind, _, _ in graph.rels:
        database.command("sql", f"CREATE EDGE TYPE {kind} IF NOT EXISTS")
    # commit_every stays at its default, which measured fastest
    with database.graph_batch(expected_edge_count=graph.edges) as batch:
        rids = {
            label: dict(
                zip((n["id"] for n in nodes), batch.create_vertices(label, nodes), strict=True)
            )
            for label, nodes in graph.nodes.items()
        }
        for (kind, source, target), rels in graph.rels.items():
            starts = [rids[source][a] for a, _ in rels]
            ends = [rids[target][b] for _, b in rels]
            batch.new_edges(starts, kind, ends, list(rels.values()))
    database.close()


if __name__ == "__main__":
    graph = read(Path(sys.argv[1]))
    load(graph, sys.argv[2])
    tell(writes=graph.size)
