"""How what is lost is said: why, by which path, who could take the place, and why nobody can."""

from collections.abc import Mapping, Sequence

from graph.origin import files
from graph.store import Row
from queries.answers import Place, Ref, places
from queries.chain_situation import Situation
from queries.rules import Finding
from queries.steps import path
from queries.what_if.answer import (
    DEFINITION,
    OPENED,
    ChangedCoverage,
    Losing,
    LostTie,
    OpenedSegment,
    Unmended,
)
from queries.what_if.differences import LISTS, Lost, identity
from queries.what_if.mending import Loss, MendLink, Option, is_near, substitutes
from queries.what_if.party import People, lost_organisations, open_orders
from queries.what_if.ties import Node, Side, Tie, ref_of


def told(
    lost: Lost,
    things: Situation,
    found: Sequence[Sequence[Option]],
    mend: list[MendLink],
    people: People,
    as_of: str,
) -> Losing:
    """The answer: what is lost, who could mend it by `found`, and the fewest links that do."""
    losses = lost.losses(things)
    by_tie = dict(zip(lost.ties, found, strict=False))
    supply, demand = (_lost_ties(lost, things, side, by_tie) for side in LISTS)
    segments = [_opened(lost, each) for each in lost.segments]
    own = lost.row["formal"]
    bodies = list(lost_organisations(lost.before.organisations, lost.after.organisations, own))
    orders = open_orders(lost.row["orders"])
    mended = {id for link in mend for id in link.mends}
    stated: list[list[Place]] = [t.sources for t in (*supply, *demand)]
    stated += [s.sources for s in segments] + [b.sources for b in bodies]
    stated += [o.sources for o in orders]
    return Losing(
        enterprise=enterprise(lost.row),
        without_supplier=supply,
        without_customer=demand,
        segments=segments,
        organisations=bodies,
        people=people,
        orders=orders,
        coverage=[
            ChangedCoverage(chain=chain, before=rate, after=lost.after.coverage[chain])
            for chain, rate in lost.before.coverage.items()
        ],
        mend=mend,
        unmended=[
            Unmended(loss=loss.id, subject=ref_of(loss.subject), why=_nobody(things, loss, some))
            for loss, some in zip(losses, found, strict=True)
            if loss.id not in mended
        ],
        as_of=as_of,
        sources=sorted(
            {*files(lost.row["origin"]), *(place.file for some in stated for place in some)}
        ),
        definition=DEFINITION,
        why=_why(lost),
    )


def _lost_ties(
    lost: Lost, things: Situation, side: Side, found: Mapping[Tie, Sequence[Option]]
) -> list[LostTie]:
    return [_lost_tie(lost, things, tie, found[tie]) for tie in lost.ties if tie.side == side]


def _lost_tie(lost: Lost, things: Situation, tie: Tie, found: Sequence[Option]) -> LostTie:
    way, product, near = lost.way(tie), lost.product(tie), substitutes(things, found)
    return LostTie(
        id=identity(tie),
        enterprise=ref_of(lost.known.firm(tie.firm)),
        by="known" if tie.known else "products",
        product=ref_of(_product(lost, product)) if product else None,
        told=tie.what if tie.known else "",
        why=lost.why(tie),
        path=path(way.nodes, way.rels),
        substitutes=near,
        no_substitutes="" if near else _no_maker(lost.wanted(tie), found),
        sources=places(lost.known.firms[tie.firm]["origin"]),
    )


def _product(lost: Lost, product: str) -> Node:
    """A product by name, which only the enterprise itself may have to do with."""
    ties = lost.known if product in lost.known.products else lost.own
    return ties.node(product)


def _opened(lost: Lost, found: Finding) -> OpenedSegment:
    segment = found.subject
    chains = {id: name or id for s, _, id, name in lost.row["places"] if s == segment.id}
    nodes = [lost.own.firm(lost.row["id"]), (segment.label, segment.id, segment.name)]
    nodes += [("Chain", id, name) for id, name in sorted(chains.items())[:1]]
    return OpenedSegment(
        id=found.id,
        segment=segment,
        chains=found.chains,
        why=f"必需环节“{segment.name}”只有{lost.name}一家在营企业",
        path=path(nodes, ("AT", "IN_CHAIN")[: len(nodes) - 1]),
        sources=found.sources,
    )


def _nobody(things: Situation, loss: Loss, found: Sequence[Option]) -> str:
    """Why a loss cannot be mended: what is not known, and that whoever could is far away."""
    if loss.kind != "segment" and not loss.wanted:
        return "不知道供需的是图中哪种产品，无从查找替代企业"
    if far := [option for option in found if not is_near(option)]:
        first = f"如{far[0].node[2]}（{far[0].text}）"
        return f"本市、本省没有合适的在营企业；省外有 {len(far)} 家，{first}"
    products = [product for product, _ in loss.wanted]
    unplaced = bool(products) and not any(things.segment_of("", p) for p in products)
    nobody = "没有其他在营企业已知生产有关产品或同类产品、处于有关环节或同属其行业"
    return nobody + ("；也不知道该产品属于哪个环节" if unplaced else "")


def _no_maker(wanted: Sequence[str], found: Sequence[Option]) -> str:
    if not wanted:
        return "不知道供需的是图中哪种产品"
    far = [o for o in found if not is_near(o)]
    return "本市、本省没有其他在营企业已知生产该产品或同类产品" + (
        f"；省外有 {len(far)} 家企业与之有关" if far else ""
    )


def _why(lost: Lost) -> str:
    """What could not be judged, and why there may be nothing to lose."""
    own = lost.own.firms[lost.row["id"]]
    told: list[str] = []
    if not own["products"] and not own["suppliers"] and not own["customers"]:
        told.append("没有登记该企业的产品和供需关系，无法判断上下游影响")
    if not lost.row["places"]:
        told.append("没有登记该企业所处的环节，无法判断环节断点")
    opened = lost.before.opened
    if opened is None:
        told.append(f"规则 {OPENED} 没有或没有启用，没有判断环节断点")
    else:
        told += [each.why for each in opened.unjudged]
    if not told and not lost.ties and not lost.segments:
        told.append("没有企业因此失去唯一的供应方或客户，也没有环节因此断开")
    return "；".join(told)


def enterprise(row: Row) -> Ref:
    return Ref(label="Enterprise", id=row["id"], name=row["name"] or row["id"])
