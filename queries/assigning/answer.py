"""What an assignment tells: whom each enterprise got, its own best, who has the places of that."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ConfigDict, Field

from queries.answers import Answer, Items, Ref
from queries.assigning.fit import Fit
from queries.assigning.optimum import NOBODY, Problem
from queries.assigning.sides import Agent, Demand

if TYPE_CHECKING:
    from queries.assigning.optimum import Whole


class Assignment(Answer):
    """Whom an enterprise got; `from` and `to` in JSON, `source` and `target` in Python.

    `need` says why it is to be served, `why` why so. `rank` is 1 for its own best; `loss` are the
    points by which it costs more than with its `best`, or, where it got nobody, by which leaving it
    does. `holder` are the enterprises that have the places of its best instead; empty when it got
    its best. `target` and `rank` are None when it got nobody, `best` and `loss` when nobody may
    serve it at all.
    """

    model_config = ConfigDict(
        frozen=True, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )

    source: Ref = Field(alias="from")
    target: Ref | None = Field(alias="to")
    rank: int | None
    best: Ref | None
    loss: int | None
    holder: list[Ref]
    cost: int
    pinned: bool
    need: str
    why: str


class Seats(Answer):
    """Who may serve: how many enterprises at most, how many it serves besides, how many it got."""

    who: Ref
    capacity: int
    held: int
    taken: int


class Assignments(Items[Assignment]):
    """An optimal assignment. `cost` in points with what it costs to leave those in `left`."""

    role: str
    cost: int
    left: list[Ref]
    seats: list[Seats]
    notes: list[str]


class Solved(NamedTuple):
    """Both sides, the problem and the column that each row got."""

    demands: Sequence[Demand]
    agents: Sequence[Agent]
    problem: Problem
    taken: "Whole"
    fit: Fit


def assignments(solved: Solved) -> list[Assignment]:
    """One for each demand, in their order."""
    import numpy as np  # noqa: PLC0415 - loads only for an assignment

    problem, taken = solved.problem, solved.taken
    never = np.iinfo(np.int64).max
    prices = np.where(problem.possible, problem.costs, never)
    prices = np.pad(prices, ((0, 0), (0, 1)), constant_values=never)  # nobody, were there no agents
    least = prices.min(axis=1)
    got, served = problem.leaving.copy(), np.flatnonzero(taken != NOBODY)
    got[served] = problem.costs[served, taken[served]]
    ranks = 1 + (prices < got[:, None]).sum(axis=1)
    # among equals its best is the one that it got
    best = np.where(got == least, taken, prices.argmin(axis=1))
    holders = _holders(solved)
    return [
        _assignment(
            solved,
            row,
            None if least[row] == never else int(best[row]),
            int(got[row]),
            int(ranks[row]),
            holders,
        )
        for row in range(len(taken))
    ]


def _holders(solved: Solved) -> list[list[Ref]]:
    """The enterprises that got each column."""
    holders: list[list[Ref]] = [[] for _ in solved.agents]
    for demand, column in zip(solved.demands, solved.taken, strict=True):
        if column != NOBODY:
            holders[column].append(demand.unit.ref)
    return holders


def _assignment(
    solved: Solved,
    row: int,
    best: int | None,
    cost: int,
    rank: int,
    holders: Sequence[list[Ref]],
) -> Assignment:
    demand, column = solved.demands[row], int(solved.taken[row])
    served = column != NOBODY
    pinned = row in solved.problem.pinned
    return Assignment(
        source=demand.unit.ref,
        target=solved.agents[column].ref if served else None,
        rank=rank if served else None,
        best=None if best is None else solved.agents[best].ref,
        loss=None if best is None else cost - int(solved.problem.costs[row, best]),
        holder=[] if best is None or best == column else holders[best],
        cost=cost,
        pinned=pinned,
        need="；".join(demand.need.why),
        why=_why(solved, row, best, pinned=pinned),
    )


def _why(solved: Solved, row: int, best: int | None, *, pinned: bool) -> str:
    demand, column = solved.demands[row], int(solved.taken[row])
    if column == NOBODY:
        return "名额不足" if best is not None else "没有可以安排的"
    words = solved.fit.why(demand, solved.agents[column])
    return f"{words}；由规划人员指定" if pinned else words


def seats(solved: Solved, held: Sequence[int]) -> list[Seats]:
    """Everybody with its places; `held` are those of enterprises that are not assigned anew."""
    holders = _holders(solved)
    return [
        Seats(who=agent.ref, capacity=max(0, agent.capacity), held=kept, taken=len(got))
        for agent, kept, got in zip(solved.agents, held, holders, strict=True)
    ]
