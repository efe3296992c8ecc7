"""What the runs so far told, as far as a new list has to know: the kind of each table, the day of
tables without a date, and the days of the complete lists."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
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
    and `columns` of the last one by kind; `own` are the days of the lists that are read now, if
    they were before, and `replaced` those that were given another day."""

    kinds: dict[tuple[str, str, str], str] = field(default_factory=dict)
    undated: dict[str, str] = field(default_factory=dict)
    lists: dict[str, set[str]] = field(default_factory=dict)
    own: dict[str, set[str]] = field(default_factory=dict)
    replaced: dict[str, set[str]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    async def of(cls, store: Store, digests: Collection[str]) -> "Past":
        """`digests`: of the files that are read now. A list that stands in none but those is not of
        the past: it is given another day, as is one that was read again later."""
        past = cls()
        days: dict[tuple[str, frozenset[str]], str] = {}
        for row in sorted(await store.read(known.RUNS), key=lambda run: _number(run["id"])):
            report = json.loads(row["counts"])
            past.undated[row["id"]] = report.get("on") or report.get("undated") or ""
            for table in report["tables"]:
                past.kinds[row["id"], table["file"], table["sheet"]] = table["kind"]
            digest_of = _digests(row["files"])
            for each in report.get("lists", ()):
                which = each["kind"], frozenset(digest_of[file] for file in each["files"])
                if which in days:
                    past.replaced.setdefault(each["kind"], set()).add(days[which])
                days[which] = each["day"]
                past.columns[each["kind"]] = set(each["columns"])
        for (kind, files), day in days.items():
            of = past.own if files <= set(digests) else past.lists
            of.setdefault(kind, set()).add(day)
        return past

    def around(self, kind: str, day: str) -> Around:
        days = self.lists.get(kind, set()) - {day}
        earlier = (each for each in days if each < day)
        later = (each for each in days if each > day)
        return Around(max(earlier, default=""), min(later, default=""))

    def is_list_day(self, kind: str, day: str) -> bool:
        return any(day in days.get(kind, ()) for days in (self.lists, self.own, self.replaced))

    def is_new(self, kind: str, day: str) -> bool:
        """Whether there is no list of that kind and day yet."""
        return not any(day in days.get(kind, ()) for days in (self.lists, self.own))

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
        if stated := values.get("as_of"):
            return str(stated) > day
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


def _digests(files: str | None) -> dict[str, str]:
    """The digest of each file of a run, by its name."""
    pairs = (line.split(" ", 1) for line in (files or "").splitlines())
    return {name: digest for digest, name in pairs}
