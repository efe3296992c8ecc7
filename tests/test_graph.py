"""The picture that grows: what an address means, where things stand, what the pages say on both
engines."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any
from urllib.parse import parse_qsl

import anyio
import pytest
from starlette.testclient import TestClient

from graph import Store
from queries import exploring
from queries.exploring import BUNCH, CROWD, FEW, MOST, Heap, Key, Kind, Opening
from tests.conftest import AS_OF
from tests.samples import fill
from tests.service import running
from tests.test_page import ATTACKS
from tests.town import DAY, Town, settle
from visualize import dots
from visualize.explorer import graph as graph_page
from visualize.explorer.frame import Frame
from visualize.explorer.graph_view import ask
from visualize.explorer.state import LABELS, LONGEST, State, read
from visualize.places import TALL, WIDE, Brought, Moved, places

ASKED = f"lang=zh&as_of={AS_OF}"
FIRM, HUB = Key("Enterprise", "S001"), Key("Region", "hub")


# ------------------------------------------------------------ the address


def acted(*pairs: tuple[str, str]) -> State:
    return read(pairs)


@pytest.mark.parametrize(
    "pairs",
    [
        [("at", "Enterprise:S001"), ("open", "Enterprise:S001"), ("hide", "Product")],
        [("at", "Chain:NEV"), ("open", "IN_CHAIN.in.Enterprise*100@Chain:NEV")],
        [("way", "Enterprise:a:b@c"), ("via", "MAKES@Product:铝"), ("why", "Enterprise:x")],
        [("at", "Region:r"), ("open", "-Region:r"), ("open", "Chain:c"), ("pin", "-7,80@Chain:c")],
        [("at", "Chain:c"), ("off", "Chain:d"), ("region", "R1"), ("node", "Chain:c")],
        [("at", "Chain:c"), ("from", "Chain:c")],
    ],
)
def test_address_says_what_it_was_read_from(pairs: list[tuple[str, str]]) -> None:
    assert acted(*pairs).pairs() == pairs
    assert not acted(*pairs).unread


@pytest.mark.parametrize(
    ("done", "then", "left"),
    [
        (("open", "Chain:c"), ("close", "Chain:c"), []),
        (("hide", "Product"), ("show", "Product"), []),
        (("region", "R1"), ("everywhere", "R1"), []),
        (("off", "Chain:d"), ("restore", "1"), []),
        (("pin", "1,2@Chain:c"), ("unpin", "Chain:c"), []),
        (("pin", "1,2@Chain:c"), ("pin", "3,4@Chain:c"), [("pin", "3,4@Chain:c")]),
        (("node", "Chain:c"), ("node", "-"), []),
        (("from", "Chain:c"), ("from", "-"), []),
        (("off", "Chain:c"), ("at", "Chain:c"), []),
    ],
)
def test_acts_are_undone(
    done: tuple[str, str], then: tuple[str, str], left: list[tuple[str, str]]
) -> None:
    assert acted(("at", "Chain:c"), done, then).pairs() == [("at", "Chain:c"), *left]


def test_what_was_closed_keeps_its_turn_and_opens_in_it_again() -> None:
    begun = (("at", "Chain:c"), ("open", "Chain:c"), ("open", "Segment:s"))
    closed = acted(*begun, ("close", "Chain:c"))
    assert closed.pairs()[1] == ("open", "-Chain:c")
    assert acted(*closed.pairs(), ("open", "Chain:c")).pairs() == [*begun]


def test_address_edited_by_hand_is_told_and_the_rest_is_shown() -> None:
    wrong = [
        ("at", "Member:M1"), ("at", "Nothing:x"), ("open", "FOO.out.Product@Chain:c"),
        ("open", "MAKES.up.Product@Chain:c"), ("pin", "far,away@Chain:c"), ("hide", "Everything"),
        ("via", "MAKES@Product:p"), ("via", "HATES@Product:p"), ("off", "x"), ("why", "?"),
    ]  # fmt: skip
    state = acted(("at", "Chain:c"), *wrong)
    assert state.pairs() == [("at", "Chain:c")]
    assert state.unread == [value for _, value in wrong]
    many = acted(*(("at", f"Chain:{n}") for n in range(LONGEST + 5)))
    assert (len(many.acts), many.late, many.unread) == (LONGEST, 5, [])
    assert acted(("pin", "99999,-99999@Chain:c")).pinned == {Key("Chain", "c"): (50_000, -50_000)}


# ------------------------------------------------------------ places


def grown(seed: int) -> list[Brought | Moved]:
    """A picture that somebody may have made."""
    draw, ids = random.Random(seed), ["n0"]
    steps: list[Brought | Moved] = [Brought(("n0",))]
    for turn in range(14):
        around = draw.choice(ids)
        new = tuple(f"n{turn}-{n}" for n in range(draw.choice((1, 3, 8, 40))))
        if turn % 6 == 5:
            steps.append(Brought(new[:1]))
        else:
            steps.append(Brought((*new, around), around))
        ids += new if turn % 6 != 5 else new[:1]
    return steps


@pytest.mark.parametrize("seed", range(6))
def test_nothing_lies_on_another_and_nothing_moves(seed: int) -> None:
    steps = grown(seed)
    whole = places(steps)
    for one, other in combinations(whole.values(), 2):
        assert abs(one[0] - other[0]) >= WIDE or abs(one[1] - other[1]) >= TALL, (one, other)
    for until in range(1, len(steps)):
        before = places(steps[:until])
        assert before == {id: whole[id] for id in before}, "a later step moves nothing"


def test_what_is_pinned_stands_there_and_what_is_opened_stands_around_it() -> None:
    begun: Sequence[Brought | Moved] = [Brought(("a",)), Moved("a", (5000, 0))]
    at = places([*begun, Brought(("b", "c"), "a"), Moved("nobody", (0, 0))])
    assert at["a"] == (5000, 0)
    assert all(abs(at[id][0] - 5000) < 400 for id in "bc")
    assert "nobody" not in at


def test_names_are_broken_into_two_lines() -> None:
    assert dots.broken("铝合金") == ("铝合金",)
    assert dots.broken("示例智能网联27(肇庆)有限公司") == ("示例智能网联27(肇", "庆)有限公司")
    first, second = dots.broken("很长的名称" * 9)
    assert (len(first), second[-1], len(second)) == (9, "…", 9)
    assert dots.broken("") == ("",)


def test_two_lines_between_the_same_lie_apart() -> None:
    ends = [dots.Dot(id, "Product", id, (id,), id, x, 0) for id, x in (("a", 0), ("b", 300))]
    rays = [dots.Ray(one, other, "flow", "", "") for one, other in ("ab", "ba", "ab")]
    text = dots.svg(dots.Drawing(tuple(ends), tuple(rays)), "", "zh")
    lines = re.findall(r'<path d="(M[^"]+)" fill="none"', text)
    bends = [line.partition("Q")[2].partition(" ")[0] for line in lines]
    assert bends[0] == "" and len(set(bends)) == 3
    heights = [float(bend.partition(",")[2]) for bend in bends[1:]]
    assert heights == [dots.BEND, 2 * dots.BEND], "whichever way they point, on one side"


def test_every_kind_has_a_character_of_its_own() -> None:
    for at in (0, 1):
        signs = [both[at] for both in dots.GLYPHS.values()]
        assert len(set(signs)) == len(signs)
    assert set(dots.GLYPHS) == LABELS


# ------------------------------------------------------------ the picture, on both engines


async def crowd(store: Store) -> None:
    """A region with many firms and few organisations; firms of a chain; one long closed."""
    town = Town()
    town.add("Region", "hub", "大区")
    town.add("Chain", "c", "一条链")
    for n in range(70):
        town.firm(f"f{n:02}", f"企业{n:02}", operating=True)
        town.link(("Enterprise", f"f{n:02}"), "LOCATED_IN", ("Region", "hub"))
    for n in range(3):
        town.add("PartyOrg", f"o{n}", f"支部{n}", kind="党支部")
        town.link(("PartyOrg", f"o{n}"), "LOCATED_IN", ("Region", "hub"))
        town.link(
            ("PartyOrg", f"o{n}"), "COVERS", ("Enterprise", f"f{n:02}"), mode="联合", source="表"
        )
    town.link(("Enterprise", "f00"), "IN_CHAIN", ("Chain", "c"), until="2020-01-01")
    await settle(store, town.changes)


FIRMS = Kind("LOCATED_IN", "in", "Enterprise")


@pytest.mark.anyio
async def test_many_neighbours_are_a_heap_that_opens_in_bunches(store: Store) -> None:
    await crowd(store)

    async def picture(*steps: exploring.Step) -> exploring.Explored:
        return await exploring.explore(store, steps, as_of=DAY)

    whole = await picture(HUB, Opening(HUB))
    (heap,) = whole.heaps
    assert (heap.kind, heap.count, heap.shown, heap.drawn) == (FIRMS, 70, 0, True)
    assert [key.label for key in whole.seen] == ["Region", *["PartyOrg"] * 3], "few are shown"
    some = await picture(HUB, Opening(HUB), Opening(HUB, FIRMS))
    assert [one.id for one in some.seen.values() if one.label == "Enterprise"] == [
        f"f{n:02}" for n in range(BUNCH)
    ]
    assert [(heap.shown, heap.drawn) for heap in some.heaps] == [(0, False), (50, True)]
    kinds = sorted({line.type for line in some.lines})
    assert kinds == ["COVERS", "LOCATED_IN"], "what stands between those drawn is drawn"
    every = await picture(HUB, Opening(HUB), Opening(HUB, FIRMS), Opening(HUB, FIRMS, 100))
    assert sum(one.label == "Enterprise" for one in every.seen.values()) == 70
    assert not [heap for heap in every.heaps if heap.drawn]
    assert [len(some) for some in every.arrivals] == [1, 4, 51, 20]
    shut = await picture(HUB, Opening(HUB), Opening(HUB, FIRMS, closed=True), Opening(HUB, None))
    assert sum(one.drawn for one in shut.seen.values()) == 4
    assert [heap.drawn for heap in shut.heaps if heap.shown == 0] == [True, True]


@pytest.mark.anyio
async def test_picture_holds_what_is_in_force_and_tells_what_is_not_there(store: Store) -> None:
    await crowd(store)
    firm, gone = Key("Enterprise", "f00"), Key("Chain", "gone")
    today = await exploring.explore(store, [firm, gone, Opening(firm), Opening(gone)], as_of=DAY)
    assert {key.label for key in today.seen} == {"Enterprise", "Region", "PartyOrg"}
    assert today.missing == [gone]
    assert today.seen[HUB].degree == 73
    assert today.seen[firm].regions == {"hub": "大区"}
    assert today.groups[firm] == {
        Kind("COVERS", "in", "PartyOrg"): 1, Kind("LOCATED_IN", "out", "Region"): 1,
    }  # fmt: skip
    (covers,) = (line for line in today.lines if line.type == "COVERS")
    assert (covers.properties["mode"], covers.properties["source"]) == ("联合", "表")
    then = await exploring.explore(store, [firm, Opening(firm)], as_of="2019-01-01")
    assert Key("Chain", "c") in then.seen


def test_picture_holds_three_hundred_and_counts_the_rest() -> None:
    kind = Kind("LOCATED_IN", "in", "Enterprise")
    others = {(HUB, kind): [(f"e{n}", f"e{n}") for n in range(400)]}
    growth = exploring.Growth({HUB: "大区"}, {HUB: {kind: 400}}, others)
    growth.take(HUB, [])
    growth.take(Opening(HUB, kind, 400), [])
    assert (len(growth.seen), growth.cut) == (MOST, 101)
    (heap,) = (one for one in growth.arrivals[1] if isinstance(one, Heap))
    assert (heap.count, heap.shown) == (400, 299)
    assert FEW < CROWD < MOST


# ------------------------------------------------------------ the page


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application on a graph that holds the sample."""
    url = f"arcade:{tmp_path_factory.mktemp('graphs')}/graph"
    anyio.run(fill, url)
    with running(url) as client:
        yield client


OPENED = "at=Enterprise:S001&open=Enterprise:S001"
WAY = "at=Enterprise:S027&why=Enterprise:E001"
DRAWN: dict[str, dict[str, str]] = {}  # what each engine draws, to compare


def page(client: TestClient, asked: str, path: str = "/graph", status: int = 200) -> str:
    answer = client.get(f"{path}?{ASKED}&{asked}")
    assert answer.status_code == status, answer.text
    return answer.text


def data(text: str) -> Any:
    found = re.search(r'id="graph-data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.anyio
async def test_both_engines_draw_the_same(
    sample_store: Store, request: pytest.FixtureRequest
) -> None:
    engine = request.node.callspec.params["store_url"]
    frame = Frame(path="/graph", lang="zh", as_of=AS_OF, nonce="x")
    crowded = "at=Chain:NEV&open=Chain:NEV&open=Segment:NEV-D2"
    for asked in (f"{OPENED}&node=Enterprise:S001", crowded):
        answers = await ask(sample_store, read(parse_qsl(asked)), as_of=AS_OF)
        text = graph_page.page(answers, frame)
        assert DRAWN.setdefault(asked, {}).setdefault(engine, text) == next(
            iter(DRAWN[asked].values())
        )


def test_page_shows_facts_with_source_and_date_and_leads_to_pages(client: TestClient) -> None:
    text = page(client, f"{OPENED}&node=Enterprise:S001")
    panel = text.split('data-part="panel"')[1].split('data-part="legend"')[0]
    assert 'href="/enterprises/S001?' in panel
    assert "链上角色=链主" in panel
    assert "enterprises.csv 第" in panel
    assert "2026-11-01" in panel
    assert text.count("<noscript>") == 1
    assert '<svg xmlns="http://www.w3.org/2000/svg" role="group"' in text
    rows = client.get(f"/graph/tables/facts.csv?{ASKED}&{OPENED}").text.splitlines()
    assert len(rows) == 1 + text.split('class="grid"')[1].split("</table>")[0].count("<tr>") - 1
    assert client.get(f"/graph.svg?{ASKED}&{OPENED}").text.count("<circle") == len(
        data(text)["dots"]
    )
    assert page(client, OPENED, "/graph/tables/none.csv", 404)


def test_names_become_entities_and_ways_become_acts(client: TestClient) -> None:
    answer = client.get(f"/graph?{ASKED}&at=新能源汽车产业链", follow_redirects=False)
    assert answer.status_code == 303
    assert ("at", "Chain:NEV") in parse_qsl(answer.headers["location"].split("?")[1])
    assert "没有找到对象“小鹏汽车股份”" in page(client, "at=小鹏汽车股份")
    meant = page(client, "at=小鹏汽车股份")
    assert 'name="at" value="Enterprise:E001"' in meant, "what may have been meant"
    way = client.get(f"/graph?{ASKED}&from=Enterprise:S027&to=Enterprise:E001").url.query.decode()
    acts = [pair for pair in parse_qsl(way) if pair[0] in ("way", "via", "from", "to")]
    assert acts[0][0] == "way"
    assert acts[-1][1].endswith("Enterprise:E001")
    apart = page(client, "from=Enterprise:S001&to=Discipline:110")
    assert "步之内没有联系" in apart or "Discipline:110" in apart


def test_suggestion_tells_its_reasons_beside_its_way(client: TestClient) -> None:
    text = page(client, WAY)
    assert "为什么建议 肇庆小鹏汽车有限公司" in text
    assert "要用到本企业的" in text
    drawn = data(text)
    assert [ray[4] for ray in drawn["rays"]] == [True] * 3, "the way is marked"
    gone = page(client, "at=Enterprise:S027&why=Enterprise:NOBODY")
    assert "现在不再建议 NOBODY" in gone


def test_filters_leave_places_as_they_are(client: TestClient) -> None:
    def at(asked: str) -> dict[str, list[int]]:
        return {dot[0]: dot[4:6] for dot in data(page(client, asked, "/graph/live"))["dots"]}

    whole = at(OPENED)
    without = at(f"{OPENED}&hide=Product")
    assert set(whole) - set(without) == {"Product:P041"}
    assert without == {id: whole[id] for id in without}
    assert "Product:P041" not in at(f"{OPENED}&hide=MAKES&hide=OF"), "it hangs on nothing"
    elsewhere = at(f"{OPENED}&region=nowhere")
    assert "Enterprise:S001" not in elsewhere
    removed = at(f"{OPENED}&off=Product:P041")
    assert removed == without
    more = at(f"{OPENED}&open=Product:P041")
    folded = f"{OPENED}&open=Product:P041&close=Enterprise:S001"
    assert set(at(folded)) == {"Enterprise:S001"}, "with what it alone had brought"
    assert at(f"{folded}&open=Enterprise:S001") == more
    held = at("at=Enterprise:S001&at=Product:P041&open=Enterprise:S001&close=Enterprise:S001")
    assert set(held) == {"Enterprise:S001", "Product:P041"}


def test_stale_address_says_so_and_shows_the_rest(client: TestClient) -> None:
    text = page(
        client, f"{OPENED}&at=Enterprise:GONE&open=Segment:GONE&hide=what"
        "&way=Enterprise:S001&via=SUPPLIES@Product:P041",
    )  # fmt: skip
    told = text.split('data-part="notice"')[1].split("</div>")[0]
    assert "图中没有企业 GONE" in told
    assert "图中没有环节 GONE" in told
    assert "看不懂网址中的“what”" in told
    assert "之间已没有“供应”关系" in told
    assert len(data(text)["dots"]) >= 6


def test_page_without_anything_offers_the_chains(client: TestClient) -> None:
    text = page(client, "")
    assert 'name="at" value="Chain:NEV"' in text
    assert data(text)["dots"] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_runs_our_scripts_alone(client: TestClient, lang: str) -> None:
    answer = client.get(f"/graph?{OPENED}&lang={lang}&as_of={AS_OF}")
    (nonce,) = set(re.findall(r"nonce-([\w-]+)", answer.headers["content-security-policy"]))
    assert answer.text.count(f'nonce="{nonce}"') == answer.text.count(' nonce="') == 5
    assert not re.search(r'(src|href|action)="(?![/#]|data:,")', answer.text)
    assert not re.search(r'<[^>]* (style|on\w+)="', answer.text)
    script = re.search(r'src="(/static/vis-network.js[^"]+)"', answer.text)
    assert script
    linked = client.get(script[1])
    assert "immutable" in linked.headers["cache-control"]
    assert "vis-network" in linked.text[:300]


def test_pages_lead_to_the_graph(client: TestClient) -> None:
    for path, at in (
        ("/chains/NEV", "Chain%3ANEV"), ("/enterprises/S027", "Enterprise%3AS027"),
        ("/organisations/O-NEV-B01", "PartyOrg%3AO-NEV-B01"),
        ("/universities/U02", "University%3AU02"),
    ):  # fmt: skip
        text = page(client, "", path)
        assert f"at={at}&amp;open={at}" in text
    assert "why=Enterprise%3AE001" in page(client, "", "/enterprises/S027")


@pytest.mark.anyio
async def test_names_are_text_whatever_they_hold(store: Store) -> None:
    town, starts = Town(), []
    for at, name in enumerate((*ATTACKS, "</script><script>globalThis.ran=1</script>")):
        town.firm(f"e{at}", name, operating=True)
        town.add("Product", name, name)
        town.link(("Enterprise", f"e{at}"), "MAKES", ("Product", name), source=name)
        starts += [("at", f"Enterprise:e{at}"), ("open", f"Enterprise:e{at}")]
    await settle(store, town.changes)
    state = read([*starts, ("node", "Enterprise:e0"), ("hide", ATTACKS[0]), ("region", ATTACKS[0])])
    answers = await ask(store, state, as_of=DAY)
    frame = Frame(path="/graph", lang="zh", as_of=DAY, nonce="x", state=tuple(state.pairs()))
    for live in (True, False):
        text = graph_page.page(answers, frame, live=live)
        assert len(data(text)["dots"]) == len(starts)
        for name in ATTACKS:
            assert not re.search("[<>]", name) or name not in text, name
        assert "globalThis.ran=1</script>" not in text
