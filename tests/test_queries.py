"""The statements themselves, and the questions about chains, coverage, links and the store."""

import re
from pathlib import Path
from typing import Any

import pytest

from graph import SCHEMA, Store
from graph.errors import InputError, NotFound
from queries import chains, coverage, joint, packs, rulefiles, rules, status, text
from queries.chains import ChainView, short_name
from queries.workdays import workdays
from tests import town
from tests.conftest import AS_OF
from tests.effort import cases
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio

FILES = sorted(text.FOLDER.glob("*.cypher"))
PARAMETERS = {
    "local": False,
    "proposed": [],
    "as_of": DAY, "id": "x", "ids": ["x"], "chain": None, "named": ["|x|"], "region": None,
    "region_named": "|x|", "denominator": "surveyed", "unplaced": False,
    "direction": "both", "limit": 3, "text": "x",
    "code": "X", "raw": "x", "letters": "x", "hidden": ["Member"], "persons": ["Member"],
    "after": "", "pairs": ["xy"], "reading": "x", "property": None, "kinds": ["x"],
    "wanted": ["MAKES.out.Product@x"], "all": ["x"], "most": 3, "labels": ["Chain"],
    "own": [], "observed": [], "sort": "name", "watched": False, "links": [],
    "large": 50, "tags": ["x"], "closed": ["x"], "met": ["x"], "ends": [["x", "y"]],
}  # fmt: skip


# ------------------------------------------------------------ the files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_statement_says_what_it_answers_and_uses_the_vocabulary(path: Path) -> None:
    written = path.read_text("utf-8")
    assert re.match(r"// [\u4e00-\u9fff].*。 [A-Z].*\.\n", written), "first line: 中文。 English."
    assert set(text.names_in(written)) <= set(SCHEMA.names())
    assert not text.writes(written)
    assert text.parameters_in(written) <= set(PARAMETERS)
    if text.ANCHOR not in written:  # else it is put to any kind
        assert not list(text.misplaced_in(written))
        assert not list(text.mistyped_in(written))
        assert not list(text.impossible_in(written))
        assert not list(text.persons_told_in(written))
    assert not list(text.timed_in(written))


async def test_every_statement_and_rule_runs_on_an_empty_graph(store: Store) -> None:
    for path in FILES:
        await _put(store, text.cypher(path.stem), PARAMETERS)
    for rule in rulefiles.load():
        given = {"as_of": DAY, "chain": None, "workdays": workdays(DAY), **rule.parameters}
        await _put(store, rule.cypher, given)


async def _put(store: Store, cypher: str, given: dict[str, Any]) -> None:
    """Put a statement with its own parameters: with more of them Neo4j makes a plan that serves no
    other test."""
    own = text.parameters_in(cypher)
    await store.read(cypher, **{name: value for name, value in given.items() if name in own})


@pytest.mark.parametrize(
    "name",
    [
        "bearers",
        "namesakes",
        "near",
        "show",
        "neighbours",
        "around",
        "explore_others",
        "explore_lines",
    ],
)
async def test_statement_about_one_entity_can_be_put_to_any_label(store: Store, name: str) -> None:
    # Neo4j plans each anew, for a third of a second, and to it a label is but a name
    step = cases(6, 1) if store.name.startswith("Neo4j") else 1
    for node in SCHEMA.nodes[::step]:
        await _put(store, text.cypher_of(name, node.label), PARAMETERS)


def test_what_a_kind_does_not_store_is_found() -> None:
    statement = """MATCH (e:Enterprise)-[a:AT|IN_CHAIN]->(s:Segment)
    MATCH (e)-[:OBSERVED]->(o:Observation)
    WHERE e.staff > 3 AND o.staff > 3 AND e.venue = '' AND a.role = '' AND s.position = e.name
    WITH e.id AS s, o RETURN s.anything, [x IN [1] | x.y]"""
    assert list(text.misplaced_in(statement)) == [
        ("Enterprise", "staff", True), ("Enterprise", "venue", False)
    ]  # fmt: skip


def test_what_is_compared_with_another_type_is_found() -> None:
    statement = """MATCH (o:Observation) WHERE o.surveyed = '是' AND o.operating <> true
    AND o.staff >= '100' AND o.staff > 3 AND o.has_union = 1 AND o.on <= '2026' AND o.on <= $as_of
    MATCH (e:Enterprise)-[:AT|IN_CHAIN]->(s) WHERE e.tags = '链主' AND e.tags = ['链主']
    AND e.name IN ['甲'] AND s.anything = 1
    WITH e.id AS e WHERE e.on_scale = '是' RETURN [x IN [1] WHERE x.y = 1]"""
    assert list(text.mistyped_in(statement)) == [
        ("Observation", "surveyed", "boolean", "text"),
        ("Observation", "staff", "number", "text"),
        ("Observation", "has_union", "boolean", "number"),
    ]
    assert list(text.mistyped_in("MATCH (e:Enterprise) WHERE e.tags = '链主'")) == [
        ("Enterprise", "tags", "list", "text")
    ]


@pytest.mark.parametrize(
    ("pattern", "odd"),
    [
        ("(e:Enterprise)-[:COVERS]->(p:PartyOrg)", ("Enterprise", "COVERS", "PartyOrg")),
        ("(e:Enterprise)<-[v:COVERS]-(p:PartyOrg)<-[:MEMBER_OF]-(:Member)", None),
        ("(s:Segment)-[:FEEDS]-(t:Segment)", ("Segment", "FEEDS", "Segment")),
        ("(e:Enterprise)-[:AT]->()<-[:OF]-(s:Segment)", ("Segment", "OF", "")),
        ("(o:Observation)<-[:OBSERVED]-(e:Enterprise)", None),
        ("(o:Observation)-[:OBSERVED]->(e:Enterprise)", ("Observation", "OBSERVED", "Enterprise")),
        ("(e:Enterprise {id: 'x'})-[:AT|IN_CHAIN*1..2]->(c:Chain)", None),
    ],
)
def test_steps_that_no_relationship_makes_are_found(
    pattern: str, odd: tuple[str, ...] | None
) -> None:
    assert list(text.impossible_in(f"MATCH {pattern} RETURN 1")) == ([odd] if odd else [])
    apart = pattern.replace("(e:Enterprise)-", "(e)-")
    statement = f"MATCH (e:Enterprise) MATCH {apart} RETURN 1"
    assert list(text.impossible_in(statement)) == ([odd] if odd else [])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("count(DISTINCT m) AS n", []),
        ("collect(m.name) AS names", ["m.name"]),
        ("properties(m) AS all", ["m"]),
        ("m {.phone} AS some", ["m"]),
        ("m['name'] AS name", ["m"]),
        ("[need IN ['status'] WHERE m[need] IS NULL] AS missing, p.name AS name", []),
    ],
)
def test_what_tells_of_a_person_is_found(said: str, told: list[str]) -> None:
    statement = f"MATCH (m:Member)-[:MEMBER_OF]->(p:PartyOrg) RETURN {said}"
    assert list(text.persons_told_in(statement)) == told


def test_a_text_compared_with_a_date_is_found() -> None:
    statement = """MATCH (o:Observation) WHERE o.on < date($as_of)
    AND o.until > toString(date($as_of) - duration({months: 3}))"""
    assert list(text.timed_in(statement)) == ["o.on"]


def test_a_variable_bound_anew_may_hold_anything() -> None:
    statement = """MATCH (e:Enterprise) WITH e, [(e)-[x:AT]->(s) | {there: x.since}] AS meetings
    WHERE any(x IN meetings WHERE x.there = '2026') RETURN e.id AS id"""
    assert "there" not in set(text.names_in(statement))


def test_what_is_compared_is_found_however_it_is_written() -> None:
    statement = """MATCH (o:Observation {surveyed: '是', on: '2026'})<-[:OBSERVED]-(e:Enterprise)
    MATCH (e)<-[:COVERS]-(p:PartyOrg) WHERE 100 < o.staff AND '100' < o.staff
    AND o.members IN $some AND o.league_members > $more
    AND p.functional = 'it\\'s' AND e.tags = ['链主'] AND '链主' IN e.tags"""
    found = list(text.mistyped_in(statement, {"some": [1, "2"], "more": "3"}))
    assert sorted((each.prop, each.with_a) for each in found) == [
        ("functional", "text"), ("league_members", "text"), ("members", "text"),
        ("staff", "text"), ("surveyed", "text"),
    ]  # fmt: skip


def test_a_text_that_is_never_stored_is_found() -> None:
    statement = """MATCH (p:PartyOrg)-[v:COVERS]->(e:Enterprise)
    WHERE p.kind IN ['联合支部', '联合党支部'] AND v.mode = $mode AND e.name = '联合支部'"""
    assert list(text.unchosen_in(statement, {"mode": "别的"})) == [
        ("PartyOrg", "kind", "联合支部", "联合党支部"), ("COVERS", "mode", "别的", ""),
    ]  # fmt: skip


def test_texts_and_comments_may_look_like_each_other() -> None:
    statement = """MATCH (e:Enterprise) // it's 'a comment
    WHERE e.name <> 'http://x' AND e.nmae = "a SET b" AND e.name <> 'it\\'s /*' AND $day > 1"""
    assert [each.prop for each in text.misplaced_in(statement)] == ["nmae"]
    assert text.writes(statement) is None and text.parameters_in(statement) == {"day"}
    assert text.writes("MATCH (e:Enterprise) WITH e, '//' AS z SET e.name = 'x'") == "SET"


def test_names_in_a_statement_are_found() -> None:
    statement = """MATCH (a:Foo {bar: 1})-[:BAZ|QUX*1..2]->(b) // (c:No)
    WHERE b.thing = 'x.y' AND b:Fig RETURN {key: a.id} AS found ORDER BY found.key"""
    names = {"Foo", "bar", "BAZ", "QUX", "thing", "Fig", "id"}
    assert set(text.names_in(statement)) == names


# ------------------------------------------------------------ chains


async def test_chain_of_the_fixed_town(store: Store) -> None:
    await settle(store, town.fixed())
    view = await chains.chain(store, "电车", DAY)
    assert (view.id, view.kind, view.region) == ("C1", "主导", "大城市")
    seats = {segment.id: [m.id for m in segment.enterprises] for segment in view.segments}
    assert seats == {"S1": ["A", "I"], "S2": ["B", "C"], "S3": ["F"], "S4": []}
    assert [s.id for s in view.segments if s.gap] == ["S3"], "a closed firm fills no segment"
    assert covers(view) == {
        "A": "uncovered",
        "I": "covered",
        "B": "uncovered",
        "C": "uncovered",
    } | {"F": "closed"}
    assert {m.id: m.cover for m in view.unplaced}["J"] == "covered"
    assert {m.id: m.cover for m in view.unplaced}["G"] == "unsurveyed"
    (one,) = view.flows
    assert (one.source, one.target, one.products) == ("S1", "S2", ["电芯"])
    assert len(one.supplies) == 1 and " → " in one.supplies[0], "I supplies B"
    committee = view.organisations[0]
    assert (committee.id, committee.functional, committee.parent) == ("O0", True, None)
    assert {(s.id, *s.segments) for s in view.supports} == {("U2",)}


async def test_what_enterprises_supply_joins_their_segments(store: Store) -> None:
    made = Town()
    made.add("Chain", "C1", "电车产业链")
    for segment, position in (("S1", "上游"), ("S2", "中游"), ("S3", "下游")):
        made.add("Segment", segment, position=position)
        made.link(("Segment", segment), "IN_CHAIN", ("Chain", "C1"))
    for firm, segment in (("A", "S1"), ("B", "S2"), ("C", "S2"), ("D", "S3")):
        made.firm(firm, f"{firm}公司", operating=True)
        made.link(("Enterprise", firm), "AT", ("Segment", segment))
    for one, other, until in (
        ("A", "B", None), ("A", "C", None), ("B", "C", None), ("C", "D", "2026-11-22"),
    ):  # fmt: skip
        made.link(("Enterprise", one), "SUPPLIES", ("Enterprise", other), until=until)
    await settle(store, made.changes)
    view = await chains.chain(store, "C1", DAY)
    told = [(f.source, f.target, f.products, f.supplies) for f in view.flows]
    assert told == [("S1", "S2", [], ["A公司 → B公司", "A公司 → C公司"])]
    before = await chains.chain(store, "C1", "2026-11-22")
    assert [(f.source, f.target) for f in before.flows] == [("S1", "S2"), ("S2", "S3")]


async def test_chain_of_a_past_day(store: Store) -> None:
    await settle(store, town.fixed())
    view = await chains.chain(store, "C1", "2026-06-30")
    assert covers(view)["C"] == "covered", "the joint branch lasted through June"
    assert set(covers(await chains.chain(store, "C1", "2025-01-01")).values()) == {
        "covered",
        "unsurveyed",
    }


def covers(view: ChainView) -> dict[str, str]:
    return {member.id: member.cover for s in view.segments for member in s.enterprises}


async def test_unknown_chain_lists_the_known_ones(store: Store) -> None:
    await settle(store, town.fixed())
    for question in (
        chains.chain(store, "飞机", DAY),
        coverage.coverage(store, as_of=DAY, chain="飞机"),
        joint.links(store, as_of=DAY, chain="飞机"),
        rules.findings(store, rulefiles.load(), as_of=DAY, chain="飞机"),
    ):
        with pytest.raises(NotFound, match="C1（电车产业链）"):
            await question


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("示例整车01(肇庆)有限公司", "示例整车01"),
        ("甲公司", "甲公司"),
        ("有限公司", "有限公司"),
        ("德庆县天牛膏农业专业合作社", "天牛膏农业"),
        ("肇庆高新区得宝食品有限公司", "得宝食品"),
        ("广东肇庆动力金属股份有限公司", "动力金属"),
        ("肇庆市高要区新亚金属制品有限公司", "新亚金属制品"),
        ("四会万兴隆翡翠城", "万兴隆翡翠城"),
        ("东璞生态农业有限公司", "东璞生态农业"),
        ("超市连锁有限公司", "超市连锁"),
        ("肇庆公司", "肇庆"),
    ],
)
def test_short_name(name: str, short: str) -> None:
    assert short_name(name) == short


async def test_firms_that_would_go_by_one_short_name_keep_their_own(store: Store) -> None:
    some = Town()
    some.add("Chain", "C", "电车产业链")
    names = {"1": "肇庆金晟有限公司", "2": "广东金晟有限公司", "3": "四会宏达有限公司"}
    for id, name in names.items():
        some.add("Enterprise", id, name)
        some.link(("Enterprise", id), "IN_CHAIN", ("Chain", "C"))
    await settle(store, some.changes)
    view = await chains.chain(store, "C", DAY)
    shorts = {member.id: member.short for member in view.unplaced}
    assert shorts == {**names, "3": "宏达"}


# ------------------------------------------------------------ the sample


async def test_sample_has_the_known_rates(sample_store: Store) -> None:
    found = await coverage.coverage(sample_store, as_of=AS_OF, chain="NEV")
    (nev,) = found.items
    assert (nev.chain, nev.unsurveyed, nev.closed) == ("NEV", 28, 1)
    assert fractions(nev) == {"organisation": "26/35", "independent": "17/35"} | {
        "work": "32/35",
        "instructed": "27/35",
    }
    assert nev.organisation.rate == pytest.approx(0.743, abs=0.001)
    assert "在营且已摸排" in found.definition
    national = packs.pack("national")
    (nev,) = (await coverage.coverage(sample_store, as_of=AS_OF, chain="NEV", pack=national)).items
    assert fractions(nev)["organisation"] == "26/36"


def fractions(rates: coverage.Coverage) -> dict[str, str]:
    kinds = ("organisation", "independent", "work", "instructed")
    each = {kind: getattr(rates, kind) for kind in kinds}
    return {kind: f"{rate.numerator}/{rate.denominator}" for kind, rate in each.items()}


async def test_sample_by_segment_region_and_without_anybody(sample_store: Store) -> None:
    segments = await coverage.coverage(sample_store, as_of=AS_OF, chain="NEV", by="segment")
    counted = {s.segment.id: s.organisation.denominator for s in segments.items if s.segment}
    assert counted["NEV-M6"] == 2 and sum(counted.values()) == 35
    (whole,) = (await coverage.coverage(sample_store, as_of=AS_OF, chain="NEV")).items
    *placed, rest = segments.items
    assert rest.unplaced and rest.chain == "NEV" and not any(part.unplaced for part in placed)
    assert rest.unsurveyed > 0 == rest.organisation.denominator
    view = await chains.chain(sample_store, "NEV", AS_OF)
    assert len(view.unplaced) == rest.unsurveyed + rest.closed
    unsurveyed = [m.id for s in view.segments for m in s.enterprises if not m.surveyed]
    assert sum(part.unsurveyed for part in placed) == len(unsurveyed)
    unsurveyed += [m.id for m in view.unplaced if not m.surveyed]
    assert whole.unsurveyed == len(set(unsurveyed)), "one of them stands at two segments"
    regions = await coverage.coverage(sample_store, as_of=AS_OF, by="region")
    (zone,) = (r for r in regions.items if r.region and r.region.id == "441284450")
    assert zone.organisation.denominator == 35
    here = await coverage.coverage(sample_store, as_of=AS_OF, chain="NEV", region="四会市")
    assert here.items[0].organisation.denominator == 35, "the zone lies within 四会市"
    (jade,) = (await coverage.coverage(sample_store, as_of=AS_OF, chain="JADE")).items
    assert jade.organisation.rate is None


async def test_sample_chains_and_links(sample_store: Store) -> None:
    known = {chain.id: chain for chain in (await chains.chains(sample_store, AS_OF)).items}
    assert (known["NEV"].gaps, known["GANG"].gaps) == (0, 5)
    assert [c.id for c in known["NEV"].committees] == ["O-NEV"]
    view = await chains.chain(sample_store, "NEV", AS_OF)
    assert [s.id for s in view.segments][:3] == ["NEV-U1", "NEV-U2", "NEV-U3"]
    battery = next(s for s in view.segments if s.id == "NEV-M1")
    assert (battery.covered, battery.surveyed) == (2, 2)
    found = await joint.links(sample_store, as_of=AS_OF, chain="NEV")
    assert found.items and {link.source.label for link in found.items} == {"PartyOrg"}
    assert set(found.items[0].model_dump()) >= {"from", "to", "state", "basis", "since"}


# ------------------------------------------------------------ coverage, links, packs, status


async def test_coverage_counts_by_the_laws(store: Store) -> None:
    await settle(store, town.fixed())
    (c1,) = (await coverage.coverage(store, as_of=DAY, chain="C1")).items
    # A B C D E I J are surveyed and operating; I stands alone, J is in a joint branch, the
    # committee and the temporary branch of A do not count, C's joint branch has ended
    assert (c1.organisation.numerator, c1.organisation.denominator) == (2, 7)
    assert c1.independent.numerator == 1
    assert c1.work.numerator == 4, "I and J; C by its union, E by instructor and league"
    assert c1.work.unknown == 2, "of A and B nobody told"
    assert c1.instructed.numerator == 3
    assert (c1.unsurveyed, c1.closed) == (2, 1), "G, and H of which nothing is known; F"


async def test_coverage_in_a_region_within_another(store: Store) -> None:
    await settle(store, town.fixed())
    for region, denominator in (("R2", 3), ("小城", 3), ("R1", 7)):
        found = await coverage.coverage(store, as_of=DAY, chain="C1", region=region)
        assert found.items[0].organisation.denominator == denominator
    with pytest.raises(NotFound, match="R9"):
        await coverage.coverage(store, as_of=DAY, region="R9")


async def test_links_that_stand(store: Store) -> None:
    await settle(store, town.fixed())
    found = await joint.links(store, as_of=DAY)
    assert [(link.source.id, link.target.id, link.state) for link in found.items] == [
        ("O1", "O2", "签约")
    ]
    assert not (await joint.links(store, as_of="2025-02-28")).items
    none = await joint.links(store, as_of=DAY, chain="C2")
    assert not none.items and none.why


def test_packs_by_name_and_their_faults(tmp_path: Path) -> None:
    assert packs.pack().denominator == "surveyed"
    assert packs.pack("全国").name == "national"
    with pytest.raises(NotFound, match="default"):
        packs.pack("nowhere")
    (tmp_path / "own.toml").write_text('name = "own"\nversion = "1"\nzh = "本地"\n', "utf-8")
    assert packs.pack("own", (packs.FOLDER, tmp_path)).zh == "本地"
    (tmp_path / "own.toml").write_text('name = "own"\nspeed = 1\n', "utf-8")
    with pytest.raises(InputError, match=r"own\.toml"):
        packs.load_packs((tmp_path,))


async def test_status_counts_and_names_the_last_run(sample_store: Store) -> None:
    found = await status.status(sample_store)
    counts = {count.name: count.count for count in found.nodes}
    assert (counts["Enterprise"], counts["Member"]) == (87, 603)
    assert found.last_run and "enterprises.csv" in found.last_run.files
    assert found.last_run.counts["read"] > 0
    assert found.vocabulary == found.current == SCHEMA.version


async def test_status_of_an_empty_graph(store: Store) -> None:
    found = await status.status(store)
    assert (found.total_nodes, found.vocabulary, found.last_run) == (0, None, None)


async def test_two_chains_of_one_name_are_told_apart_by_id(store: Store) -> None:
    two = Town()
    two.add("Chain", "X1", "竹产业链")
    two.add("Chain", "X2", "竹产业链")
    await settle(store, two.changes)
    assert (await chains.chain(store, "X2", DAY)).id == "X2"
    with pytest.raises(Exception, match="X1"):
        await chains.chain(store, "竹", DAY)
