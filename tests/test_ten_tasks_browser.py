"""The ten tasks of a planner in a real browser, each with the mouse and with the keyboard alone.

Each leaves a picture in build/pictures/tasks, which CI keeps.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import AS_OF
from tests.hands import Hands, Keyboard, Mouse
from tests.pages import Watch

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parents[1] / "build" / "pictures" / "tasks"
FIRM = "肇庆小鹏汽车有限公司"
OPEN_FIRM = "示例智能网联27(肇庆)有限公司"
# what print() would have been, and how often
PRINTER = "globalThis.printed = 0; globalThis.print = () => { globalThis.printed += 1; };"
A4 = {"width": 1047, "height": 718}  # across, within its margins, in px of 1/96 inch
CUT = """() => [...document.querySelectorAll("main *")].filter((e) => {
  const { overflowX, overflowY, position } = getComputedStyle(e);
  const wide = overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1;
  const tall = overflowY !== "visible" && e.scrollHeight > e.clientHeight + 1;
  return e.clientWidth > 1 && position !== "absolute" && (wide || tall);
}).map((e) => `${e.tagName}.${e.className} ${e.scrollWidth}>${e.clientWidth}`)"""


@pytest.fixture
def watch(browser: Browser, base: str, request: pytest.FixtureRequest) -> Iterator[Watch]:
    """A tab, silent at the end, with a picture of what it came to."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
    )
    context.add_init_script(PRINTER)
    watch = Watch(context.new_page(), base)
    yield watch
    PICTURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[\[\]/]+", "-", request.node.name.removeprefix("test_")).strip("-")
    watch.tab.screenshot(path=PICTURES / f"{name}.png")
    context.close()
    assert (watch.outside, watch.said, watch.ran) == ([], [], [])


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hands(request: pytest.FixtureRequest, watch: Watch) -> Hands:
    make: Callable[[Page], Hands] = request.param
    return make(watch.tab)


def follow(hands: Hands, link: Locator) -> None:
    """Press a link and wait for where it leads."""
    with hands.tab.expect_navigation():
        hands.press(link)


def title(tab: Page) -> str:
    return tab.locator("h1").inner_text()


def test_1_find_a_firm_by_its_initials(watch: Watch, hands: Hands) -> None:
    tab = watch.go("/")
    hands.write(tab.locator("#find"), "zqxpqc")
    hit = tab.locator("#found [role=option]", has_text=FIRM)
    hit.wait_for()
    with tab.expect_navigation():
        hands.take_hit(hit)
    assert title(tab) == FIRM


def test_2_which_segment_is_open(watch: Watch, hands: Hands) -> None:
    tab = watch.go("/")
    card = tab.locator("li.chain", has_text="玉器产业链")
    assert card.locator(".strip .gap").count() == 6
    said = card.locator(".strip .gap").first.get_attribute("title")
    assert "断点：必需而没有在营企业" in str(said)
    follow(hands, card.locator("h2 a"))
    assert tab.locator("#lanes svg", has_text="断点：本地无在营企业").count() == 1
    row = tab.locator(".heat tr", has=tab.locator("td.gap")).first
    name = row.locator("a").inner_text()
    follow(hands, row.locator("a"))
    assert title(tab) == name
    assert "断点" in tab.locator("#gaps").inner_text()


def test_3_why_is_this_firm_a_gap(watch: Watch, hands: Hands) -> None:
    tab = watch.go("/chains/NEV")
    group = tab.locator(".gap-group", has_text="PO-01")
    assert "中国共产党章程 第三十条" in group.inner_text(), "the article stands with the gap"
    follow(hands, group.locator("a", has_text="示例智能网联27"))
    assert title(tab) == OPEN_FIRM
    why = tab.locator(".finding").first.inner_text()
    assert "组织关系在本单位正式党员数=3；标准=3" in why
    assert "第三十条" in why
    assert "企业由党组织覆盖：单独组建" in why, "what closes it"


def test_4_who_could_supply_it_and_why(watch: Watch, hands: Hands) -> None:
    tab = watch.go("/enterprises/S027")
    supplier = tab.locator("#partners > .two > div").first.locator(".suggestion").first
    reason = supplier.locator("ul li").first.inner_text()
    assert reason.startswith("生产“超声波传感器”，可用于本企业的")
    assert supplier.locator(".way li").count() == 4, "the way that leads there"
    assert tab.locator("#around svg a").count() > 5, "who surrounds it is drawn"
    name = supplier.locator("h3 a").inner_text()
    follow(hands, supplier.locator("h3 a"))
    assert title(tab) == name
    assert "超声波传感器" in tab.locator("main").inner_text(), "and it does make it"


def test_5_which_university(watch: Watch, hands: Hands) -> None:
    tab = watch.go("/enterprises/S001")
    fit = tab.locator("#fits .suggestion").first
    assert fit.locator("ul li").count() >= 1, "with a reason"
    name = fit.locator("h3 a").inner_text()
    follow(hands, fit.locator("h3 a"))
    assert title(tab) == name
    assert "/universities/" in tab.url


def test_6_make_the_closing_plan(watch: Watch, hands: Hands) -> None:
    tab = watch.go("/chains/NEV")
    follow(hands, tab.get_by_role("link", name="生成销号方案"))
    assert title(tab).startswith("销号方案")
    steps = tab.locator(".grid tbody tr")
    assert steps.count() >= 5
    assert steps.filter(has_text=OPEN_FIRM).count() >= 1
    with tab.expect_download() as waiting:
        hands.press(tab.locator(".take a[href*='.csv']"))
    assert waiting.value.suggested_filename == f"销号方案-{AS_OF}.csv"


def test_7_export_the_list(watch: Watch, hands: Hands) -> None:
    tab = watch.go("/chains/NEV")
    counts = tab.locator("#gaps h2 small").inner_text()  # gaps, and mere hints
    shown = sum(map(int, re.findall(r"\d+", counts)))
    with tab.expect_download() as waiting:
        hands.press(tab.locator("#gaps .take a[href*='.csv']").first)
    rows = list(csv.reader(io.StringIO(_content(waiting.value.path()).decode("utf-8-sig"))))
    assert len(rows) == shown + 1
    assert any(OPEN_FIRM in cell for row in rows for cell in row)
    with tab.expect_download() as waiting:
        hands.press(tab.locator("#gaps .take a[href*='.xlsx']").first)
    assert _content(waiting.value.path()).startswith(b"PK")
    assert waiting.value.suggested_filename.endswith(f"-{AS_OF}.xlsx")


def _content(path: Path) -> bytes:
    return path.read_bytes()


def test_8_share_the_view_by_its_address(watch: Watch, hands: Hands, browser: Browser) -> None:
    tab = watch.go("/chains/NEV")
    follow(hands, tab.get_by_role("link", name="夜间"))
    follow(hands, tab.get_by_role("link", name="English"))
    share = tab.locator("[data-do=share]")
    hands.press(share)
    expect(share).to_have_text("Copied")
    address = tab.evaluate("navigator.clipboard.readText()")
    others = browser.new_context(locale="zh-CN", color_scheme="light")
    there = others.new_page()
    there.goto(address)
    for what in ("main", "h1", "#heat table"):
        same = "(e) => e.innerText + getComputedStyle(e).color + e.lang"
        assert there.locator(what).evaluate(same) == tab.locator(what).evaluate(same)
    assert there.locator("html").get_attribute("lang") == "en"
    others.close()


def test_9_compare_two_chains(watch: Watch, hands: Hands) -> None:
    tab = watch.go("/compare")
    hands.choose(tab.locator("select[name=chain]").nth(0), "NEV")
    hands.choose(tab.locator("select[name=chain]").nth(1), "JADE")
    follow(hands, tab.locator(".choose-chains button"))
    assert "chain=NEV&chain=JADE" in tab.url
    table = tab.locator("table.beside").first
    assert table.locator("thead th").all_inner_texts()[1:] == ["新能源汽车产业链", "玉器产业链"]
    assert table.locator("tr.differs").count() >= 3, "what differs stands out"
    assert tab.locator(".beside-strip").nth(1).locator(".gap").count() == 6


@pytest.mark.parametrize("path", ["/chains/NEV", "/chains/NEV/plan"])
def test_10_print(watch: Watch, hands: Hands, path: str) -> None:
    tab = watch.go(path)
    hands.press(tab.locator("[data-do=print]"))
    assert tab.evaluate("globalThis.printed") == 1
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.set_viewport_size({"width": A4["width"], "height": A4["height"]})
    tab.emulate_media(media="print")
    assert tab.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    assert tab.evaluate(CUT) == [], "nothing is cut off at the edge of a box"
    name = f"print-{path.replace('/', '-').strip('-')}.pdf"
    PICTURES.mkdir(parents=True, exist_ok=True)
    file = tab.pdf(path=PICTURES / name, format="A4", landscape=True)
    assert file.count(b"/Type /Page\n") >= 1


def test_a_cut_off_table_would_be_seen(watch: Watch) -> None:
    tab = watch.go("/chains/NEV/plan")
    tab.emulate_media(media="print")
    tab.evaluate("document.querySelector('.scroll').style.cssText = 'overflow:hidden;height:20px'")
    assert len(tab.evaluate(CUT)) == 1
    watch.said.clear()
