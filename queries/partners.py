"""Partners upstream and downstream of an enterprise, each with its path and its reasons.

Along products: who makes what feeds a product of ours, or is fed by it. Else along the chain's
template: who stands at a segment whose products usually feed those of our segment. Never the firm
itself, one that makes the same product, one that is closed, or a supplier or customer known
already.
"""

from typing import Literal

from graph.errors import NotFound
from graph.store import Row, Store
from queries.answers import Answer, Items
from queries.scoring import Candidate, Feature, Reason, described, score
from queries.steps import Step, path
from queries.text import cypher

Direction = Literal["up", "down"]
PRODUCT, TEMPLATE = 2, 1  # the statement's `way`
MOST_LINKS = 4  # more connections than these say nothing more


class Partner(Answer):
    """A firm worth approaching. `probability` stays null until a fitted model gives one; `local`
    is whether both are in one place, null when it is not known."""

    id: str
    name: str
    direction: Direction
    score: float
    probability: float | None = None
    reasons: list[str]
    path: list[Step]
    local: bool | None


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


# Weighted so that the order by score is the order of the statement.
FEATURES: tuple[Feature, ...] = (along_products, along_template, in_one_place, several_links)


async def partners(
    store: Store,
    enterprise_id: str,
    *,
    as_of: str,
    direction: Direction | Literal["both"] = "both",
    limit: int = 10,
) -> Items[Partner]:
    """The best partners; when there is none, `why`."""
    rows = await store.read(
        cypher("partners"), id=enterprise_id, as_of=as_of, direction=direction, limit=limit
    )
    if not rows:
        raise unknown_enterprise(enterprise_id)
    me = rows[0]
    return Items(
        items=[_partner(item) for item in me["items"]] if me["open"] else [],
        total=me["total"] if me["open"] else 0,
        as_of=as_of,
        definition=f"得分为下列各项之和，只用于排序，不是概率：{described(FEATURES)}",
        why=_why(me),
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
        score=scored.score,
        reasons=scored.reasons,
        path=path(row["steps"], row["rels"]),
        local=row["local"],
    )


def _why(me: Row) -> str:
    if not me["open"]:
        return "暂无可靠建议：该企业已停业或注销"
    if me["total"]:
        return ""
    if not me["products"] and not me["placed"]:
        return "暂无可靠建议：不知道该企业的产品，也不知道它处于哪个环节"
    if not me["products"]:
        return "暂无可靠建议：不知道该企业的产品，其环节的上下游也没有其他在营企业"
    return (
        "暂无可靠建议：没有登记过与其产品、环节上下游相接的其他在营企业，或都已是供需伙伴；"
        "产品之间的去向在“产品”表的“下游产品”列登记"
    )
