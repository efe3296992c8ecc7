"""What people declare in files of their own: rules, packs and patterns in TOML, and statements in
Cypher. Each is read whole and checked before anything runs, since an engine would take a name that
nobody knows for a property that nobody has, find nothing, and say nothing."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from graph import SCHEMA
from graph.errors import InputError
from queries import text

NAMES = frozenset(SCHEMA.names())
TYPES_ZH = {"text": "文本", "boolean": "布尔值", "number": "数", "list": "列表"}
# What a field must be, by the kind of error that tells that it is not.
KINDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("文字", "text"),
    "string_too_short": ("文字", "text"),
    "int_type": ("整数", "a whole number"),
    "int_parsing": ("整数", "a whole number"),
    "int_from_float": ("整数", "a whole number"),
    "greater_than_equal": ("不小于 0 的整数", "a whole number, at least 0"),
    "bool_type": ("true 或 false", "true or false"),
    "bool_parsing": ("true 或 false", "true or false"),
    "tuple_type": ("列表", "a list"),
    "too_short": ("不为空的列表", "a list that is not empty"),
    "mapping_type": ("一组 名称 = 值", "a table of names and values"),
    "dict_type": ("一组 名称 = 值", "a table of names and values"),
    "model_type": ("一组 名称 = 值", "a table of names and values"),
}


class Wrong(NamedTuple):
    """What does not fit, in both languages."""

    zh: str
    en: str


def faulty(path: Path, zh: str, en: str, fix_zh: str, fix_en: str) -> InputError:
    """The error of a file, with the remedy."""
    return InputError(zh, en, fix_zh=fix_zh, fix_en=fix_en, where=str(path))


def content(path: Path, zh: str, en: str) -> str:
    """The text of a file. Raises `InputError`, which calls it by those names."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise faulty(
            path,
            f"{zh}读不出来：{exc}",
            f"{en} cannot be read: {exc}",
            "请以 UTF-8 编码保存",
            "Save it in UTF-8",
        ) from exc


def wrong(exc: ValueError) -> Wrong:
    """Each field of a declaration that does not fit, with its value and what is allowed."""
    if not isinstance(exc, ValidationError):
        return Wrong(f"不是 TOML：{exc}", f"this is no TOML: {exc}")
    each = dict.fromkeys(_wrong_field(error) for error in exc.errors())
    return Wrong("；".join(field.zh for field in each), "; ".join(field.en for field in each))


def _wrong_field(error: ErrorDetails) -> Wrong:
    field, given = ".".join(map(str, error["loc"])), error["input"]
    match error["type"]:
        case "missing":
            return Wrong(f"缺少 {field}", f"{field} is missing")
        case "extra_forbidden":
            return Wrong(f"没有 {field} 这一项", f"there is no field {field}")
        case "literal_error":
            allowed = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
            return Wrong(
                f"{field} 不能是 {given!r}，可以是：{allowed}",
                f"{field} cannot be {given!r}; it may be {allowed}",
            )
    zh, en = KINDS.get(error["type"], ("其他内容", error["msg"]))
    like = f'，如 {field} = "{given}"' if error["type"] == "string_type" else ""
    return Wrong(
        f"{field} 不能是 {given!r}，须为{zh}{like}",
        f"{field} cannot be {given!r}; it is {en}{like}",
    )


def check_statement(
    cypher: str, path: Path, whose: Wrong, parameters: Mapping[str, Any], names: Iterable[str] = ()
) -> None:
    """Raise `InputError` when a statement writes, speaks of what the vocabulary does not have
    (neither may the declaration, in `names`), or compares a property with what it never is. `whose`
    says what the statement is of, `parameters` are their usual values."""
    word = text.writes(cypher)
    if word and word.upper().startswith("CALL"):  # engines differ in what they have
        raise faulty(
            path,
            f"{whose.zh}不能调用过程：{word}",
            f"{whose.en} calls no procedure, this one does: {word}",
            "请在语句中直接写出要匹配的对象和关系",
            "Match nodes and relationships in the statement itself",
        )
    if word:
        raise faulty(
            path,
            f"{whose.zh}只能读取，不能写入：{word}",
            f"{whose.en} reads only, this one writes: {word}",
            "请删去写入的语句",
            "Remove what writes",
        )
    check_names(path, (*text.names_in(cypher), *names), NAMES)
    told, timed = text.persons_told_in(cypher), text.timed_in(cypher)
    example = text.FOLDER.parent / "rules" / "PO-01.cypher"
    _raise_any(
        path,
        map(_lost, text.misplaced_in(cypher)),
        f"随时间变化的属性在当日有效的观测（OBSERVED）上，写法见 {example}；"
        "各类型的属性见 honglian schema",
        "What changes with time is of the observation (OBSERVED) in force on the day, as in "
        f"{example}; honglian schema lists what each kind has",
    )
    _raise_any(
        path,
        map(_leads_nowhere, text.impossible_in(cypher)),
        "关系的方向和两端见 honglian schema 或 docs/schema.md",
        "honglian schema and docs/schema.md say which kinds a relationship leads between",
    )
    _raise_any(
        path,
        (Wrong(f"{each} 是人员信息", f"{each} tells of a person") for each in told),
        "人员只计数：写 count(DISTINCT m)，不返回姓名等",
        "Persons are counted: write count(DISTINCT m) and no names",
    )
    _raise_any(
        path,
        (Wrong(f"{each} 与日期函数比较", f"{each} is compared with a date") for each in timed),
        "图库中的日期是文字：写 o.on < $as_of，或 toString(date($as_of) - duration({months: 3}))",
        "Days are texts: write o.on < $as_of, or toString(date($as_of) - duration({months: 3}))",
    )
    _raise_any(
        path,
        map(_unlike, text.mistyped_in(cypher, parameters)),
        "布尔值写 o.surveyed 或 NOT o.surveyed，数不加引号，列表写 '某' IN e.tags",
        "Write o.surveyed or NOT o.surveyed for a yes or no, a number without quotes, and "
        "'some' IN e.tags for a list",
    )
    _raise_any(
        path,
        map(_never, text.unchosen_in(cypher, parameters)),
        "请写图库中存的值，见 honglian schema 或 docs/schema.md",
        "Write what the graph keeps; honglian schema and docs/schema.md list it",
    )


def check_names(path: Path, used: Iterable[str], known: Collection[str]) -> None:
    """Raise `InputError` for names that are not known, with those that they are like."""
    if unknown := sorted(set(used) - set(known)):
        zh, en = zip(*(with_near(name, known) for name in unknown), strict=True)
        raise faulty(
            path,
            f"词汇中没有：{'、'.join(zh)}",
            f"the vocabulary has no {', '.join(en)}",
            "用 honglian schema 查看类型和属性的名称",
            "honglian schema lists labels, types and properties",
        )


def _raise_any(path: Path, found: Iterable[Wrong], fix_zh: str, fix_en: str) -> None:
    """Raise all of one sort at once, if there are any."""
    if each := list(dict.fromkeys(found)):
        zh, en = "；".join(one.zh for one in each), "; ".join(one.en for one in each)
        raise faulty(path, zh, en, fix_zh, fix_en)


def with_near(name: str, known: Collection[str]) -> Wrong:
    """A name that there is not, with the one that it is like."""
    alike = get_close_matches(name, known, n=1)
    if not alike:
        return Wrong(name, name)
    return Wrong(f"{name}（是否指 {alike[0]}）", f"{name} (did you mean {alike[0]})")


def _lost(each: text.Misplaced) -> Wrong:
    """What is asked of a kind that does not store it."""
    if each.observed:
        return Wrong(
            f"{each.kind}.{each.prop} 随时间变化，不在 {each.kind} 上",
            f"{each.kind}.{each.prop} changes with time and is not at {each.kind} itself",
        )
    return Wrong(f"{each.kind} 没有属性 {each.prop}", f"{each.kind} has no property {each.prop}")


def _leads_nowhere(each: text.Impossible) -> Wrong:
    """A step that no relationship makes."""
    step = f"({each.source})-[:{each.type}]->({each.target})"
    return Wrong(f"没有这样的关系：{step}", f"there is no such relationship: {step}")


def _unlike(each: text.Mistyped) -> Wrong:
    """What is compared with a value that it never equals."""
    name, zh = f"{each.kind}.{each.prop}", SCHEMA.kind(each.kind).by_prop[each.prop].zh
    return Wrong(
        f"{name}（{zh}）是{TYPES_ZH[each.kept]}，语句拿它与{TYPES_ZH[each.with_a]}比较",
        f"{name} is a {each.kept}, which the statement compares with a {each.with_a}",
    )


def _never(each: text.Unchosen) -> Wrong:
    """What is compared with a text that is not among those it may be."""
    name, zh = f"{each.kind}.{each.prop}", SCHEMA.kind(each.kind).by_prop[each.prop].zh
    meant_zh = f"，图库中写作“{each.instead}”" if each.instead else ""
    meant_en = f"; the graph says {each.instead!r}" if each.instead else ""
    return Wrong(
        f"{name}（{zh}）从不是“{each.said}”{meant_zh}", f"{name} is never {each.said!r}{meant_en}"
    )
