"""The rows of a set of tables as they are read: what all steps of reading them share."""

from collections.abc import Callable, Iterable

from graph.changes import Values
from graph.model import NodeType, Schema
from graph.names import normal_name
from ingest.draft import Draft
from ingest.index import Index
from ingest.rows import Fault, Place, Refused, Row
from ingest.unreadable import shown
from ingest.values import is_blank


class Reading:
    """The rows, who is called what, what was said so far, and which rows were refused."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.draft = Draft()
        self.endings = {node.label: node.ending for node in schema.nodes if node.ending}
        self.index = Index(self.endings)
        self.rows: list[Row] = []
        self.passing: dict[tuple[str, str], Values] = {}  # nodes that are, once a row is taken
        self.fallen: dict[tuple[str, str], Place] = {}  # entities of rows that were refused
        self.lost: dict[tuple[str, str], Place] = {}  # the same by any name that the row gives

    def taken(self) -> list[Row]:
        """The rows without a fault, in the order of the tables."""
        return [row for row in self.rows if not row.refused]

    def refused(self) -> list[Row]:
        """The rows with a fault, in the order of the tables."""
        return [row for row in self.rows if row.refused]

    def guarded(self, row: Row, step: Callable[[Row], None]) -> None:
        """Run a step for a row; a refusal is a fault of it."""
        try:
            step(row)
        except Refused as refusal:
            self.refuse(row, refusal.fault)

    def refuse(self, row: Row, fault: Fault) -> None:
        """Add to the faults of a row; with the first it falls, and those that refer to it."""
        if not row.refused:
            self.note_refused(row)
            if isinstance(row.kind, NodeType):
                self.fallen[row.kind.label, row.id] = row.place
        if fault not in row.faults:
            row.faults.append(fault)

    def note_refused(self, row: Row) -> None:
        """Remember by what names others may refer to the entity of a row that was refused."""
        layout, line = row.layout, row.line
        if not isinstance(layout.kind, NodeType):
            return
        for column in layout.columns:
            if column.field.name in ("id", "name", layout.kind.code):
                cell = line.cells[column.at] if column.at < len(line.cells) else ""
                if not is_blank(cell):
                    self.lost.setdefault((layout.kind.label, normal_name(cell)), row.place)

    def names_meant(self, label: str, text: str) -> tuple[str, ...]:
        """The names that a text may stand for: itself, and with the ending of the kind."""
        ending = self.endings.get(label)
        return (text, text + ending) if ending else (text,)

    def ambiguous(self, column: str, text: str, label: str, ids: Iterable[str]) -> Refused:
        listed = "、".join(sorted(ids))
        return Refused(
            column,
            text,
            f"{shown(text)}对应多个{self.schema.node(label).zh}：{listed}；请改用编号",
            f"{text!r} fits several: {listed}; use the id",
        )
