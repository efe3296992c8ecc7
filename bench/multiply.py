"""The sample, several times over: a country of cities of the same shape.

Copy 0 is the sample itself. In every other copy each id, name and credit code is another, and
whatever refers to one refers to that copy's. Lists of codes that a country shares (industries,
disciplines) stay single.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ingest.identity import check_digit


class Columns(NamedTuple):
    """Which columns of a table make its rows who they are; other tables may name them."""

    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


TABLES: Mapping[str, Columns] = {
    "regions.csv": Columns(("code",), ("name", "aliases")),
    "chains.csv": Columns(("chain_id",), ("name_zh", "committee_name")),
    "segments.csv": Columns(("segment_id",), ("name_zh",)),
    "products.csv": Columns(("product_id",), ("name_zh", "aliases")),
    "enterprises.csv": Columns(
        ("enterprise_id",), ("name_zh", "short_name", "aliases", "parent_group"), ("uscc",)
    ),
    "organisations.csv": Columns(("org_id",), ("name_zh", "short_name")),
    "members.csv": Columns(("member_id",), ("display_name",)),
    "assignments.csv": Columns(("link_id",), ("person_display",)),
    "universities.csv": Columns(("university_id",), ("name_zh",)),
    "resources.csv": Columns(("resource_id",), ("name_zh",)),
    "talents.csv": Columns(("talent_id",), ("display_name",)),
    "service_orders.csv": Columns(("order_no",), ("lead_dept", "co_depts")),
    "seed_facts.csv": Columns(("fact_id",)),
    "joint_building.csv": Columns(),
    "targets.csv": Columns(("编号",), ("里程碑",)),
}
SEPARATORS = re.compile(r"([;；|])")
# A code of the sample: 8 characters of register and district, then MA and a number of six digits.
CODE = re.compile(r"(?P<front>[0-9A-Z]{8})MA(?P<number>\d{6})[0-9A-Z]{2}")
STEP = 1000  # between the numbers of one copy and those of the next
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

Row = dict[str, str]


class Table(NamedTuple):
    """A CSV file as it stands."""

    name: str
    header: Sequence[str]
    rows: Sequence[Row]


def multiply(source: Path, target: Path, times: int) -> Path:
    """Write the tables of `source`, `times` over, into the new folder `target`."""
    target.mkdir(parents=True)
    tables = [_read(path) for path in sorted(source.glob("*.csv"))]
    copies = [renamed(tables, copy) for copy in range(1, times)]
    for table in tables:
        others = copies if table.name in TABLES else []
        rows = (_renamed(row, names) for names in others for row in table.rows)
        _write(target, table, chain(table.rows, rows))
    return target


def renamed(tables: Iterable[Table], copy: int) -> dict[str, str]:
    """What every id, name and credit code of the tables is called in a copy."""
    names: dict[str, str] = {}
    for table in tables:
        columns = TABLES.get(table.name, Columns())
        for row in table.rows:
            for name in _texts(row, columns.names):
                names[name] = f"{name}{copy:03}"
            for id in _texts(row, columns.ids):
                names[id] = f"{id}-{copy:03}"
            for code in _texts(row, columns.codes):
                names[code] = credit_code(code, copy)
    return names


def credit_code(code: str, copy: int) -> str:
    """Another code of the same register, with the right check characters of both standards."""
    parts = CODE.fullmatch(code)
    if not parts:
        raise ValueError(f"{code} is no credit code of the sample")
    organisation = f"MA{int(parts['number']) + STEP * copy:06}"
    body = f"{parts['front']}{organisation}{organisation_digit(organisation)}"
    return body + check_digit(body)


def organisation_digit(organisation: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    values = (int(char, 36) for char in organisation)
    return "0123456789X0"[11 - sum(w * v for w, v in zip(WEIGHTS, values, strict=True)) % 11]


def _renamed(row: Row, names: Mapping[str, str]) -> Row:
    return {column: _rename(cell, names) for column, cell in row.items()}


def _rename(cell: str, names: Mapping[str, str]) -> str:
    return "".join(names.get(part, part) for part in SEPARATORS.split(cell))


def _texts(row: Row, columns: Iterable[str]) -> Iterator[str]:
    """What the cells of the columns say, one by one where a cell is a list."""
    for column in columns:
        yield from filter(None, SEPARATORS.split(row[column])[::2])


def _read(path: Path) -> Table:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    return Table(path.name, list(reader.fieldnames or ()), rows)


def _write(folder: Path, table: Table, rows: Iterable[Row]) -> None:
    with (folder / table.name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, table.header)
        writer.writeheader()
        writer.writerows(rows)
