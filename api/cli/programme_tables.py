"""Tables of targets, trends, patterns and published figures."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console

from api.cli.grid import footing, grid
from api.cli.language import Lang
from queries.answers import Items
from queries.chains_beside import Beside, ChainBeside
from queries.facts import Fact, PersonRows
from queries.naming import Names
from queries.patterns import Filler, Patterns, RoleState
from queries.quotes import Qualifier
from queries.targets import RATES, Point, Target
from visualize.terms import COMPLETE, NO_DATA, ROLE_STATES, STATES, counted, entity, rate

LISTED = 3  # of those who fill a role, or could
QUALIFIERS: Mapping[Qualifier, tuple[str, str]] = {
    "exact": ("{}", "{}"),
    "more than": ("多于 {}", "more than {}"),
    "about": ("约 {}", "about {}"),
    "range": ("{}", "{}"),
}
# of a figure that nothing in the graph counts: all that is checked is its own quote
QUOTED = {
    True: ("同原文", "as quoted"),
    False: ("异于原文", "not as quoted"),
}
HOLDS = {True: ("相符", "yes"), False: ("不符", "no")}
BASES = {"counted": ("据行计数", "counted"), "reported": ("公开报道", "reported")}


def show_targets(console: Console, answer: Items[Target], lang: Lang, names: Names) -> None:
    """A row for each target: what was to be reached by when, and what was; chains are said with
    their `names`."""
    headers = (
        ("产业链", "chain"),
        ("目标", "target"),
        ("指标", "metric"),
        ("时限", "due"),
        ("目标值#", "target#"),
        ("实际#", "actual#"),
        ("状态", "state"),
        ("逾期（天）#", "days late#"),
        ("说明", "why"),
    )
    rows = [
        (
            entity("Chain", t.chain, names),
            t.name,
            t.metric,
            t.due_on,
            _value(t.metric, t.value),
            _value(t.metric, t.actual),
            STATES[t.state][lang == "en"],
            t.overdue_days or "",
            t.why,
        )
        for t in answer.items
    ]
    grid(console, ("目标与实际", "Targets"), headers, rows, lang)
    footing(console, answer, lang)


def show_trend(console: Console, answer: Items[Point], lang: Lang) -> None:
    """A row for each day: three rates and how many gaps, or that there was no data yet."""
    headers = (
        ("日期", "day"),
        ("组织覆盖#", "organisation#"),
        ("单独组建#", "independent#"),
        ("工作覆盖#", "work#"),
        ("缺口（高/中/低）#", "gaps (high/medium/low)#"),
    )
    no_data = NO_DATA[lang == "en"]
    rows = [
        (
            p.on,
            *(rate(r) if r else no_data for r in (p.organisation, p.independent, p.work)),
            no_data
            if p.gaps is None
            else "/".join(str(p.gaps.get(severity, 0)) for severity in ("high", "medium", "low")),
        )
        for p in answer.items
    ]
    name = answer.items[-1].name
    grid(console, (f"{name}：变化", f"{name}: trend"), headers, rows, lang)
    footing(console, answer, lang)


def show_beside(console: Console, answer: Beside, lang: Lang) -> None:
    """A row for each figure, a column for each chain; then the rules, the roles, the regions."""
    items = answer.items
    headers = (("指标", "figure"), *((one.chain.name, one.chain.name) for one in items))
    at = lang == "en"
    rows = [(name[at], *(told(one) for one in items)) for name, told in BESIDE]
    rows += [
        (rule, *(_count(one, rule) for one in items))
        for rule in sorted({gap.rule for one in items for gap in one.gaps})
    ]
    rows += [
        (states[0].en if at else states[0].role, *(ROLE_STATES[s.state][at] for s in states))
        for states in zip(*(one.roles for one in items), strict=True)
    ]
    regions = {c.region.id: c.region.name for one in items for c in one.regions if c.region}
    rows += [(name, *(_in_region(one, id) for one in items)) for id, name in regions.items()]
    grid(console, ("产业链对比", "Chains compared"), headers, rows, lang)
    footing(console, answer, lang)


BESIDE: Sequence[tuple[tuple[str, str], Callable[[ChainBeside], str]]] = (
    (("组织覆盖率", "organisation"), lambda one: rate(one.coverage.organisation)),
    (("单独组建率", "own organisation"), lambda one: rate(one.coverage.independent)),
    (("工作覆盖率", "work"), lambda one: rate(one.coverage.work)),
    (("在营企业", "operating"), lambda one: str(one.enterprises)),
    (("未摸排", "unsurveyed"), lambda one: str(one.coverage.unsurveyed)),
    (("断点", "open"), lambda one: "、".join(s.name for s in one.segments if s.gap) or "0"),
)


def _count(one: ChainBeside, rule: str) -> str:
    found = next((gap.count for gap in one.gaps if gap.rule == rule), 0)
    return counted(found, one.unknown.get(rule, 0))


def _in_region(one: ChainBeside, id: str) -> str:
    found = [rate(c.organisation) for c in one.regions if c.region and c.region.id == id]
    return found[0] if found else "–"


def show_pattern(console: Console, answer: Patterns, lang: Lang) -> None:
    """A row for each role of a chain: who fills it, who lacks it, who could."""
    headers = (
        ("产业链", "chain"),
        ("角色", "role"),
        ("状态", "state"),
        ("缺#", "missing#"),
        ("已有", "filled by"),
        ("可补", "could be filled by"),
    )
    rows = [
        (
            f"{item.name}（{COMPLETE[item.complete][lang == 'en']}）" if at == 0 else "",
            role.en if lang == "en" else role.role,
            ROLE_STATES[role.state][lang == "en"],
            role.missing or "",
            _some([f.name for f in role.filled], lang),
            _candidates(role, lang),
        )
        for item in answer.items
        for at, role in enumerate(item.roles)
    ]
    doubt = "" if answer.checked else ("（待核）", " (to be checked)")[lang == "en"]
    title = (f"组织模式 {answer.pattern}{doubt}", f"Pattern {answer.pattern}{doubt}")
    grid(console, title, headers, rows, lang)
    footing(console, answer, lang)


def show_facts(console: Console, answer: Items[Fact], lang: Lang, names: Names) -> None:
    """A row for each figure: as it was published, as the graph has it, and by what; chains are
    said with their `names`."""
    headers = (
        ("编号", "fact"),
        ("产业链", "chain"),
        ("指标", "metric"),
        ("报道", "published"),
        ("图中", "in the graph"),
        ("依据", "basis"),
        ("核对", "holds"),
        ("出处", "rows"),
    )
    rows = [
        (
            fact.fact,
            entity("Chain", fact.chain, names),
            fact.metric,
            QUALIFIERS[fact.qualifier][lang == "en"].format(fact.expected) + f" {fact.unit}",
            "–" if fact.basis == "reported" else _sum(fact),
            BASES[fact.basis][lang == "en"],
            (QUOTED if fact.basis == "reported" else HOLDS)[fact.holds][lang == "en"],
            _origin(fact, lang),
        )
        for fact in answer.items
    ]
    grid(console, ("已发表的指标", "Published figures"), headers, rows, lang)
    footing(console, answer, lang)


def _some(names: Sequence[str], lang: Lang) -> str:
    """The first names, and how many there are in all."""
    listed = "、".join(names[:LISTED])
    if len(names) <= LISTED:
        return listed
    return f"{listed} … {len(names)}" if lang == "en" else f"{listed} 等 {len(names)} 个"


def _candidates(role: RoleState, lang: Lang) -> str:
    lines = [_reason(filler) for filler in role.candidates[:LISTED]]
    if (more := len(role.candidates) - LISTED) > 0:
        lines.append(f"… {more} more" if lang == "en" else f"…… 另有 {more} 个")
    return "\n".join([*lines, role.note] if role.note else lines)


def _reason(filler: Filler) -> str:
    return f"{filler.name}：{filler.why}"


def _sum(fact: Fact) -> str:
    """26 = 17 单独 + 9 联合."""
    if len(fact.parts) < 2 or fact.basis == "reported":
        return str(fact.value)
    return f"{fact.value} = " + " + ".join(f"{p.value} {p.part}" for p in fact.parts)


def _origin(fact: Fact, lang: Lang) -> str:
    """The files, with how many rows of each; then a remark."""
    rows: Counter[str] = Counter()
    for row in fact.rows:
        rows[row.file] += row.rows if isinstance(row, PersonRows) else 1
    unit = "" if lang == "en" else " 行"
    return "\n".join(
        [*(f"{file} {count}{unit}" for file, count in rows.items()), fact.note]
    ).strip()


def _value(metric: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if metric in RATES else f"{value:g}"
