"""Joint building worth starting: pairs of organisations that do not build together yet and should,
each with its reasons, the ways through the graph that show them, the form that fits and the gaps
that it would close. docs/links.md explains weights, forms and bounds.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from pydantic import ConfigDict, Field

from graph.store import Store
from queries.answers import Answer, Items, Ref
from queries.chains import chain_id
from queries.joint_sides import (
    BRANCHES,
    FEWEST,
    JOINT,
    UNITS,
    City,
    Hop,
    Node,
    Pair,
    Way,
    city,
    ordered,
)
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Finding, findings
from queries.steps import Step, path

LEAST = 0.15  # a pair that scores less is not proposed: being of one county is no reason by itself
MANY = 3  # party organisations that meet at one thing, from which on they form one body
ENOUGH = 2  # segments and disciplines that match, which count in full

Form = Literal["联合党支部", "功能型党组织", "结对共建"]

# The rules whose findings such a link helps to close: by its form, else by the second side's label.
CLOSES: Mapping[str, tuple[str, ...]] = {
    "联合党支部": ("CH-02", "PO-03", "PO-06"),
    "PartyOrg": ("CH-06", "CH-07"),
    "University": ("CH-06", "CH-10"),
    "Department": ("CH-06",),
    "Association": ("CH-06",),
}


# ---------------------------------------------------------------- answers


class _FromTo(Answer):
    """A pair; `from` in JSON, `source` in Python."""

    model_config = ConfigDict(
        frozen=True, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )

    source: Ref = Field(alias="from")
    target: Ref = Field(alias="to")


class Ground(Answer):
    """What a reason weighs, between 0 and 1, and the way that shows it."""

    feature: str
    weight: float
    path: list[Step]


class JointSuggestion(_FromTo):
    """A link worth building. `path` is that of the weightiest reason; `grounds` has a path for each
    of the `reasons`, in their order. `closes` are ids of rules."""

    score: float
    reasons: list[str]
    path: list[Step]
    grounds: list[Ground]
    form: Form
    why: str
    closes: list[str]


class Looked(Answer):
    """A reason that was looked for; `found` is null when there is none."""

    feature: str
    looks_at: str
    found: str | None
    weight: float


class WhyNot(_FromTo):
    """Why a pair is not proposed: what excludes it, or what speaks for it and how far down it
    stands (`rank` from 1; null when it is not among the pairs compared)."""

    proposed: bool
    excluded: list[str]
    score: float
    rank: int | None
    compared: int
    limit: int
    reasons: list[Looked]
    why: str
    as_of: str


# ---------------------------------------------------------------- reasons


class Found(NamedTuple):
    """A reason that holds: how strongly (to 1), in words, and by which way."""

    strength: float
    text: str
    way: Way


Feature = Callable[[City, Pair], Found | None]


def known_supply(city: City, pair: Pair) -> Found | None:
    """供需往来：一方覆盖的企业已向另一方覆盖的企业供货。"""
    for ours, theirs in (pair, pair[::-1]):
        reached = city.ways(theirs, "firms")
        for firm, way in city.ways(ours, "firms").items():
            for customer in city.tied(firm, Hop("SUPPLIES", "Enterprise")):
                if customer in reached:
                    text = f"“{city.name(firm)}”向“{city.name(customer)}”供货"
                    return Found(
                        1, text, way.on("SUPPLIES", customer).then(reached[customer].back())
                    )
    return None


def products_feed(city: City, pair: Pair) -> Found | None:
    """产品衔接：一方覆盖企业的产品用于另一方覆盖企业的产品。"""
    for ours, theirs in (pair, pair[::-1]):
        reached = city.ways(theirs, "products")
        for product, way in city.ways(ours, "products").items() if reached else ():
            for fed in city.tied(product, Hop("FEEDS", "Product")):
                if fed in reached:
                    text = f"“{city.name(product)}”用于“{city.name(fed)}”"
                    return Found(1, text, way.on("FEEDS", fed).then(reached[fed].back()))
    return None


def neighbouring_segments(city: City, pair: Pair) -> Found | None:
    """相邻环节：双方所处环节有产品衔接；只是顺序相邻的，按六成计。"""
    theirs = city.ways(pair[1], "segments")
    for strength, beside in ((1.0, city.flows), (0.6, city.neighbours)):
        for segment, way in city.ways(pair[0], "segments").items() if theirs else ():
            for other, between in beside.get(segment, {}).items():
                if other in theirs:
                    text = f"“{city.name(segment)}”与“{city.name(other)}”是相邻环节"
                    return Found(strength, text, way.then(between).then(theirs[other].back()))
    return None


def same_segment(city: City, pair: Pair) -> Found | None:
    """同一环节：双方覆盖的企业处于同一环节。"""
    way = next(city.meeting(pair, ("segments", "segments")), None)
    return way and Found(1, f"同处“{city.name(_middle(way, 'Segment'))}”环节", way)


def same_place(city: City, pair: Pair) -> Found | None:
    """同在一地：同一园区或镇街；同一县（市、区）的，按一半计。"""
    near = [
        (-city.nearness(_middle(way, "Region")), way)
        for way in city.meeting(pair, ("places", "places"))
    ]
    strength, way = min(near, default=(0.0, None))
    if way is None or not strength:
        return None
    return Found(-strength, f"同在“{city.name(_middle(way, 'Region'))}”", way)


def need_meets_answer(city: City, pair: Pair) -> Found | None:
    """需求对接：一方企业的技术需求所涉学科，另一方有成果或是其优势学科。"""
    for ours, theirs in (pair, pair[::-1]):
        if way := next(city.meeting((ours, theirs), ("needs", "answers")), None):
            need, field = _middle(way, "Need"), _middle(way, "Discipline")
            text = f"需求“{city.name(need)}”涉及“{city.name(field)}”，对方有此专长"
            return Found(1, text, way)
    return None


def handles_orders(city: City, pair: Pair) -> Found | None:
    """诉求办理：对方主办或协办本组织覆盖企业提出的诉求。"""
    for ours, theirs in (pair, pair[::-1]):
        if way := next(city.meeting((ours, theirs), ("raised", "handled")), None):
            order = _middle(way, "Order")
            what = city.rows[order]["category"] or city.name(order)
            return Found(1, f"正在或曾经办理其企业的诉求（{what}，{order[1]}）", way)
    return None


def expertise(city: City, pair: Pair) -> Found | None:
    """学科对口：所处环节涉及的学科是高校的优势学科；只对上一处的，按六成计。"""
    ways = [*city.meeting(pair, ("fields", "strengths"))]
    if not ways:
        return None
    fields = [_middle(way, "Discipline") for way in ways]
    relating = Hop("RELATES_TO", "Segment", back=True)
    ours = city.ways(pair[0], "segments").keys()
    matches = sum(len(ours & set(city.tied(field, relating))) for field in fields)
    names = "、".join(map(city.name, fields))
    return Found(1 if matches >= ENOUGH else 0.6, f"学科对口：{names}", ways[0])


def lacks_talent(city: City, pair: Pair) -> Found | None:
    """人才互补：本链人才库有人才而没有这一学科的，高校有此优势学科。"""
    known = [city.skills[c[1]] for c in city.ways(pair[0], "chains") if c[1] in city.skills]
    for way in city.meeting(pair, ("fields", "strengths")) if known else ():
        field = _middle(way, "Discipline")
        if not any(field[1] in fields for fields in known):
            return Found(1, f"本链人才库尚无“{city.name(field)}”人才", way)
    return None


def works_together(city: City, pair: Pair) -> Found | None:
    """已有合作：高校与所覆盖的企业有产学研合作。"""
    if pair[1][0] != "University":
        return None
    way = next(city.meeting(pair, ("firms", "firms")), None)
    return way and Found(1, f"与“{city.name(_middle(way, 'Enterprise'))}”已有产学研合作", way)


def leads_the_chain(city: City, pair: Pair) -> Found | None:
    """共同牵头：产业链党委与同一产业链的牵头部门。"""
    way = next(city.meeting(pair, ("led", "led")), None)
    return way and Found(1, f"共同牵头“{city.name(_middle(way, 'Chain'))}”", way)


def serves_the_chain(city: City, pair: Pair) -> Found | None:
    """服务本链：高校、协会或部门服务于该产业链；对方不是产业链党委的，按四成计。"""
    if pair[1][0] in ("PartyOrg", "Enterprise"):
        return None
    for kind, strength in (("led", 1.0), ("chains", 0.4)):
        if way := next(city.meeting(pair, (kind, "serving")), None):
            text = f"对方服务或属于“{city.name(_middle(way, 'Chain'))}”"
            return Found(strength, text, way)
    return None


def lacks_venue(city: City, pair: Pair) -> Found | None:
    """阵地互补：同地同链的两个党组织，一方有活动阵地，另一方没有登记阵地。"""
    if not _both_orgs(pair) or city.has_venue(pair[0]) == city.has_venue(pair[1]):
        return None
    having = pair[0] if city.has_venue(pair[0]) else pair[1]
    way = _together(city, pair)
    return way and Found(1, f"“{city.name(having)}”有活动阵地可共用，另一方没有登记", way)


def lacks_committee(city: City, pair: Pair) -> Found | None:
    """以强带弱：同地同链的两个党组织，一方设有支委会，另一方没有设。"""
    if not _both_orgs(pair):
        return None
    told = {city.rows[side]["has_committee"]: side for side in pair}
    way = _together(city, pair) if told.keys() == {True, False} else None
    return way and Found(1, f"“{city.name(told[True])}”设有支委会，可带未设的一方", way)


def takes_in(city: City, pair: Pair) -> Found | None:
    """就近吸收：企业有一至两名正式党员、未被党组织覆盖，同园区、镇街或同环节的联合党支部可以吸收；单独组建的党支部按七成计。"""
    near = same_segment(city, pair) or same_place(city, pair)
    if pair[1][0] != "Enterprise" or near is None or near.strength < 1:
        return None
    members = city.rows[pair[1]]["formal_affiliated"]
    text = f"该企业有正式党员 {members} 名、尚无党组织，可就近吸收"
    return Found(1 if city.rows[pair[0]]["kind"] == JOINT else 0.7, text, near.way)


# What each reason weighs at its strongest; the order is that in which reasons are told.
WEIGHTS: Mapping[Feature, float] = {
    need_meets_answer: 0.5,
    known_supply: 0.5,
    leads_the_chain: 0.5,
    takes_in: 0.4,
    products_feed: 0.4,
    works_together: 0.35,
    expertise: 0.3,
    handles_orders: 0.3,
    same_segment: 0.25,
    neighbouring_segments: 0.25,
    serves_the_chain: 0.25,
    same_place: 0.2,
    lacks_committee: 0.15,
    lacks_venue: 0.15,
    lacks_talent: 0.1,
}


def _both_orgs(pair: Pair) -> bool:
    return pair[0][0] == pair[1][0] == "PartyOrg"


def _together(city: City, pair: Pair) -> Way | None:
    """The way over a place and only where the two are of one chain as well."""
    near = same_place(city, pair)
    return near.way if near and _one_chain(city, pair) else None


def _one_chain(city: City, pair: Pair) -> bool:
    return not city.ways(pair[0], "chains").keys().isdisjoint(city.ways(pair[1], "chains"))


def _middle(way: Way, label: str) -> Node:
    """The node of a label that a way passes between its ends."""
    return next(node for node in way.nodes[1:-1] or way.nodes if node[0] == label)


# ---------------------------------------------------------------- exclusions

Exclusion = Callable[[City, Pair], bool]


def is_one(city: City, pair: Pair) -> bool:
    """是同一个组织"""
    return pair[0] == pair[1]


def is_temporary(city: City, pair: Pair) -> bool:
    """有一方是临时党支部"""
    return any(map(city.is_temporary, pair))


def is_built(city: City, pair: Pair) -> bool:
    """双方已有联建共建关系"""
    return frozenset(pair) in city.built


def is_under(city: City, pair: Pair) -> bool:
    """双方是上下级党组织"""
    return _both_orgs(pair) and (pair[1] in city.above(pair[0]) or pair[0] in city.above(pair[1]))


def coordinates(city: City, pair: Pair) -> bool:
    """产业链党委等功能型组织统筹协调，只与高校、部门、商会协会和相邻产业链的同类组织共建"""
    sides = [city.rows[side]["functional"] for side in pair if side[0] == "PartyOrg"]
    alone = pair[1][0] not in ("PartyOrg", "Enterprise")
    return any(sides) and not alone and (sides != [True, True] or _one_chain(city, pair))


def shares_enterprise(city: City, pair: Pair) -> bool:
    """双方覆盖同一家企业"""
    firms = (city.ways(side, "firms").keys() for side in pair)
    return pair[1][0] in ("PartyOrg", "Enterprise") and not next(firms).isdisjoint(next(firms))


def is_elsewhere(city: City, pair: Pair) -> bool:
    """双方不在同一条产业链，也不在相邻的产业链"""
    ours, theirs = (city.ways(side, "chains").keys() for side in pair)
    if pair[1][0] not in ("PartyOrg", "Enterprise") or not ours or not theirs or ours & theirs:
        return False
    return not any(frozenset((c, d)) in city.neighbouring_chains for c in ours for d in theirs)


def takes_nobody_in(city: City, pair: Pair) -> bool:
    """该党组织不是党支部，或覆盖的单位已达联合党支部的一般上限，不宜再吸收企业"""
    full = len(city.ways(pair[0], "firms")) >= UNITS
    return pair[1][0] == "Enterprise" and (full or city.rows[pair[0]]["kind"] not in BRANCHES)


def needs_nobody(city: City, pair: Pair) -> bool:
    """该企业不在可吸收之列：已被覆盖、未摸排、已停业，或正式党员（在册或在岗）不是一至两名"""
    return pair[1][0] == "Enterprise" and not city.is_open(pair[1])


EXCLUSIONS: Sequence[Exclusion] = (
    is_one,
    is_temporary,
    is_built,
    is_under,
    coordinates,
    shares_enterprise,
    is_elsewhere,
    needs_nobody,
    takes_nobody_in,
)


def _excluded(city: City, pair: Pair) -> Iterator[str]:
    return (rule.__doc__ or "" for rule in EXCLUSIONS if rule(city, pair))


# ---------------------------------------------------------------- scores and forms

DEFINITION = "得分 = 1 −（1 − 各项权重）之积，只用于排序，不是概率；各项及其最大权重：" + "；".join(
    f"{(f.__doc__ or '').rstrip('。')}（{weight}）" for f, weight in WEIGHTS.items()
)


class Proposal(NamedTuple):
    """A pair and how it ranks: by score, then by ids."""

    score: float
    pair: Pair
    hub: tuple[Node, ...]

    @property
    def rank(self) -> tuple[float, str, str, str]:
        one, other = self.pair
        return -self.score, one[1], other[0], other[1]


def reasons_of(city: City, pair: Pair) -> list[tuple[Feature, float, Found]]:
    """The reasons that hold, with what each weighs, in the order of `WEIGHTS`."""
    found = ((feature, most, feature(city, pair)) for feature, most in WEIGHTS.items())
    return [(f, round(most * one.strength, 3), one) for f, most, one in found if one]


def score_of(weights: Iterable[float]) -> float:
    """1 − Π(1 − w): a further reason always adds, and never past 1."""
    rest = 1.0
    for weight in weights:
        rest *= 1 - weight
    return round(1 - rest, 3)


def _ranked(city: City, chain: str | None) -> list[Proposal]:
    """All proposals of a chain, or of all chains, the best first."""
    met = sorted({pair for pair in city.pairs() if _concerns(city, pair, chain)})
    proposals = (_proposal(city, pair) for pair in met if not any(_excluded(city, pair)))
    return sorted((p for p in proposals if p.score >= LEAST), key=lambda p: p.rank)


def _concerns(city: City, pair: Pair, chain: str | None) -> bool:
    """Whether a party organisation or an enterprise of the pair is of the chain."""
    if chain is None:
        return True
    sides = (side for side in pair if side[0] in ("PartyOrg", "Enterprise"))
    return any(("Chain", chain) in city.ways(side, "chains") for side in sides)


def _proposal(city: City, pair: Pair) -> Proposal:
    reasons = reasons_of(city, pair)
    return Proposal(score_of(weight for _, weight, _ in reasons), pair, _hub(pair, reasons))


def _hub(pair: Pair, reasons: Sequence[tuple[Feature, float, Found]]) -> tuple[Node, ...]:
    """What several pairs may have in common: their university, department or association, or the
    segment or two segments over which two party organisations meet."""
    if pair[1][0] != "PartyOrg":
        return (pair[1],)
    for feature, _, found in reasons:
        if feature in (same_segment, neighbouring_segments):
            return tuple(sorted(node for node in found.way.nodes if node[0] == "Segment"))
    return ()


def _gathered(city: City, proposals: Iterable[Proposal]) -> Mapping[tuple[Node, ...], int]:
    """How many party organisations, functional ones not counted, meet at each hub."""
    orgs: dict[tuple[Node, ...], set[Node]] = defaultdict(set)
    for proposal in proposals:
        orgs[proposal.hub].update(s for s in proposal.pair if _is_grassroots(city, s))
    return {hub: len(met) for hub, met in orgs.items() if hub}


def _form(
    city: City, proposal: Proposal, gathered: Mapping[tuple[Node, ...], int]
) -> tuple[Form, str]:
    """The form that fits, and why."""
    pair = proposal.pair
    if pair[1][0] == "Enterprise":
        return "联合党支部", "企业正式党员不足3人，可由邻近党支部吸收，组成联合党支部"
    if _both_orgs(pair) and all(_is_small(city, side) for side in pair):
        return "联合党支部", "双方正式党员均不足3人，宜合组联合党支部"
    if city.rows[pair[0]]["functional"]:
        return "结对共建", "由功能型党组织牵头，与对方结对，带动其所联系的党组织"
    many = gathered.get(proposal.hub, 0)
    if many >= MANY:
        where = "、".join(city.name(node) for node in proposal.hub)
        return "功能型党组织", f"共有 {many} 个党组织在“{where}”相合，宜组成功能型党组织，统一共建"
    return "结对共建", "双方直接结对即可"


def _is_grassroots(city: City, side: Node) -> bool:
    return side[0] == "PartyOrg" and not city.rows[side]["functional"]


def _is_small(city: City, org: Node) -> bool:
    members = city.rows[org]["formal_members"]
    return members is not None and members < FEWEST


# ---------------------------------------------------------------- the questions


async def joint_suggestions(
    store: Store,
    *,
    as_of: str,
    chain: str | None = None,
    limit: int = 10,
    rules: Sequence[Rule] = (),
    pack: Pack | None = None,
) -> Items[JointSuggestion]:
    """The links most worth building, of all chains or of one (id or name); when there is none,
    `why`. Of `rules`, those that a link can help to close are put to the graph."""
    wanted = await chain_id(store, chain) if chain else None
    known = await city(store, as_of)
    proposals = await asyncio.to_thread(_ranked, known, wanted)  # others are served meanwhile
    gaps = await _gaps(store, rules, as_of=as_of, chain=wanted, pack=pack)
    gathered = _gathered(known, proposals)
    return Items(
        items=[_suggestion(known, each, gathered, gaps) for each in proposals[:limit]],
        total=len(proposals),
        as_of=as_of,
        definition=DEFINITION,
        why="" if proposals else "没有值得新建的联建共建：没有成对的组织有足够的理由，或都已建立",
    )


Gaps = Mapping[Node, Sequence[Finding]]


async def _gaps(
    store: Store, rules: Sequence[Rule], *, as_of: str, chain: str | None, pack: Pack | None
) -> Gaps:
    """By subject, the findings that a link could help to close."""
    closing = {id for ids in CLOSES.values() for id in ids}
    asked = [rule for rule in rules if rule.id in closing]
    found: dict[Node, list[Finding]] = defaultdict(list)
    if asked:
        told = await findings(store, asked, as_of=as_of, chain=chain, pack=pack)
        for finding in told.items:
            found[finding.subject.label, finding.subject.id].append(finding)
    return found


def _suggestion(
    city: City, proposal: Proposal, gathered: Mapping[tuple[Node, ...], int], gaps: Gaps
) -> JointSuggestion:
    pair, reasons = proposal.pair, reasons_of(city, proposal.pair)
    form, why = _form(city, proposal, gathered)
    grounds = [
        Ground(feature=feature.__name__, weight=weight, path=_steps(city, found.way))
        for feature, weight, found in reasons
    ]
    return JointSuggestion(
        source=_ref(city, pair[0]),
        target=_ref(city, pair[1]),
        score=proposal.score,
        reasons=[found.text for _, _, found in reasons],
        path=max(grounds, key=lambda ground: ground.weight).path,
        grounds=grounds,
        form=form,
        why=why,
        closes=_closes(pair, form, (found.way for _, _, found in reasons), gaps),
    )


def _closes(pair: Pair, form: Form, ways: Iterable[Way], gaps: Gaps) -> list[str]:
    """Ids of the rules that found one of the sides, or a segment or a chain between them."""
    closing = CLOSES.get(form) or CLOSES[pair[1][0]]
    between = {n for way in ways for n in way.nodes if n[0] in ("Segment", "Chain")}
    subjects = {*pair, *between}
    return sorted({f.rule for s in subjects for f in gaps.get(s, ()) if f.rule in closing})


async def why_not(
    store: Store,
    one: Ref,
    other: Ref,
    *,
    as_of: str,
    chain: str | None = None,
    limit: int = 10,
) -> WhyNot:
    """Why a pair is not among the first `limit` suggestions: what excludes it, or each reason with
    what was found of it, and where the pair stands."""
    wanted = await chain_id(store, chain) if chain else None
    known = await city(store, as_of)
    a, b = (one.label, one.id), (other.label, other.id)
    pair = ordered(a, b)
    if pair is None or not {a, b} <= known.rows.keys() or pair[1][0] not in ELIGIBLE:
        return _never(one, other, as_of, limit)
    return await asyncio.to_thread(_explained, known, pair, as_of, wanted, limit)


ELIGIBLE = ("PartyOrg", "University", "Department", "Association", "Enterprise")


def _never(one: Ref, other: Ref, as_of: str, limit: int) -> WhyNot:
    why = "只在党组织之间，或党组织与高校院所、部门、商会协会、未建组织的企业之间建议共建"
    return WhyNot(
        source=one,
        target=other,
        proposed=False,
        excluded=[why],
        score=0,
        rank=None,
        compared=0,
        limit=limit,
        reasons=[],
        why=f"不建议：{why}",
        as_of=as_of,
    )


def _explained(city: City, pair: Pair, as_of: str, chain: str | None, limit: int) -> WhyNot:
    excluded = [*_excluded(city, pair)]
    if not _concerns(city, pair, chain):
        excluded.append("双方都不在所问的产业链")
    held = {feature: (weight, found.text) for feature, weight, found in reasons_of(city, pair)}
    score = score_of(weight for weight, _ in held.values())
    proposals = _ranked(city, chain)
    ranks = {each.pair: number for number, each in enumerate(proposals, 1)}
    rank = ranks.get(pair)
    return WhyNot(
        source=_ref(city, pair[0]),
        target=_ref(city, pair[1]),
        proposed=rank is not None and rank <= limit,
        excluded=excluded,
        score=score,
        rank=rank,
        compared=len(proposals),
        limit=limit,
        reasons=[
            Looked(
                feature=feature.__name__,
                looks_at=(feature.__doc__ or "").rstrip("。"),
                found=held[feature][1] if feature in held else None,
                weight=held[feature][0] if feature in held else 0,
            )
            for feature in WEIGHTS
        ],
        why=_standing(excluded, score, rank, limit),
        as_of=as_of,
    )


def _standing(excluded: Sequence[str], score: float, rank: int | None, limit: int) -> str:
    """In a line, what became of a pair."""
    if excluded:
        return "不建议：" + "；".join(excluded)
    if rank and rank <= limit:
        return f"已在建议中：第 {rank} 位，得分 {score}"
    if rank:
        return f"排在第 {rank} 位（得分 {score}），在前 {limit} 位之外"
    if score < LEAST:
        return f"理由不足：得分 {score}，低于 {LEAST}"
    return f"得分 {score}，但同一环节、产品或地点已有更近的组织可以结对，未列入比较"


def _ref(city: City, node: Node) -> Ref:
    return Ref(label=node[0], id=node[1], name=city.name(node))


def _steps(city: City, way: Way) -> list[Step]:
    return path([(label, id, city.name((label, id))) for label, id in way.nodes], way.rels)
