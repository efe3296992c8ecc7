"""Tables made for a test, their way into a graph, and the whole graph to compare."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from graph import SCHEMA, Store
from graph.changes import Values
from graph.model import Schema
from ingest import load
from ingest.report import Report

DAY = "2026-11-23"
RUNS = frozenset(("IngestRun", "Vocabulary"))  # they tell when it was loaded, not what
NODES = "MATCH (n) RETURN labels(n)[0] AS label, n.id AS id, properties(n) AS values"
RELS = (
    "MATCH (a)-[r]->(b) RETURN labels(a)[0] AS source, a.id AS a, type(r) AS type, "
    "labels(b)[0] AS target, b.id AS b, properties(r) AS values"
)


class Graph(NamedTuple):
    """Everything in a graph, in an order of its own."""

    nodes: dict[tuple[str, str], Values]
    rels: list[tuple[tuple[str, str], str, tuple[str, str], list[tuple[str, str]]]]

    def of(self, label: str) -> dict[str, Values]:
        """The nodes of a label by id."""
        return {id: values for (found, id), values in self.nodes.items() if found == label}

    def ends(self, rel: str) -> list[tuple[str, str]]:
        """The ids at both ends of the relationships of a type."""
        return [(source[1], target[1]) for source, found, target, _ in self.rels if found == rel]


async def whole(store: Store, *, without: Iterable[str] = ()) -> Graph:
    """The graph but for the records of runs; `without` names properties to leave out."""
    gone = frozenset(without)

    def kept(values: Mapping[str, Any]) -> Values:
        known = {k: v for k, v in values.items() if k not in gone and v is not None}
        return dict(sorted((k, _in_order(k, v)) for k, v in known.items() if k[0] != "@"))

    nodes = {
        (row["label"], row["id"]): kept(row["values"])
        for row in await store.read(NODES)
        if row["label"] not in RUNS
    }
    rels = [
        (
            (row["source"], row["a"]),
            row["type"],
            (row["target"], row["b"]),
            [(name, str(value)) for name, value in kept(row["values"]).items()],
        )
        for row in await store.read(RELS)
    ]
    return Graph(dict(sorted(nodes.items())), sorted(rels))


def _in_order(name: str, value: Any) -> Any:
    """Which of several tables is named first as the origin says nothing."""
    return "\n".join(sorted(value.splitlines())) if name == "origin" else value


async def take(
    store: Store,
    *paths: Path,
    today: str = DAY,
    partial: bool = False,
    complete: bool = False,
    dated: bool = False,
    schema: Schema = SCHEMA,
    format: load.Format = "auto",
) -> Report:
    """Plan and write, as `honglian ingest` does."""
    how: dict[str, Any] = {"format": format, "partial": partial, "complete": complete}
    plan = await load.plan(store, schema, paths, today=today, dated=dated, **how)
    return await load.commit(store, schema, plan)


def table(path: Path, header: str, *rows: str) -> Path:
    """A CSV file, from its header and rows in words separated by blanks; `-` is an empty cell."""
    write(path, [line.split() for line in (header, *rows)])
    return path


def write(path: Path, rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> Path:
    """A CSV file of any cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(["" if c == "-" else c for c in row] for row in rows)
    return path


def cells(path: Path) -> list[list[str]]:
    """The rows of a CSV file in utf-8."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))
