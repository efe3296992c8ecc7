"""Commands about what suggestions are learnt from: suggest fit, suggest-batch."""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import app, command
from api.cli.language import say
from api.cli.options import AsOf, Out
from graph.errors import UsageError

if TYPE_CHECKING:
    from queries.suggest.products import ProductIndex


PATIENCE = 120.0  # seconds that reading a whole kind of nodes may take


class Task(StrEnum):
    """What `--task` takes: product → material, company → supplier."""

    t1 = "t1"
    t3 = "t3"


COLUMN = {Task.t1: "head", Task.t3: "company"}

OwnMaterials = Annotated[
    Path | None,
    typer.Option(
        "--materials",
        metavar="FILE",
        help=say(
            "自己的常用材料表（CSV，列 产品、材料，多个名称用“、”分隔），与自带的一并使用",
            "your own table of usual materials (CSV, columns 产品 and 材料, several names "
            "separated by 、), used beside ours",
        ),
    ),
]

suggest = typer.Typer(rich_markup_mode=None, help=say("伙伴推荐的学习", "Learn suggestions."))
app.add_typer(suggest, name="suggest")


@command("学习：从图库的产品、材料和企业学习伙伴推荐，存于图库旁", group=suggest)
async def fit(call: Call, as_of: AsOf = None, materials: OwnMaterials = None) -> None:
    """Learn partner suggestions from the graph and keep them beside it."""
    from api import learnt
    from queries.status import run_of
    from queries.suggest import bills, products, stored
    from queries.suggest.catalogue import catalogue
    from queries.suggest.companies import CompanyIndex

    day = call.day(as_of)
    path = learnt.file_of(call.settings)
    if path is None:
        raise UsageError(
            "临时图库没有可存放学习结果的地方",
            "a graph in memory has no place to keep what is learnt",
            fix_zh="请用 --store 指定图库",
            fix_en="Name a graph with --store",
        )
    own = bills.read(materials) if materials else ()
    async with call.patient(PATIENCE).reading() as store:
        with call.progress(say("读取图库", "reading the graph")):
            known, run = await catalogue(store, as_of=day), await run_of(store)
    with call.progress(say("学习", "learning")) as told:
        index = CompanyIndex(products.fit(known, told, own))
    with call.progress(say("建索引", "indexing")):
        written = stored.save(stored.Learnt(index, day, run), path)
    call.give_written([written])
    calibration = index.products.calibration
    call.notices.print(
        say(
            f"学自 {len(known.products)} 种产品、{len(known.upstream)} 条材料关系、"
            f"{len(known.companies)} 家企业；留出检验：概率不低于 {calibration.threshold:.0%} 的 "
            f"{calibration.shown} 条推断有 {calibration.precision:.0%} 正确",
            f"learnt from {len(known.products)} products, {len(known.upstream)} materials, "
            f"{len(known.companies)} enterprises; of {calibration.shown} held-out inferences with "
            f"{calibration.threshold:.0%} or more {calibration.precision:.0%} were right",
        )
    )


@command("批量推荐：从数据文件夹从头学习，给出每个产品的材料或每家企业的供应商（用于评测）")
def suggest_batch(
    call: Call,
    data: Annotated[
        Path,
        typer.Option(
            "--data",
            metavar="DIR",
            help=say("A 股产业链数据的文件夹", "a folder with the data of the A-share graph"),
        ),
    ],
    task: Annotated[
        Task,
        typer.Option(
            "--task",
            help=say("t1 产品的材料，t3 企业的供应商", "t1: materials, t3: suppliers"),
        ),
    ],
    queries: Annotated[
        Path,
        typer.Option(
            "--queries",
            metavar="FILE",
            help=say("CSV，列 head 或 company", "CSV with a column head or company"),
        ),
    ],
    out: Out,
) -> None:
    """Suggestions for a file of products or companies, learnt from a folder from scratch."""
    from api.cli.writing import write_bytes
    from ingest.sources import catalogue as source
    from queries.suggest import products

    asked = source.column(queries, COLUMN[task])
    with call.progress(say("读取", "reading")):
        learnt = source.read(data)
    with call.progress(say("学习", "learning")) as told:
        index = products.fit(learnt, told)
    answers = _answers(task, index, asked, source.spelled(data))
    lines = (json.dumps({"q": name, "r": best}, ensure_ascii=False) for name, best in answers)
    call.give_written([write_bytes(out, "".join(f"{line}\n" for line in lines).encode())])


def _answers(
    task: Task, index: "ProductIndex", asked: Sequence[str], spelled: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    from queries.suggest import batch
    from queries.suggest.companies import CompanyIndex

    if task is Task.t1:
        return batch.materials(index, asked)
    return batch.suppliers(CompanyIndex(index), asked, spelled)
