"""How plans look on a terminal."""

from rich.console import Console
from rich.text import Text

from api.cli.grid import footing, grid
from api.cli.language import Lang
from api.cli.terminal import clean
from queries.answers import Ref
from queries.closing import ClosingPlan, ClosingStep
from visualize import terms

FEW = 8  # subjects in one cell; --json has them all


def show_closing(console: Console, answer: ClosingPlan, lang: Lang) -> None:
    """The steps; what is left and what is new afterwards; what all costs."""
    headers = (
        ("步骤", "step"),
        ("对象", "subjects"),
        ("由谁", "who"),
        ("期限", "by"),
        ("消除", "closes"),
        ("理由", "why"),
        ("代价#", "cost#"),
        ("不做则#", "without it#"),
    )
    rows = [
        (
            step.action,
            _refs(step.subjects),
            _refs([step.who] if step.who else []),
            step.by,
            "、".join(step.closes),
            step.why,
            step.cost,
            _without(step, lang),
        )
        for step in answer.items
    ]
    grid(console, ("销号方案", "Closing plan"), headers, rows, lang)
    if answer.open_after:
        left = (("规则", "rule"), ("项数#", "findings#"), ("对象", "subjects"))
        listed = [(o.rule, o.count, _refs(o.subjects, o.count)) for o in answer.open_after]
        grid(console, ("方案之后仍在的缺口", "Open after the plan"), left, listed, lang)
    if answer.raised:
        new = (("规则", "rule"), ("对象", "subject"), ("建议", "what to do"))
        found = [(f.rule, _refs([f.subject]), f.action) for f in answer.raised]
        grid(console, ("方案带来的新问题", "Raised by the plan"), new, found, lang)
    console.print(Text(clean(_sum(answer, lang))))
    footing(console, answer, lang)


def _sum(answer: ClosingPlan, lang: Lang) -> str:
    if answer.optimal:
        proof_zh, proof_en = "已证明最优", "proved optimal"
    else:
        proof_zh = f"下界 {answer.bound:g}，差距 {answer.gap:.2%}"
        proof_en = f"at least {answer.bound:g}, gap {answer.gap:.2%}"
    if lang == "zh":
        return f"总代价 {answer.cost}（其中保留缺口 {answer.left}），{proof_zh}"
    return f"Cost {answer.cost}, of it {answer.left} for gaps that stay; {proof_en}"


def _without(step: ClosingStep, lang: Lang) -> str:
    """By how much the plan would cost more without the step."""
    if step.override is None:
        pinned = ("强制", "forced") if step.forced else ("指定", "pinned")
        return pinned[lang == "en"]
    return "–" if step.override.cost is None else f"+{step.override.cost:g}"


def _refs(refs: list[Ref], count: int | None = None) -> str:
    listed = "、".join(map(terms.ref, refs[:FEW]))
    whole = len(refs) if count is None else count
    return f"{listed} 等 {whole} 项" if whole > FEW else listed
