"""Loading tables over HTTP: files in, a run to ask about."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile

from api.days import today
from api.deps import EngineDep, IsoDay, RunsDep
from api.errors import list_to_come
from api.problems import documented
from api.runs import Order, Run, unknown_run
from graph import known
from graph.errors import Busy
from ingest.load import Format
from ingest.report import Report

MOST_FILES = 50
NAME_LENGTH = 60  # characters, the last ones: the suffix tells what it is

router = APIRouter(prefix="/v1", tags=["ingest"], responses=documented(422, 500, 503))


@router.post(
    "/ingest", status_code=202, summary="上传表格入库", responses=documented(400, 403, 409, 413)
)
async def ingest(
    engine: EngineDep,
    runs: RunsDep,
    response: Response,
    files: Annotated[
        list[UploadFile],
        File(min_length=1, max_length=MOST_FILES, description="CSV, TSV, xlsx, xls, ods or JSONL."),
    ],
    layout: Annotated[Format, Form(alias="format")] = "auto",
    dry_run: Annotated[bool, Form(description="Plan and report only.")] = False,
    partial: Annotated[bool, Form(description="Write the good rows beside refused ones.")] = False,
    complete: Annotated[
        bool, Form(description="Complete lists: ties that they no longer name end the day before.")
    ] = False,
    sweeping: Annotated[
        bool, Form(description="Write complete lists, too, that end more than half of what stood.")
    ] = False,
    as_of: Annotated[
        IsoDay | None, Form(description="The day of tables that give none; today by default.")
    ] = None,
) -> Run:
    """Reads and writes in the background, one upload at a time; ask for the run's outcome."""
    runs.refuse_second()
    if complete and as_of and as_of > today():
        raise list_to_come(as_of, "as_of")
    store = engine.store
    folder = await _saved(files)
    order = Order(
        folder=folder,
        format=layout,
        dry_run=dry_run,
        partial=partial,
        complete=complete,
        sweeping=sweeping,
        as_of=as_of,
    )
    try:
        run = runs.begin(store, order)
    except Busy:  # somebody else began while the files came in
        shutil.rmtree(folder, ignore_errors=True)
        raise
    response.headers["Location"] = f"/v1/ingest/runs/{run.id}"
    return run


@router.get("/ingest/runs/{id}", summary="一次入库的结果", responses=documented(404, 504))
async def ingest_run(id: str, runs: RunsDep, engine: EngineDep) -> Run:
    """A run of this process by its id, or any run that stands in the graph by its own."""
    if run := runs.get(id):
        return run
    async with engine.asking() as store:
        rows = await store.read(known.RUN, id=id)
    if not rows:
        raise unknown_run(id)
    report = Report.model_validate_json(rows[0]["counts"])
    return Run(id=id, state="done", dry_run=False, partial=False, report=report)


async def _saved(files: list[UploadFile]) -> Path:
    """The files in a folder of their own, under the names that they were sent with."""
    folder = Path(tempfile.mkdtemp(prefix="honglian-upload-"))
    taken: set[str] = set()
    try:
        for file in files:
            name = _free_name(file.filename or "", taken)
            await asyncio.to_thread(_write, file, folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _free_name(sent: str, taken: set[str]) -> str:
    """The last part of a name, fit for a file; one that is taken already gets a number."""
    part = Path(sent.replace("\\", "/").replace("\0", "")).name.lstrip(".")[-NAME_LENGTH:]
    path = Path(part or "table")
    name, number = path.name, 1
    while name.casefold() in taken:
        number += 1
        name = f"{path.stem}({number}){path.suffix}"
    taken.add(name.casefold())
    return name


def _write(file: UploadFile, path: Path) -> None:
    with path.open("xb") as copy:
        shutil.copyfileobj(file.file, copy)
