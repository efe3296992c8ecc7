"""Files that commands write."""

import os
from pathlib import Path

from graph.errors import UsageError


def write_text(path: Path, text: str) -> Path:
    """Write a whole file as UTF-8, as `write_bytes` does.

    A .csv gets the mark without which spreadsheet programs do not see Chinese.
    """
    encoding = "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
    return write_bytes(path, text.encode(encoding))


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a whole file or raise what a user can mend; folders on the way are made. Whoever reads
    meanwhile, and a failure, find the file as it was."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # a pipe, a terminal; a folder refuses
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as exc:
        raise UsageError(
            f"无法写入文件：{exc.strerror or exc}",
            f"the file cannot be written: {exc.strerror or exc}",
            fix_zh="请检查文件夹、权限和磁盘空间，文件是否正被打开",
            fix_en="Check the folder, the permissions, the free space, and that the file is shut",
            where=str(path),
        ) from exc
    return path


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, then take its place."""
    beside = path.with_name(f".{path.name[-100:]}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
