"""Complete lists: rows of a kind, read together, are all that there is of it on a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.changes import Ends, Values
from graph.errors import InputError
from graph.model import Link, NodeType, RelType, Schema
from ingest import spells
from ingest.draft import Draft, RelKey
from ingest.rows import Row

TOP = 1  # the row of a table that is named for what no row says


class Way(NamedTuple):
    """One way in which a list tells of relationships; `link` is None in a list of themselves."""

    ends: Ends
    link: Link | None = None

    def owner(self, key: RelKey) -> str:
        """The id of the thing whose row would name the relationship."""
        return key.target if self.link and self.link.reverse else key.source

    def tells(self, values: Values) -> bool:
        """Whether a relationship is one of the column, and not of a neighbour's duty."""
        fixed = self.link.fixed if self.link else {}
        return all(values.get(name) == value for name, value in fixed.items())


class Over(NamedTuple):
    """The day of a list by which something is over, and the place that says so."""

    day: str
    origin: str


@dataclass
class List:
    """The rows of a kind: their newest day, who is listed, and in which row a column names
    others, or says that there are none. `keys`: of a list of relationships, what tells parallel
    ones apart (roles)."""

    kind: NodeType | RelType
    day: str
    tables: list[tuple[str, str]]
    ids: set[str] = field(default_factory=set)
    named: dict[str, dict[str, "Over"]] = field(default_factory=dict)
    keys: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.kind.label if isinstance(self.kind, NodeType) else self.kind.type

    @property
    def whole(self) -> Over:
        """By what is over that no row says anything of."""
        return Over(self.day, "|".join((*self.tables[0], str(TOP))))

    def ways(self, schema: Schema) -> dict[Ends, list[Way]]:
        """By what they tell of: several columns may name what differs in its duty alone."""
        found: dict[Ends, list[Way]] = {}
        for way in self._ways(schema):
            found.setdefault(way.ends, []).append(way)
        return found

    def _ways(self, schema: Schema) -> Iterator[Way]:
        if isinstance(self.kind, RelType):
            yield from (Way(Ends(self.kind.type, *pair)) for pair in self.kind.ends)
            return
        for link in self.kind.links:
            if link.name in self.named:
                for rel in types_of(self.kind, link, schema):
                    yield from _between(self.kind, link, rel)

    def end_of(self, way: Way, key: RelKey) -> Over | None:
        """By what a relationship that is not named is over; None where the list does not say
        that."""
        if way.link is None:
            return self.whole if spells.first(key).key in self.keys else None
        owner = way.owner(key)
        return self.named[way.link.name].get(owner) if owner in self.ids else self.whole


def lists(rows: Iterable[Row], draft: Draft, today: str) -> Iterator[List]:
    found: dict[str, List] = {}
    days: dict[str, dict[str, tuple[str, str]]] = {}
    for row in rows:
        kind = row.kind
        if not kind.roster:
            continue
        name = kind.label if isinstance(kind, NodeType) else kind.type
        day = str(row.values.get("as_of", today))
        each = found.setdefault(name, List(kind, day, []))
        each.day = max(each.day, day)
        if row.place[:2] not in each.tables:
            each.tables.append(row.place[:2])
        days.setdefault(name, {}).setdefault(day, row.place[:2])
        if isinstance(kind, NodeType):
            _note(each, kind, row, day)
    for each in found.values():
        if len(each.tables) > 1 and len(days[each.name]) > 1:
            raise _several(each, days[each.name])
        if isinstance(each.kind, RelType):
            ours = (keys for ends, keys in draft.rels.items() if ends.type == each.kind.type)
            each.keys = {spells.first(key).key for keys in ours for key in keys}
        yield each


def _several(each: List, days: dict[str, tuple[str, str]]) -> InputError:
    zh = "；".join(f"{day}：{' '.join(filter(None, place))}" for day, place in sorted(days.items()))
    return InputError(
        f"有几个日期的{each.kind.zh}名单（{zh}），看不出哪些已经结束",
        f"lists of {each.name} of several days ({zh}): which ties have ended cannot be told",
        fix_zh="请按日期先后逐期导入；如是同一期的几份，请写同一个数据日期",
        fix_en="Load the lists of one day at a time; parts of one list need the same as_of",
    )


def _note(each: List, kind: NodeType, row: Row, day: str) -> None:
    """What a row names. A name that nobody bears may be that of the one who is known already; 无
    says that there is nobody."""
    each.ids.add(row.id)
    found = {link.name for link, _, _ in row.found} - row.left.keys()
    for column in row.layout.columns:
        link = column.field
        if isinstance(link, Link):
            named = each.named.setdefault(link.name, {})
            nobody = bool(link.yes_no) and row.values.get(link.yes_no) is False
            if link.name in found or nobody:
                named[row.id] = Over(day, row.origin)


def types_of(kind: NodeType, link: Link, schema: Schema) -> Iterator[RelType]:
    """What a column makes, also where a choice makes it another type."""
    choices = (choice for prop in kind.props for choice in prop.choices)
    instead = {choice.instead[link.rel] for choice in choices if link.rel in choice.instead}
    for name in (link.rel, *sorted(instead)):
        if (rel := schema.rel(name)).roster:
            yield rel


def _between(kind: NodeType, link: Link, rel: RelType) -> Iterator[Way]:
    for target in link.targets:
        pair = (target, kind.label) if link.reverse else (kind.label, target)
        if pair in rel.ends:
            yield Way(Ends(rel.type, *pair), link)


def family_of(schema: Schema, kind: NodeType | RelType) -> set[str]:
    """The kinds of tables that may tell of a kind."""
    if isinstance(kind, RelType):
        return {kind.type}
    return {node.label for node in schema.siblings(kind)}
