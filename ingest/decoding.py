"""Which encoding a text file is in: UTF-8, UTF-16 or GB18030, and a clear word on Big5.

GB18030 decodes nearly anything without an error, Big5 text included, so that a successful
decoding proves nothing. What tells them apart is which characters come out: each of the two
encodings keeps its frequent characters together (GB 2312 level 1 in B0A1–D7FE, Big5 level 1 in
A440–C67E), and real text consists of them for nine tenths.
"""

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from typing import TextIO, TypeVar

from graph.errors import InputError

T = TypeVar("T")

SAMPLE = 1 << 18
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A run of two bytes is one character in both encodings; GB18030 also has runs of four.
CHARACTER = re.compile(rb"[\x81-\xfe](?:[0-9][\x81-\xfe][0-9]|[\x40-\xfe])")
GB_FREQUENT = re.compile(rb"[\xb0-\xd7\xa1-\xa3][\xa1-\xfe]")
# A840–A9A0 counts for neither: GB 18030 has its symbols there (㎡, ℃), Big5 some characters.
BIG5_FREQUENT = re.compile(
    rb"[\xa1\xa2\xa4-\xa7\xaa-\xc6][\x40-\x7e\xa1-\xfe]|[\xa8\xa9][\xa1-\xfe]"
)
NO_BIG5 = re.compile(rb"[\x81-\xa0].|.[\x80-\xa0]", re.DOTALL)  # 國, 業 … in GB 18030
NEARLY_ALL = 0.9
HARDLY_ANY = 0.05


def decoded(path: Path, name: str, read: Callable[[TextIO], T]) -> T:
    """Give `read` the text of the file, in the first encoding that fits the whole of it."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if sample.startswith(UTF16):
        return _read(path, "utf-16", read, name)
    try:
        return _read(path, "utf-8-sig", read, name)
    except _WrongEncoding:
        refuse_implausible(sample, name)
        return _read(path, "gb18030", read, name)


class _WrongEncoding(InputError):
    """The bytes are not text of the encoding tried."""


def _read(path: Path, encoding: str, read: Callable[[TextIO], T], name: str) -> T:
    try:
        # newline="" keeps line breaks inside quoted cells as they are
        with path.open(encoding=encoding, newline="") as file:
            return read(file)
    except UnicodeDecodeError as exc:
        raise _WrongEncoding(
            "无法识别文件的文字编码",
            "The encoding of the file is not known",
            fix_zh="请另存为 UTF-8 编码的 CSV（“CSV UTF-8（逗号分隔）”）",
            fix_en="Save it as a CSV in UTF-8",
            where=name,
        ) from exc


def refuse_implausible(sample: bytes, name: str) -> None:
    """Refuse Big5, and UTF-8 with damaged bytes, before GB18030 turns them into nonsense."""
    if _mostly_utf8(sample):
        raise InputError(
            "文件是 UTF-8 编码，但有损坏的字节",
            "The file is in UTF-8, but some bytes are damaged",
            fix_zh="请重新导出该文件",
            fix_en="Export the file again",
            where=name,
        )
    if looks_like_big5(sample):
        raise InputError(
            "文件是 Big5（繁体中文）编码",
            "The file is in Big5 (traditional Chinese)",
            fix_zh="请另存为 UTF-8 编码（“CSV UTF-8（逗号分隔）”）后再导入",
            fix_en="Save it in UTF-8 and try again",
            where=name,
        )


def _mostly_utf8(sample: bytes) -> bool:
    whole = sum(byte > 0x7F for byte in sample)
    good = sum(len(c.encode()) for c in sample.decode("utf-8", "ignore") if not c.isascii())
    return whole > 0 and good / whole >= NEARLY_ALL


def looks_like_big5(sample: bytes) -> bool:
    """Whether the bytes make more frequent characters when read as Big5 than as GB18030."""
    characters = CHARACTER.findall(sample)
    gb = sum(GB_FREQUENT.fullmatch(c) is not None for c in characters)
    big5 = sum(BIG5_FREQUENT.fullmatch(c) is not None for c in characters)
    impossible = sum(NO_BIG5.match(c) is not None for c in characters)
    return big5 > gb and impossible <= HARDLY_ANY * len(characters)
