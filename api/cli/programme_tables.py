"""Tables of targets and of trends."""

from collections.abc import Mapping

from rich.console import Console

from api.cli.grid import footing, grid
from api.cli.language import Lang
from queries.answers import Items
from queries.coverage import Rate
from queries.targets import RATES, Point, State, Target

STATES: Mapping[State, tuple[str, str]] = {
    "met": ("达成", "met"),
    "missed": ("逾期未达成", "missed"),
    "open": ("未到期", "not due"),
    "late": ("逾期完成", "done late"),
    "unknown": ("无法判断", "unknown"),
}


def show_targets(console: Console, answer: Items[Target], lang: Lang) -> None:
    """A row for each target: what was to be reached by when, and what was."""
    headers = (
        ("产业链", "chain"),
        ("目标", "target"),
        ("指标", "metric"),
        ("时限", "due"),
        ("目标值#", "target#"),
        ("实际#", "actual#"),
        ("状态", "state"),
        ("逾期（天）#", "days late#"),
    )
    rows = [
        (
            t.chain,
            t.name,
            t.metric,
            t.due_on,
            _value(t.metric, t.value),
            _value(t.metric, t.actual),
            STATES[t.state][lang == "en"],
            t.overdue_days or "",
        )
        for t in answer.items
    ]
    grid(console, ("目标与实际", "Targets"), headers, rows, lang)
    footing(console, answer, lang)


def show_trend(console: Console, answer: Items[Point], lang: Lang) -> None:
    """A row for each day: three rates and how many gaps."""
    headers = (
        ("日期", "day"),
        ("组织覆盖#", "organisation#"),
        ("单独组建#", "independent#"),
        ("工作覆盖#", "work#"),
        ("缺口（高/中/低）#", "gaps (high/medium/low)#"),
    )
    rows = [
        (
            p.on,
            *map(_rate, (p.organisation, p.independent, p.work)),
            "/".join(str(p.gaps.get(severity, 0)) for severity in ("high", "medium", "low")),
        )
        for p in answer.items
    ]
    name = answer.items[-1].name
    grid(console, (f"{name}：变化", f"{name}: trend"), headers, rows, lang)
    footing(console, answer, lang)


def _value(metric: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if metric in RATES else f"{value:g}"


def _rate(rate: Rate) -> str:
    if rate.rate is None:
        return "–"
    return f"{rate.numerator}/{rate.denominator} {rate.rate:.1%}"
