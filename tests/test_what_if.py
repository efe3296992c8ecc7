"""What would be lost with an enterprise: equal to asking the graph that never had it, on random
towns; equal to a second reading of the definition; mended by the fewest links."""

import asyncio
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph import SCHEMA, Store
from graph.changes import Changes
from graph.errors import NotFound
from graph.write import removal
from queries import coverage, packs, rulefiles, rules, what_if
from queries.chain_situation import Situation
from queries.closing.costs import Distance
from queries.closing.nearness import Regions
from queries.partners import Partners
from queries.partners import partners as partners_of
from queries.steps import Step
from queries.what_if import Losing, LostTie
from queries.what_if.mending import Loss, Option, fewest
from queries.what_if.party import organisations
from queries.what_if.ties import Tie, Way, ties
from tests.effort import cases
from tests.graphs import whole
from tests.oracle.facts import Graph, Thing, View
from tests.samples import fill
from tests.service import running
from tests.test_joint_suggestions import check_steps
from tests.town import DAY, Town, random_town, settle

pytestmark = pytest.mark.anyio

RULES = rulefiles.load()
OPENED = [rule for rule in RULES if rule.id == "CH-08"]
TOWNS = {"embedded": cases(20, 40), "neo4j": cases(14, 18)}
EACH = 2  # enterprises of a town that are lost, one after the other
ASKED = 3  # others whose suggested partners are asked for in the trial and without it
Key = tuple[str, str, str, str]  # which list, who, by what, what


async def ask(store: Store, firm: str, day: str = DAY) -> Losing:
    return await what_if.lose(store, firm, as_of=day)


# ------------------------------------------------------------ random towns


def trading_town(seed: int) -> Changes:
    """A random town in which supply relations name products at times, and some products are
    accounting lines."""
    rng, changes = Random(seed), random_town(seed)
    products = changes.new_nodes["Product"]
    for product in products:
        if rng.random() < 0.1:
            product["junk"] = True
    for ends, rows in changes.new_rels.items():
        for row in rows if ends.type == "SUPPLIES" else ():
            if rng.random() < 0.6:
                row.values["product"] = rng.choice(products)["name"]
    return changes


def without(changes: Changes, firm: str) -> Changes:
    """The same graph, had nobody ever told of the enterprise."""
    seen = {
        row.target
        for ends, rows in changes.new_rels.items()
        for row in rows
        if ends.type == "OBSERVED" and (ends.source, row.source) == ("Enterprise", firm)
    }
    gone = {("Enterprise", firm), *(("Observation", id) for id in seen)}
    left = Changes()
    for label, nodes in changes.new_nodes.items():
        left.new_nodes[label] = [node for node in nodes if (label, node["id"]) not in gone]
    for ends, rows in changes.new_rels.items():
        left.new_rels[ends] = [
            row for row in rows if not gone & {(ends.source, row.source), (ends.target, row.target)}
        ]
    return left


async def test_losses_are_those_of_the_graph_without_it(store: Store, store_url: str) -> None:
    seen: dict[str, int] = dict.fromkeys(
        ("without_supplier", "without_customer", "segments", "organisations", "mend", "known"), 0
    )
    for seed in range(TOWNS["embedded" if store_url == "arcade:" else "neo4j"]):
        changes = trading_town(seed)
        ids = [node["id"] for node in changes.new_nodes["Enterprise"]]
        for firm in Random(seed).sample(ids, EACH):
            await settle(store, changes)
            answer = await ask(store, firm)
            open_ = View(Graph(changes), DAY).operating(Graph(changes).things["Enterprise"][firm])
            if not open_:
                assert not answer.without_supplier and "已停业" in answer.why
                continue
            await compare(store, changes, firm, answer)
            for name in seen:
                seen[name] += len(getattr(answer, name, ()))
            seen["known"] += sum(each.by == "known" for each in lost_ties(answer))
    assert all(count >= 3 for count in seen.values()), f"the towns have too little of it: {seen}"


async def compare(store: Store, changes: Changes, firm: str, answer: Losing) -> None:
    """Every part of an answer with the graph as it is and with the graph without the enterprise,
    loaded anew."""
    ids = [node["id"] for node in changes.new_nodes["Enterprise"] if node["id"] != firm]
    hops = [hop for each in paths(answer) for hop in pairwise(each)]
    await check_steps(store, hops, DAY)
    before = await state(store, ids, answer)
    async with store.trial(removal(SCHEMA, "Enterprise", firm)) as tried:
        suggested = await suggestions(tried, ids[:ASKED])
    left = without(changes, firm)
    await settle(store, left)
    after = await state(store, ids, answer)
    assert suggested == await suggestions(store, ids[:ASKED])
    gone = {key(tie) for tie in before[0] if tie not in after[0]}
    told = {key_of(answer, each) for each in lost_ties(answer)}
    oracle = lost_by_definition(View(Graph(changes), DAY), View(Graph(left), DAY), firm)
    assert told == oracle, (firm, told ^ oracle)
    assert told <= gone and {k for k in gone if k[2] == "known"} <= told
    assert {each.segment.id for each in answer.segments} == after[1] - before[1]
    for changed in answer.coverage:
        assert changed.before == before[2][changed.chain]
        assert changed.after == after[2][changed.chain]
    for body in answer.organisations:
        units = [(unit.label, unit.id) for unit in body.units]
        assert units == [(label, id) for label, id, _ in after[3][body.organisation.id]["units"]]
    await check_mend(answer)


async def suggestions(store: Store, ids: Sequence[str]) -> list[Partners]:
    return [await partners_of(store, id, as_of=DAY, limit=100) for id in ids]


async def state(store: Store, ids: Sequence[str], answer: Losing) -> tuple[Any, ...]:
    found = await rules.findings(store, OPENED, as_of=DAY)
    rates = (await coverage.coverage(store, as_of=DAY)).items
    bodies = [body.organisation.id for body in answer.organisations]
    return (
        (await ties(store, ids, as_of=DAY)).all(),
        {each.subject.id for each in found.items},
        {rate.chain: rate for rate in rates},
        await organisations(store, bodies, as_of=DAY),
    )


async def check_mend(answer: Losing) -> None:
    """Every loss is mended by a link to who lost it, or said to be beyond mending, never both."""
    losses = {each.id: each.enterprise.id for each in lost_ties(answer)}
    losses |= {each.id: each.segment.id for each in answer.segments}
    mended = [id for link in answer.mend for id in link.mends]
    beyond = {each.loss for each in answer.unmended}
    assert {*mended} | beyond == losses.keys() and not beyond.intersection(mended)
    for link in answer.mend:
        assert {losses[id] for id in link.mends} == {link.target.id}
        assert link.source.id not in (answer.enterprise.id, link.target.id)
        assert link.path[-1].id == link.source.id and link.distance != "apart"
    assert all(each.why for each in answer.unmended)


def lost_ties(answer: Losing) -> list[LostTie]:
    return [*answer.without_supplier, *answer.without_customer]


def key(tie: Tie) -> Key:
    where = {"supply": "without_supplier", "demand": "without_customer"}[tie.side]
    return where, tie.firm, "known" if tie.known else "products", tie.what


def key_of(answer: Losing, each: LostTie) -> Key:
    where = "without_supplier" if each in answer.without_supplier else "without_customer"
    what = each.told if each.by == "known" else each.product.id if each.product else ""
    return where, each.enterprise.id, each.by, what


def paths(answer: Losing) -> Iterable[list[Step]]:
    for each in lost_ties(answer):
        yield each.path
        yield from (other.path for other in each.substitutes)
    yield from (each.path for each in answer.segments)
    yield from (link.path for link in answer.mend)


# ------------------------------------------------------------ a second reading of the definition


def lost_by_definition(view: View, left: View, lost: str) -> set[Key]:
    """Read from the words of docs/what-if.md, in plain Python."""
    found: set[Key] = set()
    for firm in view.all("Enterprise"):
        if firm.id != lost and view.operating(firm):
            again = left.graph.things["Enterprise"][firm.id]
            before, after = needs(view, firm), needs(left, again)
            gone = {need for need, others in before.items() if others and not after.get(need)}
            found |= {need for need in gone if not _named_already(view, need, gone)}
    return found


def _named_already(view: View, need: Key, gone: set[Key]) -> bool:
    where, who, by, what = need
    if by == "known":
        return False
    called = view.graph.things["Product"][what].get("name")
    return (where, who, "known", called) in gone


def needs(view: View, firm: Thing) -> dict[Key, set[str]]:
    found: dict[Key, set[str]] = {}
    for where, ends in (
        ("without_supplier", view.ties_of(firm, "SUPPLIES")),
        ("without_customer", view.ties_to(firm, "SUPPLIES")),
    ):
        known = [(said.get("product") or "", o.id) for said, o in ends if view.operating(o)]
        for called in {called for called, _ in known}:
            others = {id for name, id in known if called in ("", name)}
            found[where, firm.id, "known", called] = others
        for product, partners in _by_product(view, firm, where).items():
            name = view.graph.things["Product"][product].get("name")
            dealing = {id for called, id in known if called == name}
            found[where, firm.id, "products", product] = partners | dealing
    return found


def _by_product(view: View, firm: Thing, where: str) -> dict[str, set[str]]:
    own = [p for p in view.to(firm, "MAKES") if not p.get("junk")]
    if where == "without_customer":
        fed = {p.id: [g for f in _wider(view, p) for g in _real(view.to(f, "FEEDS"))] for p in own}
        return {p: {m for g in some for m in _makers(view, g)} for p, some in fed.items()}
    inputs = [f for p in own for g in _wider(view, p) for f in _real(view.of(g, "FEEDS"))]
    return {f.id: _makers(view, f) for f in inputs}


def _wider(view: View, product: Thing) -> list[Thing]:
    return [product, *_real(view.to(product, "KIND_OF"))]


def _makers(view: View, family: Thing) -> set[str]:
    kinds = [family, *_real(view.of(family, "KIND_OF"))]
    firms = [firm for kind in kinds for firm in view.of(kind, "MAKES", "Enterprise")]
    return {firm.id for firm in firms if view.operating(firm)}


def _real(products: Iterable[Thing]) -> list[Thing]:
    return [product for product in products if not product.get("junk")]


# ------------------------------------------------------------ the fewest links, by brute force

NOWHERE = Situation({}, [], {}, {}, {}, Regions([]))


def option(id: str, distance: Distance = "city", kind: str = "makes") -> Option:
    node = ("Enterprise", id, id)
    return Option(node, (), kind, f"由{id}", Way((node,), ()), distance, "")


def loss(number: int, subject: str) -> Loss:
    return Loss(f"loss{number}", "supply", ("Enterprise", subject, subject), frozenset())


@pytest.mark.parametrize("seed", range(150))
def test_no_smaller_set_of_links_mends_as_much(seed: int) -> None:
    rng = Random(seed)
    losses = [loss(number, rng.choice("ab")) for number in range(rng.randint(1, 6))]
    places: Mapping[str, Distance] = {
        id: rng.choice(("town", "city", "province", "unknown", "apart")) for id in "uvwxyz"
    }
    found = [
        [option(id, places[id]) for id in rng.sample("uvwxyz", rng.randint(0, 4))] for _ in losses
    ]
    links = fewest(NOWHERE, losses, found)
    possible = {
        (id, subject): frozenset(
            n
            for n, (each, some) in enumerate(zip(losses, found, strict=True))
            if each.subject[1] == subject and id in [o.node[1] for o in some]
        )
        for id in "uvwxyz"
        for subject in "ab"
        if places[id] != "apart"
    }
    can = frozenset().union(*possible.values())
    assert {id for link in links for id in link.mends} == {f"loss{n}" for n in can}
    best = min(
        (
            (len(some), sum(AREA[places[id]] for id, _ in some))
            for count in range(len(can) + 1)
            for some in itertools.combinations(possible, count)
            if frozenset().union(*(possible[each] for each in some)) == can
        ),
    )
    assert (len(links), sum(AREA[link.distance] for link in links)) == best


AREA: Mapping[Distance, int] = {"town": 0, "county": 0, "city": 0, "province": 1, "unknown": 2}


# ------------------------------------------------------------ by hand

PLACES = {"here": "441284", "city": "441202", "province": "440100", "apart": "110101"}


def base() -> Town:
    town = Town()
    town.add("Region", "440000", "某省", level="省")
    town.add("Region", "441200", "某市", level="市")
    for id in PLACES.values():
        town.add("Region", id, f"区{id}", level="县")
    town.add("Chain", "C", "示例产业链")
    town.link(("Chain", "C"), "LOCATED_IN", ("Region", PLACES["here"]))
    return town


def firm(town: Town, id: str, *made: str, place: str | None = "here", **observed: Any) -> None:
    town.firm(id, f"{id}公司", **{"operating": True, "surveyed": True, **observed})
    if place:
        town.link(("Enterprise", id), "LOCATED_IN", ("Region", PLACES[place]))
    for product in made:
        town.link(("Enterprise", id), "MAKES", ("Product", product))


def goods(town: Town, *ids: str, **values: Any) -> None:
    for id in ids:
        town.add("Product", id, f"产品{id}", **values)


def tie(town: Town, rel: str, *pairs: str, label: str = "Product", **values: Any) -> None:
    for pair in pairs:
        one, other = pair.split(">")
        town.link((label, one), rel, (label, other), **values)


async def test_the_only_maker_of_a_family_and_the_only_user_of_a_product(store: Store) -> None:
    town = base()
    goods(town, "cell", "blade", "car", "bus", "ore")
    goods(town, "misc", junk=True)
    tie(town, "KIND_OF", "blade>cell", "bus>car")
    tie(town, "FEEDS", "cell>car", "ore>cell", "misc>car")
    firm(town, "L", "blade", "misc")
    firm(town, "E", "bus")
    firm(town, "M", "ore")
    await settle(store, town.changes)
    answer = await ask(store, "L")
    (supply,), (demand,) = answer.without_supplier, answer.without_customer
    assert (supply.enterprise.id, supply.by, supply.product and supply.product.id) == (
        "E",
        "products",
        "cell",
    )
    assert [step.id for step in supply.path] == ["L", "blade", "cell", "car", "bus", "E"]
    assert "产品cell" in supply.why and "L公司" in supply.why
    assert (demand.enterprise.id, demand.product and demand.product.id) == ("M", "ore")
    assert [step.id for step in demand.path] == ["L", "blade", "cell", "ore", "M"]
    assert not supply.substitutes and "本市、本省没有" in supply.no_substitutes
    assert {each.subject.id for each in answer.unmended} == {"E", "M"} and not answer.mend


@pytest.mark.parametrize("spare", ["kind", "closed", "own"])
async def test_whoever_else_makes_it_keeps_the_supply(store: Store, spare: str) -> None:
    town = base()
    goods(town, "cell", "blade", "car")
    tie(town, "KIND_OF", "blade>cell")
    tie(town, "FEEDS", "cell>car")
    firm(town, "L", "cell")
    firm(town, "E", "car", *(["blade"] if spare == "own" else []))
    if spare != "own":
        firm(town, "M", "blade", operating=spare != "closed", place="apart")
    await settle(store, town.changes)
    lost = (await ask(store, "L")).without_supplier
    assert [each.enterprise.id for each in lost] == (["E"] if spare == "closed" else [])


async def test_known_relations_come_first_and_say_what(store: Store) -> None:
    town = base()
    goods(town, "cell", "car")
    tie(town, "FEEDS", "cell>car")
    firm(town, "L", "cell")
    firm(town, "E", "car")
    firm(town, "F")
    firm(town, "G")
    firm(town, "M")
    tie(town, "SUPPLIES", "L>E", label="Enterprise", product="产品cell")
    tie(town, "SUPPLIES", "M>E", label="Enterprise", product="别的")
    tie(town, "SUPPLIES", "L>F", "L>G", "M>G", label="Enterprise")
    tie(town, "SUPPLIES", "F>L", label="Enterprise", until="2025")
    await settle(store, town.changes)
    answer = await ask(store, "L")
    told = [
        (each.enterprise.id, each.by, each.told, each.product and each.product.id)
        for each in answer.without_supplier
    ]
    assert told == [("E", "known", "产品cell", "cell"), ("F", "known", "", None)]
    assert [step.rel for step in answer.without_supplier[0].path] == ["", "SUPPLIES"]
    assert not answer.without_customer, "what F sold has ended"
    reasons = {each.subject.id: each.why for each in answer.unmended}
    assert "不知道供需的是图中哪种产品" in reasons["F"]


async def test_who_is_known_to_supply_the_product_counts_as_its_maker(store: Store) -> None:
    town = base()
    goods(town, "cell", "car")
    tie(town, "FEEDS", "cell>car")
    firm(town, "L", "cell")
    firm(town, "E", "car")
    firm(town, "M")
    tie(town, "SUPPLIES", "M>E", label="Enterprise", product="产品 CELL")
    await settle(store, town.changes)
    assert not (await ask(store, "L")).without_supplier


async def test_substitutes_of_the_family_from_the_city_before_the_province(store: Store) -> None:
    town = base()
    goods(town, "battery", "blade", "round", "car")
    tie(town, "KIND_OF", "blade>battery", "round>battery")
    tie(town, "FEEDS", "blade>car")
    firm(town, "L", "blade")
    firm(town, "E", "car")
    for number, place in enumerate(("apart", "province", "city", None, "here")):
        firm(town, f"M{number}", "round", place=place)
    firm(town, "X", "round", operating=False)
    await settle(store, town.changes)
    answer = await ask(store, "L")
    (lost,) = answer.without_supplier
    assert [(s.enterprise.id, s.distance) for s in lost.substitutes] == [
        ("M4", "county"),
        ("M2", "city"),
        ("M1", "province"),
        ("M3", "unknown"),
    ]
    (link,) = answer.mend
    assert (link.source.id, link.target.id, link.kind) == ("M4", "E", "supply")
    assert [step.id for step in link.path] == ["E", "car", "blade", "battery", "round", "M4"]
    assert "同类产品" in link.why and "区441284" in link.why


async def test_who_is_in_another_province_is_no_candidate_but_is_told_of(store: Store) -> None:
    town = base()
    goods(town, "battery", "blade", "round", "car")
    tie(town, "KIND_OF", "blade>battery", "round>battery")
    tie(town, "FEEDS", "blade>car")
    firm(town, "L", "blade")
    firm(town, "E", "car")
    firm(town, "M", "round", place="apart")
    await settle(store, town.changes)
    answer = await ask(store, "L")
    assert not answer.mend and not answer.without_supplier[0].substitutes
    (beyond,) = answer.unmended
    assert "省外有 1 家" in beyond.why and "M公司" in beyond.why


async def test_one_link_that_mends_two_losses_beats_two_nearer_ones(store: Store) -> None:
    town = base()
    goods(town, "F1", "F2", "a", "b", "a2", "b2", "car")
    tie(town, "KIND_OF", "a>F1", "a2>F1", "b>F2", "b2>F2")
    tie(town, "FEEDS", "a>car", "b>car")
    firm(town, "L", "a", "b")
    firm(town, "E", "car")
    firm(town, "near1", "a2")
    firm(town, "near2", "b2")
    firm(town, "far", "a2", "b2", place="province")
    await settle(store, town.changes)
    answer = await ask(store, "L")
    assert len(answer.without_supplier) == 2
    (link,) = answer.mend
    assert (link.source.id, len(link.mends)) == ("far", 2)


async def test_a_segment_opens_and_who_could_come(store: Store) -> None:
    town = base()
    goods(town, "p")
    for id, name, needed in (("S", "电芯", True), ("T", "展览", False), ("U", "整车", None)):
        town.add("Segment", id, name, needed=needed)
        town.link(("Segment", id), "IN_CHAIN", ("Chain", "C"))
    town.link(("Product", "p"), "OF", ("Segment", "S"))
    firm(town, "L")
    firm(town, "M", "p", place="city")
    firm(town, "closed", operating=False)
    for id, segments in (("L", "STU"), ("closed", "S"), ("M", "U")):
        for segment in segments:
            town.link(("Enterprise", id), "AT", ("Segment", segment))
    await settle(store, town.changes)
    answer = await ask(store, "L")
    (opened,) = answer.segments
    assert (opened.segment.id, opened.chains) == ("S", ["C"])
    assert [(step.rel, step.id) for step in opened.path] == [
        ("", "L"),
        ("AT", "S"),
        ("IN_CHAIN", "C"),
    ]
    (link,) = answer.mend
    assert (link.source.id, link.target.id, link.kind) == ("M", "S", "segment")
    assert link.mends == [opened.id]


def body(town: Town, id: str, kind: str, *units: str, **figures: Any) -> None:
    town.add("PartyOrg", id, kind=kind, functional=kind == "产业链党委")
    if figures:
        town.observe("PartyOrg", id, "2026-01-01", **figures)
    for unit in units:
        mode = "联合" if kind == "联合党支部" else "单独"
        town.link(("PartyOrg", id), "COVERS", ("Enterprise", unit), mode=mode)


async def test_organisations_below_three_and_joint_branches(store: Store) -> None:
    town = base()
    firm(town, "L", formal_affiliated=2)
    firm(town, "E")
    body(town, "own", "党支部", "L", formal_members=3)
    body(town, "few", "联合党支部", "L", "E", formal_members=4)
    body(town, "enough", "联合党支部", "L", "E", formal_members=5)
    body(town, "small", "联合党支部", "L", "E", formal_members=2)
    body(town, "silent", "党支部", "L", "E")
    body(town, "above", "党总支", "L", "E", formal_members=50)
    body(town, "gone", "联合党支部", "L", "E", formal_members=5, status="撤销")
    body(town, "chain", "产业链党委", "L")
    await settle(store, town.changes)
    found = {each.organisation.id: each for each in (await ask(store, "L")).organisations}
    assert {id: each.below for id, each in found.items()} == {
        "own": True,
        "few": True,
        "enough": False,
        "small": False,
        "silent": None,
    }
    assert (found["own"].formal_after.text, found["own"].units) == ("0人", [])
    assert [unit.id for unit in found["few"].units] == ["E"] and found["few"].joint
    assert (found["few"].formal_before.count, found["few"].formal_after.count) == (4, None)
    assert found["few"].formal_after.text == "少于3人"
    assert found["enough"].formal_after.text == "不少于3人", "3 would tell that two leave"
    assert found["small"].formal_before.text == "少于3人"
    assert "党组织正式党员数未摸排" in found["silent"].why


async def test_what_nobody_told_of_an_enterprise_leaves_its_branch_unknown(store: Store) -> None:
    town = base()
    firm(town, "L")
    firm(town, "E")
    body(town, "joint", "联合党支部", "L", "E", formal_members=4)
    await settle(store, town.changes)
    (found,) = (await ask(store, "L")).organisations
    assert found.below is None and found.formal_after.text == "未摸排"
    assert "企业组织关系在本单位的党员数未摸排" in found.why


@pytest.mark.parametrize(("count", "told"), [(0, "名册中没有登记"), (1, "少于3人"), (3, "3人")])
async def test_people_are_counted_and_few_are_not(store: Store, count: int, told: str) -> None:
    town = base()
    firm(town, "L", staff=7)
    firm(town, "E")
    for number in range(4):
        town.add("Member", f"secret{number}", "某人", status="正式")
        where = "L" if number < count else "E"
        town.link(("Member", f"secret{number}"), "WORKS_AT", ("Enterprise", where))
    town.add("Member", "applicant", status="入党申请人")
    town.link(("Member", "applicant"), "WORKS_AT", ("Enterprise", "L"))
    await settle(store, town.changes)
    answer = await ask(store, "L")
    assert answer.people.members.text == told
    assert answer.people.members.count == (count if count == 3 else None)
    assert answer.people.talents.text == "图库中没有名册"
    assert answer.people.staff.count == 7
    assert "secret" not in answer.model_dump_json() and "某人" not in answer.model_dump_json()


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"formal_affiliated": 5, "formal_on_site": 9}, "；企业填报组织关系在本单位正式党员5人"),
        ({"formal_on_site": 2}, "；企业填报在岗正式党员少于3人"),
        ({"members_reported": 0}, "；企业填报党员0人"),
        ({}, ""),
    ],
)
async def test_without_a_roster_the_figure_told_stands_beside(
    store: Store, figures: dict[str, Any], told: str
) -> None:
    town = base()
    firm(town, "L", **figures)
    await settle(store, town.changes)
    members = (await ask(store, "L")).people.members
    assert (members.count, members.text) == (None, f"图库中没有名册{told}")


async def test_open_orders(store: Store) -> None:
    town = base()
    firm(town, "L")
    for id, values in {
        "open": {"submitted_at": "2026-11-01T08:00:00", "state": "办理中"},
        "done": {"submitted_at": "2026-11-01T08:00:00", "state": "已销号"},
        "resolved": {"submitted_at": "2026-11-01T08:00:00", "resolved_at": f"{DAY}T09:00:00"},
        "later": {"submitted_at": "2026-11-24T08:00:00"},
    }.items():
        town.add("Order", id, **values)
        town.link(("Enterprise", "L"), "RAISES", ("Order", id))
    await settle(store, town.changes)
    assert [order.id for order in (await ask(store, "L")).orders] == ["open"]
    before = await ask(store, "L", "2026-11-22")
    assert [order.id for order in before.orders] == ["open", "resolved"]


async def test_bad_questions_and_empty_answers_say_why(store: Store) -> None:
    town = base()
    goods(town, "p", "q")
    tie(town, "FEEDS", "p>q")
    firm(town, "closed", "p", operating=False)
    firm(town, "bare")
    firm(town, "E", "q")
    await settle(store, town.changes)
    closed, bare = await ask(store, "closed"), await ask(store, "bare")
    assert "已停业" in closed.why and not closed.without_supplier and not closed.mend
    assert "没有登记该企业的产品" in bare.why and "没有登记该企业所处的环节" in bare.why
    assert (await ask(store, "E")).why == "没有登记该企业所处的环节，无法判断环节断点"
    with pytest.raises(NotFound, match="nobody"):
        await ask(store, "nobody")
    off = packs.Pack(name="x", version="1", zh="x", off=("CH-08",))
    silent = await what_if.lose(store, "E", as_of=DAY, pack=off)
    assert "规则 CH-08 没有或没有启用" in silent.why


async def test_as_of_a_day_on_which_the_maker_still_stood(store: Store) -> None:
    town = base()
    goods(town, "p", "q")
    tie(town, "FEEDS", "p>q")
    firm(town, "L", "p")
    firm(town, "E", "q")
    firm(town, "M")
    town.link(("Enterprise", "M"), "MAKES", ("Product", "p"), until="2026-06")
    await settle(store, town.changes)
    assert not (await ask(store, "L", "2026-06-30")).without_supplier
    assert len((await ask(store, "L")).without_supplier) == 1


async def test_the_graph_stays_as_it_was(store: Store) -> None:
    await settle(store, trading_town(3))
    before = await whole(store)
    for id in before.of("Enterprise"):
        await ask(store, id)
    assert await whole(store) == before


# ------------------------------------------------------------ the sample, the front door


async def test_the_sample(sample_store: Store) -> None:
    answer = await ask(sample_store, "S013")
    assert [each.enterprise.id for each in answer.without_supplier] == ["E001", "E002", "E008"]
    assert {each.product and each.product.id for each in answer.without_supplier} == {"P060"}
    assert [each.segment.id for each in answer.segments] == ["NEV-S1"]
    assert [(b.organisation.id, b.below) for b in answer.organisations] == [("O-NEV-B13", True)]
    assert [each.target.id for each in (await ask(sample_store, "E205")).mend] == [
        "E201",
        "GANG-D1",
    ]
    car = await ask(sample_store, "E001")
    assert len(car.without_customer) == 25 and len(car.mend) == 24
    hops = [hop for each in (answer, car) for way in paths(each) for hop in pairwise(way)]
    await check_steps(sample_store, hops, DAY)


def test_the_command_and_the_route(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    asyncio.run(fill(url))

    def run(*args: str) -> Any:
        given = ["what-if", "lose", *args, "--as-of", DAY, "--store", url]
        return CliRunner().invoke(app, given, env={"COLUMNS": "300"})

    said = run("京东集团物流公司", "--json")
    assert said.exit_code == 0, said.output
    answer = json.loads(said.stdout)
    assert answer["enterprise"]["id"] == "E205" and len(answer["mend"]) == 2
    named = "without_supplier without_customer segments organisations people orders mend"
    assert {*named.split(), "as_of", "definition", "sources", "why"} <= answer.keys()
    table = run("E205")
    assert table.exit_code == 0 and "补链" in table.stdout and "S018" in table.stdout
    assert "贡柑产业链" in table.stdout
    assert "Mend: the fewest new links" in run("E205", "--lang", "en").stdout
    assert "已停业" in run("S037").stdout
    assert (run("没有这家").exit_code, run("东璞").exit_code) == (5, 6)
    with running(url) as client:
        assert client.get(f"/v1/what-if/lose/E205?as_of={DAY}").json() == answer
        assert client.get("/v1/what-if/lose/没有这家").status_code == 404
        assert client.get("/v1/what-if/lose/东璞").status_code == 409
        assert client.get("/v1/what-if/lose/E205?as_of=never").status_code == 422
