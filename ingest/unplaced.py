"""What is told of a sheet that lists nothing we know: what it is like, what it lacks; and which
sheets are prose and no table at all."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from graph.errors import InputError
from graph.model import NodeType, RelType, Schema
from ingest.headers import (
    BRACKET,
    HEADER_LINES,
    NAMED_BONUS,
    Kind,
    bare,
    is_called,
    near,
    telling,
    written,
)
from ingest.sheets import Sheet, place
from ingest.values import plain

PROSE = "说明文字，没有表格"
SHOWN = 8  # headers in the message
NAMING = ("id", "name")


class _Like(NamedTuple):
    """A kind that a sheet may be meant to list, and the columns it lacks for that."""

    kind: Kind
    lacking: tuple[str, ...]
    lacking_en: tuple[str, ...]


def unknown_headers(sheet: Sheet, schema: Schema) -> InputError:
    """What to tell about a sheet that `recognise` could not place."""
    headers = _headers(sheet)
    shown = "、".join(headers) or "（空）"
    like = _nearest(sheet, schema)
    what, what_en = "不是已知表格的列名", f"its headers are {shown if headers else '(none)'}"
    if like:
        what = f"像“{like.kind.zh}”，缺必填列{'、'.join(f'“{zh}”' for zh in like.lacking)}"
        what_en += f"; it is like {_name(like.kind)} without {', '.join(like.lacking_en)}"
    ask, ask_en = _questions(headers, schema)
    fix, fix_en = _remedy(schema, like)
    return InputError(
        f"认不出这是什么表：列名 {shown} {what}",
        f"cannot tell what this table lists: {what_en}",
        fix_zh=f"{ask}{fix}",
        fix_en=f"{ask_en} {fix_en}".lstrip(),
        where=place(sheet.file, sheet.sheet),
    )


def _headers(sheet: Sheet) -> list[str]:
    """What is shown as headers: the first row of several cells, as titles have one; where no row
    has several, the first."""
    rows = [[cell for cell in line.cells if cell] for line in sheet.rows]
    return next((row for row in rows if len(row) > 1), next(filter(None, rows), []))[:SHOWN]


def is_prose(sheet: Sheet, schema: Schema) -> bool:
    """Whether a sheet is text without a table: no row has two cells, and none is a header."""
    lines = [[cell for cell in line.cells if cell.strip()] for line in sheet.rows]
    if not lines or max(map(len, lines)) > 1:
        return False
    common = _common(schema)
    heads = (_written_anywhere(schema).get(bare(line[0])) for line in lines[:HEADER_LINES])
    return all(head is None or head in common for head in heads)


def no_table(where: str) -> InputError:
    """The error for a file that was named and has only text."""
    return InputError(
        PROSE,
        "It is text, without a table",
        fix_zh="请给出有表格的文件；空白模板可用 honglian template 生成",
        fix_en="Name a file with a table; `honglian template` makes a blank one",
        where=where,
    )


def _questions(headers: list[str], schema: Schema) -> tuple[str, str]:
    """Asks about headers that are nearly known."""
    known = _written_anywhere(schema)
    meant = [(h, like) for h in headers if (like := near(h, known)) and not _same(h, like)]
    zh = "；".join(f"“{header}”是否指“{like}”？" for header, like in meant)
    return zh, "; ".join(f"is {header!r} meant for {like!r}?" for header, like in meant)


def _same(header: str, known: str) -> bool:
    word = plain(header)
    return plain(known) in (word, BRACKET.sub("", word))


def _remedy(schema: Schema, like: _Like | None) -> tuple[str, str]:
    if like:
        lacking = "、".join(f"“{zh}”" for zh in like.lacking)
        return (
            f"请加上{lacking}列，或用 honglian template 生成的模板列名",
            f"Add {', '.join(like.lacking_en)}, or use the headers of the workbook that "
            "`honglian template` writes",
        )
    kinds = "、".join(kind.zh for kind in _kinds(schema))
    return (
        f"请用 honglian template 生成的模板列名；可识别的表：{kinds}",
        "Use the headers of the workbook that `honglian template` writes",
    )


def _kinds(schema: Schema) -> Iterator[Kind]:
    """The kinds that have a table."""
    yield from (node for node in schema.nodes if node.in_template)
    yield from (rel for rel in schema.rels if rel.source and rel.target)


def _nearest(sheet: Sheet, schema: Schema) -> _Like | None:
    """The kind of which most columns are there, if it lacks some that it must have."""
    best, like = 1, None
    common = {prop.name for rel in schema.rels for prop in rel.props if prop.zh in _common(schema)}
    for kind in _kinds(schema):
        for line in sheet.rows[:HEADER_LINES]:
            found = _found(schema, kind, line.cells) - common
            rank = len(found) + NAMED_BONUS * is_called(sheet, kind) if found else 0
            if rank > best:
                best, like = rank, _lacking(kind, found)
    return like if like and like.lacking else None


def _found(schema: Schema, kind: Kind, cells: tuple[str, ...]) -> set[str]:
    """Names of the fields that a row of headers has."""
    known = {header: field.name for header, field in telling(schema, kind).items()}
    words = {form for cell in cells for form in _forms(cell)}
    return {known[word] for word in words & known.keys()}


def _forms(cell: str) -> tuple[str, str]:
    word = plain(cell)
    return word, BRACKET.sub("", word)


def _lacking(kind: Kind, found: set[str]) -> _Like:
    """The columns without which a table cannot be of a kind; a thing has an id or a name."""
    if isinstance(kind, RelType):
        ends = [end for end in (kind.source, kind.target) if end and end.name not in found]
        return _Like(kind, tuple(e.zh for e in ends), tuple(e.name for e in ends))
    if found & {*NAMING, kind.code}:
        return _Like(kind, (), ())
    zh = "或".join(kind.by_prop[name].zh for name in NAMING if name in kind.by_prop)
    return _Like(kind, (zh,), (" or ".join(NAMING),))


@cache
def _common(schema: Schema) -> frozenset[str]:
    """The headers that a table of any relationship may have (备注, 来源): they tell nothing."""
    shared = [frozenset(h for prop in rel.props for h in prop.headers) for rel in schema.rels]
    return frozenset.intersection(*shared) if shared else frozenset()


def _name(kind: Kind) -> str:
    return kind.label if isinstance(kind, NodeType) else kind.type


@cache
def _written_anywhere(schema: Schema) -> Mapping[str, str]:
    """By bare form, the headers that any table may have."""
    known: dict[str, str] = {}
    for kind in (*schema.nodes, *schema.rels):
        known = {**written(schema, kind, frozenset()), **known}
    return known
