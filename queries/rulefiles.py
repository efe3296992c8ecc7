"""Rule files: each says what is a gap, by which article, and what to do about it.

A rule file is its declaration in TOML between `/*` and `*/`, then one statement that reads. The
statement may use the rule's parameters and, of what every question has, `$as_of`, `$chain` (null
for all) and `$workdays` (the working days up to `$as_of`, oldest first). It returns one row for
each subject: `id`, `name` and `facts`; where they apply `holds` (null when a figure that the rule
needs is unknown, with `missing` naming it), `severity` and `origin`; and `chains`, where they are
not simply those of the subject (`queries/membership.py`). Rows of other chains than the one that
is asked for are left out afterwards, so a statement looks at `$chain` only to save time. A file
dropped into a folder of rules is a rule.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from graph import SCHEMA
from graph.errors import InputError
from queries import declared, membership, text
from queries.answers import Answer

FOLDER = Path(__file__).parent / "rules"
FILE = re.compile(r"\s*/\*(?P<head>.*?)\*/(?P<cypher>.*)", re.DOTALL)
BRACED = re.compile(r"\{(\w+)\}")  # a parameter in the words of a rule
OTHERS = frozenset({".toml", ".py", ".md"})  # packs, tests and what explains: not read as rules
PATTERNS = "patterns"  # a folder among them that queries/patternfiles.py reads
COLUMNS = ("id", "name", "facts")
GIVEN = frozenset({"as_of", "chain", "workdays"})
LABELS = frozenset(node.label for node in SCHEMA.nodes)
RELATIONSHIPS = frozenset(rel.type for rel in SCHEMA.rels)
FILLED = frozenset({"cypher", "path", "line", "suppressors"})  # what is not for the head to say

Severity = Literal["high", "medium", "low", "info"]
# What a rule rests on, from binding regulations to customs of a place. 一般 ("generally") in a
# regulation is `general`: a reason to look, not a fault.
Force = Literal[
    "binding",
    "general",
    "discretion",
    "soe",
    "law",
    "rule",
    "policy",
    "programme",
    "industry",
    "reminder",
    "local",
    "practice",
    "config",
    "data",
]


class Basis(Answer):
    """What a rule relies on. Until `checked` against the official text it is shown as 待核."""

    text: str
    article: str = ""
    checked: bool = False


class Rule(BaseModel):
    """What the head of a rule file declares, and the statement below it.

    `needs` are the properties without which a subject cannot be judged, `requires` the labels and
    properties (`Application`, `Member.lost_on`) without which nobody can: where the graph has none
    the rule is not judged at all. A finding is dropped when one of the rules in `suppressed_by`
    finds the same subject. `when` says in words when it is one, with the names of parameters in
    braces. It, what to do and what closes it may be said in English, too. `terms` are the 中文
    names of keys of its facts that are no properties, or that it means otherwise. `path` is the
    file and `line` where the statement begins in it, for messages about it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: int
    zh: str
    en: str
    subject: str
    severity: Severity
    force: Force
    basis: tuple[Basis, ...]
    action: str
    closes_when: str
    action_en: str = ""
    closes_when_en: str = ""
    when: str = ""
    when_en: str = ""
    needs: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = {}
    suppressed_by: tuple[str, ...] = ()
    terms: Mapping[str, str] = {}
    cypher: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    line: int = Field(exclude=True)
    suppressors: tuple["Rule", ...] = Field(default=(), exclude=True)

    @property
    def uses(self) -> frozenset[str]:
        """The parameters that the statement has."""
        return text.parameters_in(self.cypher)

    @property
    def returned(self) -> frozenset[str]:
        """The words from the last RETURN on, the columns among them."""
        return frozenset(re.findall(r"\w+", self.cypher[self.cypher.upper().rfind("RETURN") :]))


def load(folders: Sequence[Path] = (FOLDER,)) -> list[Rule]:
    """All rules of the folders, by id. Raises `InputError` with the file and the remedy."""
    found: dict[str, Rule] = {}
    for path in (path for folder in folders for path in _files_in(folder)):
        rule = _rule(path)
        if rule.id in found:
            raise declared.faulty(
                path,
                f"规则 {rule.id} 已在 {found[rule.id].path} 中",
                f"rule {rule.id} is in {found[rule.id].path} already",
                "请换一个编号，或删去其中一个文件",
                "Choose another id, or remove one of the two files",
            )
        found[rule.id] = rule
    return [_with_suppressors(found[id], found) for id in sorted(found)]


def _files_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise declared.faulty(
            folder,
            "没有这个规则文件夹",
            "there is no such folder of rules",
            "请检查 HONGLIAN_RULES 所列的文件夹",
            "Check the folders that HONGLIAN_RULES lists",
        )
    return sorted(folder.glob("*.cypher"))


def doubts(rules: Iterable[Rule], folders: Iterable[Path]) -> list[declared.Wrong]:
    """What is most likely a slip in folders of one's own: files that are read as nothing, and rules
    in a file of another name."""
    unread = (path for folder in folders for path in _unread_in(folder))
    found = [
        declared.Wrong(
            f"{path}：没有读取；规则文件须以 .cypher 结尾，直接放在这个文件夹里",
            f"{path}: not read; a rule is a file in the folder itself that ends in .cypher",
        )
        for path in unread
    ]
    return found + [
        declared.Wrong(
            f"{rule.path}：其中规则的编号是 {rule.id}，文件宜命名为 {rule.id}.cypher",
            f"{rule.path}: its rule is {rule.id}; call the file {rule.id}.cypher",
        )
        for rule in rules
        if rule.path.stem != rule.id
    ]


def _unread_in(folder: Path) -> list[Path]:
    """Files beside the rules that are nothing else either, and those in subfolders that are called
    like a rule; but for those of patterns, which have their own reader."""
    beside = (path for path in folder.iterdir() if path.suffix.lower() not in OTHERS)
    below = (path for path in folder.glob("*/**/*") if "cypher" in path.name.lower())
    own = (path for path in below if path.relative_to(folder).parts[0] != PATTERNS)
    read = _files_in(folder)
    hidden = (".", "~", "__")
    return sorted(
        path
        for path in {*beside, *own}
        if path.is_file() and path not in read and not path.name.startswith(hidden)
    )


def _rule(path: Path) -> Rule:
    parts = FILE.fullmatch(declared.content(path, "规则文件", "the rule"))
    if not parts:
        raise _unlike_ours(
            path,
            "规则文件须以 /* TOML 说明 */ 开头",
            "a rule begins with /* its declaration in TOML */",
        )
    try:
        head = tomllib.loads(parts["head"])
        if given := FILLED & head.keys():
            raise _unlike_ours(
                path,
                f"{'、'.join(sorted(given))} 不写在说明中",
                f"{', '.join(sorted(given))} is not declared",
            )
        rule = Rule(**head, cypher=parts["cypher"].strip(), path=path, line=_line(parts))
    except ValueError as exc:
        zh, en = declared.wrong(exc)
        raise _unlike_ours(
            path, f"规则说明写得不对：{zh}", f"the declaration is wrong: {en}"
        ) from exc
    _check(rule, path)
    return rule


def _unlike_ours(path: Path, zh: str, en: str) -> InputError:
    example = FOLDER / "PO-01.cypher"
    return declared.faulty(path, zh, en, f"请对照 {example} 修改", f"Compare it with {example}")


def _line(parts: re.Match[str]) -> int:
    """Where the statement begins in its file."""
    cypher = parts["cypher"]
    begin = parts.start("cypher") + len(cypher) - len(cypher.lstrip())
    return parts.string.count("\n", 0, begin) + 1


def _check(rule: Rule, path: Path) -> None:
    """Raise when the statement cannot be one of a rule."""
    kinds = {each.partition(".")[0] for each in rule.requires}
    declared.check_statement(
        rule.cypher,
        path,
        declared.Wrong("规则", "a rule"),
        rule.parameters,
        (*rule.needs, *(name for each in rule.requires for name in each.split(".")), rule.subject),
    )
    declared.check_names(path, kinds, LABELS | RELATIONSHIPS)
    _check_words(rule, path)
    columns = COLUMNS if rule.subject in membership.WAYS else (*COLUMNS, "chains")
    if absent := [column for column in columns if column not in rule.returned]:
        raise declared.faulty(
            path,
            f"语句没有返回：{'、'.join(absent)}",
            f"the statement does not return {', '.join(absent)}",
            f"规则须返回 {'、'.join(columns)}",
            f"A rule about {rule.subject} returns {', '.join(columns)}",
        )


def _check_words(rule: Rule, path: Path) -> None:
    """Raise when parameters, words and terms do not fit each other."""
    _check_parameters(rule, path)
    for field, words in (("when", rule.when), ("when_en", rule.when_en)):
        if strange := [
            f"{{{name}}}" for name in BRACED.findall(words) if name not in rule.parameters
        ]:
            raise declared.faulty(
                path,
                f"{field} 提到的参数没有声明：{'、'.join(strange)}",
                f"{field} speaks of parameters without a declaration: {', '.join(strange)}",
                "花括号中写 parameters 里的参数名称",
                "Put names of parameters in braces",
            )
    if unused := sorted(set(rule.terms) - text.words_in(rule.cypher)):
        raise declared.faulty(
            path,
            f"terms 中的键在语句里没有：{'、'.join(unused)}",
            f"the statement has no facts that terms could name: {', '.join(unused)}",
            "键是 facts 中的英文键，值是它的中文名称，如 terms = { held = '已持有' }",
            "A key of terms is a key of facts, its value a 中文 name: terms = { held = '已持有' }",
        )


def _check_parameters(rule: Rule, path: Path) -> None:
    """Raise when the statement and the declaration do not name the same ones."""
    if strange := sorted(rule.uses - GIVEN - set(rule.parameters)):
        raise declared.faulty(
            path,
            f"未声明的参数：{'、'.join(strange)}",
            f"parameters without a declaration: {', '.join(strange)}",
            "请在 parameters 中写明参数及其默认值",
            "Declare them with their defaults under parameters",
        )
    if unused := sorted(set(rule.parameters) - rule.uses):
        raise declared.faulty(
            path,
            f"语句没有用到的参数：{'、'.join(unused)}",
            f"parameters that the statement does not use: {', '.join(unused)}",
            f"在语句中写 ${unused[0]}，或从 parameters 中删去：规则包改了它也不起作用",
            f"Write ${unused[0]} in the statement, or remove it: a pack could set it in vain",
        )


def _with_suppressors(rule: Rule, found: Mapping[str, Rule]) -> Rule:
    if absent := [id for id in rule.suppressed_by if id not in found]:
        zh, en = zip(*(declared.with_near(id, found) for id in absent), strict=True)
        raise declared.faulty(
            rule.path,
            f"suppressed_by 提到的规则没有：{'、'.join(zh)}",
            f"suppressed_by names rules that there are not: {', '.join(en)}",
            "用 honglian rules 查看规则",
            "honglian rules lists the rules",
        )
    suppressors = tuple(found[id] for id in rule.suppressed_by)
    return rule.model_copy(update={"suppressors": suppressors})
