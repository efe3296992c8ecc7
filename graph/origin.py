"""Where a fact comes from: the run that wrote it, and the file, sheet and row that say it.

Kept as one line of text, `run|file|sheet|row`, in the property `origin` of every node and
relationship; a fact that several tables state has a line for each.
"""

from typing import NamedTuple


class Origin(NamedTuple):
    """`row` is the row as the spreadsheet program shows it; `sheet` is empty for plain text."""

    run: str
    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.run}|{self.file}|{self.sheet}|{self.row}"


def origins(text: str | None) -> list[Origin]:
    """The origins in a property, oldest first."""
    return [_origin(line) for line in (text or "").splitlines()]


def files(text: str | None) -> set[str]:
    """The files that an origin names."""
    return {line.split("|", 1)[1].rsplit("|", 2)[0] for line in (text or "").splitlines()}


def _origin(line: str) -> Origin:
    run, rest = line.split("|", 1)
    file, sheet, row = rest.rsplit("|", 2)
    return Origin(run, file, sheet, int(row))
