"""Partners upstream and downstream of an enterprise, each with its path and its reasons.

First along products: who makes what is known to feed a product of ours, or to be fed by it. Then
what is learnt (`queries.suggest`): who makes what ours probably needs. Then along the chain's
template: who stands at a segment whose products usually feed those of our segment. Never the firm
itself, one that is closed, or a supplier or customer known already; one that makes the same product
is marked, and left out where only the template speaks for it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from graph.errors import NotFound
from graph.store import Row, Store
from queries.answers import Answer, Items
from queries.scoring import Candidate, Feature, Reason, described, score
from queries.status import run_of
from queries.steps import ALIKE, CONTAINS, MEANS, Step, against, backwards, path, stating
from queries.text import cypher

if TYPE_CHECKING:
    from queries.suggest.partners import Meeting, Proposal
    from queries.suggest.stored import Learnt

Direction = Literal["up", "down"]
Way = Literal["known", "learnt", "usual"]
WAYS: tuple[Way, ...] = ("known", "learnt", "usual")
PRODUCT, TEMPLATE = 2, 1  # the statement's `way`
MOST_LINKS = 4  # more connections than these say nothing more


class Partner(Answer):
    """A firm worth approaching. `way`: along known products, learnt, or the usual of the chain's
    template. `probability`: that the customer's product uses the supplier's, calibrated; null where
    nothing is learnt. `local`: whether both are in one place, null when it is not known.
    `competitor`: it makes a product of ours."""

    id: str
    name: str
    direction: Direction
    way: Way
    score: float
    probability: float | None = None
    reasons: list[str]
    path: list[Step]
    local: bool | None
    competitor: bool


class Learning(Answer):
    """What the learnt suggestions rest on: fitted on the graph of a day, `stale` when it was loaded
    into since. Of what was taken out to test, `precision` of the `tested` materials that reached
    the least probability shown, `threshold`, were right."""

    as_of: str
    stale: bool
    threshold: float
    precision: float
    tested: int


class Partners(Items[Partner]):
    """`learning` is null where nothing was learnt."""

    learning: Learning | None = None


def along_products(partner: Candidate) -> Reason | None:
    """产品直接衔接：对方生产本企业产品所用的材料部件，或以本企业产品为材料部件（0.5）。"""
    if partner["way"] != PRODUCT:
        return None
    mine, theirs = partner["steps"][1][2], partner["steps"][2][2]
    if partner["direction"] == "up":
        return Reason(0.5, f"生产“{theirs}”，可用于本企业的“{mine}”")
    return Reason(0.5, f"生产“{theirs}”，要用到本企业的“{mine}”")


def along_template(partner: Candidate) -> Reason | None:
    """产业链模板衔接：对方所处环节的产品通常与本企业所处环节的产品上下游相接（0.1）。"""
    if partner["way"] != TEMPLATE:
        return None
    (_, _, mine), (_, _, theirs) = partner["steps"][1], partner["steps"][4]
    where = "上游" if partner["direction"] == "up" else "下游"
    return Reason(0.1, f"处于“{theirs}”环节，通常是“{mine}”环节的{where}")


def in_one_place(partner: Candidate) -> Reason | None:
    """同地：与本企业在同一区域（0.2）。"""
    return Reason(0.2, "与本企业同在一地") if partner["local"] else None


def several_links(partner: Candidate) -> Reason | None:
    """多处衔接：每多一处加0.05，最多三处。"""
    links = partner["links"]
    more = min(links, MOST_LINKS) - 1
    return Reason(0.05 * more, f"共有 {links} 处产品衔接") if more else None


# Weighted so that the order by score is the order of the ways, and of the statement within each.
FEATURES: tuple[Feature, ...] = (along_products, along_template, in_one_place, several_links)
LEARNT, SPREAD = 0.46, 0.039  # a learnt one stands between, by its place among the learnt
SCORED = (
    f"得分只用于排序，不是概率：{described(FEATURES)}；推断的伙伴按各推荐路径的名次融合（0.46—0.5）"
)
NOT_LEARNT = "还没有学习过，推断的伙伴不在其中；honglian suggest fit 学习"


async def partners(
    store: Store,
    enterprise_id: str,
    *,
    as_of: str,
    direction: Direction | Literal["both"] = "both",
    limit: int = 10,
    ways: Sequence[Way] = WAYS,
    local: bool = False,
    learnt: "Learnt | None" = None,
    unlearnt: str = NOT_LEARNT,
    least: float | None = None,
) -> Partners:
    """The best partners; when there is none, `why`. Without `learnt` the rules alone answer, and
    the answer says why: `unlearnt`.

    `local`: only those in the same place. `least`: probability of a learnt one, at least; by
    default the threshold at which it was calibrated. NotFound for an enterprise that is not there.
    """
    rows = await store.read(
        cypher("partners"),
        id=enterprise_id,
        as_of=as_of,
        direction=direction,
        limit=limit,
        local=local,
    )
    if not rows:
        raise unknown_enterprise(enterprise_id)
    me = rows[0]
    if not me["open"]:
        me |= {"known": [], "known_total": 0, "usual": [], "usual_keys": []}
    inferred: list[Partner] = []
    if learnt and me["open"] and "learnt" in ways:
        sides: tuple[Direction, ...] = ("up", "down") if direction == "both" else (direction,)
        inferred = await _inferred(store, me, as_of, sides, local, learnt, least)
    found = _merged(me, inferred, ways)
    total = _total(me, inferred, ways)
    learning = await _learning(store, learnt, least) if learnt else None
    return Partners(
        items=found[:limit],
        total=total,
        as_of=as_of,
        sources=await stating(store, (each.path for each in found[:limit]), as_of=as_of),
        definition=f"{SCORED}。{_rests_on(learning) or unlearnt}",
        why="" if total else _why(me, ways, direction, local=local, learnt=learnt is not None),
        learning=learning,
    )


def _merged(me: Row, inferred: Sequence[Partner], ways: Sequence[Way]) -> list[Partner]:
    """Way by way; who is known along products is not told of again."""
    known = [_partner(item) for item in me["known"]] if "known" in ways else []
    usual = [_partner(item) for item in me["usual"]] if "usual" in ways else []
    first: dict[tuple[Direction, str], Partner] = {}
    for partner in (*known, *inferred, *usual):
        first.setdefault((partner.direction, partner.id), partner)
    return list(first.values())


def _total(me: Row, inferred: Sequence[Partner], ways: Sequence[Way]) -> int:
    keys = {f"{partner.direction}{partner.id}" for partner in inferred}
    if "usual" in ways:
        keys |= set(me["usual_keys"])
    known: int = me["known_total"] if "known" in ways else 0
    return len(keys) + known


async def _inferred(
    store: Store,
    me: Row,
    as_of: str,
    sides: Sequence[Direction],
    local: bool,
    learnt: "Learnt",
    least: float | None,
) -> list[Partner]:
    """What is learnt, as far as the graph bears it out: it may have changed since."""
    proposed: list[Proposal] = []
    for side in sides:
        proposed += await asyncio.to_thread(learnt.proposals, me["id"], side, least=least)
    by_key = {(each.direction, each.company.id): each for each in proposed}
    rows = await store.read(
        cypher("partners_learnt"),
        id=me["id"],
        as_of=as_of,
        local=local,
        proposed=[_claim(each) for each in proposed],
    )
    true = {(row["direction"], row["id"]): row for row in rows}
    kept = [(by_key[key], true[key]) for key in by_key if key in true]
    kept.sort(key=lambda pair: -pair[0].score)  # of both sides; equals stay as they are
    return [_learnt(me, *pair, place / len(kept)) for place, pair in enumerate(kept)]


def _claim(proposal: "Proposal") -> Row:
    """What has to stand in the graph for it: `user` of the material is the witness, if any."""
    met = proposal.meeting
    mine, theirs = met.made.id, met.offered.id
    if proposal.direction == "down":
        mine, theirs = theirs, mine
    return {
        "id": proposal.company.id,
        "direction": proposal.direction,
        "made": mine,
        "offered": theirs,
        "material": met.material.id,
        "user": met.witness.id if met.witness else None,
    }


def _learnt(me: Row, proposal: "Proposal", row: Row, place: float) -> Partner:
    """`place`: 0 for the best, below 1 for the last."""
    met = proposal.meeting
    return Partner(
        id=row["id"],
        name=row["name"],
        direction=proposal.direction,
        way="learnt",
        score=round(LEARNT + SPREAD * (1 - place), 3),
        probability=met.probability,
        reasons=[_in_words(proposal), *proposal.reasons],
        path=_way(me, proposal, row),
        local=row["local"],
        competitor=row["competitor"],
    )


def _in_words(proposal: "Proposal") -> str:
    met = proposal.meeting
    because = (
        f"名称相近的“{met.witness.name}”用它"
        if met.witness
        else f"“{met.product.name}”的名称含有它"
    )
    chance = f"{met.probability:.0%}"
    if proposal.direction == "up":
        return (
            f"生产“{met.offered.name}”，本企业的“{met.made.name}”用到它的概率约{chance}：{because}"
        )
    return f"生产“{met.made.name}”，用到本企业的“{met.offered.name}”的概率约{chance}：{because}"


def _way(me: Row, proposal: "Proposal", row: Row) -> list[Step]:
    """From us to the firm: along the products, with the names that were compared."""
    met = proposal.meeting
    chain = _compared(met)
    if proposal.direction == "down":
        rels = [rel for rel, _ in chain[1:]]
        chain = list(
            zip(["", *backwards(rels)], [node for _, node in reversed(chain)], strict=True)
        )
    ends = (("Enterprise", me["id"], me["name"]), *(("Product", *node) for _, node in chain))
    rels = ["MAKES", *(rel for rel, _ in chain[1:]), "MAKES"]
    return path((*ends, ("Enterprise", row["id"], row["name"])), rels)


def _compared(met: "Meeting") -> list[tuple[str, tuple[str, str]]]:
    """From what the customer makes to what the supplier does, each with how it was reached."""
    steps: list[tuple[str, tuple[str, str]]] = [("", met.made)]
    if met.product.id != met.made.id:
        steps.append((MEANS, met.product))
    if met.witness:
        steps += [(ALIKE, met.witness), (against("FEEDS"), met.material)]
    else:
        steps.append((CONTAINS, met.material))
    if met.offered.id != met.material.id:
        steps.append((MEANS, met.offered))
    return steps


async def _learning(store: Store, learnt: "Learnt", least: float | None) -> Learning:
    """Whether the graph is still the one that was learnt from."""
    known = learnt.calibration
    return Learning(
        as_of=learnt.as_of,
        stale=await run_of(store) != learnt.run,
        threshold=round(known.threshold if least is None else least, 4),
        precision=round(known.precision, 3),
        tested=known.shown,
    )


def _rests_on(learning: Learning | None) -> str:
    if learning is None:
        return ""
    stale = "；其后图库又有入库，请重新运行 honglian suggest fit" if learning.stale else ""
    return (
        f"推断学自截至 {learning.as_of} 的图库：留出检验中，达到默认阈值的 {learning.tested} 条"
        f"产品—材料推断有 {learning.precision:.0%} 正确，本次阈值 {learning.threshold:.0%}{stale}"
    )


def unknown_enterprise(id: str) -> NotFound:
    return NotFound(
        f"没有编号为“{id}”的企业",
        f"no enterprise with the id {id!r}",
        fix_zh="用 honglian search 查找企业",
        fix_en="Look for it with honglian search",
    )


def _partner(row: Row) -> Partner:
    scored = score(FEATURES, row)
    return Partner(
        id=row["id"],
        name=row["name"],
        direction=row["direction"],
        way="known" if row["way"] == PRODUCT else "usual",
        score=scored.score,
        reasons=scored.reasons,
        path=path(row["steps"], _walked(row)),
        local=row["local"],
        competitor=row["competitor"],
    )


def _walked(row: Row) -> list[str]:
    """The types on the way to a supplier, by what goes into ours, or to a customer."""
    up = row["direction"] == "up"
    return [against(rel) if up and rel == "FEEDS" else rel for rel in row["rels"]]


def _why(
    me: Mapping[str, object], ways: Sequence[Way], direction: str, *, local: bool, learnt: bool
) -> str:
    if not me["open"]:
        return "暂无可靠建议：该企业已停业或注销"
    if not me["products"] and not me["placed"]:
        return "暂无可靠建议：不知道该企业的产品，也不知道它处于哪个环节"
    if local:
        return "暂无可靠建议：同一区域内没有；去掉“只看本地”再查"
    if set(ways) == {"learnt"}:
        more = "" if learnt else "还没有学习过：先运行 honglian suggest fit；"
        return f"暂无可靠建议：没有达到阈值的推断；{more}也可去掉 --way，看已知产品和环节的上下游"
    if set(ways) != set(WAYS) or direction != "both":
        return "暂无可靠建议：所选的方向和途径中没有；去掉 --direction、--way 再查"
    if not me["products"]:
        return "暂无可靠建议：不知道该企业的产品，其环节的上下游也没有其他在营企业"
    return (
        "暂无可靠建议：没有登记过与其产品、环节上下游相接的其他在营企业，或都已是供需伙伴；"
        "产品之间的去向在“产品”表的“下游产品”列登记"
    )
