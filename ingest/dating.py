"""When relationships stood, by a complete list among its neighbours."""

from dataclasses import dataclass, field

from graph.changes import Ends, Values
from ingest.days import day_before
from ingest.draft import Draft, ListTaken, Redated, RelDraft, RelKey
from ingest.lists import List, Over, Way
from ingest.past import Around, Past, stands


@dataclass
class Dating:
    """What one list says of when the relationships between two kinds stood: each that the graph
    has is met, and then it is settled what those on the list say."""

    own: List
    ends: Ends
    ways: list[Way]
    past: Past
    family: set[str]
    around: Around
    draft: Draft
    taken: ListTaken
    there: set[RelKey] = field(default_factory=set)
    told_before: set[Way] = field(default_factory=set)
    listed: list[tuple[Way, RelKey, Values]] = field(default_factory=list)

    @property
    def drafted(self) -> dict[RelKey, RelDraft]:
        return self.draft.rels.get(self.ends, {})

    def meet(self, key: RelKey, values: Values) -> None:
        self.there.add(key)
        way = next((way for way in self.ways if way.tells(values)), None)
        if way is None or not self.past.told_by(self.family, values.get("origin")):
            return
        if self.past.told_before(values, self.own.day):
            self.told_before.add(way)
        if stands(values, self.own.day):
            self.taken.count(self.ends.type).standing += 1
        if key in self.drafted:
            if values.get("since") or values.get("until"):
                self.listed.append((way, key, values))
        elif over := self.own.end_of(way, key):
            self._left_out(key, values, over)

    def settle(self) -> None:
        for way, key, before in self.listed:
            self._stands(way, key, before)
        self._begin()

    def _stands(self, way: Way, key: RelKey, before: Values) -> None:
        """It stands on the day of the list, whatever was taken from others: as if it had been on
        all between."""
        rel = self.drafted[key]
        day = str(rel.values.get("as_of", self.own.day))
        since, until = str(before.get("since") or ""), before.get("until")
        other: Values = {}
        if until and "until" not in rel.values and str(until) < day:
            other["until"] = day_before(self.around.after) if self.around.after else None
        moved = since > day and self.past.is_list_day(self.own.name, since)
        if moved and "since" not in rel.values:
            other["since"] = day if self._had_begun(way) else None
        if other:
            self._redate(key, before, other, rel.origin)

    def _left_out(self, key: RelKey, before: Values, over: Over) -> None:
        after = self.around.after
        if not stands(before, over.day):
            return
        if after and stands(before, after):
            # It is on the next list: it began there, or was missing from this one alone.
            if not self.around.before and not before.get("since"):
                self._redate(key, before, {"since": after}, over.origin)
        elif not self.past.told_after(before, over.day, self.around):
            self._redate(key, before, {"until": day_before(over.day)}, over.origin)
            self.taken.count(self.ends.type).ended += 1

    def _had_begun(self, way: Way) -> bool:
        """Whether there was an earlier list, that could have named what this one does."""
        return bool(self.around.before) or way in self.told_before

    def _begin(self) -> None:
        """What the graph does not have began with the list, if there was an earlier one; by the
        next, which does not name it, it has ended."""
        for key, rel in self.drafted.items():
            way = next((way for way in self.ways if way.tells(rel.values)), None)
            if key in self.there or way is None or not self._told_here(rel):
                continue
            if self._had_begun(way) and not rel.values.get("since"):
                rel.values["since"] = str(rel.values.get("as_of", self.own.day))
                self.taken.count(self.ends.type).begun += 1
            if self.around.after and not rel.values.get("until"):
                rel.values["until"] = day_before(self.around.after)

    def _told_here(self, rel: RelDraft) -> bool:
        """Whether this list alone tells of it."""
        tables = (tuple(line.rsplit("|", 1)[0].rsplit("|", 1)) for line in rel.origin.splitlines())
        return all(table in self.own.tables for table in tables)

    def _redate(self, key: RelKey, before: Values, values: Values, origin: str) -> None:
        self.draft.redated.append(Redated(self.ends, key, before, values, origin))
