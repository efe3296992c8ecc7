"""The picture that grows in a real browser: by mouse and by the keyboard alone, shared by its
address, undone, without a script, and while the service is away."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.pages import Watch

pytestmark = pytest.mark.browser

OPENED = "/graph?at=Enterprise:S001&open=Enterprise:S001"
PRODUCT = "Product:P041"
ON_CANVAS = """(id) => {
  const [x, y] = [4, 5].map((at) => graph.dots[id][at]);
  const spot = graph.network.canvasToDOM({ x, y });
  const edge = document.getElementById("canvas").getBoundingClientRect();
  return [edge.left + spot.x, edge.top + spot.y];
}"""
PLACES = "Object.fromEntries(Object.entries(graph.dots).map(([id, d]) => [id, [d[4], d[5]]]))"


@pytest.fixture
def watch(browser: Browser, base: str) -> Iterator[Watch]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Watch(context.new_page(), base)
    context.close()


def opened(watch: Watch, path: str = OPENED) -> Page:
    tab = watch.go(path)
    tab.wait_for_selector("body[data-drawn]")
    return tab


def acts(tab: Page) -> list[tuple[str, str]]:
    """The state in the address, without language and day."""
    pairs = parse_qsl(urlsplit(tab.url).query)
    return [pair for pair in pairs if pair[0] not in ("lang", "as_of", "theme")]


def drawn(tab: Page) -> set[str]:
    return set(tab.evaluate("Object.keys(graph.dots)"))


def until(tab: Page, condition: str) -> None:
    tab.wait_for_function(f"() => {condition}")


def test_double_click_opens_and_nothing_moves_and_back_undoes(watch: Watch) -> None:
    tab = opened(watch)
    before = tab.evaluate(PLACES)
    tab.mouse.dblclick(*tab.evaluate(ON_CANVAS, PRODUCT))
    until(tab, f"Object.keys(graph.dots).length > {len(before)}")
    after = tab.evaluate(PLACES)
    assert {id: after[id] for id in before} == before
    assert ("open", PRODUCT) in acts(tab)
    tab.get_by_role("button", name="撤销").click()
    until(tab, f"Object.keys(graph.dots).length === {len(before)}")
    assert ("open", PRODUCT) not in acts(tab)
    assert tab.evaluate(PLACES) == before
    tab.get_by_role("button", name="重做").click()
    until(tab, f"Object.keys(graph.dots).length === {len(after)}")
    assert tab.evaluate(PLACES) == after
    watch.assert_silent()


def test_click_tells_facts_with_source_and_date_and_leads_to_the_page(watch: Watch) -> None:
    tab = opened(watch)
    tab.mouse.click(*tab.evaluate(ON_CANVAS, PRODUCT))
    panel = tab.locator(".panel")
    panel.get_by_text("特种电动车辆").first.wait_for()
    assert "2026-11-01" in panel.inner_text()
    assert "enterprises.csv 第" in panel.inner_text()
    assert tab.evaluate("history.length") == 2, "to look at something is no act"
    with tab.expect_navigation():
        panel.get_by_role("link", name="打开它的页面").click()
    assert "/entities/Product/P041" in tab.url
    watch.assert_silent()


def test_legend_hides_and_shows(watch: Watch) -> None:
    tab = opened(watch)
    kind = tab.locator(".legend-side button[value=Product]")
    assert kind.get_attribute("aria-pressed") == "true"
    kind.click()
    until(tab, f"!('{PRODUCT}' in graph.dots)")
    assert kind.get_attribute("aria-pressed") == "false"
    assert tab.evaluate("document.activeElement.value") == "Product", "the focus stays"
    tab.keyboard.press("Enter")
    until(tab, f"'{PRODUCT}' in graph.dots")
    district = tab.locator(".legend-side button[name=region]").first
    district.click()
    tab.wait_for_selector(".legend-side button[name=everywhere]")
    assert acts(tab)[-1][0] == "region"
    watch.assert_silent()


def test_what_is_dragged_is_pinned_and_shared_by_the_address(
    watch: Watch, browser: Browser, base: str
) -> None:
    tab = opened(watch)
    x, y = tab.evaluate(ON_CANVAS, PRODUCT)
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x - 60, y + 90, steps=4)
    tab.mouse.up()
    tab.wait_for_url("**pin=**")
    until(tab, f"graph.dots['{PRODUCT}'][9] & 4")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    other = Watch(context.new_page(), base)
    other.tab.goto(tab.url)
    other.tab.wait_for_selector("body[data-drawn]")
    assert other.tab.evaluate(PLACES) == tab.evaluate(PLACES)
    assert other.tab.locator("main").inner_text() == tab.locator("main").inner_text()
    other.assert_silent()
    context.close()
    tab.mouse.click(*tab.evaluate(ON_CANVAS, PRODUCT))
    tab.get_by_role("button", name="取消固定").click()
    until(tab, f"!(graph.dots['{PRODUCT}'][9] & 4)")
    watch.assert_silent()


def test_everything_by_the_keyboard_alone(watch: Watch) -> None:
    tab = opened(watch, "/graph?at=Enterprise:S001")
    tab.locator(".tree .name").first.focus()
    tab.keyboard.press("ArrowRight")
    until(tab, f"'{PRODUCT}' in graph.dots")
    while tab.evaluate("document.activeElement.closest('li').dataset.id") != PRODUCT:
        tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.locator(".panel").get_by_text("P041").first.wait_for()
    tab.locator("#canvas").focus()
    tab.keyboard.press("f")
    tab.get_by_text("路径起点：特种电动车辆").wait_for()
    tab.keyboard.press("Shift+ArrowDown")
    tab.wait_for_url("**pin=**")
    until(tab, f"graph.dots['{PRODUCT}'][9] & 4")
    tab.keyboard.press("p")
    until(tab, f"!(graph.dots['{PRODUCT}'][9] & 4)")
    tab.keyboard.press("Delete")
    until(tab, f"!('{PRODUCT}' in graph.dots)")
    tab.keyboard.press("Control+z")
    until(tab, f"'{PRODUCT}' in graph.dots")
    tab.keyboard.press("ArrowRight")
    tab.wait_for_url("**node=**")
    for key in ("+", "-", "0", "Escape"):
        tab.keyboard.press(key)
    until(tab, "!document.querySelector('.tree [aria-current]')")
    tab.locator("#add").fill("示例智能网联27")
    tab.wait_for_selector("#add-found option", state="attached")
    tab.keyboard.press("Enter")
    until(tab, "'Enterprise:S027' in graph.dots")
    tab.locator(".tree li[data-id='Enterprise:S027'] .name").press("Enter")
    tab.get_by_role("button", name="到此的路径").press("Enter")
    tab.wait_for_url("**via=**")
    until(tab, "graph.dots['Enterprise:S027'][9] & 8")
    assert not [pair for pair in acts(tab) if pair[0] in ("from", "to")]
    watch.assert_silent()


def test_heap_opens_from_the_list(watch: Watch) -> None:
    tab = opened(watch, "/graph?at=Chain:NEV&open=Chain:NEV")
    heap = tab.locator(".tree li", has_text="属于产业链 · 企业")
    assert "×64" in heap.inner_text()
    heap.locator(".turn").click()
    until(tab, "Object.keys(graph.dots).filter((id) => id.startsWith('Enterprise:')).length === 50")
    assert "×14" in heap.inner_text(), "the rest stays a heap"
    watch.assert_silent()


def test_service_that_goes_away_leaves_the_picture_and_says_so(watch: Watch) -> None:
    tab = opened(watch)
    before, address = tab.evaluate(PLACES), tab.url
    for answer in (
        lambda route: route.abort(),
        lambda route: route.fulfill(status=503, body="{}"),
    ):
        tab.route("**/graph/live*", answer)
        tab.mouse.dblclick(*tab.evaluate(ON_CANVAS, PRODUCT))
        tab.locator("#say", has_text="服务没有应答").wait_for()
        assert tab.evaluate(PLACES) == before
        assert tab.url == address
        tab.unroute("**/graph/live*")
    tab.mouse.dblclick(*tab.evaluate(ON_CANVAS, PRODUCT))
    until(tab, f"Object.keys(graph.dots).length > {len(before)}")
    assert tab.locator("#say").is_hidden()


def test_what_changes_nothing_is_nothing_to_undo(watch: Watch) -> None:
    tab = opened(watch)
    before = tab.url
    tab.locator("#add").fill("没有这样的名称")
    tab.locator("#add").press("Enter")
    tab.get_by_text("没有找到").or_(tab.get_by_text("没有“没有这样的名称”")).first.wait_for()
    assert tab.url == before
    assert tab.get_by_role("button", name="撤销").is_disabled()
    tab.locator("#add").fill("E001")
    tab.locator("#add").press("Enter")
    until(tab, "'Enterprise:E001' in graph.dots")
    assert tab.get_by_role("button", name="撤销").is_enabled()
    inside = f"[{','.join(map(repr, sorted(drawn(tab))))}].every((id) => ({ON_CANVAS})(id)[0] > 0)"
    until(tab, inside)
    watch.assert_silent()


def test_label_of_a_line_that_runs_level_to_the_left_stands_on_it(watch: Watch) -> None:
    tab = opened(watch, "/graph?from=Enterprise:S027&to=Enterprise:E001")
    turned = tab.evaluate(
        """() => Object.values(graph.network.body.edges).map((edge) => {
          const { x, y, angle } = edge._getRotation(graph.network.canvas.getContext());
          return [edge.from.x > edge.to.x, angle !== 0, Math.abs(y - edge.from.y) < 1];
        })"""
    )
    assert sorted(turned) == [[False, True, True], [True, True, True]]


def test_stale_address_says_what_is_gone(watch: Watch) -> None:
    tab = opened(watch, f"{OPENED}&at=Enterprise:GONE&hide=what")
    told = tab.locator("[data-part=notice]").inner_text()
    assert "图中没有企业 GONE" in told
    assert "what" in told
    assert PRODUCT in drawn(tab)
    tab.goto(f"{watch.base}/graph?lang=zh&at=没有这样的名称")
    assert "没有找到" in tab.locator("[data-part=notice]").inner_text()
    watch.assert_silent()


def test_without_a_script_buttons_lead_on(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    watch = Watch(context.new_page(), base)
    tab = watch.go(OPENED)
    assert tab.locator(".still svg circle").count() == 7
    with tab.expect_navigation():
        tab.locator(".tree li", has_text="特种电动车辆").locator(".turn").click()
    assert tab.locator(".still svg circle").count() > 7
    with tab.expect_navigation():
        tab.locator(".still svg a", has_text="特种电动车辆").first.click()
    assert "P041" in tab.locator(".panel").inner_text()
    with tab.expect_navigation():
        tab.get_by_role("link", name="English").click()
    assert "P041" in tab.locator(".panel").inner_text(), "another language shows the same"
    tab.fill("#add", "新能源汽车产业链")
    with tab.expect_navigation():
        tab.press("#add", "Enter")
    assert ("at", "Chain:NEV") in acts(tab)
    watch.assert_silent()
    context.close()


# ------------------------------------------------------------ the whole network


def test_whole_network_is_found_in_and_leads_on(watch: Watch) -> None:
    tab = watch.go("/network")
    tab.wait_for_selector("body[data-drawn]")
    tab.fill("#find-here", "肇庆小鹏汽车有限公司")
    assert "肇庆小鹏汽车" in tab.locator("#say").inner_text()
    for key in ("ArrowLeft", "+", "-", "0"):
        tab.locator("#canvas").press(key)
    with tab.expect_navigation():
        tab.locator("#say a", has_text="在关系图谱中展开").click()
    tab.wait_for_selector("body[data-drawn]")
    assert ("at", "Enterprise:E001") in acts(tab)
    watch.assert_silent()


def test_whole_network_without_a_script(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = Watch(context.new_page(), base).go("/network")
    assert tab.locator(".still svg circle").count() > 500
    context.close()
