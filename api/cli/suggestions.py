"""Commands about what suggestions are learnt from: suggest-batch."""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import Out

if TYPE_CHECKING:
    from queries.suggest.products import ProductIndex


class Task(StrEnum):
    """What `--task` takes: product → material, company → supplier."""

    t1 = "t1"
    t3 = "t3"


COLUMN = {Task.t1: "head", Task.t3: "company"}


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
