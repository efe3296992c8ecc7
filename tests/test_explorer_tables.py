"""What planners take away: tables of everything, chains beside each other, pages kept as files, and
names that answer while one types; on both engines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from api.remembered import MOST, Kept, Memory
from graph import SCHEMA, Store
from graph.errors import NotFound, UsageError
from graph.relay import Relay
from graph.store import Row
from queries import (
    chains,
    chains_beside,
    entities,
    packs,
    patternfiles,
    rulefiles,
    rules,
    tables,
)
from queries.coverage import Rate
from queries.directory import Directory, directory
from queries.entities import MACHINERY, PERSONS
from queries.overview import Moment
from queries.tables import Condition
from tests.conftest import AS_OF
from tests.samples import fill
from tests.service import running
from tests.town import DAY as TOWN_DAY
from tests.town import Town, settle
from visualize.explorer import spark
from visualize.explorer.tables import View, view

DAY = f"as_of={AS_OF}&lang=zh"
TOLD: dict[str, object] = {}  # what the first engine answered, to compare


@pytest.fixture(params=["embedded", "neo4j"], scope="module")
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The application on a graph that holds the sample."""
    if request.param == "embedded":
        url = f"arcade:{tmp_path_factory.mktemp('tables')}/graph"
    else:
        url = request.getfixturevalue("neo4j_url")
    anyio.run(fill, url)
    with running(url) as client:
        yield client


def page(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}{DAY}")
    assert answer.status_code == status, answer.text
    return answer.text


def rows(client: TestClient, path: str) -> list[list[str]]:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}{DAY}")
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def same_on_both(key: str, told: object) -> None:
    assert TOLD.setdefault(key, told) == told


# ------------------------------------------------------------ tables of everything


def test_every_kind_has_a_table_and_persons_have_none(client: TestClient) -> None:
    text = page(client, "/tables")
    for node in SCHEMA.nodes:
        listed = f'href="/tables/{node.label}?' in text
        assert listed is (node.label not in {*PERSONS, *MACHINERY}), node.label
    assert "<dt>党员</dt><dd>603</dd>" in text
    assert "党员只计数，不列名" in page(client, "/tables/Member", 422)
    assert "没有类型" in page(client, "/tables/Nothing", 404)
    same_on_both("kinds", re.sub(r'nonce="[^"]+"', "", text))


@pytest.mark.parametrize("label", [node.label for node in tables.listed()])
def test_every_table_says_the_same_on_both_engines(client: TestClient, label: str) -> None:
    every = "&".join(f"show={column.name}" for column in tables.columns(label))
    same_on_both(label, rows(client, f"/tables/{label}/tables/rows.csv?{every}"))


@pytest.mark.parametrize(
    ("label", "asked", "count"),
    [
        ("Enterprise", "", 87),
        ("Enterprise", "f.name=示例", 37),
        ("Enterprise", "f.surveyed=true", 36),
        ("Enterprise", "f.surveyed=未填", 50),
        ("Enterprise", "f.surveyed=已填", 37),
        ("Enterprise", "f.staff=>%3D300&sort=-staff", 6),
        ("Enterprise", "f.staff=≤20&sort=staff", 2),
        ("Enterprise", "f.located_in=四会&f.chain=JADE", 4),
        ("Enterprise", "f.segments=unknown", 14),
        ("Enterprise", "f.status=在营&f.name=电池", None),
        ("PartyOrg", "f.kind=党支部&f.covers=已填", None),
        ("Order", "f.submitted_at=≥2026-06", None),
        ("Order", "f.submitted_at=≤2026-06", None),
        ("University", "f.disciplines_named=材料", None),
    ],
)  # fmt: skip
def test_conditions(client: TestClient, label: str, asked: str, count: int | None) -> None:
    found = rows(client, f"/tables/{label}/tables/rows.csv?{asked}")
    same_on_both(f"{label} {asked}", found)
    assert count is None or len(found) - 1 == count
    text = page(client, f"/tables/{label}?{asked}")
    assert f"共 {len(found) - 1:,} 行" in text


def test_bounds_of_days_hold_what_lies_in_them(client: TestClient) -> None:
    whole = rows(client, "/tables/Order/tables/rows.csv?show=submitted_at")
    told = [row[1][:7] for row in whole[1:] if row[1]]
    month = sorted(told)[len(told) // 2]
    until = rows(client, f"/tables/Order/tables/rows.csv?show=submitted_at&f.submitted_at=≤{month}")
    assert len(until) - 1 == sum(each <= month for each in told)


def test_order_is_whole_and_what_nobody_told_is_last(client: TestClient) -> None:
    path = "/tables/Enterprise/tables/rows.csv?show=staff&sort="
    rising = [row[1] for row in rows(client, f"{path}staff")[1:]]
    falling = [row[1] for row in rows(client, f"{path}-staff")[1:]]
    told = [int(cell) for cell in rising if cell]
    assert told == sorted(told)
    assert [int(cell) for cell in falling if cell] == told[::-1]
    assert falling[len(told) :] == rising[len(told) :] == [""] * (len(rising) - len(told))


def test_pages_follow_each_other_and_the_address_keeps_what_one_sees(client: TestClient) -> None:
    first = page(client, "/tables/Enterprise?sort=-staff&f.operating=true")
    assert "第 1–50 行，共 86 行" in first
    (after,) = re.findall(r'rel="next" href="([^"]+)"', first)
    address = after.replace("&amp;", "&")
    for kept in ("f.operating=true", "sort=-staff", "page=2", f"as_of={AS_OF}", "lang=zh"):
        assert kept in address
    second = client.get(address).text
    assert "第 51–86 行，共 86 行" in second
    assert 'rel="next"' not in second
    assert 'aria-sort="descending"' in first
    assert "没有符合条件的行" in page(client, "/tables/Enterprise?f.name=没有这样的名称")


def test_file_holds_all_that_pass_and_numbers_stay_numbers(client: TestClient) -> None:
    asked = "f.operating=true&show=staff&show=makes&sort=-staff"
    known = rows(client, f"/tables/Enterprise/tables/rows.csv?{asked}")
    assert len(known) == 87
    book = client.get(f"/tables/Enterprise/tables/rows.xlsx?{asked}&{DAY}")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
    assert [str(cell) for cell in sheet.to_python()[2]] == known[0]
    assert len(sheet.to_python()) == 87 + 2
    assert sheet.to_python()[3][known[0].index("从业人数")] == 684
    assert any("、" in row[1] for row in known), "a file has all products of a firm"


def test_address_edited_by_hand_and_empty_filters(client: TestClient) -> None:
    text = page(client, "/tables/Enterprise?f.none=x&sort=phone&show=contact&page=-3")
    assert "第 1–50 行，共 87 行" in text
    assert "phone" not in re.sub(r'<input type="hidden"[^>]+>|href="[^"]+"', "", text)
    short = client.get(f"/tables/Enterprise?f.name=&f.id=S0&{DAY}", follow_redirects=False)
    assert short.status_code == 303
    assert "f.name" not in short.headers["location"]
    assert "f.id=S0" in short.headers["location"]


def test_a_filter_that_is_wrong_leaves_the_others(client: TestClient) -> None:
    text = page(client, "/tables/Enterprise?f.staff=many&f.id=S0", 422)
    assert "“从业人数”应为数字，不是“many”" in text
    assert re.search(r'name="f.staff" value="many"[^>]* aria-invalid="true"', text)
    assert 'name="f.id" value="S0"' in text and 'aria-invalid="true"' in text
    alone = page(client, "/tables/Enterprise?f.id=S0")
    rows = re.compile(r"第 [^<]+ 行，共 \d+ 行")
    assert rows.findall(text) == rows.findall(alone) != []
    assert client.get(f"/tables/Enterprise/tables/rows.csv?f.staff=many&{DAY}").status_code == 422


def test_sensitive_columns_are_no_columns() -> None:
    for node in tables.listed():
        told = {column.name for column in tables.columns(node.label)}
        hidden = {p.name for p in node.props if p.sensitivity in ("sensitive", "refused")}
        hidden |= {link.name for link in node.links if link.sensitivity == "sensitive"}
        assert not told & hidden
    with pytest.raises(UsageError):
        tables.columns("Talent")
    with pytest.raises(NotFound):
        tables.columns("Nothing")


def test_view_reads_what_it_writes() -> None:
    wanted = View("Enterprise", {"name": "电", "staff": "≥3"}, "staff", True, ("staff", "id"), 3)
    assert view("Enterprise", list(wanted.state())) == wanted
    assert view("企业", []) == View("Enterprise")
    assert view("Enterprise", [("sort", "makes")]).sort == "name", "lists have no order"


@pytest.mark.anyio
async def test_figures_are_those_of_the_day(store: Store) -> None:
    town = Town()
    town.firm("was", operating=True, surveyed=True, staff=7)
    town.firm("none")
    await settle(store, town.changes)
    now = await tables.table(store, "Enterprise", as_of=TOWN_DAY, shown=["staff"], sort="staff")
    assert [(line.about.id, line.values["staff"]) for line in now.items] == [
        ("was", 7), ("none", None),
    ]  # fmt: skip
    before = await tables.table(
        store, "Enterprise", as_of="2000-01-01", conditions=[Condition("staff", "unknown")]
    )
    assert before.total == 2
    shown = await entities.show(store, "Enterprise", "was", as_of="2000-01-01")
    assert "staff" not in shown.properties
    shown = await entities.show(store, "Enterprise", "was", as_of=TOWN_DAY)
    assert (shown.properties["staff"], shown.observed_on) == (7, "2026-01-01")


# ------------------------------------------------------------ chains beside each other


def test_chains_beside_each_other(client: TestClient) -> None:
    text = page(client, "/compare?chain=NEV&chain=玉器")
    assert "74.3%　26/35" in text
    assert '<tr class="differs"><th scope="row">组织覆盖率' in text
    assert '<td class="cell gap"><b>6</b>' in text, "six open segments of the jade chain"
    assert "断" in text
    same_on_both("compare", re.sub(r'nonce="[^"]+"', "", text))
    known = rows(client, "/compare/tables/rules.csv?chain=NEV&chain=JADE")
    assert known[0] == ["规则", "新能源汽车产业链", "玉器产业链", "不同"]
    counts = {row[0].split()[-1]: row[1:] for row in known[1:]}
    assert counts["CH-08"] == ["0", "6", "不同"]
    for key in ("rates", "roles", "regions"):
        assert len(rows(client, f"/compare/tables/{key}.csv?chain=NEV&chain=JADE")) > 2
        book = client.get(f"/compare/tables/{key}.xlsx?chain=NEV&chain=JADE&{DAY}")
        assert book.status_code == 200
    assert page(client, "/compare/tables/none.csv?chain=NEV&chain=JADE", 404)


def test_fewer_chains_can_be_chosen_and_one_twice_is_one(client: TestClient) -> None:
    for asked in ("", "?chain=NEV", "?chain=NEV&chain=新能源汽车"):
        text = page(client, f"/compare{asked}")
        assert "请选择两至四条产业链" in text
        assert text.count("<select") == 4
    assert "没有产业链" in page(client, "/compare?chain=NEV&chain=NONE", 404)
    short = client.get("/compare?chain=NEV&chain=JADE&chain=&chain=", follow_redirects=False)
    assert short.headers["location"] == "/compare?chain=NEV&chain=JADE"


def test_comparison_as_an_answer(client: TestClient) -> None:
    answer = client.get(f"/v1/comparison?chain=NEV&chain=JADE&as_of={AS_OF}")
    assert [one["chain"]["id"] for one in answer.json()["items"]] == ["NEV", "JADE"]
    assert client.get("/v1/comparison?chain=NEV").status_code == 422
    same_on_both("comparison", answer.json())


@pytest.mark.anyio
async def test_comparison_agrees_with_the_questions_about_each(sample_store: Store) -> None:
    known, pattern = rulefiles.load(), patternfiles.named("1+X+N", patternfiles.load())
    found = await chains_beside.beside(
        sample_store, known, pattern, ["NEV", "JADE"], as_of=AS_OF, pack=packs.pack()
    )
    nev = found.items[0]
    assert (nev.coverage.organisation.numerator, nev.coverage.organisation.denominator) == (26, 35)
    here = [c.organisation for c in nev.regions]
    assert (sum(r.numerator for r in here), sum(r.denominator for r in here)) == (26, 35)
    judged = await rules.findings(sample_store, known, as_of=AS_OF, pack=packs.pack())
    for one in found.items:
        untold = [each.rule for each in judged.unknown if one.chain.id in each.chains]
        assert one.unknown == Counter(untold) and untold, "unknown is not zero"
    with pytest.raises(UsageError):
        await chains_beside.beside(
            sample_store, known, pattern, ["NEV", "新能源汽车"], as_of=AS_OF, pack=packs.pack()
        )


# ------------------------------------------------------------ pages kept as files


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/chains/NEV",
        "/enterprises/S027",
        "/tables/Enterprise",
        "/compare?chain=NEV&chain=JADE",
    ],
)
def test_page_kept_as_a_file_asks_nothing_of_anybody(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}download=html&{DAY}")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    text = answer.text
    assert not re.search(r'(src|href|action)="(?!#|data:,")', text), "leads nowhere"
    assert '<link rel="stylesheet"' not in text
    assert "script-src &#x27;sha256-" in text
    assert "<form" not in text
    assert len(answer.content) < 1_000_000
    lost = client.get("/chains/NONE?download=html")
    assert lost.status_code == 404
    assert "content-disposition" not in lost.headers


def test_kept_links_lead_to_where_readers_find_the_service(client: TestClient) -> None:
    app = client.app
    settings = app.state.settings  # type: ignore[attr-defined]  # the protocol has no state
    app.state.settings = settings.model_copy(update={"public_url": "https://honglian.example"})  # type: ignore[attr-defined]
    try:
        text = page(client, "/chains/NEV?download=html")
    finally:
        app.state.settings = settings  # type: ignore[attr-defined]
    assert 'href="https://honglian.example/enterprises/S001?' in text
    assert not re.search(r'href="/', text)


# ------------------------------------------------------------ names, while one types

TEXTS = (
    "x",
    "xp",
    "zq",
    "小鹏",
    "电池",
    "S00",
    "s001",
    "zhaoqing",
    "新能源",
    "示例",
    "NEV",
    "qc",
    "无此名",
)


@pytest.mark.anyio
async def test_names_in_memory_answer_as_the_engine_does(sample_store: Store) -> None:
    held = await directory(sample_store)
    for text in TEXTS:
        for limit in (3, 1000):
            asked = await entities.search(sample_store, text, limit=limit)
            assert held.search(text, limit=limit) == asked, text
    with pytest.raises(UsageError):
        held.search(" ")


def test_names_of_many_lines_are_found_both_ways() -> None:
    made = [
        {"label": "Product", "id": f"p{at}", "name": f"产品{at}", "names": f"|产品{at}|x{at}|",
         "pinyin": f"|chanpin{at}|cp{at}|", "code": None}
        for at in range(25_000)
    ]  # fmt: skip
    held = Directory(made)
    assert held.search("产品").total == 25_000, "so many are read line by line"
    assert held.search("产品599").total == 11
    assert held.search("cp24999").items[0].how == "initials"
    assert held.search("chanpin").items[0].how == "pinyin"


def test_route_answers_from_memory_and_as_before(client: TestClient) -> None:
    names = client.app.state.names  # type: ignore[attr-defined]
    for _ in range(200):
        answer = client.get("/v1/search?q=zqxpqc&limit=3").json()
        if names._held:
            break
        anyio.run(anyio.sleep, 0.05)
    assert names._held.count > 400
    assert client.get("/v1/search?q=zqxpqc&limit=3").json() == answer
    assert answer["items"][0]["id"] == "E001"


# ------------------------------------------------------------ what pages remember


@pytest.mark.anyio
async def test_pages_ask_a_run_once_and_the_next_run_anew(sample_store: Store) -> None:
    class Counting(Relay):
        asked = 0

        async def read(self, cypher: str, /, **params: Any) -> list[Row]:
            if "v.run" in cypher:
                return [{"run": run}]
            self.asked += 1
            return await super().read(cypher, **params)

    memory, counting, run = Memory(), Counting(sample_store), "r1"
    first = await chains.chains(await memory.over(counting), AS_OF)
    assert await chains.chains(await memory.over(counting), AS_OF) == first
    assert counting.asked == 1
    await chains.chains(await memory.over(counting), "2020-01-01")
    assert counting.asked == 2, "another day is another question"
    run = "r2"
    assert await chains.chains(await memory.over(counting), AS_OF) == first
    assert counting.asked == 3


def test_memory_has_room_for_so_much() -> None:
    kept = Kept()
    kept.put("first", [{"list": [0] * (MOST // 2)}])
    kept.put("second", [{"list": [0] * (MOST // 3)}])
    assert kept.get("first"), "used since, so the second goes"
    kept.put("third", [{"list": [0] * (MOST // 3)}])
    assert kept.get("second") is None
    assert kept.get("first")
    assert kept.get("third")


# ------------------------------------------------------------ a trend


def test_one_day_is_no_trend() -> None:
    def moment(rate: float | None) -> Moment:
        made = Rate(numerator=1, denominator=2, rate=rate) if rate is not None else None
        return Moment(on="2026-01-01", organisation=made)

    assert spark.trend([moment(None), moment(0.5)], "x") == ""
    assert "polyline" in spark.trend([moment(0.2), moment(0.5)], "x")
