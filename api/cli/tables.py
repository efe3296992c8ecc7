"""How answers look on a terminal. The figures are those of the JSON; below them, what they mean."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from api.cli.grid import footing, grid
from api.cli.language import Lang
from api.cli.terminal import clean
from queries.answers import Items
from queries.coverage import Coverage
from queries.entities import Entity, Hit, Neighbour
from queries.joint import JointLink
from queries.naming import Names
from queries.partners import Partner
from queries.rulefiles import Rule
from queries.rules import Finding, Findings
from queries.status import Count, Status
from visualize import terms

FOLD = 5  # items of mere information listed for each rule
MOST_UNKNOWN = 20  # subjects listed that cannot be judged
PROVENANCE = frozenset({"as_of", "source", "note", "data_class", "synthetic"})
ARROWS = {"out": "→", "in": "←"}


class Asked(NamedTuple):
    """Commands that can be pasted: the one that was given, and the report of the same."""

    again: str
    report: str


def show_coverage(console: Console, answer: Items[Coverage], lang: Lang) -> None:
    """The rates, and below them what they mean."""
    coverage_rows(console, answer, lang)
    footing(console, answer, lang)


def coverage_rows(console: Console, answer: Items[Coverage], lang: Lang) -> None:
    """Three rates a row, each as covered/counted and per cent."""
    headers = (
        ("对象", "of"),
        ("党组织覆盖#", "organisation#"),
        ("单独组建#", "independent#"),
        ("工作覆盖#", "work#"),
        ("工作覆盖（不计群团）#", "work, without union and league#"),
        ("未摸排#", "unsurveyed#"),
        ("停业#", "closed#"),
    )
    rows = [
        (
            terms.covered(c, lang),
            *(
                terms.NO_DATA[lang == "en"] if c.no_data else terms.rate(rate)
                for rate in (c.organisation, c.independent, c.work, c.instructed)
            ),
            c.unsurveyed,
            c.closed,
        )
        for c in answer.items
    ]
    grid(console, ("覆盖率", "Coverage"), headers, rows, lang)


def show_findings(
    console: Console,
    answer: Findings,
    lang: Lang,
    *,
    names: Names,
    rules: Iterable[Rule],
    asked: Asked,
    of_chain: bool = False,
) -> None:
    """A row for each finding; articles and advice once for each rule, below. Ids among the facts
    are said with their `names`; `rules` are those that were asked for, `asked` the commands
    that list all."""
    by_id = {rule.id: rule for rule in rules}
    own = {id: rule.terms for id, rule in by_id.items()}
    headers = (("规则", "rule"), ("严重程度", "severity"), ("对象", "subject"), ("事实", "facts"))
    shown, folded = _folded(answer.items)
    rows = [
        (
            f.rule,
            terms.severity(f.severity, lang),
            terms.ref(f.subject),
            terms.facts(f.facts, lang, f.subject.label, names, own.get(f.rule)),
        )
        for f in shown
    ]
    grid(console, ("缺口", "Gaps"), headers, rows, lang)
    for rule, count in folded.items():
        zh = f"{rule} 另有 {count} 项，用 --rule {rule} 全部列出"
        en = f"{count} more of {rule}; --rule {rule} lists them all"
        console.print(Text(zh if lang == "zh" else en, style="dim"))
    if answer.items:
        _show_advice(console, answer, by_id, lang)
    if answer.unknown or answer.unjudged:
        _show_unknown(console, answer, lang, own, asked, of_chain)
    if faulty := [(u.rule, u.why) for u in answer.unjudged if not u.missing]:
        title = ("没有得出结果的规则", "Rules that gave no answer")
        grid(console, title, (("规则", "rule"), ("原因", "reason")), faulty, lang)
    footing(console, answer, lang, terms.by_severity(answer.items, lang))
    if answer.pack:
        zh = f"规则包：{answer.pack}（覆盖率口径和规则参数的一组约定，用 --pack 另选）"
        en = f"Pack: {answer.pack} (definitions and parameters of rules; --pack chooses another)"
        console.print(Text(clean(zh if lang == "zh" else en), style="dim"))


def gravest(found: Iterable[Finding]) -> list[Finding]:
    """The first gap of each rule, those of the gravest first."""
    firsts = {finding.rule: finding for finding in reversed(list(found))}
    return sorted(firsts.values(), key=lambda f: (terms.RANKS.index(f.severity), f.rule))


def show_gravest(console: Console, found: Sequence[Finding], lang: Lang) -> None:
    """A row for each gap, with the article that it rests on."""
    headers = (("规则", "rule"), ("严重程度", "severity"), ("对象", "subject"), ("依据", "basis"))
    rows = [
        (
            f.rule,
            terms.severity(f.severity, lang),
            terms.ref(f.subject),
            terms.basis(f.basis[:1], lang),
        )
        for f in found
    ]
    grid(
        console,
        ("最严重的缺口（每条规则举一项）", "Gravest gaps, one of each rule"),
        headers,
        rows,
        lang,
    )


def _show_unknown(
    console: Console,
    answer: Findings,
    lang: Lang,
    own: Mapping[str, Mapping[str, str]],
    asked: Asked,
    of_chain: bool = False,
) -> None:
    """Subjects that a rule cannot judge, then rules that cannot judge any, and what would tell."""
    headers = (("规则", "rule"), ("对象", "subject"), ("缺少的项", "not told"))
    rows = [
        (
            u.rule,
            terms.ref(u.subject),
            terms.names(u.missing, lang, u.subject.label, own.get(u.rule)),
        )
        for u in answer.unknown
    ]
    whole = "（整条规则）" if lang == "zh" else "(all of them)"
    comma = "、" if lang == "zh" else ", "
    rows += [
        (u.rule, whole, comma.join(terms.required(name, lang) for name in u.missing))
        for u in answer.unjudged
        if u.missing
    ]
    title = ("因缺少数据无法判断", "Cannot be judged for want of data")
    if rows:
        grid(console, title, headers, _of_every_rule(rows, MOST_UNKNOWN), lang)
    count = terms.unjudged(len(answer.unknown), len(answer.unjudged), lang, of_chain=of_chain)
    console.print(Text(clean(count), style="dim"), soft_wrap=not console.is_terminal)
    if (more := len(rows) - MOST_UNKNOWN) > 0:
        sheet, again = f"{asked.report} -o 报告.xlsx", f"{asked.again} --json"
        zh = f"另有 {more} 项，报告的“无法判断”表全部列出：{sheet}；或用 {again}"
        en = f"{more} more, all in the sheet 无法判断 of a report: {sheet}; or {again}"
        text = Text(clean(zh if lang == "zh" else en), style="dim")
        console.print(text, soft_wrap=not console.is_terminal)


def _of_every_rule(rows: Sequence[tuple[str, str, str]], most: int) -> list[tuple[str, str, str]]:
    """So many rows at most, taken in turn from each rule, whose id comes first in a row."""
    seen: Counter[str] = Counter()
    turns = []
    for place, row in enumerate(rows):
        turns.append((seen[row[0]], place))
        seen[row[0]] += 1
    return [rows[place] for place in sorted(place for _, place in sorted(turns)[:most])]


def _folded(found: Sequence[Finding]) -> tuple[list[Finding], Counter[str]]:
    """What is listed, and how many more there are by rule: mere information would drown the
    rest, unless it is what was asked for."""
    if len({finding.rule for finding in found}) < 2:
        return [*found], Counter()
    shown: list[Finding] = []
    seen: Counter[str] = Counter()
    for finding in sorted(found, key=lambda f: (terms.RANKS.index(f.severity), f.rule)):
        seen[finding.rule] += 1
        if finding.severity != "info" or seen[finding.rule] <= FOLD:
            shown.append(finding)
    return shown, seen - Counter(finding.rule for finding in shown)


def _show_advice(console: Console, answer: Findings, rules: Mapping[str, Rule], lang: Lang) -> None:
    """What finds a gap says it in English where it has been said so."""
    headers = (
        ("规则", "rule"),
        ("项数#", "findings#"),
        ("依据", "basis"),
        ("建议", "what to do"),
        ("销号条件", "closed when"),
    )
    counts = Counter(finding.rule for finding in answer.items)
    firsts = {finding.rule: finding for finding in reversed(answer.items)}
    rows = [
        (
            id,
            counts[id],
            terms.basis(first.basis, lang),
            terms.action(rules[id], lang),
            terms.closes_when(rules[id], lang),
        )
        for id, first in sorted(firsts.items())
    ]
    grid(console, ("依据与建议", "Articles and advice"), headers, rows, lang)


def show_links(console: Console, answer: Items[JointLink], lang: Lang) -> None:
    """Who builds with whom, in which state, on what basis."""
    headers = (
        ("甲方", "from"),
        ("乙方", "to"),
        ("状态", "state"),
        ("依据", "basis"),
        ("起", "since"),
    )
    rows = [
        (terms.ref(i.source), terms.ref(i.target), i.state, i.basis, i.since) for i in answer.items
    ]
    grid(console, ("联建共建", "Joint building"), headers, rows, lang)
    footing(console, answer, lang)


REASONS = 3  # of a partner, in the table; --json has all


def show_partners(console: Console, answer: Items[Partner], lang: Lang) -> None:
    """Partners with the reason and the path that suggests each."""
    headers = (
        ("方向", "side"),
        ("伙伴", "partner"),
        ("依据", "way"),
        ("得分#", "score#"),
        ("概率#", "probability#"),
        ("本地", "local"),
        ("理由", "reasons"),
        ("路径", "path"),
    )
    competitor = "（同业竞争）" if lang == "zh" else " (competitor)"
    ways = {"known": "已知产品", "learnt": "推断", "usual": "模板"} if lang == "zh" else {}
    sides = {"zh": {"up": "上游", "down": "下游"}, "en": {}}[lang]
    rows = [
        (
            sides.get(p.direction, p.direction),
            terms.named(p.name, p.id) + competitor * p.competitor,
            ways.get(p.way, p.way),
            p.score,
            "–" if p.probability is None else f"{p.probability:.0%}",
            p.local,
            "；".join(p.reasons[:REASONS]),
            terms.path(p.path, lang),
        )
        for p in answer.items
    ]
    grid(console, ("上下游伙伴", "Partners"), headers, rows, lang)
    footing(console, answer, lang)


def show_hits(console: Console, answer: Items[Hit], lang: Lang) -> None:
    """Candidates, and the name by which each was found."""
    headers = (("类型", "kind"), ("编号", "id"), ("名称", "name"), ("命中", "matched"))
    rows = [(terms.kind(h.label, lang), h.id, h.name, h.matched) for h in answer.items]
    grid(console, ("查找结果", "Found"), headers, rows, lang)
    footing(console, answer, lang)


def show_entity(console: Console, entity: Entity, lang: Lang) -> None:
    """Properties by their 中文 names, then relationships, then where it all comes from."""
    properties = [
        (terms.names([name], lang, entity.label), terms.value(value, lang))
        for name, value in entity.properties.items()
    ]
    title = f"{terms.kind(entity.label, lang)} {terms.named(entity.name, entity.id)}"
    grid(console, (title, title), (("属性", "property"), ("值", "value")), properties, lang)
    headers = (("关系", "relationship"), ("", ""), ("对象", "with"), ("说明", "properties"))
    relationships = [
        (
            terms.relationship(r.type, lang),
            ARROWS.get(r.direction, r.direction),
            f"{terms.kind(r.label, lang)} {terms.named(r.name, r.id)}",
            _said(r, lang),
        )
        for r in entity.relationships
    ]
    grid(console, ("关系", "Relationships"), headers, relationships, lang)
    for group in entity.persons:
        console.print(Text(clean(group.text), style="dim"))
    places = "；".join(
        " ".join(filter(None, (s.file, s.sheet, f"#{s.row}"))) for s in entity.sources
    )
    console.print(Text(clean(("出自：" if lang == "zh" else "From: ") + places), style="dim"))


def show_rules(console: Console, answer: Items[Rule], lang: Lang) -> None:
    """Rules with their articles."""
    headers = (
        ("规则", "rule"),
        ("版本#", "version#"),
        ("严重程度", "severity"),
        ("内容", "what"),
        ("依据", "basis"),
        ("建议", "what to do"),
    )
    rows = [
        (
            r.id,
            r.version,
            terms.severity(r.severity, lang),
            terms.rule_name(r, lang),
            terms.basis(r.basis, lang),
            r.action,
        )
        for r in answer.items
    ]
    grid(console, ("规则", "Rules"), headers, rows, lang)
    footing(console, answer, lang)


def show_status(console: Console, status: Status, lang: Lang) -> None:
    """Counts by kind, the last ingest, the engine."""
    _show_counts(console, ("对象", "Nodes"), status.nodes, lang)
    _show_counts(console, ("关系", "Relationships"), status.relationships, lang)
    nodes, rels = status.total_nodes, status.total_relationships
    lines = {
        "zh": [f"{nodes} 个对象，{rels} 条关系", f"引擎：{status.engine}"],
        "en": [f"{nodes} nodes, {rels} relationships", f"Engine: {status.engine}"],
    }[lang]
    if run := status.last_run:
        zh = f"最近一次入库：{run.id}，{run.started_at}，{len(run.files)} 个文件"
        lines.append(
            zh if lang == "zh" else f"Last: {run.id}, {run.started_at}, {len(run.files)} files"
        )
    for line in lines:
        console.print(Text(clean(line), style="dim"))


def _show_counts(
    console: Console, title: tuple[str, str], counts: Sequence[Count], lang: Lang
) -> None:
    headers = (("类型", "kind"), ("数量#", "count#"))
    rows = [(count.zh if lang == "zh" else count.name, count.count) for count in counts]
    grid(console, title, headers, rows, lang)


def _said(relationship: Neighbour, lang: Lang) -> str:
    """What a relationship says itself, beside who said it and when."""
    from graph import SCHEMA

    known = SCHEMA.rel(relationship.type).by_prop
    return "；".join(
        f"{known[name].zh if lang == 'zh' and name in known else name}={terms.value(value, lang)}"
        for name, value in relationship.properties.items()
        if name not in PROVENANCE
    )
