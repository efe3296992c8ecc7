"""Joint building worth starting: pairs of organisations that do not build together yet and should,
each with its reasons, the ways through the graph that show them, the form that fits and the gaps
that it would close. docs/links.md explains weights, forms and bounds.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from pydantic import ConfigDict, Field

from graph.store import Store
from queries.answers import Answer, Items, Ref
from queries.chains import chain_id
from queries.joint_reasons import (
    WEIGHTS,
    Feature,
    Found,
    both_orgs,
    exclusions_of,
    neighbouring_segments,
    same_segment,
    taking_in,
)
from queries.joint_sides import (
    FEWEST,
    City,
    Node,
    Pair,
    Way,
    city,
    ordered,
)
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Finding, findings
from queries.steps import Step, path, stating

LEAST = 0.15  # a pair that scores less is not proposed: being of one county is no reason by itself
MANY = 3  # party organisations that meet at one thing, from which on they form one body

NOT_TAKEN = (
    "不宜由该党支部吸收（须与其覆盖的一家企业同县（市、区）、镇街或园区，且环节相同、相邻或有供应关系），"
    "可先结对联系"
)

Form = Literal["联合党支部", "功能型党组织", "结对共建"]

# The rules whose findings such a link helps to close: by its form, else by the second side's label.
CLOSES: Mapping[str, tuple[str, ...]] = {
    "联合党支部": ("CH-02", "PO-03", "PO-06"),
    "PartyOrg": ("CH-06", "CH-07"),
    "University": ("CH-06", "CH-10"),
    "Department": ("CH-06",),
    "Association": ("CH-06",),
    "Enterprise": (),
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
    proposals = (_proposal(city, pair) for pair in met if not any(exclusions_of(city, pair)))
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
        return _form_with_firm(city, pair)
    if both_orgs(pair) and all(_is_small(city, side) for side in pair):
        return "联合党支部", "双方正式党员均不足3人，宜合组联合党支部"
    if city.rows[pair[0]]["functional"]:
        return "结对共建", "由功能型党组织牵头，与对方结对，带动其所联系的党组织"
    many = gathered.get(proposal.hub, 0)
    if many >= MANY:
        where = "、".join(city.name(node) for node in proposal.hub)
        return "功能型党组织", f"共有 {many} 个党组织在“{where}”相合，宜组成功能型党组织，统一共建"
    return "结对共建", "双方直接结对即可"


def _form_with_firm(city: City, pair: Pair) -> tuple[Form, str]:
    """One branch only where the closing plan would let them be one."""
    if taking := taking_in(city, pair):
        return "联合党支部", f"企业正式党员不足3人，可由该党支部吸收，组成联合党支部：{taking.text}"
    return "结对共建", NOT_TAKEN


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
    items = [_suggestion(known, each, gathered, gaps) for each in proposals[:limit]]
    ways = (ground.path for each in items for ground in each.grounds)
    return Items(
        items=items,
        total=len(proposals),
        as_of=as_of,
        sources=await stating(store, ways, as_of=as_of),
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
    excluded = [*exclusions_of(city, pair)]
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
