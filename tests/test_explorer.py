"""The explorer's pages over HTTP: what they say, on both engines, and what they say when there is
nothing to show."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import anyio
import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import SCHEMA, Store
from graph.errors import NotFound
from queries import covering, rulefiles
from queries.answers import Ref
from queries.closing import ClosingPlan, steps
from queries.closing.staying import Staying
from tests.conftest import AS_OF
from tests.pages import PAGES
from tests.samples import fill
from tests.service import running
from tests.town import DAY as TOWN_DAY
from tests.town import Town, settle
from visualize import palette, style, terms
from visualize.explorer import say
from visualize.explorer.cells import Grade, Link, Table, html, to_csv
from visualize.explorer.frame import Frame, isolated
from visualize.explorer.plan import page as plan_page
from visualize.explorer.say import SAY
from visualize.words import Lang

DAY = f"as_of={AS_OF}&lang=zh"
NONCE = re.compile(r'nonce="[^"]+"')


@pytest.fixture(params=["embedded", "neo4j"], scope="module")
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The application on a graph that holds the sample."""
    if request.param == "embedded":
        url = f"arcade:{tmp_path_factory.mktemp('explorer')}/graph"
    else:
        url = request.getfixturevalue("neo4j_url")
    anyio.run(fill, url)
    with running(url) as client:
        yield client


DRAWN: dict[str, dict[str, str]] = {}  # what each engine's pages say, to compare


def page(client: TestClient, path: str, status: int = 200, day: str = DAY) -> str:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}{day}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def test_overview_has_the_known_figures(client: TestClient) -> None:
    text = page(client, "/")
    assert "26/35 家已摸排企业" in text
    assert "未摸排 28 家" in text
    assert "断点 7 个" in text
    assert text.count('<li class="chain">') == 5
    assert text.count("<br>尚无摸排数据") == 4, "nobody surveyed: no rate, not zero"
    assert "竹产业链" in text.split("尚未划分环节的产业链")[1]


def test_chain_shows_lanes_heat_gaps_and_links(client: TestClient) -> None:
    text = page(client, "/chains/NEV")
    assert 'href="/enterprises/S001?' in text.split("<svg xmlns")[1], "a chip leads to its firm"
    assert '<td class="cell weak">0/2 ▲</td>' in text
    assert '<td class="cell unknown">？2</td>' in text
    assert "单独组建缺口" in text
    assert "中国共产党章程 第三十条（待核）" in text
    assert "企业由党组织覆盖：单独组建，或经批准加入联合党支部" in text
    assert "整车与电池党建联建协议（示例）" in text
    jade = page(client, "/chains/JADE")
    assert jade.count('<td class="cell sum gap">断点</td>') == 6


def test_chain_of_the_name_is_the_chain_of_the_id(client: TestClient) -> None:
    assert "<h1><bdi>新能源汽车产业链</bdi></h1>" in page(client, "/chains/新能源汽车")


def test_chain_without_segments_says_what_to_do(client: TestClient) -> None:
    text = page(client, "/chains/CAND-BAMBOO")
    assert 'id="heat"' not in text, "no segments, no heat table"
    assert "环节待定" in text


def test_enterprise_tells_why_it_is_a_gap_and_who_could_supply_it(client: TestClient) -> None:
    text = page(client, "/enterprises/S027")
    assert "没有党组织覆盖" in text
    assert "组织关系在本单位正式党员数=3；标准=3" in text
    assert "enterprises.csv 第 78 行" in text
    assert "生产“超声波传感器”，可用于本企业的“智能驾驶传感与控制单元”" in text
    assert 'href="/universities/U01?' in text
    unsurveyed = page(client, "/enterprises/E018")
    assert "未摸排：是否需要组建尚不知道" in unsurveyed
    assert "没有党组织覆盖" not in unsurveyed
    covered = page(client, "/enterprises/S001")
    assert 'href="/organisations/O-NEV-B01?' in covered
    assert "organisations.csv 第 3 行" in covered


def test_persons_are_counted_and_never_named(client: TestClient) -> None:
    text = page(client, "/enterprises/S001")
    assert "党员 38 人" in text
    assert "人才少于3人" in text
    refused = page(client, "/entities/Member/M1", 422)
    assert "党员只计数，不列名" in refused


@pytest.mark.parametrize("path", PAGES)
def test_both_engines_say_the_same(
    client: TestClient, request: pytest.FixtureRequest, path: str
) -> None:
    engine = request.node.callspec.params["client"]
    text = NONCE.sub("", page(client, path))
    assert DRAWN.setdefault(path, {}).setdefault(engine, text) == next(iter(DRAWN[path].values()))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_run_our_script_alone_and_reach_nothing_outside(
    client: TestClient, path: str, lang: str
) -> None:
    answer = client.get(path, params={"lang": lang, "as_of": AS_OF} | _query(path))
    policy = answer.headers["content-security-policy"]
    (nonce,) = set(re.findall(r"nonce-([\w-]+)", policy))
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    ours = re.findall(r"<(?:script|link rel=\"stylesheet\")(?![^>]*json)[^>]*>", answer.text)
    assert len(ours) >= 2 and all(f'nonce="{nonce}"' in each for each in ours)
    assert answer.text.count("nonce=") == len(ours)
    assert not re.search(r'(src|href|action)="(?![/#]|data:,")', answer.text)
    assert not re.search(r'<[^>]* style="', answer.text)
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in answer.text
    assert len(answer.content) < 1_000_000


def _query(path: str) -> dict[str, str]:
    return {"q": "zq"} if path.startswith("/search") else {}


def test_choices_stay_in_the_address_of_every_link(client: TestClient) -> None:
    text = page(client, "/chains/NEV", day=f"as_of={AS_OF}&lang=en&theme=dark")
    assert '<html lang="en" data-theme="dark">' in text
    kept = "?lang=en&amp;theme=dark&amp;as_of=" + AS_OF
    places = re.findall(r'href="(/(?:chains|enterprises|organisations)/[^"#]+)"', text)
    others = [place for place in places if not place.startswith("/chains/NEV?")]
    assert len(others) > 100, "those of this page change a choice"
    assert all(kept in place for place in others)


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("", ["chains"]),
        ("/chains/NEV", ["lanes", "heat", "gaps", "unknown", "links"]),
        ("/enterprises/S027", ["around", "properties", "gaps", "partners", "fits"]),
        ("/organisations/O-NEV-B01", ["around", "properties"]),
        ("/universities/U02", ["around", "fits"]),
        ("/entities/Segment/NEV-D2", ["around", "gaps"]),
    ],
)
def test_every_table_is_a_file_too(client: TestClient, path: str, keys: list[str]) -> None:
    for key in keys:
        answer = client.get(f"{path}/tables/{key}.csv?{DAY}")
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert f'filename="{key}.csv"' in answer.headers["content-disposition"]
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 1
        assert {len(row) for row in rows} == {len(rows[0])}
        book = client.get(f"{path}/tables/{key}.xlsx?{DAY}")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
        assert [str(c) for c in sheet.to_python()[2]] == rows[0]
        assert len(sheet.to_python()) == len(rows) + 2
    assert page(client, f"{path}/tables/none.csv", 404)


def test_heat_adds_up(client: TestClient) -> None:
    text = client.get(f"/chains/NEV/tables/heat.csv?{DAY}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    covered, surveyed, unsurveyed = map(int, rows[-1][-3:])
    parts = [int(cell) for cell in rows[-1][3:-3]]
    assert (covered, surveyed) == (26, 35)
    assert [sum(parts[at::3]) for at in range(3)] == [covered, surveyed, unsurveyed]


def test_plan_closes_and_names_no_cadre(client: TestClient) -> None:
    text = page(client, "/chains/NEV/plan")
    assert "单独组建" in text
    assert "PO-01" in text
    assert "示例智能网联27(肇庆)有限公司" in text
    assert re.search(r"干部 L\d+", text)
    assert "缺口保留，总代价 +180" in text
    file = client.get(f"/chains/NEV/plan/tables/plan.csv?{DAY}")
    assert file.status_code == 200
    assert "单独组建" in file.content.decode("utf-8-sig")


def test_a_gap_leads_to_the_step_that_closes_it(client: TestClient) -> None:
    link = re.compile(r'href="(/chains/NEV/plan\?[^"]+about=Enterprise%3AS027)"')
    pages = ("/enterprises/S027", "/chains/NEV")
    (step,) = {found for path in pages for found in link.findall(page(client, path))}
    text = client.get(unescape(step)).text
    own = text[text.index('id="own"') : text.index("全部措施")]
    assert own.count("<tr>") == 2 and "单独组建缺口 PO-01" in own, "a header and its step"
    assert 'href="/enterprises/S027?' in own
    assert "about=Enterprise%3AS027" in text[: text.index('id="own"')], "kept with the language"


def test_what_the_plan_leaves_is_named_and_led_to(client: TestClient) -> None:
    text = page(client, "/chains/NEV/plan?about=Enterprise:S001")
    left = text[text.index('id="left"') :]
    assert "环节无组织覆盖" in left and 'href="/entities/Segment/' in left
    assert "本方案没有针对它的措施" in page(client, "/chains/NEV/plan?about=Enterprise:none")
    stays = page(client, "/chains/NEV/plan?about=Segment:NEV-D3")
    own = stays[stays.index('id="own"') : stays.index("</section>")]
    assert "请按下列规则的建议办理" in own and 'href="/rules/CH-02' in own


def test_a_plan_page_does_not_call_gaps_none_that_it_lists_below() -> None:
    ref = Ref(label="Enterprise", id="A", name="甲公司")
    stuck = Staying(rule="CH-04", why="尚未登记挂点领导", count=1, subjects=[ref])
    none = ClosingPlan(
        items=[], total=0, as_of=AS_OF, cost=0, left=0, bound=0, optimal=True, gap=0, unjoined=[],
        staying=[], unjudged=0, lacking=[], closed_besides=[], open_after=[], raised=[], pack="p",
    )  # fmt: skip
    some, chain = (
        none.model_copy(update={"staying": [stuck]}),
        Ref(label="Chain", id="C", name="链"),
    )
    words: tuple[tuple[Lang, str, str], ...] = (
        ("zh", "没有可由组建、选派解决的缺口", "有 1 项可办的缺口"),
        ("en", "No gap that forming or assigning would close", "1 gaps of this plan"),
    )
    for lang, nothing, stays in words:
        frame = Frame("/chains/C/plan", lang, AS_OF, "")
        quiet, told = (plan_page(each, chain, rulefiles.load(), frame) for each in (none, some))
        assert nothing in quiet and stays not in quiet
        assert nothing not in told and stays in told
        assert "尚未登记挂点领导" in told[told.index('id="staying"') :]


def test_picture_and_interactive_drawing_of_a_chain(client: TestClient) -> None:
    svg = client.get(f"/chains/NEV/lanes.svg?{DAY}")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert svg.text.startswith("<svg")
    old = client.get(f"/?chain=NEV&{DAY}", follow_redirects=False)
    assert old.status_code == 307
    assert old.headers["location"].startswith("/chains/NEV/lanes?")
    drawn = page(client, "/chains/NEV/lanes")
    assert 'id="canvas"' in drawn
    assert '<a href="/chains/NEV?' in drawn, "a way back"


def test_search_without_a_script(client: TestClient) -> None:
    text = page(client, "/search?q=zqxpqc")
    assert "肇庆小鹏汽车有限公司" in text
    assert 'href="/enterprises/E001?' in text
    assert "没有找到" in page(client, "/search?q=没有这样的名称")
    assert "请输入名称、拼音或首字母" in page(client, "/search?q=", 422)


# ------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize(
    "path",
    ["/chains/NONE", "/chains/NONE/plan", "/chains/NONE/lanes", "/chains/NONE/tables/gaps.csv",
     "/enterprises/NONE", "/organisations/x/y", "/universities/<script>", "/entities/Nothing/1"],
)  # fmt: skip
def test_unknown_is_a_page_that_says_what_to_do(client: TestClient, path: str) -> None:
    text = page(client, path, 404)
    assert "没有这个页面" in text
    assert "可以在上方查找名称" in text
    assert "<script>" not in text


def test_address_edited_by_hand(client: TestClient) -> None:
    assert "不是一个日期" in page(client, "/", 422, day="as_of=31-31-31&lang=zh")
    assert "<h1>" in page(client, "/", day="lang=xx&theme=pink&as_of=")
    assert "网址有误" in page(client, "/chains/NEV/tables/gaps.pdf", 422)


def test_stale_address_is_a_page_for_a_browser_alone(client: TestClient) -> None:
    shown = client.get("/old/address", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert shown.status_code == 404
    assert "Start from the overview" in shown.text
    for path, accept in (("/old/address", "*/*"), ("/v1/none", "text/html")):
        told = client.get(path, headers={"Accept": accept})
        assert told.headers["content-type"] == "application/problem+json"


def test_a_day_before_everything_is_unknown(client: TestClient) -> None:
    text = page(client, "/chains/NEV", day="as_of=2000-01-01&lang=zh")
    assert "<dd>—" in text


def test_engine_away_is_a_page_that_tries_again() -> None:
    app = create_app(Settings(store="bolt://neo4j@127.0.0.1:1"))
    with TestClient(app, base_url="http://127.0.0.1") as away:
        for path in PAGES:
            answer = away.get(path, headers={"Accept-Language": "en"})
            assert answer.status_code == 503
            assert '<meta http-equiv="refresh" content="5">' in answer.text
            assert "tries again every 5 seconds" in answer.text
            assert not re.search(r"127\.0|bolt|neo4j", answer.text, re.IGNORECASE)


def test_empty_graph_says_what_to_do(tmp_path: Path) -> None:
    with running(f"arcade:{tmp_path}/graph") as fresh:
        assert "honglian demo" in page(fresh, "/")


# ------------------------------------------------------------ whether one is covered


@pytest.mark.anyio
async def test_coverage_of_one_enterprise_on_a_day(store: Store) -> None:
    town = Town()
    town.firm("open", operating=True, surveyed=True)
    town.firm("unknown", operating=True)
    town.firm("shut", operating=False, surveyed=True)
    await settle(store, town.changes)
    found = {
        id: await covering.covering(store, id, as_of=TOWN_DAY) for id in ("open", "unknown", "shut")
    }
    assert {id: each.cover for id, each in found.items()} == {
        "open": "uncovered", "unknown": "unsurveyed", "shut": "closed",
    }  # fmt: skip
    assert found["open"].observed_on
    assert found["unknown"].surveyed is None
    with pytest.raises(NotFound):
        await covering.covering(store, "none", as_of=TOWN_DAY)


@pytest.mark.anyio
async def test_who_covers_and_since_when(sample_store: Store) -> None:
    found = await covering.covering(sample_store, "S001", as_of=AS_OF)
    assert found.cover == "covered"
    (by,) = found.by
    assert (by.organisation.id, by.mode, by.counts) == ("O-NEV-B01", "单独", True)
    assert [(place.file, place.row) for place in by.sources] == [("organisations.csv", 3)]


# ------------------------------------------------------------ cells, words and colours


def test_cells_escape_and_spreadsheets_run_nothing() -> None:
    name = '=cmd|" /C calc"!A0<b>'
    assert "<b>" not in html(Link(name, '/x"onclick="y'))
    assert '"onclick' not in html(Link(name, '/x"onclick="y'))
    assert html(Grade("high", "高")) == '<span class="grade high">高</span>'
    table = Table("t", "t", ("名称",), ((Link(name, "/"),), (3,), (None,)))
    rows = list(csv.reader(io.StringIO(to_csv(table))))
    assert rows[1] == [f"'{name}"]
    assert rows[2:] == [["3"], [""]]


def test_names_that_turn_direction_are_held_apart() -> None:
    assert isolated("示例\u202e公司") == "\u2068示例\u202e公司\u2069"
    assert isolated("示例（肇庆）公司 A-1") == "示例（肇庆）公司 A-1"


def test_both_languages_say_everything() -> None:
    assert SAY["zh"].keys() == SAY["en"].keys()
    fields = re.compile(r"\{\w+\}")
    for key, text in SAY["zh"].items():
        assert text
        assert SAY["en"][key]
        assert set(fields.findall(text)) == set(fields.findall(SAY["en"][key])), key


def test_every_word_is_said_somewhere() -> None:
    folder = Path(say.__file__).parent
    files = [*folder.glob("*.py"), *(folder.parent / "templates" / "explorer").iterdir()]
    files += [*(folder.parents[1] / "api").rglob("*.py")]
    said = "".join(f.read_text(encoding="utf-8") for f in files if f.name != "say.py")
    unsaid = [key for key in SAY["zh"] if not re.search(rf"say\.{key}\b|[\"']{key}[\"']", said)]
    assert unsaid == []


TEXTS = [
    ("ink", "ground"), ("ink", "card"), ("ink", "raised"), ("mute", "ground"), ("mute", "card"),
    ("mute", "raised"), ("link", "ground"), ("link", "card"), ("link", "raised"),
    ("good-ink", "good"), ("fair-ink", "fair"), ("weak-ink", "weak"), ("gap-ink", "gap-ground"),
    ("gap-ink", "card"), ("gap-ink", "ground"), ("unknown-ink", "unknown"), ("up", "up-ground"),
    ("mid", "mid-ground"), ("down", "down-ground"), ("side", "side-ground"),
]  # fmt: skip
BORDERS = [(a, b) for a in ("border", "focus", "gap", "unknown-line") for b in ("ground", "card")]


@pytest.mark.parametrize("night", [0, 1])
def test_text_and_borders_keep_their_contrast(night: int) -> None:
    colours = {name: both[night] for name, both in palette.COLOURS.items()}
    for ink, ground in TEXTS:
        assert style.contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for line, ground in BORDERS:
        assert style.contrast(colours[line], colours[ground]) >= 3, (line, ground)


def test_drawings_keep_their_contrast_at_night() -> None:
    paints = [*style.PAINTS.values(), *(style.paint(node.label) for node in SCHEMA.nodes)]
    for paint in paints:
        assert style.contrast(palette.night(paint.ink), palette.night(paint.fill)) >= 4.5, paint
    for ground in style.GROUNDS.values():
        assert style.contrast(palette.night(ground.ink), palette.night(ground.fill)) >= 4.5
    for color in style.RATES.values():
        assert style.contrast(palette.night(color), palette.night(style.WHITE)) >= 4.5


def test_relationships_on_a_path_point_as_they_do_in_the_graph(client: TestClient) -> None:
    text = page(client, "/enterprises/S027")
    makers = re.findall(r'<span class="rel (\w*)">生产</span><a href="/entities/Product', text)
    made_by = re.findall(r'<span class="rel (\w*)">生产</span><a href="/enterprises', text)
    assert set(makers) == {"on"} and set(made_by) == {"back"}, "who makes points to what is made"


def test_steps_of_a_plan_have_english_names(client: TestClient) -> None:
    known = {steps.OWN, steps.TRANSFER, steps.FORM, steps.JOIN, steps.UNION, *steps.SERVE.values()}
    assert known < terms.STEPS.keys()
    text = page(client, "/chains/NEV/plan", day=f"as_of={AS_OF}&lang=en")
    assert "Found a joint branch" in text and "组建联合党支部" not in text
    assert "The gap stays, total cost +" in text


# ------------------------------------------------------------ rules


def test_rules_say_when_by_which_article_and_how_many(client: TestClient) -> None:
    text = page(client, "/rules")
    assert text.count('href="/rules/') >= 60 and "不少于 3 人" in text
    assert "未启用" in text, "local rules are off in this pack"
    english = page(client, "/rules/PO-01", day=f"as_of={AS_OF}&lang=en")
    assert "at least 3 formal members" in english and "As a rule found a branch" in english


def test_a_rule_lists_whom_it_finds_with_chains_step_and_rows(client: TestClient) -> None:
    text = page(client, "/rules/PO-01")
    assert (
        "/enterprises/S027" in text
        and "/chains/NEV/plan" in text
        and "MATCH (o:Observation)" in text
    )
    told = client.get("/rules/PO-01/tables/gaps.csv?as_of=2026-11-23").text.splitlines()
    below = re.sub(r"<[^>]+>", "", page(client, "/rules/PO-03"))
    assert re.search(r"同一对象已有 PO-02 \S+ 的缺口时，本规则不再列出", below)
    known = client.get("/v1/gaps?rule=PO-01&as_of=2026-11-23").json()
    assert len(told) == 1 + known["total"] > 1
    assert client.get("/rules/tables/rules.xlsx").status_code == 200
    assert client.get("/rules/XX-01").status_code == 404


@pytest.mark.parametrize(("path", "where"), [("/", "全部对象"), ("/chains/NEV", "本链")])
def test_pages_count_what_cannot_be_judged_alike_and_say_what(
    client: TestClient, path: str, where: str
) -> None:
    """As the report and the command do, from the same words."""
    chain = "&chain=NEV" if "NEV" in path else ""
    known = client.get(f"/v1/gaps?as_of={AS_OF}&limit=1{chain}").json()
    words = terms.unjudged(
        len(known["unknown"]), len(known["unjudged"]), "zh", of_chain=bool(chain)
    )
    assert words.startswith(where) and words in page(client, path)


def test_gaps_lead_to_their_rule(client: TestClient) -> None:
    for path in ("/chains/NEV", "/enterprises/S027", "/chains/NEV/plan"):
        assert re.search(r'href="/rules/[A-Z]{2}-\d\d', page(client, path)), path
