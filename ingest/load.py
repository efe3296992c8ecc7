"""
Files → graph: read, plan, write in one transaction, and account for every row.

    plan = await load.plan(store, SCHEMA, [folder], today="2026-11-23")
    report = await load.commit(store, SCHEMA, plan)

A plan with rejected rows writes nothing unless it is `partial`. The same files again, when no
other run came between, are recognised by their hashes and are not compared at all.
"""

import gc
import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from graph import known
from graph.changes import Changes, NodeUpdate
from graph.errors import InputError, UsageError
from graph.model import Schema
from graph.names import normal_name
from graph.store import Store
from graph.write import GRAPH, statements, turn
from ingest import (
    complete,
    dissolved,
    founded,
    lacking,
    late,
    plausible,
    refusals,
    titles,
    uncovering,
    undated,
    unlisted,
    unsurveyed,
)
from ingest import plan as plans
from ingest.assertions import TOTAL, Assertions
from ingest.draft import Draft, Unrecognised
from ingest.headers import Layout, recognise
from ingest.plan import Plan
from ingest.report import Report
from ingest.sheets import GUIDE
from ingest.sources import ckg, universities
from ingest.tables import EXTENSIONS, Sheet, find, name_of, others, read, sha256
from ingest.undated import Today
from ingest.unplaced import PROSE, is_prose, no_table, unknown_headers

Format = Literal["auto", "tables", "ckg", "universities"]
Public = Literal["ckg", "universities"]  # data sets whose tables are not made for us
Told = Callable[[str], None]


def _silent(_: str) -> None:
    """Tells nobody."""


async def plan(
    store: Store,
    schema: Schema,
    paths: Sequence[Path],
    *,
    format: Format = "auto",
    today: str,
    dated: bool = False,
    partial: bool = False,
    complete: bool = False,
    told: Told = _silent,
) -> Plan:
    """Read the files and compare them with the graph; writes nothing.

    `today` dates figures whose table gives no date; `dated` says that somebody chose it. The
    tables are `complete` lists when what they leave out has ended. `told` hears what is being done,
    a few words at a time. Raises `InputError` for a file that is no table, or a table that cannot
    be told.
    """
    how = _How(format, Today(today, dated), partial, complete)
    with _no_collector():
        return await _plan(store, schema, paths, how, told)


class _How(NamedTuple):
    """How files are to be read, see `plan`."""

    format: Format
    today: Today
    partial: bool
    complete: bool


async def _plan(
    store: Store,
    schema: Schema,
    paths: Sequence[Path],
    how: _How,
    told: Told,
) -> Plan:
    one = _public(paths, how.format)
    if how.complete:
        _refuse_partly(how, one)
    files = FILES_OF[one](paths[0]) if one else find(paths)
    prints = {name_of(file, paths): sha256(file) for file in files}
    fingerprint = _fingerprint(schema, prints, how, one or "")
    basis, number = await _basis(store)
    strangers = [] if one else [_stranger(name_of(file, paths)) for file in others(paths)]
    if basis and (stored := await _same_again(store, basis, fingerprint)):
        report = plans.unchanged(stored, strangers)
        return Plan(Changes(), report, basis, basis, fingerprint, "", partial=True)
    first = basis is None and await _is_empty(store)
    if one == "ckg":
        drafted = ckg.draft(paths[0], told)
    elif one == "universities":
        drafted = await _universities(store, schema, paths[0], told)
    else:
        drafted = await _draft(store, schema, files, paths, first, how, told, prints.values())
    drafted.unrecognised += strangers
    run = f"r{number + 1}"
    comparison = plans.Comparison(
        store, schema, drafted, run, how.today.on, first, how.today.chosen, told
    )
    await comparison.run_through()
    report = plans.report(comparison)
    # A public data set has faults that are known and stay; they do not keep the rest out.
    allowed = how.partial or one is not None
    listed = "\n".join(f"{digest} {name}" for name, digest in prints.items())
    fresh = any(each.fresh for each in drafted.lists)
    return Plan(comparison.changes, report, basis, run, fingerprint, listed, first, allowed, fresh)


async def commit(store: Store, schema: Schema, plan: Plan) -> Report:
    """Write a plan, all of it or nothing. Raises `Conflict` when the graph has moved on since."""
    if not plan.writes:
        if plan.basis:  # a first load that was cut off after its data lacks its indexes
            await store.define(schema)
        return plan.report
    writes = len(plan.changes)
    report = plan.report.model_copy(update={"run": plan.run, "written": True, "writes": writes})
    _mark(schema, plan, report)
    with _no_collector():
        await _write(store, schema, plan)
    return report


async def _write(store: Store, schema: Schema, plan: Plan) -> None:
    if plan.first:
        await store.fill(schema, plan.changes)
        return
    await store.define(schema)
    turned = [turn(plan.basis, plan.run)] if plan.basis else []
    await store.write([*turned, *statements(schema, plan.changes)])


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without the cyclic garbage collector: a load makes a million small objects and no cycles,
    and looking through them again and again takes a fifth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# ------------------------------------------------------------ reading


FILES_OF = {"ckg": ckg.files, "universities": universities.files}
IS = {"ckg": ckg.is_ckg, "universities": universities.is_universities}
PUBLIC: tuple[Public, ...] = ("ckg", "universities")


def _public(paths: Sequence[Path], format: Format) -> Public | None:
    """Which public data set the paths are, if they are the one folder of one."""
    alone = len(paths) == 1 and paths[0].is_dir()
    if format == "auto":
        return next((each for each in PUBLIC if alone and IS[each](paths[0])), None)
    if format == "tables":
        return None
    if not alone:
        raise InputError(
            f"--format {format} 需要一个文件夹",
            f"--format {format} takes one folder",
            fix_zh="请给出存放这些数据文件的文件夹",
            fix_en="Name the folder that holds the files of the data set",
            where=" ".join(map(str, paths)),
        )
    return format


def _refuse_partly(how: _How, public: Public | None) -> None:
    """A row that is not taken may be the one of what seems to be missing."""
    if how.partial:
        raise UsageError(
            "--complete 与 --partial 不能同时使用：没有写入的行会被当作名单上没有",
            "--complete and --partial exclude each other: a row left out would count as missing",
            fix_zh="请改正不合格的行后，用 --complete 重新导入",
            fix_en="Mend the refused rows, then load them with --complete",
        )
    if public:
        raise UsageError(
            "--complete 只用于本地各类名单，不用于公开数据集",
            "--complete is for lists of an office, not for public data sets",
            fix_zh="请去掉 --complete",
            fix_en="Leave --complete out",
        )


async def _universities(store: Store, schema: Schema, folder: Path, told: Told) -> Draft:
    """What the lists say, of the universities that the graph has under the same names."""
    names = universities.names(folder)
    ids: dict[str, str] = {}
    async for row in known.bearers(store, schema.node("University"), sorted(names)):
        ids.setdefault(normal_name(row["name"] or ""), row["id"])
    async for row in known.namesakes(store, schema.node("University"), sorted(names)):
        ids.setdefault(normal_name(row["name"] or ""), row["id"])
    return universities.draft(folder, told, {name: ids[name] for name in names & ids.keys()})


async def _draft(
    store: Store,
    schema: Schema,
    files: Sequence[Path],
    given: Sequence[Path],
    first: bool,
    how: _How,
    told: Told,
    digests: Collection[str],
) -> Draft:
    """What the tables say, with references resolved against themselves and the graph."""
    reading = Assertions(schema)
    layouts = _layouts(schema, files, given, reading.draft, told)
    reading.list_entities(layouts)
    if not first:
        await _look_up(store, schema, reading)
    reading.assert_all()
    refused = reading.refused()
    near = await refusals.near_names(store, schema, reading.index, refused)
    reading.draft.rejects += refusals.rejects(refused, near)
    taken, today = reading.taken(), how.today
    reading.draft.hints += plausible.hints(taken, today.on)
    reading.draft.hints += plausible.vague(taken)
    reading.draft.hints += titles.hints(taken)
    reading.draft.hints += undated.hints(taken, today)
    reading.draft.hints += await unlisted.hints(store, taken, reading.draft)
    reading.draft.hints += await unsurveyed.hints(store, taken, reading.draft)
    reading.draft.hints += await uncovering.hints(store, taken, reading.draft)
    reading.draft.hints += await lacking.hints(store, taken, reading.draft)
    if not first:
        reading.draft.hints += await late.links(store, schema, reading.index, taken, reading.draft)
    if how.complete and not reading.draft.rejects:
        undated.refuse_titled(taken, today)
        reading.draft.hints += complete.hints(taken, _empty(layouts))
        dissolved.forget(reading.draft, today.on)
        await complete.date(store, schema, taken, reading.draft, today.on, digests)
    elif not how.complete:  # on lists what begins is told by the lists
        await founded.begin(store, schema, reading.draft)
    await dissolved.end(store, schema, reading.draft, today.on)
    return reading.draft


def _empty(layouts: Sequence[Layout]) -> Iterator[tuple[str, str]]:
    """File and sheet of the tables that have a header and no row."""
    for layout in layouts:
        if layout.kind.roster and not layout.rows:
            yield layout.sheet.file, layout.sheet.sheet


def _layouts(
    schema: Schema, files: Sequence[Path], given: Sequence[Path], draft: Draft, told: Told
) -> list[Layout]:
    """Every sheet that lists something. In a folder other tables are passed over, and said so; a
    file that was named must be a table we know."""
    layouts: list[Layout] = []
    strange: list[Sheet] = []
    for file in files:
        name = name_of(file, given)
        told(name)
        found: list[Layout] = []
        own: list[Sheet] = []
        for sheet in read(file, name):
            if why := _no_data(sheet, schema):
                draft.skipped.append((sheet.file, sheet.sheet, 0, why))
            elif layout := recognise(sheet, schema):
                found.append(layout)
            else:
                own.append(sheet)
        if not found and file in given:
            raise unknown_headers(own[0], schema) if own else no_table(name)
        strange += own
        layouts += found
    if not layouts:
        where = " ".join(map(str, given))
        raise unknown_headers(strange[0], schema) if strange else no_table(where)
    draft.unrecognised += [_unrecognised(sheet, schema) for sheet in strange]
    return layouts


def _no_data(sheet: Sheet, schema: Schema) -> str:
    """Why a sheet is passed over before anybody asks what it lists; empty for one that may list."""
    if sheet.sheet == GUIDE:
        return GUIDE
    return PROSE if is_prose(sheet, schema) else ""


def _unrecognised(sheet: Sheet, schema: Schema) -> Unrecognised:
    error = unknown_headers(sheet, schema)
    return Unrecognised(sheet.file, sheet.sheet, error.zh, error.en, error.fix_zh, error.fix_en)


def _stranger(name: str) -> Unrecognised:
    """A file of a folder that is no table by its extension."""
    kinds = "、".join(EXTENSIONS)
    return Unrecognised(
        name,
        "",
        f"不是可以读取的表格；可读取的是 {kinds}",
        f"not a table that can be read; those are {', '.join(EXTENSIONS)}",
        "其中如有要读入的表格，请另存为 .xlsx 后重新导入",
        "Save the tables that it holds as .xlsx, and load them",
    )


async def _look_up(store: Store, schema: Schema, reading: Assertions) -> None:
    """Put into the index whom the graph knows under the names that the tables use."""
    await _renumber(store, reading)
    for label, texts in reading.wanted().items():
        kind = schema.node(label)
        async for row in known.bearers(store, kind, texts):
            _remember(reading, label, row)
        rest = [text for text in texts if not reading.index.is_exact(label, text)]
        if rest and kind.sensitivity != "sensitive":
            async for row in known.namesakes(store, kind, map(normal_name, rest)):
                _remember(reading, label, row)
    await reading.reused.recall(store)


async def _renumber(store: Store, reading: Assertions) -> None:
    """Find what the graph has by its name alone and the tables now give an id. Where they give
    several to one name, or one that is taken, that thing stays as it is."""
    for label, given in reading.numbered().items():
        there = await known.nodes(store, label, given)
        olds = [old for old in there if normal_name(str(there[old].get("name"))) == old]
        taken = await known.nodes(store, label, {id for old in olds for id in given[old]})
        for old in olds:
            if len(given[old]) == 1 and not given[old] & taken.keys():
                reading.draft.renumber(label, old, *given[old])


def _remember(reading: Assertions, label: str, row: dict[str, str | None]) -> None:
    aliases = filter(None, (row["names"] or "").split("|"))
    id = reading.draft.id_now(label, str(row["id"]))
    reading.index.add(label, id, row["code"], row["name"], aliases, stored=True)


# ------------------------------------------------------------ runs


def _fingerprint(schema: Schema, prints: dict[str, str], how: _How, public: str) -> str:
    day = how.today.on if how.today.chosen else ""
    asked = f"{how.partial}{how.complete}{day}"
    parts = (repr(schema), asked, public, *sorted(prints), *sorted(prints.values()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


async def _basis(store: Store) -> tuple[str | None, int]:
    """The last run and its number; None and 0 in a graph that has had none."""
    rows = await store.read(known.LAST_RUN, id=GRAPH)
    run = rows[0]["run"] if rows else None
    return run, int(run.removeprefix("r")) if run else 0


async def _same_again(store: Store, basis: str, fingerprint: str) -> Report | None:
    """The report of the last run when it read the very same files."""
    rows = await store.read(known.RUN, id=basis)
    if not rows or rows[0]["fingerprint"] != fingerprint:
        return None
    return Report.model_validate_json(rows[0]["counts"])


async def _is_empty(store: Store) -> bool:
    return not await store.read(known.ANYTHING)


def _mark(schema: Schema, plan: Plan, report: Report) -> None:
    """Add the record of the run to its own changes, so that it stands or falls with them."""
    counts = report.model_copy(update={"changes": []})
    plan.changes.new_nodes["IngestRun"] = [
        {
            "id": plan.run,
            "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": plan.files,
            "fingerprint": plan.fingerprint,
            "counts": counts.model_dump_json(),
            "total_rows": sum(row.reason == TOTAL for row in report.skipped),
            "vocabulary": schema.version,
        }
    ]
    mark = {"id": GRAPH, "version": schema.version, "run": plan.run}
    if plan.basis is None:
        plan.changes.new_nodes["Vocabulary"] = [mark]
    else:
        plan.changes.changed_nodes["Vocabulary"] = [NodeUpdate(GRAPH, mark)]
