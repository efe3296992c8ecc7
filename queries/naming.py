"""What ids are called: answers hold ids, for programs; people know names."""

from collections.abc import Iterable, Mapping

from graph import SCHEMA
from graph.store import Store
from queries.text import cypher_of

Entity = tuple[str, str]  # label and id
Names = Mapping[Entity, str]


async def names(store: Store, wanted: Iterable[Entity]) -> Names:
    """The names of those entities that the graph has, one statement for each label; persons have
    none here (MODEL, law 6)."""
    found: dict[Entity, str] = {}
    for label, ids in _by_label(wanted).items():
        for row in await store.read(cypher_of("names", label), ids=ids):
            if row["name"]:
                found[label, row["id"]] = row["name"]
    return found


def _by_label(wanted: Iterable[Entity]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for label, id in sorted(set(wanted)):
        if SCHEMA.node(label).sensitivity != "sensitive":
            ids.setdefault(label, []).append(id)
    return ids
