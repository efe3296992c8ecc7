"""What each error becomes at the front doors: an exit code and an HTTP status. The only place that
knows both."""

from collections.abc import Mapping
from typing import NamedTuple

from graph.errors import (
    Ambiguous,
    Busy,
    Conflict,
    HonglianError,
    InputError,
    NotFound,
    QueryFailed,
    QueryTimeout,
    StoreDenied,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreUnavailable,
    UsageError,
)

DONE, DEFECT, USAGE, REJECTED, STORE, MISSING, SEVERAL, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130


class Overloaded(StoreUnavailable):
    """More questions at once than the service takes on."""

    def __init__(self) -> None:
        super().__init__(
            "同时提问的人太多",
            "too many questions at once",
            fix_zh="请稍后重试",
            fix_en="Try again in a moment",
        )


class Outcome(NamedTuple):
    """`kind` is the name of the error in JSON; `zh` and `en` say it to somebody who may not learn
    more (an HTTP client is told nothing of the engine, its address or its statements)."""

    kind: str
    exit: int
    status: int
    zh: str
    en: str


OUTCOMES: Mapping[type[HonglianError], Outcome] = {
    HonglianError: Outcome("defect", DEFECT, 500, "服务内部出错", "something went wrong in here"),
    UsageError: Outcome("usage", USAGE, 422, "请求有误", "the question itself is off"),
    InputError: Outcome("input", REJECTED, 422, "输入未被接受", "the input was not taken"),
    NotFound: Outcome("not-found", MISSING, 404, "没有找到", "nothing of that name"),
    Ambiguous: Outcome("ambiguous", SEVERAL, 409, "名称对应多个对象", "several fit the name"),
    StoreError: Outcome("store", STORE, 500, "图库出错", "the graph engine failed"),
    StoreUnavailable: Outcome(
        "store-unavailable", STORE, 503, "图库暂时连不上", "the graph is out of reach for now"
    ),
    Overloaded: Outcome(
        "overloaded", STORE, 503, "同时提问的人太多，请稍后重试", "too many questions at once"
    ),
    StoreDenied: Outcome(
        "store-denied", STORE, 500, "图库拒绝了本服务的凭据", "the graph refused this service"
    ),
    StoreLocked: Outcome(
        "store-locked", STORE, 503, "图库正被另一个进程使用", "another process holds the graph"
    ),
    StoreForeign: Outcome(
        "store-foreign", STORE, 503, "图库不能用于本版本", "the graph is not one of this version"
    ),
    StoreFull: Outcome("store-full", STORE, 507, "图库无法写入", "the graph cannot be written"),
    QueryTimeout: Outcome(
        "query-timeout", STORE, 504, "查询超过时限，已中止", "the question took too long"
    ),
    QueryFailed: Outcome("query-failed", STORE, 500, "图库出错", "the graph engine failed"),
    Conflict: Outcome("conflict", STORE, 409, "与图库现有内容冲突", "it conflicts with the graph"),
    Busy: Outcome("busy", STORE, 409, "另一批数据正在入库", "another ingest is writing"),
}


def outcome(error: HonglianError) -> Outcome:
    """The entry of the error's class, or of the nearest class above it."""
    return next(OUTCOMES[kind] for kind in type(error).__mro__ if kind in OUTCOMES)


def list_to_come(day: str, said: str) -> UsageError:
    """Nobody knows who will be on a list of a day after today; `said` is where the day was told."""
    return UsageError(
        f"名单日期 {day} 在今天之后",
        f"the day of the list, {day}, is after today",
        fix_zh=f"请改正 {said}",
        fix_en=f"Mend {said}",
    )


def not_a_day(text: str) -> UsageError:
    return UsageError(
        f"“{text}”不是一个日期",
        f"{text!r} is not a day",
        fix_zh="请写成 2026-11-23 的样子；只写到月（2026-09、2026年9月）的按当月最后一天计",
        fix_en="Write it like 2026-11-23; a month (2026-09) means its last day",
    )
