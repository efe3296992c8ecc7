"""What makes one university come before another besides relevance: factors that explain
themselves, as scores do (`queries.scoring`). What nobody told counts as one, and it is said."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from queries.closing.costs import Distance
from queries.matching.catalogue import Outcome, School
from queries.matching.weights import weights

SUCCESS, REFUSED = "成功", "未成"
WHERE: dict[Distance, str] = {
    "town": "同在{region}",
    "county": "同在{region}",
    "city": "同在{region}",
    "province": "同在{region}",
    "apart": "不在同一省，或不知道是否同省",
    "unknown": "位置未知，按中性计",
}


class Pair(NamedTuple):
    """A university beside a need: `level` is that of the discipline by which it fits; `need` and
    `outcomes` are of the enterprise that has it."""

    school: School
    level: str
    distance: Distance
    region: str
    km: float | None
    cooperates: bool
    need: str
    outcomes: Sequence[Outcome]


class Factor(NamedTuple):
    value: float
    text: str


def level(pair: Pair) -> Factor:
    """层次：学科等级，没有时用学校层次（双一流1.3，省级1.15，市级1.05，本科1，专科0.9，未知1）。"""
    told = pair.level or pair.school.level
    for word, value in weights().levels.items():
        if word in told:
            return Factor(value, f"层次：{told}")
    return Factor(1.0, f"层次：{told}" if told else "层次未知，按中性计")


def distance(pair: Pair) -> Factor:
    """距离：同镇街1.25，同县1.2，同市1.15，同省1.05，其他0.9，未知1。"""
    text = WHERE[pair.distance].format(region=pair.region)
    km = f"，相距约{pair.km:g}公里" if pair.km is not None else ""
    return Factor(weights().distance[pair.distance], text + km)


def places(pair: Pair) -> Factor:
    """名额：可对接企业数减去正在合作的，有余1.1，没有0.4，未知1。"""
    told, free, given = pair.school.capacity, pair.school.free, weights().places
    if told is None or free is None:
        return Factor(given.unknown, "名额未知，按中性计")
    if told <= 0:
        odd = "，按0计，请核对" if told < 0 else ""
        return Factor(given.none, f"登记的可对接企业数为{told}{odd}：暂不能对接")
    if free <= 0:
        return Factor(given.none, f"名额{told}个已满")
    return Factor(given.free, f"名额{told}个，余{free}个")


def before(pair: Pair) -> Factor | None:
    """以往：对接成功过1.3，正在合作1.1；同一需求未谈成0.2，其他需求未谈成0.8，并注明。"""
    given = weights().before
    refused = [o for o in pair.outcomes if o.result == REFUSED]
    if same := [o for o in refused if not o.need or not pair.need or o.need == pair.need]:
        return Factor(given.refused, _told("此前对接未成", same[-1]))
    if success := [o for o in pair.outcomes if o.result == SUCCESS]:
        return Factor(given.success, _told("此前对接成功", success[-1]))
    if refused:
        return Factor(given.other, _told(f"此前就需求{refused[-1].need}对接未成", refused[-1]))
    if pair.cooperates:
        return Factor(given.works, "双方已有产学研合作")
    return None


def _told(what: str, outcome: Outcome) -> str:
    said = "，".join(filter(None, (outcome.held_on, outcome.reason)))
    return f"{what}（{said}）" if said else what


FACTORS: tuple[Callable[[Pair], Factor | None], ...] = (level, distance, places, before)


def factors(pair: Pair) -> tuple[float, list[str]]:
    """The product, and the reasons; a refusal is told first."""
    found = [factor for each in FACTORS if (factor := each(pair))]
    product = 1.0
    for factor in found:
        product *= factor.value
    texts = [factor.text for factor in found]
    return product, sorted(texts, key=lambda text: not text.startswith("此前"))
