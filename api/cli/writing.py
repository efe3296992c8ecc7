"""Files that commands write."""

from pathlib import Path

from graph.errors import UsageError


def write_text(path: Path, text: str) -> Path:
    """Write a whole file as UTF-8 or raise what a user can mend; folders on the way are made.

    A .csv gets the mark without which spreadsheet programs do not see Chinese.
    """
    encoding = "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding=encoding, newline="")
    except OSError as exc:
        raise UsageError(
            f"无法写入文件：{exc.strerror or exc}",
            f"the file cannot be written: {exc.strerror or exc}",
            fix_zh="请检查文件夹、权限和磁盘空间",
            fix_en="Check the folder, the permissions and the free space",
            where=str(path),
        ) from exc
    return path
