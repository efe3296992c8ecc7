"""Why two organisations should build together, and why not: each reason and each exclusion is a
small function, and what its docstring says is what users read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from queries.closing.hosts import may_be_near
from queries.closing.joint import may_share
from queries.joint_sides import (
    BRANCHES,
    JOINT,
    UNITS,
    City,
    Hop,
    Node,
    Pair,
    Way,
)

ENOUGH = 2  # segments and disciplines that match, which count in full
UNSURE = "所属县（市、区）未填，先核对是否相邻"


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
    if not both_orgs(pair) or city.has_venue(pair[0]) == city.has_venue(pair[1]):
        return None
    having = pair[0] if city.has_venue(pair[0]) else pair[1]
    way = _together(city, pair)
    return way and Found(1, f"“{city.name(having)}”有活动阵地可共用，另一方没有登记", way)


def lacks_committee(city: City, pair: Pair) -> Found | None:
    """以强带弱：同地同链的两个党组织，一方设有支委会，另一方没有设。"""
    if not both_orgs(pair):
        return None
    told = {city.rows[side]["has_committee"]: side for side in pair}
    way = _together(city, pair) if told.keys() == {True, False} else None
    return way and Found(1, f"“{city.name(told[True])}”设有支委会，可带未设的一方", way)


def takes_in(city: City, pair: Pair) -> Found | None:
    """吸收企业：企业有一至两名正式党员、未被党组织覆盖，党支部覆盖的一家企业与它同县（市、区）、镇街或园区，环节相同、相邻或有供应关系；所属县（市、区）未填的，须环节相同；单独组建的党支部按七成计。"""
    taking = taking_in(city, pair)
    if taking is None:
        return None
    members = city.rows[pair[1]]["formal_affiliated"]
    text = f"该企业有正式党员 {members} 名、尚无党组织，可由该党支部吸收：{taking.text}"
    return Found(1 if city.rows[pair[0]]["kind"] == JOINT else 0.7, text, taking.way)


def taking_in(city: City, pair: Pair) -> Found | None:
    """What lets a branch take an enterprise in, by the condition of the closing plan: an enterprise
    that it covers could sit in one branch with it, or could if their county, which nobody told,
    turns out to be one. The former go first."""
    if pair[1][0] != "Enterprise" or pair[1][1] not in city.units:
        return None
    firms = [firm for firm in city.ways(pair[0], "firms") if firm[1] in city.units]
    found = (_beside(city, pair, firm) for firm in firms)
    return max(filter(None, found), key=lambda each: each.strength, default=None)


def _beside(city: City, pair: Pair, firm: Node) -> Found | None:
    """How near an enterprise is to one that a branch covers, by place and by segment."""
    ends = firm, pair[1]
    one, other = (city.units[end[1]] for end in ends)
    sure = may_share(other, one, city.between)
    if not sure and not may_be_near(other, one, city.between):
        return None
    near = same_segment(city, ends) or neighbouring_segments(city, ends) or known_supply(city, ends)
    if near is None:
        return None
    region = city.between.regions.name(city.between.between(one, other).region)
    text = f"同在“{region}”，{near.text}" if sure else f"{near.text}（{UNSURE}）"
    return Found(1.0 if sure else 0.0, text, Way((pair[0],)).on("COVERS", firm).then(near.way))


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


def both_orgs(pair: Pair) -> bool:
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
    return both_orgs(pair) and (pair[1] in city.above(pair[0]) or pair[0] in city.above(pair[1]))


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


def exclusions_of(city: City, pair: Pair) -> Iterator[str]:
    return (rule.__doc__ or "" for rule in EXCLUSIONS if rule(city, pair))
