"""The lanes page in a real browser: offline, silent, drawn, and safe against any name."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page

from graph.errors import HonglianError, NotFound
from queries.chains import ChainView
from tests.chain_views import (
    bare_chain,
    car_chain,
    chain,
    flow,
    member,
    organisation,
    plain_chain,
    segment,
    summary,
    supply,
)
from tests.chromium import Watched
from visualize import assets
from visualize.lanes import lanes
from visualize.network import PLACED, OfflineNetwork
from visualize.page import page

ATTACKS = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "{{7*7}}{% raw %}",
    "${alert(1)}",
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>href</a>",
    "</style><script>alert(1)</script>",
    "<!--<script>alert(1)//",
    "\u2028alert(1)\u2029",
    "]]><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "http://attacker.example/x.js",
]
DISTINCT_COLOURS = """() => {
  const canvas = document.querySelector("#canvas canvas"), seen = new Set();
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  for (let i = 0; i < pixels.length; i += 4 * 97)
    if (pixels[i + 3]) seen.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
  return seen.size;
}"""
TOO_WIDE = """() => {
  const ctx = document.createElement("canvas").getContext("2d");
  const { look } = JSON.parse(document.getElementById("data").textContent);
  return Object.values(lanes.boxes).flatMap(([x, y, w, h, paint, texts]) => texts.filter((t) => {
    ctx.font = `${t[6] ? 700 : 400} ${t[3]}px ${look.font}`;
    return ctx.measureText(t[2]).width > w - 4;
  })).map((t) => t[2]);
}"""

pytestmark = pytest.mark.browser


class Sealed(Watched):
    """A page from a file, which reaches nothing else."""

    def __init__(self, tab: Page) -> None:
        super().__init__(tab, ("file:",), ("error", "warning"))

    def open(self, html: str, folder: Path) -> Page:
        file = folder / "page.html"
        file.write_text(html, encoding="utf-8")
        self.tab.goto(file.as_uri())
        self.tab.wait_for_selector("body[data-drawn]", state="attached")
        return self.tab


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Sealed]:
    """One tab for all tests: a browser takes a second to start the process of another."""
    made = browser.new_page(viewport={"width": 1920, "height": 1230})
    yield Sealed(made)
    made.close()


@pytest.fixture
def sealed(tab: Sealed) -> Sealed:
    """The tab, ready for the next page."""
    tab.tab.emulate_media(media="screen")
    tab.tab.mouse.move(0, 0)
    tab.forget()
    return tab


def click_box(tab: Page, text: str) -> None:
    """Click near the top of the first box that shows the text."""
    x, y = tab.evaluate(
        """(text) => {
          const box = Object.values(lanes.boxes).find((b) => b[5].some((t) => t[2].includes(text)));
          const at = lanes.network.canvasToDOM({ x: box[0] + box[2] / 2, y: box[1] + 8 });
          const edge = document.getElementById("canvas").getBoundingClientRect();
          return [at.x + edge.left, at.y + edge.top];
        }""",
        text,
    )
    tab.mouse.click(x, y)


VIEWS = {"car": car_chain, "plain": plain_chain, "bare": bare_chain, "empty": chain}


@pytest.mark.parametrize("view", [make() for make in VIEWS.values()], ids=list(VIEWS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_is_offline_silent_and_drawn(
    sealed: Sealed, tmp_path: Path, view: ChainView, lang: str
) -> None:
    html = page(view, lang="en" if lang == "en" else "zh")
    tab = sealed.open(html, tmp_path)
    assert tab.evaluate(DISTINCT_COLOURS) > 8
    assert tab.evaluate(TOO_WIDE) == []
    assert len(html.encode()) <= 1_000_000
    sealed.assert_silent()


def test_vis_network_finds_boxes_where_the_scene_draws_them(sealed: Sealed, tmp_path: Path) -> None:
    view = car_chain()
    tab = sealed.open(page(view), tmp_path)
    at = "([x, y]) => lanes.network.getNodeAt(lanes.network.canvasToDOM({ x, y }))"
    for box in lanes(view).of_kind("chip"):
        corners = [(box.x + 2, box.y + 2), (box.right - 2, box.bottom - 2)]
        assert [tab.evaluate(at, corner) for corner in corners] == [box.id, box.id]


def test_chinese_is_drawn_with_real_glyphs(sealed: Sealed, tmp_path: Path) -> None:
    tab = sealed.open(page(plain_chain()), tmp_path)
    drawn = tab.evaluate(
        """() => ["链", "党", "肇", "贡"].map((text) => {
          const canvas = document.createElement("canvas"), ctx = canvas.getContext("2d");
          canvas.width = canvas.height = 40;
          ctx.font = "30px " + JSON.parse(document.getElementById("data").textContent).look.font;
          ctx.fillText(text, 2, 32);
          return canvas.toDataURL();
        })"""
    )
    assert len(set(drawn)) == 4, "a missing glyph looks the same for every character"


@pytest.mark.parametrize("attack", ATTACKS)
def test_names_are_never_run(sealed: Sealed, tmp_path: Path, attack: str) -> None:
    members = [member(1, name=attack), *(member(i, name=attack) for i in range(2, 9))]
    view = chain(
        [segment("S", members, name=attack), segment("T", [], name=attack, position="中游")],
        [flow("S", "T", broken=True)],
        [organisation(0, ["S"], "产业链党委").model_copy(update={"name": attack, "id": attack})],
        unplaced=[member(50, "unsurveyed", attack).model_copy(update={"id": attack})],
        name=attack,
    ).model_copy(update={"region": attack, "kind": attack, "sources": [attack], "id": attack})
    tab = sealed.open(page(view, chains=[summary(attack, attack)]), tmp_path)
    for name in list(tab.evaluate("Object.keys(lanes.boxes)")):
        tab.evaluate("(id) => lanes.select(id)", name)
    tab.fill("#search", attack[:6])
    tab.hover("#canvas", position={"x": 500, "y": 400})
    tab.click("summary")
    assert tab.locator("#panel img, #panel script, #found script, table script").count() == 0
    sealed.assert_silent()


def test_policy_allows_our_scripts_by_hash_and_no_other() -> None:
    html = page(plain_chain())
    policy = html.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert "sourceMappingURL" not in html


def test_click_shows_the_details_and_dims_the_rest(sealed: Sealed, tmp_path: Path) -> None:
    tab = sealed.open(page(car_chain()), tmp_path)
    click_box(tab, "动力电池")
    panel = tab.locator("#panel")
    assert "动力电池" in panel.locator("h2").inner_text()
    assert "电解液" in panel.inner_text()
    panel.locator("li button").first.click()
    assert "编号" in panel.inner_text()
    tab.locator("#panel .close").click()
    assert panel.is_hidden()
    sealed.assert_silent()


def test_folded_enterprises_are_listed(sealed: Sealed, tmp_path: Path) -> None:
    tab = sealed.open(page(bare_chain()), tmp_path)
    click_box(tab, "＋7 家")
    assert tab.locator("#panel li").count() == 7
    tab.locator("#panel li button").first.click()
    assert "未摸排" in tab.locator("#panel").inner_text()


def test_search_finds_by_name_short_name_and_id(sealed: Sealed, tmp_path: Path) -> None:
    tab = sealed.open(page(car_chain()), tmp_path)
    for text, many in (("动力电池", 1), ("示例企业01", 10), ("e012", 1), ("没有这个", 0)):
        tab.fill("#search", text)
        assert tab.locator("#found button").count() == many
    tab.fill("#search", "示例019")
    tab.press("#search", "Enter")
    assert "示例企业019" in tab.locator("#panel").inner_text()
    sealed.assert_silent()


def test_everything_is_reached_by_keyboard(sealed: Sealed, tmp_path: Path) -> None:
    tab = sealed.open(page(car_chain()), tmp_path)
    tab.focus("#canvas")
    names = set()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        tab.keyboard.press(key)
        names.add(tab.locator("#panel h2").inner_text())
    assert len(names) >= 4
    tab.keyboard.press("Escape")
    assert tab.locator("#panel").is_hidden()
    before = tab.evaluate("lanes.network.getScale()")
    tab.keyboard.press("+")
    assert tab.evaluate("lanes.network.getScale()") > before
    sealed.assert_silent()


def test_wheel_scrolls_the_page_and_zooms_with_ctrl(sealed: Sealed, tmp_path: Path) -> None:
    tab = sealed.open(page(car_chain()), tmp_path)
    tab.mouse.move(900, 600)
    before = tab.evaluate("lanes.network.getScale()")
    tab.mouse.wheel(0, -300)
    assert tab.evaluate("lanes.network.getScale()") == before
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -300)
    tab.keyboard.up("Control")
    tab.wait_for_function("(before) => lanes.network.getScale() > before", arg=before)


def test_legend_hides_lines(sealed: Sealed, tmp_path: Path) -> None:
    tab = sealed.open(page(car_chain()), tmp_path)
    button = tab.locator("[data-lines=flow]")
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    sealed.assert_silent()


def test_what_firms_supply_is_drawn_and_in_the_legend(sealed: Sealed, tmp_path: Path) -> None:
    """Only on the page of a chain of which somebody told it."""
    plain = car_chain()
    flows = [*plain.flows, supply("S09", "S18", pairs=2)]
    tab = sealed.open(page(plain.model_copy(update={"flows": flows})), tmp_path)
    button = tab.locator("[data-lines=supply]")
    assert "企业间供应" in button.inner_text()
    data = json.loads(tab.locator("#data").inner_text())
    drawn = [edge for edge in data["edges"] if edge["stroke"] == "supply"]
    assert [bool(edge.get("arrows")) for edge in drawn].count(True) == 1
    assert "已知企业供应 2 对" in drawn[-1]["title"]
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    sealed.assert_silent()
    assert 'data-lines="supply"' not in page(plain)


@pytest.mark.parametrize("kind", ["csv", "svg", "png"])
def test_downloads(sealed: Sealed, tmp_path: Path, kind: str) -> None:
    tab = sealed.open(page(plain_chain()), tmp_path)
    with tab.expect_download() as waiting:
        tab.click(f"[data-do={kind}]")
    content = waiting.value.path().read_bytes()
    starts = {"csv": b"\xef\xbb\xbf", "svg": b"<svg", "png": b"\x89PNG"}
    assert content.startswith(starts[kind])
    assert waiting.value.suggested_filename == f"玉器产业链.{kind}"
    sealed.assert_silent()


def test_table_says_the_same_to_those_who_see_no_canvas(sealed: Sealed, tmp_path: Path) -> None:
    view = car_chain()
    tab = sealed.open(page(view), tmp_path)
    tab.click("summary")
    said = tab.locator("table").inner_text()
    assert all(m.name in said for s in view.segments for m in s.enterprises)
    assert all(s.name in said for s in view.segments)


def test_print_shows_the_vector_picture(sealed: Sealed, tmp_path: Path) -> None:
    tab = sealed.open(page(plain_chain()), tmp_path)
    assert tab.locator("#picture").is_hidden()
    tab.emulate_media(media="print")
    assert tab.locator("#picture").is_visible()
    assert tab.locator("#canvas").is_hidden()
    sealed.assert_silent()


def test_without_scripts_the_picture_stands_in(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(plain_chain()), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(file.as_uri())
    assert tab.locator("#picture svg").is_visible()
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", [car_chain(), bare_chain()], ids=["car", "bare"])
def test_phone_scrolls_sideways_in_the_drawing_alone(
    browser: Browser, tmp_path: Path, view: ChainView, lang: str
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True
    )
    phone = Sealed(context.new_page())
    chains = [summary(str(i), f"示例很长的名称{i}产业链", i) for i in range(12)]
    tab = phone.open(page(view, lang="en" if lang == "en" else "zh", chains=chains), tmp_path)
    tab.click("summary")
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    tall = tab.evaluate("document.getElementById('canvas').clientHeight")
    assert 400 <= tall <= 844, "not all of the screen: the page must scroll"
    assert tab.evaluate("17 * lanes.network.getScale()") >= 11, "chips can be read"
    edges = """[...document.querySelectorAll(".tools > *")].map((e) => e.getBoundingClientRect())
      .every((edge) => edge.left >= 0 && edge.right <= 390)"""
    assert tab.evaluate(edges)
    context.close()
    phone.assert_silent()


def test_phone_shows_details_below_the_drawing(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    tab = Sealed(context.new_page()).open(page(car_chain()), tmp_path)
    tab.evaluate("lanes.select(Object.keys(lanes.boxes)[0])")
    edge = tab.locator("#panel").bounding_box()
    assert edge is not None
    assert (edge["x"], edge["width"]) == (0, 390)
    assert edge["y"] > 844 / 2
    context.close()


def test_chains_link_to_their_pages() -> None:
    chains = [summary("NEV", "新能源汽车产业链"), summary("A&B", "玉器产业链", 6)]
    html = page(car_chain(), chains=chains)
    assert '<a href="/chains/NEV/lanes" aria-current="page">' in html
    assert '<a href="/chains/A%26B/lanes">' in html
    assert "断点 6" in html
    assert "<nav" not in page(car_chain())
    assert '<a href="A%26B.html">' in page(car_chain(), chains=chains, address="{}.html")


def test_head_says_the_rate_with_what_stands_beside_it() -> None:
    html = page(plain_chain())
    assert "<dd>—</dd>" in html, "nobody surveyed: no rate"
    assert "未摸排 3" in html
    assert "数据截至 2026-11-23" in html
    assert "组织覆盖率＝" in html


# ------------------------------------------------------------------ the pyvis class by itself


def test_network_shows_a_networkx_graph_offline(sealed: Sealed, tmp_path: Path) -> None:
    graph = nx.Graph()
    graph.add_node(1, label="甲", title="<b>href</b>")
    graph.add_node(2, label="乙")
    graph.add_edge(1, 2, title="供应")
    before = json.dumps(list(graph.nodes(data=True)))
    network = OfflineNetwork(heading="<img src=x onerror=alert(1)>", height="400px")
    network.from_nx(graph)
    assert json.dumps(list(graph.nodes(data=True))) == before
    sealed.open(network.generate_html(), tmp_path)
    sealed.assert_silent()


def test_labels_of_a_large_network_come_when_one_is_near(sealed: Sealed, tmp_path: Path) -> None:
    network = OfflineNetwork("600px")
    network.set_options(PLACED)
    for n in range(2_500):
        network.add_node(n, label=f"示例{n}", x=n % 50 * 100, y=n // 50 * 100)
    network.add_edge(0, 1)
    tab = sealed.open(network.generate_html(), tmp_path)
    label = "(id) => network.body.nodes[id].options.label"
    assert tab.evaluate(label, 0) is None
    tab.evaluate(
        "network.moveTo({ position: { x: 0, y: 0 }, scale: 1, animation: { duration: 300 } })"
    )
    tab.wait_for_function("() => network.body.nodes[0].options.label === '示例0'")
    assert tab.evaluate(label, 2_499) is None, "what is far away stays as it is"
    sealed.assert_silent()


def test_network_keeps_parallel_relations() -> None:
    network = OfflineNetwork()
    network.add_node(1)
    network.add_node(2)
    network.add_edge(1, 2, title="供应")
    network.add_edge(1, 2, title="共建")
    assert network.num_edges() == 2
    with pytest.raises(NotFound):
        network.add_edge(1, 3)


def test_network_takes_font_names_with_spaces() -> None:
    network = OfflineNetwork()
    network.set_options('{"nodes": {"font": {"face": "Noto Sans CJK SC"}}}')
    assert "Noto Sans CJK SC" in network.generate_html()


def test_network_refuses_a_height_that_is_no_length() -> None:
    with pytest.raises(HonglianError, match="不是长度"):
        OfflineNetwork(height="1px}</style><script>").generate_html()


def test_network_refuses_another_vis_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vis-network.min.js").write_text("alert(1)", encoding="utf-8")
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    with pytest.raises(HonglianError, match="请重新安装 pyvis"):
        assets.asset.__wrapped__(*assets.SCRIPT)


def test_page_file_is_utf8_in_any_locale(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    program = (
        "import sys\n"
        "from visualize.network import OfflineNetwork\n"
        f"OfflineNetwork(heading={'西江党旗红'!a}).show(sys.argv[1])\n"
    )
    subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", program, str(file)],
        env={**os.environ, "LC_ALL": "C"}, check=True,
    )  # fmt: skip
    assert "西江党旗红" in file.read_text(encoding="utf-8")


def test_drawing_library_is_loaded_only_to_draw_a_page() -> None:
    program = "import sys, visualize.page, visualize.svg; sys.exit('IPython' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
