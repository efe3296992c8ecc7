"""The rules as a page of Markdown: docs/rulebook.md."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from graph.docs import markdown_row
from queries.rulefiles import Rule
from visualize import terms

INTRODUCTION = """\
# 规则一览 · The rules

本页由 `queries/rules/` 的规则文件生成（`make docs`），不要手改。参数为规则自身的值，
规则包可以改；各词的含义见[规则的读法](rules.md)。

Made from the heads of the rule files. Values are the rule's own, which a pack may change; what the
words mean stands in [rules.md](rules.md).
"""
COLUMNS = ("规则", "名称", "判定条件", "a gap when", "级别", "性质", "依据", "建议")


def rules_markdown(rules: Iterable[Rule]) -> str:
    """The page; the same rules give the same text."""
    lines = [INTRODUCTION]
    for subject, some in groupby(rules, key=lambda rule: rule.id.partition("-")[0]):
        rows = map(markdown_row, (COLUMNS, ["---"] * len(COLUMNS), *map(_cells, some)))
        lines += [f"## {subject}", "", *rows, ""]
    return "\n".join(lines)


def _cells(rule: Rule) -> Iterator[str]:
    yield rule.id
    yield f"{rule.zh} · {rule.en}"
    yield from (terms.condition(rule, rule.parameters, lang) for lang in ("zh", "en"))
    yield terms.severity(rule.severity, "zh")
    yield terms.force(rule.force, "zh")
    yield terms.basis(rule.basis, "zh")
    yield terms.action(rule, "zh")
