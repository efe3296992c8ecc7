"""The report of a chain, or of all: one content, written as a workbook, a page or a document.

content = await report(store, rules, as_of="2026-11-23", pack=pack, pattern=pattern, chain="NEV")
path.write_bytes(written(content, ".xlsx"))
"""

from visualize.report.compose import report
from visualize.report.content import Report

__all__ = ["SUFFIXES", "Report", "report", "written"]

SUFFIXES = (".xlsx", ".html", ".docx")


def written(content: Report, suffix: str, *, api: str = "") -> bytes:
    """A file of that ending, one of `SUFFIXES`; a page links to the routes of `api`, if any."""
    match suffix:
        case ".xlsx":
            from visualize.report.xlsx import xlsx  # noqa: PLC0415 - only the one in use is loaded

            return xlsx(content)
        case ".docx":
            from visualize.report.docx import docx  # noqa: PLC0415 - likewise

            return docx(content)
        case ".html":
            from visualize.report.html import html  # noqa: PLC0415 - likewise

            return html(content, api=api).encode()
        case _:
            raise KeyError(suffix)
