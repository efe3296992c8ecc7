"""
Tables → a draft: which row is which entity, what it says, and whom it refers to.

Rows are read twice. The first reading finds the entities that the tables list (`entities`), so that
a reference may stand in a file before the one that it refers to. The second resolves references
(`references`) and says what the rows say (`facts`).
"""

from collections.abc import Iterable

from graph.model import NodeType, Schema
from ingest.draft import Draft, IgnoredColumn, TableRows
from ingest.entities import Entities
from ingest.facts import Facts
from ingest.headers import Layout
from ingest.index import Index
from ingest.reading import Reading
from ingest.references import References
from ingest.remarks import Remarks
from ingest.reused import Reused
from ingest.rows import footer, is_part_total, is_total, read_row
from ingest.sheets import Line

TOTAL = "合计行"  # why a row is passed over


class Assertions:
    """Fills `draft` from layouts: `list_entities`, then look up `wanted()` in the graph and add
    what is found to `index`, then `assert_all`; what is told of the rows that are then `refused()`
    is up to `ingest.refusals`."""

    def __init__(self, schema: Schema) -> None:
        self._reading = Reading(schema)
        self._entities = Entities(self._reading)
        self._references = References(self._reading)
        self.reused = Reused(self._reading)
        self._facts = Facts(self._reading)
        self._remarks = Remarks(self._reading.draft)
        self.draft: Draft = self._reading.draft
        self.index: Index = self._reading.index
        self.wanted = self._references.wanted
        self.numbered = self._entities.numbered
        self.taken = self._reading.taken
        self.refused = self._reading.refused

    def list_entities(self, layouts: Iterable[Layout]) -> None:
        """Parse every row and index the entities that have an id or a code of their own."""
        for layout in layouts:
            self._note_columns(layout)
            lines = layout.rows
            end = footer(lines, layout.width)
            for line in lines[:end]:
                if is_total(line) or is_part_total(layout, line):
                    self._skip(layout, line, TOTAL)
                else:
                    self._list(layout, line)
            for line in lines[end:]:
                self._skip(layout, line, TOTAL if is_total(line) else "表尾（填表人、备注等）")

    def _skip(self, layout: Layout, line: Line, why: str) -> None:
        sheet = layout.sheet
        self.draft.skipped.append((sheet.file, sheet.sheet, line.number, why))

    def _list(self, layout: Layout, line: Line) -> None:
        row = read_row(layout, line)
        self._reading.rows.append(row)
        if row.refused:
            self._reading.note_refused(row)
        self._entities.index_own(row)

    def assert_all(self) -> None:
        """Settle ids, create what may be created, and say every row's facts."""
        self._entities.settle_all()
        for step in (
            self._entities.mint_targets,
            self._entities.refuse_stolen_code,
            self._references.refer,
            self.reused.refuse,
        ):
            for row in self._reading.rows:
                self._reading.guarded(row, step)
        self._references.refuse_what_hangs()
        tables: dict[tuple[str, str], TableRows] = {}
        for row in self._reading.rows:
            file, sheet, number = row.place
            table = tables.get((file, sheet))
            if table is None:
                kind = row.layout.kind
                name = kind.label if isinstance(kind, NodeType) else kind.type
                table = tables[file, sheet] = TableRows(file, sheet, name, kind.zh)
            touches = self._facts.say(row)
            if touches:
                self._remarks.note(row)
                table.numbers.append(number)
                table.touches.append(tuple(touches))
        self.draft.tables += tables.values()
        for row in self.refused():
            self._facts.compare_refused(row)

    def _note_columns(self, layout: Layout) -> None:
        file, sheet = layout.sheet.file, layout.sheet.sheet
        self.draft.ignored_columns += [
            IgnoredColumn(file, sheet, name, layout.like(name)) for name in layout.ignored
        ]
        self.draft.refused_columns += [(file, sheet, name) for name in layout.refused]
