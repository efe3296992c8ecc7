"""The A-share graph as a plain script would make it: the CSV files straight into lists of rows,
each node and relationship once, with its figures; nothing of where a fact comes from."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

LABELS = ("Enterprise", "Product", "Industry")
CONSTRAINT = "CREATE CONSTRAINT {name}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"

Pair = tuple[str, str]


class Plain(NamedTuple):
    """Nodes by label; relationships by type and labels of their ends, their figures by ids."""

    nodes: dict[str, list[dict[str, Any]]]
    rels: dict[tuple[str, str, str], dict[Pair, dict[str, Any]]]

    @property
    def edges(self) -> int:
        return sum(map(len, self.rels.values()))

    @property
    def size(self) -> int:
        return self.edges + sum(map(len, self.nodes.values()))


def constraints() -> list[str]:
    return [CONSTRAINT.format(name=label.lower(), label=label) for label in LABELS]


def read(folder: Path) -> Plain:
    """All seven files; rows that name a company that is not there are left out."""
    companies = {row["code"][:6]: row for row in _rows(folder, "company")}
    industries = {row["code"]: row["name"] for row in _rows(folder, "industry")}
    makes = {
        (row["company"][:6], row["product"]): {"share": float(row["share"])} if row["share"] else {}
        for row in _rows(folder, "company_product")
        if row["company"][:6] in companies
    }
    feeds: dict[Pair, dict[str, Any]] = {}
    kinds: dict[Pair, dict[str, Any]] = {}
    products = dict.fromkeys(row["name"] for row in _rows(folder, "product"))
    products |= dict.fromkeys(product for _, product in makes)
    for row in _rows(folder, "product_product"):
        one, rel, other = row["from"], row["rel"], row["to"]
        products[one] = products[other] = None
        pair = (one, other) if rel == "下游产品" else (other, one)
        (kinds if rel == "产品小类" else feeds)[pair] = {}
    return Plain(
        {
            "Enterprise": [_enterprise(code, row) for code, row in companies.items()],
            "Product": [{"id": name, "name": name.strip()} for name in products],
            "Industry": [{"id": code, "name": name} for code, name in industries.items()],
        },
        {
            ("MAKES", "Enterprise", "Product"): makes,
            ("FEEDS", "Product", "Product"): feeds,
            ("KIND_OF", "Product", "Product"): kinds,
            ("IN_INDUSTRY", "Enterprise", "Industry"): {
                (row["company"][:6], industry): {}
                for row in _rows(folder, "company_industry")
                if row["company"][:6] in companies
                for industry in _listed(row["industry"], industries)
            },
            ("WITHIN", "Industry", "Industry"): {
                (row["industry"], row["parent"]): {}
                for row in _rows(folder, "industry_parent")
                if row["industry"] in industries and row["parent"] in industries
            },
        },
    )


def _listed(code: str, industries: dict[str, str]) -> list[str]:
    """The industry, or the nearest above it."""
    above = (code, f"{code[:4]}00", f"{code[:2]}0000")
    return [each for each in above if each in industries][:1]


def _enterprise(code: str, row: dict[str, str]) -> dict[str, Any]:
    values = {
        "id": code,
        "name": row["fullname"] or row["name"],
        "short_name": row["name"],
        "listed_code": code,
        "exchange": row["exchange"],
        "listed_on": row["listed"],
    }
    return {name: value for name, value in values.items() if value}


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
