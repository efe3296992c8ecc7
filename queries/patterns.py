"""How far the organisations of a chain are whole by a pattern such as 1+X+N: which roles are filled
and by whom, which are missing, and who could fill them.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from graph.errors import InputError
from graph.origin import origins
from graph.store import Row, Store
from queries.answers import Answer, Items, Place, Ref, places
from queries.chains import chain_id
from queries.patternfiles import COLUMNS, Pattern, Role
from queries.steps import Step
from queries.text import cypher, parameters_in

State = Literal["filled", "reported", "missing", "excess", "unknown"]
STATES = (
    "已有；已报告，本链名下尚无登记的组织（视为已有）；缺；多于规定；"
    "无法判断（无人报过情况），既不算缺，也不算齐"
)


class Filler(Ref):
    """Who fills a role, lacks it or could fill it, and why; `path` leads to the chain. `reported`
    when somebody told of it but it is not registered itself."""

    why: str
    path: list[Step]
    reported: bool
    sources: list[Place]


class RoleState(Answer):
    """A role of a chain. `missing` is how many more must fill it, None when nobody can tell; `open`
    are those who lack it where all must have it; candidates are given for a role that is not
    filled, the best first."""

    role: str
    key: str
    en: str
    at_least: int | Literal["all"]
    at_most: int | None
    state: State
    missing: int | None
    filled: list[Filler]
    open: list[Filler]
    candidates: list[Filler]
    note: str


class ChainPattern(Answer):
    """A chain by its roles. `complete` is None when none is missing for certain, but of some
    nobody has told."""

    chain: str
    name: str
    complete: bool | None
    roles: list[RoleState]


class Patterns(Items[ChainPattern]):
    """Chains by one pattern, whose `source` is to be compared with an official text (待核) until
    it is `checked`."""

    pattern: str
    source: str
    checked: bool


async def pattern(
    store: Store, pattern: Pattern, *, as_of: str, chain: str | None = None
) -> Patterns:
    """The roles of every chain by a pattern, or of one (id or name). Raises `NotFound`, and
    `InputError` when a role statement returns something else than it should."""
    wanted = await chain_id(store, chain) if chain else None
    given = {"as_of": as_of, "chain": wanted}
    chains = await store.read(cypher("pattern_chains"), **given)
    answers = await asyncio.gather(*(_ask(store, role, given) for role in pattern.roles))
    told = dict(zip((role.key for role in pattern.roles), answers, strict=True))
    items = [_chain(row, pattern, told) for row in chains]
    return Patterns(
        items=items,
        total=len(items),
        as_of=as_of,
        sources=_files(chains, items),
        definition=_definition(pattern),
        why="" if items else "尚未登记产业链",
        pattern=pattern.name,
        source=pattern.source,
        checked=pattern.checked,
    )


async def _ask(store: Store, role: Role, given: Mapping[str, Any]) -> Mapping[str, Row]:
    """What the statement of a role says, by chain."""
    rows = await store.read(role.cypher, **_used(role, given))
    if absent := [name for name in COLUMNS if rows and name not in rows[0]]:
        raise InputError(
            f"角色语句 {role.statement} 没有返回：{'、'.join(absent)}",
            f"role statement {role.statement} does not return {', '.join(absent)}",
            fix_zh="写法见 docs/patterns.md",
            fix_en="docs/patterns.md tells what it returns",
        )
    return {row["chain"]: row for row in rows}


def _used(role: Role, given: Mapping[str, Any]) -> dict[str, Any]:
    values = {**role.parameters, **given}
    return {name: value for name, value in values.items() if name in parameters_in(role.cypher)}


def _chain(row: Row, pattern: Pattern, told: Mapping[str, Mapping[str, Row]]) -> ChainPattern:
    roles = [
        _role(role, told[role.key].get(row["chain"], {}), told=row["told"])
        for role in pattern.roles
    ]
    return ChainPattern(
        chain=row["chain"],
        name=row["name"] or row["chain"],
        complete=_complete(roles),
        roles=roles,
    )


def _complete(roles: Iterable[RoleState]) -> bool | None:
    states = {role.state for role in roles}
    if states & {"missing", "excess"}:
        return False
    return None if "unknown" in states else True


def _role(role: Role, row: Row, *, told: bool) -> RoleState:
    """`told` says whether anybody told of the organisations of the chain at all; a statement may
    know better (`known`), or that the graph has none of the kind at all (`registered`), which is no
    proof that the chain has none."""
    filled, lacking = _fillers(row.get("filled")), _fillers(row.get("open"))
    known = bool(row.get("known", told)) and row.get("registered", True)
    missing = _missing(role, filled, lacking)
    state = _state(role, filled, missing, known=known)
    done = state in ("filled", "reported", "excess")
    return RoleState(
        role=role.zh,
        key=role.key,
        en=role.en,
        at_least=role.at_least,
        at_most=role.at_most,
        state=state,
        missing=None if state == "unknown" else missing,
        filled=filled,
        open=lacking,
        candidates=[] if done else _fillers(row.get("candidates")),
        note=row.get("note") or "",
    )


def _missing(role: Role, filled: Sequence[Filler], lacking: Sequence[Filler]) -> int:
    if role.at_least == "all":
        return len(lacking)
    return max(0, role.at_least - len(filled))


def _state(role: Role, filled: Sequence[Filler], missing: int, *, known: bool) -> State:
    if role.at_most is not None and len(filled) > role.at_most:
        return "excess"
    if missing or role.at_least == "all":
        if not known:
            return "unknown"
        return "missing" if missing else "filled"
    reported = any(filler.reported for filler in filled)
    return "reported" if reported else "filled"


def _fillers(entries: Sequence[Mapping[str, Any]] | None) -> list[Filler]:
    """What a statement lists, each once."""
    found = {(each["label"], each["id"]): each for each in reversed(entries or ())}
    return [
        Filler(
            label=each["label"],
            id=each["id"],
            name=each["name"] or each["id"],
            why=each["why"],
            path=each.get("path") or [],
            reported=bool(each.get("reported")),
            sources=places(each.get("origin")),
        )
        for each in reversed(found.values())
    ]


def _files(chains: Iterable[Row], items: Iterable[ChainPattern]) -> list[str]:
    told = {origin.file for row in chains for origin in origins(row["origin"])}
    said = {
        place.file
        for item in items
        for role in item.roles
        for filler in (*role.filled, *role.open, *role.candidates)
        for place in filler.sources
    }
    return sorted(told | said)


def _definition(pattern: Pattern) -> str:
    """What the pattern asks for, and whence it comes."""
    roles = "；".join(f"{role.zh}{_asked(role)}" for role in pattern.roles)
    doubt = "" if pattern.checked else "（组成待核）"
    return f"{pattern.zh}{doubt}：{roles}。出处：{pattern.source}。{STATES}"


def _asked(role: Role) -> str:
    if role.at_least == "all":
        return "（在营且已摸排的企业都要有）"
    most = "" if role.at_most is None else f"，至多 {role.at_most}"
    return f"（至少 {role.at_least}{most}）"
