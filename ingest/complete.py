"""
What a complete list ends. Who is missing from it has left, and who stands in it with another name
has moved: the relationships of which only earlier lists of the kind told end the day before the
list. Nothing is deleted, so that a past day is answered as it was.

Of which kinds and relationships there are complete lists is said in the vocabulary (`roster`).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from graph import known
from graph.changes import Ends, Values
from graph.model import Link, NodeType, RelType, Schema
from graph.origin import origins
from graph.store import Store
from ingest.draft import Draft, Ending, Hint, RelKey
from ingest.rows import Row, by_table

STATE = "status"
NAMED = 5  # of those that are missing
TOP = 1  # the row of a table that is named for what no row says
NO_ROSTER = (
    "这类表不按完整名单处理，没有列出的仍然有效",
    "tables of this kind are not taken as complete lists: what they leave out still stands",
)


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
class _List:
    """The rows of a kind: their newest day, who is listed, and in which row a column names
    others. `keys`: of a list of relationships, what tells parallel ones apart (roles)."""

    kind: NodeType | RelType
    day: str
    table: tuple[str, str]
    ids: set[str] = field(default_factory=set)
    named: dict[str, dict[str, "Over"]] = field(default_factory=dict)
    keys: set[tuple[str, ...]] = field(default_factory=set)

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
                for rel in _types(self.kind, link, schema):
                    yield from _between(self.kind, link, rel)

    def end_of(self, way: Way, key: RelKey) -> Over | None:
        """By what a relationship that is not named is over; None where the list does not say
        that."""
        whole = Over(self.day, "|".join((*self.table, str(TOP))))
        if way.link is None:
            return whole if key.key in self.keys else None
        owner = way.owner(key)
        return self.named[way.link.name].get(owner) if owner in self.ids else whole


async def end(store: Store, schema: Schema, rows: Iterable[Row], draft: Draft, today: str) -> None:
    """Add to the draft what ends by its rows, which are all that there is of their kinds."""
    draft.complete = True
    past = await _Past.of(store)
    for each in _lists(rows, draft, today):
        family, gone = _family(schema, each.kind), set()
        for ends, ways in each.ways(schema).items():
            drafted = draft.rels.get(ends, {})
            names = schema.rel(ends.type).key
            async for row in known.every(store, ends):
                key, values = draft.rel_now(ends, names, row), row["values"]
                way = next((way for way in ways if way.tells(values)), None)
                if not (way and past.told_by(family, values) and past.stands(values, each.day)):
                    continue
                draft.standing += 1
                over = None if key in drafted else each.end_of(way, key)
                if over and past.stands(values, over.day):
                    last = day_before(over.day)
                    draft.endings.append(Ending(ends, key, values, last, over.origin))
                    gone |= {way.owner(key)} - each.ids
        if gone and isinstance(each.kind, NodeType) and STATE in each.kind.observed:
            draft.hints.append(await _missing(store, each.kind, each.table, gone, draft))


def hints(rows: Iterable[Row]) -> Iterator[Hint]:
    """A word at each table of a kind of which there are no complete lists."""
    for table in by_table(row for row in rows if not row.kind.roster):
        yield Hint(*(*table[0].place, "", ""), *NO_ROSTER)


async def _missing(
    store: Store, kind: NodeType, table: tuple[str, str], ids: set[str], draft: Draft
) -> Hint:
    """What has left a list is still what was last observed of it: in operation, surveyed."""
    there = await known.nodes(store, kind.label, {draft.id_before(kind.label, id) for id in ids})
    names = sorted(str(values.get("name", id)) for id, values in there.items())
    state = kind.by_prop[STATE].zh
    more_zh, more_en = ("等", ", …") if len(names) > NAMED else ("", "")
    return Hint(
        *(*table, TOP, state, ""),
        f"名单上不再有 {len(names)} 个{kind.zh}（{'、'.join(names[:NAMED])}{more_zh}），"
        "其关系到此为止；"
        f"人数、是否摸排等仍是最近一次的，已停业、迁出或撤销的请在“{state}”写明",
        f"{len(names)} are no longer on the list ({', '.join(names[:NAMED])}{more_en}): their ties "
        f"end, their figures stay the last ones; of those that closed or left say so under {state}",
    )


def day_before(day: str) -> str:
    """The last day, month or year before one of the same precision."""
    if len(day) == len("2026"):
        return f"{int(day) - 1:04}"
    last = date.fromisoformat(day if len(day) > len("2026-10") else f"{day}-01") - timedelta(1)
    return last.isoformat()[: len(day)]


def _lists(rows: Iterable[Row], draft: Draft, today: str) -> Iterator[_List]:
    lists: dict[str, _List] = {}
    for row in rows:
        kind = row.kind
        if not kind.roster:
            continue
        name = kind.label if isinstance(kind, NodeType) else kind.type
        day = str(row.values.get("as_of", today))
        each = lists.setdefault(name, _List(kind, day, row.place[:2]))
        each.day = max(each.day, day)
        if isinstance(kind, NodeType):
            _note(each, kind, row, day)
    for each in lists.values():
        if isinstance(each.kind, RelType):
            ours = (keys for ends, keys in draft.rels.items() if ends.type == each.kind.type)
            each.keys = {key.key for keys in ours for key in keys}
        yield each


def _note(each: _List, kind: NodeType, row: Row, day: str) -> None:
    """What a row names. A name that nobody bears may be that of the one who is known already."""
    each.ids.add(row.id)
    found = {link.name for link, _, _ in row.found} - row.left.keys()
    for column in row.layout.columns:
        if column.field in kind.links:
            named = each.named.setdefault(column.field.name, {})
            if column.field.name in found:
                named[row.id] = Over(day, row.origin)


def _types(kind: NodeType, link: Link, schema: Schema) -> Iterator[RelType]:
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


def _family(schema: Schema, kind: NodeType | RelType) -> set[str]:
    """The kinds of tables that may tell of a kind."""
    if isinstance(kind, RelType):
        return {kind.type}
    return {node.label for node in schema.siblings(kind)}


@dataclass
class _Past:
    """Of the runs so far: the kind of each table, by run, file and sheet; and the day that was
    taken for tables without a date, by run."""

    kinds: dict[tuple[str, str, str], str]
    undated: dict[str, str]

    @classmethod
    async def of(cls, store: Store) -> "_Past":
        past = cls({}, {})
        for row in await store.read(known.RUNS):
            report = json.loads(row["counts"])
            past.undated[row["id"]] = report.get("undated") or ""
            for table in report["tables"]:
                past.kinds[row["id"], table["file"], table["sheet"]] = table["kind"]
        return past

    def told_by(self, family: set[str], values: Values) -> bool:
        """Whether only lists of a family told of a relationship: what another table says as well,
        a list that leaves it out does not end."""
        told = origins(values.get("origin"))
        return all(self.kinds.get((o.run, o.file, o.sheet)) in family for o in told)

    def stands(self, values: Values, day: str) -> bool:
        """Whether a relationship stands when a list of that day, month or year comes, and neither
        began nor was told of later."""
        since, until = str(values.get("since") or ""), str(values.get("until") or "") + "~"
        if since[: len(day)] >= day or until < day:
            return False
        told = (self.undated.get(o.run, "") for o in origins(values.get("origin")))
        return str(values.get("as_of") or max(told, default="")) <= day
