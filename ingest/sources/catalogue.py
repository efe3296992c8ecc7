"""The catalogue that suggestions are learnt from, read from the CSV files of the A-share graph."""

import csv
from pathlib import Path

from graph.errors import InputError
from ingest.draft import Draft
from ingest.sources import ckg
from ingest.tables import accessible
from queries.suggest.catalogue import Catalogue, Company, Made, Product, build

NEEDED = ("company_product.csv", "product_product.csv")


def folder_of(data: Path) -> Path:
    """The folder with the files: `data` itself, or its subfolder `data`."""
    for folder in (data, data / "data"):
        if all((folder / name).is_file() for name in NEEDED):
            return folder
    raise InputError(
        f"文件夹中没有{'、'.join(NEEDED)}",
        f"the folder lacks {', '.join(NEEDED)}",
        fix_zh="请指定 A 股产业链数据的文件夹",
        fix_en="Name a folder with the data of the A-share graph",
        where=str(data),
    )


def read(data: Path) -> Catalogue:
    """The same catalogue that the graph gives after an ingest of the folder."""
    return of(ckg.draft(folder_of(data), optional=True))


def of(draft: Draft) -> Catalogue:
    within = sorted(draft.rels[ckg.IN_INDUSTRY], reverse=True)  # of several industries, the first
    industry = {key.source: key.target for key in within}
    makes = draft.rels[ckg.MAKES]
    makers = {key.source for key in makes}
    return build(
        (
            Product(id, node.values.get("name", id), bool(node.values.get("junk")))
            for id, node in draft.nodes["Product"].items()
        ),
        ((key.target, key.source) for key in draft.rels[ckg.FEEDS]),
        ((key.target, key.source) for key in draft.rels[ckg.KIND_OF]),
        (
            Company(id, node.values.get("name", id), industry.get(id, ""))
            for id, node in draft.nodes["Enterprise"].items()
            if id in makers
        ),
        (Made(key.source, key.target, rel.values.get("share")) for key, rel in makes.items()),
    )


def spelled(data: Path) -> dict[str, str]:
    """Company codes as the data writes them (688268SH) → the ids of the graph (688268)."""
    codes = column(folder_of(data) / "company_product.csv", "company")
    return {code: code[: ckg.CODE] for code in codes}


def column(path: Path, name: str) -> list[str]:
    """The cells of a column of a CSV; InputError when it has no such column."""
    with accessible(str(path)), path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if name not in (rows.fieldnames or ()):
            raise InputError(
                f"没有“{name}”列",
                f"there is no column {name!r}",
                fix_zh="请检查表头",
                fix_en="Check the header",
                where=path.name,
            )
        return [row[name] or "" for row in rows]
