"""`python -m bench.searching [--names 100000]`: how soon the box answers while one types.

A made-up country of enterprises is ingested into an embedded graph and served; their names are
typed letter by letter, as 汉字, full pinyin and initials, through the route that the box asks.
Beside them stands what the statement of the engine takes for some of the texts, in one run.
"""

import argparse
import asyncio
import csv
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

from bench.figures import percentile
from graph import SCHEMA, open_store
from graph.names import BAR, pinyin
from graph.store import Store
from ingest import load
from queries import entities
from tests.test_serve import get, serving, until

NAMES = 100_000
TARGET = 50.0  # ms, p95
TYPED, LONGEST, ALONE = 40, 8, 12  # names typed, letters of each, texts put to the engine alone
PLACES = "广东 肇庆 四会 高要 佛山 广州 深圳 东莞 惠州 江门 珠海 中山 清远 云浮 茂名 湛江".split()
FIRST = "华新金远泰恒瑞鸿嘉盛德宏达天顺丰凯康美力创智星海东"
SECOND = "达源通隆信诚兴茂和利昌荣晟辉宇泽峰林润博雅科联铭"
TRADES = (
    "电机 新能源 汽车零部件 玉器 五金 铝业 电子 食品 生物科技 智能装备 物流 包装 化工 纺织".split()
)
FORMS = "有限公司 股份有限公司 厂".split()
DAY = "2026-11-23"


def names(count: int) -> Iterator[str]:
    """Made-up names, each once, in no order."""
    made = ["".join(parts) for parts in product(PLACES, FIRST, SECOND, TRADES, FORMS)]
    random.Random(0).shuffle(made)
    return iter(made[:count])


def table(folder: Path, count: int) -> None:
    """A table of that many enterprises."""
    with (folder / "企业.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("企业编号", "企业名称"))
        writer.writerows((f"X{at:06}", name) for at, name in enumerate(names(count)))


def typed(name: str) -> Iterator[str]:
    """What the box asks while one types a name in each way."""
    readings = (pinyin([name]) or "").strip(BAR).split(BAR)
    for form in (name, *readings):
        yield from (form[:length] for length in range(1, min(LONGEST, len(form)) + 1))


def asked(address: str, texts: Sequence[str]) -> list[float]:
    """Milliseconds of each text through the route, over one connection, as a browser has."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port)
    taken: list[float] = []
    for text in texts:
        began = time.perf_counter()
        connection.request("GET", f"/v1/search?limit=10&q={quote(text)}")
        answer = connection.getresponse()
        found = json.loads(answer.read())
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200 or not found["total"]:
            raise RuntimeError(f"{text}: {answer.status} {found}")
    return taken


async def alone(store: Store, texts: Sequence[str]) -> list[float]:
    """The same of the engine's own statement."""
    taken: list[float] = []
    for text in texts:
        began = time.perf_counter()
        await entities.search(store, text, limit=10)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def fill(url: str, folder: Path) -> None:
    async with open_store(url, timeout=60) as store:
        await store.define(SCHEMA)
        plan = await load.plan(store, SCHEMA, [folder], today=DAY)
        await load.commit(store, SCHEMA, plan)


async def engine(url: str, texts: Sequence[str]) -> list[float]:
    async with open_store(url, timeout=60) as store:
        await alone(store, texts[:2])
        return await alone(store, texts)


def held(address: str, log: Path) -> None:
    """Wait until the service holds the names, which it reads when the graph is there."""
    until(lambda: get(f"{address}/readyz")[0] == 200, log)
    until(lambda: "names.held" in log.read_text(encoding="utf-8"), log)


def main() -> int:
    asks = argparse.ArgumentParser(prog="python -m bench.searching")
    asks.add_argument("--names", type=int, default=NAMES)
    count: int = asks.parse_args().names
    some = list(names(count))[:: max(1, count // TYPED)][:TYPED]
    texts = [text for name in some for text in typed(name)]
    with TemporaryDirectory(prefix="honglian-searching-") as scratch:
        folder = Path(scratch) / "tables"
        folder.mkdir()
        table(folder, count)
        url, log = f"arcade:{scratch}/graph", Path(scratch) / "log"
        asyncio.run(fill(url, folder))
        by_engine = asyncio.run(engine(url, texts[:: max(1, len(texts) // ALONE)]))
        with serving(log, "--store", url) as (address, _):
            held(address, log)
            taken = asked(address, texts)
    p95 = percentile(taken, 95)
    p50, slow = statistics.median(taken), statistics.median(by_engine)
    print(f"{count} names, {len(texts)} texts: p50 {p50:.1f} ms, p95 {p95:.1f} ms", end=" ")
    print(f"(target {TARGET:.0f}); the engine's own statement: p50 {slow:.0f} ms")
    return 0 if p95 <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
