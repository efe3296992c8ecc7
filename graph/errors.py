"""
Everything this product raises on purpose. Each says in Chinese and in English what happened,
where, and what to do about it.

* HonglianError
  + StoreError           the engine could not do its work
    - StoreUnavailable   no connection, or it broke
    - StoreDenied        wrong user or password
    - StoreLocked        another process holds the embedded graph
    - StoreForeign       the folder or server is not one of ours, or of a version we cannot use
    - StoreFull          no space, or no permission to write
    - QueryTimeout       a statement ran past its limit and was ended
    - QueryFailed        the engine refused a statement
    - Conflict           a write broke a constraint
    - Busy               another ingest is writing
  + InputError           a file, a table or a value that cannot be taken; nothing was written
  + UsageError           the question itself is off: an impossible date, an unknown option
  + NotFound             no entity, chain or rule of that name
  + Ambiguous            several entities fit the name; lists them
"""

from collections.abc import Sequence
from typing import NamedTuple


class Candidate(NamedTuple):
    """One of several entities that fit a name."""

    label: str
    id: str
    name: str


class HonglianError(Exception):
    """Base of every error a caller may want to catch.

    `zh` and `en` say what happened, `fix_zh` and `fix_en` what to do, `where` the place
    (file, sheet, row, column, or the address of a server).
    """

    def __init__(
        self, zh: str, en: str, *, fix_zh: str = "", fix_en: str = "", where: str = ""
    ) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en
        self.fix_zh, self.fix_en = fix_zh, fix_en
        self.where = where

    def text(self, lang: str = "zh") -> str:
        """One line in one language: place, what happened, remedy."""
        what, fix = (self.en, self.fix_en) if lang == "en" else (self.zh, self.fix_zh)
        colon, stop = (": ", ". ") if lang == "en" else ("：", "。")
        place = f"{self.where}{colon}" if self.where else ""
        return f"{place}{what}{stop}{fix}".strip()

    def __str__(self) -> str:
        return f"{self.text('zh')}\n{self.text('en')}"


class StoreError(HonglianError):
    """The graph engine could not do its work."""


class StoreUnavailable(StoreError):
    """No connection to the engine, or it broke."""


class StoreDenied(StoreError):
    """The engine refused the user or the password."""


class StoreLocked(StoreError):
    """Another process holds the folder of the embedded engine."""


class StoreForeign(StoreError):
    """The folder or the server is not one of ours, or of a version we cannot use."""


class StoreFull(StoreError):
    """No space left, or no permission to write."""


class QueryTimeout(StoreError):
    """A statement ran past its time limit and was ended."""


class QueryFailed(StoreError):
    """The engine refused a statement."""


class Conflict(StoreError):
    """A write broke a constraint."""


class Busy(StoreError):
    """Another ingest is writing."""


class InputError(HonglianError):
    """A file, a table or a value that cannot be taken; nothing was written."""


class UsageError(HonglianError):
    """The question itself is off: an impossible date, an unknown option."""


class NotFound(HonglianError):
    """No entity, chain or rule of that name; `candidates` are entities with names like it."""

    candidates: tuple[Candidate, ...] = ()


class Ambiguous(HonglianError):
    """Several entities fit the name."""

    def __init__(self, text: str, candidates: Sequence[Candidate]) -> None:
        listed = "、".join(f"{c.name}({c.id})" for c in candidates)
        super().__init__(
            f"“{text}”对应 {len(candidates)} 个对象：{listed}",
            f"{text!r} fits {len(candidates)} entities: {listed}",
            fix_zh="请改用编号或全称",
            fix_en="Use an id or the full name",
        )
        self.candidates = tuple(candidates)


def outdated() -> Conflict:
    """The graph is no longer the one that a plan was made for."""
    return Conflict(
        "计划之后图库已被改动，本次未写入",
        "the graph changed after the plan was made; nothing was written",
        fix_zh="请重新执行",
        fix_en="Run it again",
    )


def too_long() -> QueryTimeout:
    return QueryTimeout(
        "查询超过时限，已中止",
        "the question took too long and was ended",
        fix_zh="请缩小范围后再试",
        fix_en="Narrow the question down",
    )
