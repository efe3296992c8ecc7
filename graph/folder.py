"""
The folder of an embedded graph: which database in it is current, and who holds it.

    FOLDER/honglian.json   {"format": 1, "current": "db-3"}; replaced at once, never half written
    FOLDER/db-3/           the engine's own files
    FOLDER/lock            held by the process that has the graph open
    FOLDER/holder.json     who that is, for the message to the others

A first load builds the next database beside the current one and switches by replacing the small
file, so whatever ends the process leaves either the old graph or the new one.
"""

import errno
import json
import os
import re
import shutil
import sys
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from graph.errors import StoreForeign, StoreFull, StoreLocked

FORMAT = 1
MARK = "honglian.json"
HOLDER = "holder.json"
SUBCOMMAND = re.compile("[a-z][a-z-]{0,19}")
PAGE = 1 << 20  # more than the largest page that the engine writes
OURS = frozenset((MARK, HOLDER, f".{MARK}", f".{HOLDER}", "lock"))  # with a dot: not yet replaced


class Folder:
    """Taken on construction, until `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._refuse_foreign()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            # it may be released by another thread than the one that took it
            self._lock = FileLock(self.path / "lock", timeout=0, thread_local=False)
            self._lock.acquire()
        except Timeout as exc:
            raise self._locked() from exc
        except OSError as exc:
            raise unwritable(self.path, exc) from exc
        self._write(HOLDER, {"pid": os.getpid(), "command": _command(), "since": _now()})
        self._number = self._read_mark()
        self.sweep()

    @property
    def current(self) -> Path:
        """The database in use; it may not exist yet."""
        return self.path / f"db-{self._number}"

    @property
    def following(self) -> Path:
        """Where the next database is built."""
        return self.path / f"db-{self._number + 1}"

    def switch(self) -> None:
        """Make the following database the current one, at once and for good."""
        try:
            _sync(self.following)
        except OSError as exc:
            raise unwritable(self.path, exc) from exc
        self._write(MARK, {"format": FORMAT, "current": self.following.name})
        self._number += 1

    def check_space(self) -> None:
        """Raise when the disk is so full that the engine may have failed to write a page of late,
        which it says to its log alone."""
        if shutil.disk_usage(self.path).free < PAGE:
            raise unwritable(self.path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def settle(self) -> None:
        """Record a database that was just made as the current one."""
        self._write(MARK, {"format": FORMAT, "current": self.current.name})

    def release(self) -> None:
        (self.path / HOLDER).unlink(missing_ok=True)
        self._lock.release()

    def _refuse_foreign(self) -> None:
        """Raise when the path holds something that is not ours."""
        try:
            if self.path.exists() and not self.path.is_dir():
                raise _foreign(self.path, "是一个文件", "is a file")
            if not self.path.exists() or (self.path / MARK).exists():
                return
            strange = {p.name for p in self.path.iterdir()} - OURS
        except OSError as exc:
            raise unwritable(self.path, exc) from exc
        if any(not name.startswith("db-") for name in strange):
            raise _foreign(self.path, "里有其他程序的文件", "holds files of another program")

    def _read_mark(self) -> int:
        mark = self.path / MARK
        if not mark.exists():
            return 1
        try:
            content = json.loads(mark.read_text(encoding="utf-8"))
            fits = content["format"] == FORMAT
            number = int(content["current"].removeprefix("db-"))
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            self._lock.release()
            raise _foreign(mark, "无法识别", "cannot be understood") from exc
        if not fits:
            self._lock.release()
            raise _foreign(mark, "是另一个版本的图库", "belongs to another version of the product")
        if not (self.path / f"db-{number}").is_dir():
            self._lock.release()
            raise _foreign(mark, f"所指的 db-{number} 不见了", f"names db-{number}, which is gone")
        return number

    def sweep(self) -> None:
        """Remove databases that an interrupted load or a switch left behind."""
        for path in self.path.glob("db-*"):
            if path != self.current:
                shutil.rmtree(path, ignore_errors=True)

    def _write(self, name: str, content: dict[str, object]) -> None:
        draft = self.path / f".{name}"
        try:
            with draft.open("w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path / name)
        except OSError as exc:
            raise unwritable(self.path, exc) from exc

    def _locked(self) -> StoreLocked:
        try:
            holder = json.loads((self.path / HOLDER).read_text(encoding="utf-8"))
            zh = f"进程 {holder['pid']}（{holder['command']}，自 {holder['since']}）"
            en = f"process {holder['pid']} ({holder['command']}, since {holder['since']})"
        except (OSError, ValueError, KeyError):
            zh, en = "另一个进程", "another process"  # it is just starting, or just ending
        return StoreLocked(
            f"图库正被{zh}使用",
            f"the graph is in use by {en}",
            fix_zh="请先结束该进程，或用 --store 指定另一个图库；多人同时使用请改用 Neo4j",
            fix_en="End that process, name another graph with --store, or use Neo4j for many users",
            where=str(self.path),
        )


def _foreign(path: Path, zh: str, en: str) -> StoreForeign:
    return StoreForeign(
        f"{zh}，不是本程序的图库",
        f"{en}, not a graph of this program",
        fix_zh="请用 --store 指定一个空文件夹或已有的图库",
        fix_en="Name an empty folder or an existing graph with --store",
        where=str(path),
    )


def unwritable(path: Path, exc: OSError) -> StoreFull:
    """What an operating system's refusal to write means to a user."""
    return StoreFull(
        f"无法写入：{exc.strerror or exc}",
        f"cannot be written: {exc.strerror or exc}",
        fix_zh="请检查磁盘空间和文件夹权限，或用 --store 换一个位置",
        fix_en="Check the free space and the permissions, or choose another place with --store",
        where=str(path),
    )


def _sync(folder: Path) -> None:
    """Have the operating system put the files of a folder on the disk before they are relied on."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _command() -> str:
    """The program and its subcommand; what else was typed may be long, or not for others' eyes."""
    path = Path(sys.argv[0])
    name = path.parent.name if path.name == "__main__.py" else path.name  # python -m NAME
    words = [name, *(word for word in sys.argv[1:2] if SUBCOMMAND.fullmatch(word))]
    # in the C locale 汉字 arrive as lone surrogates
    return " ".join(words).encode(errors="replace").decode()


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
