"""Names as they are compared and found: normalised forms, full pinyin and initials."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

BAR = "|"  # separates and surrounds names in one property, so that `CONTAINS '|name|'` is equality
HAN = re.compile(r"[\u3400-\u9fff]")
# Characters that names often use and whose reading depends on the word (重庆, 银行, 长沙, 乐山):
# only a name with one of them is worth the slower reading by phrases.
HETERONYMS = re.compile("[重行长乐朝都传弹调发干冠好角会降卷率宁曲省石宿量厦单参车大得地和华系盛]")
BARE_LATIN = re.compile(r"[^0-9a-z]+")


@cache
def normal_name(text: str) -> str:
    """The form in which two names are equal: full-width forms, case and spaces aside.

    Nothing is cut off: 肇庆东璞生态农业有限公司 and 广东省东璞农业科技有限公司 are two firms.
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().replace(BAR, "/")


def joined(names: Iterable[str]) -> str | None:
    """Names as one searchable property, `|a|b|`; None when there is none."""
    unique = dict.fromkeys(filter(None, map(normal_name, names)))
    return f"{BAR}{BAR.join(unique)}{BAR}" if unique else None


def pinyin(names: Iterable[str]) -> str | None:
    """Full pinyin and initials of the names that have 汉字, `|zhaoqing|zq|`; None when none has."""
    forms: dict[str, None] = {}
    for name in names:
        if HAN.search(name):
            syllables = _syllables(name)
            forms["".join(syllables)] = None
            forms["".join(s[:1] for s in syllables)] = None
    return f"{BAR}{BAR.join(forms)}{BAR}" if forms else None


def _syllables(name: str) -> list[str]:
    """Readings of the 汉字 of a name, and its latin runs character by character."""
    if HETERONYMS.search(name):
        words: Iterable[str] = _lazy_pinyin()(name)
    else:
        words = map(_reading, name)
    parts: list[str] = []
    for word in words:
        plain = BARE_LATIN.sub("", word.lower())
        parts += [plain] if plain.isalpha() and plain != word.upper() else list(plain)
    return parts


@cache
def _reading(char: str) -> str:
    return str(_lazy_pinyin()(char)[0]) if HAN.match(char) else char


@cache
def _lazy_pinyin() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its tables take 60 ms to load

    return lazy_pinyin
