"""A chain as a table: one row per enterprise and segment, one per segment without any."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from queries.chains import ChainView, Member
from visualize.words import WORDS, Lang, Words

Row = tuple[str, ...]
# a spreadsheet takes a cell that starts with one of these for a formula
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


def rows(view: ChainView, words: Words) -> Iterator[Row]:
    """The rows below `words.table`, in the order of the chain."""
    for segment in sorted(view.segments, key=lambda s: s.order):
        place = (words.positions[segment.position], segment.name)
        for member in segment.enterprises:
            yield (*place, *_member(member, words))
        if not segment.enterprises:
            yield (*place, "", "", "", words.gap if segment.gap else words.idle, "")
    for member in view.unplaced:
        yield ("", words.unplaced, *_member(member, words))


def table_csv(view: ChainView, *, lang: Lang = "zh") -> str:
    """The table as CSV. Write it as utf-8-sig: spreadsheets need the mark to see Chinese."""
    words = WORDS[lang]
    return written([words.table, *rows(view, words)])


def written(rows: Iterable[Sequence[str | int | float | None]]) -> str:
    """Rows as CSV in the form that spreadsheets read; no text in it is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([unformula(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def unformula(cell: str) -> str:
    """The cell, quoted with ' where a spreadsheet would run it."""
    return f"'{cell}" if cell[:1] in FORMULA_STARTS and cell else cell


def _member(member: Member, words: Words) -> Row:
    return (
        member.name,
        member.role or "",
        member.region or "",
        words.cover[member.cover],
        member.mode or "",
    )
