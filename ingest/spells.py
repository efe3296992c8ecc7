"""Spells: who left and came back stands in the graph twice, with the time between left out. The
later relationship is told apart by the day of the return (`again`); the first has none."""

from collections.abc import Iterable

from graph.model import AGAIN, RelType
from ingest.draft import RelKey


def has_spells(rel: RelType) -> bool:
    return rel.key[-1:] == (AGAIN,)


def first(key: RelKey) -> RelKey:
    """The key by which a table names a relationship, whichever spell it means."""
    return key._replace(key=(*key.key[:-1], ""))


def returned(key: RelKey, day: str) -> RelKey:
    """The key of the spell that began with a return on that day."""
    return key._replace(key=(*key.key[:-1], day))


def latest(keys: Iterable[RelKey]) -> dict[RelKey, RelKey]:
    """By the first spell, the last of those that there are."""
    found: dict[RelKey, RelKey] = {}
    for key in keys:
        one = first(key)
        found[one] = max(found.get(one, key), key, key=lambda each: each.key[-1])
    return found
