"""What goes wrong while one looks, in a real browser: the store or the service goes away, an
address is stale or edited by hand, a chain is far larger than any page, no script runs."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graph import SCHEMA, open_store
from graph.write import GRAPH
from tests import neo4j
from tests.conftest import AS_OF
from tests.pages import Watch, apart, served
from tests.samples import fill
from tests.service import judging_by
from tests.test_serve import get, serving, until
from tests.town import Town, settle

pytestmark = pytest.mark.browser

FIRMS = 5_000
PATIENCE = 90_000  # ms for a page over all of them on a busy machine
BACK = 60_000  # ms until a page that tries again by itself must have come back


def assert_says_so_and_keeps_the_picture(tab: Page) -> None:
    tab.fill("#find", "小鹏汽车")
    expect(tab.locator("#found .said")).to_contain_text("服务没有应答", timeout=20_000)
    tab.press("#find", "Escape")
    assert tab.locator("#lanes svg a").count() > 50
    assert tab.locator(".heat td").count() > 50


# ------------------------------------------------------------ away


@pytest.mark.faults
def test_neo4j_goes_away_while_the_page_is_open_and_comes_back(
    browser: Browser, tmp_path: Path, mortal_server: neo4j.Server
) -> None:
    """The explorer on Neo4j: the page stays, a new one says what is up, and mends itself."""
    server, log = mortal_server, tmp_path / "log"
    secret = {"HONGLIAN_NEO4J_PASSWORD": neo4j.PASSWORD, "HONGLIAN_STORE": server.address}
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        apart(fill(server.url))
        few = judging_by(["PO-01", "WO-01"], tmp_path / "rules")
        with serving(log, HONGLIAN_QUERY_TIMEOUT="60", **secret, **few) as (address, _):
            until(lambda: get(f"{address}/readyz")[0] == 200, log)
            # a cold server takes its time to plan the statements of a page
            until(lambda: get(f"{address}/chains/NEV?as_of={AS_OF}")[0] == 200, log, seconds=90)
            watch = Watch(context.new_page(), address)
            tab = watch.go("/chains/NEV")
            watch.assert_silent()
            server.kill()
            until(lambda: get(f"{address}/readyz")[0] == 503, log)
            assert_says_so_and_keeps_the_picture(tab)
            tab = Watch(context.new_page(), address).go("/enterprises/S001")
            assert "图库暂时连不上" in tab.locator("main").inner_text()
            assert "5 秒" in tab.locator("main").inner_text()
            server.start()
            tab.wait_for_selector("#cover", timeout=BACK)
            assert "党员 38 人" in tab.locator("#cover").inner_text()
    finally:
        context.close()


def test_service_with_its_graph_goes_away_while_the_page_is_open(
    browser: Browser, tmp_path: Path
) -> None:
    """An embedded graph lives in the service: what ends is both."""
    url, log = f"arcade:{tmp_path}/graph", tmp_path / "log"
    apart(fill(url))
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    with serving(log, "--store", url) as (address, process):
        until(lambda: get(f"{address}/readyz")[0] == 200, log)
        tab = Watch(context.new_page(), address).go("/chains/NEV")
        process.kill()
        process.wait()
        assert_says_so_and_keeps_the_picture(tab)
        tab.get_by_role("button", name="CSV").or_(tab.locator(".take a")).first.focus()
        assert tab.locator("h1").inner_text() == "新能源汽车产业链", "it is still there to print"
    context.close()


# ------------------------------------------------------------ addresses


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("path", ["/enterprises/S999", "/chains/GONE", "/old/address"])
def test_stale_address_leads_back(browser: Browser, base: str, path: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    tab = Watch(context.new_page(), base).go(path)
    assert tab.locator("h1").inner_text() == "没有这个页面"
    tab.fill("#find", "zqxpqc")
    tab.press("#find", "Enter")
    tab.locator(".hits a").first.click()
    assert tab.locator("h1").inner_text() == "肇庆小鹏汽车有限公司"
    context.close()


def test_address_edited_by_hand(browser: Browser, base: str) -> None:
    """A choice that is none is passed over; a day that is none is told, and mended on the page."""
    context = browser.new_context(locale="zh-CN")
    tab = context.new_page()
    tab.goto(f"{base}/chains/NEV?lang=xx&theme=pink&as_of=&nonsense=1&theme=dark")
    assert tab.locator("h1").inner_text() == "新能源汽车产业链"
    tab.goto(f"{base}/chains/NEV?as_of=2026-13-45&lang=zh")
    assert "2026-13-45" in tab.locator("main").inner_text()
    tab.fill("#day", "2026-11-23")
    with tab.expect_navigation():
        tab.locator("form", has=tab.locator("#day")).locator("button").first.click()
    assert tab.locator("h1").inner_text() == "新能源汽车产业链"
    assert "as_of=2026-11-23" in tab.url
    context.close()


# ------------------------------------------------------------ large


async def _load_large(url: str) -> None:
    town = Town()
    town.add("Chain", "large", "示例大产业链")
    for at in range(20):
        position = ("上游", "中游", "下游")[at % 3]
        town.add("Segment", f"s{at}", f"示例环节{at}", position=position, order=at)
        town.link(("Segment", f"s{at}"), "IN_CHAIN", ("Chain", "large"))
    for at in range(FIRMS):
        town.firm(f"e{at}", f"示例企业{at:05}有限公司", operating=True, surveyed=at % 3 == 0)
        town.link(("Enterprise", f"e{at}"), "AT", ("Segment", f"s{at % 20}"))
        town.link(("Enterprise", f"e{at}"), "IN_CHAIN", ("Chain", "large"))
    town.changes.new_nodes["Vocabulary"] = [{"id": GRAPH, "run": "r1", "version": SCHEMA.version}]
    async with open_store(url) as store:
        await store.define(SCHEMA)
        await settle(store, town.changes)


def test_chain_of_5000_enterprises_is_drawn_and_counted(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    with served(tmp_path, _load_large, HONGLIAN_QUERY_TIMEOUT="60") as address:
        watch = Watch(context.new_page(), address)
        watch.tab.set_default_timeout(PATIENCE)
        tab = watch.go("/chains/large")
        assert "5,000" in tab.locator(".kpis").inner_text().replace("5000", "5,000")
        assert tab.locator("#lanes svg a").count() < 300, "chips are folded"
        assert len(tab.content().encode()) < 1_000_000
        wide, room = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room
        assert (watch.outside, watch.said, watch.ran) == ([], [], [])
    context.close()
