"""
What is told of the rows that were refused: in the order of the tables, the causes before what hangs
on them, and beside a name that nobody bears those that are like it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from graph.model import Schema
from graph.store import Store
from ingest.draft import Reject
from ingest.index import Index
from ingest.rows import Fault, Row
from queries import entities

MOST_LOOKED_UP = 50  # names for which others are sought that are like them: each is a scan
MOST_NEAR = 3  # names that are proposed for one

Sought = tuple[tuple[str, ...], str]  # the labels looked through, and the text in the cell
Near = Mapping[Sought, Sequence[tuple[str, str]]]  # ids and names that it may stand for


async def near_names(store: Store, schema: Schema, index: Index, refused: Iterable[Row]) -> Near:
    """Who may be meant by the names that nobody bears, in the tables and in the graph, by likeness:
    proposed, never taken (MODEL, law 7)."""
    faults = (fault for row in refused for fault in row.faults)
    names = dict.fromkeys((fault.sought, fault.value) for fault in faults if fault.sought)
    return {
        sought: await _like(store, schema, index, sought)
        for sought in islice(names, MOST_LOOKED_UP)
    }


async def _like(
    store: Store, schema: Schema, index: Index, sought: Sought
) -> list[tuple[str, str]]:
    labels, text = sought
    found: dict[tuple[str, str], str] = {}
    for label in labels:
        kind = schema.node(label)
        if kind.sensitivity == "sensitive":
            continue
        known = await entities.near(store, text, kind)
        for id, name in (*index.near(label, text), *((one.id, one.name) for one in known)):
            found.setdefault((label, id), name)
    return [(id, name) for (_, id), name in islice(found.items(), MOST_NEAR)]


def rejects(refused: Iterable[Row], near: Near) -> list[Reject]:
    """Every fault of every refused row; those that are gone once another row is mended come last,
    as they are nothing to mend."""
    faults = [(row, fault) for row in refused for fault in _from_left_to_right(row)]
    return [
        Reject(*row.place, fault.column, fault.value, *_reason(fault, near))
        for row, fault in sorted(faults, key=lambda told: told[1].hanging)
    ]


def _from_left_to_right(row: Row) -> Iterator[Fault]:
    """The faults of a row in the order of its columns; at last those of columns it lacks."""
    headers = [column.header for column in row.layout.columns]
    at = {header: number for number, header in enumerate(headers)}
    yield from sorted(row.faults, key=lambda fault: at.get(fault.column, len(headers)))


def _reason(fault: Fault, near: Near) -> tuple[str, str]:
    """The reason in both languages, with the question who is meant."""
    like = near.get((fault.sought, fault.value), ())
    if not like:
        return fault.zh, fault.en
    zh = "、".join(f"“{name}”（编号 {id}）" for id, name in like)
    en = ", ".join(f"{name!r} ({id})" for id, name in like)
    return f"{fault.zh}。是否指{zh}？", f"{fault.en}. Is {en} meant?"
