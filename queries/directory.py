"""Every name of a graph in memory, searched while one types: an engine reads a hundred thousand
names for each key, which takes it a second; these answer within some milliseconds, and the same.
"""

from collections.abc import Iterator, Sequence

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

END = "\n"  # stands in no name: `normal_name` takes all white space out
MANY = 5_000  # places of a text, from which on reading line by line is the quicker way


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
        by_rank = self._ranked(asked)
        first = [(rank, at) for rank, some in enumerate(by_rank) for at in some[:limit]][:limit]
        rows = [{**self._rows[at], "rank": rank} for rank, at in first]
        return hits(asked, rows, sum(map(len, by_rank)))

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
        for at in self._names.with_(asked.plain):
            if at not in told:
                found[_name_rank(self._names.lines[at], asked.plain)].append(at)
        if asked.letters:
            told.update(*found[WHOLE : INSIDE + 1])
            for at in self._readings.with_(asked.letters):
                if at not in told:
                    found[_reading_rank(self._readings.lines[at], asked.letters)].append(at)
        return found


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


def _name_rank(line: str, plain: str) -> int:
    begins = BAR + plain
    if begins + BAR in line:
        return WHOLE
    return PREFIX if begins in line else INSIDE


def _reading_rank(line: str, letters: str) -> int:
    """Of full readings and initials in turns: |zhaoqing|zq|."""
    if BAR + letters not in line:
        return WITHIN
    full = line.strip(BAR).split(BAR)[::2]
    return PINYIN if any(form.startswith(letters) for form in full) else INITIALS
