"""Numbers that a sentence states, and how exactly: 250多人 is more than 250, 约100户 about 100,
1至2个 from 1 to 2, 7.5万多公斤 more than 75000."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

Qualifier = Literal["exact", "more than", "about", "range"]

SIZES: Mapping[str, int] = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
DIGITS: Mapping[str, str] = {
    **{sign: str(at) for at, sign in enumerate("零一二三四五六七八九")},
    "〇": "0",
    "两": "2",
}
NUMBER = rf"[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|[{''.join((*DIGITS, *SIZES))}]+"
STATED = re.compile(
    r"(?P<before>大约|约|将近|近|超过|超|逾|多于|高于|至少|不少于|不低于)?\s*"
    rf"(?P<low>{NUMBER})(?:\s*(?:至|到|[-~—–])\s*(?P<high>{NUMBER}))?"
    rf"(?P<more>[多余])?(?P<size>[{''.join(SIZES)}]+)?(?P<after>[多余])?"
    r"(?:[^0-9\W]{0,2}?(?P<end>左右|上下|以上))?"
)
ABOUT = frozenset({"大约", "约", "将近", "近", "左右", "上下"})


class Stated(NamedTuple):
    """From `low` to `high`, which are the same unless a range is stated."""

    low: Decimal
    high: Decimal
    qualifier: Qualifier


def stated(sentence: str) -> Iterator[Stated]:
    """The numbers of a sentence in their order; 万 and the like multiplied out."""
    for found in STATED.finditer(unicodedata.normalize("NFKC", sentence)):
        size = _numeral(found["size"]) if found["size"] else 1
        low = _number(found["low"]) * size
        high = _number(found["high"]) * size if found["high"] else low
        yield Stated(low, high, _qualifier(found))


def scale(unit: str) -> int:
    """What a figure in this unit is multiplied by: 10000 for 万元, 1 for 元."""
    return SIZES[unit[0]] if unit[:1] in ("万", "亿") else 1


def _qualifier(found: re.Match[str]) -> Qualifier:
    if found["high"]:
        return "range"
    words = {found[name] for name in ("before", "more", "after", "end")} - {None}
    if not words:
        return "exact"
    return "about" if words <= ABOUT else "more than"


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "") if text[0].isdecimal() else _numeral(text))


def _numeral(text: str) -> int:
    """一百零五 is 105, 二〇二六 is 2026, 十 is 10."""
    for sign, size in SIZES.items():
        before, found, after = text.rpartition(sign)
        if found:
            times = before.strip("零〇")
            return (_numeral(times) if times else 1) * size + _numeral(after)
    return int("".join(DIGITS[sign] for sign in text) or "0")
