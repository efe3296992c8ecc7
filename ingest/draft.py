"""What tables say, before it is compared with the graph: nodes, relationships, and the rows that
said so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.changes import Ends, Values
from graph.store import Row

UNDATED = ""  # the day of an observation whose table gives no date: the day of the run


class RelKey(NamedTuple):
    """One relationship of its `Ends`: the ids at both ends, and what tells parallel ones apart."""

    source: str
    target: str
    key: tuple[str, ...] = ()


@dataclass(slots=True)
class NodeDraft:
    """What is said of a node. `days` holds the observed figures by day; `named` is false for a
    node that was only referred to."""

    values: Values
    origin: str
    days: dict[str, Values] | None = None
    as_of: str = ""


@dataclass(slots=True)
class RelDraft:
    values: Values
    origin: str


class Redated(NamedTuple):
    """A relationship that stood from another day on, or until another, than the graph says: what
    it says of it, what it has to say, and by which row."""

    ends: Ends
    key: RelKey
    before: Values
    values: Values
    origin: str


@dataclass(slots=True)
class TiesDated:
    """How many relationships of a type stood by earlier lists, and of how many a list says that
    they have ended, or begun."""

    standing: int = 0
    ended: int = 0
    begun: int = 0


@dataclass(slots=True)
class ListTaken:
    """A complete list: of which kind, as of which day, in which tables (file, sheet), the columns
    that name others, and what follows for relationships, by type. `fresh` when there was none of
    that day yet."""

    kind: str
    zh: str
    day: str
    tables: list[tuple[str, str]]
    columns: list[str]
    fresh: bool
    ties: dict[str, TiesDated] = field(default_factory=dict)

    def count(self, type_: str) -> TiesDated:
        return self.ties.setdefault(type_, TiesDated())


class Touch(NamedTuple):
    """A node (`label`, `id`) or a relationship (`ends`, `key`) that a row speaks of."""

    of: str | Ends
    key: str | RelKey


@dataclass(slots=True)
class TableRows:
    """The rows of one table: for each, its number and what it speaks of, itself first.

    `rels_only` marks a table in which every row is one relationship.
    """

    file: str
    sheet: str
    kind: str
    zh: str
    numbers: list[int] = field(default_factory=list)
    touches: list[tuple[Touch, ...]] = field(default_factory=list)


class Unlinked(NamedTuple):
    """A name in a table that nobody bears; it was kept as text, and made no relationship;
    what follows, and what to do."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str = ""
    reason_en: str = ""


class Incomplete(NamedTuple):
    """A row that was taken, and lacks what it needs to be of use: the empty column, and why."""

    file: str
    sheet: str
    row: int
    column: str
    reason: str
    reason_en: str


class Approximate(NamedTuple):
    """A number that its table gives as a rough one (约120人), and what it was read as."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    read_as: float


class Hint(NamedTuple):
    """A value that was taken and is most likely a slip, and why."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str
    reason_en: str


class IgnoredColumn(NamedTuple):
    """A column that nobody knows; `like` is the known header that it may be meant for."""

    file: str
    sheet: str
    column: str
    like: str


class Unrecognised(NamedTuple):
    """A table, or a whole file (no sheet), that cannot be read as anything we know: why, and what
    to do."""

    file: str
    sheet: str
    reason: str
    reason_en: str
    fix: str = ""
    fix_en: str = ""


class Reject(NamedTuple):
    """One of the faults of a row that cannot be taken: where, which value, why."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str
    reason_en: str

    @classmethod
    def of(cls, column: str, value: str, zh: str, en: str) -> "Reject":
        """Of a value whose place the reader of the table adds."""
        return cls("", "", 0, column, value, f"“{value}”{zh}", f"{value!r} {en}")


@dataclass
class Draft:
    """Everything that a set of files says. Of complete `lists` it follows which relationships
    are `redated`; those of the `dated` ends are settled by that."""

    nodes: dict[str, dict[str, NodeDraft]] = field(default_factory=dict)
    rels: dict[Ends, dict[RelKey, RelDraft]] = field(default_factory=dict)
    tables: list[TableRows] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unlinked: list[Unlinked] = field(default_factory=list)
    incomplete: list[Incomplete] = field(default_factory=list)
    approximate: list[Approximate] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    ignored_columns: list[IgnoredColumn] = field(default_factory=list)
    refused_columns: list[tuple[str, str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str, int, str]] = field(default_factory=list)  # file, sheet, row, why
    unrecognised: list[Unrecognised] = field(default_factory=list)
    new_ids: dict[tuple[str, str], str] = field(default_factory=dict)  # by label and old id
    old_ids: dict[tuple[str, str], str] = field(default_factory=dict)  # by label and new id
    lists: list[ListTaken] = field(default_factory=list)
    redated: list[Redated] = field(default_factory=list)
    dated: set[Ends] = field(default_factory=set)

    def node(self, label: str, id: str) -> NodeDraft | None:
        return self.nodes.get(label, {}).get(id)

    def renumber(self, label: str, old: str, new: str) -> None:
        """Say that the node of id `old`, which was its name, has the id `new` from now on."""
        self.new_ids[label, old] = new
        self.old_ids[label, new] = old

    def id_now(self, label: str, id: str) -> str:
        """The id, from now on, of a node that the graph has under `id`."""
        return self.new_ids.get((label, id), id)

    def id_before(self, label: str, id: str) -> str:
        """The id under which the graph has the node, if it has it."""
        return self.old_ids.get((label, id), id)

    def rel_now(self, ends: Ends, names: Iterable[str], row: Row) -> RelKey:
        """The key, from now on, of a relationship that the graph has: a row of `graph.known.rels`.
        `names` are the properties that tell parallel ones apart."""
        key = tuple(str(row["values"].get(name, "")) for name in names)
        source = self.id_now(ends.source, row["source"])
        return RelKey(source, self.id_now(ends.target, row["target"]), key)

    def rows(self) -> Iterator[tuple[TableRows, int, tuple[Touch, ...]]]:
        """Every row that was taken: its table, its number, what it speaks of."""
        for table in self.tables:
            for number, touches in zip(table.numbers, table.touches, strict=True):
                yield table, number, touches
