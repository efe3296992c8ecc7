"""
Coverage rules: each a file of its own, which says what is a gap, by which article, and what to do.

A rule file is its declaration in TOML between `/*` and `*/`, then one statement that reads. The
statement may use `$as_of`, `$chain` (null for all) and the rule's parameters, and returns one row
for each subject: `id`, `name`, `chains` and `facts`; where they apply `holds` (null when a figure
that the rule needs is unknown, with `missing` naming it), `severity` and `origin`. A file dropped
into a folder of rules is a rule.
"""

import asyncio
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph import SCHEMA
from graph.errors import InputError
from graph.origin import origins
from graph.store import Row, Store
from queries import text
from queries.answers import Answer, Items, Ref
from queries.chains import chain_id
from queries.packs import Pack

FOLDER = Path(__file__).parent / "rules"
FILE = re.compile(r"\s*/\*(?P<head>.*?)\*/(?P<cypher>.*)", re.DOTALL)
COLUMNS = ("id", "name", "chains", "facts")
GIVEN = frozenset({"as_of", "chain"})
OPTIONAL_FORCES = frozenset({"local", "practice"})  # off until a pack turns the rule on

Severity = Literal["high", "medium", "low", "info"]


class Basis(Answer):
    """What a rule relies on. Until `checked` against the official text it is shown as 待核."""

    text: str
    article: str = ""
    checked: bool = False


class Rule(BaseModel):
    """What the head of a rule file declares, and the statement below it.

    `needs` are the properties without which it cannot be judged; a finding is dropped when one of
    the rules in `suppressed_by` finds the same subject.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: int
    zh: str
    en: str
    subject: str
    severity: Severity
    force: str
    basis: tuple[Basis, ...]
    action: str
    closes_when: str
    needs: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = {}
    suppressed_by: tuple[str, ...] = ()
    cypher: str = Field(exclude=True)
    suppressors: tuple["Rule", ...] = Field(default=(), exclude=True)


class Finding(Answer):
    """One gap, with the facts that make it one. `id` stays the same from day to day."""

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


class Unknown(Answer):
    """A subject that a rule cannot judge, and the properties that nobody has told."""

    rule: str
    subject: Ref
    missing: list[str]
    chains: list[str]


class Findings(Items[Finding]):
    """What was found; beside it what cannot be known, which is neither a gap nor in order."""

    unknown: list[Unknown]
    pack: str


def load(folders: Sequence[Path] = (FOLDER,)) -> list[Rule]:
    """All rules of the folders, by id. Raises `InputError` with the file and the remedy."""
    found: dict[str, tuple[Rule, Path]] = {}
    for path in (path for folder in folders for path in _files_in(folder)):
        rule = _rule(path)
        if rule.id in found:
            raise _faulty(
                path,
                f"规则 {rule.id} 已在 {found[rule.id][1]} 中",
                f"rule {rule.id} is in {found[rule.id][1]} already",
                "请换一个编号，或删去其中一个文件",
                "Choose another id, or remove one of the two files",
            )
        found[rule.id] = rule, path
    return [_with_suppressors(found[id][0], found) for id in sorted(found)]


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
    told = [rule for rule in rules if _is_on(rule, pack)]
    silent = {s.id: s for rule in told for s in rule.suppressors if _is_on(s, pack)}
    running = {**silent, **{rule.id: rule for rule in told}}
    wanted = await chain_id(store, chain) if chain else None
    rows = await asyncio.gather(
        *(_judge(store, rule, as_of, wanted, pack) for rule in running.values())
    )
    judged = dict(zip(running, rows, strict=True))
    hits = {
        id: {row["id"] for row in rows if row.get("holds", True)} for id, rows in judged.items()
    }
    kept = [(rule, row) for rule in told for row in _kept(rule, judged[rule.id], hits)]
    items = [_finding(rule, row) for rule, row in kept if row.get("holds", True)]
    return Findings(
        items=items,
        total=len(items),
        as_of=as_of,
        sources=_files(row for _, row in kept),
        definition="；".join(f"{rule.id} {rule.zh}" for rule in told),
        why="" if items else "没有发现缺口",
        unknown=[_unknown(rule, row) for rule, row in kept if not row.get("holds", True)],
        pack=f"{pack.name} {pack.version}" if pack else "",
    )


async def _judge(
    store: Store, rule: Rule, as_of: str, chain: str | None, pack: Pack | None
) -> list[Row]:
    """The rows of a rule's statement, with the pack's parameters before the rule's own."""
    local = pack.parameters.get(rule.id, {}) if pack else {}
    parameters = {**rule.parameters, **local, "as_of": as_of, "chain": chain}
    return await store.read(rule.cypher, **parameters)


def _is_on(rule: Rule, pack: Pack | None) -> bool:
    if pack and rule.id in (*pack.on, *pack.off):
        return rule.id not in pack.off
    return rule.force not in OPTIONAL_FORCES


def _kept(rule: Rule, rows: Iterable[Row], hits: Mapping[str, Collection[str]]) -> Iterator[Row]:
    """Rows of subjects that no rule with precedence has found."""
    above = [hits.get(id, ()) for id in rule.suppressed_by]
    return (row for row in rows if not any(row["id"] in found for found in above))


def _finding(rule: Rule, row: Row) -> Finding:
    return Finding(
        id=f"{rule.id}:{rule.subject}:{row['id']}",
        rule=rule.id,
        version=rule.version,
        severity=row.get("severity") or rule.severity,
        subject=_subject(rule, row),
        facts=row["facts"],
        basis=rule.basis,
        action=rule.action,
        closes_when=rule.closes_when,
        chains=row["chains"],
    )


def _unknown(rule: Rule, row: Row) -> Unknown:
    missing = row.get("missing") or list(rule.needs)
    return Unknown(rule=rule.id, subject=_subject(rule, row), missing=missing, chains=row["chains"])


def _subject(rule: Rule, row: Row) -> Ref:
    return Ref(label=rule.subject, id=row["id"], name=row["name"])


def _files(rows: Iterable[Row]) -> list[str]:
    return sorted({origin.file for row in rows for origin in origins(row.get("origin"))})


# ------------------------------------------------------------ reading a file


def _files_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise _faulty(
            folder,
            "没有这个规则文件夹",
            "there is no such folder of rules",
            "请检查设置中的规则文件夹",
            "Check the folders of rules in the settings",
        )
    return sorted(folder.glob("*.cypher"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise _faulty(
            path,
            f"规则文件读不出来：{exc}",
            f"the rule cannot be read: {exc}",
            "请以 UTF-8 编码保存",
            "Save it in UTF-8",
        ) from exc


def _rule(path: Path) -> Rule:
    parts = FILE.fullmatch(_text(path))
    if not parts:
        raise _faulty(
            path,
            "规则文件须以 /* TOML 说明 */ 开头",
            "a rule begins with /* its declaration in TOML */",
            f"请对照 {FOLDER.name}/PO-01.cypher 修改",
            f"Compare it with {FOLDER.name}/PO-01.cypher",
        )
    try:
        rule = Rule(**tomllib.loads(parts["head"]), cypher=parts["cypher"].strip())
    except (tomllib.TOMLDecodeError, ValidationError, TypeError) as exc:
        raise _faulty(
            path,
            f"规则说明写得不对：{exc}",
            f"the declaration is wrong: {exc}",
            f"请对照 {FOLDER.name}/PO-01.cypher 修改",
            f"Compare it with {FOLDER.name}/PO-01.cypher",
        ) from exc
    _check(rule, path)
    return rule


def _check(rule: Rule, path: Path) -> None:
    """Raise when the statement cannot be one of a rule."""
    if word := text.writes(rule.cypher):
        raise _faulty(
            path,
            f"规则只能读取，不能写入：{word}",
            f"a rule reads only, this one writes: {word}",
            "请删去写入的语句",
            "Remove what writes",
        )
    known = frozenset(SCHEMA.names())
    used = (*text.names_in(rule.cypher), *rule.needs, rule.subject)
    if unknown := sorted(set(used) - known):
        raise _faulty(
            path,
            f"词汇中没有：{'、'.join(unknown)}",
            f"the vocabulary has no {', '.join(unknown)}",
            "用 honglian schema 查看类型和属性的名称",
            "honglian schema lists labels, types and properties",
        )
    if strange := sorted(text.parameters_in(rule.cypher) - GIVEN - set(rule.parameters)):
        raise _faulty(
            path,
            f"未声明的参数：{'、'.join(strange)}",
            f"parameters without a declaration: {', '.join(strange)}",
            "请在 parameters 中写明参数及其默认值",
            "Declare them with their defaults under parameters",
        )
    if absent := [c for c in COLUMNS if not re.search(rf"\b{c}\b", _returned(rule.cypher))]:
        raise _faulty(
            path,
            f"语句没有返回：{'、'.join(absent)}",
            f"the statement does not return {', '.join(absent)}",
            "规则须返回 id、name、chains、facts",
            "A rule returns id, name, chains and facts",
        )


def _returned(cypher: str) -> str:
    """The text from the last RETURN on."""
    return cypher[cypher.upper().rfind("RETURN") :]


def _with_suppressors(rule: Rule, found: Mapping[str, tuple[Rule, Path]]) -> Rule:
    suppressors = tuple(found[id][0] for id in rule.suppressed_by if id in found)
    return rule.model_copy(update={"suppressors": suppressors})


def _faulty(path: Path, zh: str, en: str, fix_zh: str, fix_en: str) -> InputError:
    return InputError(zh, en, fix_zh=fix_zh, fix_en=fix_en, where=str(path))
