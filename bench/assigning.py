"""An assignment at the size of a city: 3,000 enterprises, 300 leaders with nine places each."""

import random
import time
from typing import NamedTuple

import scipy.optimize  # noqa: F401 - loading it is not what is measured

from bench.closing import nearness, units
from queries.answers import Ref
from queries.assigning.assign import Sides, solved
from queries.assigning.costs import weights
from queries.assigning.fit import Fit
from queries.assigning.optimum import NOBODY, total
from queries.assigning.sides import Agent, Demand, Need
from queries.assigning.wishes import Fixed
from queries.closing.costs import costs

ENTERPRISES, LEADERS, PLACES = 3_000, 300, 9
SUBJECTS = ("融资", "用工", "用地", "技术攻关", "物流", "人才")
SERVED_BEFORE = 0.05  # of the enterprises


class Measured(NamedTuple):
    """What it took in CPU seconds, how many were served, and the cost."""

    seconds: float
    served: int
    cost: int


def sides(enterprises: int = ENTERPRISES, leaders: int = LEADERS, seed: int = 1) -> Sides:
    """Enterprises in towns and chains with what they ask about, and leaders at home in others."""
    dice = random.Random(seed)
    demands = [
        Demand(unit, Need(["x"], first=unit.large, topics=[dice.choice(SUBJECTS)]))
        for unit in units(enterprises, dice)
    ]
    days: list[dict[str, int]] = [{} for _ in range(leaders)]
    for demand in demands:
        if dice.random() < SERVED_BEFORE:
            days[dice.randrange(leaders)][demand.unit.id] = dice.choice((100, 2000))
    agents = [
        Agent(
            key=unit.id,
            ref=Ref(label="Cadre", id=f"L{number:05}", name=""),
            calls=(),
            capacity=PLACES,
            now=frozenset(),
            regions=unit.regions,
            chains=unit.chains,
            skills=frozenset(dice.sample(SUBJECTS, dice.randrange(3))),
            days=days[number],
        )
        for number, unit in enumerate(units(leaders, dice))
    ]
    return Sides(demands, agents, [0] * leaders, [])


def measure() -> Measured:
    """Prices of all pairs and the optimum, once."""
    given = sides()
    fit = Fit(costs(), weights(), nearness(), academic=False, names={})
    started = time.process_time()
    found = solved(given, fit, Fixed())
    seconds = time.process_time() - started
    served = int((found.taken != NOBODY).sum())
    return Measured(seconds, served, total(found.problem, found.taken))


if __name__ == "__main__":
    made = measure()
    print(
        f"{ENTERPRISES:,} enterprises, {LEADERS:,} leaders with {PLACES} places: "
        f"{made.seconds:.2f} CPU s, {made.served:,} served, cost {made.cost:,}"
    )
