"""The whole network, one by one and in numbers; and the drawings that commands write into files."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from itertools import combinations
from math import hypot
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from api.routes import network as routes
from graph import Store
from queries import network
from queries.exploring import Key
from queries.network import Lot, Lots, Whole
from tests.conftest import AS_OF
from tests.samples import fill
from tests.service import running
from tests.town import DAY, Town, settle
from visualize.clusters import APART, BETWEEN, packed, reach, spot
from visualize.explorer import network_page
from visualize.explorer.frame import Frame

ASKED = f"lang=zh&as_of={AS_OF}"
FRAME = Frame(path="/network", lang="zh", as_of=DAY, nonce="x")


def test_groups_do_not_touch_and_who_stands_in_one_does_not_either() -> None:
    radii = [reach(count) for count in (400, 90, 90, 40, 12, 12, 3, 1, 1, 1)]
    for one, other in combinations(packed(radii), 2):
        apart = hypot(one.x - other.x, one.y - other.y)
        assert apart >= one.radius + other.radius + BETWEEN - 0.1
    inside = [spot(at) for at in range(400)]
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(inside, 2)) > APART * 0.9
    assert max(hypot(*at) for at in inside) < radii[0]


async def town(store: Store) -> None:
    """Two chains; three firms of which one is in both and one in none; a person."""
    made = Town()
    for chain in ("c1", "c2"):
        made.add("Chain", chain, f"链{chain}")
        made.add("Segment", f"s-{chain}", f"环节{chain}", position="上游", order=1)
        made.link(("Segment", f"s-{chain}"), "IN_CHAIN", ("Chain", chain))
    for firm, chains in (("f1", ("c2", "c1")), ("f2", ("c2",)), ("f3", ())):
        made.firm(firm, f"企业{firm}", operating=True)
        for chain in chains:
            made.link(("Enterprise", firm), "IN_CHAIN", ("Chain", chain))
    made.link(("Enterprise", "f2"), "AT", ("Segment", "s-c2"), until="2020-01-01")
    made.add("Member", "m1", "某人")
    await settle(store, made.changes)


@pytest.mark.anyio
async def test_everyone_sits_somewhere_and_persons_nowhere(store: Store) -> None:
    await town(store)
    counts = await network.kinds(store)
    assert counts == {"Chain": 2, "Segment": 2, "Enterprise": 3}
    found = await network.whole(store, [*counts], by="chain", as_of=DAY)
    seats = {one.id: one.seat.id if one.seat else None for one in found.members}
    assert seats == {
        "c1": "c1", "c2": "c2", "s-c1": "c1", "s-c2": "c2", "f1": "c1", "f2": "c2", "f3": None,
    }  # fmt: skip
    ends = {(found.members[t.source].id, found.members[t.target].id, t.type) for t in found.ties}
    assert ("f1", "c2", "IN_CHAIN") in ends
    assert not [end for end in ends if end[2] == "AT"], "what has ended is not drawn"
    assert len(ends) == len(found.ties) == 5
    firms = await network.whole(store, ["Enterprise"], by="chain", as_of=DAY)
    assert [(one.id, one.seat) for one in firms.members] == [
        ("f1", Key("Chain", "c1")), ("f2", Key("Chain", "c2")), ("f3", None),
    ]  # fmt: skip
    assert firms.ties == []


@pytest.mark.anyio
async def test_numbers_by_kind_and_by_place(store: Store) -> None:
    await town(store)
    counts = await network.kinds(store)
    kinds = await network.lots(store, counts, by="kind", as_of=DAY)
    assert [(lot.id, lot.total) for lot in kinds.lots] == [*counts.items()]
    assert [(one.source, one.type, one.target, one.count) for one in kinds.strands] == [
        ("Segment", "IN_CHAIN", "Chain", 2), ("Enterprise", "IN_CHAIN", "Chain", 3),
    ]  # fmt: skip
    chains = await network.lots(store, counts, by="chain", as_of=DAY)
    assert [(lot.id, lot.counts) for lot in chains.lots] == [
        ("c2", {"Enterprise": 2, "Segment": 1}), ("c1", {"Enterprise": 1, "Segment": 1}),
    ]  # fmt: skip
    segments = await network.lots(store, counts, by="segment", as_of=DAY)
    assert [(lot.id, lot.total) for lot in segments.lots] == [("s-c1", 0), ("s-c2", 0)]
    for lots in (kinds, chains, segments):
        text = network_page.page(lots, counts, FRAME, by=lots.by, kinds=())
        assert text.count("<circle") == len(lots.lots)
        assert "noscript" not in text, "a still picture serves everybody"


def test_largest_groups_are_drawn_and_the_table_has_all() -> None:
    lots = [Lot(label="Region", id=f"r{n:02}", name=f"区{n}", counts={"Enterprise": n})
            for n in range(80)]  # fmt: skip
    found = Lots(by="district", lots=lots, strands=[], as_of=DAY)
    text = network_page.page(found, {"Enterprise": 3160}, FRAME, by="district", kinds=())
    assert text.count("<circle") == 60
    assert "其余 20 组" in text
    assert len(network_page.table(network_page.plan(found, FRAME), FRAME).rows) == 80


def test_empty_network_is_a_page_too() -> None:
    for found in (
        Whole(members=[], ties=[], as_of=DAY),
        Lots(by="chain", lots=[], strands=[], as_of=DAY),
    ):
        assert "<h1>全网</h1>" in network_page.page(found, {}, FRAME, by="chain", kinds=())


# ------------------------------------------------------------ the page on the sample


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A graph that holds the sample."""
    made = f"arcade:{tmp_path_factory.mktemp('network')}/graph"
    anyio.run(fill, made)
    return made


@pytest.fixture
def client(url: str) -> Iterator[TestClient]:
    with running(url) as client:
        yield client


def data(text: str) -> Any:
    found = re.search(r'id="network-data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])["data"]


def test_page_draws_each_in_its_group_and_tells_the_same_in_tables(client: TestClient) -> None:
    text = client.get(f"/network?{ASKED}").text
    drawn = data(text)
    assert len({(spot[3], spot[4]) for spot in drawn["spots"]}) == len(drawn["spots"])
    assert "Member" not in drawn["labels"]
    largest = max(drawn["groups"], key=lambda group: group[4])
    assert largest[0] == "新能源汽车产业链"
    nodes = client.get(f"/network/tables/nodes.csv?{ASKED}").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(nodes)))) == 1 + len(drawn["spots"])
    groups = client.get(f"/network/tables/groups.csv?{ASKED}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(groups)))
    assert sum(int(row["个数"]) for row in rows) == len(drawn["spots"])
    assert {row["名称"]: row["企业"] for row in rows}["新能源汽车产业链"] == "59"
    picture = client.get(f"/network.svg?{ASKED}").text
    assert picture.count("<circle") == len(drawn["spots"])
    assert 'href="/graph?lang=zh&amp;as_of=2026-11-23&amp;at=Chain%3ANEV' in text
    assert len(text.encode()) < 1_000_000
    few = data(client.get(f"/network?{ASKED}&kind=Enterprise&kind=Member&by=district").text)
    assert few["labels"] == ["Enterprise"]
    assert data(client.get(f"/network?{ASKED}&by=what").text)["groups"] == drawn["groups"]


def test_more_than_can_be_drawn_are_numbers_that_open_further(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MOST", 100)
    text = client.get(f"/network?{ASKED}").text
    assert "network-data" not in text
    assert f'href="/network?{ASKED.replace("&", "&amp;")}&amp;kind=PartyOrg"' in text
    assert ">87</text>" in text, "enterprises"
    chains = client.get(f"/network?{ASKED}&by=chain").text
    assert "at=Chain%3AJADE" in chains
    some = data(client.get(f"/network?{ASKED}&kind=Enterprise").text)
    assert len(some["spots"]) == 87, "few enough by themselves"


# ------------------------------------------------------------ what commands write


def write(url: str, folder: Path, seed: str, *words: str) -> str:
    out = folder / words[-1]
    done = subprocess.run(
        [sys.executable, "-m", "api", "page", *words[:-1], "--as-of", AS_OF,
         "--out", str(out), "--store", url],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONHASHSEED": seed, "LANG": "zh_CN.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("heat", "--chain", "NEV", "heat.html"),
        ("ego", "S001", "ego.html"),
        ("graph", "S027", "--to", "E001", "graph.html"),
        ("network", "network.html"),
    ],
    ids=lambda words: words[0],
)
def test_page_of_a_command_is_the_same_bytes_and_asks_for_nothing(
    url: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    text = write(url, tmp_path, "1", *words)
    if words[0] in ("graph", "network"):  # the two with sets and places of their own
        assert write(url, tmp_path, "2", *words) == text
    assert "default-src 'none'" in unescape(text)
    assert not re.search(r'(src|href|action)="(?!#|data:,)', text)
    assert not re.search(r"url\((?!\"?data:|#)", text)
    assert text.count("<h1>") == 1
    assert "<table" in text


def test_picture_of_a_command(url: str, tmp_path: Path) -> None:
    assert write(url, tmp_path, "1", "graph", "S001", "g.svg").startswith("<svg")
