"""What became of every row, and the plan behind it."""

from pydantic import BaseModel, ConfigDict


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class RejectedRow(_Model):
    """Why a row was not taken: the place, the value, the reason. A row with several faults is
    listed once for each."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str
    reason_en: str


class UnlinkedName(_Model):
    """A name that no entity bears: it is kept as text and makes no relationship: what
    follows, and what to do."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str = ""
    reason_en: str = ""


class IncompleteRow(_Model):
    """A row that was taken, and lacks what it needs to be of use: the empty column, and why."""

    file: str
    sheet: str
    row: int
    column: str
    reason: str
    reason_en: str


class HintedValue(_Model):
    """A value that was taken as it is and is most likely a slip: where, and what is odd."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str
    reason_en: str


class ApproximateNumber(_Model):
    """A number that its table gives as a rough one (约120人), and what it was read as."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    read_as: int | float


class ColumnRef(_Model):
    """A column that was not read."""

    file: str
    sheet: str
    column: str


class IgnoredColumn(ColumnRef):
    """A column that nobody knows; `like` is the known header that it may be meant for."""

    like: str = ""


class UnrecognisedTable(_Model):
    """A table, or a whole file (`sheet` empty), that was not read as it is nothing we know: why,
    and what to do about it."""

    file: str
    sheet: str
    reason: str
    reason_en: str
    fix: str = ""
    fix_en: str = ""


class SkippedRow(_Model):
    """A row or sheet (row 0) that is meant to hold no data, and why."""

    file: str
    sheet: str
    row: int
    reason: str


class Counts(_Model):
    """read = created + updated + unchanged + rejected, always, in rows."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


class TableCounts(Counts):
    """The counts of one table."""

    file: str
    sheet: str
    kind: str
    zh: str


class PropertyChange(_Model):
    """One property of one entity, or of a relationship (`id` then names both ends), that takes
    another value. Of persons `name` is empty. Where two that were there before are now related,
    `property` is empty and `after` is true."""

    label: str
    id: str
    name: str = ""
    property: str
    before: object = None
    after: object = None


class DatedTies(_Model):
    """Of the relationships of a type that stood by earlier lists, `standing`, so many `ended`; so
    many have `begun`."""

    type: str
    zh: str
    standing: int = 0
    ended: int = 0
    begun: int = 0


class CompleteList(_Model):
    """A complete list that was taken: of which kind, as of which day, from which files, with which
    columns that name others, and what followed."""

    kind: str
    zh: str
    day: str
    files: list[str]
    columns: list[str] = []
    ties: list[DatedTies] = []


class Report(Counts):
    """The outcome of one ingest. `written` is false for a dry run, when rows were rejected, and
    when there was nothing to write; `run` is then None. `rejects` has every fault of every rejected
    row. `changes` shows the first changed values; `writes` counts the nodes and relationships
    written. `on` is the day that tables without a date are of, `undated` the same where they
    have figures. `lists`
    are the complete lists, and what they ended."""

    run: str | None = None
    written: bool = False
    writes: int = 0
    tables: list[TableCounts] = []
    rejects: list[RejectedRow] = []
    unlinked: list[UnlinkedName] = []
    incomplete: list[IncompleteRow] = []
    approximate: list[ApproximateNumber] = []
    hints: list[HintedValue] = []
    on: str | None = None
    undated: str | None = None
    lists: list[CompleteList] = []
    ignored_columns: list[IgnoredColumn] = []
    refused_columns: list[ColumnRef] = []
    skipped: list[SkippedRow] = []
    unrecognised: list[UnrecognisedTable] = []
    changes: list[PropertyChange] = []

    @property
    def sweeping(self) -> bool:
        """Whether complete lists end more than half of what stood: likelier each is of a part."""
        ties = [ties for taken in self.lists for ties in taken.ties]
        return any(2 * each.ended > each.standing for each in ties)
