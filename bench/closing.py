"""The closing plan at the size of a province: enterprises without members against instructors, and
enterprises with one or two members in one county."""

import random
import time
from typing import NamedTuple

from graph.store import Row
from queries.answers import Ref
from queries.closing import assignment, joint
from queries.closing.assignment import Demand, Duty
from queries.closing.costs import costs
from queries.closing.joint import Problem
from queries.closing.nearness import Nearness, Regions, Segments
from queries.closing.situation import Cadre, Unit

ENTERPRISES, INSTRUCTORS = 25_625, 1_200
UNCOVERED = 2_000
COUNTIES, TOWNS, CHAINS, LENGTH = 8, 13, 9, 14
SERVED_BEFORE = 0.05  # of the enterprises


class Solved(NamedTuple):
    """What was solved, in how many seconds, and how far from the bound at most (share of cost)."""

    what: str
    seconds: float
    gap: float


def measure() -> list[Solved]:
    """Both problems, once each."""
    return [_instructors(), _branches()]


def nearness() -> Nearness:
    """A city of eight counties with thirteen towns each, and nine chains of fourteen segments."""
    regions: list[Row] = [{"id": "city", "name": "city", "level": "市", "parents": []}]
    for county in range(COUNTIES):
        id = f"c{county}"
        regions.append({"id": id, "name": id, "level": "县", "parents": ["city"]})
        regions += [
            {"id": f"{id}t{town}", "name": "", "level": "镇街", "parents": [id]}
            for town in range(TOWNS)
        ]
    segments: list[Row] = [
        {"id": f"k{chain}s{n}", "name": "", "order": n, "chains": [f"k{chain}"], "feeds": []}
        for chain in range(CHAINS)
        for n in range(LENGTH)
    ]
    return Nearness(Regions(regions), Segments(segments))


def units(count: int, dice: random.Random, counties: int = COUNTIES) -> list[Unit]:
    """Enterprises somewhere, in some segment of some chain, with one or two members."""
    made = []
    for number in range(count):
        id, chain = f"E{number:05}", dice.randrange(CHAINS)
        made.append(
            Unit(
                Ref(label="Enterprise", id=id, name=id),
                regions=frozenset([f"c{dice.randrange(counties)}t{dice.randrange(TOWNS)}"]),
                segments=frozenset([f"k{chain}s{dice.randrange(LENGTH)}"]),
                chains=frozenset([f"k{chain}"]),
                large=dice.random() < 0.2,
                members=dice.choice((1, 1, 2)),
            )
        )
    return made


def duty(enterprises: int, instructors: int, seed: int = 1) -> Duty:
    """Enterprises to be instructed, a third of them urgently, and instructors with a place each
    taken by an enterprise near which they are at home."""
    dice, model = random.Random(seed), costs()
    demands = [
        Demand(unit, model.leaving(dice.choice(("medium", "medium", "high")), unit.large))
        for unit in units(enterprises, dice)
    ]
    served: dict[int, set[str]] = {}
    for demand in demands:
        if dice.random() < SERVED_BEFORE:
            served.setdefault(dice.randrange(instructors), set()).add(demand.unit.id)
    cadres = [
        Cadre(
            key=unit.id,
            ref=Ref(label="Cadre", id=f"L{number:05}", name=""),
            role="党建指导员",
            links=(f"L{number:05}",),
            places=3,
            regions=unit.regions,
            chains=unit.chains,
            served=frozenset(served.get(number, ())),
        )
        for number, unit in enumerate(units(instructors, dice))
    ]
    return Duty(demands, cadres, nearness(), model)


def problem(count: int, counties: int, seed: int = 1) -> Problem:
    """Enterprises with one or two members that no organization covers."""
    found = units(count, random.Random(seed), counties)
    return Problem(found, [], nearness(), costs(), least=3, most=5)


def _instructors() -> Solved:
    given = duty(ENTERPRISES, INSTRUCTORS)
    started = time.perf_counter()
    found = assignment.solve(given, time_limit=60)
    seconds = time.perf_counter() - started
    what = f"{ENTERPRISES:,} enterprises, {INSTRUCTORS:,} instructors"
    return Solved(what, seconds, 1 - found.bound / found.cost)


def _branches() -> Solved:
    given = problem(UNCOVERED, counties=COUNTIES)
    started = time.perf_counter()
    found = joint.solve(given, time_limit=60)
    seconds = time.perf_counter() - started
    return Solved(
        f"{UNCOVERED:,} enterprises into joint branches", seconds, 1 - found.bound / found.cost
    )


if __name__ == "__main__":
    for solved in measure():
        print(f"{solved.what}: {solved.seconds:.1f} s, gap {solved.gap:.2%}")
