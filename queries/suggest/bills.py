"""Bills of materials: what products of a kind usually need, by a table written by hand.

What is known of materials is mostly of dishes and remedies; of machines, chemicals and building
materials the graph knows little. The table says of some kinds of products (电机, 涂料) what goes
into them in general. It was written from general knowledge of manufacturing, with no look at which
relationships any data set has, and is evidence for the model only: what is suggested still needs a
way through the graph. Which kind a product is of, its name tells.
"""

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from graph.errors import InputError
from queries.suggest.arrays import Sparse, best, row_of, sparse
from queries.suggest.names import Names

FILE = Path(__file__).parent / "bills.csv"
KINDS, MATERIALS = "产品", "材料"  # the columns; each holds names, the usual first
SEPARATOR = "、"
LAST = 30  # of the materials of a kind: those after it count alike
DECLINE = 40.0  # the place at which a material would count for nothing
LEAST_ALIKE = 0.3  # of the name of a kind, to be taken for it


class Bill(NamedTuple):
    """What products of any of these kinds usually need, the most usual first."""

    kinds: tuple[str, ...]
    materials: tuple[str, ...]


def read(path: Path) -> tuple[Bill, ...]:
    """The table of a file. InputError when it is none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(_bills(csv.DictReader(file), path))
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise _refused(path, f"读不出来：{exc}", f"cannot be read: {exc}") from exc


@cache
def ours() -> tuple[Bill, ...]:
    """The table that comes with the project."""
    return read(FILE)


def _bills(rows: "csv.DictReader[str]", path: Path) -> Iterator[Bill]:
    if not {KINDS, MATERIALS} <= set(rows.fieldnames or ()):
        raise _refused(path, "没有这两列", "has not these two columns")
    for row in rows:
        bill = Bill(_names(row[KINDS]), _names(row[MATERIALS]))
        if not (bill.kinds and bill.materials):
            raise _refused(
                path, f"第{rows.line_num}行缺产品或材料", f"row {rows.line_num} lacks one of them"
            )
        yield bill


def _names(cell: str | None) -> tuple[str, ...]:
    return tuple(name for part in (cell or "").split(SEPARATOR) if (name := part.strip()))


def _refused(path: Path, zh: str, en: str) -> InputError:
    return InputError(
        f"常用材料表{zh}",
        f"the table of usual materials {en}",
        fix_zh=f"请存为 UTF-8 编码的 CSV，列名为“{KINDS}”“{MATERIALS}”，"
        f"每行两列都填，多个名称用“{SEPARATOR}”分隔",
        fix_en=f"Save it as CSV in UTF-8 with the columns {KINDS} and {MATERIALS}, both filled in "
        f"each row, several names separated by {SEPARATOR}",
        where=str(path),
    )


class Bills:
    """A table among the names of a catalogue. `uses`: (kinds, products), how usual each material
    is, 0..1; a material that is no product of the catalogue has no column. `runs`: (kinds, runs of
    characters), what the names of all its materials are like."""

    def __init__(self, names: Names, table: Sequence[Bill]) -> None:
        self.table = tuple(table)
        usual = _usual(table)
        kinds = dict.fromkeys(kind for kind, _ in usual)
        materials = dict.fromkeys(material for _, material in usual)
        self.at = {kind: row for row, kind in enumerate(kinds)}
        self.longest = max(map(len, self.at), default=0)
        known = [(self.at[k], names.at[m], v) for (k, m), v in usual.items() if m in names.at]
        self.uses: Sparse = _filled(known, (len(self.at), len(names.names)))
        column = {material: number for number, material in enumerate(materials)}
        said = [(self.at[k], column[m], v) for (k, m), v in usual.items()]
        listed = _filled(said, (len(self.at), len(column)))
        self.runs: Sparse = (listed @ _vectors(names, column)).tocsr()
        self._alike: Sparse = _vectors(names, self.at).T.tocsr()

    def kinds(self, texts: Sequence[str], grams: Sparse) -> Sparse:
        """(texts, kinds): of which kind a product is by its name, 0..1, the likeliest alone;
        `grams`: the names as vectors. What a name ends with says most: 车用电机 is a 电机,
        电机外壳 hardly."""
        near = best((grams @ self._alike).tocsr(), 1)
        likest = dict(
            zip(row_of(near).tolist(), zip(near.indices, near.data, strict=True), strict=True)
        )
        found = [
            (row, *kind)
            for row, text in enumerate(texts)
            if (kind := self._likeliest(text, likest.get(row)))
        ]
        return _filled(found, (len(texts), len(self.at)))

    def _likeliest(self, text: str, likest: tuple[int, float] | None) -> tuple[int, float] | None:
        """`likest`: the kind whose name is most alike, and how much."""
        found = [*self._within(text)]
        if likest and likest[1] > LEAST_ALIKE:
            found.append((int(likest[0]), float(likest[1]) / 2))
        return max(found, key=lambda each: (each[1], -each[0]), default=None)

    def _within(self, text: str) -> Iterator[tuple[int, float]]:
        """The kinds whose names stand in a name. Of one character: only the name itself."""
        size = len(text)
        for start in range(size):
            for end in range(start + 1, min(size, start + self.longest) + 1):
                kind = self.at.get(text[start:end])
                if kind is not None and (end - start > 1 or size == 1):
                    part = (end - start) / size
                    yield kind, 0.5 + 0.5 * part if end == size else 0.2 + 0.3 * part


def _usual(table: Sequence[Bill]) -> dict[tuple[str, str], float]:
    """By kind and material, how usual it is."""
    found: dict[tuple[str, str], float] = {}
    for bill in table:
        for kind in bill.kinds:
            for place, material in enumerate(bill.materials):
                usual = 1 - min(place, LAST) / DECLINE
                found[kind, material] = max(usual, found.get((kind, material), 0.0))
    return found


def _vectors(names: Names, texts: dict[str, int]) -> Sparse:
    """One row for each text; with none of them, no row."""
    return names.vectors([*texts]) if texts else names.grams[:0]


def _filled(found: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> Sparse:
    rows, columns, values = zip(*found, strict=True) if found else ((), (), ())
    return sparse(values, rows, columns, shape)
