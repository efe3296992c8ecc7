"""Disciplines and topics, and how they lead upwards to the fields that needs are sorted into."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graph.store import Row

DEEPEST = 8  # steps upwards; the deepest classification has three levels and two correspondences
GB_LEVELS = (7, 5, 3)  # digits of GB/T 13745


class Up(NamedTuple):
    """A step upwards: by which relationship (none where a code alone says so), and to which."""

    rel: str
    id: str


class Discipline(NamedTuple):
    """A discipline or a topic; `scheme` is empty for GB/T 13745."""

    id: str
    name: str
    name_en: str
    scheme: str
    ups: tuple[Up, ...]


Way = tuple[Up, ...]


class Tree:
    """Disciplines by id. A field is where all ways upwards end: a discipline of GB/T 13745 where
    one corresponds, else whatever stands alone. `fields` are sorted by id."""

    def __init__(self, rows: Iterable[Row]) -> None:
        found = [
            Discipline(
                row["id"],
                row["name"] or row["id"],
                row["name_en"] or "",
                row["scheme"] or "",
                tuple(Up(rel, id) for rel, id in row["ups"]),
            )
            for row in rows
        ]
        ids = {each.id for each in found}
        self.known: Mapping[str, Discipline] = {
            each.id: each if each.ups else each._replace(ups=_by_code(each.id, ids))
            for each in found
        }
        self.ways: dict[str, dict[str, Way]] = {}
        for id in self.known:
            self._climb(id)
        self.fields = sorted({field for ways in self.ways.values() for field in ways})

    def name(self, id: str) -> str:
        return self.known[id].name if id in self.known else id

    def _climb(self, start: str) -> None:
        """The shortest way from a discipline to each of its fields; a circle leads nowhere."""
        seen = {start}
        ends: dict[str, Way] = {}
        level: list[tuple[str, Way]] = [(start, ())]
        while level and len(level[0][1]) <= DEEPEST:
            above: list[tuple[str, Way]] = []
            for id, way in level:
                ups = [up for up in self.known[id].ups if up.id in self.known]
                if not ups:
                    ends.setdefault(id, way)
                for up in ups:
                    if up.id not in seen:
                        seen.add(up.id)
                        above.append((up.id, (*way, up)))
            level = above
        self.ways[start] = ends or {start: ()}


def _by_code(id: str, known: set[str]) -> tuple[Up, ...]:
    """43010 lies in 430 by its code alone."""
    if not (id.isdigit() and len(id) in GB_LEVELS):
        return ()
    above = (id[:digits] for digits in GB_LEVELS if digits < len(id))
    return next(((Up("", code),) for code in above if code in known), ())
