"""Tables of gaps under two rule packs."""

from rich.console import Console

from api.cli.grid import footing, grid
from api.settings import Lang
from queries.comparison import Comparison
from queries.coverage import Rate
from queries.rules import Finding

FEW = 12  # names in one cell; --json has them all


def show_comparison(console: Console, answer: Comparison, lang: Lang) -> None:
    """The rules that differ, with the subjects behind; then the rates that differ."""
    first, second = answer.packs
    headers = (
        ("规则", "rule"),
        (f"{first}#", f"{first}#"),
        (f"{second}#", f"{second}#"),
        (f"仅 {first}", f"only {first}"),
        (f"仅 {second}", f"only {second}"),
        ("轻重不同", "severity differs"),
    )
    rows = [
        (
            f"{d.rule} {d.name}",
            d.first,
            d.second,
            *map(_names, (d.only_first, d.only_second, d.changed)),
        )
        for d in answer.items
    ]
    grid(console, ("两个规则包的差别", "Two packs compared"), headers, rows, lang)
    rates = [
        (f"{c.chain} {c.name}", _rate(c.first), _rate(c.second))
        for c in answer.coverage
        if c.first != c.second
    ]
    if rates:
        columns = (("产业链", "chain"), (f"{first}#", f"{first}#"), (f"{second}#", f"{second}#"))
        grid(console, ("组织覆盖率", "Organisation coverage"), columns, rates, lang)
    footing(console, answer, lang)


def _names(found: list[Finding]) -> str:
    listed = "、".join(f"{each.subject.name}（{each.subject.id}）" for each in found[:FEW])
    return f"{listed} 等 {len(found)} 项" if len(found) > FEW else listed


def _rate(rate: Rate) -> str:
    if rate.rate is None:
        return "–"
    return f"{rate.numerator}/{rate.denominator} {rate.rate:.1%}"
