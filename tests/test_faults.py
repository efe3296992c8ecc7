"""The engine is away, refuses us, is held by another, is full: each says so and what to do."""

import contextlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest

from graph import SCHEMA, Store, open_store
from graph.bolt import BoltStore
from graph.changes import Changes
from graph.embedded import EmbeddedStore
from graph.errors import (
    Busy,
    Conflict,
    StoreDenied,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreUnavailable,
)
from graph.store import Row, Statement
from ingest import load
from ingest.plan import Plan
from ingest.sample import folder as sample_folder
from tests.graphs import DAY, take, whole
from tests.neo4j import Server, free_port
from tests.town import EMPTY

pytestmark = [pytest.mark.anyio, pytest.mark.faults]
HOLD = """
import sys
from graph import open_store
store = open_store(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""
FILL_DISK = """
import asyncio, sys
from graph import SCHEMA, open_store
from graph.changes import Changes
from graph.errors import StoreFull
from graph.write import statements
from tests.graphs import whole

def rows(first, many):
    return Changes({"Chain": [{"id": str(i), "note": "满" * 3000} for i in range(first, many)]})

async def refused(writing):
    try:
        await writing
    except StoreFull as error:
        assert error.zh and error.en and error.fix_zh and error.fix_en, error
    else:
        sys.exit("it was written")

async def main(url):
    async with open_store(url) as store:
        await refused(store.fill(SCHEMA, rows(0, 5000)))
        assert not (await whole(store)).nodes
        await store.fill(SCHEMA, rows(0, 10))
        before = await whole(store)
        await refused(store.write(statements(SCHEMA, rows(10, 5000))))
        assert await whole(store) == before
    async with open_store(url) as store:
        assert await whole(store) == before
        await store.write(statements(SCHEMA, rows(10, 20)))

asyncio.run(main(sys.argv[1]))
print("as it should be")
"""


def explained(error: StoreError, *words: str) -> None:
    """An error in both languages with place and remedy, which has the words and no password."""
    assert error.zh and error.en and error.fix_zh and error.fix_en and error.where
    assert all(word in str(error) for word in words), error
    assert "honglian-test" not in str(error) and "geheim" not in str(error)


def loaded() -> Changes:
    return Changes({"Chain": [{"id": "NEV", "name": "新能源汽车"}]})


# ---------------------------------------------------------------- the server


async def test_nobody_listens() -> None:
    async with open_store(f"bolt://neo4j:geheim@127.0.0.1:{free_port()}") as store:
        started = time.perf_counter()
        with pytest.raises(StoreUnavailable) as caught:
            await store.check()
        assert time.perf_counter() - started < 6
        explained(caught.value, "127.0.0.1", "启动")


async def test_a_listener_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"bolt://neo4j:geheim@127.0.0.1:{silent.getsockname()[1]}"
        async with open_store(url, timeout=1) as store:
            started = time.perf_counter()
            with pytest.raises(StoreUnavailable) as caught:
                await store.read("RETURN 1")
            assert time.perf_counter() - started < 6
            assert "geheim" not in str(caught.value)


async def test_a_listener_that_is_no_neo4j() -> None:
    def answer(port: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = port.accept()
                with peer:
                    peer.recv(100)
                    peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as web:
        threading.Thread(target=answer, args=(web,), daemon=True).start()
        async with open_store(f"bolt://neo4j:geheim@127.0.0.1:{web.getsockname()[1]}") as store:
            with pytest.raises(StoreUnavailable) as caught:
                await store.check()
        explained(caught.value, "地址")
        web.shutdown(socket.SHUT_RDWR)


async def test_a_wrong_password(neo4j_url: str) -> None:
    address = neo4j_url.rpartition("@")[2]
    async with open_store(f"bolt://neo4j@{address}", password="geheim") as store:
        with pytest.raises(StoreDenied) as caught:
            await store.check()
    explained(caught.value, "密码", "HONGLIAN_NEO4J_PASSWORD")


async def test_the_password_may_stand_apart(neo4j_server: Server) -> None:
    async with open_store(neo4j_server.address, password="honglian-test") as store:
        await store.check()


async def test_the_address_may_name_a_database(neo4j_server: Server) -> None:
    async with open_store(f"{neo4j_server.url}/neo4j") as store:
        await store.check()
    async with open_store(f"{neo4j_server.url}/planning") as store:
        with pytest.raises(StoreForeign) as caught:
            await store.check()
    explained(caught.value, "planning", "/planning")


async def test_a_server_that_is_too_old() -> None:
    class Old(BoltStore):
        async def read(self, cypher: str, /, **params: object) -> list[Row]:
            return [{"version": "4.4.38"}]

    async with Old("bolt://127.0.0.1:1", 1) as store:
        with pytest.raises(StoreForeign) as caught:
            await store.check()
    explained(caught.value, "4.4.38", "5.26")


@pytest.mark.parametrize("url", ["http://127.0.0.1:7687", "neo4j.example", "", "C:\\图库"])
def test_an_address_of_no_engine(url: str) -> None:
    with pytest.raises(StoreForeign) as caught:
        open_store(url)
    assert "arcade:" in caught.value.fix_zh and "bolt://" in caught.value.fix_en


async def test_a_server_that_goes_away_in_the_middle(mortal_server: Server) -> None:
    """A question and a load end with our error; with the server the graph is back, unharmed."""
    async with open_store(mortal_server.url) as store:
        await store.write([EMPTY])
        await take(store, sample_folder())
        before = await whole(store)
        failures: list[type[Exception]] = []

        async def ask() -> None:
            try:
                while True:
                    await store.read("MATCH (n) RETURN count(n) AS n")
            except StoreError as error:
                failures.append(type(error))

        async def write() -> None:
            create = "UNWIND range(1, 30000) AS i CREATE (:Chain {id: $n + '-' + toString(i)})"
            work = [Statement(create, {"n": str(n)}) for n in range(40)]
            try:
                await store.write(work)
            except StoreError as error:
                failures.append(type(error))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            tasks.start_soon(write)
            await anyio.sleep(0.5)
            mortal_server.kill()
        assert failures == [StoreUnavailable] * 2
        with pytest.raises(StoreUnavailable) as caught:
            await store.check()
        explained(caught.value)
        mortal_server.start()
        await store.check()
        assert await whole(store) == before
        await store.write([EMPTY])


# ---------------------------------------------------------------- leftovers


async def test_leftovers_of_a_first_load_on_neo4j_are_nobodys_and_go(neo4j_url: str) -> None:
    async with open_store(neo4j_url) as store:
        await store.write([EMPTY])
        await store.write([Statement("UNWIND range(1, 9) AS i CREATE (:Staged {id: 'x'})")])
        assert (await take(store, sample_folder())).written
        assert await store.read("MATCH (n:Staged) RETURN count(n) AS n") == [{"n": 0}]
        assert (await whole(store)).of("Chain")


async def test_leftovers_of_a_first_load_in_a_folder_go(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    async with open_store(url) as store:
        with pytest.raises(Conflict):
            await store.fill(SCHEMA, Changes({"Chain": [{"id": "A"}, {"id": "A"}]}))
        assert names(tmp_path / "graph") == ["db-1", "holder.json", "honglian.json", "lock"]
        await store.fill(SCHEMA, loaded())
        assert names(tmp_path / "graph") == ["db-2", "holder.json", "honglian.json", "lock"]
    (tmp_path / "graph" / "db-3").mkdir()
    (tmp_path / "graph" / "db-3" / "half").touch()
    async with open_store(url) as store:
        assert list((await whole(store)).nodes) == [("Chain", "NEV")]
        assert "db-3" not in names(tmp_path / "graph")
    assert "holder.json" not in names(tmp_path / "graph")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ---------------------------------------------------------------- the folder


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A graph that another process has open, and the number of that process."""
    url = f"arcade:{tmp_path}/图库"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        yield url, holder.pid
        holder.kill()


async def test_a_folder_in_use_names_the_process(held: tuple[str, int]) -> None:
    url, pid = held
    with pytest.raises(StoreLocked) as caught:
        open_store(url)
    explained(caught.value, f"进程 {pid}", f"process {pid}", "-c", "图库")
    os.kill(pid, signal.SIGKILL)
    for _ in range(100):
        with contextlib.suppress(StoreLocked):
            await open_store(url).close()
            return
        await anyio.sleep(0.05)
    pytest.fail("the lock of a killed process stays")


async def test_one_process_opens_a_folder_once(tmp_path: Path) -> None:
    async with open_store(f"arcade:{tmp_path}/graph"):
        with pytest.raises(StoreLocked) as caught:
            open_store(f"arcade:{tmp_path}/graph")
        explained(caught.value, f"进程 {os.getpid()}")
    await open_store(f"arcade:{tmp_path}/graph").close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("论文.docx", "x"),
        ("honglian.json", "x"),
        ("honglian.json", "[]"),
        ("honglian.json", '{"format": 2, "current": "db-1"}'),
        ("honglian.json", '{"format": 1, "current": "db-7"}'),
        ("honglian.json", '{"format": 1, "current": "../elsewhere"}'),
    ],
)
def test_a_folder_of_another_program(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(StoreForeign) as caught:
        open_store(f"arcade:{tmp_path}")
    explained(caught.value, str(tmp_path))
    assert (tmp_path / name).read_text(encoding="utf-8") == content
    with pytest.raises(StoreForeign):  # and the lock was given back
        open_store(f"arcade:{tmp_path}")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "图").write_text("x")
    with pytest.raises(StoreForeign) as caught:
        open_store(f"arcade:{tmp_path}/图")
    explained(caught.value, "文件")
    with pytest.raises(StoreFull):
        open_store(f"arcade:{tmp_path}/图/库")


def test_a_place_where_nobody_may_write() -> None:
    with pytest.raises(StoreFull) as caught:
        open_store("arcade:/proc/honglian")
    explained(caught.value, "/proc/honglian", "权限")


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that is not ours, looked at as a user whom permissions bind."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "closed")
        folder.mkdir(mode=0)
        Path(name).chmod(0o755)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.parametrize("inside", ["", "graph"])
def test_a_folder_without_permission(closed: Path, inside: str) -> None:
    with pytest.raises(StoreFull) as caught:
        open_store(f"arcade:{closed / inside}")
    explained(caught.value, str(closed), "权限")


def test_a_full_disk(tmp_path: Path) -> None:
    """On a file system of its own that holds little more than an empty graph."""
    mount = f'mount -t tmpfs -o size=48m tmpfs "{tmp_path}" && exec "$@"'
    unshare = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*unshare, "true"], check=False).returncode
    ):
        pytest.skip("this machine lets nobody mount a small file system")
    check_full([*unshare, sys.executable, "-c", FILL_DISK, f"arcade:{tmp_path}/graph"], None)


def test_a_file_that_may_grow_no_further(tmp_path: Path) -> None:
    """A disk quota, as far as every system has one."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 << 20, 16 << 20))

    check_full([sys.executable, "-c", FILL_DISK, f"arcade:{tmp_path}/graph"], limit)


def check_full(command: list[str], limit: Callable[[], None] | None) -> None:
    ran = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, preexec_fn=limit
    )
    assert ran.stdout == "as it should be\n", ran.stderr


# ---------------------------------------------------------------- a plan that was overtaken


async def test_a_plan_is_for_the_graph_as_it_was(store: Store, tmp_path: Path) -> None:
    await take(store, sample_folder())
    path = tmp_path / "chains.csv"
    path.write_text("产业链编号,产业链名称\nNEW,示例产业链\n", encoding="utf-8")
    early = await load.plan(store, SCHEMA, [path], today=DAY)
    late = await load.plan(store, SCHEMA, [path], today=DAY)
    assert (await load.commit(store, SCHEMA, early)).written
    before = await whole(store)
    with pytest.raises(Conflict) as caught:
        await load.commit(store, SCHEMA, late)
    assert caught.value.fix_zh and caught.value.fix_en
    assert await whole(store) == before
    assert not (await take(store, path)).written


@pytest.mark.parametrize("wait", [0, 0.05, 0.3])
async def test_two_first_loads_at_once(neo4j_url: str, wait: float) -> None:
    """Neither is lost in the other: one writes, the other is told. (One process owns a folder, and
    its writes are one after the other.)"""
    async with open_store(neo4j_url) as one, open_store(neo4j_url) as other:
        await one.write([EMPTY])
        plans = [await load.plan(s, SCHEMA, [sample_folder()], today=DAY) for s in (one, other)]
        outcomes: list[object] = []

        async def commit(store: Store, plan: Plan, delay: float) -> None:
            await anyio.sleep(delay)
            try:
                outcomes.append((await load.commit(store, SCHEMA, plan)).written)
            except (Conflict, Busy) as error:
                outcomes.append(error.fix_zh)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(commit, one, plans[0], 0)
            tasks.start_soon(commit, other, plans[1], wait)
        assert outcomes.count(True) == 1, outcomes
        assert len(outcomes) == 2 and all(outcomes)
        assert await one.read("MATCH (r:IngestRun) RETURN count(r) AS n") == [{"n": 1}]
        assert await one.read("MATCH (c:Chain) RETURN count(c) AS n") == [{"n": 12}]
        assert await one.read("MATCH (m:Member) RETURN count(m) AS n") == [{"n": 603}]
        assert await one.read("MATCH (n:Staged) RETURN count(n) AS n") == [{"n": 0}]
        assert await one.read("MATCH (v:Vocabulary) RETURN v.id AS id") == [{"id": "graph"}]


async def test_a_first_load_by_two_threads_of_one_process(tmp_path: Path) -> None:
    """The embedded graph: the second first load finds that it is none."""
    async with EmbeddedStore(f"{tmp_path}/graph", 5) as store:
        plans = [await load.plan(store, SCHEMA, [sample_folder()], today=DAY) for _ in range(2)]
        assert (await load.commit(store, SCHEMA, plans[0])).written
        before = await whole(store)
        with pytest.raises(Conflict):
            await load.commit(store, SCHEMA, plans[1])
        assert await whole(store) == before
