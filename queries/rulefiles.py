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
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from graph import SCHEMA
from graph.errors import InputError
from queries import membership, text
from queries.answers import Answer

FOLDER = Path(__file__).parent / "rules"
FILE = re.compile(r"\s*/\*(?P<head>.*?)\*/(?P<cypher>.*)", re.DOTALL)
TYPES_ZH = {"text": "文本", "boolean": "布尔值", "number": "数", "list": "列表"}
BRACED = re.compile(r"\{(\w+)\}")  # a parameter in the words of a rule
COLUMNS = ("id", "name", "facts")
GIVEN = frozenset({"as_of", "chain", "workdays"})
LABELS = frozenset(node.label for node in SCHEMA.nodes)
RELATIONSHIPS = frozenset(rel.type for rel in SCHEMA.rels)

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
# What a field must be, by the kind of error that tells that it is not.
KINDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("文字", "text"),
    "int_type": ("整数", "a whole number"),
    "int_parsing": ("整数", "a whole number"),
    "int_from_float": ("整数", "a whole number"),
    "bool_type": ("true 或 false", "true or false"),
    "bool_parsing": ("true 或 false", "true or false"),
    "tuple_type": ("列表", "a list"),
    "mapping_type": ("一组 名称 = 值", "a table of names and values"),
    "dict_type": ("一组 名称 = 值", "a table of names and values"),
    "model_type": ("一组 名称 = 值", "a table of names and values"),
}


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


def _files_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise _faulty(
            folder,
            "没有这个规则文件夹",
            "there is no such folder of rules",
            "请检查 HONGLIAN_RULES 所列的文件夹",
            "Check the folders that HONGLIAN_RULES lists",
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
        head = tomllib.loads(parts["head"])
        rule = Rule(**head, cypher=parts["cypher"].strip(), path=path, line=_line(parts))
    except (tomllib.TOMLDecodeError, ValidationError, TypeError) as exc:
        zh, en = _wrong(exc)
        raise _faulty(
            path,
            f"规则说明写得不对：{zh}",
            f"the declaration is wrong: {en}",
            f"请对照 {FOLDER.name}/PO-01.cypher 修改",
            f"Compare it with {FOLDER.name}/PO-01.cypher",
        ) from exc
    _check(rule, path)
    return rule


def _line(parts: re.Match[str]) -> int:
    """Where the statement begins in its file."""
    cypher = parts["cypher"]
    begin = parts.start("cypher") + len(cypher) - len(cypher.lstrip())
    return parts.string.count("\n", 0, begin) + 1


class Wrong(NamedTuple):
    """What does not fit, in both languages."""

    zh: str
    en: str


def _wrong(exc: Exception) -> Wrong:
    """Each field of a declaration that does not fit, with its value and what is allowed."""
    if isinstance(exc, TypeError):  # given twice
        return Wrong("cypher、path、line 不写在说明中", "cypher, path and line are not declared")
    if not isinstance(exc, ValidationError):
        return Wrong(f"不是 TOML：{exc}", f"this is no TOML: {exc}")
    each = [_wrong_field(error) for error in exc.errors()]
    return Wrong("；".join(wrong.zh for wrong in each), "; ".join(wrong.en for wrong in each))


def _wrong_field(error: ErrorDetails) -> Wrong:
    field, given = ".".join(map(str, error["loc"])), error["input"]
    match error["type"]:
        case "missing":
            return Wrong(f"缺少 {field}", f"{field} is missing")
        case "extra_forbidden":
            return Wrong(f"没有 {field} 这一项", f"there is no field {field}")
        case "literal_error":
            allowed = ", ".join(get_args({"severity": Severity, "force": Force}[field]))
            return Wrong(
                f"{field} 不能是 {given!r}，可以是：{allowed}",
                f"{field} cannot be {given!r}; it may be {allowed}",
            )
    zh, en = KINDS.get(error["type"], ("其他内容", error["msg"]))
    return Wrong(f"{field} 不能是 {given!r}，须为{zh}", f"{field} cannot be {given!r}; it is {en}")


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
    _check_names(rule, path)
    _check_words(rule, path)
    columns = COLUMNS if rule.subject in membership.WAYS else (*COLUMNS, "chains")
    if absent := [column for column in columns if column not in rule.returned]:
        raise _faulty(
            path,
            f"语句没有返回：{'、'.join(absent)}",
            f"the statement does not return {', '.join(absent)}",
            f"规则须返回 {'、'.join(columns)}",
            f"A rule about {rule.subject} returns {', '.join(columns)}",
        )


def _check_names(rule: Rule, path: Path) -> None:
    """Raise when it speaks of what the vocabulary or a kind in it does not have: an engine would
    find nothing and say nothing."""
    known = frozenset(SCHEMA.names())
    kinds = {each.partition(".")[0] for each in rule.requires}
    required = (name for each in rule.requires for name in each.split("."))
    used = (*text.names_in(rule.cypher), *rule.needs, *required, rule.subject)
    if unknown := sorted({*(set(used) - known), *(kinds - LABELS - RELATIONSHIPS)}):
        meant = [_with_near(name, known) for name in unknown]
        raise _faulty(
            path,
            f"词汇中没有：{'、'.join(each.zh for each in meant)}",
            f"the vocabulary has no {', '.join(each.en for each in meant)}",
            "用 honglian schema 查看类型和属性的名称",
            "honglian schema lists labels, types and properties",
        )
    if lost := [_lost(each) for each in text.misplaced_in(rule.cypher)]:
        raise _faults(
            path,
            lost,
            f"随时间变化的属性在当日有效的观测（OBSERVED）上，写法见 {FOLDER.name}/PO-01.cypher；"
            "各类型的属性见 honglian schema",
            "What changes with time is of the observation (OBSERVED) in force on the day, as in "
            f"{FOLDER.name}/PO-01.cypher; honglian schema lists what each kind has",
        )
    if unlike := [_unlike(each) for each in text.mistyped_in(rule.cypher)]:
        raise _faults(
            path,
            unlike,
            "布尔值写 o.surveyed 或 NOT o.surveyed，数不加引号，列表写 '某' IN e.tags",
            "Write o.surveyed or NOT o.surveyed for a yes or no, a number without quotes, and "
            "'some' IN e.tags for a list",
        )


def _check_words(rule: Rule, path: Path) -> None:
    """Raise when parameters, words and terms do not fit each other."""
    if strange := sorted(text.parameters_in(rule.cypher) - GIVEN - set(rule.parameters)):
        raise _faulty(
            path,
            f"未声明的参数：{'、'.join(strange)}",
            f"parameters without a declaration: {', '.join(strange)}",
            "请在 parameters 中写明参数及其默认值",
            "Declare them with their defaults under parameters",
        )
    for field, words in (("when", rule.when), ("when_en", rule.when_en)):
        if strange := [
            f"{{{name}}}" for name in BRACED.findall(words) if name not in rule.parameters
        ]:
            raise _faulty(
                path,
                f"{field} 提到的参数没有声明：{'、'.join(strange)}",
                f"{field} speaks of parameters without a declaration: {', '.join(strange)}",
                "花括号中写 parameters 里的参数名称",
                "Put names of parameters in braces",
            )
    if unused := sorted(set(rule.terms) - text.words_in(rule.cypher)):
        raise _faulty(
            path,
            f"terms 中的键在语句里没有：{'、'.join(unused)}",
            f"the statement has no facts that terms could name: {', '.join(unused)}",
            "键是 facts 中的英文键，值是它的中文名称，如 terms = { held = '已持有' }",
            "A key of terms is a key of facts, its value a 中文 name: terms = { held = '已持有' }",
        )


def _lost(each: text.Misplaced) -> Wrong:
    """What is asked of a kind that does not store it."""
    if each.observed:
        return Wrong(
            f"{each.kind}.{each.prop} 随时间变化，不在 {each.kind} 上",
            f"{each.kind}.{each.prop} changes with time and is not at {each.kind} itself",
        )
    return Wrong(f"{each.kind} 没有属性 {each.prop}", f"{each.kind} has no property {each.prop}")


def _unlike(each: text.Mistyped) -> Wrong:
    """What is compared with a value that it never equals."""
    name, zh = f"{each.kind}.{each.prop}", SCHEMA.kind(each.kind).by_prop[each.prop].zh
    return Wrong(
        f"{name}（{zh}）是{TYPES_ZH[each.kept]}，语句拿它与{TYPES_ZH[each.with_a]}比较",
        f"{name} is a {each.kept}, which the statement compares with a {each.with_a}",
    )


def _with_near(name: str, known: Collection[str]) -> Wrong:
    """A name that there is not, with the one that it is like."""
    alike = get_close_matches(name, known, n=1)
    if not alike:
        return Wrong(name, name)
    return Wrong(f"{name}（是否指 {alike[0]}）", f"{name} (did you mean {alike[0]})")


def _with_suppressors(rule: Rule, found: Mapping[str, tuple[Rule, Path]]) -> Rule:
    suppressors = tuple(found[id][0] for id in rule.suppressed_by if id in found)
    return rule.model_copy(update={"suppressors": suppressors})


def _faults(path: Path, found: Iterable[Wrong], fix_zh: str, fix_en: str) -> InputError:
    """Several of one sort."""
    zh, en = zip(*found, strict=True)
    return _faulty(path, "；".join(zh), "; ".join(en), fix_zh, fix_en)


def _faulty(path: Path, zh: str, en: str, fix_zh: str, fix_en: str) -> InputError:
    return InputError(zh, en, fix_zh=fix_zh, fix_en=fix_en, where=str(path))
