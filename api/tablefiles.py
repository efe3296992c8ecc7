"""A table of a page as a file to keep."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from urllib.parse import quote

from fastapi import Response

from graph.errors import NotFound
from visualize.explorer.cells import Table, plain, to_csv
from visualize.explorer.frame import Frame

Ending = Literal["csv", "xlsx"]


def table_file(tables: Mapping[str, Table], key: str, ending: Ending, frame: Frame) -> Response:
    """A table as a file to keep."""
    if key not in tables:
        raise NotFound(
            f"本页没有表格“{key}”",
            f"no table {key!r} on this page",
            fix_zh=f"可用：{'、'.join(tables)}",
            fix_en=f"There are {', '.join(tables)}",
        )
    table = tables[key]
    if ending == "csv":
        content, kind = to_csv(table).encode("utf-8-sig"), "text/csv; charset=utf-8"
    else:
        from visualize.report.xlsx import table_xlsx  # noqa: PLC0415 - only a workbook needs it

        rows = [tuple(map(plain, row)) for row in table.rows]
        content = table_xlsx(table.title, table.columns, rows, date.fromisoformat(frame.as_of))
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = quote(f"{table.title}-{frame.as_of}.{ending}", safe="")
    disposition = f"attachment; filename=\"{key}.{ending}\"; filename*=UTF-8''{name}"
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})
