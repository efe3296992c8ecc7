"""Rules find what the sample is known to have, keep their precedence, and say what they do not
know; a file that is no rule is refused with a remedy."""

import asyncio
import importlib.util
import re
import textwrap
from collections import defaultdict
from pathlib import Path

import pytest

from graph import Store
from graph.errors import InputError
from queries import packs, returned, rulefiles, rules
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Findings
from queries.workdays import workdays
from tests import town
from tests.conftest import AS_OF
from tests.town import DAY, Town, city, settle

pytestmark = pytest.mark.anyio

OURS = rulefiles.load()
FIRST = [
    rule
    for rule in OURS
    if rule.id in ("PO-01", "PO-02", "PO-03", "WO-01", "WO-02", "WO-05", "CH-08")
]
HEAD = """/*
id = "XX-01"
version = 1
zh = "自定规则"
en = "A rule of somebody's own"
subject = "Enterprise"
severity = "low"
force = "binding"
action = "处理"
closes_when = "处理完毕"
basis = [{ text = "本地办法" }]
*/
"""
STATEMENT = """MATCH (e:Enterprise) WHERE e.id = 'A'
RETURN e.id AS id, e.name AS name, [] AS chains, {credit_code: e.credit_code} AS facts
"""


def by_rule(found: Findings) -> dict[str, list[str]]:
    subjects: dict[str, list[str]] = defaultdict(list)
    for finding in found.items:
        subjects[finding.rule].append(finding.subject.id)
    return dict(subjects)


async def test_sample_has_the_expected_findings(sample_store: Store) -> None:
    found = await rules.findings(sample_store, OURS, as_of=AS_OF)
    subjects = by_rule(found)
    unsurveyed = subjects.pop("WO-05")
    gaps = subjects.pop("CH-08")
    members = subjects.pop("YL-02")
    assert len(members) == 12 and "S001" in members, "one or two league members, no branch"
    assert {id[:8] for id in subjects.pop("SV-04")} == {"NEV-2026"}, "orders open for months"
    assert subjects == {
        "CH-02": ["NEV-D2", "NEV-D3", "NEV-M6"],
        "CH-04": ["S001"],
        "CH-09": ["NEV-S1"],
        "PO-01": ["S027", "S035"],
        "PO-02": ["S028"],
        "PO-03": ["S029", "S030"],
        "PO-05": ["O-NEV-J2"],
        "PO-10": ["O-NEV-B13"],
        "PO-11": ["O-NEV-B06"],
        "PO-13": ["O-NEV-B04", "O-NEV-B09"],
        "PO-14": ["O-NEV-B12"],
        "UN-01": ["S009"],
        "UN-02": ["S034"],
        "WO-01": ["S031", "S032", "S034"],
        "WO-02": ["S032", "S034"],
        "YL-01": ["S035"],
    }
    assert "S026" in next(f.facts["covers"] for f in found.items if f.rule == "PO-05")
    assert [id for id in unsurveyed if not id.startswith("E")] == ["S036"]
    assert len(unsurveyed) == 51, "S036 and all that are known from public pages only"
    assert {id for id in gaps if id.startswith(("GANG", "NEV"))} == {
        f"GANG-{segment}" for segment in ("U2", "M2", "M3", "D4", "S1")
    }
    register = {"CH-05", "CH-06", "CH-07", "CH-11", "PO-17", "PO-19", "PO-20", "PO-21", "PO-23"}
    assert {each.rule for each in found.unjudged} == register, "the sample has no such records"
    assert not {each.rule for each in found.unknown} & {*subjects, "WO-05"} - {
        "CH-02", "PO-10", "PO-11", "PO-13", "PO-14",
    }, "public organizations give no figures"  # fmt: skip
    assert found.total == len(found.items)
    finding = found.items[[f.subject.id for f in found.items].index("S027")]
    assert finding.id == "PO-01:Enterprise:S027"
    assert finding.facts["formal_affiliated"] == 3 and finding.facts["observed_on"] == "2026-11-01"
    assert finding.basis and finding.action and finding.closes_when
    assert finding.chains == ["NEV"]
    one = await rules.findings(sample_store, OURS, as_of=AS_OF, chain="贡柑产业链")
    assert {c for f in one.items for c in f.chains} == {"GANG"}


async def test_town_as_the_laws_have_it(store: Store) -> None:
    await settle(store, town.fixed())
    found = await rules.findings(store, FIRST, as_of=DAY)
    assert by_rule(found) == {
        "CH-08": ["S3"],
        "PO-01": ["A"],
        "PO-02": ["B"],
        "PO-03": ["C"],
        "WO-01": ["D"],
        "WO-02": ["D"],
        "WO-05": ["G", "H"],
    }, "F is closed, I and J are covered, E has an instructor"
    unknown = {(each.rule, each.subject.id): each.missing for each in found.unknown}
    assert unknown == {
        ("PO-01", "E"): ["formal_affiliated"],
        ("PO-02", "E"): ["formal_on_site", "formal_affiliated"],
        ("PO-03", "E"): ["formal_affiliated"],
    }, "what nobody told is neither a gap nor in order"


async def test_order_does_not_depend_on_what_suppresses(store: Store) -> None:
    await settle(store, town.fixed())
    only = [rule for rule in OURS if rule.id == "PO-03"]
    found = await rules.findings(store, only, as_of=DAY)
    assert by_rule(found) == {"PO-03": ["C"]}, "PO-02 keeps B out although it is not asked for"


async def test_rule_of_ones_own_in_a_folder(store: Store, tmp_path: Path) -> None:
    own = HEAD.replace('"XX-01"', '"XX-01"\nsuppressed_by = ["PO-01"]')
    (tmp_path / "own.cypher").write_text(own + STATEMENT, "utf-8")
    (tmp_path / "two.cypher").write_text(HEAD.replace("XX-01", "XX-02") + STATEMENT, "utf-8")
    await settle(store, town.fixed())
    known = rulefiles.load((rulefiles.FOLDER, tmp_path))
    subjects = by_rule(await rules.findings(store, known, as_of=DAY))
    assert "XX-01" not in subjects, "PO-01 has found A"
    assert subjects["XX-02"] == ["A"]


async def test_pack_sets_parameters_and_turns_rules_off_and_on(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "own.cypher").write_text(HEAD.replace("binding", "local") + STATEMENT, "utf-8")
    known = rulefiles.load((rulefiles.FOLDER, tmp_path))
    await settle(store, town.fixed())
    assert "XX-01" not in by_rule(await rules.findings(store, known, as_of=DAY))
    pack = Pack(
        name="own",
        version="1",
        zh="本地",
        parameters={"PO-01": {"least": 6}, "WO-01": {"large_severity": "high"}},
        off=("CH-08",),
        on=("XX-01",),
    )
    found = await rules.findings(store, known, as_of=DAY, pack=pack)
    assert "PO-01" not in by_rule(found) and "CH-08" not in by_rule(found)
    assert by_rule(found)["XX-01"] == ["A"]
    assert [f.severity for f in found.items if f.rule == "WO-01"] == ["high"], "D has 80 staff"
    assert found.pack == "own 1"
    default = await rules.findings(store, OURS, as_of=DAY, pack=packs.pack())
    assert [f.severity for f in default.items if f.rule == "WO-01"] == ["medium"]


async def test_an_ended_instructor_is_none(store: Store) -> None:
    one = Town()
    figures: dict[str, object] = {"operating": True, "surveyed": True, "has_union": True}
    figures |= {"formal_affiliated": 0, "formal_on_site": 0}
    for id, until in (("A", "2026"), ("B", "2026-10")):
        one.firm(id, **figures, has_instructor=False)
        one.add("Cadre", f"K{id}", "示例干部")
        cadre, firm = ("Cadre", f"K{id}"), ("Enterprise", id)
        one.link(cadre, "ASSIGNED_TO", firm, role="党建指导员", until=until)
    one.firm("C", **figures)
    await settle(store, one.changes)
    found = await rules.findings(store, FIRST, as_of=DAY)
    assert by_rule(found) == {"WO-01": ["B"]}
    assert {(each.rule, each.subject.id, *each.missing) for each in found.unknown} == {
        ("WO-01", "C", "has_instructor")
    }


async def test_a_refused_statement_leaves_the_others_to_answer(
    store: Store, tmp_path: Path
) -> None:
    wrong = STATEMENT.replace("AS id,", "AS id")
    (tmp_path / "own.cypher").write_text(HEAD + wrong, "utf-8")
    known = rulefiles.load((rulefiles.FOLDER, tmp_path))
    await settle(store, town.fixed())
    found = await rules.findings(store, known, as_of=DAY)
    assert found.items == (await rules.findings(store, OURS, as_of=DAY)).items
    (refused,) = [each for each in found.unjudged if each.rule == "XX-01"]
    assert refused.why.startswith("规则 XX-01（own.cypher）的语句有误：图引擎拒绝了语句：")
    assert "\n" not in refused.why and refused.missing == []
    # the mistake is in the second line below the head, where the engine comes upon `e.name`
    assert f"line {(HEAD + wrong).splitlines().index(wrong.splitlines()[1]) + 1}" in refused.why


ODD_ROWS = {
    "facts that are none": ("{credit_code: e.credit_code} AS facts", "'一百人' AS facts"),
    "a node among the facts": ("{credit_code: e.credit_code}", "{credit_code: e}"),
    "nodes in a list": ("{credit_code: e.credit_code}", "{credit_code: [(e)--(x) | x]}"),
    "a person's birth": ("{credit_code: e.credit_code}", "{birth: e.credit_code}"),
    "a number as its name": ("e.name AS name", "5 AS name"),
    "an unknown severity": ("[] AS chains", "[] AS chains, 'urgent' AS severity"),
    "a number as its origin": ("[] AS chains", "[] AS chains, 5 AS origin"),
    "chains that are numbers": ("[] AS chains", "[1] AS chains"),
    "a text as what is missing": ("[] AS", "null AS holds, 'staff' AS missing, [] AS"),
    "unknown though nothing is missing": ("[] AS", "null AS holds, [] AS missing, [] AS"),
    "a text that says whether": ("[] AS chains", "[] AS chains, '是' AS holds"),
    "the same twice": ("RETURN", "UNWIND [1, 2] AS twice RETURN"),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD_ROWS)
async def test_rows_of_another_shape_leave_the_others_to_answer(
    store: Store, tmp_path: Path, case: str
) -> None:
    before, after = ODD_ROWS[case]
    assert before in STATEMENT
    (tmp_path / "own.cypher").write_text(HEAD + STATEMENT.replace(before, after), "utf-8")
    known = rulefiles.load((rulefiles.FOLDER, tmp_path))
    await settle(store, town.fixed())
    found = await rules.findings(store, known, as_of=DAY)
    assert found.items == (await rules.findings(store, OURS, as_of=DAY)).items
    (refused,) = [each for each in found.unjudged if each.rule == "XX-01"]
    assert refused.why.startswith("规则 XX-01（own.cypher）返回的行不合要求：")


async def test_a_row_that_does_not_hold_is_in_order(store: Store, tmp_path: Path) -> None:
    """Whoever writes the condition into `holds` gives a row for every subject."""
    told = STATEMENT.replace("[] AS chains", "[] AS chains, false AS holds")
    (tmp_path / "own.cypher").write_text(HEAD + told, "utf-8")
    known = [rule for rule in rulefiles.load((tmp_path,)) if rule.id == "XX-01"]
    await settle(store, town.fixed())
    found = await rules.findings(store, known, as_of=DAY)
    assert not found.items and not found.unknown and not found.unjudged


async def test_our_own_rows_have_the_shape_that_is_asked_of_others(store: Store) -> None:
    """They are not looked at each time, so here they are."""
    await settle(store, city(range(20)))
    for rule in OURS:
        given = {"as_of": DAY, "chain": None, "workdays": workdays(DAY), **rule.parameters}
        rows = await store.read(rule.cypher, **{k: v for k, v in given.items() if k in rule.uses})
        elsewhere = rule.model_copy(update={"path": Path("own.cypher")})
        assert returned.strange(elsewhere, rows) == ""


async def test_chains_are_those_of_the_subject_unless_told(store: Store, tmp_path: Path) -> None:
    told = STATEMENT.replace("[] AS chains, ", "")
    (tmp_path / "own.cypher").write_text(HEAD + told, "utf-8")
    await settle(store, town.fixed())
    known = [rule for rule in rulefiles.load((tmp_path,)) if rule.id == "XX-01"]
    (finding,) = (await rules.findings(store, known, as_of=DAY)).items
    assert finding.chains == ["C1"]
    assert (await rules.findings(store, known, as_of=DAY, chain=finding.chains[0])).total == 1
    about = HEAD.replace('"Enterprise"', '"Talent"')
    other = told.replace(":Enterprise", ":Talent").replace("e.credit_code", "e.id")
    other = other.replace("e.name", "e.id")
    (tmp_path / "own.cypher").write_text(about + other, "utf-8")
    with pytest.raises(InputError) as refused:
        rulefiles.load((tmp_path,))
    assert "chains" in refused.value.zh, "talents have no way to a chain that is known"


async def test_nothing_found_says_why(store: Store) -> None:
    await settle(store, town.fixed())

    async def why(*ids: str, pack: Pack | None = None) -> str:
        asked = [rule for rule in OURS if rule.id in ids]
        found = await rules.findings(store, asked, as_of=DAY, pack=pack)
        assert found.items == []
        return found.why

    off = await why("UN-03", pack=packs.pack())
    assert off.startswith("UN-03 在规则包“默认（已摸排）”中没有启用")
    assert (await why("UN-03")).startswith("UN-03 在没有规则包时没有启用")
    own = Pack(name="own", version="1", zh="本地", parameters={"PO-01": {"least": 6}})
    assert await why("PO-01", pack=own) == "没有发现缺口，另有 1 项无法判断", "nobody told of E"
    both = await why("CH-05", "PO-01", pack=own)
    assert both == "没有发现缺口，另有 1 项、1 条规则无法判断"
    await settle(store, Town().changes)
    assert await why("PO-01", pack=own) == "没有发现缺口"


async def test_definition_counts_the_rules(store: Store) -> None:
    await settle(store, town.fixed())
    found = await rules.findings(store, OURS, as_of=DAY, pack=packs.pack())
    on = [rule for rule in OURS if rules.is_on(rule, packs.pack())]
    left = len(found.unjudged)
    assert left and found.definition == (
        f"按规则包“默认（已摸排）”（版本 1）判断：启用 {len(on)} 条规则，"
        f"判断了 {len(on) - left} 条，{left} 条无法判断；规则及其条款见“规则”页或 honglian rules"
    )
    one = await rules.findings(store, FIRST, as_of=DAY)
    assert one.definition == (
        "按各规则自身的参数判断：启用 7 条规则，判断了 7 条；"
        "规则及其条款见“规则”页或 honglian rules"
    )


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.id)
def test_our_rules_are_complete(rule: Rule) -> None:
    assert rule.basis and rule.action and rule.closes_when and rule.zh and rule.en
    own = {"本系统规则"}
    assert all(each.article or not each.checked or each.text in own for each in rule.basis)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (STATEMENT, "开头"),
        (HEAD.replace("version = 1", "version = one") + STATEMENT, "不是 TOML"),
        (
            HEAD.replace('severity = "low"', 'severity = "deadly"') + STATEMENT,
            "severity 不能是 'deadly'，可以是：high, medium, low, info",
        ),
        (
            HEAD.replace('"binding"', '"strict"') + STATEMENT,
            "force 不能是 'strict'，可以是：binding",
        ),
        (HEAD.replace('zh = "自定规则"', "") + STATEMENT, "缺少 zh"),
        (HEAD.replace("zh =", "cn =") + STATEMENT, "缺少 zh；没有 cn 这一项"),
        (HEAD.replace("version = 1", "version = 1.5") + STATEMENT, "version 不能是 1.5，须为整数"),
        (HEAD.replace("version = 1", 'version = "a"') + STATEMENT, "version 不能是 'a'，须为整数"),
        (HEAD.replace('en = "A rule', "en = 1\n#") + STATEMENT, "en 不能是 1，须为文字"),
        (HEAD.replace("version", "needs = 1\nversion") + STATEMENT, "needs 不能是 1，须为列表"),
        (
            HEAD.replace("version", "parameters = 1\nversion") + STATEMENT,
            "parameters 不能是 1，须为一组",
        ),
        (HEAD.replace("[{ text = ", '[{ checked = "?", text = ') + STATEMENT, "basis.0.checked"),
        (
            HEAD.replace('[{ text = "本地办法" }]', '["办法"]') + STATEMENT,
            "basis.0 不能是 '办法'，须为一组",
        ),
        (HEAD.replace("version", 'cypher = ""\nversion') + STATEMENT, "不写在说明中"),
        (HEAD + STATEMENT.replace(":Enterprise", ":Firm"), "Firm"),
        (HEAD + STATEMENT.replace("e.credit_code", "e.income"), "income"),
        (HEAD + STATEMENT.replace("e.credit_code", "e.staff"), "Enterprise.staff 随时间变化"),
        (
            HEAD + STATEMENT.replace("= 'A'", "= 'A' AND e.on_scale = '是'"),
            "Enterprise.on_scale（是否规上）是布尔值，语句拿它与文本比较",
        ),
        (HEAD + STATEMENT.replace("e.credit_code", "e.venue"), "Enterprise 没有属性 venue"),
        (
            HEAD + STATEMENT.replace("RETURN", "MATCH (e)-[:COVERS]->(p:PartyOrg) RETURN"),
            "没有这样的关系：(Enterprise)-[:COVERS]->(PartyOrg)",
        ),
        (
            HEAD
            + STATEMENT.replace("RETURN", "MATCH (m:Member) WITH e, collect(m.name) AS x RETURN"),
            "m.name 是人员信息",
        ),
        (
            HEAD
            + STATEMENT.replace("= 'A'", "= 'A' AND e.updated < date($as_of)").replace(
                "e.updated", "e.listed_on"
            ),
            "e.listed_on 与日期函数比较",
        ),
        (HEAD.replace('"Enterprise"', '"Firm"') + STATEMENT, "Firm"),
        (HEAD + STATEMENT.replace("RETURN", "SET e.credit_code = 1 RETURN"), "写入"),
        (
            HEAD + "CALL db.labels() YIELD label " + STATEMENT,
            "规则不能调用过程：CALL db.labels",
        ),
        (HEAD + "CALL `db`.`x`() " + STATEMENT, "规则不能调用过程：CALL `db`.`x`"),
        (HEAD + STATEMENT.replace("= 'A'", "= $who"), "who"),
        (
            HEAD.replace("version", "parameters = { least = 3 }\nversion") + STATEMENT,
            "语句没有用到的参数：least",
        ),
        (HEAD + STATEMENT.replace(" AS facts", " AS figures"), "facts"),
        (
            HEAD.replace("version", 'terms = { staf = "人数" }\nversion') + STATEMENT,
            "terms 中的键在语句里没有：staf",
        ),
        (HEAD.replace("version", "terms = { staff = 1 }\nversion") + STATEMENT, "terms.staff"),
    ],
)
def test_what_is_no_rule_is_refused(tmp_path: Path, written: str, says: str) -> None:
    (tmp_path / "bad.cypher").write_text(written, "utf-8")
    with pytest.raises(InputError) as refused:
        rulefiles.load((tmp_path,))
    error = refused.value
    assert says in error.zh and error.fix_zh and error.fix_en and "bad.cypher" in error.where
    for told in (error.zh, error.en):
        assert "\n" not in told and "pydantic" not in told and "validation" not in told


def test_path_of_a_rule_is_for_messages_alone() -> None:
    assert OURS[0].path.name == f"{OURS[0].id}.cypher"
    assert not {"path", "cypher"} & OURS[0].model_dump(mode="json").keys()


def test_two_rules_of_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.cypher").write_text(HEAD + STATEMENT, "utf-8")
    with pytest.raises(InputError, match="XX-01"):
        rulefiles.load((tmp_path,))


def test_folder_and_encoding_are_looked_at(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        rulefiles.load((tmp_path / "nowhere",))
    (tmp_path / "gb.cypher").write_text(HEAD + STATEMENT, "gb18030")
    with pytest.raises(InputError, match="UTF-8"):
        rulefiles.load((tmp_path,))


# ------------------------------------------------------------ what rules say of themselves


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.id)
def test_every_rule_says_in_both_languages_when_what_and_how_it_closes(
    rule: rulefiles.Rule,
) -> None:
    told = (rule.when, rule.when_en, rule.action, rule.action_en, rule.closes_when)
    assert all((*told, rule.closes_when_en))
    assert not re.search("[\u4e00-\u9fff]", rule.action_en + rule.closes_when_en)


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.id)
def test_words_of_a_rule_have_all_its_parameters_and_no_other(rule: rulefiles.Rule) -> None:
    assert set(rulefiles.BRACED.findall(rule.when)) == set(rule.parameters)
    assert set(rulefiles.BRACED.findall(rule.when_en)) == set(rule.parameters)


def test_words_that_speak_of_a_parameter_there_is_not_are_refused(tmp_path: Path) -> None:
    head = HEAD.replace("closes_when", 'when = "多于 {many} 个"\ncloses_when')
    assert head != HEAD
    (tmp_path / "X-01.cypher").write_text(head, "utf-8")
    with pytest.raises(InputError, match=r"when.*\{many\}"):
        rulefiles.load((tmp_path,))


async def test_rule_that_requires_a_relationship_waits_for_it(store: Store, tmp_path: Path) -> None:
    """Its absence is what is missing, not a gap that is not there; a type that holds nothing that
    could be required is refused when the rule is read."""
    head = HEAD.replace("closes_when", 'requires = ["COOPERATES"]\ncloses_when')
    (tmp_path / "XX-01.cypher").write_text(head + STATEMENT, "utf-8")
    own = rulefiles.load([tmp_path])[-1:]
    there = Town()
    there.firm("A", "甲公司")
    await settle(store, there.changes)
    found = await rules.findings(store, own, as_of=DAY)
    assert not found.items and [one.rule for one in found.unjudged] == ["XX-01"]
    there.add("University", "U", "示例大学")
    there.link(("University", "U"), "COOPERATES", ("Enterprise", "A"))
    await settle(store, there.changes)
    found = await rules.findings(store, own, as_of=DAY)
    assert by_rule(found) == {"XX-01": ["A"]} and not found.unjudged
    (tmp_path / "XX-01.cypher").write_text(
        head.replace('"COOPERATES"', '"name"') + STATEMENT, "utf-8"
    )
    with pytest.raises(InputError, match="词汇中没有：name"):
        rulefiles.load([tmp_path])


async def test_the_example_in_the_guide_runs_as_it_is_printed(tmp_path: Path) -> None:
    """Both blocks of CONTRIBUTING, the rule and its test."""
    guide = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")
    indented = re.findall(r"(?:^(?: {4}.*)?\n)+", guide, re.MULTILINE)
    blocks = [textwrap.dedent(block).strip() + "\n" for block in indented]
    (rule,) = (block for block in blocks if block.startswith("/*"))
    (test,) = (block for block in blocks if block.startswith("import asyncio"))
    (tmp_path / "OWN-01.cypher").write_text(rule, "utf-8")
    (tmp_path / "test_own.py").write_text(test, "utf-8")
    spec = importlib.util.spec_from_file_location("test_own", tmp_path / "test_own.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    await asyncio.to_thread(module.test_three_members_owe_a_branch)


def test_every_rule_of_ours_has_tests_of_its_bounds() -> None:
    """In the file of its subject: tests/test_rules_*.py."""
    written = "".join(
        path.read_text("utf-8") for path in Path(__file__).parent.glob("test_rules_*.py")
    )
    assert [rule.id for rule in OURS if rule.id not in written] == []
