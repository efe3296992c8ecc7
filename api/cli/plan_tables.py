"""How plans look on a terminal."""

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from api.cli.grid import footing, grid
from api.cli.language import Lang
from api.cli.terminal import clean
from queries.answers import Ref
from queries.closing import ClosingPlan, ClosingStep
from visualize import terms

FEW = 8  # subjects in one cell; --json has them all


def show_closing(
    console: Console, answer: ClosingPlan, lang: Lang, rules: Mapping[str, str]
) -> None:
    """The steps; what is left and what is new afterwards; what all costs. `rules` are the names of
    the rules by their ids."""
    headers = (
        ("措施", "step"),
        ("对象", "subjects"),
        ("责任主体", "who"),
        ("完成时限", "by"),
        ("可销号的缺口", "closes"),
        ("理由", "why"),
        ("代价#", "cost#"),
        ("不采取则#", "without it#"),
    )
    rows = [
        (
            step.action,
            _refs(step.subjects),
            _refs([step.who] if step.who else []) or "–",
            step.by,
            "、".join(step.closes) or "–",
            step.why,
            step.cost,
            _without(step, lang),
        )
        for step in answer.items
    ]
    grid(console, ("销号方案", "Closing plan"), headers, rows, lang)
    if answer.unjoined:
        apart = (("企业", "enterprises"), ("未能联建的原因", "what keeps them apart"))
        kept = [(_refs(each.subjects, len(each.subjects)), each.why) for each in answer.unjoined]
        grid(console, ("未能组成联合党支部的企业", "In no joint branch"), apart, kept, lang)
    if stuck := [each for each in answer.staying if each.rule != "PO-03"]:
        reasons = (("规则", "rule"), ("企业", "enterprises"), ("未能安排的原因", "why"))
        told = [(_rule(s.rule, rules), _refs(s.subjects, s.count), s.why) for s in stuck]
        grid(console, ("未能安排的缺口", "Not dealt with"), reasons, told, lang)
    for title, some in (
        (("随上述措施一并销号", "Closed by the same steps"), answer.closed_besides),
        (("方案落实后尚未销号的缺口", "Open after the plan"), answer.open_after),
    ):
        if some:
            heads = (("规则", "rule"), ("项数#", "findings#"), ("对象", "subjects"))
            listed = [(_rule(o.rule, rules), o.count, _refs(o.subjects, o.count)) for o in some]
            grid(console, title, heads, listed, lang)
    if answer.raised:
        new = (("规则", "rule"), ("对象", "subject"), ("建议", "what to do"))
        found = [(_rule(f.rule, rules), _refs([f.subject]), f.action) for f in answer.raised]
        grid(console, ("方案落实后新出现的缺口", "Raised by the plan"), new, found, lang)
    cost = Text(clean(terms.plan_cost(answer, lang)))
    console.print(cost, soft_wrap=not console.is_terminal)
    footing(console, answer, lang)


def _rule(id: str, rules: Mapping[str, str]) -> str:
    return f"{id} {rules.get(id, '')}".strip()


def _without(step: ClosingStep, lang: Lang) -> str:
    """By how much the plan would cost more without the step."""
    if step.override is None:
        pinned = ("人工指定（强制）", "forced") if step.forced else ("人工指定", "pinned")
        return pinned[lang == "en"]
    return "–" if step.override.cost is None else f"+{step.override.cost:g}"


def _refs(refs: list[Ref], count: int | None = None) -> str:
    listed = "、".join(map(terms.ref, refs[:FEW]))
    whole = len(refs) if count is None else count
    return f"{listed} 等 {whole} 项" if whole > FEW else listed
