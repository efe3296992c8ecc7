"""480 payloads in every text of a graph: no page, drawing, report or exported table runs one.

The policy of the pages is switched off here, so that what holds is the escaping alone; that no page
offends its policy either is seen in `test_no_policy_is_offended`.
"""

import asyncio
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from typer.testing import CliRunner

from api.cli import app
from tests.chromium import Watched
from tests.conftest import AS_OF
from tests.pages import Watch, apart
from tests.payloads import CALLS, CONTEXTS, FEW, HOOK, KINDS, PAYLOADS, id_of, load
from tests.test_serve import get, serving, until
from visualize.table import FORMULA_STARTS

pytestmark = pytest.mark.browser

# a new page is one line; those of each kind of entity are added below
PATHS = (
    "/",
    "/search?q=alert",
    "/chains/Chain-0",
    "/chains/Chain-0/plan",
    "/chains/Chain-0/lanes",
    "/chains/Chain-0/lanes.svg",
    "/chains/Chain-1",
    "/compare?chain=Chain-0&chain=Chain-1",
    "/tables/Enterprise",
    "/tables/Product",
    "/graph?at=Chain:Chain-0&open=Chain:Chain-0&node=Chain:Chain-0",
    "/graph?at=Enterprise:Enterprise-0&open=Enterprise:Enterprise-0&node=Enterprise:Enterprise-0",
    "/network",
)
# `honglian …` that write a page, each into a file of this ending
COMMANDS = (
    ("lanes.html", "page lanes --chain Chain-0"),
    ("lanes.svg", "page lanes --chain Chain-0"),
    ("heat.html", "page heat --chain Chain-0"),
    ("ego.html", "page ego Enterprise-0"),
    ("graph.html", "page graph Enterprise-0"),
    ("network.html", "page network"),
    ("report.html", "report --chain Chain-0"),
)
# pages that are kept as files of their own
KEPT = (
    "/chains/Chain-0?download=html",
    "/enterprises/Enterprise-0?download=html",
    "/compare?chain=Chain-0&chain=Chain-1&download=html",
    "/tables/Enterprise?download=html",
)
PATIENCE = 20  # seconds
PLACES = {"Enterprise": "enterprises", "PartyOrg": "organisations", "University": "universities"}
ENTITIES = tuple(
    f"/{PLACES.get(label, f'entities/{label}')}/{quote(id_of(label, n), safe='')}"
    for label in KINDS
    if label != "Chain"
    for n in range(FEW if label in PLACES else 1)
)
ALIVE = """() => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const foreign = "iframe, object, embed, base, math, marquee, video, audio, template, main img, "
    + "svg script, svg animate, [srcdoc], [formaction], form form, meta[http-equiv=refresh]";
  const found = [...document.querySelectorAll(foreign)].map((e) => e.outerHTML.slice(0, 200));
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const leads = /^(href|src|action|data|xlink:href)$/.test(name);
      if (name.startsWith("on") || (leads && /^\\s*(java\\s*script|data:text)/i.test(value)))
        found.push(`${element.tagName} ${name}=${value.slice(0, 100)}`);
    }
  }
  const inline = (s) => s.type !== "application/json" && !s.src && s.text.length < 300;
  found.push(...[...document.scripts].filter(inline).map((s) => s.outerHTML));
  return [globalThis.__ran, found];
}"""


class Seen(NamedTuple):
    """What a payload did: marks of the hook, elements of its own, requests and dialogs."""

    ran: list[str]
    alive: list[str]
    outside: list[str]
    dialogs: list[str]


def seen(watch: Watched) -> Seen:
    ran, alive = watch.tab.evaluate(ALIVE)
    return Seen(ran, alive, watch.outside, watch.ran)


NOTHING = Seen([], [], [], [])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the graph of payloads, and the files that commands write of it."""
    home = tmp_path_factory.mktemp("payloads")
    store = f"arcade:{home}/graph"
    apart(load(store))
    apart(asyncio.to_thread(_write_all, home, store))
    return home


def _write_all(home: Path, store: str) -> None:
    for name, command in COMMANDS:
        given = [*command.split(), "--as-of", AS_OF, "--out", str(home / name), "--store", store]
        result = CliRunner().invoke(app, given)
        assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def base(written: Path) -> Iterator[str]:
    log = written / "log"
    patience = {"HONGLIAN_QUERY_TIMEOUT": "60"}
    with serving(log, "--store", f"arcade:{written}/graph", **patience) as (address, _):
        until(lambda: get(f"{address}/readyz")[0] == 200, log)
        yield address


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    made.add_init_script(HOOK)
    yield made
    made.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext) -> Watched:
    """One for all files: a browser takes a second to start the process of another."""
    return Watched(context.new_page(), ("file:",), ("error",))


@pytest.fixture
def disk(tab: Watched) -> Watched:
    """The tab that reads files, ready for the next."""
    tab.forget()
    return tab


def test_payloads_are_480_and_each_another() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 480


@pytest.mark.parametrize("call", CALLS)
def test_hook_catches_a_page_that_runs_one(context: BrowserContext, call: str) -> None:
    """What would be seen if a page forgot to escape."""
    watch = Watched(context.new_page(), ("about:",), ("error",))
    watch.tab.set_content(f'<main><img src=data:x onerror="{call.format(n=7)}"></main>')
    watch.tab.wait_for_timeout(100)
    found = seen(watch)
    watch.tab.close()
    assert found.alive, "the element has got through"
    assert found.ran or found.outside, "and has run"


def test_most_payloads_run_where_nothing_is_escaped(context: BrowserContext) -> None:
    """The corpus is no paper tiger: a call in each context alone, in a page without escaping."""
    watch = Watched(context.new_page(), ("about:",), ("error",))
    ran = 0
    for payload in PAYLOADS[8::8]:
        watch.tab.evaluate("globalThis.__ran.length = 0")
        watch.tab.set_content(f"<main><p title='{payload}'>{payload}</p></main>")
        watch.tab.wait_for_timeout(10)
        ran += bool(watch.tab.evaluate("globalThis.__ran.length"))
    watch.tab.close()
    assert ran > len(CONTEXTS) * 0.4


def opened(watch: Watch, path: str) -> None:
    """Open a page; a machine with more to do than it can may say at first that it is busy."""
    for _ in range(PATIENCE):
        answer = watch.tab.goto(f"{watch.base}{path}{'&' if '?' in path else '?'}as_of={AS_OF}")
        if answer is not None and answer.status == 200:
            return
        watch.tab.wait_for_timeout(1000)
    raise AssertionError(f"{path}: {watch.tab.inner_text('main')}")


class Visited(NamedTuple):
    """What was seen on each page, and the address of a table of each kind, as CSV, that pages of
    each kind offer."""

    seen: dict[str, Seen]
    tables: list[str]


@pytest.fixture(scope="module")
def visited(context: BrowserContext, base: str) -> Visited:
    """Every page, opened once."""
    watch = Watch(context.new_page(), base)
    found: dict[str, Seen] = {}
    tables: dict[tuple[str, str], str] = {}
    for path in (*PATHS, *ENTITIES):
        opened(watch, path)
        found[path] = seen(watch)
        links = watch.tab.locator(".take a[href*='.csv']").evaluate_all(
            "(links) => links.map((link) => link.href)"
        )
        for link in links:
            tables[path.split("/")[1], link.partition(".csv?")[0].rsplit("/", 1)[1]] = link
    watch.tab.close()
    return Visited(found, list(tables.values()))


def test_no_page_runs_a_payload(visited: Visited) -> None:
    assert {path: each for path, each in visited.seen.items() if each != NOTHING} == {}
    assert len(visited.seen) > 35


def test_no_policy_is_offended(browser: Browser, base: str) -> None:
    """With the policy in force the console stays silent: nothing was there to be stopped."""
    context = browser.new_context()
    watch = Watch(context.new_page(), base)
    for path in (*PATHS, *ENTITIES[:: len(KINDS) // 2]):
        opened(watch, path)
        watch.said = [text for text in watch.said if "503" not in text]
        assert (watch.said, watch.outside) == ([], []), path
    context.close()


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_no_file_runs_a_payload(disk: Watched, written: Path, name: str) -> None:
    disk.tab.goto((written / name).as_uri())
    assert seen(disk) == NOTHING


@pytest.mark.parametrize("path", KEPT)
def test_no_kept_page_runs_a_payload(disk: Watched, base: str, tmp_path: Path, path: str) -> None:
    file = tmp_path / "kept.html"
    file.write_bytes(_kept(f"{base}{path}&as_of={AS_OF}"))
    disk.tab.goto(file.as_uri())
    assert seen(disk) == NOTHING


def test_what_a_script_writes_runs_nothing(context: BrowserContext, base: str) -> None:
    """The list of the search box, and the panel and the search of the lanes."""
    watch = Watch(context.new_page(), base)
    tab = watch.go("/")
    for text in ("alert", "script", "onerror", "<", "'"):
        with tab.expect_response("**/v1/search*"):
            tab.fill("#find", text)
        tab.wait_for_timeout(50)
        assert seen(watch) == NOTHING, text
    tab = watch.go("/chains/Chain-0/lanes")
    _touch_everything(tab)
    assert seen(watch) == NOTHING
    tab.close()


def _touch_everything(tab: Page) -> None:
    tab.evaluate("Object.keys(lanes.boxes).slice(0, 90).forEach((id) => lanes.select(id))")
    tab.fill("#search", "alert")
    tab.hover("#canvas", position={"x": 300, "y": 300})
    tab.locator("#found button").first.click()


# ------------------------------------------------------------ exported tables


def test_no_cell_of_a_csv_is_a_formula(visited: Visited) -> None:
    cells = [
        cell
        for address in visited.tables
        for row in csv.reader(io.StringIO(_kept(address).decode("utf-8-sig")))
        for cell in row
    ]
    assert len(visited.tables) > 20
    assert sum(cell.startswith("'=cmd") for cell in cells) > 30, "they are there, as text"
    assert [cell for cell in cells if runs(cell)] == []


def runs(cell: str) -> bool:
    """Whether a spreadsheet takes the cell of a CSV for a formula; a number is none."""
    return cell[:1] in FORMULA_STARTS and cell != "" and not re.fullmatch(r"[+-]?[\d.]+", cell)


def test_a_forgotten_formula_would_be_found() -> None:
    assert [cell for cell in ("=1+1", "@SUM(A1)", "-1", "-1+2", "'=1", "") if runs(cell)] == [
        "=1+1", "@SUM(A1)", "-1+2",
    ]  # fmt: skip


def test_no_cell_of_a_workbook_is_a_formula_and_numbers_stay_numbers(
    visited: Visited,
) -> None:
    numbers = 0
    for address in visited.tables:
        _, sheet, links = _workbook(address.replace(".csv?", ".xlsx?"))
        assert "<f>" not in sheet and "<f " not in sheet, address
        assert "External" not in links and "hyperlink" not in sheet, address
        numbers += len(
            re.findall(r'<c r="[A-Z]+[4-9]"[^>]*><v>', re.sub(r' t="s"[^>]*><v>', "", sheet))
        )
    assert numbers > 0


def _kept(address: str) -> bytes:
    with urlopen(address, timeout=60) as answer:
        content: bytes = answer.read()
    return content


def _workbook(address: str) -> tuple[str, str, str]:
    """Shared texts, sheets and links of a workbook."""
    with zipfile.ZipFile(io.BytesIO(_kept(address))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    of = {
        part: "".join(text for name, text in parts.items() if part in name)
        for part in ("sharedStrings", "worksheets/sheet", ".rels")
    }
    return of["sharedStrings"], of["worksheets/sheet"], of[".rels"]
