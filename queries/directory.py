"""Every name of a graph in memory, searched while one types: an engine reads a hundred thousand
names for each key, which takes it a second; these answer within some milliseconds, and the same.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from graph import SCHEMA
from graph.names import BAR
from graph.store import Row, Store
from queries.answers import Items
from queries.entities import (
    BY_ID,
    HIDDEN,
    INITIALS,
    INSIDE,
    PINYIN,
    PREFIX,
    WHOLE,
    WITHIN,
    Hit,
    Wanted,
    hits,
    wanted,
)
from queries.text import cypher_of

FIRST, TYPED = 200, 1_000  # candidates kept of a text that was typed, and of how many texts
END = "\n"  # stands in no name: `normal_name` takes all white space out
MANY = 20_000  # places of a text, from which on reading line by line is the quicker way


class Forms:
    """A line for each entity, and where a text stands in them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._whole = END.join(lines)

    def with_(self, text: str) -> list[int]:
        """The numbers of the lines that hold the text, rising."""
        if self._whole.count(text) > MANY:
            return [at for at, line in enumerate(self.lines) if text in line]
        return list(self._few(text))

    def _few(self, text: str) -> Iterator[int]:
        line, begin = 0, 0
        place = self._whole.find(text)
        while place >= 0:
            line += self._whole.count(END, begin, place)
            yield line
            begin = self._whole.find(END, place) + 1
            line += 1
            place = self._whole.find(text, begin) if begin else -1


class Directory:
    """The names as they were when it was made; of persons there are none (MODEL, law 6)."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = sorted(rows, key=_by_length)
        self._names = Forms([row["names"] or "" for row in self._rows])
        self._readings = Forms([row["pinyin"] or "" for row in self._rows])
        self._again = lru_cache(TYPED)(self._best)  # many names begin alike
        self._full = [_full_readings(line) for line in self._readings.lines]
        self._ids: dict[str, list[int]] = {}
        for at, row in enumerate(self._rows):
            for key in {row["id"], row["code"]} - {None}:
                self._ids.setdefault(key, []).append(at)

    @property
    def count(self) -> int:
        return len(self._rows)

    def search(self, text: str, *, limit: int = 20) -> Items[Hit]:
        """What `entities.search` answers. Raises `UsageError`."""
        asked = wanted(text)
        first, total = (self._again if limit <= FIRST else self._best)(asked, max(limit, FIRST))
        rows = [{**self._rows[at], "rank": rank} for rank, at in first[:limit]]
        return hits(asked, rows, total)

    def _best(self, asked: Wanted, limit: int) -> tuple[list[tuple[int, int]], int]:
        """The ranks and numbers of the first rows that fit, and how many fit."""
        by_rank = self._ranked(asked)
        first = [(rank, at) for rank, some in enumerate(by_rank) for at in some[:limit]]
        return first[:limit], sum(map(len, by_rank))

    def _ranked(self, asked: Wanted) -> list[list[int]]:
        """The numbers of the rows that fit, by rank; each once, by its best."""
        found: list[list[int]] = [[] for _ in range(WITHIN + 1)]
        code = asked.raw.upper()
        found[BY_ID] = sorted(
            {
                at
                for key in (asked.raw, code)
                for at in self._ids.get(key, ())
                if key == code or self._rows[at]["id"] == key
            }
        )
        told = set(found[BY_ID])
        named = [at for at in self._names.with_(asked.plain) if at not in told]
        _part(named, self._names.lines, asked.plain, found)
        if asked.letters:
            told.update(named)
            read = [at for at in self._readings.with_(asked.letters) if at not in told]
            self._part_readings(read, BAR + asked.letters, found)
        return found

    def _part_readings(self, read: Sequence[int], begins: str, found: list[list[int]]) -> None:
        """Full readings before initials, both before what is found within."""
        lines = self._readings.lines
        leading = [at for at in read if begins in lines[at]]
        found[PINYIN] = [at for at in leading if begins in self._full[at]]
        found[INITIALS] = [at for at in leading if begins not in self._full[at]]
        found[WITHIN] = [at for at in read if begins not in lines[at]]


def _part(named: Sequence[int], lines: Sequence[str], plain: str, found: list[list[int]]) -> None:
    """Whole names before beginnings, both before what is found inside."""
    begins, whole = BAR + plain, f"{BAR}{plain}{BAR}"
    leading = [at for at in named if begins in lines[at]]
    found[WHOLE] = [at for at in leading if whole in lines[at]]
    found[PREFIX] = [at for at in leading if whole not in lines[at]]
    found[INSIDE] = [at for at in named if begins not in lines[at]]


def _full_readings(line: str) -> str:
    """Of full readings and initials in turns, |zhaoqing|zq|, the former."""
    return f"{BAR}{BAR.join(line.strip(BAR).split(BAR)[::2])}{BAR}" if line else ""


async def directory(store: Store) -> Directory:
    """The names that a graph has now; kind by kind, as lists, which an engine hands over in half
    the time that rows take."""
    found: list[Row] = []
    for node in SCHEMA.nodes:
        if node.label not in HIDDEN:
            rows = await store.read(cypher_of("directory", node.label))
            found += (_named(node.label, each) for each in rows[0]["found"])
    return Directory(found)


def _named(label: str, held: Sequence[str | None]) -> Row:
    return dict(zip(("id", "name", "names", "pinyin", "code"), held, strict=True), label=label)


def _by_length(row: Row) -> tuple[int, str, str]:
    return len(row["name"] or ""), row["label"], row["id"]
