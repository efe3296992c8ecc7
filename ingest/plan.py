"""A draft against the graph: what is new, what changes, what is as it was."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import Any

from graph import known
from graph.changes import Changes, Ends, NodeUpdate, RelRow, Values
from graph.model import AGAIN, NodeType, Schema
from graph.names import core_name, joined, pinyin
from graph.origin import origins
from graph.store import Store
from ingest import spells
from ingest.draft import (
    UNDATED,
    Draft,
    Hint,
    ListTaken,
    NodeDraft,
    Redated,
    RelDraft,
    RelKey,
    TableRows,
    Touch,
    Unrecognised,
)
from ingest.entities import names_of
from ingest.report import (
    ApproximateNumber,
    ColumnRef,
    CompleteList,
    Counts,
    DatedTies,
    HintedValue,
    IgnoredColumn,
    IncompleteRow,
    PropertyChange,
    RejectedRow,
    Report,
    SkippedRow,
    TableCounts,
    UnlinkedName,
    UnrecognisedTable,
)
from ingest.tables import EXTENSIONS

FOREVER = "9999-12-31"
SHOWN_CHANGES = 200
STILL = (
    "此前登记的是另一个，那一关系仍在，两者都会算；如是转移，请用完整名单并加 --complete",
    "another is on record, which stands as well, and both count; if it moved, load the complete "
    "list with --complete",
)
TWICE = (
    "名单上有两处，两者都会算；请只留现在的一处，或写明起止日期",
    "it is on the list twice, and both count; keep the one of now, or give the dates",
)
OBSERVED = "OBSERVED"


@dataclass
class Plan:
    """The changes that a draft makes to the graph as run `basis` left it, and the report of them.

    `first` says that the graph was empty. `partial` allows rejected rows beside written ones.
    `fresh` when there is a complete list of a day that had none: to be remembered, though nothing
    changes by it.
    """

    changes: Changes
    report: Report
    basis: str | None
    run: str
    fingerprint: str
    files: str
    first: bool = False
    partial: bool = False
    fresh: bool = False

    @property
    def writes(self) -> bool:
        """Whether anything will be written."""
        some = bool(len(self.changes)) or self.fresh
        return some and (self.partial or not self.report.rejected)


@dataclass
class Comparison:
    """Compares a draft with the graph, label by label and type by type.

    In a `first` load everything is new; else `new` and `changed` tell what is. `dated` when
    somebody chose the day of tables without one, so that they state what they say as of it.
    """

    store: Store
    schema: Schema
    draft: Draft
    run: str
    today: str
    first: bool
    dated: bool
    told: Callable[[str], None] = lambda _: None
    changes: Changes = field(default_factory=Changes)
    shown: list[PropertyChange] = field(default_factory=list)
    unnamed: list[tuple[int, Ends, RelKey]] = field(default_factory=list)  # places in `shown`
    links: list[tuple[Ends, RelKey]] = field(default_factory=list)  # new between known ones
    new: set[Touch] = field(default_factory=set)
    changed: set[Touch] = field(default_factory=set)
    counted: set[Touch] = field(default_factory=set)

    async def run_through(self) -> None:
        for label, nodes in self.draft.nodes.items():
            self.told(self.schema.node(label).zh)
            await self._nodes(self.schema.node(label), nodes)
        for ends, rels in self.draft.rels.items():
            self.told(self.schema.rel(ends.type).zh)
            await self._rels(ends, rels)
        for each in self.draft.redated:
            self._redate(each)
        self._show_links()
        await self._name_ends()

    # ------------------------------------------------------------ nodes

    async def _nodes(self, kind: NodeType, drafts: dict[str, NodeDraft]) -> None:
        if self.first:
            for id, node in drafts.items():
                self._create_node(kind, id, node, self._observe(kind, id, node, []))
            return
        there = await self._known_nodes(kind.label, drafts)
        days = await self._observations(kind, drafts)
        for id, node in drafts.items():
            touch = Touch(kind.label, id)
            before = there.get(id)
            current = self._observe(kind, id, node, days.get(id, []))
            if before is None:
                self._create_node(kind, id, node, current)
                self.new.add(touch)
            else:
                self._update_node(kind, id, node, current, before, touch)

    async def _known_nodes(self, label: str, ids: Iterable[str]) -> dict[str, Values]:
        """What the graph holds of the drafted nodes, by their ids from now on."""
        before = (self.draft.id_before(label, id) for id in ids)
        there = await known.nodes(self.store, label, before)
        return {self.draft.id_now(label, id): values for id, values in there.items()}

    def _create_node(self, kind: NodeType, id: str, node: NodeDraft, current: Values) -> None:
        values = {"id": id, **node.values, **current, "origin": self._origin(node.origin)}
        values |= self._search_words(kind, values)
        self.changes.new_nodes.setdefault(kind.label, []).append(values)

    def _update_node(
        self,
        kind: NodeType,
        id: str,
        node: NodeDraft,
        current: Values,
        before: Values,
        touch: Touch,
    ) -> None:
        said = _not_older(node.values, before)
        differing = _differences({**said, **current, "id": id}, before)
        if not differing:
            return
        self._show(kind.label, id, differing, before, _shown_name(kind, {**before, **said}))
        words = self._search_words(kind, {**before, **differing})
        differing |= _differences(words, before)
        differing["origin"] = _extended(before.get("origin"), self._origin(node.origin))
        update = NodeUpdate(before["id"], differing)
        self.changes.changed_nodes.setdefault(kind.label, []).append(update)
        self.changed.add(touch)

    def _search_words(self, kind: NodeType, values: Values) -> Values:
        """The words by which an entity of these names is found or its double noticed; persons have
        none."""
        if kind.sensitivity == "sensitive" or "names" not in kind.by_prop:
            return {}
        names = names_of(values)
        words = {"names": joined(names), "pinyin": pinyin(names)}
        if "core_name" in kind.by_prop and "name" in values:
            words["core_name"] = core_name(values["name"])
        return {name: value for name, value in words.items() if value}

    # ------------------------------------------------------------ observations

    async def _observations(
        self, kind: NodeType, drafts: dict[str, NodeDraft]
    ) -> dict[str, list[Values]]:
        """What was observed of the drafted nodes so far, oldest first."""
        if self.first or not kind.observed:
            return {}
        label = kind.label
        ids = [self.draft.id_before(label, id) for id, node in drafts.items() if node.days]
        found: dict[str, list[Values]] = {}
        async for row in known.observations(self.store, label, ids):
            id = self.draft.id_now(label, row["id"])
            found.setdefault(id, []).append(row["values"])
        for days in found.values():
            days.sort(key=lambda day: str(day["on"]))
        return found

    def _observe(self, kind: NodeType, id: str, node: NodeDraft, before: list[Values]) -> Values:
        """Place the drafted days among the known ones; returns the figures that are the latest."""
        if not node.days:
            return {}
        line = _Timeline(kind, id, before)
        for day, values in sorted(node.days.items()):
            line.observe(day or self.today, values, dated=bool(day) or self.dated)
        origin = self._origin(node.origin)
        for values in line.fresh():
            node_values = {**values, "origin": origin}
            self.changes.new_nodes.setdefault("Observation", []).append(node_values)
            ends = Ends(OBSERVED, kind.label, "Observation")
            rel = RelRow(id, values["id"], {"origin": origin})
            self.changes.new_rels.setdefault(ends, []).append(rel)
            self.changed.add(Touch(kind.label, id))
        for update in line.stale():
            self.changes.changed_nodes.setdefault("Observation", []).append(update)
            self.changed.add(Touch(kind.label, id))
        return line.latest()

    # ------------------------------------------------------------ relationships

    async def _rels(self, ends: Ends, drafts: dict[RelKey, RelDraft]) -> None:
        there = {} if self.first else await self._known_rels(ends, drafts)
        fresh: list[RelRow] = []
        roster = self.schema.rel(ends.type).roster
        last = spells.latest(there) if roster else {}
        returning = roster and ends not in self.draft.dated
        for named, rel in drafts.items():
            key = last.get(named, named)
            before = there.get(key)
            if before is not None and returning and _returns(rel.values, before):
                key, before = _return(key, rel), None
            if before is None:
                fresh.append(self._new_rel(ends, key, rel))
            elif differing := self._differing(rel.values, before):
                self._change_rel(ends, key, differing, before, rel.origin)
                self.changed.add(Touch(ends, key))
        if fresh:
            self.changes.new_rels.setdefault(ends, []).extend(fresh)
        if self.schema.rel(ends.type).single:
            self._note_second(ends, drafts, there)

    def _new_rel(self, ends: Ends, key: RelKey, rel: RelDraft) -> RelRow:
        if not self.first:
            self._note_link(ends, key)
        if AGAIN in rel.values:
            self.changed.add(Touch(ends, spells.first(key)))
        origin = _extended(rel.values.get("origin"), self._origin(rel.origin))
        return RelRow(key.source, key.target, {**rel.values, "origin": origin})

    def _note_second(
        self, ends: Ends, drafts: dict[RelKey, RelDraft], there: dict[RelKey, Values]
    ) -> None:
        """Whoever moved is still where it was, as a list that may be a part ends nothing."""
        ended = {each.key for each in self.draft.redated if each.ends == ends}
        still = {
            key.source
            for key, rel in there.items()
            if key not in drafts and key not in ended and not rel.get("until")
        }
        rel = self.schema.rel(ends.type)
        listed: set[str] = set()
        for key, draft in drafts.items():
            if draft.values.get("until"):
                continue
            twice = key.source in listed
            listed.add(key.source)
            if twice or (key.source in still and key not in there):
                said = origins(self._origin(draft.origin))[0]
                self.draft.hints.append(Hint(*said[1:], rel.zh, "", *(TWICE if twice else STILL)))

    def _differing(self, said: Values, before: Values) -> Values:
        """What is said that the graph does not say yet."""
        return _differences(_not_older(said, before), before)

    def _redate(self, each: Redated) -> None:
        self._change_rel(each.ends, each.key, each.values, each.before, each.origin)
        self.changed.add(Touch(each.ends, each.key))

    def _change_rel(
        self, ends: Ends, key: RelKey, differing: Values, before: Values, origin: str
    ) -> None:
        self._show_rel(ends, key, differing, before)
        told = {"origin": _extended(before.get("origin"), self._origin(origin))}
        same = {n: before[n] for n in self.schema.rel(ends.type).key if n in before}
        row = RelRow(key.source, key.target, differing | told | same)
        self.changes.changed_rels.setdefault(ends, []).append(row)

    async def _known_rels(self, ends: Ends, drafts: Iterable[RelKey]) -> dict[RelKey, Values]:
        names = self.schema.rel(ends.type).key
        sources = {self.draft.id_before(ends.source, key.source) for key in drafts}
        found: dict[RelKey, Values] = {}
        async for row in known.rels(self.store, ends, sources):
            found[self.draft.rel_now(ends, names, row)] = row["values"]
        return found

    # ------------------------------------------------------------ small things

    def _origin(self, lines: str) -> str:
        """The origin of a draft, with the run in front of each line."""
        if "\n" not in lines:
            return f"{self.run}|{lines}"
        return "\n".join(f"{self.run}|{line}" for line in lines.splitlines())

    def _show(self, label: str, id: str, differing: Values, before: Values, name: str = "") -> None:
        for prop, value in differing.items():
            if len(self.shown) < SHOWN_CHANGES:
                self.shown.append(
                    PropertyChange(
                        label=label,
                        id=id,
                        name=name,
                        property=prop,
                        before=before.get(prop),
                        after=value,
                    )
                )

    def _show_rel(self, ends: Ends, key: RelKey, differing: Values, before: Values) -> None:
        start = len(self.shown)
        self._show(ends.type, f"{key.source}→{key.target}", differing, before)
        self.unnamed += ((at, ends, key) for at in range(start, len(self.shown)))

    def _note_link(self, ends: Ends, key: RelKey) -> None:
        """A relationship that is new; between two that were there before it is a change."""
        self.new.add(Touch(ends, key))
        both = {Touch(ends.source, key.source), Touch(ends.target, key.target)}
        if not both & self.new:
            self.links.append((ends, key))

    def _show_links(self) -> None:
        """New relationships between what was known, after the values that change."""
        for ends, key in self.links:
            self._show_rel(ends, key, {"": True}, {})

    async def _name_ends(self) -> None:
        """Give the changed relationships that are shown the names of both their ends."""
        ids: dict[str, set[str]] = {}
        for _, ends, key in self.unnamed:
            ids.setdefault(ends.source, set()).add(key.source)
            ids.setdefault(ends.target, set()).add(key.target)
        names = {
            (label, id): _shown_name(self.schema.node(label), values)
            for label, wanted in ids.items()
            for id, values in (await self._known_nodes(label, wanted)).items()
        }
        for at, ends, key in self.unnamed:
            source = names.get((ends.source, key.source)) or key.source
            target = names.get((ends.target, key.target)) or key.target
            name = f"{source}→{target}"
            self.shown[at] = self.shown[at].model_copy(update={"name": name})


class _Timeline:
    """The observations of one entity, in order; each is in force until the next.

    An observation holds the figures `stated` that day and, of the others, those in force. So a
    list that arrives late finds its place: what was stated after it stays, what was carried on
    follows it.
    """

    def __init__(self, kind: NodeType, id: str, before: list[Values]) -> None:
        self._kind, self._id = kind, id
        self._days = [dict(day) for day in before]
        self._before = {str(day["on"]): day for day in before}
        self._touched = False

    def observe(self, on: str, values: Values, *, dated: bool) -> None:
        """Say that the figures had these values on that day. A table without a date says nothing
        when the figures are those in force."""
        earlier = [day for day in self._days if str(day["on"]) <= on]
        current = earlier[-1] if earlier else {}
        if not dated and not _differences(values, current):
            return
        self._touched = True
        if current.get("on") == on:
            current.update(values, stated=sorted({*self._stated(current), *values}))
            return
        day = {"id": f"{self._kind.label}:{self._id}@{on}", "on": on, "stated": sorted(values)}
        self._days.insert(len(earlier), day | values)

    def fresh(self) -> Iterator[Values]:
        """Days that the graph does not have yet."""
        self._chain()
        yield from (day for day in self._days if str(day["on"]) not in self._before)

    def stale(self) -> Iterator[NodeUpdate]:
        """Days that the graph has otherwise."""
        for day in self._days:
            before = self._before.get(str(day["on"]))
            if before is not None and (differing := _differences(day, before)):
                yield NodeUpdate(day["id"], differing)

    def latest(self) -> Values:
        """The figures to copy onto the entity: those of its last day, if anything was said."""
        return self._figures(self._days[-1]) if self._touched else {}

    def _chain(self) -> None:
        """Let each day last until the next, and carry on what the next does not state."""
        carried: Values = {}
        starts = [day["on"] for day in self._days]
        for day, end in zip(self._days, [*starts[1:], FOREVER], strict=False):
            day |= {**carried, **{name: day[name] for name in self._stated(day)}, "until": end}
            carried = self._figures(day)

    def _figures(self, day: Values) -> Values:
        return {name: value for name, value in day.items() if name in self._kind.observed}

    def _stated(self, day: Values) -> list[str]:
        stated: list[str] = day["stated"]
        return stated


def _shown_name(kind: NodeType, values: Values) -> str:
    """The name by which the report calls a node; persons are not named."""
    return "" if kind.sensitivity == "sensitive" else str(values.get("name", ""))


def _not_older(said: Values, before: Values) -> Values:
    """What is said; of an older table only what fills gaps."""
    if "as_of" in said and str(said["as_of"]) < str(before.get("as_of", "")):
        return {name: value for name, value in said.items() if name not in before}
    return said


def _returns(said: Values, before: Values) -> bool:
    """Whether what had ended is stated for a later day: then it stands again, from that day on."""
    until, day = before.get("until"), said.get("as_of")
    stated = "until" in said or "since" in said
    return bool(until and day) and not stated and str(until) < str(day)


def _return(key: RelKey, rel: RelDraft) -> RelKey:
    """Let a drafted relationship begin anew; gives its key."""
    day = str(rel.values["as_of"])
    rel.values |= {AGAIN: day, "since": day}
    return spells.returned(key, day)


def _differences(said: Values, before: Values) -> Values:
    """What is said that the graph does not say yet."""
    return {name: value for name, value in said.items() if before.get(name) != value}


def _extended(before: Any, origin: str) -> str:
    """The origins on record and the new ones; of each table only the newest."""
    fresh = origin.splitlines()
    tables = {line.split("|", 1)[1].rsplit("|", 1)[0] for line in fresh}
    kept = (
        line
        for line in str(before or "").splitlines()
        if line.split("|", 1)[1].rsplit("|", 1)[0] not in tables
    )
    return "\n".join((*kept, *fresh))


def report(comparison: Comparison) -> Report:
    """The account of every row: read = created + updated + unchanged + rejected."""
    draft = comparison.draft
    tables = [_count(comparison, table) for table in draft.tables]
    rows = {(r.file, r.sheet, r.row) for r in draft.rejects}  # one may have several faults
    rejected = Counter((file, sheet) for file, sheet, _ in rows)
    counted = [_with_rejects(table, rejected.pop((table.file, table.sheet), 0)) for table in tables]
    for (file, sheet), number in rejected.items():  # tables of which no row was taken
        counted.append(
            TableCounts(file=file, sheet=sheet, kind="", zh="", read=number, rejected=number)
        )
    return Report(
        **_sum(counted).model_dump(),
        tables=counted,
        unlinked=[UnlinkedName(**name._asdict()) for name in draft.unlinked],
        incomplete=[IncompleteRow(**row._asdict()) for row in draft.incomplete],
        approximate=[ApproximateNumber(**number._asdict()) for number in draft.approximate],
        hints=[HintedValue(**hint._asdict()) for hint in draft.hints],
        on=comparison.today,
        undated=comparison.today if _has_undated(draft) else None,
        lists=[_list(each, comparison.schema) for each in draft.lists],
        rejects=[RejectedRow(**reject._asdict()) for reject in draft.rejects],
        ignored_columns=[IgnoredColumn(**column._asdict()) for column in draft.ignored_columns],
        refused_columns=[ColumnRef(file=f, sheet=s, column=c) for f, s, c in draft.refused_columns],
        skipped=[SkippedRow(file=f, sheet=s, row=r, reason=w) for f, s, r, w in draft.skipped],
        unrecognised=[UnrecognisedTable(**table._asdict()) for table in draft.unrecognised],
        changes=comparison.shown,
    )


def _list(taken: ListTaken, schema: Schema) -> CompleteList:
    files = sorted({file for file, _ in taken.tables})
    ties = [
        DatedTies(type=type_, zh=schema.rel(type_).zh, **asdict(dated))
        for type_, dated in taken.ties.items()
    ]
    return CompleteList(
        kind=taken.kind,
        zh=taken.zh,
        day=taken.day,
        files=files,
        columns=taken.columns,
        ties=ties,
    )


def _has_undated(draft: Draft) -> bool:
    return any(UNDATED in (n.days or ()) for nodes in draft.nodes.values() for n in nodes.values())


def _count(comparison: Comparison, table: TableRows) -> TableCounts:
    """A row is new when what it lists is new, and is so for the first time; it updates when
    anything that it speaks of is new or changed; else it is as it was."""
    created = updated = 0
    for touches in table.touches:
        own = touches[0]
        if comparison.first or own in comparison.new:
            created += own not in comparison.counted  # a second row of it creates nothing
            comparison.counted.add(own)
        elif any(t in comparison.changed or t in comparison.new for t in touches):
            updated += 1
    read = len(table.touches)
    return TableCounts(
        file=table.file,
        sheet=table.sheet,
        kind=table.kind,
        zh=table.zh,
        read=read,
        created=created,
        updated=updated,
        unchanged=read - created - updated,
    )


def _with_rejects(table: TableCounts, rejected: int) -> TableCounts:
    return table.model_copy(update={"rejected": rejected, "read": table.read + rejected})


def _sum(tables: Iterable[Counts]) -> Counts:
    listed = list(tables)
    return Counts(**{name: sum(getattr(t, name) for t in listed) for name in Counts.model_fields})


def unchanged(stored: Report, strangers: Iterable[Unrecognised]) -> Report:
    """The report of the same files read again when nothing happened in between; `strangers` are
    the files that lie beside them now."""
    tables_then = (t for t in stored.unrecognised if PurePath(t.file).suffix.lower() in EXTENSIONS)
    strange = [*tables_then, *(UnrecognisedTable(**file._asdict()) for file in strangers)]
    tables = [
        t.model_copy(update={"created": 0, "updated": 0, "unchanged": t.read - t.rejected})
        for t in stored.tables
    ]
    return stored.model_copy(
        update={
            **_sum(tables).model_dump(),
            "tables": tables,
            "unrecognised": strange,
            "run": None,
            "written": False,
            "writes": 0,
            "lists": [],
            "changes": [],
        }
    )
