"""Names as they are compared and found: normalised forms, core names, full pinyin and initials."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

BAR = "|"  # separates and surrounds names in one property, so that `CONTAINS '|name|'` is equality
HAN = re.compile(r"[\u3400-\u9fff]")
# Characters whose reading depends on the word (重庆, 银行, 长沙): only a name with one of them is
# worth the slower reading by phrases. These made nine in ten of the differences between the two
# readings over 99,000 names of companies and products; the last line are those of place names.
HETERONYMS = re.compile(
    "[茄调参豉模长行弹术粘重都咖阿什乐薄厦蛤轧匙藏畜给桔佛仔葚校削刨血荠似杉朴还扎没勒剥槟肋着栅圈传朝"
    "单省宿曲宁率卷会泊]"
)
# What registered names begin with: districts by their suffix (not 超市, 园区 …), and
# places often written without one: provinces, cities of Guangdong, counties of Zhaoqing.
PLACE = re.compile(
    "(?:[\u4e00-\u9fff]{2,3}?(?:省|(?<![上超城都集夜股楼门])市|县|(?<![园社景小校库厂])区|镇)|"
    "(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|"
    "海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
    "(?:(?:壮族|回族|维吾尔)?自治区|特别行政区)?|"
    "广州|深圳|珠海|汕头|佛山|韶关|河源|梅州|惠州|汕尾|东莞|中山|江门|阳江|湛江|茂名|肇庆|清远|潮州|揭阳|云浮|"
    "端州|鼎湖|高要|四会|广宁|怀集|封开|德庆)"
)
BRACKETED = re.compile(r"\([^()]*\)")
LEGAL_FORM = re.compile(
    "(?:股份有限|有限责任|有限|股份|总)?公司$|(?:农民)?(?:专业)?合作(?:联)?社$|(?:有限)?合伙企业$|个人独资企业$"
)
SHORTEST_CORE = 2


@cache
def normal_name(text: str) -> str:
    """The form in which two names are equal: full-width forms, case and spaces aside.

    Nothing is cut off: 肇庆东璞生态农业有限公司 and 广东省东璞农业科技有限公司 are two firms.
    """
    return legible(text).casefold()


def legible(text: str) -> str:
    """The same in the case that people write: TCL stays TCL."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace(BAR, "/")


def core_name(name: str) -> str | None:
    """A name without place and legal form: 广东省示例电机（肇庆）有限公司 is 示例电机. At least two
    characters are left; None of a shorter name.

    What a firm does is part of it: 肇庆东璞生态农业有限公司 and 广东省东璞农业科技有限公司 differ.
    The firms of a group share the word before it, and where that ends no list can tell. Two names
    of one core are a reason to look, never to merge.
    """
    core = normal_name(name)
    for part in (BRACKETED, LEGAL_FORM):
        core = _without(part.sub("", core), core)
    while (place := PLACE.match(core)) and len(core) - place.end() >= SHORTEST_CORE:
        core = core[place.end() :]
    return core if len(core) >= SHORTEST_CORE else None


def unshared(text: str, ending: str = "") -> str:
    """What of a name others do not have as well: without legal forms, which most names share, and
    without the `ending` that all names of a kind share."""
    return LEGAL_FORM.sub("", normal_name(text)).removesuffix(ending)


def pairs(text: str, ending: str = "") -> list[str]:
    """The pairs of neighbouring characters of a name, by which it is like another; of what it does
    not share with most."""
    return list(dict.fromkeys(a + b for a, b in pairwise(unshared(text, ending))))


def _without(shorter: str, core: str) -> str:
    return shorter if len(shorter) >= SHORTEST_CORE else core


def joined(names: Iterable[str]) -> str | None:
    """Names as one searchable property, `|a|b|`; None when there is none."""
    unique = dict.fromkeys(filter(None, map(normal_name, names)))
    return f"{BAR}{BAR.join(unique)}{BAR}" if unique else None


def pinyin(names: Iterable[str]) -> str | None:
    """Full pinyin and initials of the names that have 汉字, `|zhaoqing|zq|`; None when none has."""
    forms: list[str] = []
    for name in names:
        if HAN.search(name) and (syllables := _syllables(name)):
            forms += ("".join(syllables), "".join([s[0] for s in syllables]))
    return f"{BAR}{BAR.join(dict.fromkeys(forms))}{BAR}" if forms else None


def _syllables(name: str) -> list[str]:
    """Readings of the 汉字 of a name; latin letters and digits stand for themselves."""
    if not HETERONYMS.search(name):
        return [reading for char in name if (reading := _READINGS[char])]
    padded = f" {name} "
    return [
        reading
        for at, char in enumerate(name)
        if (reading := _in_word(padded[at : at + 3]) if HETERONYMS.match(char) else _READINGS[char])
    ]


@cache
def _in_word(three: str) -> str:
    """The reading of the second of three characters, as the word that it stands in tells."""
    words = "".join(char if HAN.match(char) else "，" for char in three)
    return str(_lazy_pinyin()(words, errors=list)[1])


class _Readings(dict[str, str]):
    """The most common reading of each character, looked up once."""

    def __missing__(self, char: str) -> str:
        if HAN.match(char):
            said = _lazy_pinyin()(char)[0]
            reading = said if said.isascii() else ""  # of a character so rare nobody knows one
        else:
            reading = char.lower() if char.isascii() and char.isalnum() else ""
        self[char] = reading
        return reading


_READINGS = _Readings()


@cache
def _lazy_pinyin() -> Callable[..., list[str]]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables take 60 ms to load

    return lazy_pinyin
