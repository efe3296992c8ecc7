"""Pins and forbids as tables: pairs that are to come together, or not."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.sheets import Sheet
    from queries.wishes import Wish

HEADER_LINES = 10  # the header stands among the first rows; above it are titles
HEADERS = {
    "enterprise": ("企业", "enterprise"),
    "other": ("对象", "with"),
    "note": ("说明", "note"),
}


def wishes(path: Path | None) -> "list[Wish]":
    """The pairs in the tables of a file."""
    from ingest import tables

    if path is None:
        return []
    found = [_pairs(sheet) for sheet in tables.read(path)]
    listed = [pairs for pairs in found if pairs is not None]
    if not listed:
        raise _no_header(path)
    return [pair for pairs in listed for pair in pairs]


def _pairs(sheet: "Sheet") -> "list[Wish] | None":
    """The pairs of a sheet; None when it has no such columns."""
    for number, line in enumerate(sheet.rows[:HEADER_LINES]):
        columns = _columns(line.cells)
        if {"enterprise", "other"} <= columns.keys():
            return list(_below(sheet, number, columns))
    return None


def _columns(cells: Sequence[str]) -> dict[str, int]:
    written = [cell.strip().casefold() for cell in cells]
    return {
        name: written.index(header)
        for name, headers in HEADERS.items()
        for header in headers
        if header in written
    }


def _below(sheet: "Sheet", header: int, columns: dict[str, int]) -> "Iterator[Wish]":
    from ingest.sheets import place
    from queries.wishes import Wish

    for line in sheet.rows[header + 1 :]:
        where = place(sheet.file, sheet.sheet, line.number)
        values = {
            name: line.cells[at].strip() if at < len(line.cells) else ""
            for name, at in columns.items()
        }
        if not values["enterprise"] or not values["other"]:
            raise _half(where)
        yield Wish(where=where, **values)


def _no_header(path: Path) -> Exception:
    from graph.errors import InputError

    return InputError(
        "没有“企业”和“对象”两列",
        "there are no columns 企业 and 对象",
        fix_zh="第一行写：企业、对象、说明",
        fix_en="Write 企业, 对象, 说明 in the first row",
        where=path.name,
    )


def _half(where: str) -> Exception:
    from graph.errors import InputError

    return InputError(
        "“企业”和“对象”须同时填写",
        "both 企业 and 对象 are needed",
        fix_zh="请补全，或删去这一行",
        fix_en="Fill in both, or remove the row",
        where=where,
    )
