"""What somebody typed as a need, in the form of the names of the graph, and the runs of characters
that it is made of."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from queries.suggest.names import simplified

LONGEST = 2000  # characters of a need that are read; a page of text
HAN = "\u3400-\u9fff"
PIECE = re.compile(f"[{HAN}]+|[a-z0-9][a-z0-9+#.-]*")
HAN_RUN = re.compile(f"[{HAN}]")
LONGEST_GRAM = 3
LONGEST_WORD = 12


def plain(text: str) -> str:
    """Simplified characters, half width, lower case; at most `LONGEST` are read."""
    return simplified(unicodedata.normalize("NFKC", text[:LONGEST])).casefold()


def grams(text: str) -> Iterator[str]:
    """Runs of one to three 汉字, and latin words whole. `text` is plain."""
    for piece in PIECE.findall(text):
        if HAN_RUN.match(piece):
            for size in range(1, LONGEST_GRAM + 1):
                yield from (piece[at : at + size] for at in range(len(piece) - size + 1))
        else:
            yield piece


def is_chinese(text: str) -> bool:
    return HAN_RUN.search(text) is not None


def longest(plain: str, known: Callable[[str], bool], *, least: int = 2) -> Iterator[str]:
    """The longest known words of a plain text, from left to right: those of 汉字 have `least`
    characters or more, latin words are taken whole."""
    for piece in PIECE.findall(plain):
        if not is_chinese(piece):
            yield from (piece,) if known(piece) else ()
            continue
        start = 0
        while start <= len(piece) - least:
            last = min(len(piece), start + LONGEST_WORD)
            ends = (end for end in range(last, start + least - 1, -1) if known(piece[start:end]))
            end = next(ends, 0)
            if end:
                yield piece[start:end]
            start = end or start + 1


def tells_nothing(text: str) -> str:
    """Why a plain text cannot be matched with anything; empty when it can."""
    pieces = PIECE.findall(text)
    if not pieces:
        return "需求里没有文字"
    if sum(map(len, pieces)) < 2:
        return "需求只有一个字，说明不了要解决什么问题"
    return ""
