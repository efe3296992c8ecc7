"""When relationships stood, by a complete list among its neighbours."""

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from graph.changes import Ends, Values
from graph.model import AGAIN
from ingest import spells
from ingest.days import day_before
from ingest.draft import Draft, ListTaken, Redated, RelDraft, RelKey
from ingest.lists import List, Over, Way
from ingest.past import Around, Past, stands

Spells: TypeAlias = dict[RelKey, Values]


class _Listed(NamedTuple):
    """A relationship that the list names: the column, and what the graph has of it."""

    way: Way
    spells: Spells


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
    listed: dict[RelKey, _Listed] = field(default_factory=dict)

    @property
    def drafted(self) -> dict[RelKey, RelDraft]:
        return self.draft.rels.get(self.ends, {})

    def meet(self, key: RelKey, values: Values) -> None:
        named = spells.first(key)
        self.there.add(named)
        way = next((way for way in self.ways if way.tells(values)), None)
        if way is None or not self.past.told_by(self.family, values.get("origin")):
            return
        if self.past.told_before(values, self.own.day):
            self.told_before.add(way)
        if stands(values, self.own.day):
            self.taken.count(self.ends.type).standing += 1
        if named in self.drafted:
            if values.get("since") or values.get("until"):  # else it stands on any day
                self.listed.setdefault(named, _Listed(way, {})).spells[key] = values
        elif over := self.own.end_of(way, key):
            self._left_out(key, values, over)

    def settle(self) -> None:
        for key, listed in self.listed.items():
            self._stands(key, *listed)
        self._begin()

    def _stands(self, key: RelKey, way: Way, known: Spells) -> None:
        """It stands on the day of the list: a spell that begins with the next list begins with this
        one, one that ended just before goes on; else it is a spell of its own."""
        rel = self.drafted[key]
        day = str(rel.values.get("as_of", self.own.day))
        if {"since", "until"} & rel.values.keys() or any(stands(v, day) for v in known.values()):
            return
        after = self.around.after
        until = day_before(after) if after else None
        for spell, values in known.items():
            since = str(values.get("since") or "")
            if since > day and self._begins_next(since):
                begun = day if self._had_begun(way) else None
                self._redate(spell, values, {"since": begun}, rel.origin)
                return
            if values.get("until") == day_before(day):
                self._redate(spell, values, {"until": until}, rel.origin)
                return
        del self.drafted[key]
        self._return(key, day, rel.values | ({"until": until} if until else {}), rel.origin)

    def _begins_next(self, since: str) -> bool:
        """Whether that is the day of the next list, or of one that was mended since."""
        is_list_day = self.past.is_list_day(self.own.name, since)
        return is_list_day and (not self.around.after or since <= self.around.after)

    def _left_out(self, key: RelKey, before: Values, over: Over) -> None:
        after = self.around.after
        if not stands(before, over.day):
            return
        if not (after and stands(before, after)):
            if not self.past.told_after(before, over.day, self.around):
                self._end(key, before, over)
        elif not self.around.before and not before.get("since"):
            self._redate(key, before, {"since": after}, over.origin)  # it began with the next list
        else:  # missing from this list alone
            self._end(key, before, over)
            dates = ("since", "until", AGAIN)
            rest = {name: value for name, value in before.items() if name not in dates}
            rest |= {"until": before["until"]} if before.get("until") else {}
            self._return(spells.first(key), after, rest, over.origin)

    def _end(self, key: RelKey, before: Values, over: Over) -> None:
        self._redate(key, before, {"until": day_before(over.day)}, over.origin)
        self.taken.count(self.ends.type).ended += 1

    def _return(self, key: RelKey, day: str, values: Values, origin: str) -> None:
        drafts = self.draft.rels.setdefault(self.ends, {})
        again = RelDraft({**values, AGAIN: day, "since": day}, origin)
        drafts[spells.returned(key, day)] = again
        self.taken.count(self.ends.type).begun += 1

    def _had_begun(self, way: Way) -> bool:
        """Whether there was an earlier list, that could have named what this one does."""
        return bool(self.around.before) or way in self.told_before

    def _begin(self) -> None:
        """What the graph does not have began with the list, if there was an earlier one; by the
        next, which does not name it, it has ended."""
        for key, rel in self.drafted.items():
            way = next((way for way in self.ways if way.tells(rel.values)), None)
            if spells.first(key) in self.there or way is None or not self._told_here(rel):
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
