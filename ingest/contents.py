"""What a file really is, whatever its name says."""

import mmap
from pathlib import Path
from typing import Literal

from graph.errors import InputError

Content = Literal["text", "zip", "ole", "html"]

EXPECTED: dict[str, Content] = {
    ".csv": "text",
    ".tsv": "text",
    ".jsonl": "text",
    ".xlsx": "zip",
    ".ods": "zip",
    ".xls": "ole",
}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style")
XML_WORKBOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def content(head: bytes) -> Content:
    """The kind of content that begins with these bytes."""
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        return "ole"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(HTML) or XML_WORKBOOK in head or b"<html" in start[:512]:
        return "html"
    return "text"


def check_content(path: Path, name: str, head: bytes) -> None:
    """Refuse a file whose content is not what its extension promises."""
    suffix = path.suffix.lower()
    found = content(head)
    if found == EXPECTED[suffix]:
        return
    if found == "ole" and _encrypted(path):
        raise locked(name)
    zh, en, fix_zh, fix_en = _MISNAMED[found]
    raise InputError(
        f"扩展名是 {suffix}，内容却是{zh}",
        f"It is named {suffix}, but its content is {en}",
        fix_zh=fix_zh,
        fix_en=fix_en,
        where=name,
    )


def locked(name: str) -> InputError:
    """The error for a workbook that asks for a password."""
    return InputError(
        "工作簿有密码保护，无法读取",
        "The workbook is protected by a password",
        fix_zh="请在表格软件中取消密码后另存，再重新导入",
        fix_en="Remove the password in the spreadsheet program, save, and try again",
        where=name,
    )


def _encrypted(path: Path) -> bool:
    """A workbook with a password is an OLE container that holds a stream of this name."""
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        return data.find(ENCRYPTED) >= 0


_MISNAMED: dict[Content, tuple[str, str, str, str]] = {
    "zip": (
        "压缩格式的工作簿（.xlsx 或 .ods）",
        "a zipped workbook (.xlsx or .ods)",
        "请把扩展名改为 .xlsx，或在表格软件中打开后另存为 .xlsx",
        "Rename it to .xlsx, or open it in a spreadsheet program and save it as .xlsx",
    ),
    "ole": (
        "旧版工作簿（.xls）",
        "an old workbook (.xls)",
        "请把扩展名改为 .xls，或在表格软件中打开后另存为 .xlsx",
        "Rename it to .xls, or open it in a spreadsheet program and save it as .xlsx",
    ),
    "html": (
        "网页（HTML 或 XML），常见于业务系统导出的文件",
        "a web page (HTML or XML), as some systems export",
        "请在表格软件中打开，另存为 .xlsx 后再导入",
        "Open it in a spreadsheet program, save it as .xlsx, and try again",
    ),
    "text": (
        "文本，不是工作簿",
        "text and no workbook",
        "如果是逗号或制表符分隔的表格，请把扩展名改为 .csv；否则请重新导出",
        "Rename it to .csv if it is a delimited table; else export it again",
    ),
}
