"""
Numbers that are used again for another thing. Offices number their lists 1, 2, 3 anew each month;
taken as a correction of what has the number already, the one would overwrite the other.

What tells two things of a kind apart stands in the vocabulary (`numbered`). One of these may be
corrected; where all differ it is another thing. Only the very row that was read before, of the same
day, may correct them all: next month's list stands in the same place, of another day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph import known
from graph.changes import Ends
from graph.model import Link, NodeType
from graph.names import normal_name
from graph.store import Store
from ingest.draft import Hint
from ingest.reading import Reading
from ingest.rows import Refused, Row

DATES = ("date", "datetime")
LONGEST = 20  # characters of a value in the message


@dataclass
class _Marks:
    """What is said of a thing, by the names of properties and links; how people see that; and the
    rows that said so."""

    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    origin: str = ""

    def link(self, name: str, id: str, shown: str) -> None:
        self.values[name] = self.values.get(name, frozenset()) | {id}
        self.shown[name] = "、".join(filter(None, (self.shown.get(name), shown)))


class Reused:
    """Refuses rows of which the id belongs to another thing, in the graph or in the tables."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._marks: dict[tuple[str, str], _Marks] = {}

    async def recall(self, store: Store) -> None:
        """Look up what the graph says of the things whose numbers the rows have."""
        for label, ids in self._numbers().items():
            kind = self._reading.schema.node(label)
            names = [name for group in kind.numbered for name in group]
            props = [name for name in names if name in kind.by_prop]
            async for row in known.said(store, label, ids, props):
                marks = self._marks.setdefault((label, row["id"]), _Marks(origin=row["origin"]))
                marks.values |= {k: v for k, v in row["values"].items() if v is not None}
            for link in kind.links:
                if link.name in names:
                    await self._recall_link(store, label, link, ids)

    async def _recall_link(self, store: Store, label: str, link: Link, ids: set[str]) -> None:
        for target in link.targets:
            pair = (target, label) if link.reverse else (label, target)
            ends = Ends(link.rel, *pair)
            async for row in known.linked(store, ends, ids, reverse=link.reverse):
                if marks := self._marks.get((label, row["id"])):
                    marks.link(link.name, row["other"], row["name"] or row["other"])

    def _numbers(self) -> dict[str, set[str]]:
        """By label, the numbers that rows give."""
        given: dict[str, set[str]] = {}
        for row in self._reading.rows:
            if isinstance(row.kind, NodeType) and row.kind.numbered and row.id and not row.named:
                given.setdefault(row.kind.label, set()).add(row.id)
        return given

    def refuse(self, row: Row) -> None:
        """Refuse a row whose number another thing has."""
        kind = row.kind
        if not isinstance(kind, NodeType) or not kind.numbered or row.named or row.refused:
            return
        told = _marks_of(row, kind)
        before = self._marks.setdefault((kind.label, row.id), told)
        if _is_another(kind, before, told):
            row.another = True
            raise _refusal(row, kind, before, told)
        self._reading.draft.hints += _moved(row, kind, before, told)


def _moved(row: Row, kind: NodeType, before: _Marks, now: _Marks) -> Iterator[Hint]:
    """A thing that is somebody else's now is still the former one's: nothing is ever unlinked."""
    links = {link.name: link for link in kind.links if kind.sensitivity != "sensitive"}
    for group in kind.numbered:
        for name in _differing((name for name in group if name in links), before, now):
            yield Hint(
                *(*row.place, row.header(links[name]), now.shown[name]),
                f"此前是{before.shown[name]}，那一关系仍在，两者都会算；如是更正，请用改正后的各表重建图库",
                f"was {before.shown[name]}, which stays related as well; if this is a correction, "
                "build the graph anew from the corrected tables",
            )


def unique_id(kind: NodeType) -> tuple[str, str]:
    """What is asked of a number that an office gives."""
    if kind.sensitivity == "sensitive":
        return (
            "全库不重复的编号（各张名册自己的序号不行）",
            " that is unique in the whole graph (the row number of a list will not do)",
        )
    return (
        "多年不重复的编号，如 2026-09-001（每月重排的序号不行）",
        " that is unique over the years, as 2026-09-001 (the row number of a monthly list will "
        "not do)",
    )


def _marks_of(row: Row, kind: NodeType) -> _Marks:
    marks = _Marks(origin=row.origin)
    for name in (name for group in kind.numbered for name in group):
        if name in row.values:
            marks.values[name] = row.values[name]
    for link, _, id in row.found:
        if any(link.name in group for group in kind.numbered):
            cell = next(cell for each, cell in row.links if each is link)
            marks.link(link.name, id, cell)
    return marks


def _is_another(kind: NodeType, before: _Marks, now: _Marks) -> bool:
    if not all(any(_differing(group, before, now)) for group in kind.numbered):
        return False
    return not (_same_place(before, now) and _same_day(kind, before, now))


def _differing(group: Iterable[str], before: _Marks, now: _Marks) -> Iterator[str]:
    """Of what both say, the names of what differs."""
    for name in group:
        one, other = before.values.get(name), now.values.get(name)
        if one and other and not _agree(one, other):
            yield name


def _agree(one: Any, other: Any) -> bool:
    """Whether two values may mean the same: one of them may say less than the other."""
    if isinstance(one, frozenset):
        return not one.isdisjoint(other)
    first, second = normal_name(str(one)), normal_name(str(other))
    return first in second or second in first


def _same_place(before: _Marks, now: _Marks) -> bool:
    """Whether the row stands where the one stood that was read before."""
    return any(line.endswith(f"|{now.origin}") for line in before.origin.splitlines())


def _same_day(kind: NodeType, before: _Marks, now: _Marks) -> bool:
    days = [
        name
        for group in kind.numbered
        for name in group
        if name in kind.by_prop and kind.by_prop[name].type in DATES
    ]
    both = [name for name in days if before.values.get(name) and now.values.get(name)]
    return bool(both) and not any(_differing(both, before, now))


def _refusal(row: Row, kind: NodeType, before: _Marks, now: _Marks) -> Refused:
    zh, en = unique_id(kind)
    return Refused(
        row.header(kind.by_prop["id"]),
        row.id,
        f"编号 {row.id} 已是另一项{kind.zh}（{'，'.join(_other(kind, before, now))}）；"
        f"请用{zh}。确是同一项的更正，请一次只改其中一处再导入",
        f"{row.id} is the id of another {kind.label} already; use an id{en}. To correct it, change "
        "one thing at a time",
    )


def _other(kind: NodeType, before: _Marks, now: _Marks) -> Iterator[str]:
    """What the other thing is; of a person only what differs."""
    fields: Mapping[str, Any] = {**kind.by_prop, **{link.name: link for link in kind.links}}
    if kind.sensitivity == "sensitive":
        differing = (fields[n].zh for g in kind.numbered for n in _differing(g, before, now))
        yield f"{'、'.join(differing)}不同"
        return
    for name in (name for group in kind.numbered for name in group):
        if value := before.shown.get(name) or before.values.get(name):
            text = str(value)
            yield f"{fields[name].zh}：{text[:LONGEST]}{'…' if len(text) > LONGEST else ''}"
