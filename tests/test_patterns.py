"""Patterns such as 1+X+N: which roles of a chain are filled, which are missing, who could fill
them; what nobody told is neither. A file that is no pattern is refused with a remedy."""

from pathlib import Path

import pytest

from graph import Store
from graph.errors import InputError, NotFound
from queries import chains, patternfiles, patterns
from queries.patternfiles import FOLDER, Pattern, Role
from queries.patterns import ChainPattern, RoleState
from tests.conftest import AS_OF
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio
OURS = patternfiles.load()
PROGRAMME = patternfiles.named("1+X+N", OURS)
FIVE = patternfiles.named("1+5+N", OURS)


def ids(role: RoleState) -> list[str]:
    return [filler.id for filler in role.filled]


def candidates(role: RoleState) -> dict[str, str]:
    return {filler.id: filler.why for filler in role.candidates}


async def of_chain(store: Store, chosen: Pattern = FIVE, day: str = DAY) -> ChainPattern:
    (found,) = (await patterns.pattern(store, chosen, as_of=day, chain="C1")).items
    return found


async def role_of(store: Store, made: Town, key: str, day: str = DAY) -> RoleState:
    await settle(store, made.changes)
    return {role.key: role for role in (await of_chain(store, day=day)).roles}[key]


def chain() -> Town:
    """A chain whose committee stands."""
    made = Town()
    made.add("Chain", "C1", "电车产业链", committee_exists=True, committee_name="电车链党委")
    made.add("PartyOrg", "O0", kind="产业链党委", functional=True)
    made.link(("PartyOrg", "O0"), "LEADS", ("Chain", "C1"), role="产业链党委")
    return made


def member(
    made: Town, id: str, role: str | None = None, mode: str | None = None, **figures: int | bool
) -> None:
    """A surveyed enterprise of the chain; with an organisation of its own when a mode is given."""
    made.firm(id, operating=True, surveyed=True, **figures)
    made.link(("Enterprise", id), "IN_CHAIN", ("Chain", "C1"), role=role)
    if mode:
        made.add("PartyOrg", f"O{id}", kind="党支部", functional=False)
        made.link(("PartyOrg", f"O{id}"), "COVERS", ("Enterprise", id), mode=mode)


# ------------------------------------------------------------ the sample


async def test_sample_by_the_programme(sample_store: Store) -> None:
    found = await patterns.pattern(sample_store, PROGRAMME, as_of=AS_OF)
    by_chain = {item.chain: item for item in found.items}
    assert (found.pattern, found.checked, found.total) == ("1+X+N", True, 12)
    nev = {role.key: role for role in by_chain["NEV"].roles}
    assert {key: (role.state, role.missing) for key, role in nev.items()} == {
        "committee": ("filled", 0), "department": ("missing", 1), "leader": ("filled", 0),
        "enterprises": ("missing", 9),
    }  # fmt: skip
    assert by_chain["NEV"].complete is False
    assert ids(nev["committee"]) == ["O-NEV"] and ids(nev["leader"]) == ["O-NEV-B01"]
    best = nev["department"].candidates[0]
    assert (best.label, best.name, best.why) == ("Department", "农业农村部门", "办理本链诉求 4 件")
    assert [step.label for step in best.path] == ["Department", "Order", "Chain"]
    assert len(nev["enterprises"].filled) == 26
    assert {filler.id for filler in nev["enterprises"].open} == set(candidates(nev["enterprises"]))
    rules = {why.split()[1] for why in candidates(nev["enterprises"]).values() if "规则" in why}
    assert rules == {"PO-01", "PO-03", "WO-01"}
    assert nev["committee"].filled[0].sources[0].file == "organisations.csv"
    bamboo = by_chain["CAND-BAMBOO"]
    assert bamboo.complete is None, "of a candidate nobody has told anything"
    assert {(role.state, role.missing) for role in bamboo.roles} == {("unknown", None)}
    assert {"organisations.csv", "service_orders.csv"} <= set(found.sources)


async def test_sample_by_the_pattern_of_another_place(sample_store: Store) -> None:
    found = await patterns.pattern(sample_store, FIVE, as_of=AS_OF, chain="五金产业链")
    assert not found.checked and "待核" in found.definition
    roles = {role.key: role for role in found.items[0].roles}
    assert roles["universities"].state == "missing"
    first = roles["universities"].candidates[0]
    assert [step.label for step in first.path] == ["University", "Discipline", "Segment", "Chain"]
    assert [step.rel for step in first.path] == ["", "STRONG_IN", "RELATES_TO", "IN_CHAIN"]
    with pytest.raises(NotFound):
        await patterns.pattern(sample_store, FIVE, as_of=AS_OF, chain="飞机")


# ------------------------------------------------------------ role by role


async def test_chain_that_is_whole(store: Store) -> None:
    made = chain()
    made.add("Department", "D1")
    made.link(("Department", "D1"), "LEADS", ("Chain", "C1"), role="牵头部门")
    member(made, "A", role="链主", mode="单独", formal_affiliated=5)
    member(made, "B", mode="联合", formal_affiliated=1)
    await settle(store, made.changes)
    whole = await of_chain(store, PROGRAMME)
    assert whole.complete is True
    assert [role.state for role in whole.roles] == ["filled"] * 4
    assert not any(role.candidates for role in whole.roles)
    made.firm("C", surveyed=True)
    made.link(("Enterprise", "C"), "IN_CHAIN", ("Chain", "C1"))
    await settle(store, made.changes)
    assert (await of_chain(store, PROGRAMME)).complete is False, "one enterprise lacks it"


@pytest.mark.parametrize(
    ("told", "since", "until", "state", "filled"),
    [
        (None, None, None, "filled", "O0"),
        (None, None, "2026-11", "filled", "O0"),
        (False, None, "2026-10", "missing", None),
        (None, None, "2026-10", "unknown", None),
        (True, None, "2026-10", "reported", "C1"),
        (True, "2026-12", None, "reported", "C1"),
    ],
)
async def test_committee(
    store: Store,
    told: bool | None,
    since: str | None,
    until: str | None,
    state: str,
    filled: str | None,
) -> None:
    made = Town()
    made.add("Chain", "C1", "电车产业链", committee_exists=told, committee_name="电车链党委")
    made.add("PartyOrg", "O0", kind="产业链党委", functional=True)
    made.link(("PartyOrg", "O0"), "LEADS", ("Chain", "C1"), since=since, until=until)
    made.add("PartyOrg", "O1", kind="商圈党委", functional=False)
    made.link(("PartyOrg", "O1"), "IN_CHAIN", ("Chain", "C1"))
    role = await role_of(store, made, "committee")
    assert (role.state, ids(role)) == (state, [filled] if filled else [])
    assert list(candidates(role)) == ([] if filled else ["O1"])
    if state == "reported":
        assert (role.filled[0].name, role.filled[0].why) == (
            "电车链党委",
            "已报告，本链名下尚无登记的组织",
        )


async def test_a_committee_of_no_chain_is_offered_and_says_why(store: Store) -> None:
    made = Town()
    made.add("Chain", "C1", "电车产业链")
    for id in ("O9", "O8"):
        made.add("PartyOrg", id, kind="产业链党委", functional=True)
    role = await role_of(store, made, "committee")
    assert (role.state, role.filled) == ("unknown", [])
    assert candidates(role) == dict.fromkeys(("O8", "O9"), "产业链党委未填所属产业链")
    assert list(candidates(role)) == ["O8", "O9"]
    assert role.note == (
        "有 2 个产业链党委未注明所属产业链：党组织O8、党组织O9；请在党组织表填“所属产业链”"
    )


async def test_a_reported_committee_may_be_the_one_that_names_no_chain(store: Store) -> None:
    made = Town()
    made.add("Chain", "C1", "电车产业链", committee_exists=True)
    made.add("PartyOrg", "O9", "电车党委", kind="产业链党委", functional=True)
    role = await role_of(store, made, "committee")
    assert (role.state, role.candidates) == ("reported", [])
    assert role.note.startswith("有 1 个产业链党委未注明所属产业链：电车党委；")
    (loose,) = (await chains.chain(store, "C1", DAY)).loose_committees
    assert (loose.id, loose.name) == ("O9", "电车党委")
    made.link(("PartyOrg", "O9"), "LEADS", ("Chain", "C1"))
    assert (await role_of(store, made, "committee")).note == ""
    assert (await chains.chain(store, "C1", DAY)).loose_committees == ()


async def test_two_committees_are_too_many(store: Store) -> None:
    made = chain()
    made.add("PartyOrg", "O9", kind="产业链党委", functional=True)
    made.link(("PartyOrg", "O9"), "LEADS", ("Chain", "C1"))
    role = await role_of(store, made, "committee")
    assert (role.state, ids(role), role.missing) == ("excess", ["O0", "O9"], 0)
    assert (await of_chain(store)).complete is False


async def test_lead_department_or_who_handles_most_orders(store: Store) -> None:
    made = chain()
    for id in ("D1", "D2", "D3"):
        made.add("Department", id)
    for at, (department, until) in enumerate(
        [("D1", None), ("D2", None), ("D2", None), ("D3", "2025")]
    ):
        made.add("Order", f"W{at}", category="用工", submitted_at="2026-11-23T10:00:00")
        made.link(("Order", f"W{at}"), "IN_CHAIN", ("Chain", "C1"))
        made.link(("Department", department), "HANDLES", ("Order", f"W{at}"), until=until)
    role = await role_of(store, made, "department")
    assert (role.state, role.missing, role.note) == ("missing", 1, "请在部门表填“牵头产业链”")
    assert candidates(role) == {"D2": "办理本链诉求 2 件", "D1": "办理本链诉求 1 件"}
    assert list(candidates(role)) == ["D2", "D1"], "the most first"
    before = await role_of(store, made, "department", day="2026-11-22")
    assert not before.candidates, "the orders came the day after"
    made.link(("Department", "D3"), "LEADS", ("Chain", "C1"), role="牵头部门")
    role = await role_of(store, made, "department")
    assert (role.state, ids(role), role.candidates) == ("filled", ["D3"], [])
    assert role.note == ""


async def test_organisation_of_the_leading_enterprise(store: Store) -> None:
    made = chain()
    member(made, "A", mode="单独", staff=10)
    member(made, "B", mode="单独", staff=90)
    role = await role_of(store, made, "leader")
    assert (role.state, role.note) == ("unknown", "未登记链主企业")
    assert candidates(role) == {
        "B": "已有党组织，从业人数 90 人", "A": "已有党组织，从业人数 10 人",
    }  # fmt: skip
    assert list(candidates(role)) == ["B", "A"]
    member(made, "C", role="链主(电子)")
    role = await role_of(store, made, "leader")
    assert (role.state, candidates(role)) == ("missing", {"C": "链主企业，尚无党组织"})
    made.add("PartyOrg", "OC", kind="临时党支部", functional=False)
    made.link(("PartyOrg", "OC"), "COVERS", ("Enterprise", "C"), mode="临时")
    assert (await role_of(store, made, "leader")).state == "missing", "a temporary branch is none"
    made.link(("PartyOrg", "OA"), "COVERS", ("Enterprise", "C"), mode="联合")
    role = await role_of(store, made, "leader")
    assert (role.state, ids(role)) == ("filled", ["OA"])


async def test_leading_enterprise_that_nobody_surveyed(store: Store) -> None:
    made = chain()
    made.add("Enterprise", "A")
    made.link(("Enterprise", "A"), "IN_CHAIN", ("Chain", "C1"), role="链主")
    role = await role_of(store, made, "leader")
    assert (role.state, role.missing) == ("unknown", None)
    assert candidates(role) == {"A": "链主企业，党组织情况未摸排"}


async def test_enterprises_without_an_organisation_and_their_rule(store: Store) -> None:
    made = chain()
    member(made, "A", mode="单独", formal_affiliated=9)
    member(made, "B", formal_affiliated=3)
    member(made, "C", formal_affiliated=2)
    member(made, "D", formal_affiliated=0)
    member(made, "E", formal_affiliated=0, has_instructor=True)
    member(made, "F")
    made.firm("G", operating=False, surveyed=True)
    made.firm("H", operating=True, surveyed=False)
    for id in "GH":
        made.link(("Enterprise", id), "IN_CHAIN", ("Chain", "C1"))
    role = await role_of(store, made, "enterprises")
    assert (role.state, role.missing, ids(role)) == ("missing", 5, ["A"])
    assert candidates(role) == {
        "B": "规则 PO-01 单独组建：正式党员 3 名",
        "C": "规则 PO-03 联合组建：正式党员 2 名",
        "D": "规则 WO-01 选派党建指导员：没有正式党员",
        "E": "没有正式党员，已选派党建指导员",
        "F": "正式党员数未填，不能判断如何组建",
    }
    assert role.filled[0].why == "党组织OA（单独）"


async def test_no_surveyed_enterprise_is_unknown(store: Store) -> None:
    made = chain()
    made.firm("H", operating=True, surveyed=False)
    made.link(("Enterprise", "H"), "IN_CHAIN", ("Chain", "C1"))
    role = await role_of(store, made, "enterprises")
    assert (role.state, role.missing, role.note) == ("unknown", None, "没有在营且已摸排的企业")


async def test_universities_associations_and_resources(store: Store) -> None:
    made = chain()
    made.add("Region", "R1", "大城市")
    made.link(("Chain", "C1"), "LOCATED_IN", ("Region", "R1"))
    made.add("University", "U1")
    made.add("Association", "A1", kind="商会")
    made.link(("Association", "A1"), "LOCATED_IN", ("Region", "R1"))
    made.add("Resource", "X1", library="产业发展资源库")
    made.link(("PartyOrg", "O0"), "OFFERS", ("Resource", "X1"))
    made.add("Discipline", "430", "材料科学")
    made.add("Segment", "S1", "电池", position="上游")
    made.link(("Segment", "S1"), "IN_CHAIN", ("Chain", "C1"))
    made.link(("Segment", "S1"), "RELATES_TO", ("Discipline", "430"))
    made.link(("University", "U1"), "STRONG_IN", ("Discipline", "430"))
    await settle(store, made.changes)
    keys = ("universities", "associations", "resources")
    roles = {role.key: role for role in (await of_chain(store)).roles}
    assert [roles[key].state for key in keys] == ["missing"] * 3
    assert [candidates(roles[key]) for key in keys] == [
        {"U1": "优势学科对应 1 个环节，如电池"},
        {"A1": "同在大城市，尚未归入产业链"},
        {"X1": "由链上的党组织O0提供"},
    ]
    made.link(("University", "U1"), "SERVES", ("Chain", "C1"), until="2026-11")
    made.link(("Association", "A1"), "IN_CHAIN", ("Chain", "C1"))
    made.link(("Resource", "X1"), "SERVES", ("Chain", "C1"))
    await settle(store, made.changes)
    roles = {role.key: role for role in (await of_chain(store)).roles}
    assert [ids(roles[key]) for key in keys] == [["U1"], ["A1"], ["X1"]]
    later = await of_chain(store, day="2026-12-01")
    assert {r.key: r.state for r in later.roles}["universities"] == "missing"


async def test_role_whose_register_nobody_loaded_is_unknown(store: Store) -> None:
    """An empty register is no proof that the chain has none."""
    made = chain()
    await settle(store, made.changes)
    roles = {role.key: role for role in (await of_chain(store)).roles}
    keys = ("department", "universities", "associations", "resources")
    assert [(roles[key].state, roles[key].missing) for key in keys] == [("unknown", None)] * 4
    made.add("Department", "D1")
    assert (await role_of(store, made, "department")).state == "missing"


async def test_university_that_works_with_an_enterprise(store: Store) -> None:
    made = chain()
    member(made, "A")
    made.add("University", "U1")
    made.link(("University", "U1"), "COOPERATES", ("Enterprise", "A"))
    role = await role_of(store, made, "universities")
    assert [filler.why for filler in role.filled] == ["与链上企业企业A合作"]


async def test_every_role_statement_runs_on_an_empty_graph(store: Store) -> None:
    for chosen in OURS:
        found = await patterns.pattern(store, chosen, as_of=DAY)
        assert not found.items and found.why


# ------------------------------------------------------------ files


HEAD = 'name = "3+N"\nzh = "本地模式"\nsource = "本地文件"\n'
ROLE = '[[roles]]\nkey = "{}"\nzh = "角色"\nen = "a role"\nstatement = "{}"\nat_least = {}\n'
STATEMENT = "MATCH (c:Chain) RETURN c.id AS chain, [] AS filled, [] AS open, [] AS candidates"


def write(folder: Path, text: str, **statements: str) -> Path:
    (folder / "roles").mkdir(exist_ok=True)
    (folder / "own.toml").write_text(text, "utf-8")
    for name, statement in statements.items():
        (folder / "roles" / f"{name}.cypher").write_text(statement, "utf-8")
    return folder


def test_our_patterns() -> None:
    assert [chosen.name for chosen in OURS] == ["1+5+N", "1+N+X", "1+X+N", "2+N"]
    assert [chosen.name for chosen in OURS if chosen.checked] == ["1+X+N"]
    used = {role.statement for chosen in OURS for role in chosen.roles}
    assert used == {path.stem for path in (FOLDER / "roles").glob("*.cypher")}


@pytest.mark.parametrize(
    "name", ["1+x+n", "1＋X＋N", "1 X N", "1 + X + N", "“1+X+N”联建共建组织体系"]
)
def test_pattern_by_any_writing_of_its_name(name: str) -> None:
    assert patternfiles.named(name, OURS) is PROGRAMME


def test_unknown_pattern_lists_the_known_ones() -> None:
    with pytest.raises(NotFound, match="2\\+N"):
        patternfiles.named("9+N", OURS)


async def test_pattern_and_statement_of_ones_own(store: Store, tmp_path: Path) -> None:
    entry = "{label: 'Chain', id: c.id, name: null, why: '示例'}"
    own = STATEMENT.replace("[] AS filled", f"[{entry}, {entry}] AS filled")
    text = HEAD + ROLE.format("a", "own", 1) + ROLE.format("b", "chain_committee", 1)
    write(tmp_path, text, own=own)
    await settle(store, chain().changes)
    chosen = patternfiles.named("本地模式", patternfiles.load((FOLDER, tmp_path)))
    first, second = (await of_chain(store, chosen)).roles
    assert [(filler.name, filler.why) for filler in first.filled] == [("C1", "示例")], "each once"
    assert ids(second) == ["O0"]


def test_later_folder_holds(tmp_path: Path) -> None:
    write(tmp_path, HEAD.replace("3+N", "2+N") + ROLE.format("a", "chain_committee", 1),
          chain_committee=STATEMENT)  # fmt: skip
    known = patternfiles.load((FOLDER, tmp_path))
    assert len(known) == len(OURS)
    assert patternfiles.named("2+N", known).zh == "本地模式"
    assert patternfiles.named("1+X+N", known).roles[0].cypher == STATEMENT


def test_folder_without_patterns(tmp_path: Path) -> None:
    assert len(patternfiles.load((FOLDER, tmp_path / "patterns"))) == len(OURS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "own.toml"),
        (HEAD, "缺少 roles"),
        (HEAD + "roles = []", "roles"),
        (HEAD + ROLE.format("a", "chain_committee", '"most"'), "roles.0.at_least"),
        (HEAD + ROLE.format("a", "chain_committee", -1), "at_least"),
        (HEAD + ROLE.format("a", "chain_committee", 1) + "colour = 1", "colour"),
        (HEAD + ROLE.format("a", "chain_committee", 3) + "at_most = 2", r"（3）大于 at_most（2）"),
        (HEAD + 2 * ROLE.format("a", "chain_committee", 1), "角色重复：a"),
        (HEAD + ROLE.format("a", "nobody", 1), "没有角色语句“nobody”"),
        (HEAD + ROLE.format("a", "own", 1) + "parameters = { x = 3 }", "与语句 own 不符：x"),
        (HEAD + ROLE.format("a", "enterprise_organisations", '"all"'), "不符：least"),
    ],
)  # fmt: skip
def test_file_that_is_no_pattern(tmp_path: Path, text: str, says: str) -> None:
    write(tmp_path, text, own=STATEMENT)
    with pytest.raises(InputError, match=says) as refused:
        patternfiles.load((FOLDER, tmp_path))
    assert refused.value.fix_zh and refused.value.fix_en
    assert refused.value.where.endswith("own.toml")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (STATEMENT.replace("RETURN", "SET c.name = 'x' RETURN"), "不能写入：SET"),
        (STATEMENT.replace("Chain", "Train"), "词汇中没有：Train"),
        (STATEMENT.replace("AS open", "AS opened"), "语句没有返回：open"),
    ],
)
def test_file_that_is_no_role_statement(tmp_path: Path, statement: str, says: str) -> None:
    write(tmp_path, HEAD + ROLE.format("a", "own", 1), own=statement)
    with pytest.raises(InputError, match=says) as refused:
        patternfiles.load((FOLDER, tmp_path))
    assert refused.value.fix_zh and refused.value.where.endswith("own.cypher")


def test_role_statement_in_another_encoding(tmp_path: Path) -> None:
    write(tmp_path, HEAD + ROLE.format("a", "own", 1))
    (tmp_path / "roles" / "own.cypher").write_bytes("// 角色".encode("gb18030"))
    with pytest.raises(InputError, match="UTF-8"):
        patternfiles.load((FOLDER, tmp_path))


async def test_statement_that_returns_something_else(store: Store) -> None:
    """The text says `open`, the column is another."""
    cypher = "MATCH (c:Chain) RETURN c.id AS chain, [] AS filled, [] AS others, [] AS candidates"
    role = Role(key="a", zh="角色", en="a role", statement="own", at_least=1, cypher=cypher)
    chosen = Pattern(name="x", zh="x", source="x", roles=(role,))
    await settle(store, chain().changes)
    with pytest.raises(InputError, match="own 没有返回：open"):
        await patterns.pattern(store, chosen, as_of=DAY)
