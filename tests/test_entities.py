"""Finding entities by what people call them, showing them, and the way between two."""

import pytest

from graph import SCHEMA, Store
from graph.errors import Ambiguous, NotFound, UsageError
from queries import entities
from queries.answers import Ref
from queries.text import cypher
from tests import town
from tests.conftest import AS_OF
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio


# ------------------------------------------------------------ resolve and search


@pytest.mark.parametrize("label", [None, "Enterprise", "企业"])
async def test_resolve_goes_by_id_code_name_and_alias(store: Store, label: str | None) -> None:
    some = Town()
    some.add("Enterprise", "1", "甲", aliases=["2", "共同"])
    some.add("Enterprise", "2", "乙（集团）", credit_code="91441299MA0000015N", short_name="丙")
    some.add("Enterprise", "3", "丙", aliases=["共同"])
    await settle(store, some.changes)
    for text, id in (
        ("2", "2"),  # an id goes before an alias
        ("91441299ma0000015n", "2"),
        ("乙(集团)", "2"),
        (" 甲 ", "1"),
        ("丙", "3"),  # a name goes before a short name
    ):
        assert (await entities.resolve(store, text, label)).id == id
    with pytest.raises(Ambiguous) as unclear:
        await entities.resolve(store, "共同", label)
    assert [candidate.id for candidate in unclear.value.candidates] == ["1", "3"]
    with pytest.raises(NotFound, match="search"):
        await entities.resolve(store, "丁", label)


async def test_unknown_name_suggests_those_that_are_near(store: Store) -> None:
    some = Town()
    some.add("Enterprise", "e1", "肇庆小鹏汽车有限公司", short_name="小鹏汽车")
    some.add("Enterprise", "e2", "肇庆理士电源有限公司")
    some.add("University", "u1", "小鹏汽车学院")
    some.add("Member", "m1", "小鹏汽车人")
    await settle(store, some.changes)
    for text in ("小朋汽车", "小鹏汽车厂", "肇庆小鸟汽车有限公司", "xpqc"):
        with pytest.raises(NotFound, match=r"是否指：.*肇庆小鹏汽车有限公司（e1）") as unknown:
            await entities.resolve(store, text, "Enterprise")
        assert [candidate.id for candidate in unknown.value.candidates] == ["e1"], text
        assert "Did you mean 肇庆小鹏汽车有限公司 (e1)" in unknown.value.fix_en
    with pytest.raises(NotFound) as unknown:
        await entities.resolve(store, "小鹏汽车厂")
    assert {candidate.id for candidate in unknown.value.candidates} == {"e1", "u1"}, "no person"
    for text in ("某某有限公司", "丁", "Z-9"):
        with pytest.raises(NotFound, match="search") as unknown:
            await entities.resolve(store, text)
        assert unknown.value.candidates == (), text


async def test_persons_are_not_found_by_anything(store: Store) -> None:
    await settle(store, town.fixed())
    for text in ("示例党员1", "M1", "示例干部", "K1"):
        with pytest.raises(NotFound):
            await entities.resolve(store, text)
        assert not (await entities.search(store, text)).items
    with pytest.raises(UsageError, match="只计数"):
        await entities.resolve(store, "M1", "党员")
    with pytest.raises(UsageError, match="只计数"):
        await entities.show(store, "Member", "M1", as_of=DAY)


async def test_search_ranks(store: Store) -> None:
    some = Town()
    some.add("Enterprise", "xinhe", "无关")
    some.add("Enterprise", "e1", "欣和")
    some.add("Enterprise", "e2", "欣和食品")
    some.add("Enterprise", "e3", "广东欣和")
    some.add("Enterprise", "e4", "东莞", aliases=["欣和"])
    some.add("Enterprise", "e5", "西湖")
    await settle(store, some.changes)
    for text, order in (
        ("欣和", ["e1", "e4", "e2", "e3"]),
        ("xinhe", ["xinhe", "e1", "e4", "e2", "e3"]),
        ("xh", ["e1", "e4", "e5", "e2", "e3"]),
        ("XIHU", ["e5"]),
        ("e3", ["e3"]),
    ):
        found = await entities.search(store, text)
        assert [hit.id for hit in found.items] == order, text
    hits = {hit.id: hit for hit in (await entities.search(store, "xh")).items}
    assert (hits["e5"].matched, hits["e5"].how) == ("xh", "initials")
    hits = {hit.id: hit for hit in (await entities.search(store, "欣和")).items}
    assert (hits["e4"].matched, hits["e4"].how) == ("欣和", "name")
    few = await entities.search(store, "xh", limit=2)
    assert (len(few.items), few.total) == (2, 5)
    with pytest.raises(UsageError):
        await entities.search(store, "  ")


def test_every_kind_that_may_be_named_is_looked_through() -> None:
    public = {node.label for node in SCHEMA.nodes} - set(entities.HIDDEN)
    assert public <= set(cypher("bearers_of_any_kind").split("n:")[1].split(" ")[0].split("|"))


# ------------------------------------------------------------ show and neighbours


async def test_show_gives_what_anybody_may_see(store: Store) -> None:
    await settle(store, town.fixed())
    shown = await entities.show(store, "党组织", "O1", as_of=DAY)
    assert shown.properties == {
        "id": "O1",
        "name": "党组织O1",
        "kind": "党支部",
        "functional": False,
    }
    assert ("COVERS", "out", "I") in [(r.type, r.direction, r.id) for r in shown.relationships]
    assert ("JOINT_BUILDS", "in", "O2") in [
        (r.type, r.direction, r.id) for r in shown.relationships
    ]
    assert [(g.label, g.count, g.text) for g in shown.persons] == [("Member", 3, "党员 3 人")]
    assert [(place.file, place.row) for place in shown.sources] == [("partyorg.csv", 2)]
    assert shown.total == len(shown.relationships)
    few = await entities.show(store, "PartyOrg", "O2", as_of=DAY)
    assert [(g.count, g.text) for g in few.persons] == [(None, "党员少于3人")]
    with pytest.raises(NotFound, match="O9"):
        await entities.show(store, "PartyOrg", "O9", as_of=DAY)
    with pytest.raises(NotFound, match="schema"):
        await entities.show(store, "Nothing", "O9", as_of=DAY)


async def test_show_counts_the_persons_of_the_day(store: Store) -> None:
    """Whoever has left is counted no more, and two who stay are not told apart."""
    branch = Town()
    branch.add("PartyOrg", "O", "支部")
    for number, until in enumerate((None, None, "2026-10-31")):
        branch.add("Member", f"M{number}", "某")
        values = {"until": until} if until else {}
        branch.link(("Member", f"M{number}"), "MEMBER_OF", ("PartyOrg", "O"), **values)
    await settle(store, branch.changes)
    for day, text in (("2026-10-31", "党员 3 人"), ("2026-11-01", "党员少于3人")):
        shown = await entities.show(store, "PartyOrg", "O", as_of=day)
        assert [group.text for group in shown.persons] == [text]


async def test_show_hides_sensitive_columns(store: Store) -> None:
    firm = Town()
    said = {"phone": "139", "contact": "某人", "on_scale": True, "customers": "大客户"}
    firm.add("Enterprise", "A", "甲", **said)
    await settle(store, firm.changes)
    shown = await entities.show(store, "Enterprise", "A", as_of=DAY)
    assert set(shown.properties) == {"id", "name", "on_scale", "customers"}


async def test_neighbours_come_in_pages(store: Store) -> None:
    await settle(store, town.fixed())
    seen: list[tuple[str, str]] = []
    cursor: str | None = None
    for _ in range(20):
        found = await entities.neighbours(store, "Chain", "C1", limit=4, cursor=cursor)
        seen += [(neighbour.type, neighbour.id) for neighbour in found.items]
        cursor = found.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == found.total > 4
    assert seen == sorted(seen, key=lambda pair: pair[0])
    with pytest.raises(NotFound):
        await entities.neighbours(store, "Chain", "C9", limit=4)


# ------------------------------------------------------------ ways


async def way(store: Store, a: str, b: str, *, as_of: str = DAY, longest: int = 6) -> str:
    """A way in short: A -MAKES- P1."""
    ends = [await entities.resolve(store, text) for text in (a, b)]
    found = await entities.path(store, ends[0], ends[1], as_of=as_of, longest=longest)
    assert found.length == max(len(found.steps) - 1, 0)
    assert bool(found.why) == (not found.steps)
    return "".join(f" -{s.rel}- {s.id}" if s.rel else s.id for s in found.steps)


async def test_path_between_two(store: Store) -> None:
    await settle(store, town.fixed())
    assert await way(store, "A", "A") == "A"
    assert await way(store, "A", "P1") == "A -MAKES- P1"
    assert await way(store, "U1", "A") == "U1 -STRONG_IN- 430 -RELATES_TO- S1 -AT- A"
    assert await way(store, "A", "U1", longest=2) == ""
    assert await way(store, "A", "C2") == "", "nothing leads to it"


async def test_path_takes_what_is_in_force_and_no_person(store: Store) -> None:
    some = Town()
    for id in "ab":
        some.firm(id)
    some.add("Product", "p")
    some.add("PartyOrg", "o", kind="党支部")
    some.add("Member", "m", "某人")
    some.link(("Enterprise", "a"), "SUPPLIES", ("Enterprise", "b"), until="2025")
    some.link(("Member", "m"), "WORKS_AT", ("Enterprise", "a"))
    some.link(("Member", "m"), "MEMBER_OF", ("PartyOrg", "o"))
    for id in "ab":
        some.link(("Enterprise", id), "MAKES", ("Product", "p"))
    await settle(store, some.changes)
    assert await way(store, "a", "b", as_of="2025-06-01") == "a -SUPPLIES- b"
    assert await way(store, "a", "b") == "a -MAKES- p -MAKES- b"
    assert await way(store, "a", "o") == ""


async def test_sample_by_every_kind_of_name(sample_store: Store) -> None:
    for text, id in (("小鹏汽车", "E001"), ("新能源汽车产业链", "NEV"), ("肇庆学院", "U01")):
        assert (await entities.resolve(sample_store, text)).id == id
    with pytest.raises(Ambiguous, match="E202"):
        await entities.resolve(sample_store, "东璞", "Enterprise")
    for text in ("小鹏", "xpqc", "xiaopengqiche"):
        assert (await entities.search(sample_store, text)).items[0].id == "E001"
    ends = [Ref(label="Enterprise", id=id, name=id) for id in ("S027", "E203")]
    found = await entities.path(sample_store, *ends, as_of=AS_OF)
    assert [step.id for step in found.steps] == ["S027", "NEV", "U01", "GANG", "E203"]
