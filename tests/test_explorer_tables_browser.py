"""What planners take away, in a real browser: tables filtered and turned over, chains compared, a
drawing as a picture, a page that opens from a disk, and paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.chromium import Watched
from tests.conftest import AS_OF
from tests.pages import GROWING, Watch
from tests.test_pages_browser import TOO_WIDE

pytestmark = pytest.mark.browser

PAGES = (
    "/tables",
    "/tables/Enterprise?f.surveyed=true&sort=-staff",
    "/compare",
    "/compare?chain=NEV&chain=JADE&chain=STAY",
)
A4 = (842, 595)  # points of a sheet on its side
PNG = b"\x89PNG"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def watch(context: BrowserContext, base: str) -> Watch:
    return Watch(context.new_page(), base)


def test_filter_sort_and_turn_over_by_keyboard_and_mouse(watch: Watch) -> None:
    tab = watch.go("/tables/Enterprise")
    tab.get_by_label("筛选 名称").fill("示例")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "f.name=" in tab.url
    assert "f.id=" not in tab.url, "what is empty is left out"
    with tab.expect_navigation():
        tab.get_by_role("link", name="从业人数").click()
    assert tab.locator("th[aria-sort=ascending]").inner_text().startswith("从业人数")
    with tab.expect_navigation():
        tab.get_by_label("筛选 是否摸排").select_option("未填")
    assert tab.locator(".chips li").count() == 3
    assert "未填" in tab.locator(".chips").inner_text()
    with tab.expect_navigation():
        tab.get_by_role("link", name="去掉全部条件").click()
    with tab.expect_navigation():
        tab.locator("a[rel=next]").press("Enter")
    assert "第 51–87 行" in tab.locator(".pages").inner_text()
    watch.assert_silent()


def test_columns_are_chosen_and_the_file_has_them(watch: Watch) -> None:
    tab = watch.go("/tables/Enterprise?f.name=小鹏")
    tab.locator(".columns summary").click()
    tab.locator("input[value=short_name]").check()
    with tab.expect_navigation():
        tab.locator(".columns button").click()
    heads = tab.locator(".served thead tr").first.locator("th").all_inner_texts()
    assert heads[0] == "名称" and {"企业简称", "从业人数"} <= set(heads)
    with tab.expect_download() as waiting:
        tab.locator(".take a", has_text="CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].split(",") == heads
    assert waiting.value.suggested_filename == f"企业表-{AS_OF}.csv"


def test_tables_and_comparison_without_a_script(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = Watch(context.new_page(), base).go("/tables/Enterprise")
    tab.get_by_label("筛选 所属产业链").fill("玉器")
    tab.locator(".take button", has_text="筛选").click()
    assert tab.locator(".served tbody tr").count() == 5
    tab = Watch(context.new_page(), base).go("/")
    choices = tab.locator(".two-chains select")
    choices.nth(0).select_option("NEV")
    choices.nth(1).select_option("JADE")
    tab.locator(".two-chains button").click()
    assert tab.locator("#rates tbody tr.differs").count() > 5
    assert tab.locator("#segments .gap").count() >= 6
    context.close()


def test_compare_from_a_chain(watch: Watch) -> None:
    tab = watch.go("/chains/NEV")
    with tab.expect_navigation():
        tab.locator(".jump a", has_text="对比").click()
    assert tab.locator("select[name=chain]").first.input_value() == "NEV"
    tab.locator("select[name=chain]").nth(1).select_option("JADE")
    with tab.expect_navigation():
        tab.locator(".choose-chains button").press("Enter")
    assert re.search(r"chain=NEV&chain=JADE$", tab.url)
    watch.assert_silent()


def test_order_and_filter_of_a_table_stay_in_the_address(watch: Watch, browser: Browser) -> None:
    tab = watch.go("/chains/NEV")
    tab.locator("#lanes summary").click()
    table = tab.locator("#lanes table")
    table.get_by_role("button", name="企业").click()
    table.get_by_role("button", name="企业").click()
    tab.locator("#lanes input.filter").fill("示例电池")
    shown = table.locator("tbody tr:visible").all_inner_texts()
    assert len(shown) > 2
    other = browser.new_context()
    there = other.new_page()
    there.goto(tab.url)
    again = there.locator("#lanes table tbody tr:visible")
    assert again.all_inner_texts() == shown, "another sees the same, unfolded"
    assert there.locator("#lanes th[aria-sort=descending]").count() == 1
    with there.expect_navigation():
        there.get_by_role("link", name="English").click()
    assert there.locator("#lanes table tbody tr:visible").count() == len(shown)
    other.close()


@pytest.mark.parametrize("path", ["/chains/NEV", "/enterprises/S027"])
def test_drawing_is_taken_away_twice_as_large(watch: Watch, path: str) -> None:
    tab = watch.go(path, theme="dark")
    drawn = tab.locator(".drawing svg").get_attribute("viewBox")
    assert drawn is not None
    with tab.expect_download() as waiting:
        tab.locator("[data-take=png]").press("Enter")
    picture = waiting.value.path().read_bytes()
    assert picture.startswith(PNG)
    size = [int.from_bytes(picture[at : at + 4]) for at in (16, 20)]
    width, height = (float(part) for part in drawn.split()[2:])
    assert size == [round(2 * width), round(2 * height)]
    with tab.expect_download() as waiting:
        tab.locator(".take").get_by_text("SVG").first.click()
    assert "<svg" in waiting.value.path().read_text(encoding="utf-8")
    watch.assert_silent()


@pytest.mark.parametrize("path", ["/chains/NEV", PAGES[3], PAGES[1], GROWING[1], "/network"])
def test_kept_page_opens_from_a_disk(
    watch: Watch, browser: Browser, tmp_path: Path, path: str
) -> None:
    tab = watch.go(path)
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name="保存本页").click()
    assert waiting.value.suggested_filename.endswith(f"{AS_OF}.html")
    kept = tmp_path / "页.html"
    waiting.value.save_as(kept)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    there = Watched(context.new_page(), ("file://", "data:"), ("error", "warning"))
    there.tab.goto(kept.as_uri())
    colour = "getComputedStyle(document.querySelector('h1')).color"
    assert there.tab.evaluate(colour) == tab.evaluate(colour), "its style is inside"
    assert there.tab.locator("h1").inner_text() == tab.locator("h1").inner_text()
    if path == "/chains/NEV":
        there.tab.locator("#lanes summary").click()
        there.tab.locator("#lanes table").get_by_role("button", name="企业").click()
        assert there.tab.locator("th[aria-sort]").count() == 1, "its script is inside"
    if path in GROWING:
        assert there.tab.locator(".still svg circle").count() > 5, "a still picture stands for it"
    there.assert_silent()
    context.close()


def test_lanes_stand_on_a_phone(browser: Browser, base: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = Watch(context.new_page(), base).go("/chains/JADE")
    assert tab.locator("#lanes .drawing").is_hidden()
    assert tab.locator(".tall-lanes .gap").count() >= 6
    assert tab.locator(".tall-lanes").evaluate("(e) => e.scrollWidth <= e.clientWidth")
    with tab.expect_navigation():
        tab.locator(".tall-lanes ul a").first.click()
    assert "/enterprises/" in tab.url
    context.close()


@pytest.mark.parametrize("path", ["/", "/chains/NEV", "/enterprises/S027", *PAGES[1::2]])
def test_paper_cuts_nothing_off(watch: Watch, path: str) -> None:
    tab = watch.go(path, theme="dark")
    tab.emulate_media(media="print")
    width = round(A4[0] / 72 * 96 - 2 * 10 / 25.4 * 96)
    tab.set_viewport_size({"width": width, "height": 700})
    wide, room = tab.evaluate(TOO_WIDE)
    assert wide <= room + 1, path
    for size in ("A4", "A3"):
        pages = re.findall(rb"/Type\s*/Page\b", tab.pdf(format=size, landscape=True))
        assert 1 <= len(pages) <= 24, (path, size, len(pages))
