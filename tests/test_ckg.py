"""The A-share graph: mixed codes, overlapping shares, junk products, rows that lead nowhere."""

import csv
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph import SCHEMA, Store, open_store
from graph.errors import InputError
from ingest import load
from ingest.report import Report
from ingest.sources import ckg
from tests.graphs import DAY, cells, take, whole, write
from tests.test_ingest import balanced
from tests.town import EMPTY

pytestmark = [pytest.mark.anyio, pytest.mark.shared]
EVERY = 9  # company of the data set is in the part: some 500
RELS = ("MAKES", "FEEDS", "KIND_OF", "IN_INDUSTRY", "WITHIN")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def cut(source: Path, target: Path) -> Path:
    """Some companies with all that hangs together with them."""
    company, *companies = cells(source / "company.csv")
    companies = companies[::EVERY]
    codes = {row[0][:6] for row in companies}
    header, *makes = cells(source / "company_product.csv")
    makes = [row for row in makes if row[0][:6] in codes]
    products = {row[1] for row in makes}
    between, *pairs = cells(source / "product_product.csv")
    pairs = [row for row in pairs if row[0] in products and row[2] in products]
    write(target / "company.csv", [company, *companies])
    write(target / "company_product.csv", [header, *makes])
    write(target / "product_product.csv", [between, *pairs])
    names, *known = cells(source / "product.csv")
    write(target / "product.csv", [names, *(row for row in known if row[0] in products)])
    of, *industries = cells(source / "company_industry.csv")
    kept = [row for row in industries if row[0][:6] in codes]
    write(target / "company_industry.csv", [of, *kept, ["999999", "110000"]])
    for name in ("industry.csv", "industry_parent.csv"):
        write(target / name, cells(source / name))
    return target


@pytest.fixture(scope="module")
def part(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cut(shared / "data" / "ckg", tmp_path_factory.mktemp("ckg"))


class Expected:
    """What a folder of the data says, worked out apart from the program."""

    def __init__(self, folder: Path) -> None:
        companies = {row["code"][:6] for row in rows(folder, "company.csv")}
        industries = {row["code"] for row in rows(folder, "industry.csv")}
        between = rows(folder, "product_product.csv")
        self.feeds = {(r["to"], r["from"]) for r in between if r["rel"] == "上游材料"}
        self.feeds |= {(r["from"], r["to"]) for r in between if r["rel"] == "下游产品"}
        self.kinds = {(r["to"], r["from"]) for r in between if r["rel"] == "产品小类"}
        self.makes: dict[tuple[str, str], float] = {}
        for row in rows(folder, "company_product.csv"):
            key = (row["company"][:6], row["product"])
            self.makes[key] = max(float(row["share"]), self.makes.get(key, -9.0))
        listed = rows(folder, "company_industry.csv")
        good = [r for r in listed if r["company"][:6] in companies]
        self.rejected = len(listed) - len(good)
        above = {r["industry"]: nearest(r["industry"], industries) for r in good}
        self.filed_above = sum(above[r["industry"]] != r["industry"] for r in good)
        self.nodes = {
            "Enterprise": len(companies),
            "Industry": len(industries),
            "Product": len(rows(folder, "product.csv")),
        }
        self.rels = {
            "MAKES": len(self.makes),
            "FEEDS": len(self.feeds),
            "KIND_OF": len(self.kinds),
            "IN_INDUSTRY": len({(r["company"][:6], above[r["industry"]]) for r in good}),
            "WITHIN": len(rows(folder, "industry_parent.csv")),
        }
        self.read = sum(len(rows(folder, name)) for name in ckg.FILES)


def nearest(industry: str, industries: set[str]) -> str:
    """The industry, or the nearest above it that is listed."""
    for level in (industry, industry[:4] + "00", industry[:2] + "0000"):
        if level in industries:
            return level
    raise AssertionError(industry)


async def counts(store: Store) -> tuple[dict[str, int], dict[str, int]]:
    nodes = {
        label: (await store.read(f"MATCH (n:{label}) RETURN count(n) AS n"))[0]["n"]
        for label in ("Enterprise", "Industry", "Product")
    }
    rels = {
        rel: (await store.read(f"MATCH ()-[r:{rel}]->() RETURN count(r) AS n"))[0]["n"]
        for rel in RELS
    }
    return nodes, rels


def complete(report: Report, expected: Expected) -> None:
    balanced(report)
    assert report.read == expected.read
    assert report.rejected == expected.rejected
    assert {r.file for r in report.rejects} == {"company_industry.csv"}
    assert all(r.row > 1 and r.value and r.reason and r.reason_en for r in report.rejects)
    assert len(report.hints) == expected.filed_above
    assert all(h.column == "industry" and "上级" in h.reason for h in report.hints)


# ---------------------------------------------------------------- all of it


@pytest.fixture(scope="module")
async def listed(shared: Path) -> AsyncIterator[tuple[Store, Report]]:
    """The whole data set in the embedded engine, and the report of its load."""
    async with open_store("arcade:", timeout=30) as store:
        yield store, await take(store, shared / "data" / "ckg")


async def test_all_of_it_is_there(listed: tuple[Store, Report], shared: Path) -> None:
    store, report = listed
    expected = Expected(shared / "data" / "ckg")
    complete(report, expected)
    assert report.written
    assert await counts(store) == (expected.nodes, expected.rels)


async def test_all_of_it_again_writes_nothing(
    listed: tuple[Store, Report], shared: Path, tmp_path: Path
) -> None:
    """Known by its hashes; and, after another ingest, compared row by row."""
    store, first = listed
    again = await take(store, shared / "data" / "ckg")
    balanced(again)
    assert (again.writes, again.unchanged) == (0, first.read - first.rejected)
    other = write(tmp_path / "chains.csv", [["产业链编号", "产业链名称"], ["NEW", "示例链"]])
    assert (await take(store, other)).writes == 1
    compared = await load.plan(store, SCHEMA, [shared / "data" / "ckg"], today=DAY)
    balanced(compared.report)
    assert not compared.writes and compared.report.unchanged == again.unchanged


# ---------------------------------------------------------------- a part, on both engines


async def test_a_part_of_it(store: Store, part: Path) -> None:
    expected = Expected(part)
    report = await take(store, part, format="ckg")
    complete(report, expected)
    assert await counts(store) == (expected.nodes, expected.rels)
    graph = await whole(store)
    assert set(graph.ends("FEEDS")) == expected.feeds
    assert set(graph.ends("KIND_OF")) == expected.kinds
    assert (await take(store, part)).writes == 0
    assert await whole(store) == graph


async def test_codes_of_both_styles_are_one_company(store: Store, part: Path) -> None:
    await take(store, part)
    enterprises = (await whole(store)).of("Enterprise")
    assert {row["code"][6:] for row in rows(part, "company.csv")} >= {"", "SH", "SZ"}
    assert all(len(id) == 6 and id.isdigit() for id in enterprises)
    known = rows(part, "company.csv")[0]
    assert enterprises[known["code"][:6]]["name"] == known["fullname"]
    assert enterprises[known["code"][:6]]["short_name"] == known["name"]


async def test_shares_are_parts_of_one(store: Store, part: Path) -> None:
    expected = Expected(part)
    await take(store, part)
    found = await store.read(
        "MATCH (e:Enterprise)-[r:MAKES]->(p:Product) RETURN e.id AS e, p.id AS p, "
        "e.shares_overlap AS overlap, r.share AS share, r.raw_share AS raw"
    )
    totals: dict[str, float] = defaultdict(float)
    for (company, _), share in expected.makes.items():
        totals[company] += max(share, 0)
    shares: dict[str, float] = defaultdict(float)
    for row in found:
        assert row["raw"] == expected.makes[row["e"], row["p"]]
        assert (row["overlap"] is True) == (totals[row["e"]] > 1.05)
        shares[row["e"]] += row["share"] or 0
    positive = {company for company, total in totals.items() if total > 0}
    assert all(abs(shares[company] - 1) < 1e-3 for company in positive)
    assert sum(total > 1.05 for total in totals.values()) > 100


async def test_accounting_lines_are_marked(store: Store, part: Path) -> None:
    await take(store, part)
    marked = await store.read("MATCH (p:Product) WHERE p.junk RETURN p.name AS name")
    names = {row["name"] for row in marked}
    assert names and names <= ckg.JUNK
    assert "平衡项目" in names


async def test_both_engines_hold_the_same_part(neo4j_url: str, part: Path) -> None:
    graphs = []
    for url in ("arcade:", neo4j_url):
        async with open_store(url) as store:
            if url != "arcade:":
                await store.write([EMPTY])
            await take(store, part)
            graphs.append(await whole(store))
    assert graphs[0] == graphs[1]


async def test_a_file_that_is_missing_is_named(part: Path, tmp_path: Path) -> None:
    for name in ckg.FILES[1:]:
        (tmp_path / name).write_bytes((part / name).read_bytes())
    async with open_store("arcade:") as store:
        with pytest.raises(InputError) as caught:
            await load.plan(store, SCHEMA, [tmp_path], today=DAY, format="ckg")
    assert "company.csv" in caught.value.zh and caught.value.fix_zh and caught.value.fix_en
    assert caught.value.where == str(tmp_path)
