"""The published figures: counted from the rows where rows can prove them, else checked against the
sentence that states them."""

from decimal import Decimal

import pytest

from graph import Store
from graph.errors import NotFound
from graph.store import Statement
from queries import facts, text
from queries.answers import Place
from queries.facts import Count, Fact, PersonRows, satisfies
from queries.quotes import Qualifier, Stated, scale, stated
from tests.conftest import AS_OF
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio

COUNTED = {  # by figure: value, and what it is the sum of
    "F05": (17, [17]), "F06": (2, [2]), "F07": (26, [17, 9]), "F08": (256, [238, 18]),
    "F10": (1, [1]), "F11": (14, [14]), "F12": (165, [165]), "F13": (182, [182]), "F15": (1, [1]),
    "F16": (7, [7]), "F19": (91, [91]), "F28": (3, [3]), "F29": (24, [20, 4]), "F30": (5, [3, 2]),
    "F32": (12, [8, 4]), "F33": (12, [8, 4]), "F34": (32, [5, 5, 5, 4, 3, 3, 2, 2, 2, 1]),
    "F36": (11, [11]),
}  # fmt: skip
REPORTED = {
    "F01": 9, "F02": 15, "F03": 3, "F04": "1-2", "F09": 14, "F14": 13, "F17": 100, "F18": 440,
    "F20": 78, "F21": 12600, "F22": 50, "F23": 40, "F24": 10, "F25": 5, "F26": 16, "F27": 2000,
    "F31": 20, "F35": 65, "F37": 75000, "F38": 20, "F39": 3000, "F40": 300,
}  # fmt: skip


# ------------------------------------------------------------ the article


async def test_each_of_the_forty_figures(sample_store: Store) -> None:
    found = await facts.facts(sample_store, as_of=AS_OF)
    by_id = {fact.fact: fact for fact in found.items}
    assert list(by_id) == [f"F{n:02}" for n in range(1, 41)]
    counted = {id: fact for id, fact in by_id.items() if fact.basis == "counted"}
    sums = {id: (fact.value, [part.value for part in fact.parts]) for id, fact in counted.items()}
    assert sums == COUNTED
    reported = {id: fact.value for id, fact in by_id.items() if fact.basis == "reported"}
    assert reported == REPORTED
    assert [id for id, fact in by_id.items() if not fact.holds] == []
    assert (by_id["F08"].expected, by_id["F08"].qualifier) == (250, "more than")
    assert {by_id[id].chain for id in ("F01", "F05", "F15", "F40")} == {
        "ALL", "NEV", "JADE", "GANG",
    }  # fmt: skip


async def test_where_a_figure_comes_from(sample_store: Store) -> None:
    found = await facts.facts(sample_store, as_of=AS_OF)
    by_id = {fact.fact: fact for fact in found.items}
    assert by_id["F06"].rows == [place("organisations.csv", row) for row in (20, 21)]
    assert by_id["F09"].rows == [place("seed_facts.csv", 10)]
    assert by_id["F07"].parts[0].part == "单独"
    assert by_id["F13"].rows == [PersonRows(file="members.csv", sheet="", rows=182)]
    assert by_id["F29"].rows == [PersonRows(file="assignments.csv", sheet="", rows=24)]
    first = by_id["F01"]
    assert [part.value for part in first.parts] == [4], "four chains are named, nine reported"
    assert first.note and len(first.rows) == 5
    text_of_all = found.model_dump_json()
    assert "示例党员" not in text_of_all and "示例党建指导员" not in text_of_all


def place(file: str, row: int) -> Place:
    return Place(file=file, sheet="", row=row)


async def test_rows_contradict_a_figure(sample_store: Store) -> None:
    await sample_store.write(
        [
            Statement(
                "MATCH (:PartyOrg {id: 'O-NEV-J1'})-[v:COVERS]->(:Enterprise {id: 'S018'}) "
                "SET v.until = '2026-06'"
            ),
            Statement("MATCH (p:PartyOrg {id: 'O-NEV-B17'}) DETACH DELETE p"),
            Statement("MATCH (p:PartyOrg {id: 'O-NEV-J2'})-[u:UNDER]->() SET u.until = '2026-11'"),
        ]
    )
    now = await by_id(sample_store, "NEV", AS_OF)
    assert told(now["F05"]) == (17, 16, False), "a branch was removed"
    assert told(now["F06"]) == (2, 2, True), "the month is not over"
    assert told(now["F07"]) == (26, 24, False), "one removed, of one the coverage has ended"
    assert [part.value for part in now["F07"].parts] == [16, 8]
    assert told(now["F08"]) == (250, 252, True)
    later = await by_id(sample_store, "NEV", "2026-12-01")
    assert told(later["F06"]) == (2, 1, False)
    assert told(later["F08"]) == (250, 243, False)
    before = await by_id(sample_store, "NEV", "2026-06-30")
    assert told(before["F07"]) == (26, 25, False), "the coverage lasted through June"


async def by_id(store: Store, chain: str, day: str) -> dict[str, Fact]:
    found = await facts.facts(store, as_of=day, chain=chain)
    return {fact.fact: fact for fact in found.items}


def told(fact: Fact) -> tuple[object, object, bool]:
    assert fact.basis == "counted"
    return fact.expected, fact.value, fact.holds


async def test_past_day_without_counts_is_no_contradiction(sample_store: Store) -> None:
    """Nobody had told the members of the branches in 2020."""
    members = (await by_id(sample_store, "新能源汽车产业链", "2020-01-01"))["F08"]
    assert (members.basis, members.value, members.holds) == ("reported", 250, True)
    assert "19" in members.note
    with pytest.raises(NotFound):
        await facts.facts(sample_store, as_of=AS_OF, chain="飞机")


# ------------------------------------------------------------ qualifiers at the bound


@pytest.mark.parametrize(
    ("qualifier", "value", "branches", "holds"),
    [
        ("exact", "3", 3, True), ("exact", "3", 2, False), ("exact", "3", 4, False),
        ("more than", "3", 4, True), ("more than", "3", 3, False),
        ("range", "2-3", 2, True), ("range", "2至3", 3, True), ("range", "2-3", 1, False),
        ("range", "2-3", 4, False),
        ("about", "10", 9, True), ("about", "10", 11, True), ("about", "10", 8, False),
        ("about", "10", 12, False),
        (None, "3", 3, True), (None, "2-3", 4, False),
    ],
)  # fmt: skip
async def test_count_against_qualifier(
    store: Store, qualifier: str | None, value: str, branches: int, holds: bool
) -> None:
    made = with_branches(branches)
    figure(made, "独立党支部", value, qualifier, quote="许多")
    await settle(store, made.changes)
    (fact,) = (await facts.facts(store, as_of=DAY)).items
    assert (fact.basis, fact.value, fact.holds) == ("counted", branches, holds)


def with_branches(number: int) -> Town:
    """A chain, its committee, and so many branches under it; one more is under another."""
    made = Town()
    made.add("Chain", "C1", "电车产业链")
    made.add("PartyOrg", "O", kind="产业链党委", functional=True)
    made.link(("PartyOrg", "O"), "LEADS", ("Chain", "C1"))
    for at in range(number + 1):
        made.add("PartyOrg", f"O{at}", kind="党支部")
        made.link(("PartyOrg", f"O{at}"), "UNDER", ("PartyOrg", "O" if at else "O1"))
    return made


def figure(
    made: Town, metric: str, value: str, qualifier: str | None = "exact", *, quote: str = ""
) -> None:
    made.add("Figure", "F1", metric, value=value, qualifier=qualifier, unit="个", quote=quote)
    made.link(("Figure", "F1"), "IN_CHAIN", ("Chain", "C1"))


async def only(store: Store, made: Town) -> Fact:
    await settle(store, made.changes)
    (fact,) = (await facts.facts(store, as_of=DAY, chain="C1")).items
    return fact


async def test_revoked_branch_is_not_counted(store: Store) -> None:
    made = with_branches(3)
    made.observe("PartyOrg", "O1", "2026-01-01", status="已撤销", total_members=9)
    made.observe("PartyOrg", "O2", "2026-01-01", status="在运行", total_members=7)
    made.observe("PartyOrg", "O3", "2026-01-01", total_members=5)
    figure(made, "独立党支部", "3")
    assert (await only(store, made)).value == 2
    made.changes.new_nodes["Figure"][0]["name"] = "党员"
    assert (await only(store, made)).value == 12


async def test_no_rows_at_all_are_no_zero(store: Store) -> None:
    made = with_branches(3)
    figure(made, "联合党支部", "2", quote="有2个联合党支部")
    fact = await only(store, made)
    assert (fact.basis, fact.value, fact.holds, fact.note) == (
        "reported", 2, True, "图中没有可数的行",
    )  # fmt: skip


async def test_what_some_did_not_tell_may_decide(store: Store) -> None:
    made = with_branches(3)
    for at, members in enumerate((None, 100, 60, None)):
        made.observe("PartyOrg", f"O{at}", "2026-01-01", total_members=members)
    figure(made, "党员", "150", "more than", quote="")
    fact = await only(store, made)
    assert (fact.basis, fact.value, fact.holds) == ("counted", 160, True), "more can only be more"
    figures = made.changes.new_nodes["Figure"]
    figures[0] |= {"value": "161", "qualifier": "exact", "quote": "党员161名"}
    fact = await only(store, made)
    assert (fact.basis, fact.value, fact.holds) == ("reported", 161, True)
    figures[0] |= {"value": "159"}
    fact = await only(store, made)
    assert (fact.basis, fact.value, fact.holds) == ("counted", 160, False)


async def test_register_that_is_not_whole_refutes_only_by_more(store: Store) -> None:
    made = Town()
    for at in range(3):
        made.add("Chain", f"C{at}", batch="首批")
    made.add("Chain", "C9", batch="candidate only")
    chains = {"chain": ["ALL"], "quote": "3条"}  # a name that is no chain's is kept as it is
    made.add("Figure", "F1", "首批产业链条数", value="3", qualifier="exact", **chains)
    figures = made.changes.new_nodes["Figure"]
    for value, basis, holds in (("3", "reported", True), ("2", "counted", False)):
        figures[0]["value"] = value
        await settle(store, made.changes)
        (fact,) = (await facts.facts(store, as_of=DAY)).items
        assert (fact.chain, fact.basis, fact.holds) == ("ALL", basis, holds)


async def test_small_groups_of_persons_are_not_told_apart(store: Store) -> None:
    made = with_branches(1)
    made.firm("A", operating=True)
    made.link(("Enterprise", "A"), "IN_CHAIN", ("Chain", "C1"))
    for at in range(6):
        made.add("Cadre", f"K{at}", f"示例干部{at}")
        made.link(("Cadre", f"K{at}"), "ASSIGNED_TO", ("Chain", "C1"), role="党建指导员",
                  until="2025" if at == 5 else None)  # fmt: skip
    for at in (0, 4):
        made.link(("Cadre", f"K{at}"), "ASSIGNED_TO", ("Enterprise", "A"), role="党建指导员")
    made.link(("Cadre", "K5"), "ASSIGNED_TO", ("Enterprise", "A"), role="挂点领导")
    figure(made, "党建指导员", "5")
    fact = await only(store, made)
    assert (fact.value, fact.holds) == (5, True), "each once, and none whose time is over"
    made.add("Cadre", "K7", "示例干部7")
    made.link(("Cadre", "K7"), "ASSIGNED_TO", ("Enterprise", "A"), role="党建指导员")
    fact = await only(store, made)
    assert (fact.value, fact.parts) == (6, []), "one alone serves the enterprise only"


@pytest.mark.parametrize(
    ("resolved", "state", "reopened", "count"),
    [
        ("2026-11-23T23:59:00", "已销号", None, 1),
        ("2026-11-24T00:00:00", "已销号", None, 0),
        (None, "已销号", None, 1),
        (None, "办理中", None, 0),
        ("2026-06-01T09:00:00", "重办", "2026-07-01T09:00:00", 0),
        ("2026-06-01T09:00:00", "重办", "2026-12-01T09:00:00", 1),
        ("2026-08-01T09:00:00", "已销号", "2026-07-01T09:00:00", 1),
    ],
)
async def test_orders_are_resolved_by_the_day(
    store: Store, resolved: str | None, state: str, reopened: str | None, count: int
) -> None:
    made = with_branches(1)
    made.add("Order", "W", category="用工", state=state, resolved_at=resolved, reopened_at=reopened)
    made.link(("Order", "W"), "IN_CHAIN", ("Chain", "C1"))
    figure(made, "协助解决问题", "1")
    fact = await only(store, made)
    assert (fact.value, fact.holds) == (count, count == 1)


async def test_league_of_an_enterprise_with_an_organisation_is_not_counted(store: Store) -> None:
    made = with_branches(1)
    for id in ("A", "B"):
        made.firm(id, operating=True)
        made.add("MassOrg", f"L{id}", kind="共青团")
        made.link(("MassOrg", f"L{id}"), "IN_ENTERPRISE", ("Enterprise", id))
        made.link(("MassOrg", f"L{id}"), "IN_CHAIN", ("Chain", "C1"))
    made.link(("PartyOrg", "O1"), "COVERS", ("Enterprise", "A"), mode="单独")
    figure(made, "工会和共青团组织", "1")
    assert (await only(store, made)).value == 1


async def test_figure_that_is_no_number_does_not_hold(store: Store) -> None:
    made = with_branches(1)
    figure(made, "独立党支部", "若干", quote="成立若干党支部")
    fact = await only(store, made)
    assert (fact.expected, fact.value, fact.holds) == ("若干", "若干", False)
    assert fact.note


async def test_no_figures_says_so(store: Store) -> None:
    made = with_branches(1)
    await settle(store, made.changes)
    found = await facts.facts(store, as_of=DAY)
    assert not found.items and found.why


def test_every_way_of_counting_has_its_statement_and_parameters() -> None:
    for metric, how in facts.countings().items():
        used = text.parameters_in(text.cypher(how.statement))
        assert set(how.parameters) == used - {"as_of", "chain"}, metric
        assert how.complete or how.note, metric


def test_what_is_unknown_decides_only_where_it_cannot_matter() -> None:
    some = Count(Decimal(5), None, 1)
    wanted = {
        ("exact", 5): None, ("exact", 4): False, ("more than", 4): True, ("more than", 5): None,
        ("about", 4): False, ("about", 5): None,
    }  # fmt: skip
    for (qualifier, value), verdict in wanted.items():
        told = Stated(Decimal(value), Decimal(value), qualifier)  # type: ignore[arg-type]
        assert satisfies(some, told) is verdict, (qualifier, value)


# ------------------------------------------------------------ numbers of a sentence


@pytest.mark.parametrize(
    ("sentence", "low", "high", "qualifier"),
    [
        ("累计出口7.5万多公斤", 75000, 75000, "more than"),
        ("培训人数1.26万人次", 12600, 12600, "exact"),
        ("计划利用三年时间", 3, 3, "exact"),
        ("每年打造1至2个", 1, 2, "range"),
        ("约100户", 100, 100, "about"),
        ("产值达300余万元", 3_000_000, 3_000_000, "more than"),
        ("每公斤超20元", 20, 20, "more than"),
        ("２５０多人", 250, 250, "more than"),
        ("十多万", 100_000, 100_000, "more than"),
        ("二十多家", 20, 20, "more than"),
        ("一百零五", 105, 105, "exact"),
        ("一万零十五", 10_015, 10_015, "exact"),
        ("一亿二千万", 120_000_000, 120_000_000, "exact"),
        ("两千三百四十五", 2345, 2345, "exact"),
        ("二〇二六年", 2026, 2026, "exact"),
        ("1,234家", 1234, 1234, "exact"),
        ("250人以上", 250, 250, "more than"),
        ("20人左右", 20, 20, "about"),
        ("近百家", 100, 100, "about"),
        ("三到五次", 3, 5, "range"),
    ],
)
def test_number_in_words(sentence: str, low: int, high: int, qualifier: Qualifier) -> None:
    assert next(stated(sentence)) == (Decimal(low), Decimal(high), qualifier)


def test_every_number_of_a_sentence_is_found() -> None:
    found = [
        (int(low), how) for low, _, how in stated("下设17个独立党支部、2个联合党支部，党员250多人")
    ]
    assert found == [(17, "exact"), (2, "exact"), (250, "more than")]
    assert not list(stated("许多家企业"))


def test_unit_of_ten_thousand() -> None:
    assert [scale(unit) for unit in ("万元", "元/公斤", "", "亿元")] == [10**4, 1, 1, 10**8]


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "quote", "holds"),
    [
        ("20", "more than", "万元", "先后投入20多万元", True),
        ("20", "exact", "万元", "先后投入20多万元", False),
        ("20", "more than", "元", "先后投入20多万元", False),
        ("21", "more than", "万元", "先后投入20多万元", False),
        ("1-2", "range", "个", "每年打造1至2个", True),
        ("1-3", "range", "个", "每年打造1至2个", False),
        ("13", "exact", "名", "", False),
    ],
)
async def test_quote_must_state_the_number_so(
    store: Store, value: str, qualifier: str, unit: str, quote: str, holds: bool
) -> None:
    made = with_branches(1)
    made.add(
        "Figure", "F1", "未列入的指标", value=value, qualifier=qualifier, unit=unit, quote=quote
    )
    made.link(("Figure", "F1"), "IN_CHAIN", ("Chain", "C1"))
    fact = await only(store, made)
    assert (fact.basis, fact.holds) == ("reported", holds)
