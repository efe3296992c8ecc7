"""What it costs that somebody serves an enterprise: distance, chain, skills, what they have to do
with each other already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queries.assigning.costs import Weights
from queries.assigning.sides import YEAR, Agent, Demand
from queries.closing.assignment import field_of, table
from queries.closing.costs import Costs
from queries.closing.nearness import Ids, Nearness
from queries.closing.steps import FIELDS, PLACES

if TYPE_CHECKING:
    from queries.assigning.optimum import Mask, Whole

LEAST = 2  # characters of a word that can stand within another


@dataclass(frozen=True)
class Fit:
    """By what pairs are weighed; `names` of disciplines by code. For `academic` agents topics and
    skills are disciplines, and a pair needs a ground: one in common, the chain, or work done."""

    plan: Costs
    weights: Weights
    nearness: Nearness
    academic: bool
    names: dict[str, str]

    def costs(self, demands: Sequence[Demand], agents: Sequence[Agent]) -> "Whole":
        """Points by demand and agent."""
        distance = table(
            [d.unit.regions for d in demands],
            [a.regions for a in agents],
            lambda unit, agent: self.plan.distance[self.nearness.regions.distance(agent, unit)[0]],
        )
        closeness = table(
            [d.unit.chains for d in demands],
            [a.chains for a in agents],
            lambda unit, agent: self.plan.closeness[field_of(unit, agent)],
        )
        skills = table([_topics(d) for d in demands], [a.skills for a in agents], self._skill)
        return distance + closeness + skills + self._acquainted(demands, agents)

    def possible(self, demands: Sequence[Demand], agents: Sequence[Agent]) -> "Mask":
        """Whether a pair may be at all, whatever planners wish."""
        import numpy as np  # noqa: PLC0415 - loads only for an assignment

        if not self.academic:
            return np.ones((len(demands), len(agents)), dtype=bool)
        ground = table(
            [_topics(d) for d in demands],
            [a.skills for a in agents],
            lambda t, s: len(common(t, s)),
        )
        ground = ground + table(
            [d.unit.chains for d in demands], [a.chains for a in agents], lambda u, a: len(u & a)
        )
        for row, column in _pairs(demands, agents):
            ground[row, column] += 1
        possible: Mask = ground > 0
        return possible

    def why(self, demand: Demand, agent: Agent) -> str:
        """The pair in words: where, which chain, what fits, what they have done together."""
        distance, region = self.nearness.regions.distance(agent.regions, demand.unit.regions)
        words = [
            PLACES[distance].format(region=self.nearness.regions.name(region)),
            FIELDS[field_of(demand.unit.chains, agent.chains)],
            self._skill_in_words(demand, agent),
            self._together(demand, agent),
        ]
        return "；".join(filter(None, words))

    def _skill(self, topics: tuple[str, ...], skills: Ids) -> int:
        if self.academic:
            prices = self.weights.disciplines
            if not topics or not skills:
                return prices.unknown
            return prices.common[min(len(common(topics, skills)), len(prices.common) - 1)]
        prices_of = self.weights.skills
        if not topics or not skills:
            return prices_of.unknown
        return prices_of.match if matched(topics, skills) else prices_of.none

    def _acquainted(self, demands: Sequence[Demand], agents: Sequence[Agent]) -> "Whole":
        """What pairs that have worked together cost more, or less than those that have not."""
        import numpy as np  # noqa: PLC0415

        served = self.weights.served
        more: Whole = np.full(
            (len(demands), len(agents)), served.new if self.academic else 0, dtype=np.int64
        )
        for row, column in _pairs(demands, agents):
            if self.academic:
                more[row, column] = 0
            elif self._rotates(demands[row], agents[column]):
                more[row, column] = served.rotation
        return more

    def _rotates(self, demand: Demand, agent: Agent) -> bool:
        return agent.days.get(demand.unit.id, 0) >= self.weights.served.years * YEAR

    def _skill_in_words(self, demand: Demand, agent: Agent) -> str:
        topics = _topics(demand)
        if self.academic:
            fields = [self.names.get(code, code) for code in common(topics, agent.skills)]
            if fields:
                return f"学科对口：{'、'.join(fields)}"
            return "无对口学科" if topics and agent.skills else "学科不详"
        if words := matched(topics, agent.skills):
            return f"专长对口：{'、'.join(words)}"
        return "专长不对口" if topics and agent.skills else ""

    def _together(self, demand: Demand, agent: Agent) -> str:
        if demand.unit.id not in agent.days:
            return ""
        if self.academic:
            return "已有合作"
        years = self.weights.served.years
        return f"曾联系满{years}年，宜轮换" if self._rotates(demand, agent) else "曾联系该企业"


def common(topics: Sequence[str], skills: Ids) -> list[str]:
    """The topics, as codes of disciplines, that are or lie within one of the others, or hold it:
    43010 and 430 are of one field."""
    return [t for t in topics if any(t.startswith(s) or s.startswith(t) for s in skills)]


def matched(topics: Sequence[str], skills: Ids) -> list[str]:
    """The skills that name one of the topics, or are named by it."""
    return [skill for skill in sorted(skills) if any(_names(skill, t) for t in topics)]


def _names(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= LEAST and short in long


def _topics(demand: Demand) -> tuple[str, ...]:
    return tuple(demand.need.topics)


def _pairs(demands: Sequence[Demand], agents: Sequence[Agent]) -> list[tuple[int, int]]:
    """Rows and columns of those that have worked together."""
    rows = {demand.unit.id: row for row, demand in enumerate(demands)}
    return [
        (rows[id], column) for column, agent in enumerate(agents) for id in agent.days if id in rows
    ]
