"""Rules on the data itself; and packs: what is no pack, what is not judged, two side by side."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from graph import Store
from graph.errors import InputError
from queries import packs, rulefiles
from queries.comparison import Comparison, compare
from queries.packs import Pack, check
from queries.rules import Finding, Findings, findings
from tests import town as towns
from tests.conftest import AS_OF
from tests.graphs import table, take, whole
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio

OURS = rulefiles.load()
RULES = {rule.id: rule for rule in OURS}
LATER, EARLIER = "2026-11-24", "2026-11-22"


async def ask(store: Store, rule: str, *, as_of: str = DAY, chain: str | None = None) -> Findings:
    return await findings(store, [RULES[rule]], as_of=as_of, chain=chain)


def found(answer: Findings) -> list[str]:
    assert not answer.unjudged, answer.unjudged
    return [finding.subject.id for finding in answer.items]


def unknown(answer: Findings) -> dict[str, list[str]]:
    return {each.subject.id: each.missing for each in answer.unknown}


def of(answer: Findings, id: str) -> Finding:
    return next(finding for finding in answer.items if finding.subject.id == id)


# ------------------------------------------------------------ DQ-01 to DQ-03: enterprises

VALID = "91441299MA0000015N"
CODES: Mapping[str, tuple[str | None, bool]] = {
    "valid": (VALID, False),
    "of a village": ("N2441284MF1234567", True),  # 17 characters
    "none": (None, False),
    "too long": (f"{VALID}0", True),
    "another check character": (f"{VALID[:-1]}M", True),
    "another first character": (f"A{VALID[1:]}", True),
    "another in the middle": (f"{VALID[:8]}N{VALID[9:]}", True),
    "two changed places": ("94141299MA0000015N", True),
    "lower case": (VALID.lower(), True),
    "letter O": (VALID.replace("0", "O"), True),
    "empty": ("", True),
    "zero": ("0" * 18, False),  # the sum of zeros is divisible too
}


async def test_dq01_codes_that_cannot_be(store: Store) -> None:
    town = Town()
    for id, (code, _) in CODES.items():
        town.add("Enterprise", id, credit_code=code)
    await settle(store, town.changes)
    answer = await ask(store, "DQ-01")
    assert sorted(found(answer)) == sorted(id for id, (_, wrong) in CODES.items() if wrong)
    assert of(answer, "letter O").facts["legible"] is False
    assert of(answer, "another check character").facts == {
        "credit_code": f"{VALID[:-1]}M",
        "characters": 18,
        "legible": True,
    }


async def test_dq01_agrees_with_the_reader_of_tables(store: Store) -> None:
    """Every position and every check character, against the loader's own arithmetic."""
    from ingest.identity import ALPHABET, check_digit  # noqa: PLC0415 - see test_identity

    town = Town()
    bodies = [f"{'1' * at}{char}{'Y' * (16 - at)}" for at in range(17) for char in ALPHABET]
    right = {f"r{n}": body + check_digit(body) for n, body in enumerate(bodies)}
    next_one = dict(zip(ALPHABET, ALPHABET[1:] + ALPHABET[0], strict=True))
    wrong = {f"w{id}": code[:-1] + next_one[code[-1]] for id, code in right.items()}
    for id, code in {**right, **wrong}.items():
        town.add("Enterprise", id, credit_code=code)
    assert {code[-1] for code in right.values()} == set(ALPHABET)
    await settle(store, town.changes)
    assert sorted(found(await ask(store, "DQ-01"))) == sorted(wrong)


async def test_dq02_other_registers(store: Store) -> None:
    town = Town()
    for first in "ANY15923M":
        town.add("Enterprise", first, credit_code=first + VALID[1:])
    town.add("Enterprise", "none")
    await settle(store, town.changes)
    answer = await ask(store, "DQ-02")
    assert found(answer) == ["1", "5", "A", "N", "Y"]
    assert of(answer, "N").facts == {"credit_code": f"N{VALID[1:]}", "first": "N"}
    assert {finding.severity for finding in answer.items} == {"info"}


async def test_dq03_one_core_name(store: Store) -> None:
    town = Town()
    for id, core in (
        ("A", "示例电机"),
        ("B", "示例电机"),
        ("C", "示例电"),
        ("D", None),
        ("E", None),
    ):
        town.add(
            "Enterprise", id, f"企业{id}", core_name=core, credit_code=VALID if id == "B" else None
        )
    town.add("Enterprise", "F", core_name="示例电机")
    await settle(store, town.changes)
    answer = await ask(store, "DQ-03")
    assert found(answer) == ["A", "B", "F"]
    assert of(answer, "B").facts == {
        "core_name": "示例电机", "credit_code": VALID,
        "enterprises": ["A", "F"], "names": ["企业A", "企业F"],
    }  # fmt: skip
    assert [place.file for place in of(answer, "A").sources] == ["enterprise.csv"]


async def test_dq03_of_a_table(store: Store, tmp_path: Path) -> None:
    """The core is written with the name, and again when the name changes."""
    names = "编号 企业名称"
    rows = (
        "1 肇庆东璞生态农业有限公司",
        "2 广东省东璞农业科技有限公司",
        "3 四会东璞生态农业专业合作社",
    )
    await take(store, table(tmp_path / "企业.csv", names, *rows))
    cores = {
        id: values["core_name"] for id, values in (await whole(store)).of("Enterprise").items()
    }
    assert cores == {"1": "东璞生态农业", "2": "东璞农业科技", "3": "东璞生态农业"}
    assert found(await ask(store, "DQ-03")) == ["1", "3"]
    await take(store, table(tmp_path / "企业.csv", names, "3 四会东璞农业科技专业合作社"))
    assert found(await ask(store, "DQ-03")) == ["2", "3"]
    assert len((await whole(store)).of("Enterprise")) == 3, "nothing is merged"


@pytest.mark.parametrize("rule", ["DQ-01", "DQ-02", "DQ-03"])
async def test_chains_of_an_enterprise_are_those_in_force(store: Store, rule: str) -> None:
    town = Town()
    town.add("Chain", "C1")
    town.add("Chain", "C2")
    town.add("Segment", "S1", position="上游")
    town.link(("Segment", "S1"), "IN_CHAIN", ("Chain", "C2"))
    for id, link in (("now", {"since": DAY, "until": DAY}), ("over", {"until": EARLIER}),
                     ("to come", {"since": LATER})):  # fmt: skip
        town.add("Enterprise", id, credit_code="1", core_name="示例")
        town.link(("Enterprise", id), "IN_CHAIN", ("Chain", "C1"), **link)
    town.link(("Enterprise", "over"), "AT", ("Segment", "S1"))
    town.observe("Enterprise", "over", "2026-01-01", operating=False)
    await settle(store, town.changes)
    every = await ask(store, rule)
    assert {f.subject.id: f.chains for f in every.items} == {
        "now": ["C1"], "over": ["C2"], "to come": [],
    }, "closed or never surveyed, the record is wrong all the same"  # fmt: skip
    assert found(every) == ["now", "over", "to come"], "by id"
    assert found(await ask(store, rule, chain="C1")) == ["now"]
    assert found(await ask(store, rule, chain="C1", as_of=LATER)) == ["to come"]


# ------------------------------------------------------------ DQ-04: runs


async def test_dq04_total_rows(store: Store, tmp_path: Path) -> None:
    header = "编号 企业名称 从业人数"
    await take(
        store, table(tmp_path / "一.csv", header, "1 甲 3", "小计 - 3", "2 乙 4", "合计 - 7")
    )
    await take(store, table(tmp_path / "二.csv", header, "3 丙 3", "填表人： - -"))
    runs = await store.read(
        "MATCH (r:IngestRun) RETURN r.id AS id, r.total_rows AS rows ORDER BY id"
    )
    assert [(row["id"], row["rows"]) for row in runs] == [("r1", 2), ("r2", 0)]
    answer = await ask(store, "DQ-04", as_of="9000-01-01")
    assert found(answer) == ["r1"]
    assert of(answer, "r1").facts["total_rows"] == 2 and of(answer, "r1").chains == []


async def test_dq04_by_the_day_and_for_no_chain(store: Store) -> None:
    town = Town()
    town.add("Chain", "C1")
    town.changes.new_nodes["IngestRun"] = [
        {"id": "r1", "total_rows": 1, "started_at": f"{DAY}T23:59:59+00:00"},
        {"id": "r2", "total_rows": 1, "started_at": f"{LATER}T00:00:00+00:00"},
        {"id": "r3", "total_rows": 0, "started_at": f"{DAY}T00:00:00+00:00"},
        {"id": "r4", "started_at": f"{DAY}T00:00:00+00:00"},
    ]
    await settle(store, town.changes)
    assert found(await ask(store, "DQ-04")) == ["r1"]
    assert found(await ask(store, "DQ-04", as_of=LATER)) == ["r1", "r2"]
    assert not found(await ask(store, "DQ-04", chain="C1"))


# ------------------------------------------------------------ DQ-05: organizations

NAMES = ("total_members", "formal_members", "probationary_members")
# Total, formal and probationary members, rows of the roster; whether found, or what is missing.
COUNTS: Mapping[str, tuple[int | None, int | None, int | None, int, bool | list[str]]] = {
    "adds up": (5, 4, 1, 0, False),
    "one too few": (5, 3, 1, 0, True),
    "one too many": (5, 5, 1, 0, True),
    "roster agrees": (2, 2, 0, 2, False),
    "roster too short": (2, 2, 0, 1, True),
    "roster too long": (2, 2, 0, 3, True),
    "nothing at all": (None, None, None, 0, list(NAMES)),
    "total unknown": (None, 2, 0, 0, ["total_members"]),
    "formal unknown": (2, None, 0, 0, ["formal_members"]),
    "probationary unknown": (2, 2, None, 0, ["probationary_members"]),
    "probationary alone": (None, None, 1, 0, ["total_members", "formal_members"]),
    "roster wrong, rest unknown": (2, None, None, 3, True),
    "roster right, rest unknown": (2, None, None, 2, ["formal_members", "probationary_members"]),
    "roster alone": (None, None, None, 2, list(NAMES)),
}


def roster(town: Town, organisation: str, rows: int, **dates: str) -> None:
    for n in range(rows):
        id = " ".join((organisation, str(n), *dates.values()))
        town.add("Member", id)
        town.link(("Member", id), "MEMBER_OF", ("PartyOrg", organisation), **dates)


async def test_dq05_numbers_of_members(store: Store) -> None:
    town = Town()
    for id, (total, formal, probationary, rows, _) in COUNTS.items():
        town.add("PartyOrg", id, kind="党支部")
        figures: dict[str, Any] = dict(zip(NAMES, (total, formal, probationary), strict=True))
        if any(value is not None for value in figures.values()):
            town.observe("PartyOrg", id, "2026-01-01", **figures)
        roster(town, id, rows)
    await settle(store, town.changes)
    answer = await ask(store, "DQ-05")
    assert sorted(found(answer)) == sorted(id for id, case in COUNTS.items() if case[-1] is True)
    assert unknown(answer) == {id: c[-1] for id, c in COUNTS.items() if isinstance(c[-1], list)}
    assert of(answer, "one too few").facts == {
        "total_members": 5, "formal_members": 3, "probationary_members": 1, "difference": -1,
        "roster": 0, "roster_difference": None,
        "observed_on": "2026-01-01", "observation": "PartyOrg:one too few@2026-01-01",
    }  # fmt: skip
    assert of(answer, "roster too long").facts["roster_difference"] == 1
    files = [place.file for place in of(answer, "one too few").sources]
    assert files == ["partyorg.csv", "figures.csv"]


async def test_dq05_roster_and_figures_of_the_day(store: Store) -> None:
    town = Town()
    town.add("Chain", "C1")
    figures: dict[str, Any] = {"formal_members": 1, "probationary_members": 0}
    for id in ("joined", "left", "figures", "led"):
        town.add("PartyOrg", id, kind="党支部")
    town.link(("PartyOrg", "joined"), "IN_CHAIN", ("Chain", "C1"), since=DAY, until=DAY)
    town.link(("PartyOrg", "led"), "LEADS", ("Chain", "C1"))
    town.link(("PartyOrg", "figures"), "IN_CHAIN", ("Chain", "C1"), until=EARLIER)
    town.link(("PartyOrg", "left"), "IN_CHAIN", ("Chain", "C1"), since=LATER)
    for id in ("joined", "left"):
        town.observe("PartyOrg", id, "2026-01-01", **figures, total_members=1)
        roster(town, id, 1)
    roster(town, "joined", 1, since=DAY)
    roster(town, "left", 1, until=DAY)
    town.observe("PartyOrg", "figures", "2026-01-01", DAY, **figures, total_members=1)
    town.observe("PartyOrg", "figures", DAY, LATER, **figures, total_members=9)
    town.observe("PartyOrg", "figures", LATER, **figures, total_members=1)
    town.observe("PartyOrg", "led", "2026-01-01", **figures, total_members=9)
    await settle(store, town.changes)
    assert found(await ask(store, "DQ-05")) == ["figures", "joined", "led", "left"]
    assert found(await ask(store, "DQ-05", as_of=EARLIER)) == ["led", "left"]
    assert found(await ask(store, "DQ-05", as_of=LATER)) == ["joined", "led"]
    assert found(await ask(store, "DQ-05", chain="C1")) == ["joined", "led"]


# ------------------------------------------------------------ DQ-06: members

BORN = {"birth": "1980-05"}
# Joined and formal on; found, or what is missing. "formal" and "young" say which date is wrong.
FORMAL: Mapping[str, tuple[Mapping[str, Any], str | list[str]]] = {
    "a year": ({"joined_on": "2021-06-30", "formal_on": "2022-06-30", **BORN}, ""),
    "a day less": ({"joined_on": "2021-06-30", "formal_on": "2022-06-29", **BORN}, "formal"),
    "a month less": ({"joined_on": "2021-06", "formal_on": "2022-05", **BORN}, "formal"),
    "that month": ({"joined_on": "2021-06-30", "formal_on": "2022-06", **BORN}, ""),
    "joined that month": ({"joined_on": "2021-06", "formal_on": "2022-06-01", **BORN}, ""),
    "the same year": ({"joined_on": "2021", "formal_on": "2021", **BORN}, "formal"),
    "the next year": ({"joined_on": "2021", "formal_on": "2022", **BORN}, ""),
    "leap day": ({"joined_on": "2020-02-29", "formal_on": "2021-02-28", **BORN}, ""),
    "before a leap day": ({"joined_on": "2020-02-29", "formal_on": "2021-02-27", **BORN}, "formal"),
    "formal today": ({"joined_on": "2026-01-01", "formal_on": DAY, **BORN}, "formal"),
    "formal tomorrow": ({"joined_on": "2026-01-01", "formal_on": LATER, **BORN}, ""),
    "joined today": ({"joined_on": DAY, "birth": "2020", "status": "预备"}, "young"),
    "joined tomorrow": ({"joined_on": LATER, "birth": "2020", "status": "预备"}, ""),
    "eighteen": ({"joined_on": "2021-06-30", "birth": "2003-06-30", "status": "预备"}, ""),
    "a day short": ({"joined_on": "2021-06-29", "birth": "2003-06-30", "status": "预备"}, "young"),
    "born that month": ({"joined_on": "2021-06-01", "birth": "2003-06", "status": "预备"}, ""),
    "leap child": ({"joined_on": "2022-02-28", "birth": "2004-02-29", "status": "预备"}, ""),
    "leap minor": ({"joined_on": "2022-02-27", "birth": "2004-02-29", "status": "预备"}, "young"),
    "born later": ({"joined_on": "2021-06-30", "birth": "2003-07", "status": "预备"}, "young"),
    "young, formal unknown": ({"joined_on": "2021-06", "birth": "2010"}, "young"),
    "early, birth unknown": ({"joined_on": "2021-06", "formal_on": "2021-07"}, "formal"),
    "formal day unknown": ({"joined_on": "2021-06", **BORN, "status": "正式"}, ["formal_on"]),
    "status unknown": ({"joined_on": "2021-06", **BORN}, ["formal_on"]),
    "probationary": ({"joined_on": "2021-06", **BORN, "status": "预备"}, ""),
    "birth unknown": ({"joined_on": "2021-06", "formal_on": "2022-06"}, ["birth"]),
    "joining unknown": ({"formal_on": "2022-06", **BORN}, ["joined_on"]),
    "nothing of a probationary": ({"status": "预备"}, ["joined_on", "birth"]),
    "applicant": ({"joined_on": "2021-06", "formal_on": "2021-07", "status": "入党申请人"}, ""),
    "activist": ({"joined_on": "2021-06", "formal_on": "2021-07", "status": "入党积极分子"}, ""),
    "candidate": ({"joined_on": "2021-06", "formal_on": "2021-07", "status": "发展对象"}, ""),
}  # fmt: skip


async def test_dq06_dates_that_cannot_be(store: Store) -> None:
    town = Town()
    for id, (values, _) in FORMAL.items():
        town.add("Member", id, "张三", **values)
    await settle(store, town.changes)
    answer = await ask(store, "DQ-06")
    told = {f.subject.id: _wrong(f) for f in answer.items}
    assert told == {id: want for id, (_, want) in FORMAL.items() if want in ("formal", "young")}
    assert unknown(answer) == {id: w for id, (_, w) in FORMAL.items() if isinstance(w, list)}
    assert "joined tomorrow" in found(await ask(store, "DQ-06", as_of=LATER))
    said = answer.model_dump_json()
    assert "张三" not in said and "2021-06" not in said and "1980" not in said


def _wrong(finding: Finding) -> str:
    early, young = finding.facts["formal_too_early"], finding.facts["joined_too_young"]
    return "formal" * (early is True) + "young" * (young is True)


async def test_dq06_chains_are_those_of_the_organization(store: Store) -> None:
    town = Town()
    town.add("Chain", "C1")
    wrong = {"joined_on": "2021", "formal_on": "2021", "birth": "1980"}
    spans = {"in force": ({}, {}), "left": ({"until": EARLIER}, {}),
             "to come": ({"since": LATER}, {}), "moved": ({}, {"until": EARLIER}),
             "planned": ({}, {"since": LATER})}  # fmt: skip
    for id, (of_member, of_chain) in spans.items():
        town.add("PartyOrg", id, kind="党支部")
        town.add("Member", id, **wrong)
        town.link(("Member", id), "MEMBER_OF", ("PartyOrg", id), **of_member)
        town.link(("PartyOrg", id), "IN_CHAIN", ("Chain", "C1"), **of_chain)
    town.add("Member", "of the committee", **wrong)
    town.add("PartyOrg", "committee", kind="产业链党委")
    town.link(("Member", "of the committee"), "MEMBER_OF", ("PartyOrg", "committee"))
    town.link(("PartyOrg", "committee"), "LEADS", ("Chain", "C1"))
    await settle(store, town.changes)
    every = await ask(store, "DQ-06")
    assert found(every) == sorted([*spans, "of the committee"])
    assert of(every, "in force").facts["organisations"] == ["in force"]
    assert of(every, "left").facts["organisations"] == []
    assert found(await ask(store, "DQ-06", chain="C1")) == ["in force", "of the committee"]


# ------------------------------------------------------------ what is not judged


async def test_what_cannot_be_judged_is_told(store: Store) -> None:
    town = Town()
    town.add("Member", "M1", birth="1980")
    await settle(store, town.changes)
    answer = await ask(store, "DQ-06")
    assert not answer.items and not answer.unknown
    (each,) = answer.unjudged
    assert each.rule == "DQ-06" and each.missing == ["Member.joined_on"] and each.why
    town.add("Member", "M2", birth="1980", joined_on="2021", formal_on="2022")
    await settle(store, town.changes)
    assert not (await ask(store, "DQ-06")).unjudged, "one member of whom it is told is enough"


async def test_a_suppressor_that_is_not_judged_suppresses_nothing(
    store: Store, tmp_path: Path
) -> None:
    head = """/*
id = "{}"
version = 1
zh = "自定规则"
en = "A rule of somebody's own"
subject = "Enterprise"
severity = "low"
force = "binding"
action = "处理"
closes_when = "处理完毕"
basis = [{{ text = "本地办法" }}]
{}
*/
MATCH (e:Enterprise) RETURN e.id AS id, e.name AS name, [] AS chains, {{id: e.id}} AS facts
"""
    (tmp_path / "1.cypher").write_text(head.format("XX-01", 'requires = ["Meeting"]'), "utf-8")
    (tmp_path / "2.cypher").write_text(head.format("XX-02", 'suppressed_by = ["XX-01"]'), "utf-8")
    rules = rulefiles.load((tmp_path,))
    town = Town()
    town.add("Enterprise", "A")
    await settle(store, town.changes)
    answer = await findings(store, rules, as_of=DAY)
    assert [f.rule for f in answer.items] == ["XX-02"]
    assert [(each.rule, each.missing) for each in answer.unjudged] == [("XX-01", ["Meeting"])]
    town.add("Meeting", "M1")
    await settle(store, town.changes)
    answer = await findings(store, rules, as_of=DAY)
    assert [f.rule for f in answer.items] == ["XX-01"] and not answer.unjudged


# ------------------------------------------------------------ packs


def own(**values: Any) -> Pack:
    return Pack(name="own", version="1", zh="本地", **values)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"on": ("XX-99",)}, "没有规则 XX-99"),
        ({"off": ("XX-99",)}, "没有规则 XX-99"),
        ({"parameters": {"XX-99": {"least": 1}}}, "没有规则 XX-99"),
        ({"parameters": {"PO-01": {"most": 1}}}, "没有参数 most；有：least"),
        ({"parameters": {"CH-08": {"least": 1}}}, "有：（无）"),
        ({"parameters": {"PO-01": {"least": "3"}}}, "'3'"),
        ({"parameters": {"PO-01": {"least": 2.5}}}, "2.5"),
        ({"parameters": {"PO-01": {"least": True}}}, "True"),
        ({"parameters": {"PO-01": {"least": -1}}}, "-1"),
        ({"parameters": {"SV-08": {"words": "举报"}}}, "举报"),
    ],
)
def test_a_pack_that_cannot_be_is_refused(values: Mapping[str, Any], says: str) -> None:
    with pytest.raises(InputError) as refused:
        check(own(**values), OURS)
    error = refused.value
    assert says in error.zh and "own" in error.zh and "own" in error.en
    assert error.fix_zh and error.fix_en


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"on": ("PO-01",), "off": ("CH-08",)},
        {"parameters": {"PO-01": {"least": 0}}},
        {"parameters": {"SV-08": {"words": ["举报"]}, "WO-01": {"large_severity": "high"}}},
    ],
)
def test_a_pack_that_can_be_is_itself(values: Mapping[str, Any]) -> None:
    pack = own(**values)
    assert check(pack, OURS) is pack


def test_our_packs_can_be() -> None:
    assert all(check(pack, OURS) for pack in packs.load_packs())


# ------------------------------------------------------------ two packs side by side

FEW = [RULES[id] for id in ("CH-08", "PO-01", "PO-02", "PO-03", "WO-01", "WO-05")]


def ids(found: Sequence[Finding]) -> list[str]:
    return [finding.subject.id for finding in found]


def lists(answer: Comparison) -> dict[str, tuple[int, int, list[str], list[str], list[str]]]:
    return {
        d.rule: (d.first, d.second, ids(d.only_first), ids(d.only_second), ids(d.changed))
        for d in answer.items
    }


async def test_two_packs_on_a_town(store: Store) -> None:
    await settle(store, towns.fixed())
    stricter = own(
        parameters={
            "PO-01": {"least": 6},
            "PO-03": {"least": 2},
            "WO-01": {"large_severity": "high"},
        },
        off=("CH-08",),
    )
    answer = await compare(store, FEW, (packs.pack(), stricter), as_of=DAY)
    assert lists(answer) == {
        "CH-08": (1, 0, ["S3"], [], []),
        "PO-01": (1, 0, ["A"], [], []),
        "PO-03": (1, 0, ["C"], [], []),
        "WO-01": (1, 1, [], [], ["D"]),
    }, "rules that find the same are not listed"
    assert answer.items[3].changed[0].severity == "high", "as the second pack has it"
    assert answer.packs == ("default 1", "own 1") and answer.total == 4 and not answer.why
    back = await compare(store, FEW, (stricter, packs.pack()), as_of=DAY)
    assert lists(back)["PO-01"] == (0, 1, [], ["A"], [])
    assert back.items[3].changed[0].severity == "medium"
    none = await compare(store, FEW, (stricter, stricter), as_of=DAY)
    assert not none.items and none.why
    of_chain = await compare(store, FEW, (packs.pack(), stricter), as_of=DAY, chain="C2")
    assert not of_chain.items and [rate.chain for rate in of_chain.coverage] == ["C2"]


async def test_default_and_national_on_the_sample(sample_store: Store) -> None:
    both = packs.pack("default"), packs.pack("national")
    answer = await compare(sample_store, FEW, both, as_of=AS_OF, chain="NEV")
    assert not answer.items and answer.why, "the packs differ in what coverage is divided by"
    (rate,) = answer.coverage
    assert (rate.chain, rate.first.numerator, rate.first.denominator) == ("NEV", 26, 35)
    assert (rate.second.numerator, rate.second.denominator) == (26, 36)
    assert "已摸排" in answer.definition and "登记在册" in answer.definition and answer.sources
    four = own(parameters={"PO-01": {"least": 4}, "PO-03": {"least": 4}})
    answer = await compare(sample_store, FEW, (both[0], four), as_of=AS_OF, chain="NEV")
    three = await findings(sample_store, [RULES["PO-01"]], as_of=AS_OF, chain="NEV")
    exactly = [f.subject.id for f in three.items if f.facts["formal_affiliated"] == 3]
    assert "S027" in exactly
    assert {rule: (d[2], d[3]) for rule, d in lists(answer).items()} == {
        "PO-01": (exactly, []), "PO-03": ([], exactly),
    }, "with another bound they owe a joint branch instead"  # fmt: skip
