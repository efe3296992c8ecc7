"""Places that tables tell in words and that no region of the graph bears: who gives the same county
(所属县（市、区）) or town is near all the same, without a table of regions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from graph.names import legible, normal_name
from graph.store import Row
from queries.closing.nearness import Ids, Regions

PROVINCES = ("省", "自治区")
SMALL: Mapping[str, str] = {"town": "镇街", "park": "园区"}  # level by the column of the word


class Places(NamedTuple):
    """All regions, those that were only told included, and those of each unit by its id."""

    regions: Regions
    of: Mapping[str, Ids]


def places(units: Sequence[Row], regions: Sequence[Row]) -> Places:
    """Rows of units have `id`, `regions` (ids) and the words that nobody bears: `region`, `town`,
    `park`, each a list or null. A word that is the name of one region means that region."""
    named = _by_name(regions)
    rows = {row["id"]: row for row in regions}
    of: dict[str, Ids] = {}
    for unit in units:
        counties = [_county(word, named) for word in unit["region"] or ()]
        rows |= {row["id"]: row for row in counties if row["id"] not in rows}
        of[unit["id"]] = frozenset(unit["regions"]) | {row["id"] for row in counties}
    known = Regions(rows.values())
    for unit in units:
        told = list(_small(unit, sorted(known.counties(of[unit["id"]])), named))
        rows |= {row["id"]: row for row in told if row["id"] not in rows}
        of[unit["id"]] |= {row["id"] for row in told}
    return Places(Regions(rows.values()), of)


def _by_name(regions: Iterable[Row]) -> dict[str, str]:
    """Ids by normalised name, where only one region bears it."""
    found: dict[str, list[str]] = {}
    for row in regions:
        found.setdefault(normal_name(row["name"] or row["id"]), []).append(row["id"])
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _county(word: str, named: Mapping[str, str]) -> Row:
    level = "省" if word.endswith(PROVINCES) else "县"
    name = normal_name(word)
    return {"id": named.get(name, name), "name": legible(word), "level": level, "parents": []}


def _small(unit: Row, counties: Sequence[str], named: Mapping[str, str]) -> Iterator[Row]:
    """Towns and parks; of one name in two counties they are two."""
    for column, level in SMALL.items():
        for word in unit[column] or ():
            name = normal_name(word)
            id = named.get(name) or "/".join((*counties, name))
            yield {"id": id, "name": legible(word), "level": level, "parents": list(counties)}
