"""The two sides of an assignment: enterprises that are to be served, and those who serve."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from graph.store import Row
from queries.answers import Ref
from queries.closing.costs import Role
from queries.closing.nearness import Ids
from queries.closing.situation import Cadre, Spell, Unit

Post = Literal["instructor", "leader", "officer", "university"]
ROLES: Mapping[Post, Role] = {
    "instructor": "党建指导员",
    "leader": "挂点领导",
    "officer": "党员服务专员",
}
NAMES: Mapping[Post, str] = {**ROLES, "university": "高校院所"}
YEAR = 365  # days


@dataclass
class Need:
    """Why an enterprise is to be served. `topics` are words or, for universities, disciplines that
    who serves it should know; `first` ones come before others when places are few.

    `reported` whether it says itself that somebody serves it; None when nobody told. `asks`
    whether it has raised something, which is to be answered whoever serves it already.
    """

    why: list[str]
    first: bool = False
    topics: list[str] = field(default_factory=list)
    reported: bool | None = False
    asks: bool = False


class Demand(NamedTuple):
    """An enterprise that is to be served, and why."""

    unit: Unit
    need: Need


@dataclass(frozen=True)
class Agent:
    """Who serves: a cadre in one role, or a university. `key` never leaves the program.

    `calls` are what a wish may call it, `capacity` as it was told or stands in the costs, `now`
    the ids of whom it serves; `days` how long it has served each enterprise in all.
    """

    key: str
    ref: Ref
    calls: tuple[str, ...]
    capacity: int
    now: Ids
    regions: Ids
    chains: Ids
    skills: Ids
    days: Mapping[str, int]


def cadre_agent(cadre: Cadre, as_of: str) -> Agent:
    return Agent(
        key=cadre.key,
        ref=cadre.ref,
        calls=(cadre.ref.id, *cadre.links),
        capacity=cadre.capacity,
        now=frozenset(spell.unit for spell in cadre.spells if spell.lasts),
        regions=cadre.regions,
        chains=cadre.chains,
        skills=cadre.skills,
        days=days_served(cadre.spells, as_of),
    )


def university_agent(row: Row, as_of: str, places: int) -> Agent:
    """A university as its statement tells of it; `places` where it has not told its own."""
    spells = [Spell(*spell) for spell in row["spells"]]
    return Agent(
        key=row["id"],
        ref=Ref(label="University", id=row["id"], name=row["name"] or row["id"]),
        calls=(row["id"],),
        capacity=places if row["capacity"] is None else row["capacity"],
        now=frozenset(spell.unit for spell in spells if spell.lasts),
        regions=frozenset(row["regions"]),
        chains=frozenset(row["chains"]),
        skills=frozenset(row["disciplines"]),
        days=days_served(spells, as_of),
    )


def days_served(spells: Iterable[Spell], as_of: str) -> dict[str, int]:
    """Days by enterprise up to the day asked about; a spell without a beginning counts none."""
    days: dict[str, int] = defaultdict(int)
    for spell in spells:
        days[spell.unit] += _days(spell, as_of)
    return dict(days)


def _days(spell: Spell, as_of: str) -> int:
    if spell.since is None:
        return 0
    until = min(spell.until or as_of, as_of)
    return max(0, (_first_day(until) - _first_day(spell.since)).days)


def _first_day(text: str) -> date:
    """The first day of a year or a month that was told alone."""
    return date.fromisoformat(f"{text}-01-01"[:10])


def in_office(agents: Sequence[Agent]) -> dict[str, list[Agent]]:
    """Who serves each enterprise now, by its id."""
    serving: dict[str, list[Agent]] = defaultdict(list)
    for agent in agents:
        for id in agent.now:
            serving[id].append(agent)
    return dict(serving)


def due(id: str, serving: Sequence[Agent], years: int) -> bool:
    """Whether all who serve an enterprise have done so for so many years that others should."""
    return all(agent.days.get(id, 0) >= years * YEAR for agent in serving)
