"""Why enterprises that should share a branch share none in a plan: their place or segment is not
known, nobody is near them, or those who are do not make a branch."""

from collections.abc import Collection, Iterable

from queries.answers import Answer, Ref
from queries.closing.situation import Unit

NO_PLACE = (
    "所在区域未知，不能判断与谁相邻；"
    "请在企业表填“所属县（市、区）”“所属镇街”或“行政区划代码”后重新导入"
)
NO_SEGMENT = (
    "所处环节未知，也没有已知的供应关系，不能判断行业是否相近；请在企业表填“所处环节”后重新导入"
)
NOBODY_NEAR = (
    "同一县（市、区）、镇街或园区内，没有环节相同、相邻或有供应关系的企业或联合党支部可联建"
)
NOT_ENOUGH = (
    "与可联建的企业未组成合规的联合党支部："
    "正式党员合计须满{least}人，不超过{most}家，且未被禁止同组"
)


class Unjoined(Answer):
    """Enterprises that the plan brings into no joint branch, for one reason."""

    why: str
    subjects: list[Ref]


def unjoined(
    left: Iterable[Unit], lonely: Collection[str], *, least: int, most: int
) -> list[Unjoined]:
    """The units that are `left` by what keeps them from a joint branch; `lonely` are the ids of
    those near whom nobody is who could share one."""
    by_reason: dict[str, list[Ref]] = {}
    for unit in left:
        why = _why(unit, lonely).format(least=least, most=most)
        by_reason.setdefault(why, []).append(unit.ref)
    return [Unjoined(why=why, subjects=refs) for why, refs in by_reason.items()]


def _why(unit: Unit, lonely: Collection[str]) -> str:
    if not unit.regions:
        return NO_PLACE
    if not unit.segments and not unit.partners:
        return NO_SEGMENT
    return NOBODY_NEAR if unit.id in lonely else NOT_ENOUGH
