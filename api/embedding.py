"""The vectors of words that the settings name, read once."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Settings

if TYPE_CHECKING:
    from queries.matching.vectors import Vectors


def vectors_of(settings: Settings, file: Path | None = None) -> "Vectors | None":
    """Those of `file`, else of the settings; None when neither names any. Raises `InputError`."""
    path = file or settings.vectors
    return _load(path, path.stat().st_mtime_ns if path.is_file() else 0) if path else None


@lru_cache(maxsize=2)
def _load(path: Path, changed: int) -> "Vectors":
    """Anew when the file has changed."""
    from queries.matching.vectors import load  # noqa: PLC0415  # slow to load

    return load(path)
