"""A graph as plain values, and how it looked on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from graph.changes import Changes, Values
from tests.oracle.logic import Truth, end_of, first_day, instant, last_day, some

COVERING = ("单独", "联合", "区域", "行业")
Tie = tuple[Values, "Thing"]  # what a relationship says, and the other end


@dataclass(eq=False)
class Thing:
    """A node with its relationships, by type."""

    label: str
    id: str
    values: Values
    to: dict[str, list[Tie]] = field(default_factory=lambda: defaultdict(list))
    of: dict[str, list[Tie]] = field(default_factory=lambda: defaultdict(list))

    def __repr__(self) -> str:
        return f"{self.label} {self.id}"

    def get(self, name: str) -> Any:
        return self.values.get(name)


class Graph:
    """The new nodes and relationships of the changes."""

    def __init__(self, changes: Changes) -> None:
        self.things = {
            label: {node["id"]: Thing(label, node["id"], node) for node in nodes}
            for label, nodes in changes.new_nodes.items()
        }
        self.ties: dict[str, list[Values]] = defaultdict(list)
        for ends, rows in changes.new_rels.items():
            for row in rows:
                self.ties[ends.type].append(row.values)
                source = self.things[ends.source][row.source]
                target = self.things[ends.target][row.target]
                source.to[ends.type].append((row.values, target))
                target.of[ends.type].append((row.values, source))

    def has(self, kind: str) -> bool:
        """Whether there is any of a label or of a relationship, or any of it with a property:
        `Member.lost_on`."""
        name, _, prop = kind.partition(".")
        said = [thing.values for thing in self.things.get(name, {}).values()]
        said += self.ties.get(name, [])
        return any(not prop or values.get(prop) is not None for values in said)


# By which relationships the chains of others are those of a thing as well.
LEADING = {
    "Enterprise": "AT", "Member": "MEMBER_OF", "PartyOrg": "COVERS", "MassOrg": "IN_ENTERPRISE",
}  # fmt: skip
LED_BY = {"Application": "APPLIES", "Order": "RAISES"}


class View:
    """The graph on a day: what was in force, and what people then said."""

    def __init__(self, graph: Graph, day: str) -> None:
        self.graph = graph
        self.day = date.fromisoformat(day)
        self.moment: datetime = end_of(self.day)

    def all(self, label: str) -> Iterable[Thing]:
        return self.graph.things.get(label, {}).values()

    def in_force(self, said: Values) -> bool:
        since, until = said.get("since"), said.get("until")
        begun = since is None or first_day(since) <= self.day
        return begun and (until is None or last_day(until) >= self.day)

    def ties_to(self, thing: Thing, rel: str, *labels: str) -> Iterator[Tie]:
        """What the relationships that begin at it and are in force say, with their other ends."""
        return self._in_force(thing.to[rel], labels)

    def ties_of(self, thing: Thing, rel: str, *labels: str) -> Iterator[Tie]:
        """The same of those that end at it."""
        return self._in_force(thing.of[rel], labels)

    def _in_force(self, ties: Iterable[Tie], labels: tuple[str, ...]) -> Iterator[Tie]:
        for said, other in ties:
            if self.in_force(said) and (not labels or other.label in labels):
                yield said, other

    def to(self, thing: Thing, rel: str, *labels: str) -> list[Thing]:
        return [other for _, other in self.ties_to(thing, rel, *labels)]

    def of(self, thing: Thing, rel: str, *labels: str) -> list[Thing]:
        return [other for _, other in self.ties_of(thing, rel, *labels)]

    def figure(self, thing: Thing, name: str) -> Any:
        """What the observation in force says; None when there is none, or it does not say."""
        for _, seen in thing.to["OBSERVED"]:
            if first_day(seen.values["on"]) <= self.day < first_day(seen.values["until"]):
                return seen.get(name)
        return None

    def reached(self, text: str) -> bool:
        """Whether the moment of an order has come by the end of the day."""
        return instant(text) < self.moment

    # ------------------------------------------------------------ the words of docs/rules.md

    def operating(self, firm: Thing) -> bool:
        return self.figure(firm, "operating") is not False

    def surveyed(self, firm: Thing) -> bool:
        return self.figure(firm, "surveyed") is True

    @cached_property
    def judged(self) -> list[Thing]:
        firms = self.all("Enterprise")
        return [firm for firm in firms if self.operating(firm) and self.surveyed(firm)]

    def functional(self, organisation: Thing) -> bool:
        return organisation.get("functional") is True

    def organised(self, place: Thing) -> bool:
        return any(
            said.get("mode") in COVERING and not self.functional(organisation)
            for said, organisation in self.ties_of(place, "COVERS", "PartyOrg")
        )

    def assigned(self, place: Thing, *roles: str) -> bool:
        ties = self.ties_of(place, "ASSIGNED_TO", "Cadre")
        return any(said.get("role") in roles for said, _ in ties)

    def instructed(self, place: Thing) -> Truth:
        linked = self.assigned(place, "党建指导员")
        return some((self.figure(place, "has_instructor"), linked))

    def _gathered(self, firm: Thing, kind: str, figure: str) -> Truth:
        bodies = self.of(firm, "IN_ENTERPRISE", "MassOrg")
        return some((self.figure(firm, figure), any(body.get("kind") == kind for body in bodies)))

    def united(self, firm: Thing) -> Truth:
        return self._gathered(firm, "工会", "has_union")

    def leagued(self, firm: Thing) -> Truth:
        return self._gathered(firm, "共青团", "has_league")

    def leads_its_chain(self, firm: Thing) -> bool:
        """Whether it is 链主."""
        ties = (*self.ties_to(firm, "AT"), *self.ties_to(firm, "IN_CHAIN"))
        return any(said.get("role") == "链主" for said, _ in ties) or "链主" in tags(firm)

    def standing_in(self, segment: Thing) -> list[Thing]:
        """The operating enterprises of a segment."""
        return [firm for firm in self.of(segment, "AT", "Enterprise") if self.operating(firm)]

    def chains(self, thing: Thing) -> set[str]:
        """The ids of the chains that it belongs to."""
        if thing.label == "Chain":
            return {thing.id}
        if thing.label == "Project":
            return {chain.id for chain in self.to(thing, "SERVES", "Chain")}
        own = {c.id for rel in ("IN_CHAIN", "LEADS") for c in self.to(thing, rel, "Chain")}
        if thing.label == "MassOrg" and own:
            return own
        return own | self._chains_of(self._by_way_of(thing))

    def _by_way_of(self, thing: Thing) -> list[Thing]:
        """Those whose chains are its own as well."""
        led, leading = LED_BY.get(thing.label), LEADING.get(thing.label)
        return (self.to(thing, leading) if leading else []) + (self.of(thing, led) if led else [])

    @cached_property
    def firms_by_chain(self) -> dict[str, list[Thing]]:
        firms: dict[str, list[Thing]] = defaultdict(list)
        for firm in self.all("Enterprise"):
            for chain in self.chains(firm):
                firms[chain].append(firm)
        return firms

    def _chains_of(self, things: Iterable[Thing]) -> set[str]:
        return {id for thing in things for id in self.chains(thing)}


def tags(firm: Thing) -> list[str]:
    return list(firm.get("tags") or ())
