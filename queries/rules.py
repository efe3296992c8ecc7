"""
What the rules find: each rule's statement is put to the graph, and what it returns becomes
findings, subjects that nobody can judge, and rules that cannot be judged at all.
"""

import asyncio
import os
import re
from collections.abc import Collection, Coroutine, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter

from graph import SCHEMA
from graph.errors import QueryFailed, QueryTimeout
from graph.origin import files
from graph.store import Row, Store
from queries.answers import Answer, Items, Place, Ref, known_places
from queries.chains import chain_id
from queries.membership import Belonging, shared
from queries.packs import Pack
from queries.returned import strange
from queries.rulefiles import FOLDER, RELATIONSHIPS, Basis, Rule, Severity
from queries.text import cypher_along, cypher_of
from queries.workdays import workdays

T = TypeVar("T")
# Statements: one more than cores, since one is being told of meanwhile; more would only wait for
# each other, and run into their time limits.
AT_ONCE = max(2, min(4, (os.cpu_count() or 1) + 1))
LINE = re.compile(r"line (\d+)")  # of the statement, in what engines say of it
LISTED = "规则及其条款见“规则”页或 honglian rules"
OPTIONAL_FORCES = frozenset({"local", "practice"})  # off until a pack turns the rule on


class Finding(Answer):
    """One gap, with the facts that make it one and the rows that state them. `id` stays the same
    from day to day."""

    id: str
    rule: str
    version: int
    severity: Severity
    subject: Ref
    facts: dict[str, Any]
    basis: tuple[Basis, ...]
    action: str
    closes_when: str
    chains: list[str]
    sources: list[Place]


class Unknown(Answer):
    """A subject that a rule cannot judge, and the properties that nobody has told."""

    rule: str
    subject: Ref
    missing: list[str]
    chains: list[str]


class Unjudged(Answer):
    """A rule that found nothing because it could not look: what the graph has none of, or `why`."""

    rule: str
    missing: list[str]
    why: str


class Findings(Items[Finding]):
    """What was found; beside it what cannot be known, which is neither a gap nor in order."""

    unknown: list[Unknown]
    unjudged: list[Unjudged]
    pack: str


# Thousands at once are made in a fifth of the time that one after the other takes.
FINDINGS = TypeAdapter(list[Finding])
UNKNOWN = TypeAdapter(list[Unknown])


class Judged(NamedTuple):
    """The rows of a rule's statement, or why there are none."""

    rows: Sequence[Row] = ()
    missing: Sequence[str] = ()
    why: str = ""


class Told(NamedTuple):
    """What a rule's rows became, and the files that state them."""

    items: list[Finding]
    unknown: list[Unknown]
    files: set[str]
    unjudged: Unjudged | None


async def findings(
    store: Store,
    rules: Sequence[Rule],
    *,
    as_of: str,
    chain: str | None = None,
    pack: Pack | None = None,
) -> Findings:
    """What the rules find, rule by rule, subject by subject.

    `chain` is an id or a name. Rules that only suppress others run as well but are not told of.
    """
    told = [rule for rule in rules if is_on(rule, pack)]
    silent = {s.id: s for rule in told for s in rule.suppressors if is_on(s, pack)}
    running = {**silent, **{rule.id: rule for rule in told}}
    wanted = await chain_id(store, chain) if chain else None
    given = {"as_of": as_of, "chain": wanted, "workdays": workdays(as_of)}
    lacking = await _lacking(store, running.values())
    belonging = Belonging(store, as_of)
    turns = asyncio.Semaphore(AT_ONCE)

    async def judge(rule: Rule) -> Judged:
        async with turns:
            return await _judge(store, rule, given, pack, lacking)

    above = sorted({id for rule in told for id in rule.suppressed_by} & running.keys())
    judged = {id: shared(judge(running[id])) for id in above}

    async def tell(rule: Rule) -> Told:
        outcome = await (judged.get(rule.id) or judge(rule))
        before = [await judged[id] for id in rule.suppressed_by if id in judged]
        rows = _kept(outcome.rows, before)
        lacks_chains = rows and "chains" not in rows[0]  # all rows have the same columns
        chains = await belonging.chains(rule.subject) if lacks_chains else {}
        return _told(rule, outcome, rows, chains, wanted)

    answers = await _each(map(tell, told))
    items = [item for answer in answers for item in answer.items]
    unknown = [subject for answer in answers for subject in answer.unknown]
    unjudged = [answer.unjudged for answer in answers if answer.unjudged]
    return Findings(
        items=items,
        total=len(items),
        as_of=as_of,
        sources=sorted(set().union(*(answer.files for answer in answers))),
        definition=_definition(told, unjudged, pack),
        why="" if items else _why(rules, told, unknown, unjudged, pack),
        unknown=unknown,
        unjudged=unjudged,
        pack=f"{pack.name} {pack.version}" if pack else "",
    )


def is_on(rule: Rule, pack: Pack | None) -> bool:
    """Whether the rule holds here: local rules and customs only where a pack says so."""
    if pack and rule.id in (*pack.on, *pack.off):
        return rule.id not in pack.off
    return rule.force not in OPTIONAL_FORCES


def parameters(rule: Rule, pack: Pack | None) -> dict[str, Any]:
    """The rule's parameters, the pack's before its own."""
    return {**rule.parameters, **(pack.parameters.get(rule.id, {}) if pack else {})}


async def _lacking(store: Store, rules: Iterable[Rule]) -> set[str]:
    """Of the labels, relationships and properties that rules require, those that the graph has
    none of."""
    required = sorted({name for rule in rules for name in rule.requires})
    there = await _each(_is_there(store, name) for name in required)
    return {name for name, is_there in zip(required, there, strict=True) if not is_there}


async def _each(asked: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The answers of all, side by side. One alone needs no task, which takes longer than a quick
    rule, and none no turn of the loop."""
    waiting = list(asked)
    if len(waiting) < 2:
        return [await one for one in waiting]
    return list(await asyncio.gather(*waiting))


async def _is_there(store: Store, name: str) -> bool:
    kind, _, prop = name.partition(".")
    if kind in RELATIONSHIPS:
        asked = cypher_along("any_of_relationship", kind)
    else:
        asked = cypher_of("any_of_kind", kind)
    return bool(await store.read(asked, property=prop or None))


async def _judge(
    store: Store,
    rule: Rule,
    given: Mapping[str, Any],
    pack: Pack | None,
    lacking: Collection[str],
) -> Judged:
    if missing := [name for name in rule.requires if name in lacking]:
        return Judged(missing=missing, why=f"图库中没有{'、'.join(map(_zh, missing))}，无法判断")
    values = {**parameters(rule, pack), **given}
    used = {name: value for name, value in values.items() if name in rule.uses}
    try:
        rows = await store.read(rule.cypher, **used)
    except QueryTimeout as exc:
        return Judged(why=f"语句超过时限，未得出结果：{exc.zh}")
    except QueryFailed as exc:  # one faulty rule of a place must not keep the others from answering
        why = LINE.sub(lambda at: f"line {int(at[1]) + rule.line - 1}", exc.zh.partition("\n")[0])
        return Judged(why=f"规则 {rule.id}（{rule.path.name}）的语句有误：{why}")
    if why := strange(rule, rows):
        return Judged(why=f"规则 {rule.id}（{rule.path.name}）返回的行不合要求：{why}")
    if rule.path.parent != FOLDER:  # ours return no row that is in order
        rows = [row for row in rows if row.get("holds", True) is not False]
    return Judged(rows=sorted(rows, key=itemgetter("id")))  # engines take ten times as long for it


def _definition(told: Sequence[Rule], unjudged: Sequence[Unjudged], pack: Pack | None) -> str:
    """By what was judged: the pack, and how many rules."""
    by = f"按规则包“{pack.zh}”（版本 {pack.version}）" if pack else "按各规则自身的参数"
    left = f"，{len(unjudged)} 条无法判断" if unjudged else ""
    return (
        f"{by}判断：启用 {len(told)} 条规则，判断了 {len(told) - len(unjudged)} 条{left}；{LISTED}"
    )


def _why(
    rules: Sequence[Rule],
    told: Sequence[Rule],
    unknown: Sequence[Unknown],
    unjudged: Sequence[Unjudged],
    pack: Pack | None,
) -> str:
    """Why nothing was found: nothing was asked, or nothing is wrong as far as one can tell."""
    if rules and not told:
        where = f"规则包“{pack.zh}”中" if pack else "没有规则包时"
        listed = "、".join(rule.id for rule in rules)
        return f"{listed} 在{where}没有启用，没有判断；规则包的 on、off 启用或停用规则"
    counts = ((len(unknown), "项"), (len(unjudged), "条规则"))
    left = "、".join(f"{count} {of}" for count, of in counts if count)
    return "没有发现缺口" + (f"，另有 {left}无法判断" if left else "")


def _zh(name: str) -> str:
    """`Member.lost_on` in Chinese: 党员的失去联系日期."""
    label, _, prop = name.partition(".")
    kind = SCHEMA.kind(label)
    return f"{kind.zh}的{kind.by_prop[prop].zh}" if prop else kind.zh


def _holds(row: Row) -> bool:
    """Whether a row is a finding; null says that nobody can tell."""
    return bool(row.get("holds", True))


def _kept(rows: Sequence[Row], before: Iterable[Judged]) -> Sequence[Row]:
    """Rows of subjects that no rule with precedence has found."""
    found = {row["id"] for judged in before for row in judged.rows if _holds(row)}
    return [row for row in rows if row["id"] not in found] if found else rows


def _told(
    rule: Rule,
    judged: Judged,
    rows: Iterable[Row],
    of: Mapping[str, Sequence[str]],
    wanted: str | None,
) -> Told:
    """What a rule's rows of the wanted chain become; `of` has the chains of subjects whose rows do
    not say them."""
    found: list[Row] = []
    unsure: list[Row] = []
    origins: set[str | None] = set()  # many subjects are of one row
    for row in rows:
        chains = row["chains"] if "chains" in row else of.get(row["id"], ())
        if wanted and wanted not in chains:
            continue
        origins.add(row.get("origin"))
        if _holds(row):
            found.append(_finding(rule, row, chains))
        else:
            unsure.append(_unknown(rule, row, chains))
    return Told(
        FINDINGS.validate_python(found),
        UNKNOWN.validate_python(unsure),
        set().union(*map(files, origins)),
        _unjudged(rule, judged) if judged.why else None,
    )


def _finding(rule: Rule, row: Row, chains: Sequence[str]) -> Row:
    return {
        "id": f"{rule.id}:{rule.subject}:{row['id']}",
        "rule": rule.id,
        "version": rule.version,
        "severity": row.get("severity") or rule.severity,
        "subject": _subject(rule, row),
        "facts": row["facts"],
        "basis": rule.basis,
        "action": rule.action,
        "closes_when": rule.closes_when,
        "chains": chains,
        "sources": known_places(row.get("origin")),
    }


def _unknown(rule: Rule, row: Row, chains: Sequence[str]) -> Row:
    missing = row.get("missing") or list(rule.needs)
    return {
        "rule": rule.id,
        "subject": _subject(rule, row),
        "missing": missing,
        "chains": chains,
    }


def _unjudged(rule: Rule, judged: Judged) -> Unjudged:
    return Unjudged(rule=rule.id, missing=list(judged.missing), why=judged.why)


def _subject(rule: Rule, row: Row) -> Row:
    return {"label": rule.subject, "id": row["id"], "name": row["name"] or row["id"]}
