"""CSV, TSV and JSONL: read as a stream, so that a hostile file costs no memory."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, TextIO

from graph.errors import InputError
from ingest.sheets import MAX_COLUMNS, MAX_ROWS, Line, gather, place

MAX_LINE = 8 << 20
SNIFFED = 1 << 16
DELIMITERS = (",", ";", "\t")


def read_delimited(file: TextIO, name: str) -> list[Line]:
    """The rows of a CSV or TSV, whose delimiter is found by looking."""
    delimiter = sniff(file.read(SNIFFED))
    file.seek(0)
    return gather(_records(file, delimiter, name), name)


def sniff(head: str) -> str:
    """The delimiter that gives the most rows of one width: `,`, `;` or a tab."""
    rows = head.splitlines()[:50]

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in csv.reader(rows, delimiter=delimiter) if row)
        width, count = max(widths.items(), key=lambda item: item[1], default=(1, 0))
        return (count / widths.total(), width) if width > 1 else (0.0, 0)

    return max(DELIMITERS, key=evenness)


def _records(file: TextIO, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Number the records as a spreadsheet program does: a quoted line break starts no row."""
    # strict: a stray quote would swallow the following rows without a word
    reader = csv.reader(_lines(file, name), delimiter=delimiter, strict=True)
    number = begin = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield number, cells
            begin = reader.line_num
    except csv.Error as exc:
        raise InputError(
            f"第 {begin + 1} 行起的双引号不成对，无法分清单元格",
            f"From line {begin + 1} on the double quotes are not paired ({exc})",
            fix_zh="请补上缺少的引号；单元格内的引号要写成两个",
            fix_en="Add the missing quote; write a quote inside a cell twice",
            where=place(name, row=number + 1),
        ) from exc


def _lines(file: TextIO, name: str) -> Iterator[str]:
    number = 0
    while text := file.readline(MAX_LINE):
        number += 1
        if len(text) == MAX_LINE:
            raise InputError(
                f"一行超过 {MAX_LINE:,} 个字符，不是表格",
                f"A line of more than {MAX_LINE:,} characters: this is no table",
                fix_zh="请检查文件是否缺少换行，或重新导出",
                fix_en="Check that the file has line breaks, or export it again",
                where=place(name, row=number),
            )
        if "\0" in text:
            raise InputError(
                "含有空字节（NUL），不是文本表格或已损坏",
                "It contains NUL bytes: no text table, or a damaged one",
                fix_zh="请重新导出；如果是 UTF-16 编码，请另存为 UTF-8",
                fix_en="Export it again; save it as UTF-8 if it is UTF-16",
                where=place(name, row=number),
            )
        yield text


def read_json_lines(file: TextIO, name: str) -> list[Line]:
    """One object a line. The keys become a header numbered 0, data keep their line numbers."""
    columns: dict[str, int] = {}
    objects: list[tuple[int, dict[str, str]]] = []
    for number, text in enumerate(_lines(file, name), 1):
        if not text.strip():
            continue
        item = _object(text, place(name, row=number))
        for key in item:
            columns.setdefault(key, len(columns))
        # checked here too: the table is as wide as all rows together, and as long
        if len(columns) > MAX_COLUMNS or len(objects) > MAX_ROWS:
            break
        objects.append((number, item))
    header = [(0, list(columns))] if columns else []
    rows = ((number, [item.get(key, "") for key in columns]) for number, item in objects)
    return gather([*header, *rows], name)


def _object(text: str, where: str) -> dict[str, str]:
    try:
        item = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        if not isinstance(item, dict):
            raise ValueError("no object")
        cells = {key: _text(value) for key, value in item.items()}
        "".join([*cells, *cells.values()]).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as exc:
        raise InputError(
            "这一行不是 JSON 对象",
            f"This line is no JSON object ({exc})",
            fix_zh='每行应是一个对象，如 {"企业名称": "……"}，键不能重复',
            fix_en='Each line is one object such as {"name": "…"}, its keys without repeats',
            where=where,
        ) from exc
    return cells


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    item = dict(pairs)
    if len(item) < len(pairs):
        raise ValueError("repeated key")
    return item


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _text(value: Any) -> str:
    """A JSON value as a cell: lists joined by ；, objects as their JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case str():
            return value.replace("\0", "")
        case float():
            return f"{value:.15g}"
        case list():
            return "；".join(_text(item) for item in value)
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)
