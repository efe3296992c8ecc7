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
    spells: set[RelKey] = field(default_factory=set)
    told_before: set[Way] = field(default_factory=set)
    listed: dict[RelKey, _Listed] = field(default_factory=dict)
    afresh: list[tuple[RelKey, Way, Values]] = field(default_factory=list)
    missing: list[tuple[RelKey, Values, Over]] = field(default_factory=list)

    @property
    def drafted(self) -> dict[RelKey, RelDraft]:
        return self.draft.rels.get(self.ends, {})

    def meet(self, key: RelKey, values: Values) -> None:
        named = spells.first(key)
        self.there.add(named)
        if key != named:
            self.spells.add(key)
        way = next((way for way in self.ways if way.tells(values)), None)
        if way is None or not self.past.told_by(self.family, values.get("origin")):
            return
        self._note(key, named, way, self._mended(key, values))

    def _note(self, key: RelKey, named: RelKey, way: Way, values: Values) -> None:
        now = self.past.told_now(values.get("origin"))
        if self.past.told_before(values, self.own.day) and not now:
            self.told_before.add(way)
        if stands(values, self.own.day) and not now:
            self.taken.count(self.ends.type).standing += 1
        if named in self.drafted:
            if values.get("since") or values.get("until"):  # else it stands on any day
                self.listed.setdefault(named, _Listed(way, {})).spells[key] = values
            elif now:
                self.afresh.append((key, way, values))
        elif (over := self.own.end_of(way, key)) and stands(values, over.day):
            self.missing.append((key, values, over))

    def _mended(self, key: RelKey, values: Values) -> Values:
        """What began or ended on the day that the same list had before, does so on this one."""
        wrong, day = self.past.own.get(self.own.name, ""), self.own.day
        if not wrong or wrong == day or not self.past.told_last(values.get("origin")):
            return values
        other: Values = {}
        if values.get("since") == wrong:
            other["since"] = day
        if values.get("until") == day_before(wrong):
            other["until"] = day_before(day)
        if other:
            origin = self.drafted[key].origin if key in self.drafted else self.own.whole.origin
            self._redate(key, values, other, origin)
        return values | other

    def settle(self) -> None:
        for key, listed in self.listed.items():
            self._stands(key, *listed)
        for missing in self.missing:
            self._left_out(*missing)
        for key, way, values in self.afresh:
            self._begin_known(key, way, values)
        self._begin()

    def _begin_known(self, key: RelKey, way: Way, before: Values) -> None:
        """The same files told of it before, when nobody had said that they are complete."""
        after = self.around.after
        dates = {"since": self.own.day} if self._had_begun(way) else {}
        dates |= {"until": day_before(after)} if after else {}
        if dates:
            self._redate(key, before, dates, self.drafted[key].origin)
            self.taken.count(self.ends.type).begun += "since" in dates

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
        free = day
        while (again := spells.returned(key, free)) in self.spells or again in drafts:
            free = day_before(free)  # a spell of that name may begin on another day by now
        drafts[again] = RelDraft({**values, AGAIN: free, "since": day}, origin)
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
