"""What names an entity: the unified social credit code, and the name as it is compared.

Names are compared whole (`graph.names.normal_name`); a core is never cut out of one.
"""

import unicodedata

from graph.names import normal_name
from ingest.values import Unreadable

__all__ = ["as_code", "check_credit_code", "check_digit", "normal_name"]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V, Z
LENGTH = 18
MISTAKEN = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
EXCEL_DIGITS = 15


def check_credit_code(text: str) -> str:
    """The code in upper case and half width, or `Unreadable`. Nothing else is ever corrected.

    All of the 31 characters occur as check characters and any may come first: N begins the
    codes of village collectives, A and Y are other registers.
    """
    code = as_code(text)
    if len(code) != LENGTH:
        raise Unreadable(
            f"统一社会信用代码应为 {LENGTH} 位，“{code}”是 {len(code)} 位",
            f"a credit code has {LENGTH} characters, {code!r} has {len(code)}",
        )
    for position, char in enumerate(code, 1):
        if char not in ALPHABET:
            raise _illegal(code, position, char)
    expected = check_digit(code[:-1])
    if code[-1] != expected:
        raise _mismatch(code, expected)
    return code


def as_code(text: str) -> str:
    """A text in the form in which codes are kept."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").split()).upper()


def check_digit(body: str) -> str:
    """The eighteenth character of a code, from its first seventeen (GB 32100-2015, 5.2)."""
    total = sum(ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(body))
    return ALPHABET[-total % 31]


def _illegal(code: str, position: int, char: str) -> Unreadable:
    hint = MISTAKEN.get(char)
    return Unreadable(
        f"“{code}”第 {position} 位“{char}”不是信用代码字符" + (f"，可能是 {hint}" if hint else ""),
        f"{char!r} at position {position} of {code!r} is no character of a credit code"
        + (f", perhaps {hint}" if hint else ""),
    )


def _mismatch(code: str, expected: str) -> Unreadable:
    zh = f"“{code}”校验码不符：末位应为 {expected}，实为 {code[-1]}"
    en = f"check digit of {code!r}: expected {expected}, found {code[-1]}"
    if code.isdigit() and not code[EXCEL_DIGITS:].strip("0"):
        zh += "；单元格可能是数字格式，末三位已丢失，请改为文本格式后重填"
        en += "; the cell may be a number that lost its last digits, make it text"
    return Unreadable(zh, en)
