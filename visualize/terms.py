"""How answers are said: names of kinds, properties and facts, rates, severities, articles, paths.
Commands and reports share them. Data is shown as it is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from graph import SCHEMA
from graph.model import NodeType
from queries.answers import Ref
from queries.coverage import Coverage, Rate
from queries.gap_changes import GapChanges
from queries.naming import Entity, Names
from queries.packs import Pack
from queries.patterns import State as RoleState
from queries.rulefiles import BRACED, RELATIONSHIPS, Basis, Force, Rule, Severity
from queries.rules import Finding
from queries.steps import ALIKE, CONTAINS, MEANS, Seen, Step
from queries.targets import State
from visualize.words import Lang

if TYPE_CHECKING:  # it brings the solver, which only a plan needs
    from queries.closing import ClosingPlan

# facts of findings that the vocabulary has no name for
FACTS = {
    "below": "须少于",
    "applicant": "申请单位",
    "authority": "受理党组织",
    "branch": "团总支标准",
    "characters": "字符数",
    "co_departments": "协办单位",
    "committee": "基层团委标准",
    "covers": "覆盖单位",
    "days": "天数标准",
    "difference": "相差",
    "enterprise": "企业",
    "enterprises": "涉及企业",
    "enterprises_in_chain": "本链登记企业数",
    "enterprises_in_segment": "本环节企业",
    "feeds": "产品用于",
    "first": "首字符",
    "formal_too_early": "转正过早",
    "joined_too_young": "入党年龄不足",
    "limit_runs": "办理时限未到",
    "lead_department": "主办单位",
    "least": "标准",
    "legible": "字符有效",
    "minutes": "分钟标准",
    "months": "月数标准",
    "most": "上限",
    "names": "名称",
    "needs": "企业需求",
    "observed_on": "观测日期",
    "orders": "涉及诉求",
    "organisations": "党组织",
    "parties": "参加组织",
    "possible": "可组建",
    "products": "产品",
    "projects": "项目",
    "role": "角色",
    "roster": "名册人数",
    "roster_difference": "与名册相差",
    "supplies": "已供应",
    "surveyed_enterprises": "其中已摸排企业",
    "units": "覆盖单位数",
    "usual": "一般",
    "without_segment": "其中环节待定",
    "words": "涉及词语",
    "working_days": "工作日数",
}
# facts of findings that are ids, and of what
IDS: Mapping[str, tuple[str, ...]] = {
    "applicant": ("Enterprise", "Site"),
    "authority": ("PartyOrg",),
    "co_departments": ("Department", "University", "PartyOrg"),
    "covers": ("Enterprise",),
    "disciplines": ("Discipline",),
    "enterprise": ("Enterprise",),
    "enterprises": ("Enterprise",),
    "feeds": ("Enterprise",),
    "lead_department": ("Department", "University", "PartyOrg"),
    "meeting": ("Meeting",),
    "needs": ("Need",),
    "orders": ("Order",),
    "organisations": ("PartyOrg",),
    "parties": ("PartyOrg", "Enterprise", "University", "Department"),
    "products": ("Product",),
    "projects": ("Project",),
    "supplies": ("Enterprise",),
    "surveyed_enterprises": ("Enterprise",),
}
# what steps of a plan are called, and what is done instead of one
STEPS: Mapping[str, str] = {
    "单独组建": "Found an organization of its own",
    "转入组织关系": "Move registrations here",
    "组建联合党支部": "Found a joint branch",
    "并入联合党支部": "Join a joint branch",
    "选派党建指导员": "Send an instructor",
    "安排挂点领导": "Assign a leader",
    "安排党员服务专员": "Assign a service officer",
    "建立工会": "Found a union",
    "缺口保留": "The gap stays",
}
FEW = 8  # subjects that are named in a sentence
NO_DATA = ("尚无数据", "no data yet")  # of a day before the first data
RANKS = get_args(Severity)  # the gravest first
SEVERITIES = {"high": "高", "medium": "中", "low": "低", "info": "提示"}
FORCES: Mapping[Force, tuple[str, str]] = {
    "binding": ("党内法规：应当", "party regulation: must"),
    "general": ("党内法规：一般", "party regulation: as a rule"),
    "discretion": ("党内法规：条件符合的，可以", "party regulation: may, where conditions are met"),
    "soe": ("党内法规：国有企业应当，其他可以", "party regulation: state-owned must, others may"),
    "law": ("法律", "law"),
    "rule": ("群团组织章程", "statute of a mass organization"),
    "policy": ("政策文件", "policy"),
    "programme": ("产业链党建工作方案", "the programme of chain building"),
    "industry": ("产业链分析", "analysis of the chain"),
    "reminder": ("提醒", "reminder"),
    "local": ("地方规定", "local regulation"),
    "practice": ("惯例", "custom"),
    "config": ("服务平台规程", "procedure of the service platform"),
    "data": ("数据核对", "check of the data"),
}
STATES: Mapping[State, tuple[str, str]] = {
    "met": ("达成", "met"),
    "missed": ("逾期未达成", "missed"),
    "open": ("未到期", "not due"),
    "late": ("逾期完成", "done late"),
    "unknown": ("无法判断", "unknown"),
}


ROLE_STATES: Mapping[RoleState, tuple[str, str]] = {
    "filled": ("已有", "filled"),
    "reported": ("已报告，本链名下尚无登记的组织", "reported, none registered with the chain"),
    "missing": ("缺", "missing"),
    "excess": ("多于规定", "too many"),
    "unknown": ("无法判断", "unknown"),
}
COMPLETE: Mapping[bool | None, tuple[str, str]] = {
    True: ("齐", "complete"),
    False: ("不齐", "incomplete"),
    None: ("无法判断", "unknown"),
}


def ref(entity: Ref) -> str:
    return named(entity.name, entity.id)


def entity(label: str, id: str, known: Names) -> str:
    """An entity of which the answer has the id alone, by its name where that is known."""
    return named(known.get((label, id), ""), id)


def named(name: str, id: str) -> str:
    return f"{name}（{id}）" if name and name != id else id


def kind(label: str, lang: Lang) -> str:
    try:
        return SCHEMA.node(label).zh if lang == "zh" else label
    except KeyError:
        return label


def required(name: str, lang: Lang) -> str:
    """A kind, or one of its properties, that a rule needs: PartyOrg.elected_on, COOPERATES."""
    label, _, prop = name.partition(".")
    whose = relationship(label, lang) if label in RELATIONSHIPS else kind(label, lang)
    return ("的" if lang == "zh" else " ").join(
        filter(None, (whose, names([prop], lang) if prop else ""))
    )


COMPARED: Mapping[str, Mapping[Lang, str]] = {
    ALIKE: {"zh": "名称相近", "en": "has a name like"},
    CONTAINS: {"zh": "名称含有", "en": "has in its name"},
    MEANS: {"zh": "即", "en": "means"},
}


def relationship(name: str, lang: Lang) -> str:
    if name in COMPARED:
        return COMPARED[name][lang]
    try:
        return SCHEMA.rel(name).zh if lang == "zh" else name
    except KeyError:
        return name


def counted(count: int, unknown: int) -> str:
    """A number of gaps, and beside it of how many nobody can tell: `2 ＋5？`, or `5？` alone."""
    if not unknown:
        return str(count)
    return f"{count} ＋{unknown}？" if count else f"{unknown}？"


def rate(given: Rate) -> str:
    """How many of how many, and per cent. What is unknown stands beside what is counted: it is
    neither covered nor uncovered."""
    if given.rate is None:
        return "–"
    unknown = f"（?{given.unknown}）" if given.unknown else ""
    return f"{given.numerator}/{given.denominator} = {given.rate:.1%}{unknown}"


def facts(
    told: Mapping[str, Any],
    lang: Lang,
    label: str = "",
    known: Names | None = None,
    own: Mapping[str, str] | None = None,
) -> str:
    """Names and values in a line, in one order whatever the engine, which may keep none; ids of
    observations are for programs, and what nobody told is left out. `label` is the kind that they
    are about; ids are said with the names that are `known`. `own` are the terms of the rule that
    tells them."""
    return "；".join(
        f"{names([name], lang, label, own)}={value(_called(name, given, known or {}), lang)}"
        for name, given in sorted(told.items())
        if name != "observation" and given not in (None, "", [])
    )


def without_data(found: GapChanges, lang: Lang) -> str:
    """Of which chains nobody knew anything on the earlier day."""
    if not found.without_data:
        return ""
    listed = "、".join(map(ref, found.without_data))
    if lang == "zh":
        return f"{listed} 在 {found.since} 还没有摸排等数据，当时的缺口无从得知"
    return f"No data on {found.since} yet, so that nobody knows what was missing then: {listed}"


def mentioned(told: Iterable[Mapping[str, Any]]) -> Iterator[Entity]:
    """What facts may mean by the ids in them: each id with every kind that it may be of."""
    for facts_ in told:
        for name in facts_.keys() & IDS.keys():
            given = facts_[name]
            ids = given if isinstance(given, list) else [given]
            yield from ((label, id) for id in ids if id is not None for label in IDS[name])


def _called(fact: str, given: Any, known: Names) -> Any:
    """The value of a fact, ids with their names."""
    if isinstance(given, list):
        return [_called(fact, one, known) for one in given]
    found = (known[label, given] for label in IDS.get(fact, ()) if (label, given) in known)
    return named(next(found, ""), given)


def names(
    keys: Sequence[str], lang: Lang, label: str = "", own: Mapping[str, str] | None = None
) -> str:
    """Properties and other keys of facts by the names that people know: those of the rule's `own`
    terms; of a name that several kinds have (state, level) that of the kind they are about."""
    if lang == "en":
        return ", ".join(key.replace("_", " ") for key in keys)
    known, said = property_names(), own or {}
    of_kind = _names_of(label)
    return "、".join(said.get(key) or of_kind.get(key) or known.get(key, key) for key in keys)


@cache
def _names_of(label: str) -> Mapping[str, str]:
    """The 中文 names of the properties and columns of a kind; none when there is no such kind."""
    try:
        kind = SCHEMA.kind(label)
    except KeyError:
        return {}
    links = {link.name: link.zh for link in kind.links} if isinstance(kind, NodeType) else {}
    return links | {name: prop.zh for name, prop in kind.by_prop.items()}


@cache
def property_names() -> Mapping[str, str]:
    """The 中文 name of each property, column of links, relationship, and of each other fact."""
    known = {rel.type: rel.zh for rel in SCHEMA.rels}
    known |= {link.name: link.zh for node in SCHEMA.nodes for link in node.links}
    known |= {prop.name: prop.zh for rel in SCHEMA.rels for prop in rel.props}
    known |= {prop.name: prop.zh for node in SCHEMA.nodes for prop in node.props}
    return known | FACTS


def value(given: object, lang: Lang) -> str:
    if isinstance(given, list):
        return ("、" if lang == "zh" else ", ").join(value(one, lang) for one in given)
    if isinstance(given, bool):
        return {"zh": "否是", "en": ("no", "yes")}[lang][given]
    return "–" if given is None else str(given)


def unjudged(items: int, rules: int, lang: Lang, *, of_chain: bool) -> str:
    """How much nobody can judge, and what is counted: pages, reports and the command say the same
    numbers, of a chain or of the whole graph."""
    if lang == "en":
        where = "In this chain" if of_chain else "In the whole graph, in a chain or in none,"
        return (
            f"{where} {items} cases cannot be judged for lack of figures (each is one subject by "
            f"one rule), nor can {rules} rules at all"
        )
    where = "本链" if of_chain else "全部对象（含不属于任何产业链的）"
    return (
        f"{where}有 {items} 项因数据未报而无法判断（一条规则对一个对象计一项），"
        f"另有 {rules} 条规则整条无法判断"
    )


def basis(articles: Sequence[Basis], lang: Lang) -> str:
    """Articles; one that nobody has checked against the official text says so."""
    unchecked = "（待核）" if lang == "zh" else " (unchecked)"
    return "；".join(
        f"{b.text} {b.article}".strip() + unchecked * (not b.checked) for b in articles
    )


def rule_name(rule: Rule, lang: Lang) -> str:
    return rule.en if lang == "en" else rule.zh


def _said(zh: str, en: str, lang: Lang) -> str:
    """In English where somebody has said it so, else in Chinese."""
    return (en if lang == "en" else "") or zh


def action(rule: Rule, lang: Lang) -> str:
    """What to do about what the rule finds; in Chinese where nobody has said it in English."""
    return _said(rule.action, rule.action_en, lang)


def closes_when(rule: Rule, lang: Lang) -> str:
    """What closes a gap of the rule; in Chinese where nobody has said it in English."""
    return _said(rule.closes_when, rule.closes_when_en, lang)


def condition(rule: Rule, values: Mapping[str, Any], lang: Lang) -> str:
    """When the rule calls something a gap, with the values of its parameters; "" where its file
    does not say it in words."""
    said = _said(rule.when, rule.when_en, lang)
    return BRACED.sub(lambda at: _graded(values[at[1]], lang), said)


def _graded(given: object, lang: Lang) -> str:
    """A value of a parameter; that of a severity by its name."""
    if isinstance(given, str) and given in SEVERITIES:
        return severity(given, lang)
    return value(given, lang)


def step(said: str, lang: Lang) -> str:
    """A step of a plan, or what is done instead; longer answers stay as they are."""
    return STEPS.get(said, said) if lang == "en" else said


def pack(given: Pack, lang: Lang) -> str:
    """What a pack is called; in Chinese where nobody has said it in English."""
    return _said(given.zh, given.en, lang)


def force(key: Force, lang: Lang) -> str:
    """What kind of rule it is that a gap is measured by."""
    return FORCES[key][0 if lang == "zh" else 1]


def plan_cost(plan: "ClosingPlan", lang: Lang) -> str:
    """What a plan costs, and whether it is the best there is, or how far from it at most."""
    if lang == "en":
        proof = (
            "proved optimal"
            if plan.optimal
            else (
                f"not proved optimal: none costs less than {plan.bound:g}, so its cost could "
                f"fall by {plan.gap:.2%} at most"
            )
        )
        said = f"Cost {plan.cost}, of it {plan.left} for gaps of its kind that stay; {proof}"
        if plan.unjudged:
            said += f"; {plan.unjudged} enterprises cannot be judged for lack of figures"
            said += f": {_lacking(plan, lang)}" if plan.lacking else ""
        return said
    proof = (
        "已证明为总代价最小的方案"
        if plan.optimal
        else (
            f"求解时限内未能证明最优：任何方案的总代价都不低于 {plan.bound:g} 分，"
            f"本方案至多可再降低 {plan.gap:.2%}"
        )
    )
    said = f"总代价 {plan.cost} 分，其中组建、选派类缺口保留计 {plan.left} 分；{proof}"
    if plan.unjudged:
        said += f"；另有 {plan.unjudged} 家企业因数据未报无法判断，未计入"
        said += f"：{_lacking(plan, lang)}" if plan.lacking else ""
    return said


def _lacking(plan: "ClosingPlan", lang: Lang) -> str:
    """Who cannot be judged, the first of each kind, and what nobody told of them."""
    told = []
    for each in plan.lacking:
        who = ("、" if lang == "zh" else ", ").join(ref.name for ref in each.subjects[:FEW])
        what = names(each.missing, lang, "Enterprise")
        if lang == "zh":
            more = f"等 {each.count} 家" if each.count > FEW else ""
            told.append(f"{who}{more}（缺{what}）")
        else:
            more = f" and {each.count - FEW} more" if each.count > FEW else ""
            told.append(f"{who}{more} (nobody told {what})")
    return ("；" if lang == "zh" else "; ").join(told)


def covered(found: Coverage, lang: Lang) -> str:
    """What a row of coverage is about."""
    if part := found.segment or found.region:
        return ref(part)
    if found.chain is None:
        return "所在区域未知" if lang == "zh" else "region unknown"
    if found.unplaced:
        return named("未归入环节" if lang == "zh" else "at no segment", found.chain)
    return named(found.name or "", found.chain)


def severity(grade: str, lang: Lang) -> str:
    return SEVERITIES[grade] if lang == "zh" else grade


def by_severity(found: Iterable[Finding], lang: Lang) -> str:
    """How many of each, since others count without mere information (提示)."""
    counts = Counter(each.severity for each in found)
    each = (f"{severity(grade, lang)} {counts[grade]}" for grade in RANKS if counts[grade])
    return ("、" if lang == "zh" else ", ").join(each)


def _found(step: Step) -> str:
    words = step.words if isinstance(step, Seen) else []
    return f"≈（{'、'.join(words)}）{step.name}" if words else step.name


def path(way: Sequence[Step], lang: Lang) -> str:
    """Names with the relationship that leads to each, or the words by which it was found."""
    return " ".join(f"{_led(s, lang)} {s.name}" if s.rel else _found(s) for s in way)


def _led(step: Step, lang: Lang) -> str:
    """The relationship with an arrow where it leads; none where both ends are alike."""
    said = relationship(step.rel, lang)
    if step.rel in (ALIKE, CONTAINS, MEANS, "JOINT_BUILDS"):
        return f"—{said}—"
    return f"—{said}→" if step.forward else f"←{said}—"
