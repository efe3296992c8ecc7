"""Text → typed value, as a property asks for it.

Unknown is not zero: blank cells and the fillers people write (—, 无数据, 未摸排 …) give None. `无`
means "there is none" for text, lists and dates and No for a yes/no, but is refused where a number
belongs: whoever counted writes 0, whoever did not leaves the cell blank.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from graph.model import Choice, Prop, PropType
from ingest.dates import read_date, read_datetime
from ingest.numbers import read_integer, read_number
from ingest.unreadable import Unreadable, shown

__all__ = ["Unreadable", "Value", "choose", "is_blank", "parse", "plain", "split"]

Value = str | int | float | bool | list[str] | None

FILLERS = frozenset(
    "|-|--|---|—|——|–|―|─|/|//|\\|无数据|暂无数据|未知|不详|不明|未摸排|未摸底|未统计|未调查|未填|未填写|暂缺|待补充"
    "|unknown|n/a|null|none|nan".split("|")
)
ABSENT = frozenset(("无", "暂无", "没有"))
ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
YES = frozenset("是|有|对|√|✓|✔|☑|y|yes|true|t|1|1.0".split("|"))
NO = frozenset("否|无|没有|不是|错|×|✗|✘|x|n|no|false|f|0|0.0".split("|"))
# after 已 and 未: 已建, 未建, …
DONE = frozenset("建|建立|组建|成立|选派|配备|设|设立|覆盖|摸排|摸底|入库".split("|"))
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
SEPARATORS = ";；|｜、，,\n\r"
SEPARATOR = re.compile(f"[{SEPARATORS}]+")
OPEN, CLOSE = "(（[【《", ")）]】》"
NOTE = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]$")


def parse(text: str, prop: Prop, *, header: str = "") -> Value:
    """The value of a cell. `header` is its column's header, which may name a unit.

    Raises `Unreadable` when the text is no value of the property's type or choices.
    """
    text = INVISIBLE.sub("", text).strip()
    if ERROR.fullmatch(text):
        raise Unreadable(f"“{text}”是公式错误", f"{text!r} is the error of a formula")
    if prop.type == "texts":
        return _texts(text, prop) or None
    if prop.choices and (choice := choose(text, prop)):
        value: Value = choice.value
        return value
    if is_blank(text) or (prop.type in NONE_MEANS_NOTHING and text in ABSENT):
        return None
    if prop.choices and not prop.open_choices:
        raise _no_choice(text, prop)
    if prop.type in NUMBERS and text in ABSENT:
        raise _none_is_no_number(text, prop)
    return _READERS[prop.type](text, prop, header)


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, or one of the usual fillers."""
    return plain(text) in FILLERS


@lru_cache(maxsize=1 << 14)  # the words of choices are compared with every cell
def plain(text: str) -> str:
    """The form in which words are compared: half width, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def split(text: str) -> list[str]:
    """The items of a list in one cell, in order, without blanks, fillers and repeats.

    A separator inside brackets separates nothing: 电池（三元、磷酸铁锂）；电机 is two items.
    """
    items = (INVISIBLE.sub("", item).strip() for item in _pieces(text))
    return list(dict.fromkeys(i for i in items if not is_blank(i) and i not in ABSENT))


def choose(text: str, prop: Prop) -> Choice | None:
    """The choice that a cell means: by value or alias, at last without a note in brackets."""
    word = plain(text)
    for tried in (word, NOTE.sub("", word)):
        for choice in prop.choices:
            if tried and any(plain(str(name)) == tried for name in (choice.value, *choice.aliases)):
                return choice
    return None


def _pieces(text: str) -> list[str]:
    if not any(char in text for char in OPEN):
        return SEPARATOR.split(text)
    pieces, depth = [""], 0
    for char in text:
        depth += (char in OPEN) - (char in CLOSE)
        if char in SEPARATORS and not depth:
            pieces.append("")
        else:
            pieces[-1] += char
        if depth < 0:
            break
    return SEPARATOR.split(text) if depth else pieces


def _texts(text: str, prop: Prop) -> list[str]:
    items: dict[str, None] = {}
    for item in split(text):
        choice = choose(item, prop)
        if choice is None and prop.choices and not prop.open_choices:
            raise _no_choice(item, prop)
        items[str(choice.value) if choice else item] = None
    return list(items)


def _text(text: str, prop: Prop, header: str) -> Value:
    return text


def _boolean(text: str, prop: Prop, header: str) -> Value:
    word = NOTE.sub("", plain(text))
    if word in YES or (word[:1] == "已" and word[1:] in DONE):
        return True
    if word in NO or (word[:1] == "未" and word[1:] in DONE):
        return False
    raise Unreadable(f"{shown(text)}不是“是”或“否”", f"{text[:40]!r} is neither yes nor no")


def _integer(text: str, prop: Prop, header: str) -> Value:
    return read_integer(text, prop.unit, header)


def _number(text: str, prop: Prop, header: str) -> Value:
    return read_number(text, prop.unit, header)


def _date(text: str, prop: Prop, header: str) -> Value:
    return read_date(text)


def _datetime(text: str, prop: Prop, header: str) -> Value:
    return read_datetime(text)


def _none_is_no_number(text: str, prop: Prop) -> Unreadable:
    zh, en = ("整数", "a whole number") if prop.type == "integer" else ("数字", "a number")
    return Unreadable(
        f"{shown(text)}不是{zh}；确实没有请填 0，不清楚请留空",
        f"{text!r} is not {en}; write 0 if there is none, leave it blank if nobody knows",
    )


def _no_choice(text: str, prop: Prop) -> Unreadable:
    values = "、".join(str(choice.value) for choice in prop.choices)
    return Unreadable(
        f"{shown(text)}不是可选值，应为：{values}", f"{text[:40]!r} is none of: {values}"
    )


_READERS: Mapping[PropType, Callable[[str, Prop, str], Value]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
}
NUMBERS: tuple[PropType, ...] = ("integer", "number")
NONE_MEANS_NOTHING: tuple[PropType, ...] = ("text", "date", "datetime")
