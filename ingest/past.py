"""What the runs so far told, as far as a new list has to know: the kind of each table, the day of
tables without a date, and the days of the complete lists."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from graph import known
from graph.changes import Values
from graph.origin import origins
from graph.store import Store
from ingest.days import cut, day_before


class Around(NamedTuple):
    """The days of the nearest complete lists of the kind before and after one; empty: none."""

    before: str
    after: str


@dataclass
class Past:
    """`kinds` by run, file and sheet; `undated` by run, the day of tables without one; `lists`
    and `columns` of the last one by kind. `again` when the `last` run read the very files that are
    read now; `own` are the days that its lists had, by kind."""

    kinds: dict[tuple[str, str, str], str] = field(default_factory=dict)
    undated: dict[str, str] = field(default_factory=dict)
    lists: dict[str, set[str]] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    last: str = ""
    again: bool = False
    columns: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    async def of(cls, store: Store, digests: Collection[str]) -> "Past":
        """`digests`: of the files that are read now. Where the last run read the very same, its
        lists are not of the past: they are given another day now, or read as complete ones."""
        past = cls()
        before: list[str] = []
        told: list[Values] = []  # the lists of the run before
        for row in sorted(await store.read(known.RUNS), key=lambda run: _number(run["id"])):
            report, files = json.loads(row["counts"]), _digests(row["files"])
            for each in told if files != before else ():
                past.lists.setdefault(each["kind"], set()).add(each["day"])
            before, told = files, report.get("lists", [])
            past.undated[row["id"]] = report.get("on") or report.get("undated") or ""
            for table in report["tables"]:
                past.kinds[row["id"], table["file"], table["sheet"]] = table["kind"]
            past.columns |= {each["kind"]: set(each["columns"]) for each in told}
            past.last = row["id"]
        past.again = before == sorted(digests)
        for each in told:
            if past.again:
                past.own[each["kind"]] = each["day"]
            else:
                past.lists.setdefault(each["kind"], set()).add(each["day"])
        return past

    def around(self, kind: str, day: str) -> Around:
        days = self.lists.get(kind, set()) - {day}
        earlier = (each for each in days if each < day)
        later = (each for each in days if each > day)
        return Around(max(earlier, default=""), min(later, default=""))

    def is_list_day(self, kind: str, day: str) -> bool:
        return day in self.lists.get(kind, ())

    def is_new(self, kind: str, day: str) -> bool:
        """Whether there is no list of that kind and day yet."""
        return not self.is_list_day(kind, day) and self.own.get(kind) != day

    def told_now(self, origin: Any) -> bool:
        """Whether nothing but the files that are read now told of it, when they were read last."""
        return self.again and all(
            o.run == self.last and (o.file, o.sheet) not in self._earlier for o in origins(origin)
        )

    @cached_property
    def _earlier(self) -> frozenset[tuple[str, str]]:
        """Tables of other runs: the last one hides the word of those of the same name."""
        return frozenset((file, sheet) for run, file, sheet in self.kinds if run != self.last)

    def told_last(self, origin: Any) -> bool:
        """Whether they told of it, among others."""
        return self.again and any(o.run == self.last for o in origins(origin))

    def told_by(self, family: Collection[str], origin: Any) -> bool:
        """Whether only lists of a family told of a relationship: what another table says as well,
        a list that leaves it out does not end."""
        return all(kind in family for kind in self._tables(origin))

    def listed_by(self, family: Collection[str], origin: Any) -> bool:
        """Whether a list of the family has told of a node."""
        return any(kind in family for kind in self._tables(origin))

    def _tables(self, origin: Any) -> Iterable[str | None]:
        return [self.kinds.get((o.run, o.file, o.sheet)) for o in origins(origin)]

    def told_before(self, values: Values, day: str) -> bool:
        """Whether a relationship was stated for an earlier day."""
        if stated := values.get("as_of"):
            return str(stated) < day
        told = (self.undated.get(o.run, "") for o in origins(values.get("origin")))
        return any(cut(each, day) < day for each in told)

    def told_after(self, values: Values, day: str, around: Around) -> bool:
        """Whether a relationship was stated for a later day. A run without a date stated it on its
        own day, but for the one of the later list that ended it."""
        until = str(values.get("until") or "") + "~"
        if stated := values.get("as_of"):  # beyond its end it is of another spell
            return day < str(stated) <= until
        if around.after and values.get("until") == day_before(around.after):
            return False
        return any(self.undated.get(o.run, "") > day for o in origins(values.get("origin")))


def stands(values: Values, day: str) -> bool:
    """Whether a relationship stands on a day; in a month or year, whether it has begun before."""
    since, until = str(values.get("since") or ""), str(values.get("until") or "") + "~"
    begun = since <= day if len(since) <= len(day) else cut(since, day) < day
    return begun and day <= until


def _number(run: str) -> int:
    return int(run.removeprefix("r"))


def _digests(files: str | None) -> list[str]:
    """The digests of the files of a run."""
    return sorted(line.split(" ", 1)[0] for line in (files or "").splitlines())
