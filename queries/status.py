"""What the store holds, from when it is, and what was last written into it."""

import json
from typing import Any

from graph import SCHEMA
from graph.store import Row, Store
from queries.answers import Answer
from queries.text import cypher


class Count(Answer):
    """How many there are of a label or of a relationship type."""

    name: str
    zh: str
    count: int


class LastRun(Answer):
    """The last ingest: `counts` as its report gave them."""

    id: str
    started_at: str | None
    files: list[str]
    counts: dict[str, Any]


class Status(Answer):
    """`vocabulary` is the version the graph was made with, null for an empty one; `current` is
    ours."""

    engine: str
    nodes: list[Count]
    relationships: list[Count]
    total_nodes: int
    total_relationships: int
    vocabulary: str | None
    current: str
    last_run: LastRun | None


class DataDates(Answer):
    """The days of the figures in force: the oldest, the newest, and of how many enterprises; null
    where there are none."""

    first: str | None
    last: str | None
    enterprises: int


async def data_dates(store: Store, *, as_of: str, chain: str | None = None) -> DataDates:
    """From when the figures of the enterprises are, of all or of a chain (its id)."""
    rows = await store.read(cypher("data_dates"), as_of=as_of, chain=chain)
    return DataDates(**rows[0])


async def run_of(store: Store) -> str:
    """What tells the last ingest from every other, also from one of its id in a graph made anew;
    empty before the first."""
    rows = await store.read(cypher("current_run"))
    told = (rows[0][name] for name in ("run", "started_at", "fingerprint")) if rows else ()
    return " ".join(text or "" for text in told)


async def status(store: Store) -> Status:
    """Counts by kind, the engine, the version of the vocabulary, the last run."""
    rows = await store.read(cypher("status"))
    marks = await store.read(cypher("last_run"))
    mark = marks[0] if marks else {"vocabulary": None, "id": None}
    counts = {row["name"]: row["count"] for row in rows}
    nodes = [_count(n.label, n.zh, counts) for n in SCHEMA.nodes if n.label in counts]
    rels = [_count(r.type, r.zh, counts) for r in SCHEMA.rels if r.type in counts]
    return Status(
        engine=store.name,
        nodes=nodes,
        relationships=rels,
        total_nodes=sum(each.count for each in nodes),
        total_relationships=sum(each.count for each in rels),
        vocabulary=mark["vocabulary"],
        current=SCHEMA.version,
        last_run=_run(mark) if mark["id"] else None,
    )


def _count(name: str, zh: str, counts: dict[str, int]) -> Count:
    return Count(name=name, zh=zh, count=counts[name])


def _run(row: Row) -> LastRun:
    """`files` of a run has a hash and a name on each line."""
    lines = (row["files"] or "").splitlines()
    return LastRun(
        id=row["id"],
        started_at=row["started_at"],
        files=[line.partition(" ")[2] for line in lines],
        counts=json.loads(row["counts"] or "{}"),
    )
