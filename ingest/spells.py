"""Spells: who left and came back stands in the graph twice, with the time between left out. The
later relationship is told apart by the day of the return (`again`); the first has none."""

from collections.abc import Mapping

from graph.changes import Values
from ingest.draft import RelKey


def first(key: RelKey) -> RelKey:
    """The key by which a table names a relationship, whichever spell it means."""
    return key._replace(key=(*key.key[:-1], ""))


def returned(key: RelKey, day: str) -> RelKey:
    """The key of the spell that began with a return on that day."""
    return key._replace(key=(*key.key[:-1], day))


def latest(there: Mapping[RelKey, Values]) -> dict[RelKey, RelKey]:
    """By the key of the first spell, that of the one which began last."""
    found: dict[RelKey, RelKey] = {}
    for key in there:
        one = first(key)
        found[one] = max(found.get(one, key), key, key=lambda each: _since(there[each]))
    return found


def _since(values: Values) -> str:
    return str(values.get("since") or "")
