"""A folder that is one of the public data sets, known by the names of its files."""

from collections.abc import Sequence
from pathlib import Path

from graph.errors import InputError


def holds(folder: Path, names: Sequence[str]) -> bool:
    """Whether all of them are there."""
    return folder.is_dir() and not _missing(folder, names)


def files(folder: Path, names: Sequence[str], *, fix_zh: str, fix_en: str) -> list[Path]:
    """All of them, in that order. InputError names those that are missing."""
    if missing := _missing(folder, names):
        raise InputError(
            f"缺少文件：{'、'.join(missing)}",
            f"missing files: {', '.join(missing)}",
            fix_zh=fix_zh,
            fix_en=fix_en,
            where=str(folder),
        )
    return [folder / name for name in names]


def _missing(folder: Path, names: Sequence[str]) -> list[str]:
    return [name for name in names if not (folder / name).is_file()]
