"""What suggestions have learnt from the graph that the settings name, kept in a file beside it."""

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from api.settings import Settings
from api.stores import EMBEDDED
from graph.errors import InputError
from queries.partners import NOT_LEARNT

if TYPE_CHECKING:
    from queries.suggest.stored import Learnt

NAME = "suggestions.zip"
BESIDE = Path(".honglian")  # for a graph that is on a server


def file_of(settings: Settings) -> Path | None:
    """The file; None for a graph that lasts as long as the process."""
    if settings.suggestions:
        return settings.suggestions
    if settings.store.startswith(EMBEDDED):
        folder = settings.store.removeprefix(EMBEDDED)
        return Path(folder) / NAME if folder else None
    server = hashlib.sha256(settings.store_option.encode()).hexdigest()[:8]
    return BESIDE / f"{server}-{NAME}"


class Known(NamedTuple):
    """What was learnt, or why nothing was: suggestions then go by the rules alone."""

    learnt: "Learnt | None" = None
    unlearnt: str = NOT_LEARNT


def known(settings: Settings, *, warm: bool = False) -> Known:
    """Read the file. `warm`: also make what the first question would have to wait for."""
    path = file_of(settings)
    if path is None or not path.exists():
        return Known()
    from queries.suggest import stored  # noqa: PLC0415  # slow to import

    try:
        learnt = stored.load(path)
    except InputError as exc:  # the rules answer all the same, and the answer says why only they
        return Known(unlearnt=exc.text("zh"))
    if warm:
        learnt.warm()
    return Known(learnt)


class Shelf:
    """What was learnt, as the service has it: read once, and again when the file has changed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = file_of(settings)
        self._lock = asyncio.Lock()
        self._mark: tuple[int, int] | None = None
        self._known = Known()
        self._task: asyncio.Task[Known] | None = None

    def start(self) -> None:
        """Begin to read, so that the first who asks need not wait."""
        self._task = asyncio.create_task(self.known())

    async def stop(self) -> None:
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)

    async def known(self) -> Known:
        async with self._lock:
            mark = _mark(self._path)
            if mark != self._mark:
                self._known = await asyncio.to_thread(known, self._settings, warm=True)
                self._mark = mark
        return self._known


def _mark(path: Path | None) -> tuple[int, int] | None:
    """Another when the file is another."""
    try:
        found = path.stat() if path else None
    except OSError:  # reading it will say why
        return None
    return (found.st_mtime_ns, found.st_size) if found else None
