"""Every test that takes a store runs on both engines, the Neo4j being a real server."""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest

from api.memory import collect_rarely
from graph import Store
from tests.neo4j import Server, server
from tests.samples import fill, holding, put_away

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from xdist.scheduler import LoadScopeScheduling

AS_OF = "2026-11-23"  # the day for which the sample's findings are known
ENGINES = ("embedded", "neo4j")
SHARED = Path(__file__).parents[2] / "shared"

# A file system in memory: an embedded graph puts its two hundred files on the disk at every first
# load, and a server each of its transactions, which tests wait for longer than for all the rest.
MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes; what a test wrote is removed once it has passed


def pytest_configure() -> None:
    """Have the graphs of the tests, and of the commands and services that they start, in memory
    where there is room for them and nobody chose another place."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


# Files that take about a minute or more, the longest first: a worker that began one of them last
# would keep all the others waiting.
LONG = (
    "test_queries test_closing test_report test_what_if test_joint_suggestions test_ingest "
    "test_engines_agree test_serve test_oracle test_references test_cli test_assigning test_api "
    "test_explorer test_suggest test_explorer_tables test_ckg test_partners test_payloads_browser "
    "test_pages_browser test_ten_tasks_browser test_explorer_browser test_explorer_tables_browser "
    "test_page"
).split()
# Tests that kill the Neo4j of their worker: it has then to plan every statement anew, which takes
# longer than all else, so they come when the others have no question left for it.
KILLING = "mortal_server"
ASKING = {"neo4j_url", "neo4j_server", KILLING}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have each test that asks a Neo4j say so in its name, as those do that run on both engines:
    a worker is chosen by it."""
    if not ASKING.isdisjoint(metafunc.fixturenames):
        metafunc.fixturenames.append("engine")
        metafunc.parametrize("engine", ["neo4j"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks a Neo4j, what kills it, what needs none; in each the longest file first."""

    def place(item: pytest.Item) -> tuple[int, int]:
        if KILLING in getattr(item, "fixturenames", ()):
            return 1, 0
        name, turn = item.path.stem, 0 if "neo4j" in item.name else 2
        return turn, LONG.index(name) if name in LONG else len(LONG)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Four thousand tests are there to the end: the collector need not look through them again."""
    gc.freeze()
    collect_rarely()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "LoadScopeScheduling":
    """A server has to plan every statement once, for most of a minute. So every second worker has
    one, and with it all that asks it; the others take the rest, file by file."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415  # only where there are workers

    class ByEngine(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
        def _split_scope(self, nodeid: str) -> str:
            path, _, name = nodeid.partition("::")
            servers = max(self.numnodes // 2, 1)
            return f"neo4j {crc32(path.encode()) % servers}" if "neo4j" in name else path

    return ByEngine(config, log)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The tests' own Neo4j."""
    with server(tmp_path_factory.mktemp("neo4j"), brief=True) as running:
        yield running


@pytest.fixture
def mortal_server(neo4j_server: Server) -> Iterator[Server]:
    """The same for a test that kills it; it runs again when the test ends."""
    yield neo4j_server
    if not neo4j_server.running:
        neo4j_server.start()


@pytest.fixture(scope="session")
def neo4j_url(request: pytest.FixtureRequest) -> str:
    """A running Neo4j, the tests' own unless HONGLIAN_TEST_NEO4J names another to be emptied."""
    if url := os.environ.get("HONGLIAN_TEST_NEO4J"):
        return url
    own: Server = request.getfixturevalue("neo4j_server")
    return own.url


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of an engine; the embedded graph lasts as long as it is open."""
    if request.param == "embedded":
        return "arcade:"
    url: str = request.getfixturevalue("neo4j_url")
    return url


@pytest.fixture(scope="session")
def embedded_graphs() -> Iterator[None]:
    """Those that stay open from test to test are closed at the end."""
    yield
    asyncio.run(put_away())


@pytest.fixture
async def store(store_url: str, embedded_graphs: None) -> AsyncIterator[Store]:
    """An empty graph with the vocabulary's constraints."""
    async with holding("nothing", store_url) as store:
        yield store


@pytest.fixture
async def sample_store(store_url: str, embedded_graphs: None) -> AsyncIterator[Store]:
    """The sample as `honglian demo` loads it."""
    async with holding("sample", store_url) as store:
        yield store


# What the next two need is imported where it is used: it takes its time, and asks for AS_OF above.
@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """One Chromium for the tests of a file."""
    from tests.chromium import chromium  # noqa: PLC0415

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service on the sample."""
    from tests.pages import served  # noqa: PLC0415

    with served(tmp_path_factory.mktemp("served"), fill) as address:
        yield address


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout that some tests compare with; CI must have it."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is missing: these tests must run in CI")
        pytest.skip("needs the project's shared material beside the checkout (../shared)")
    return SHARED
