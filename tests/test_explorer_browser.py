"""The explorer in a real browser: search, choices, tables, paper, and odd names. Every page for
everyone is in `test_pages_browser`, the tasks of a planner are in `test_ten_tasks_browser`."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext

from graph import SCHEMA, open_store
from tests.conftest import AS_OF
from tests.pages import Watch, served
from tests.test_page import ATTACKS
from tests.town import Town, settle

pytestmark = pytest.mark.browser

LONG = "示例" + "很长的名称" * 39 + "有限公司"
ODD = (
    *ATTACKS,
    "<script>globalThis.ran=1</script>",
    "\"'><svg onload=globalThis.ran=1>",
    "\u202e司公限有例示",  # nothing ends it
    "👩‍🏭🔥示例👨‍👩‍👧‍👦公司",
    LONG,
    "示例\u0007公司",
)
TOO_WIDE = """() => [document.documentElement.scrollWidth, innerWidth]"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service on a graph in which everything has an odd name."""
    with served(tmp_path_factory.mktemp("odd"), _load_odd) as address:
        yield address


async def _load_odd(url: str) -> None:
    town = Town()
    town.add("Chain", "empty", "空产业链")
    for at, name in enumerate(ODD):
        id = name if at < 2 else f"n{at}"
        town.add("Chain", id, name, kind=name, area=name)
        town.add("Segment", f"s{at}", name, position="上游", order=at)
        town.link(("Segment", f"s{at}"), "IN_CHAIN", ("Chain", id))
        town.firm(f"e{at}", name, operating=True, surveyed=True, formal_affiliated=4)
        town.firm(f"twin{at}", name, operating=True)
        town.add("Region", f"r{at}", name)
        town.add("Product", f"p{at}", name)
        town.add("PartyOrg", f"o{at}", name, kind="党支部")
        for firm in (f"e{at}", f"twin{at}"):
            town.link(("Enterprise", firm), "AT", ("Segment", f"s{at}"), role=name)
            town.link(("Enterprise", firm), "LOCATED_IN", ("Region", f"r{at}"))
        town.link(("Enterprise", f"e{at}"), "MAKES", ("Product", f"p{at}"))
        town.link(
            ("PartyOrg", f"o{at}"), "COVERS", ("Enterprise", f"twin{at}"), mode="联合", source=name
        )
        town.link(("PartyOrg", f"o{at}"), "LEADS", ("Chain", id), role=name)
    async with open_store(url) as store:
        await store.define(SCHEMA)
        await settle(store, town.changes)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def watch(context: BrowserContext, base: str) -> Watch:
    return Watch(context.new_page(), base)


# ------------------------------------------------------------ ways on a page


def test_find_a_firm_by_its_initials_with_the_keyboard_alone(watch: Watch) -> None:
    tab = watch.go("/", theme="dark")
    tab.keyboard.press("/")
    tab.keyboard.type("zqxpqc")
    # on a busy machine the list for the first letters stands there for a moment
    tab.wait_for_selector("#found [role=option]:first-child:has-text('肇庆小鹏汽车')")
    assert tab.locator("#find").get_attribute("aria-expanded") == "true"
    tab.keyboard.press("ArrowDown")
    assert tab.locator("#found [aria-selected=true]").inner_text().startswith("肇庆小鹏汽车")
    assert tab.locator("#find").get_attribute("aria-activedescendant") == "hit0"
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert tab.locator("h1").inner_text() == "肇庆小鹏汽车有限公司"
    assert "theme=dark" in tab.url
    assert f"as_of={AS_OF}" in tab.url
    watch.assert_silent()


@pytest.mark.parametrize("text", ["小鹏", "xiaopeng", "zqxp"])
def test_find_by_characters_pinyin_and_initials_with_the_mouse(watch: Watch, text: str) -> None:
    tab = watch.go("/chains/JADE")
    tab.fill("#find", text)
    hit = tab.locator("#found [role=option]", has_text="肇庆小鹏汽车有限公司").first
    with tab.expect_navigation():
        hit.click()
    assert "/enterprises/E001" in tab.url
    watch.assert_silent()


def test_enter_without_a_choice_lists_all_results(watch: Watch) -> None:
    tab = watch.go("/")
    tab.fill("#find", "新能源")
    with tab.expect_navigation():
        tab.press("#find", "Enter")
    assert tab.locator(".hits a", has_text="新能源汽车产业链").count() >= 1
    assert f"as_of={AS_OF}" in tab.url


def test_escape_closes_and_nothing_found_says_so(watch: Watch) -> None:
    tab = watch.go("/")
    tab.fill("#find", "没有这样的名称")
    tab.wait_for_selector("#found .said")
    assert tab.locator("#found").inner_text() == "没有找到"
    tab.press("#find", "Escape")
    assert tab.locator("#found").is_hidden()


def test_chip_of_the_drawing_leads_to_its_page(watch: Watch) -> None:
    tab = watch.go("/chains/NEV")
    with tab.expect_navigation():
        tab.locator("#lanes svg a", has_text="小鹏汽车").first.click()
    assert "/enterprises/E001" in tab.url


def test_language_theme_and_day_are_chosen_on_the_page(watch: Watch) -> None:
    tab = watch.go("/chains/NEV")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    by_day = tab.evaluate(ground)
    with tab.expect_navigation():
        tab.get_by_role("link", name="夜间").click()
    assert tab.evaluate(ground) != by_day
    with tab.expect_navigation():
        tab.get_by_role("link", name="English").click()
    assert tab.locator("html").get_attribute("lang") == "en"
    assert tab.evaluate(ground) != by_day, "the theme stays"
    tab.fill("#day", "2020-01-01")
    with tab.expect_navigation():
        tab.get_by_role("button", name="Show").click()
    assert "as_of=2020-01-01" in tab.url
    assert "theme=dark" in tab.url


def test_keyboard_goes_first_to_the_content(watch: Watch) -> None:
    tab = watch.go("/")
    tab.keyboard.press("Tab")
    skip = tab.locator(":focus")
    assert skip.inner_text() == "跳到正文"
    box = skip.bounding_box()
    assert box is not None and box["x"] >= 0, "it is seen while it has the focus"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null")
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


def test_tables_are_sorted_and_filtered(watch: Watch) -> None:
    tab = watch.go("/chains/NEV")
    tab.locator("#lanes summary").click()
    table = tab.locator("#lanes table")
    names = table.locator("tbody tr:visible td:nth-child(3)")
    button = table.get_by_role("button", name="企业")
    button.press("Enter")
    header = table.locator("th[aria-sort]")
    assert header.get_attribute("aria-sort") == "ascending"
    rising = names.all_inner_texts()
    button.click()
    assert header.get_attribute("aria-sort") == "descending"
    falling = names.all_inner_texts()
    assert rising != falling
    assert sorted(rising) == sorted(falling)
    tab.get_by_role("searchbox", name="筛选").first.fill("肇庆小鹏")
    assert names.all_inner_texts() == ["肇庆小鹏汽车有限公司"]
    watch.assert_silent()


# ------------------------------------------------------------ without a script, on paper


def test_search_form_works_without_a_script(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = Watch(context.new_page(), base).go("/")
    tab.fill("#find", "zqxpqc")
    tab.press("#find", "Enter")
    tab.locator(".hits a").first.click()
    assert tab.locator("h1").inner_text() == "肇庆小鹏汽车有限公司"
    context.close()


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_printed_chain_shows_everything_and_no_buttons(watch: Watch, size: str) -> None:
    tab = watch.go("/chains/NEV", theme="dark")
    tab.emulate_media(media="print")
    assert tab.locator(".top").is_hidden()
    assert tab.locator(".take").first.is_hidden()
    assert tab.locator(".heat").is_visible()
    paper = tab.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert paper == "rgb(26, 36, 51)", "dark is for screens"
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.locator(".gap-group:not([open])").count() == 0
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator(".gap-group:not([open])").count() > 5
    assert tab.pdf(format=size, landscape=True).startswith(b"%PDF")


# ------------------------------------------------------------ bad input


# of each odd thing one page, of one kind after the other; all of them on all pages is what
# `tests/test_payloads_browser.py` tries
KINDS = ("enterprises/e{}", "enterprises/twin{}", "organisations/o{}", "entities/Segment/s{}",
         "entities/Product/p{}", "chains/n{}")  # fmt: skip
ODD_PAGES = [
    "/",
    "/search?q=script",
    *(f"/chains/{quote(name, safe='')}" for name in ODD[:2]),
    *(f"/{KINDS[at % len(KINDS)].format(max(at, 2))}" for at in range(len(ODD))),
    *(f"/chains/{quote(name, safe='')}" for name in ODD[2:5]),
    *(f"/search?q={quote(name[:200], safe='')}" for name in ODD[::4]),
    *(f"/?lang={quote(name[:50], safe='')}" for name in ODD[:3]),
]


def test_no_name_is_ever_run(browser: Browser, odd: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watch = Watch(context.new_page(), odd)
    for path in ODD_PAGES:
        tab = watch.go(path)
        tab.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert tab.locator("script").count() == 2, path
        assert tab.locator("main img, main iframe, [onload], [onerror]").count() == 0, path
        wide, room = tab.evaluate(TOO_WIDE)
        assert wide <= room, path
        watch.said = [text for text in watch.said if "404" not in text and "422" not in text]
        watch.assert_silent()
    context.close()


def test_what_is_found_is_never_run(browser: Browser, odd: str) -> None:
    context = browser.new_context()
    watch = Watch(context.new_page(), odd)
    tab = watch.go("/")
    for text in ("script", "alert", "img", "svg", "示例", "<"):
        tab.fill("#find", "")
        tab.fill("#find", text)
        tab.wait_for_timeout(250)
        assert tab.locator("#found script, #found img, #found svg").count() == 0
    watch.assert_silent()
    context.close()


def test_two_firms_of_one_name_are_told_apart(browser: Browser, odd: str) -> None:
    context = browser.new_context()
    tab = Watch(context.new_page(), odd).go("/")
    tab.fill("#find", "示例很长的名称")
    tab.wait_for_selector("#found [role=option]")
    listed = tab.locator("#found [role=option]").all_inner_texts()
    firms = [text for text in listed if "企业" in text]
    assert len(firms) == 2
    assert len({re.sub(r"\s+", " ", text) for text in firms}) == 2
    context.close()


def test_marks_of_direction_turn_only_their_own_name(browser: Browser, odd: str) -> None:
    context = browser.new_context()
    at = next(at for at, name in enumerate(ODD) if "\u202e" in name)
    tab = Watch(context.new_page(), odd).go(f"/enterprises/e{at}")
    line = tab.locator(".head p").first
    assert line.locator("bdi").count() >= 2
    order = line.evaluate(
        """(p) => {
          const [id, segment] = [...p.querySelectorAll("bdi")]
            .map((e) => e.getBoundingClientRect());
          return id.right <= segment.left;
        }"""
    )
    assert order, "the id stands left of the segment, as written"
    context.close()


def test_chain_without_enterprises_says_what_to_do(browser: Browser, odd: str) -> None:
    context = browser.new_context()
    tab = Watch(context.new_page(), odd).go("/chains/empty")
    assert "本链还没有登记企业" in tab.locator("main").inner_text()
    assert "honglian ingest" in tab.locator("main").inner_text()
    context.close()


def test_service_that_goes_away_leaves_the_page_and_says_so(watch: Watch) -> None:
    tab = watch.go("/chains/NEV")
    tab.route("**/v1/search*", lambda route: route.fulfill(status=503, body="{}"))
    tab.fill("#find", "小鹏")
    tab.wait_for_selector("#found .said")
    assert "服务没有应答" in tab.locator("#found").inner_text()
    tab.unroute("**/v1/search*")
    tab.route("**/v1/search*", lambda route: route.abort())
    tab.fill("#find", "小鹏汽车")
    tab.wait_for_timeout(300)
    assert "服务没有应答" in tab.locator("#found").inner_text()
    assert tab.locator("#lanes svg").is_visible()
