"""Every page of the list for everyone: axe-core in both themes and languages, every width, silent,
and the same without a script. A page is loaded once for each language; the theme is switched by the
system's setting and the width by the window. All pages are shown in one tab: to start the process
of another takes a browser as long as axe to look at a page.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.effort import cases
from tests.pages import CANVAS, ERRORS, GROWING, PAGES, SLOW, Watch
from visualize.words import Lang

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SEEN: ViewportSize = {"width": 1280, "height": 900}
WIDTHS = {390: 844, 1920: 1080, 1280: 900}  # the last is the one that axe sees
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LISTED = (*PAGES, *GROWING, *SLOW, *ERRORS, *CANVAS)
LANGS: tuple[Lang, ...] = ("zh", "en")
CHECKS = 15  # that axe must have made, to have looked
UNFOLD = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"
TOO_WIDE = "() => [document.documentElement.scrollWidth, innerWidth]"
UNNAMED = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), summary")]
  .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") || e.labels?.length))
  .map((e) => e.outerHTML)"""
STRUCTURE = """async () => {
  const rules = { "color-contrast": { enabled: false } };
  const found = await axe.run(document, { resultTypes: ["violations"], rules });
  return [found.passes.length, found.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 200)])];
}"""
# Contrast takes most of the time of axe, and says of a hundred like rows a hundred times the same:
# of the texts in one look (path of elements and classes, colours, size) it is asked of the first.
CONTRAST = """async () => {
  const looks = new Map();
  const paths = new Map([[null, ""]]);
  const path = (e) => {
    const own = () => `>${e.tagName}.${e.getAttribute("class")}`;
    if (!paths.has(e)) paths.set(e, path(e.parentElement) + own());
    return paths.get(e);
  };
  for (const element of document.body.querySelectorAll("*")) {
    const written = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!written || !element.checkVisibility()) continue;
    const { color, fill, fontSize, fontWeight, backgroundColor } = getComputedStyle(element);
    const look = [path(element), color, fill, fontSize, fontWeight, backgroundColor].join();
    if (!looks.has(look)) looks.set(look, element);
  }
  const only = { type: "rule", values: ["color-contrast"] };
  const found = await axe.run([...looks.values()], { resultTypes: ["violations"], runOnly: only });
  const told = (v) => v.nodes.map((n) => [v.id, n.html.slice(0, 200)]);
  return [looks.size, found.violations.flatMap(told)];
}"""


@pytest.fixture(scope="module")
def tab(browser: Browser, base: str) -> Iterator[Watch]:
    """The tab for all pages; axe is let in."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    yield Watch(context.new_page(), base)
    context.close()


@pytest.fixture(scope="module")
def plain(browser: Browser, base: str) -> Iterator[Watch]:
    """A tab of a browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport=SEEN)
    yield Watch(context.new_page(), base)
    context.close()


@pytest.fixture
def watch(tab: Watch) -> Watch:
    """The tab, ready for the next page."""
    tab.tab.emulate_media(color_scheme="light")
    tab.tab.set_viewport_size(SEEN)
    tab.forget()
    return tab


def too_wide(tab: Page) -> list[tuple[int, int]]:
    """The widths at which the page is wider than the screen."""
    found = []
    for width, height in WIDTHS.items():
        tab.set_viewport_size({"width": width, "height": height})
        wide, room = tab.evaluate(TOO_WIDE)
        if wide > room:
            found.append((width, wide))
    return found


def violations(tab: Page, schemes: Sequence[Literal["light", "dark"]] = SCHEMES) -> list[Any]:
    """What axe finds: of the structure once, of the contrast by day and at night."""
    tab.evaluate(AXE)
    passes, found = tab.evaluate(STRUCTURE)
    assert passes > CHECKS, "it has looked"
    for scheme in schemes:
        tab.emulate_media(color_scheme=scheme)
        looks, faint = tab.evaluate(CONTRAST)
        assert looks > 3, "it has looked"
        found += [(scheme, *each) for each in faint]
    return list(found)


def schemes(path: str, lang: Lang) -> Sequence[Literal["light", "dark"]]:
    """In which themes the contrast of a page is looked at: by day in the one language and at night
    in the other, of the next page the other way round."""
    turn = (LISTED.index(path) + LANGS.index(lang)) % 2
    return (*SCHEMES[turn:], *SCHEMES[:turn])[: cases(1, 2)]


def assert_for_everyone(tab: Page, path: str, lang: Lang) -> None:
    assert tab.locator("h1").count() == 1
    assert too_wide(tab) == []
    tab.evaluate(UNFOLD)
    assert tab.evaluate(UNNAMED) == []
    assert violations(tab, schemes(path, lang)) == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", [*PAGES, *GROWING, *SLOW, *ERRORS])
def test_page_is_for_everyone(watch: Watch, path: str, lang: Lang) -> None:
    assert_for_everyone(watch.go(path, lang=lang), path, lang)
    if path not in ERRORS:  # a browser logs their status
        watch.assert_silent()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", CANVAS)
def test_page_with_a_canvas_is_for_everyone(watch: Watch, path: str, lang: Lang) -> None:
    tab = watch.go(path, lang=lang)
    tab.wait_for_selector("body[data-drawn]", state="attached")
    assert_for_everyone(tab, path, lang)
    watch.assert_silent()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_without_a_script(watch: Watch, plain: Watch, path: str) -> None:
    without = plain.go(path).locator("main").inner_text()
    shown = watch.go(path)
    # what a script alone can do is no part of what the page says
    shown.evaluate("document.querySelectorAll('[data-take]').forEach((button) => button.remove())")
    assert shown.locator("main").inner_text() == without


def test_a_canvas_turns_dark_with_its_page(watch: Watch) -> None:
    """By choice, and when the system turns while the page is open."""
    brightness = """() => {
      const canvas = document.querySelector("#canvas canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let [sum, count] = [0, 0];
      for (let at = 0; at < data.length; at += 4 * 97)
        if (data[at + 3] > 200) { sum += data[at] + data[at + 1] + data[at + 2]; count += 3; }
      return sum / count;
    }"""
    light, dark = 200, 90

    def seen(**chosen: str) -> float:
        tab = watch.go("/chains/NEV/lanes", **chosen)
        tab.wait_for_selector("body[data-drawn]", state="attached")
        return float(tab.evaluate(brightness))

    watch.tab.emulate_media(color_scheme="light")
    assert seen(theme="dark") < dark < light < seen()
    watch.tab.emulate_media(color_scheme="dark")
    watch.tab.wait_for_function(f"({brightness})() < {dark}")
    assert seen(theme="light") > light


def test_theme_by_choice_is_the_theme_by_system(watch: Watch) -> None:
    """So that what is found at night under the system's setting holds for `theme=dark`."""
    looks = """() => [...document.querySelectorAll("html, main, main *")].map((e) => {
      const { color, backgroundColor, fill, borderTopColor } = getComputedStyle(e);
      return [color, backgroundColor, fill, borderTopColor].join();
    })"""
    watch.tab.emulate_media(color_scheme="dark")
    by_system = watch.go("/chains/JADE").evaluate(looks)
    watch.tab.emulate_media(color_scheme="light")
    assert watch.go("/chains/JADE", theme="dark").evaluate(looks) == by_system
    assert watch.go("/chains/JADE").evaluate(looks) != by_system


def test_what_these_checks_find(watch: Watch) -> None:
    """A page with one fault of each kind: none of the checks is blind."""
    tab = watch.go("/chains/CAND-BAMBOO")
    tab.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.insertAdjacentHTML("beforeend", `<button></button><img src="data:,">
            <table class="grid"><tr><td><span class="pale">text</span></td></tr></table>
            <div class="wide">wide</div>`);
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(".pale { color: #888; background: #999 } .wide { width: 3000px }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert {width for width, _ in too_wide(tab)} == set(WIDTHS)
    assert len(tab.evaluate(UNNAMED)) == 1
    found = violations(tab)
    assert {"button-name", "image-alt"} <= {each[0] for each in found}
    assert {each[0] for each in found if "color-contrast" in each} == {"light", "dark"}
