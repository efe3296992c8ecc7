"""Ingests that came over HTTP: one at a time, each with an outcome to ask for."""

import asyncio
import secrets
import shutil
from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field

from api.days import today
from api.errors import outcome
from graph.errors import Busy, HonglianError, NotFound
from graph.model import Schema
from graph.store import Store
from ingest import load
from ingest.report import Report

KEPT = 100
State = Literal["running", "done", "rejected", "failed"]

log = structlog.get_logger()


class Failure(BaseModel):
    """Why a run wrote nothing, in both languages."""

    kind: str
    zh: str
    en: str


class Run(BaseModel):
    """One ingest. `rejected`: nothing was written, as rows were refused, which the report lists, or
    as complete lists would have ended most of what stood; `error` says so then."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Also `report.run`, once the run stands in the graph.")
    state: State
    dry_run: bool
    partial: bool
    started_at: str | None = None
    ended_at: str | None = None
    report: Report | None = None
    error: Failure | None = None


class Order(BaseModel):
    """What to load and how; `folder` is removed when it is done."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    format: load.Format
    dry_run: bool
    partial: bool
    complete: bool = False
    sweeping: bool = False
    as_of: str | None = None


class Runs:
    """The runs of this process, the last hundred of them."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._task: asyncio.Task[None] | None = None

    def refuse_second(self) -> None:
        """Raise `Busy` while a run is at work."""
        running = next((run for run in self._runs.values() if run.state == "running"), None)
        if running:
            raise Busy(
                f"批次 {running.id} 正在入库",
                f"run {running.id} is writing",
                fix_zh="请等它结束后再试",
                fix_en="Try again when it has ended",
            )

    def begin(self, store: Store, order: Order) -> Run:
        """Start a run and return it as it stands."""
        self.refuse_second()
        run = Run(
            id=f"http-{secrets.token_hex(6)}",
            state="running",
            dry_run=order.dry_run,
            partial=order.partial,
            started_at=_now(),
        )
        self._keep(run)
        self._task = asyncio.create_task(self._work(store, order, run))
        return run

    def get(self, id: str) -> Run | None:
        """A run by its own id or by the id it has in the graph."""
        if id in self._runs:
            return self._runs[id]
        by_graph = (r for r in reversed(self._runs.values()) if r.report and r.report.run == id)
        return next(by_graph, None)

    async def end(self) -> None:
        """Wait for the run at work: its transaction is whole or it is not there."""
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self, store: Store, order: Order, run: Run) -> None:
        try:
            report = await self._load(store, order)
        except HonglianError as exc:
            self._end(run, "failed", error=_failure(exc))
        except Exception:
            log.exception("ingest.defect", run=run.id)
            self._end(run, "failed", error=_failure(HonglianError("", "")))
        else:
            held_back = bool(report.rejects) and not report.written and not order.partial
            unsaid = None if report.written or order.dry_run else _unsaid(report)
            state: State = "rejected" if held_back or unsaid else "done"
            self._end(run, state, report=report, error=unsaid)
        finally:
            await asyncio.to_thread(shutil.rmtree, order.folder, ignore_errors=True)

    async def _load(self, store: Store, order: Order) -> Report:
        plan = await load.plan(
            store,
            self._schema,
            [order.folder],
            format=order.format,
            today=order.as_of or today(),
            dated=order.as_of is not None,
            partial=order.partial,
            complete=order.complete,
        )
        left = order.dry_run or (plan.report.sweeping and not order.sweeping)
        return plan.report if left else await load.commit(store, self._schema, plan)

    def _end(
        self, run: Run, state: State, *, report: Report | None = None, error: Failure | None = None
    ) -> None:
        done = {"state": state, "ended_at": _now(), "report": report, "error": error}
        self._keep(run.model_copy(update=done))
        log.info("ingest.ended", run=run.id, state=state)

    def _keep(self, run: Run) -> None:
        self._runs[run.id] = run
        while len(self._runs) > KEPT:
            self._runs.popitem(last=False)


def unknown_run(id: str) -> NotFound:
    return NotFound(
        f"没有批次 {id}",
        f"no run {id}",
        fix_zh="批次号见 POST /v1/ingest 的回答",
        fix_en="POST /v1/ingest answers with the id of its run",
    )


def _failure(exc: HonglianError) -> Failure:
    """A fault of the input is told whole; one of the engine in general words."""
    known = outcome(exc)
    if known.status < 500:
        return Failure(kind=known.kind, zh=exc.text("zh"), en=exc.text("en"))
    return Failure(kind=known.kind, zh=known.zh, en=known.en)


def _unsaid(report: Report) -> Failure | None:
    """Why lists that end most of what stood are not written unless that is meant."""
    if not report.sweeping:
        return None
    return Failure(
        kind="sweeping",
        zh="未写入：完整名单使先前归属的一半以上到此为止；确认无误请加 sweeping=true",
        en="Not written: the lists end more than half of what stood; send sweeping=true if meant",
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
