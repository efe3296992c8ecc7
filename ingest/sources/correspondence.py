"""
Which discipline of one classification a discipline of another corresponds to, by their names alone:
computed, nothing is entered by hand.

From the surest to the weakest: the same name; the same words without 学, 科学, 技术, 工程; a word
in common (冶金与矿业 and 冶金工程); the end of a word (金属材料 and 材料科学), since the head of a
Chinese noun comes last. What none of these finds stays unmapped, and so does what only a word as
wide as 系统 would tie (呼吸系统 and 系统科学).
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

PARTED = re.compile(r"[、与和及/（）()]+")
NUMERAL = re.compile("[ⅠⅡⅢ]")  # 物理学Ⅰ and 物理学Ⅱ are parts of one
END = re.compile(
    r"(?:(?:科学|工程|技术)(?:[与及](?:科学|工程|技术))+|科学技术|工程技术|科学|技术|工程|学)+$"
)
WIDE = frozenset("系统 信息 工程 科学 技术 理论 相关 基础 应用 产品".split())
NO_HEAD = WIDE | {"环境", "资源"}  # 建筑环境 is no kind of what 环境科学 is about
SHORTEST = 2
SAME, WORDS, SHARED, END_OF = "名称相同", "主干相同", "部分相同", "名称包含"
STRENGTH: Mapping[str, int] = {SAME: 3, WORDS: 2, SHARED: 1, END_OF: 0}


class Likeness(NamedTuple):
    """How a name is tied to another; `size`: characters that tie them."""

    strength: int
    size: int
    basis: str


def likeness(name: str, other: str) -> Likeness | None:
    """How `name` corresponds to the wider or equal `other`; None when it does not."""
    name, other = NUMERAL.sub("", name), NUMERAL.sub("", other)
    if name == other:
        return _by(SAME, len(name))
    mine, theirs = _words(name), _words(other)
    if mine and mine == theirs:
        return _by(WORDS, sum(map(len, mine)))
    if both := mine & theirs:
        return _by(SHARED, sum(map(len, both)))
    ends = (mine | _parts(name), theirs | _parts(other))
    tied = [len(end) for word in ends[0] for end in ends[1] - NO_HEAD if word.endswith(end)]
    return _by(END_OF, max(tied)) if tied else None


def nearest(name: str, others: Mapping[str, str]) -> tuple[str, Likeness] | None:
    """The id of the best of `others` (id → name), of equals the first, and how it is tied."""
    found = [
        (like.strength, like.size, id, like)
        for id, other in others.items()
        if (like := likeness(name, other))
    ]
    if not found:
        return None
    *_, id, like = min(found, key=lambda each: (-each[0], -each[1], each[2]))
    return id, like


def _by(basis: str, size: int) -> Likeness:
    return Likeness(STRENGTH[basis], size, basis)


def _words(name: str) -> frozenset[str]:
    """材料科学与工程 → 材料; 畜牧、兽医科学 → 畜牧, 兽医. Without wide words."""
    parts = (END.sub("", part) for part in PARTED.split(END.sub("", name)))
    return frozenset(part for part in parts if len(part) >= SHORTEST) - WIDE


def _parts(name: str) -> frozenset[str]:
    """The parts as they are written: 环境化学."""
    parts = frozenset(part for part in PARTED.split(name) if len(part) >= SHORTEST) - WIDE
    return frozenset(part for part in parts if not END.fullmatch(part))
