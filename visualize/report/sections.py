"""The sections of a report, each made of the answer to one question."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby

from queries.answers import Place, Ref
from queries.coverage import Coverage, Rate
from queries.facts import Fact, PersonRows
from queries.gap_changes import GapChange, GapChanges
from queries.patterns import RoleState
from queries.rulefiles import Severity
from queries.rules import Finding
from queries.targets import OPEN_SEGMENT, RATES, Target
from visualize import terms
from visualize.report.answers import CHAIN_GAPS, SUGGESTED, Answers
from visualize.report.content import (
    ASKED,
    Asked,
    Asking,
    Cell,
    Row,
    Section,
    Share,
    day,
    listed,
    row,
)

CHAIN = "产业链"
CHANGES = "缺口变化"
CHANGED: Mapping[str, str] = {
    "opened": "新增",
    "surfaced": "查明",
    "closed": "销号",
    "unsure": "不再能判断",
}  # by the lists of a `GapChange`
FEW = 8  # enterprises named in a note
MOST_RUNS = 20  # numbers of rows, or runs of them, that are listed for one table
BASES: Mapping[str, str] = {"counted": "由图中的行数出", "reported": "公开报道"}
QUALIFIERS: Mapping[str, str] = {
    "exact": "确数",
    "more than": "多于",
    "about": "约",
    "range": "区间",
}


def coverage(answers: Answers, asking: Asking) -> Section:
    """The rates of every chain; of one chain those of its segments and regions too."""
    parts = [("全链", "chain", answers.coverage)]
    parts += [
        (name, by, found)
        for (name, by), found in zip(
            (("环节", "segment"), ("区域", "region")), answers.parts, strict=False
        )
    ]
    rows = [
        _rates(name, each, answers, asking.of(each.chain or asking.chain), by)
        for name, by, found in parts
        for each in found.items
    ]
    columns = (
        CHAIN, "范围", "对象", "分母", "组织覆盖", "组织覆盖率", "单独组建", "单独组建率",
        "工作覆盖", "工作覆盖率", "工作覆盖未知", "工作覆盖（不计群团）", "工作覆盖率（不计群团）",
        "不计群团未知", "未摸排", "停业", ASKED,
    )  # fmt: skip
    asked = [
        asking.asked("coverage", "/v1/coverage", pack=True, **({} if by == "chain" else {"by": by}))
        for _, by, _ in parts
    ]
    notes = (answers.coverage.definition, answers.coverage.why)
    return _section(answers, "覆盖率", asked, notes, columns, rows)


def _rates(name: str, found: Coverage, answers: Answers, asking: Asking, by: str) -> Row:
    about = terms.covered(found, "zh")
    cells: list[Cell] = [found.organisation.denominator]
    rates = found.organisation, found.independent, found.work, found.instructed
    own, alone, work, instructed = (_rate(rate, found.no_data) for rate in rates)
    cells += [*own, *alone, *work, found.work.unknown, *instructed, found.instructed.unknown]
    options = {} if by == "chain" else {"by": by}
    asked = asking.asked("coverage", "/v1/coverage", pack=True, **options)
    where = _chains(answers, [found.chain] if found.chain else ())
    return row(where, name, about, *cells, found.unsurveyed, found.closed, asked)


def _rate(rate: Rate, no_data: bool) -> tuple[Cell, Cell]:
    if no_data:
        return None, terms.NO_DATA[0]
    return rate.numerator, None if rate.rate is None else Share(rate.rate)


def gaps_by_rule(answers: Answers, asking: Asking) -> Section:
    """How many gaps each rule finds, the gravest first."""
    counts = Counter((f.severity, f.rule) for f in answers.findings.items)
    zh = _names(answers)
    rows = [
        row(
            terms.severity(severity, "zh"), rule, zh.get(rule, ""), counts[severity, rule],
            asking.asked("gaps", "/v1/gaps", pack=True, rule=rule),
        )
        for severity, rule in sorted(counts, key=lambda c: (terms.RANKS.index(c[0]), c[1]))
    ]  # fmt: skip
    columns = ("严重程度", "规则", "内容", "项数", ASKED)
    asked = [asking.asked("gaps", "/v1/gaps", pack=True)]
    return Section("缺口汇总", "缺口汇总", tuple(asked), _told(_why(answers)), columns, tuple(rows))


def gaps(answers: Answers, asking: Asking) -> Section:
    """Every gap: what, why, by which article, what to do, and when it is closed."""
    found = sorted(
        answers.findings.items, key=lambda f: (terms.RANKS.index(f.severity), f.rule, f.subject.id)
    )
    columns = (
        CHAIN, "严重程度", "规则", "内容", "类型", "对象", "事实", "依据", "怎么办", "销号条件",
        "出处", ASKED,
    )  # fmt: skip
    zh, own = _names(answers), _terms(answers)
    rows = [
        row(
            _chains(answers, f.chains), terms.severity(f.severity, "zh"), f.rule,
            zh.get(f.rule, ""), terms.kind(f.subject.label, "zh"), terms.ref(f.subject),
            terms.facts(f.facts, "zh", f.subject.label, answers.names, own.get(f.rule)),
            terms.basis(f.basis, "zh"), f.action, f.closes_when, cited(f.sources),
            asking.asked("gaps", "/v1/gaps", pack=True, rule=f.rule),
        )
        for f in found
    ]  # fmt: skip
    notes = (_why(answers), "“待核”：条款尚未与正式文本核对。")
    return _section(
        answers, "缺口", [asking.asked("gaps", "/v1/gaps", pack=True)], notes, columns, rows
    )


def changes(answers: Answers, asking: Asking) -> Section | None:
    """What has become of the gaps since the earlier day, if one was named."""
    found = answers.changes
    if found is None:
        return None
    own = _terms(answers)
    asked = asking.asked("gaps", "/v1/gaps/changes", pack=True, since=found.since)
    rows = [
        row(
            _chains(answers, f.chains), kind, terms.severity(f.severity, "zh"), of.rule, of.name,
            terms.kind(f.subject.label, "zh"), terms.ref(f.subject),
            terms.facts(f.facts, "zh", f.subject.label, answers.names, own.get(f.rule)),
            f.action, cited(f.sources), asked,
        )
        for kind, of, f in _changed(found)
    ]  # fmt: skip
    columns = (
        CHAIN, "变化", "严重程度", "规则", "内容", "类型", "对象", "发现时的事实", "怎么办", "出处",
        ASKED,
    )  # fmt: skip
    notes = (
        found.definition,
        found.why,
        "“查明”：现在是缺口，当时没有摸排或缺数据，无法判断；“销号”的事实是当时的。",
        terms.without_data(found, "zh"),
    )
    return _section(answers, CHANGES, [asked], notes, columns, rows)


def _changed(found: GapChanges) -> Iterator[tuple[str, GapChange, Finding]]:
    """Kind by kind, then rule by rule."""
    for key, kind in CHANGED.items():
        for of in found.items:
            yield from ((kind, of, each) for each in getattr(of, key))


def unknowns(answers: Answers, asking: Asking) -> Section:
    """What no rule can say for want of data: rules first, then subjects."""
    zh, own = _names(answers), _terms(answers)
    rows = [
        row(
            "", u.rule, zh.get(u.rule, ""), "（整条规则）",
            listed(terms.required(name, "zh") for name in u.missing) or u.why,
            asking.asked("gaps", "/v1/gaps", pack=True, rule=u.rule),
        )
        for u in answers.findings.unjudged
    ]  # fmt: skip
    rows += [
        row(
            _chains(answers, u.chains), u.rule, zh.get(u.rule, ""), terms.ref(u.subject),
            terms.names(u.missing, "zh", u.subject.label, own.get(u.rule)),
            asking.asked("gaps", "/v1/gaps", pack=True, rule=u.rule),
        )
        for u in answers.findings.unknown
    ]  # fmt: skip
    found = answers.findings
    count = terms.unjudged(
        len(found.unknown), len(found.unjudged), "zh", of_chain=asking.chain is not None
    )
    notes = ("缺少数据，既不是缺口，也不等于没有问题；补齐所缺的项后自动判断。", f"{count}。")
    columns = (CHAIN, "规则", "内容", "对象", "缺少的项", ASKED)
    asked = [asking.asked("gaps", "/v1/gaps", pack=True)]
    return _section(answers, "无法判断", asked, notes, columns, rows)


def open_segments(answers: Answers, asking: Asking) -> Section:
    """Segments that a chain needs and nobody fills, by the rule that finds them."""
    found = [f for f in answers.findings.items if f.rule == OPEN_SEGMENT]
    rows = [
        row(
            _chains(answers, f.chains), f.facts.get("position"), terms.ref(f.subject),
            f.facts.get("enterprises_in_chain"), f.facts.get("without_segment"), f.action,
            f.closes_when, cited(f.sources),
        )
        for f in found
    ]  # fmt: skip
    columns = (
        CHAIN, "位置", "环节", "本链登记企业数", "其中环节待定", "怎么办", "销号条件", "出处"
    )  # fmt: skip
    notes = ("断点：必需而没有在营企业的环节。", "" if found else "没有发现断点。")
    asked = [asking.asked("gaps", "/v1/gaps", pack=True, rule=OPEN_SEGMENT)]
    return _section(answers, "断点", asked, notes, columns, rows)


def chain_gaps(answers: Answers, asking: Asking) -> Section:
    """What chains themselves lack, and who could fill it."""
    found = answers.chain_gaps
    rows = [
        row(
            _chains(answers, [each.chain]), each.kind, terms.severity(each.severity, "zh"),
            terms.ref(each.segment) if each.segment else None,
            terms.ref(each.product) if each.product else None, each.why,
            f"{each.known.with_products}/{each.known.enterprises}",
            "；".join(f"{c.name}（{c.id}）{c.score:g}：{c.why}" for c in each.candidates)
            or each.no_candidates,
            cited(each.sources),
        )
        for each in found.items
    ]  # fmt: skip
    columns = (
        CHAIN, "类别", "严重程度", "环节", "产品", "原因", "已知产品的企业", "候选", "出处"
    )  # fmt: skip
    count = f"共 {found.total} 项，列出前 {len(rows)} 项。" if found.total > len(rows) else ""
    asked = [asking.asked("chain-gaps", "/v1/chain-gaps", pack=True, limit=str(CHAIN_GAPS))]
    notes = (found.definition, found.why, count)
    return _section(answers, "补链强链", asked, notes, columns, rows)


def closing(answers: Answers, asking: Asking) -> Section:
    """The steps of the closing plan, and what is left after it."""
    plan = answers.plan
    where: dict[Ref, list[str]] = {f.subject: f.chains for f in answers.findings.items}
    rows = [
        row(
            _chains(answers, dict.fromkeys(c for s in step.subjects for c in where.get(s, ()))),
            step.action, listed(map(terms.ref, step.subjects)),
            terms.ref(step.who) if step.who else None, day(step.by), listed(step.closes), step.why,
            step.cost, step.override.instead if step.override else "人工指定",
            step.override.cost if step.override else None, terms.basis(step.basis, "zh"),
        )
        for step in plan.items
    ]  # fmt: skip
    left = listed(f"{each.rule}（{each.count} 项）" for each in plan.open_after)
    besides = listed(f"{each.rule}（{each.count} 项）" for each in plan.closed_besides)
    alone = "；".join(
        f"{'、'.join(map(terms.ref, each.subjects[:FEW]))}{'等' * (len(each.subjects) > FEW)}"
        f"（{len(each.subjects)} 家）：{each.why}"
        for each in plan.unjoined
    )
    stuck = "；".join(
        f"{each.rule}（{each.count} 家）：{each.why}"
        for each in plan.staying
        if each.rule != "PO-03"
    )
    notes = (
        plan.definition, plan.why, f"未能组成联合党支部：{alone}" if alone else "",
        f"未能安排：{stuck}" if stuck else "",
        f"随上述措施一并销号：{besides}" if besides else "",
        f"{terms.plan_cost(plan, 'zh')}。方案落实后尚未销号：{left or '无'}；"
        f"新出现的缺口 {len(plan.raised)} 项。",
    )  # fmt: skip
    columns = (
        CHAIN, "措施", "对象", "责任主体", "完成时限", "可销号的缺口", "理由", "代价（分）",
        "不采取则", "代价增加（分）", "依据",
    )  # fmt: skip
    asked = [asking.asked("plan close", None, pack=True)]
    return _section(answers, "销号方案", asked, notes, columns, rows)


def links(answers: Answers, asking: Asking) -> Section:
    """Joint building that stands."""
    rows = [
        row(
            _chains(answers, answers.belongs.get((link.source.id, link.target.id), ())),
            terms.ref(link.source), terms.ref(link.target), link.state, link.basis, link.matters,
            day(link.since), day(link.until),
        )
        for link in answers.links.items
    ]  # fmt: skip
    columns = (CHAIN, "甲方", "乙方", "状态", "依据", "事项", "起", "止")
    notes = (answers.links.definition, answers.links.why)
    return _section(answers, "联建共建", [asking.asked("links", "/v1/links")], notes, columns, rows)


def suggestions(answers: Answers, asking: Asking) -> Section:
    """Joint building worth starting; it spans chains, so no chain is named."""
    found = answers.suggestions
    rows = [
        row(
            terms.ref(each.source), terms.ref(each.target), each.score,
            f"{each.form}：{each.why}", "；".join(each.reasons), terms.path(each.path, "zh"),
            listed(each.closes),
        )
        for each in found.items
    ]  # fmt: skip
    columns = ("甲方", "乙方", "得分", "形式", "理由", "路径", "可助消除")
    count = f"共 {found.total} 对，列出前 {len(rows)} 对。" if found.total > len(rows) else ""
    asked = asking.asked(
        "links", "/v1/links/suggestions", "--suggest", pack=True, limit=str(SUGGESTED)
    )
    notes = _told(found.definition, found.why, count)
    return Section("建议联建", "建议联建", (asked,), notes, columns, tuple(rows))


def pattern(answers: Answers, asking: Asking) -> Section:
    """The roles of each chain: who fills them, who lacks them, who could."""
    found = answers.pattern
    rows = [
        _role(answers, chain.chain, chain.complete, role)
        for chain in found.items
        for role in chain.roles
    ]
    columns = (CHAIN, "整链", "角色", "要求", "状态", "还缺", "已有", "未建", "可由谁担任", "说明")
    asked = [asking.asked("pattern", "/v1/pattern")]
    return _section(answers, "组织体系", asked, (found.definition, found.why), columns, rows)


def _role(answers: Answers, chain: str, complete: bool | None, role: RoleState) -> Row:
    least = "全部" if role.at_least == "all" else f"至少 {role.at_least}"
    return row(
        _chains(answers, [chain]), terms.COMPLETE[complete][0], role.role, least,
        terms.ROLE_STATES[role.state][0], role.missing,
        *(listed(map(terms.ref, some)) for some in (role.filled, role.open, role.candidates)),
        role.note,
    )  # fmt: skip


def targets(answers: Answers, asking: Asking) -> Section:
    """What was to be reached by when, and what was."""
    rows = [
        row(
            _chains(answers, [t.chain]), t.name, t.metric, day(t.due_on), _value(t, t.value),
            _value(t, t.actual), day(t.on), terms.STATES[t.state][0], t.overdue_days or None,
            t.why, cited(t.sources),
        )
        for t in answers.targets.items
    ]  # fmt: skip
    columns = (
        CHAIN, "目标", "指标", "时限", "目标值", "实际", "截至", "状态", "逾期（天）", "说明",
        "出处",
    )  # fmt: skip
    asked = [asking.asked("targets", "/v1/targets", pack=True)]
    notes = (answers.targets.definition, answers.targets.why)
    return _section(answers, "目标", asked, notes, columns, rows)


def _value(target: Target, value: float | None) -> Cell:
    return Share(value) if target.metric in RATES and value is not None else value


def facts(answers: Answers, asking: Asking) -> Section:
    """Published figures beside those of the graph."""
    rows = [
        row(
            _chains(answers, [f.chain] if f.chain else ()), f.fact, f.metric,
            QUALIFIERS[f.qualifier], f.expected, None if f.basis == "reported" else f.value, f.unit,
            f.holds, BASES[f.basis],
            listed(f"{part.part or '合计'} {part.value:g}" for part in f.parts),
            _fact_places(f), f.quote, f.note,
        )
        for f in answers.facts.items
    ]  # fmt: skip
    columns = (
        CHAIN, "编号", "指标", "限定", "报道值", "图中值", "单位", "相符", "方式", "构成", "出处",
        "原文", "说明",
    )  # fmt: skip
    asked = [asking.asked("facts", "/v1/facts")]
    notes = (answers.facts.definition, answers.facts.why)
    return _section(answers, "已发表指标", asked, notes, columns, rows)


def _fact_places(fact: Fact) -> str:
    """Rows, or of persons how many."""
    persons = (p for p in fact.rows if isinstance(p, PersonRows))
    counted = [f"{_table(p.file, p.sheet)} {p.rows} 行" for p in persons]
    return "；".join([*counted, cited([p for p in fact.rows if isinstance(p, Place)])]).strip("；")


def sources(answers: Answers, asking: Asking) -> Section:
    """Every table that a section relies on, with the rows that it cites."""
    uses: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    rows_of: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for section, places in _cited_by_section(answers):
        for place in places:
            uses[place.file, place.sheet].add(section)
            rows_of[place.file, place.sheet].add(place.row)
    named = {file for file, _ in uses}
    for section, files in _files_by_section(answers):
        for file in files:
            if (file, "") in uses or file not in named:
                uses[file, ""].add(section)
    run = answers.status.last_run
    read = {(t["file"], t["sheet"]): t["read"] for t in run.counts.get("tables", ())} if run else {}
    rows = [
        row(
            file, sheet or None, listed(sorted(uses[file, sheet])), len(rows_of[file, sheet]),
            _numbers(rows_of[file, sheet]) or None, read.get((file, sheet)),
        )
        for file, sheet in sorted(uses)
    ]  # fmt: skip
    notes = (
        "引用行数是本报告逐条列出处的行；只给文件的，整张表参与计算。"
        "“最近入库行数”只对最近一次入库的表填写。",
    )
    columns = ("文件", "工作表", "用于", "引用行数", "引用的行", "最近入库行数")
    asked = (Asked(asking.command("status"), "/v1/status"),)
    return Section("来源", "来源", asked, notes, columns, tuple(rows))


def _cited_by_section(answers: Answers) -> Iterable[tuple[str, Iterable[Place]]]:
    yield "缺口", (place for f in answers.findings.items for place in f.sources)
    if answers.changes:
        yield CHANGES, (place for _, _, f in _changed(answers.changes) for place in f.sources)
    yield "补链强链", (place for g in answers.chain_gaps.items for place in g.sources)
    yield "目标", (place for t in answers.targets.items for place in t.sources)
    yield (
        "已发表指标",
        (place for f in answers.facts.items for place in f.rows if isinstance(place, Place)),
    )
    yield (
        "组织体系",
        (
            place
            for chain in answers.pattern.items
            for role in chain.roles
            for filler in (*role.filled, *role.open, *role.candidates)
            for place in filler.sources
        ),
    )


def _files_by_section(answers: Answers) -> Iterable[tuple[str, Sequence[str]]]:
    yield "覆盖率", answers.coverage.sources
    yield "缺口", answers.findings.sources
    if answers.changes:
        yield CHANGES, answers.changes.sources
    yield "补链强链", answers.chain_gaps.sources
    yield "销号方案", answers.plan.sources
    yield "联建共建", answers.links.sources
    yield "建议联建", answers.suggestions.sources
    yield "组织体系", answers.pattern.sources
    yield "目标", answers.targets.sources
    yield "已发表指标", answers.facts.sources


def cited(places: Iterable[Place]) -> str:
    """Tables with the numbers of their rows: targets.csv 第8行；企业.xlsx“名册”第2、5行."""
    ordered = sorted(set(places), key=lambda p: (p.file, p.sheet, p.row))
    return "；".join(
        f"{_table(file, sheet)} 第{_numbers(place.row for place in some)}行"
        for (file, sheet), some in groupby(ordered, key=lambda p: (p.file, p.sheet))
    )


def _table(file: str, sheet: str) -> str:
    return f"{file}“{sheet}”" if sheet else file


def _numbers(rows: Iterable[int]) -> str:
    """Numbers of rows in order, runs as 3–9, the first of many."""
    ordered, steps = sorted(rows), count()
    runs = [list(run) for _, run in groupby(ordered, key=lambda number: number - next(steps))]
    told = listed(
        f"{r[0]}–{r[-1]}" if len(r) > 2 else listed(map(str, r)) for r in runs[:MOST_RUNS]
    )
    return f"{told} 等 {len(ordered)} 行" if len(runs) > MOST_RUNS else told


def _section(
    answers: Answers,
    title: str,
    asked: Sequence[Asked],
    notes: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Row],
) -> Section:
    """A section whose first column is the chain; that of one chain goes without it."""
    start = 1 if answers.chain else 0
    return Section(
        key=title,
        title=title,
        asked=tuple(asked),
        notes=_told(*notes),
        columns=tuple(columns[start:]),
        rows=tuple(cells[start:] for cells in rows),
    )


def _told(*notes: str) -> tuple[str, ...]:
    return tuple(filter(None, notes))


def _chains(answers: Answers, ids: Iterable[str]) -> str:
    """Chains by their names."""
    known = {chain.id: chain.name for chain in answers.chains}
    return listed(known.get(id, id) for id in ids)


def _terms(answers: Answers) -> Mapping[str, Mapping[str, str]]:
    """What the rules call their facts, by rule."""
    return {rule.id: rule.terms for rule in answers.rules}


def _names(answers: Answers) -> Mapping[str, str]:
    """What each rule is called."""
    return {rule.id: rule.zh for rule in answers.rules}


def _why(answers: Answers) -> str:
    return answers.findings.why


def by_change(found: GapChanges) -> Mapping[str, int]:
    """How many gaps became what."""
    return {kind: sum(len(getattr(of, key)) for of in found.items) for key, kind in CHANGED.items()}


def by_severity(found: Iterable[Finding]) -> Mapping[Severity, int]:
    """How many gaps there are of each severity, the gravest first; none is zero."""
    counts = Counter(f.severity for f in found)
    return {severity: counts[severity] for severity in terms.RANKS}
