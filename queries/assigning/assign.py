"""Who serves which enterprise: both sides from the graph, and the cheapest assignment."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from graph.errors import UsageError
from graph.store import Row, Store
from queries.answers import Ref
from queries.assigning import needs as kinds
from queries.assigning.answer import Assignments, Solved, assignments, seats
from queries.assigning.costs import Weights, weights
from queries.assigning.fit import Fit
from queries.assigning.needs import Needs
from queries.assigning.optimum import Problem, solve, total
from queries.assigning.sides import (
    NAMES,
    ROLES,
    Agent,
    Demand,
    Need,
    Post,
    cadre_agent,
    due,
    in_office,
    university_agent,
)
from queries.assigning.wishes import Fixed, Table, settle
from queries.chains import chain_id
from queries.closing.costs import Costs, costs
from queries.closing.situation import Situation, situation
from queries.membership import chains_of
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.text import cypher
from queries.wishes import Wish

DEFINITION = (
    "在名额之内使总代价最小（代价相同时各家尽量均衡）；代价由距离、产业链、专长或学科、轮换相加，以分计，"
    "分值见 docs/assignment.md；排名 1 为该企业自身的最优，损失为比自身最优多付的分，"
    "未获安排的按保留缺口计"
)
LISTED = 5  # who is named in a note


class Sides(NamedTuple):
    """Who is to be served and who serves, in the order of their ids, and what to say of them."""

    demands: list[Demand]
    agents: list[Agent]
    held: list[int]
    notes: list[str]

    @property
    def free(self) -> list[int]:
        """The places of each agent that are not held."""
        return [agent.capacity - held for agent, held in zip(self.agents, self.held, strict=True)]


async def assign(
    store: Store,
    post: Post,
    rules: Sequence[Rule],
    *,
    as_of: str,
    chain: str | None = None,
    pack: Pack | None = None,
    pins: Sequence[Wish] = (),
    forbids: Sequence[Wish] = (),
    places: int | None = None,
    model: Weights | None = None,
) -> Assignments:
    """The cheapest assignment of a role to the enterprises of a chain (id or name), or to all.

    `places` is how many enterprises somebody takes of whom the graph does not tell. Raises
    `NotFound` or `Ambiguous` for names, `InputError` for pins and forbids that cannot be kept,
    `UsageError` for places below one.
    """
    model = model or weights()
    plan = _plan(post, places)
    wanted = await chain_id(store, chain) if chain else None
    needs = await kinds.OF[post](store, as_of, kinds.words(rules, pack))
    if wanted:
        needs = await _within(store, needs, wanted, as_of)
    state = await situation(store, needs.found, plan, as_of=as_of)
    known = await store.read(cypher("assign_names"))
    agents = await _agents(store, post, state, as_of, places or model.places.university)
    sides = _sides(post, needs, state, agents, model, _named(known, "Chain"))
    fit = Fit(plan, model, state.nearness, post == "university", _named(known, "Discipline"))
    table = Table(post, sides.demands, sides.agents)
    fixed = await settle(store, table, pins, forbids, sides.free)
    found = await asyncio.to_thread(solved, sides, fit, fixed)
    return _answer(post, found, sides, needs, as_of)


def _plan(post: Post, places: int | None) -> Costs:
    """The prices of the closing plan, with as many places as were asked for."""
    if places is not None and places < 1:
        raise UsageError(
            f"名额须为正整数，而非{places}",
            f"places must be a positive number, not {places}",
            fix_zh="请填写 1 或更大的整数",
            fix_en="Give 1 or more",
        )
    plan = costs()
    if places is None or post == "university":
        return plan
    return plan.model_copy(update={"places": {**plan.places, ROLES[post]: places}})


async def _within(store: Store, needs: Needs, chain: str, as_of: str) -> Needs:
    """Of these the enterprises of a chain."""
    belonging = await chains_of(store, ["Enterprise"], as_of=as_of)
    members = {id for id, chains in belonging["Enterprise"].items() if chain in chains}
    found = {id: need for id, need in needs.found.items() if id in members}
    return Needs(found, needs.unknown & members, needs.sources)


async def _agents(
    store: Store, post: Post, state: Situation, as_of: str, places: int
) -> list[Agent]:
    if post == "university":
        rows = await store.read(cypher("assign_universities"), as_of=as_of)
        return [university_agent(row, as_of, places) for row in rows]
    return [cadre_agent(cadre, as_of) for cadre in state.cadres if cadre.role == ROLES[post]]


def _named(rows: Sequence[Row], label: str) -> dict[str, str]:
    return {row["id"]: row["name"] for row in rows if row["label"] == label}


def _sides(
    post: Post,
    needs: Needs,
    state: Situation,
    agents: list[Agent],
    model: Weights,
    chains: dict[str, str],
) -> Sides:
    """Leave out who is served already, unless others should do it; count what nobody can tell."""
    years = model.served.years
    serving = in_office(agents)
    demands: list[Demand] = []
    unknown, elsewhere = len(needs.unknown - serving.keys()), 0
    for id, need in sorted(needs.found.items()):
        office = serving.get(id, [])
        if office and not need.asks and (post == "university" or not due(id, office, years)):
            continue
        if not office and need.reported is not False:
            unknown += need.reported is None
            elsewhere += need.reported is True
            continue
        if office and post != "university":
            need.why.append(f"现任{NAMES[post]}已满{years}年，应轮换")
        demands.append(_demand(id, need, state, chains))
    anew = {demand.unit.id for demand in demands}
    held = [len(agent.now - anew) for agent in agents]
    notes = [*_unknowns(post, unknown, elsewhere), *_without_places(post, agents, held)]
    return Sides(demands, agents, held, notes)


def _demand(id: str, need: Need, state: Situation, chains: dict[str, str]) -> Demand:
    """What an enterprise is about stands for topics that nobody has told."""
    unit = state.units[id]
    if not need.topics:
        need.topics = [state.nearness.segments.name(s) for s in sorted(unit.segments)]
        need.topics += [chains.get(c, c) for c in sorted(unit.chains)]
    return Demand(unit, need)


def _unknowns(post: Post, unknown: int, elsewhere: int) -> list[str]:
    name = NAMES[post]
    notes = [f"另有{unknown}家企业未摸排党员数或{name}情况，不在其中"] if unknown else []
    if elsewhere:
        notes.append(f"另有{elsewhere}家企业自报已有{name}，但未登记是谁，不再安排")
    return notes


def _without_places(post: Post, agents: Sequence[Agent], held: Sequence[int]) -> list[str]:
    """Who gets nobody, since the capacity told is none, or is used up."""
    none = [agent.ref for agent in agents if agent.capacity <= 0]
    full = [a.ref for a, kept in zip(agents, held, strict=True) if 0 < a.capacity <= kept]
    name = NAMES[post]
    notes = [f"{len(none)}个{name}的名额为0或负数，不安排：{_ids(none)}"] if none else []
    if full:
        notes.append(f"{len(full)}个{name}的名额已满：{_ids(full)}")
    return notes


def _ids(refs: Sequence[Ref]) -> str:
    more = " 等" if len(refs) > LISTED else ""
    return "、".join(ref.id for ref in refs[:LISTED]) + more


def solved(sides: Sides, fit: Fit, fixed: Fixed) -> Solved:
    """Who has no place serves nobody, and is nobody's best."""
    import numpy as np  # noqa: PLC0415 - loads only for an assignment

    demands, agents, left = sides.demands, sides.agents, fit.weights.left
    places = np.array(sides.free, dtype=np.int64).clip(min=0)
    if demands and agents:
        prices, possible = fit.costs(demands, agents), fit.possible(demands, agents)
    else:
        prices = np.zeros((len(demands), len(agents)), dtype=np.int64)
        possible = prices > 0
    possible &= places > 0
    for row, column in fixed.barred:
        possible[row, column] = False
    for row, column in fixed.pinned.items():
        possible[row, column] = True
    leaving = [left.any + (left.first if demand.need.first else 0) for demand in demands]
    problem = Problem(
        prices,
        possible,
        np.array(leaving, dtype=np.int64),
        places,
        np.array(sides.held, dtype=np.int64),
        fixed.pinned,
    )
    return Solved(demands, agents, problem, solve(problem, cells=fit.weights.limits.cells), fit)


def _answer(post: Post, solved: Solved, sides: Sides, needs: Needs, as_of: str) -> Assignments:
    items = assignments(solved)
    left = [item.source for item in items if item.target is None]
    return Assignments(
        items=items,
        total=len(items),
        as_of=as_of,
        sources=sorted(needs.sources),
        definition=DEFINITION,
        why="" if items else f"没有需要安排{NAMES[post]}的企业",
        role=NAMES[post],
        cost=total(solved.problem, solved.taken),
        left=left,
        seats=seats(solved, sides.held),
        notes=[*_shortage(post, solved, len(left)), *sides.notes],
    )


def _shortage(post: Post, solved: Solved, left: int) -> list[str]:
    """How many stay without, and why."""
    if not left:
        return []
    name, all_of = NAMES[post], len(solved.taken)
    if not solved.agents:
        return [f"尚无{name}，{all_of}家企业均未获安排"]
    places = int(solved.problem.places.sum())
    short = f"{all_of}家企业需要{name}，可用名额{places}个"
    return [f"{short}，{left}家未获安排"]
