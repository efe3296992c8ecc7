"""Dates as people write them → ISO 8601 text of the precision that was given.

2021.6, 2021年6月 and 202106 are all `2021-06`: a day that nobody wrote is not made up.
"""

import calendar
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone

from ingest.numbers import chinese_numeral
from ingest.unreadable import Unreadable, shown

YEARS = range(1800, 2200)
SERIALS = range(20_000, 80_001)  # 1954 to 2119, as Excel counts days
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of the wall calendar
CHINA = timezone(timedelta(hours=8))

WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})(?:年度?|[-/.年](?P<month>[0-9]{1,2})"
    r"(?:月份?|[-/.月](?P<day>[0-9]{1,2})[日号]?)?)?"
)
COMPACT = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?")
SERIAL = re.compile(r"([0-9]{5})(\.[0-9]+)?")
CHINESE = re.compile(
    "([〇○零一二三四五六七八九]{4})年(?:([一二三四五六七八九十]+)月(?:([一二三四五六七八九十廿]+)[日号])?)?"
)
LASTING = re.compile(  # 一个月内, 15个工作日, 30天, 年底前 is none
    r"(?:约|大约)?(?:[0-9]+|[一二两三四五六七八九十半]+)\s*"
    r"(?:(?:个?工作日|天|周|个星期|个月|个季度|年)(?:以内|之内|内|左右)?|[日月](?:以内|之内|内))"
)
TIME = re.compile(
    r"(?:[T\s]+|(?<=[日号]))(?P<hour>[0-9]{1,2})(?::|时|点)(?P<minute>[0-9]{2})"
    r"(?:分(?:(?P<sec>[0-9]{2})秒)?|:(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?$"
)


def doubt(text: str) -> tuple[str, str] | None:
    """What is doubtful about a date that can be read: a number in a cell may be the month 10 that
    lost its nought, or a day as a spreadsheet program counts them."""
    word = unicodedata.normalize("NFKC", text).strip()
    if match := re.fullmatch(r"([0-9]{4})\.1", word):
        year = match[1]
        return (
            f"读作 {year}-01；数字单元格会把 {year}.10 存成 {year}.1，如是 10 月请写 {year}-10",
            f"read as {year}-01; a number cell keeps {year}.10 as {year}.1: write {year}-10 if so",
        )
    if (match := SERIAL.fullmatch(word)) and int(match[1]) in SERIALS:
        day = read_datetime(word)
        return (
            f"按表格软件的日期序号读作 {day}；请核对，并把单元格改为日期格式",
            f"read as {day}, as a spreadsheet program counts days; check it, format it as a date",
        )
    return None


def read_date(text: str) -> str:
    """`2021`, `2021-06` or `2021-06-30`, or `Unreadable`. A time of day is left out."""
    return read_datetime(text)[:10]


def read_datetime(text: str) -> str:
    """A date as above, or `2026-04-19T11:40:00` where a time is given; China's time."""
    word = unicodedata.normalize("NFKC", text).strip()
    if (serial := SERIAL.fullmatch(word)) and int(serial[1]) in SERIALS:
        return _from_serial(float(word))
    clock = TIME.search(word)
    day = _read_day(word[: clock.start()] if clock else word, text)
    if clock is None:
        return day
    return _at(day, clock, text)


def _from_serial(serial: float) -> str:
    moment = EXCEL_EPOCH + timedelta(seconds=round(serial * 86_400))
    return moment.isoformat() if moment.time() != time() else moment.date().isoformat()


def _read_day(word: str, text: str) -> str:
    word = re.sub(r"\s*([-/.年月])\s*", r"\1", word.strip())
    match = WRITTEN.fullmatch(word) or COMPACT.fullmatch(word)
    if match:
        parts = [int(part) for part in match.group("year", "month", "day") if part]
    elif chinese := CHINESE.fullmatch(word):
        parts = [int(n) for part in chinese.groups() if (n := chinese_numeral(part or ""))]
    elif LASTING.fullmatch(word):
        raise Unreadable(
            f"{shown(text)}是时长，不是日期；请写到期的那一天，如 2026-10-15",
            f"{text[:40]!r} is how long and not when; write the day it ends, as 2026-10-15",
        )
    else:
        raise Unreadable(
            f"{shown(text)}不是明确的日期，请写成 2021、2021-06 或 2021-06-30",
            f"{text[:40]!r} is no definite date; write 2021, 2021-06 or 2021-06-30",
        )
    _check(parts, text)
    return "-".join(f"{part:02}" for part in parts)


def _check(parts: list[int], text: str) -> None:
    year, month, day = [*parts, 1, 1][:3] if len(parts) < 3 else parts
    last = calendar.monthrange(year, month)[1] if year in YEARS and 1 <= month <= 12 else 0
    if year not in YEARS:
        zh, en = f"年份 {year} 超出范围", f"the year {year} is out of range"
    elif not last:
        zh, en = f"没有 {month} 月", f"there is no month {month}"
    elif not 1 <= day <= last:
        zh, en = f"{year} 年 {month} 月没有 {day} 日", f"{year}-{month:02} has no day {day}"
    else:
        return
    raise Unreadable(f"{shown(text)}不是有效日期：{zh}", f"{text[:40]!r} is no date: {en}")


def _at(day: str, clock: re.Match[str], text: str) -> str:
    seconds = clock["second"] or clock["sec"]
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(seconds or 0)
    if len(day) < 10 or hour > 23 or minute > 59 or second > 59:
        raise Unreadable(f"{shown(text)}不是有效时间", f"{text[:40]!r} is no date and time")
    moment = datetime.combine(date.fromisoformat(day), time(hour, minute, second))
    if zone := clock["zone"]:
        moment = _in_china(moment, zone)
    return moment.isoformat(timespec="seconds" if seconds else "minutes")


def _in_china(moment: datetime, zone: str) -> datetime:
    """The wall clock in China at a moment whose offset from UTC was given."""
    offset = timedelta()
    if zone != "Z":
        hours, minutes = int(zone[:3]), int(zone[0] + zone[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
    return (moment - offset).replace(tzinfo=UTC).astimezone(CHINA).replace(tzinfo=None)
