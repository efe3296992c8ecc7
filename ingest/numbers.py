"""Numbers as people write them: 1,234人, 约３００, 12.5%, 3.2亿, 二十三, 营业收入（亿元）."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from ingest.unreadable import Unreadable, shown

MAX_LENGTH = 64
MAX_INTEGER = 2**63 - 1
COUNTED = "人 名 个 家 户 位 条 项 件 次 人次 间 套 台 辆 处 场 期 只 头 株 所 座 支 张 份".split()


class Unit(NamedTuple):
    """What a unit measures, and how many of its base unit it is."""

    kind: str
    size: Decimal


UNITS = {
    "元": Unit("money", Decimal(1)),
    "年": Unit("time", Decimal(12)),
    "岁": Unit("time", Decimal(12)),
    "月": Unit("time", Decimal(1)),
    "个月": Unit("time", Decimal(1)),
    "吨": Unit("mass", Decimal(1000)),
    "公斤": Unit("mass", Decimal(1)),
    "千克": Unit("mass", Decimal(1)),
    "kg": Unit("mass", Decimal(1)),
    "平方米": Unit("area", Decimal(1)),
    "平米": Unit("area", Decimal(1)),
    "㎡": Unit("area", Decimal(1)),
    "m2": Unit("area", Decimal(1)),
    "公顷": Unit("area", Decimal(10_000)),
    "亩": Unit("area", Decimal(2000) / 3),
    "公里": Unit("length", Decimal(1000)),
    "千米": Unit("length", Decimal(1000)),
    "km": Unit("length", Decimal(1000)),
    "米": Unit("length", Decimal(1)),
    "1": Unit("share", Decimal(1)),
    "%": Unit("share", Decimal("0.01")),
    "‰": Unit("share", Decimal("0.001")),
    "天": Unit("days", Decimal(1)),
    "日": Unit("days", Decimal(1)),
    "工作日": Unit("working days", Decimal(1)),
    "小时": Unit("hours", Decimal(1)),
    "美元": Unit("US dollars", Decimal(1)),
    "港元": Unit("HK dollars", Decimal(1)),
    "港币": Unit("HK dollars", Decimal(1)),
    "欧元": Unit("euros", Decimal(1)),
    "日元": Unit("yen", Decimal(1)),
} | {word: Unit("count", Decimal(1)) for word in COUNTED}
UNITS["人民币"] = UNITS["块"] = UNITS["元人民币"] = UNITS["元"]
FACTORS = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
FACTOR = "|".join(sorted(FACTORS, key=len, reverse=True))
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True) if unit != "1")
BEFORE = "大约|约有|约|近|超过|超|逾|共计|共|合计|至少|不少于|不低于|≥|>=|>"
NUMBER = re.compile(
    rf"(?:{BEFORE})?"
    r"(?P<digits>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,3})?"
    r"|[零〇○一二两三四五六七八九十廿百千万亿点]+)"
    rf"(?:多|余)?(?P<factor>{FACTOR})?(?:多|余)?(?P<unit>{UNIT})?(?:多|余|左右|以上|\+)?"
)
ABOUT = re.compile(r"大约|约|近|超|逾|至少|不少于|不低于|≥|>|.*(?:多|余)|.*(?:左右|以上|\+)$")
RANGE = re.compile(r"(?:约|大约)?[0-9][0-9.,]*[^0-9]{0,4}?(?:-|~|—|–|至|到)[0-9][0-9.,]*[^0-9]*")
SCALED = re.compile(rf"(?P<factor>{FACTOR})?(?P<unit>{UNIT})?")
BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
HAN_DIGITS = {char: str(i) for i, char in enumerate("零一二三四五六七八九")}
HAN_DIGITS |= {"〇": "0", "○": "0", "两": "2"}


def read_integer(text: str, unit: str = "", header: str = "") -> int:
    """A whole number in `unit`, or `Unreadable`."""
    value = _read(text, unit, header, "整数", "a whole number")
    if value != value.to_integral_value():
        raise Unreadable(f"{shown(text)}不是整数", f"{text[:40]!r} is not a whole number")
    return int(value)


def read_number(text: str, unit: str = "", header: str = "") -> float:
    """A number in `unit`, or `Unreadable`."""
    return float(_read(text, unit, header, "数字", "a number"))


def is_approximate(text: str) -> bool:
    """Whether a number is written as a rough one or a bound: 约120人, 近200, 100以上, 三十多."""
    return ABOUT.match("".join(unicodedata.normalize("NFKC", text).split())) is not None


def header_unit(header: str) -> str:
    """The unit in the brackets of a header, 万元 of 营业收入（万元）; empty when there is none."""
    for inside in BRACKETED.findall(unicodedata.normalize("NFKC", header)):
        word: str = inside.replace(" ", "").removeprefix("单位").lstrip(":").lower()
        if word and SCALED.fullmatch(word):
            return word
    return ""


def _read(text: str, unit: str, header: str, zh: str, en: str) -> Decimal:
    word = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    match = NUMBER.fullmatch(word) if len(word) <= MAX_LENGTH else None
    digits = _decimal(match["digits"]) if match else None
    if match is None or digits is None:
        raise _no_number(text, word, zh, en)
    above = header_unit(header) if unit else ""  # a property without a unit keeps figures as given
    given = (match["factor"] or "") + (match["unit"] or "")
    if (match["factor"] or set("万亿") & set(match["digits"])) and not match["unit"]:
        given += _base(above or unit)
    value = _convert(digits, given or above, unit, text)
    if abs(value) > MAX_INTEGER:
        raise Unreadable(f"{shown(text)}太大", f"{text[:40]!r} is too large")
    if value < 0 and _unit(unit).kind == "count":
        raise Unreadable(f"{shown(text)}是负数", f"{text[:40]!r} is negative")
    return value


def _no_number(text: str, word: str, zh: str, en: str) -> Unreadable:
    if RANGE.fullmatch(word):
        return Unreadable(
            f"{shown(text)}是一个范围，不是{zh}；请只写一个数（中间的或最大的），范围可写在备注",
            f"{text[:40]!r} is a range and not {en}; write one number, and the range as a note",
        )
    return Unreadable(f"{shown(text)}不是{zh}", f"{text[:40]!r} is not {en}")


def _base(unit: str) -> str:
    """元 of 万元: a cell that says 500万 counts 元, whatever multiple its header names."""
    match = SCALED.fullmatch(unit)
    return match["unit"] or "" if match else ""


def _convert(value: Decimal, given: str, wanted: str, text: str) -> Decimal:
    if not given:
        return value
    source, target = _unit(given), _unit(wanted)
    if source.kind == target.kind or not source.kind or not target.kind:
        # a bare factor has no kind, and a property without a unit takes any
        return value * source.size / target.size
    raise Unreadable(
        f"{shown(text)}的单位“{given}”不能换算为“{wanted}”",
        f"{text[:40]!r}: {given} cannot be converted to {wanted}",
    )


def _unit(name: str) -> Unit:
    if name in UNITS:
        return UNITS[name]
    match = SCALED.fullmatch(unicodedata.normalize("NFKC", name).lower())
    if match is None:
        return Unit("", Decimal(1))
    unit = UNITS.get(match["unit"] or "", Unit("", Decimal(1)))
    return Unit(unit.kind, unit.size * FACTORS.get(match["factor"] or "", 1))


def _decimal(digits: str) -> Decimal | None:
    if digits[0] not in "+-0123456789":
        return chinese_numeral(digits)
    return Decimal(digits.replace(",", ""))


def chinese_numeral(word: str) -> Decimal | None:
    """二十三, 一百零五, 一亿三千万, 三点五, 二〇二一; None for what is no definite numeral.

    三五 (three to five) and 一万二 (twelve thousand, or is it?) are none.
    """
    whole, point, part = word.replace("廿", "二十").partition("点")
    if point:
        head = chinese_numeral(whole)
        tail = "".join(HAN_DIGITS.get(char, "?") for char in part)
        return head + Decimal(f"0.{tail}") if head is not None and tail.isdigit() else None
    if whole and all(char in HAN_DIGITS for char in whole):
        spelt = len(whole) == 1 or len(whole) >= 4
        return Decimal("".join(HAN_DIGITS[char] for char in whole)) if spelt else None
    return _positional(whole)


def _positional(word: str) -> Decimal | None:
    for mark in "亿万千百":
        left, found, right = word.partition(mark)
        if not found:
            continue
        if (len(right) == 1 and right in HAN_DIGITS) or (not left and mark in "亿万"):
            return None
        head = chinese_numeral(left) if left else Decimal(1)
        rest = chinese_numeral(right.lstrip("零〇")) if right else Decimal(0)
        if head is None or rest is None or not head or rest >= FACTORS[mark]:
            return None
        return head * FACTORS[mark] + rest
    tens, found, ones = word.partition("十")
    if not found or len(tens) > 1 or len(ones) > 1:
        return None
    digits = HAN_DIGITS.get(tens or "一", "") + HAN_DIGITS.get(ones or "零", "")
    return Decimal(digits) if len(digits) == 2 else None
