"""What reading a table gives, and how large one may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import InputError

GUIDE = "填写说明"  # the sheet of our template that explains and holds no table
MIB = 1 << 20
MAX_FILE = 200 * MIB
MAX_UNPACKED = 200 * MIB
MAX_RATIO = 150
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 32_767


class Line(NamedTuple):
    """One row as text; `number` is the row number that a spreadsheet program shows."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One table. `file` is the name shown to people; `sheet` is empty for CSV and JSONL."""

    file: str
    sheet: str
    rows: list[Line]


def place(file: str, sheet: str = "", row: int = 0) -> str:
    """The words for a place in a file: `企业.xlsx 工作表“企业” 第7行`."""
    parts = [file]
    if sheet:
        parts.append(f"工作表“{sheet}”")
    if row:
        parts.append(f"第{row}行")
    return " ".join(parts)


def gather(records: Iterable[tuple[int, list[str]]], file: str, sheet: str = "") -> list[Line]:
    """Drop empty trailing cells and empty rows; refuse a table that is larger than allowed."""
    lines: list[Line] = []
    for number, cells in records:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS or max(map(len, cells)) > MAX_CELL:
            raise _too_wide(cells, place(file, sheet, number))
        lines.append(Line(number, tuple(cells)))
        if len(lines) > MAX_ROWS + 1:  # the header is not counted
            raise InputError(
                f"表格超过 {MAX_ROWS:,} 行",
                f"The table has more than {MAX_ROWS:,} rows",
                fix_zh="请拆成几个文件",
                fix_en="Split it into several files",
                where=place(file, sheet),
            )
    return lines


def _too_wide(cells: list[str], where: str) -> InputError:
    if len(cells) > MAX_COLUMNS:
        return InputError(
            f"表格有 {len(cells)} 列，超过 {MAX_COLUMNS} 列",
            f"The table has {len(cells)} columns, more than {MAX_COLUMNS}",
            fix_zh="请删除不需要的列，以及表格右侧零散的单元格",
            fix_en="Delete the columns that are not needed and stray cells to the right",
            where=where,
        )
    return InputError(
        f"有一个单元格超过 {MAX_CELL:,} 个字符",
        f"A cell holds more than {MAX_CELL:,} characters",
        fix_zh="请缩短内容；如果是 CSV，请检查该行的引号是否成对",
        fix_en="Shorten it; in a CSV, check that the quotes of this row are paired",
        where=where,
    )
