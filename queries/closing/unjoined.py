"""Why enterprises that should share a branch share none in a plan: their place or segment is not
known, nobody is near them, or those who are do not make a branch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

from queries.answers import Answer, Ref
from queries.closing.nearness import Nearness
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
NO_ORDER = "环节未填“顺序”，不能判断与同地同链的企业是否相邻；请在环节表填写后重新导入"
NOT_ENOUGH = (
    "与可联建的企业未组成合规的联合党支部："
    "正式党员合计须满{least}人，不超过{most}家，且未被禁止同组"
)


class Unjoined(Answer):
    """Enterprises that the plan brings into no joint branch, for one reason."""

    why: str
    subjects: list[Ref]


def unjoined(
    left: Sequence[Unit],
    lonely: Collection[str],
    beside: Iterable[Unit],
    nearness: Nearness,
    *,
    least: int,
    most: int,
) -> list[Unjoined]:
    """The units that are `left` by what keeps them from a joint branch; `lonely` are the ids of
    those near whom nobody is who could share one, `beside` the other units that they might have
    shared one with."""
    doubtful = _doubtful([*left, *beside], nearness)
    by_reason: dict[str, list[Ref]] = {}
    for unit in left:
        why = "；".join(_why(unit, lonely, doubtful)).format(least=least, most=most)
        by_reason.setdefault(why, []).append(unit.ref)
    return [Unjoined(why=why, subjects=refs) for why, refs in by_reason.items()]


def _why(unit: Unit, lonely: Collection[str], doubtful: Collection[str]) -> Iterator[str]:
    if not unit.regions:
        yield NO_PLACE
    elif not unit.segments and not unit.partners:
        yield NO_SEGMENT
    elif unit.id not in lonely:
        yield NOT_ENOUGH
    elif unit.id not in doubtful:
        yield NOBODY_NEAR
    if unit.regions and unit.id in doubtful:
        yield NO_ORDER


def _doubtful(units: Iterable[Unit], nearness: Nearness) -> frozenset[str]:
    """The ids of those who have somebody near in a chain of theirs of whom nobody can say whether
    his segment is next to theirs, because the order of one of the two is not told."""
    near: dict[tuple[str, str], dict[str, Unit]] = defaultdict(dict)
    for unit in units:
        for key in product(nearness.regions.near(unit.regions), unit.chains):
            near[key][unit.id] = unit
    return frozenset(id for some in near.values() for id in _unordered(some.values(), nearness))


def _unordered(units: Collection[Unit], nearness: Nearness) -> Iterator[str]:
    """Of units of one place and one chain, those whom an order that nobody told keeps apart."""
    lacking = [unit for unit in units if nearness.segments.lacks_order(unit.segments)]
    segments = {segment for unit in units for segment in unit.segments}
    unsure = {segment for unit in lacking for segment in unit.segments}
    for unit in units:
        others = segments if unit in lacking else unsure
        if unit.segments and others - nearness.segments.around(unit.segments):
            yield unit.id
