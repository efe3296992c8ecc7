"""Workbooks (.xlsx, .xls, .ods), read by a child process that may die of them."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from graph.errors import InputError
from ingest.contents import locked
from ingest.sheets import MAX_RATIO, MAX_UNPACKED, MIB, Sheet, gather

CHILD = Path(__file__).with_name("child.py")
LIMITS = {
    "unpacked": MAX_UNPACKED,
    "ratio": MAX_RATIO,
    "memory": 2048 * MIB,
    "seconds": 30,
}
# What ended a child that could not say so itself.
KILLED = {"SIGABRT": "memory", "SIGSEGV": "memory", "SIGKILL": "memory"}
KILLED |= {"SIGXCPU": "time", "SIGALRM": "time"}


def read_workbook(path: Path, name: str) -> list[Sheet]:
    """The visible worksheets that hold anything.

    The child is a fresh interpreter and no fork: the embedded engine does not survive a fork.
    """
    # -P keeps the folder of the child's file, where modules of ours lie, off its search path
    command = [sys.executable, "-P", str(CHILD), str(path.absolute()), json.dumps(LIMITS)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            return [
                Sheet(name, sheet, lines)
                for sheet, chunks in groupby(_chunks(child, name), key=lambda chunk: chunk[0])
                if (lines := gather((row for _, rows in chunks for row in rows), name, sheet))
            ]
        finally:
            child.kill()


def _chunks(child: subprocess.Popen[bytes], name: str) -> Iterator[tuple[str, Any]]:
    """The name of a sheet with some of its rows, until the child has told all."""
    assert child.stdout is not None
    for line in child.stdout:
        if not line.endswith(b"\n"):
            break
        match json.loads(line):
            case ["rows", sheet, rows]:
                yield sheet, rows
            case ["error", code]:
                raise _refusal(code, name)
            case ["end"]:
                return
    ended = child.wait()
    code = KILLED.get(signal.Signals(-ended).name, "damaged") if ended < 0 else "damaged"
    raise _refusal(code, name)


def _refusal(code: str, name: str) -> InputError:
    if code == "password":
        return locked(name)
    zh, en, fix_zh, fix_en = _REFUSALS[code]
    return InputError(zh, en, fix_zh=fix_zh, fix_en=fix_en, where=name)


_REFUSALS = {
    "memory": (
        "工作簿占用的范围过大，可能在表格以外很远处有零散的单元格",
        "The workbook spans too large an area; a stray cell may lie far beyond the table",
        "请删除表格以外（右侧和下方）的列、行和单元格，再另存后导入",
        "Delete the stray cells, columns and rows beyond the table, save, and try again",
    ),
    "time": (
        f"读取工作簿超过 {LIMITS['seconds']} 秒",
        f"Reading the workbook took more than {LIMITS['seconds']} seconds",
        "请拆成几个文件，或另存为 CSV",
        "Split it into several files, or save it as CSV",
    ),
    "damaged": (
        "工作簿已损坏，无法读取",
        "The workbook is damaged and cannot be read",
        "请在表格软件中打开并另存，或重新下载、重新导出",
        "Open it in a spreadsheet program and save it, or download or export it again",
    ),
    "foreign": (
        "文件是压缩包，但不是这种扩展名的工作簿",
        "The file is an archive, but no workbook of this extension",
        "请在表格软件中打开后另存为 .xlsx",
        "Open it in a spreadsheet program and save it as .xlsx",
    ),
    "unpacked": (
        f"工作簿解压后超过 {MAX_UNPACKED // MIB} MB",
        f"The workbook unpacks to more than {MAX_UNPACKED // MIB} MiB",
        "请拆成几个文件",
        "Split it into several files",
    ),
    "ratio": (
        f"工作簿的压缩比超过 {MAX_RATIO} 倍，疑似压缩炸弹",
        f"The workbook is packed more than {MAX_RATIO} to 1 and looks like a zip bomb",
        "请删除表格以外的空白行列后另存，或另存为 CSV",
        "Delete blank rows and columns beyond the table and save it, or save it as CSV",
    ),
}
