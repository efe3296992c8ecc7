"""Whether the rows of a rule's statement are what a rule may say. Ours are held to it by the tests;
each row of a rule of somebody's own is looked at, since one of another shape would end the whole
answer and not its rule alone."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from graph import SCHEMA
from graph.store import Row
from queries.rulefiles import FOLDER, Rule, Severity

SEVERITIES = (*get_args(Severity), None)
PROPS = [p for kinds in (SCHEMA.nodes, SCHEMA.rels) for kind in kinds for p in kind.props]
SENSITIVE = {p.name for p in PROPS if p.sensitivity == "sensitive"} - {
    p.name for p in PROPS if p.sensitivity != "sensitive"
}  # `status` may be that of a project


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def _is_plain(value: Any) -> bool:
    """A value, or values, and no node, relationship or path of an engine."""
    if isinstance(value, dict):
        return "@rid" not in value and all(map(_is_plain, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float)


# What a column must be, in words, and whether a value is.
COLUMNS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "id": ("文字", lambda value: isinstance(value, str)),
    "name": ("文字或空", _is_text),
    "holds": ("true、false 或空", lambda value: value is None or isinstance(value, bool)),
    "severity": ("high、medium、low、info 或空", lambda value: value in SEVERITIES),
    "origin": ("文字或空", _is_text),
    "missing": ("一列属性名称", lambda value: value is None or _is_texts(value)),
    "chains": ("一列产业链编号", _is_texts),
    "facts": ("一组值，不是节点或关系", lambda value: isinstance(value, dict) and _is_plain(value)),
}  # fmt: skip


def strange(rule: Rule, rows: Sequence[Row]) -> str:
    """What is wrong with the rows, in Chinese; empty when nothing is."""
    if rule.path.parent == FOLDER:
        return ""
    for row in rows:
        if wrong := _wrong_column(row) or _wrong_row(row):
            return f"{wrong}：{row}"
    twice = sorted(id for id, times in Counter(row["id"] for row in rows).items() if times > 1)
    return f"同一对象返回了几次：{twice[0]}；请用 DISTINCT 或先汇总" if twice else ""


def _wrong_column(row: Row) -> str:
    wrong = (
        f"{column} 须为{kind}" for column, (kind, fits) in COLUMNS.items()
        if column in row and not fits(row[column])
    )  # fmt: skip
    return next(wrong, "")


def _wrong_row(row: Row) -> str:
    """A row whose columns do not fit each other, or that tells of persons."""
    if told := sorted(SENSITIVE & row["facts"].keys()):
        return f"facts 不列人员信息：{'、'.join(told)}；请改为计数"
    if "holds" in row and row["holds"] is None and row.get("missing") == []:
        return "holds 为空，missing 却也为空；请核对所比较的类型，或在 missing 中写明缺什么"
    return ""
