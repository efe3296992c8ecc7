"""Tables of gaps under two rule packs, and of the gaps of chains."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from api.cli.grid import Header, footing, grid
from api.cli.terminal import clean
from api.settings import Lang
from queries.answers import Items
from queries.chain_gaps import ChainGap
from queries.comparison import Comparison
from queries.gap_changes import GapChanges
from queries.naming import Names
from queries.rules import Finding
from visualize.terms import entity, named, rate, ref, severity, without_data

FEW = 12  # names in one cell; --json has them all


def show_comparison(console: Console, answer: Comparison, lang: Lang) -> None:
    """The rules that differ, with the subjects behind; then the rates that differ."""
    first, second = answer.packs
    lists = ((f"仅 {first}", f"only {first}"), (f"仅 {second}", f"only {second}"),
             ("轻重不同", "severity differs"))  # fmt: skip
    rows = [
        (d.rule, d.name, d.first, d.second, d.only_first, d.only_second, d.changed)
        for d in answer.items
    ]
    title = "两个规则包的差别", "Two packs compared"
    same = answer.why if lang == "zh" else "Both packs find the same gaps"
    _side_by_side(console, title, answer.packs, lists, rows, same, lang)
    rates = [
        (named(c.name, c.chain), rate(c.first), rate(c.second))
        for c in answer.coverage
        if c.first != c.second
    ]
    if rates:
        columns = (("产业链", "chain"), (f"{first}#", f"{first}#"), (f"{second}#", f"{second}#"))
        grid(console, ("组织覆盖率", "Organisation coverage"), columns, rates, lang)
    differing = "结论不同的规则" if lang == "zh" else "rules that differ"
    footing(console, answer.model_copy(update={"why": ""}), lang, differing)


def show_changes(console: Console, answer: GapChanges, lang: Lang) -> None:
    """Rule by rule what is new, came to light, is closed, or can be told of no more."""
    lists = (("新增", "new"), ("查明（原先无法判断）", "came to light"), ("销号", "closed"),
             ("不再能判断", "unknown now"))  # fmt: skip
    rows = [
        (c.rule, c.name, c.before, c.now, c.opened, c.surfaced, c.closed, c.unsure)
        for c in answer.items
    ]
    days = answer.since, answer.as_of
    same = answer.why if lang == "zh" else f"No gap has changed since {answer.since}"
    _side_by_side(console, ("缺口的变化", "Changes of gaps"), days, lists, rows, same, lang)
    if told := without_data(answer, lang):
        console.print(Text(clean(told)))
    changed = "有变化的规则" if lang == "zh" else "rules that changed"
    footing(console, answer.model_copy(update={"why": ""}), lang, changed)


def _side_by_side(
    console: Console,
    title: Header,
    sides: tuple[str, str],
    lists: Sequence[Header],
    rows: Sequence[tuple[Any, ...]],
    same: str,
    lang: Lang,
) -> None:
    """Rules with their number of findings on either side, and lists of findings. Where no rule
    differs, that is said, since a table without rows says nothing."""
    if not rows:
        console.print(Text(clean(same)))
        return
    headers = (("规则", "rule"), *((f"{side}#", f"{side}#") for side in sides), *lists)
    cells = [
        (f"{rule} {name}", one, other, *map(_names, found))
        for rule, name, one, other, *found in rows
    ]
    grid(console, title, headers, cells, lang)


def show_chain_gaps(console: Console, answer: Items[ChainGap], lang: Lang, names: Names) -> None:
    """Each gap with how much of the chain's products is known, and who could fill it; chains are
    said with their `names`."""
    headers = (
        ("类别", "kind"),
        ("产业链", "chain"),
        ("环节、产品", "segment, product"),
        ("严重程度", "severity"),
        ("原因", "why"),
        ("已知产品的企业", "products known"),
        ("候选", "candidates"),
    )
    rows = [
        (
            each.kind,
            entity("Chain", each.chain, names),
            "、".join(ref(part) for part in (each.segment, each.product) if part) or "–",
            severity(each.severity, lang),
            each.why,
            f"{each.known.with_products}/{each.known.enterprises}",
            _candidates(each),
        )
        for each in answer.items
    ]
    grid(console, ("产业链缺口", "Gaps of chains"), headers, rows, lang)
    footing(console, answer, lang)


def _candidates(gap: ChainGap) -> str:
    """Who could fill it and why, a line each."""
    told = (f"{c.name}（{c.id}，{c.score:g}）：{c.why}" for c in gap.candidates)
    return "\n".join(told) or gap.no_candidates


def _names(found: list[Finding]) -> str:
    listed = "、".join(ref(each.subject) for each in found[:FEW])
    return f"{listed} 等 {len(found)} 项" if len(found) > FEW else listed
