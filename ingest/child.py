"""A program of its own that reads one workbook and writes its rows to standard output.

It runs in a process with limits, because a workbook can be made that takes any amount of memory
(one cell at XFD1048576) or time. It is started by path and imports nothing of ours.

    python child.py WORKBOOK '{"unpacked": BYTES, "ratio": N, "memory": BYTES, "seconds": N}'

Output, one JSON array a line: ["rows", sheet, [[number, [cell, …]], …]], and at last ["end"] or
["error", code].
"""

import datetime
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

CHUNK = 2000
SMALL = 1 << 20
EXACT = 1e15
Merged = list[tuple[tuple[int, int], tuple[int, int]]]
Faults = dict[int, list[tuple[int, str]]]
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ERROR_CELL = re.compile(rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>.*?<(?:\w+:)?v>([^<]*)<')
REFERENCE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')


class Refused(Exception):
    """The workbook cannot be taken; the argument is a code the parent knows."""


def main(path: str, limits: dict[str, int]) -> None:
    """Write the rows of the workbook, then how it ended."""
    try:
        confine(limits["memory"], limits["seconds"])
        dump(path, limits)
        send(["end"])
    except Refused as exc:
        send(["error", str(exc)])
    except MemoryError:
        send(["error", "memory"])


def confine(memory: int, seconds: int) -> None:
    """Limit this process, where the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  absent on Windows
    import signal  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(4 * seconds)  # a file on a disk that hangs takes no CPU


def send(message: list[Any]) -> None:
    sys.stdout.buffer.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")


def dump(path: str, limits: dict[str, int]) -> None:
    """Send every visible worksheet: a hidden one holds lists of choices and the like."""
    # The reader is loaded after the limits are set: it is what they are for.
    import python_calamine as calamine  # noqa: PLC0415

    faults = {} if path.lower().endswith(".xls") else check_zip(path, limits)
    left = limits["unpacked"]
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheets_metadata:
                if (
                    sheet.typ != calamine.SheetTypeEnum.WorkSheet
                    or sheet.visible != calamine.SheetVisibleEnum.Visible
                ):
                    continue
                table = book.get_sheet_by_name(sheet.name)
                # rows come from the first of the sheet on, columns only from the first that is used
                blank = [""] * (table.start[1] if table.start else 0)
                rows = filled((blank + row for row in table.iter_rows()), table.merged_cell_ranges)
                rows = with_faults(rows, faults.get(sheet.name, {}))
                left = send_rows(sheet.name, rows, left)
    except calamine.PasswordError as exc:
        raise Refused("password") from exc
    except calamine.CalamineError as exc:
        raise Refused("damaged") from exc


def check_zip(path: str, limits: dict[str, int]) -> dict[str, Faults]:
    """Refuse a bomb or a foreign archive; give the error cells (#N/A) of each sheet.

    The reader gives error cells as blank, which would pass a broken formula off as unknown.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_size(archive.infolist(), Path(path).stat().st_size, limits)
            names = set(archive.namelist())
            if path.lower().endswith(".ods"):
                wanted = "content.xml" in names
            else:
                wanted = any(name.startswith("xl/") for name in names)
            if not wanted:
                raise Refused("foreign")
            return find_faults(archive) if "xl/workbook.xml" in names else {}
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, EOFError) as exc:
        raise Refused("damaged") from exc


def check_size(entries: list[zipfile.ZipInfo], packed: int, limits: dict[str, int]) -> None:
    """Refuse an archive that is encrypted or unpacks to too much."""
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits["unpacked"]:
        raise Refused("unpacked")
    if unpacked > SMALL and unpacked > limits["ratio"] * packed:
        raise Refused("ratio")


def find_faults(archive: zipfile.ZipFile) -> dict[str, Faults]:
    """The error cells of an .xlsx: sheet name → row index → (column index, text)."""
    related = xml(archive.read("xl/_rels/workbook.xml.rels"))
    parts = {link.get("Id"): link.get("Target", "") for link in related}
    book = xml(archive.read("xl/workbook.xml"))
    found: dict[str, Faults] = {}
    for sheet in book.iterfind(".//{*}sheets/{*}sheet"):
        target = parts.get(sheet.get(RELATED), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        data = archive.read(part)
        if b't="e"' in data:
            found[sheet.get("name", "")] = faults_of(data)
    return found


def xml(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 - whatever it does, it does in confinement


def faults_of(data: bytes) -> Faults:
    """The error cells in the XML of one sheet."""
    faults: Faults = {}
    for attributes, error in ERROR_CELL.findall(data):
        if cell := REFERENCE.search(attributes):
            column = 0
            for letter in cell[1]:
                column = column * 26 + letter - 64
            faults.setdefault(int(cell[2]) - 1, []).append((column - 1, error.decode()))
    return faults


def with_faults(
    rows: Iterable[tuple[int, list[Any]]], faults: Faults
) -> Iterator[tuple[int, list[Any]]]:
    """Put the error texts back into their cells."""
    for number, row in rows:
        for column, error in faults.get(number - 1, ()):
            if column < len(row):
                row[column] = error
        yield number, row


def send_rows(sheet: str, rows: Iterable[tuple[int, list[Any]]], left: int) -> int:
    """Send the rows that hold anything; `left` is how many characters may still be sent."""
    chunk = []
    for number, row in rows:
        cells = [text(value) for value in row]
        size = sum(map(len, cells))
        if not size:
            continue
        left -= size
        if left < 0:
            raise Refused("unpacked")
        chunk.append((number, cells))
        if len(chunk) == CHUNK:
            send(["rows", sheet, chunk])
            chunk = []
    send(["rows", sheet, chunk])
    return left


def text(value: Any) -> str:
    """A cell as the spreadsheet program shows it, dates as ISO 8601."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return moment(value)
    return str(value)


def number(value: float) -> str:
    """Fifteen digits, as a spreadsheet program has; a whole number without a point."""
    if abs(value) < EXACT and value == int(value):
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def moment(value: datetime.date | datetime.time) -> str:
    """ISO text; the time of day is left out when it is midnight, as it is of a plain date."""
    if isinstance(value, datetime.datetime):
        value = (value + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
        if value.time() == datetime.time():
            return value.date().isoformat()
    return value.isoformat()


def filled(rows: Iterable[list[Any]], merged: Merged | None) -> Iterator[tuple[int, list[Any]]]:
    """Number the rows, and repeat the text of cells merged downwards in every row they span.

    Only text is repeated: a merged figure belongs to the rows together and would be counted twice.
    """
    starts: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in merged or ():
        if left == right and bottom > top:
            starts.setdefault(top, []).append((left, bottom))
    spans: dict[int, tuple[str, int]] = {}
    for index, row in enumerate(rows):
        spans = {column: span for column, span in spans.items() if span[1] >= index}
        if any(row):
            for column, (label, _) in spans.items():
                row[column] = label
        for column, bottom in starts.get(index, ()):
            if column < len(row) and isinstance(row[column], str) and row[column]:
                spans[column] = (row[column], bottom)
        yield index + 1, row


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
