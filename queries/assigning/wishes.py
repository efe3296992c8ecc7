"""Pins and forbids of an assignment, found out and checked against each other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.errors import HonglianError, NotFound
from graph.store import Store
from queries.answers import Ref
from queries.assigning.sides import NAMES, Agent, Demand, Post
from queries.entities import resolve
from queries.wishes import Wish, at, both, impossible


@dataclass
class Fixed:
    """Rows (demands) by the column (agent) they are pinned to, with the wish; pairs barred."""

    pinned: dict[int, int] = field(default_factory=dict)
    wishes: dict[int, Wish] = field(default_factory=dict)
    barred: set[tuple[int, int]] = field(default_factory=set)


class Table:
    """Rows and columns by what wishes call them."""

    def __init__(self, post: Post, demands: Sequence[Demand], agents: Sequence[Agent]) -> None:
        self.post = post
        self.agents = agents
        self.rows = {demand.unit.id: row for row, demand in enumerate(demands)}
        self.columns = {call: at for at, agent in enumerate(agents) for call in agent.calls}

    async def pair(self, store: Store, wish: Wish) -> tuple[Ref, int]:
        """The enterprise and the column of a wish. Raises `NotFound` or `Ambiguous`, with its
        place."""
        try:
            unit = await resolve(store, wish.enterprise, "Enterprise")
            return unit, await self._column(store, wish.other.strip())
        except HonglianError as exc:
            exc.where = exc.where or wish.where
            raise

    async def _column(self, store: Store, text: str) -> int:
        if text in self.columns:
            return self.columns[text]
        if self.post == "university":
            return self.columns[(await resolve(store, text, "University")).id]
        role = NAMES[self.post]
        raise NotFound(
            f"“{text}”不是在任{role}的联系编号",
            f"{text!r} is no number of a link in force of this role",
            fix_zh="请填写联系编号，如 L001",
            fix_en="Give the number of a link, such as L001",
        )


async def settle(
    store: Store, table: Table, pins: Sequence[Wish], forbids: Sequence[Wish], free: Sequence[int]
) -> Fixed:
    """What is fixed; `free` are the places by column.

    Raises `NotFound` or `Ambiguous` for names, `InputError` for what contradicts itself.
    """
    fixed = Fixed()
    pinned: dict[tuple[str, int], Wish] = {}
    by_column: dict[int, list[Wish]] = defaultdict(list)
    for wish in pins:
        unit, column = await table.pair(store, wish)
        row = _row(table, wish, unit)
        _refuse_two(fixed, table, wish, unit, row, column)
        if row not in fixed.pinned:
            by_column[column].append(wish)
        fixed.pinned[row], fixed.wishes[row] = column, wish
        pinned.setdefault((unit.id, column), wish)
    for column, wishes in by_column.items():
        _refuse_crowd(table.agents[column], wishes, free[column])
    for wish in forbids:
        unit, column = await table.pair(store, wish)
        if pin := pinned.get((unit.id, column)):
            raise both(pin, wish)
        if unit.id in table.rows:
            fixed.barred.add((table.rows[unit.id], column))
    return fixed


def _row(table: Table, wish: Wish, unit: Ref) -> int:
    if unit.id not in table.rows:
        raise impossible(
            wish,
            f"“{unit.name}”本次不需要分配{NAMES[table.post]}",
            f"{unit.name!r} is not among those to be served in this role",
        )
    return table.rows[unit.id]


def _refuse_two(fixed: Fixed, table: Table, wish: Wish, unit: Ref, row: int, column: int) -> None:
    if fixed.pinned.get(row, column) == column:
        return
    before = fixed.wishes[row]
    one, other = before.other, wish.other
    raise impossible(
        wish,
        f"“{unit.name}”被指定给两个{NAMES[table.post]}：{other}，以及{one}{at(before)}",
        f"{unit.name!r} is pinned to two: {other}, and {one}{at(before)}",
    )


def _refuse_crowd(agent: Agent, wishes: Sequence[Wish], free: int) -> None:
    if len(wishes) <= max(0, free):
        return
    first = at(wishes[0]) if len(wishes) > 1 else ""
    raise impossible(
        wishes[-1],
        f"指定给{agent.ref.id}的企业有{len(wishes)}家{first}，超过其余下的{max(0, free)}个名额",
        f"{len(wishes)} enterprises are pinned to {agent.ref.id}{first}, who has "
        f"{max(0, free)} places left",
    )
