"""Complete lists: what they no longer name ends the day before, and a past day stays as it was."""

from itertools import permutations
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from api.cli import app
from graph import Store
from graph.errors import InputError, UsageError
from ingest.days import day_before
from ingest.report import Report
from queries.coverage import coverage
from tests.effort import cases
from tests.graphs import table, take, whole

pytestmark = pytest.mark.anyio

CHAINS = ("产业链编号 产业链名称", "C1 甲链")
SEGMENTS = ("环节编号 环节名称 所属产业链", "G1 一环节 C1", "G2 二环节 C1")
FIRMS = "企业编号 企业名称 所属产业链 所处环节 经营状态 是否摸排 数据日期"
OCTOBER = ("E1 甲公司 C1 G1 在营 是 2026-10-15", "E2 乙公司 C1 G1 在营 是 2026-10-15")
ORGS = ("编号 党组织全称 类别 覆盖企业", "P1 甲党支部 党支部 E1", "P2 乙党支部 党支部 E2")
MEMBERS = "党员编号 姓名 所在党支部 数据日期"


def ended(report: Report) -> int:
    return sum(ties.ended for taken in report.lists for ties in taken.ties)


def standing(report: Report) -> int:
    return sum(ties.standing for taken in report.lists for ties in taken.ties)


def dated(values: list[tuple[str, str]]) -> str:
    return dict(values).get("until", "")


async def untils(store: Store, rel: str) -> dict[tuple[str, str], str]:
    """The last days of the relationships of a type, by the ids at their ends."""
    graph = await whole(store)
    return {(a[1], b[1]): dated(values) for a, found, b, values in graph.rels if found == rel}


async def sinces(store: Store, rel: str) -> dict[tuple[str, str], str]:
    """Their first days."""
    graph = await whole(store)
    return {(a[1], b[1]): dict(v).get("since", "") for a, f, b, v in graph.rels if f == rel}


async def begun(store: Store, folder: Path) -> None:
    """Two enterprises with a branch each, by lists of October."""
    await take(
        store,
        table(folder / "产业链.csv", *CHAINS),
        table(folder / "环节.csv", *SEGMENTS),
        table(folder / "企业-10.csv", FIRMS, *OCTOBER),
        table(folder / "党组织-10.csv", *ORGS),
        table(folder / "党员-10.csv", MEMBERS, "M1 某甲 P1 2026-10-15", "M2 某乙 P1 2026-10-15"),
        today="2026-10-15",
    )


async def test_who_is_missing_has_left_and_who_is_elsewhere_has_moved(
    store: Store, tmp_path: Path
) -> None:
    await begun(store, tmp_path)
    november = table(tmp_path / "党员-11.csv", MEMBERS, "M1 某甲 P2 2026-11-15")
    report = await take(store, november, complete=True)
    assert (standing(report), ended(report), report.written) == (2, 2, True)
    assert await untils(store, "MEMBER_OF") == {
        ("M1", "P1"): "2026-11-14",
        ("M1", "P2"): "",
        ("M2", "P1"): "2026-11-14",
    }
    assert [(c.property, c.after) for c in report.changes].count(("until", "2026-11-14")) == 2
    assert (await take(store, november, complete=True)).writes == 0


async def test_a_list_of_a_month(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    november = table(tmp_path / "党员-11.csv", MEMBERS, "M1 某甲 P1 2026-11")
    assert ended(await take(store, november, complete=True)) == 1
    assert await untils(store, "MEMBER_OF") == {("M1", "P1"): "", ("M2", "P1"): "2026-10"}
    october = table(tmp_path / "党员-10b.csv", MEMBERS, "M1 某甲 P1 2026-10")
    assert ended(await take(store, october, complete=True)) == 0, "M2 was on one of its days"


async def test_without_the_word_a_list_ends_nothing(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    november = table(tmp_path / "党员-11.csv", MEMBERS, "M1 某甲 P2 2026-11-15")
    report = await take(store, november)
    assert (standing(report), ended(report)) == (0, 0)
    assert set((await untils(store, "MEMBER_OF")).values()) == {""}
    assert [(h.row, h.column) for h in report.hints if "--complete" in h.reason] == [
        (2, "所在党组织")
    ]
    assert not (await take(store, tmp_path / "党员-10.csv")).hints, "it says nothing new"


async def test_a_past_day_is_answered_as_it_was(store: Store, tmp_path: Path) -> None:
    """The list of organisations alone tells whom they cover: it ends that, and nothing else."""
    await begun(store, tmp_path)
    rows = ("编号 党组织全称 类别 覆盖企业 数据日期", "P1 甲党支部 党支部 E1 2026-11-15")
    await take(store, table(tmp_path / "党组织-11.csv", *rows), complete=True)
    assert await untils(store, "COVERS") == {("P1", "E1"): "", ("P2", "E2"): "2026-11-14"}
    assert set((await untils(store, "IN_CHAIN")).values()) == {""}
    for day, covered in (("2026-11-14", 2), ("2026-11-15", 1)):
        answer = await coverage(store, as_of=day, chain="C1")
        assert answer.items[0].organisation.numerator == covered, day


async def test_what_another_list_tells_of_stays(store: Store, tmp_path: Path) -> None:
    """An enterprise that left the list stands nowhere any more; that a branch covers it was told by
    the list of branches."""
    await begun(store, tmp_path)
    november = table(tmp_path / "企业-11.csv", FIRMS, "E1 甲公司 C1 G2 在营 是 2026-11-15")
    report = await take(store, november, complete=True)
    assert await untils(store, "AT") == {
        ("E1", "G1"): "2026-11-14",
        ("E1", "G2"): "",
        ("E2", "G1"): "2026-11-14",
    }
    chains = await untils(store, "IN_CHAIN")
    assert (chains["E1", "C1"], chains["E2", "C1"]) == ("", "2026-11-14")
    assert chains["G1", "C1"] == "", "the segments are of another list"
    assert set((await untils(store, "COVERS")).values()) == {""}
    assert (standing(report), ended(report)) == (4, 3)
    assert [(hint.column, "乙公司" in hint.reason) for hint in report.hints][-1] == (
        "经营状态",
        True,
    )


async def test_an_empty_cell_and_an_absent_column_say_nothing(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    empty = table(tmp_path / "a.csv", FIRMS, *(row.replace("G1", "-") for row in OCTOBER))
    absent = table(tmp_path / "b.csv", "企业编号 企业名称", "E1 甲公司")
    for list_ in (empty, absent):
        assert ended(await take(store, list_, complete=True)) == 0
    assert set((await untils(store, "AT")).values()) == {""}


async def test_an_older_list_ends_nothing_newer(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    september = table(tmp_path / "党员-09.csv", MEMBERS, "M1 某甲 P1 2026-09-15")
    assert ended(await take(store, september, complete=True)) == 0


async def test_who_is_on_a_later_list_stands_again(store: Store, tmp_path: Path) -> None:
    """From then on: what was reported of the time between stays true."""
    await begun(store, tmp_path)
    for month, rows in ((11, ("M1 某甲 P1",)), (12, ("M1 某甲 P1", "M2 某乙 P1"))):
        dated_rows = (f"{row} 2026-{month}-15" for row in rows)
        await take(store, table(tmp_path / f"{month}.csv", MEMBERS, *dated_rows), complete=True)
    assert await spells_of(store, "M2") == [("", "2026-11-14"), ("2026-12-15", "")]
    january = table(tmp_path / "01.csv", MEMBERS, "M1 某甲 P1 2027-01-15")
    await take(store, january, complete=True)
    assert await spells_of(store, "M2") == [("", "2026-11-14"), ("2026-12-15", "2027-01-14")]


async def test_what_is_stated_for_a_later_day_stands_again(store: Store, tmp_path: Path) -> None:
    """By any table: a list that is not complete, too."""
    await begun(store, tmp_path)
    november = table(tmp_path / "11.csv", MEMBERS, "M1 某甲 P1 2026-11-15")
    await take(store, november, complete=True)
    december = table(tmp_path / "12.csv", MEMBERS, "M2 某乙 P1 2026-12-15")
    await take(store, december)
    assert await spells_of(store, "M2") == [("", "2026-11-14"), ("2026-12-15", "")]
    assert (await take(store, december)).writes == 0


async def spells_of(store: Store, member: str) -> list[tuple[str, str]]:
    """The first and the last days of a member's times in branches."""
    graph = await whole(store)
    found = [dict(v) for a, f, _, v in graph.rels if f == "MEMBER_OF" and a[1] == member]
    return sorted((v.get("since", ""), v.get("until", "")) for v in found)


async def test_a_list_of_one_duty_ends_none_of_another(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    header = "姓名 联系企业 联系角色 数据日期"
    duties = (
        "张三 E1 党建指导员 2026-10-15",
        "张三 E2 党建指导员 2026-10-15",
        "李四 E1 挂点领导 2026-10-15",
    )
    await take(store, table(tmp_path / "挂点联系.csv", header, *duties))
    november = table(tmp_path / "指导员选派.csv", header, "张三 E2 党建指导员 2026-11-15")
    report = await take(store, november, complete=True)
    ends = await untils(store, "ASSIGNED_TO")
    assert sorted((b, until) for (_, b), until in ends.items() if until) == [("E1", "2026-11-14")]
    assert ended(report) == 1


async def test_things_that_happen_are_no_list(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    header = "诉求编号 诉求企业 诉求内容 提出时间"
    await take(store, table(tmp_path / "诉求-10.csv", header, "2026-10-1 E1 用工 2026-10-03"))
    november = table(tmp_path / "诉求-11.csv", header, "2026-11-1 E2 用地 2026-11-03")
    report = await take(store, november, complete=True)
    assert ended(report) == 0
    assert any("不按完整名单处理" in hint.reason for hint in report.hints)
    assert set((await untils(store, "RAISES")).values()) == {""}


async def test_refused_rows_leave_everything_as_it_is(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    faulty = table(tmp_path / "党员-11.csv", MEMBERS, "M1 某甲 P9 2026-11-15")
    report = await take(store, faulty, complete=True)
    assert (report.rejected, ended(report), report.written) == (1, 0, False)
    with pytest.raises(UsageError, match="partial"):
        await take(store, faulty, complete=True, partial=True)


def ingest(tmp_path: Path, name: str, *rows: str, more: tuple[str, ...] = ("-y",)) -> Result:
    """Load a complete list of enterprises, dated by its name, as a command."""
    file = table(tmp_path / f"{name}.csv", "编号 企业名称 所属产业链", *rows)
    chains = table(tmp_path / "产业链.csv", *CHAINS)
    told = ["--complete", "--as-of", name[:10], "--store", f"arcade:{tmp_path}/graph"]
    return CliRunner().invoke(app, ["ingest", str(chains), str(file), *told, *more, "--lang", "zh"])


def test_the_plan_says_what_ends(tmp_path: Path) -> None:
    """On the terminal; and where most of it ends, that the list may be one of a part."""

    def shown(name: str, *rows: str) -> str:
        result = ingest(tmp_path, name, *rows)
        assert result.exit_code == 0, result.output
        return "".join(result.stdout.split())

    assert "到此为止" not in shown("2026-08-01", *(f"E{n} 企业{n} C1" for n in range(4)))
    some = shown("2026-09-01", *(f"E{n} 企业{n} C1" for n in (0, 1, 2, 7)))
    assert "完整名单企业，自2026-09-01起" in some and "超过一半" not in some
    assert "属于产业链原有4条，1条到此为止，1条自此开始" in some
    most = shown("2026-10-01", "E1 企业1 C1")
    assert "属于产业链原有4条，3条到此为止" in most and "超过一半" in most


def test_a_list_that_ends_most_is_not_written_unasked(tmp_path: Path) -> None:
    """Where nobody can be asked, somebody has to have said so."""
    ingest(tmp_path, "2026-08-01", *(f"E{n} 企业{n} C1" for n in range(4)))
    for more in ((), ("--json",)):
        refused = ingest(tmp_path, "2026-09-01", "E1 企业1 C1", more=more)
        assert refused.exit_code == 3, refused.output
        assert "--yes" in refused.stderr
    assert ingest(tmp_path, "2026-09-01", "E1 企业1 C1").exit_code == 0


def test_a_list_of_the_future_is_refused(tmp_path: Path) -> None:
    result = ingest(tmp_path, "2999-08-01", "E1 企业1 C1")
    assert result.exit_code == 2 and "之后" in result.stderr


def test_the_report_as_a_workbook_has_the_changes(tmp_path: Path) -> None:
    ingest(tmp_path, "2026-08-01", *(f"E{n} 企业{n} C1" for n in range(4)))
    out = tmp_path / "out.xlsx"
    ingest(
        tmp_path, "2026-09-01", *(f"E{n} 企业{n} C1" for n in range(3)), more=("--report", str(out))
    )
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert any("变化" in row and "终止日期" in row for row in rows), rows


LISTS = {  # who is in which branch, by list: M2 is in another, and M7 in none, for a month
    "2026-09-30": {"M1": "P1", "M2": "P1", "M3": "P1", "M4": "P2", "M7": "P1"},
    "2026-10-31": {"M1": "P1", "M2": "P2", "M3": "P2", "M5": "P1"},
    "2026-11-30": {"M1": "P1", "M2": "P1", "M3": "P2", "M6": "P1", "M7": "P1"},
    "2026-12-31": {"M1": "P2", "M2": "P1", "M5": "P1", "M7": "P1"},
}


@pytest.mark.parametrize("order", [*permutations(LISTS)][:: cases(9, 1)], ids="→".join)
@pytest.mark.parametrize("stated", [True, False], ids=["dated", "undated"])
async def test_lists_in_any_order_give_the_same_days(
    store: Store, tmp_path: Path, order: tuple[str, ...], stated: bool
) -> None:
    await take(
        store,
        table(
            tmp_path / "党组织.csv",
            "编号 党组织全称 类别",
            "P1 甲党支部 党支部",
            "P2 乙党支部 党支部",
        ),
    )
    for day in order:
        rows = (f"{m} 某{m} {p} {day if stated else '-'}" for m, p in LISTS[day].items())
        file = table(tmp_path / f"{day}.csv", MEMBERS, *rows)
        report = await take(store, file, complete=True, today=day)
        assert report.written
        assert (await take(store, file, complete=True, today=day)).writes == 0
    graph = await whole(store)
    ties = [(a[1], b[1], dict(v)) for a, type_, b, v in graph.rels if type_ == "MEMBER_OF"]
    for day, there in LISTS.items():
        stood = {(a, b) for a, b, v in ties if v.get("since", "") <= day <= v.get("until", "9999")}
        assert stood == set(there.items()), (day, ties)


async def test_what_a_list_names_first_begins_with_it(store: Store, tmp_path: Path) -> None:
    """Also a branch that was founded, and an enterprise that came into the chain: a past day is
    answered as it was before the list came."""
    await begun(store, tmp_path)
    before = await coverage(store, as_of="2026-10-20", chain="C1")
    firms = table(
        tmp_path / "企业-11.csv",
        FIRMS,
        *(row.replace("2026-10-15", "2026-11-15") for row in OCTOBER),
        "E3 丙公司 C1 G2 在营 是 2026-11-15",
    )
    branches = (f"P{n} {n}党支部 党支部 E{n} 2026-11-15" for n in (1, 2, 3))
    orgs = ("编号 党组织全称 类别 覆盖企业 数据日期", *branches)
    await take(store, firms, table(tmp_path / "党组织-11.csv", *orgs), complete=True)
    assert await coverage(store, as_of="2026-10-20", chain="C1") == before
    now = await coverage(store, as_of="2026-11-15", chain="C1")
    assert (now.items[0].organisation.numerator, now.items[0].organisation.denominator) == (3, 3)


async def test_the_same_list_by_its_right_day(store: Store, tmp_path: Path) -> None:
    """A list was loaded as of a wrong day; loaded again as of the right one, it counts from there,
    and the wrong day is forgotten."""
    await begun(store, tmp_path)
    file = table(tmp_path / "党员-11.csv", "党员编号 姓名 所在党支部", "M1 某甲 P2")
    await take(store, file, complete=True, today="2026-12-31", dated=True)
    report = await take(store, file, complete=True, today="2026-11-30", dated=True)
    assert report.written
    assert await untils(store, "MEMBER_OF") == {
        ("M1", "P1"): "2026-11-29",
        ("M1", "P2"): "",
        ("M2", "P1"): "2026-11-29",
    }
    assert (await sinces(store, "MEMBER_OF"))["M1", "P2"] == "2026-11-30"
    later = table(
        tmp_path / "党员-12.csv", MEMBERS, "M1 某甲 P2 2026-12-15", "M9 某己 P1 2026-12-15"
    )
    await take(store, later, complete=True)
    assert (await untils(store, "MEMBER_OF"))["M9", "P1"] == ""


async def test_a_list_mended_on_its_day(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    wrong = table(tmp_path / "a.csv", MEMBERS, "M1 某甲 P2 2026-11-15", "M2 某乙 P1 2026-11-15")
    right = table(tmp_path / "b.csv", MEMBERS, "M1 某甲 P1 2026-11-15", "M2 某乙 P1 2026-11-15")
    for file in (wrong, right):
        await take(store, file, complete=True)
    stood = {k for k, u in (await untils(store, "MEMBER_OF")).items() if not u}
    assert stood == {("M1", "P1"), ("M2", "P1")}


async def test_lists_of_several_days_at_once_are_refused(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    october = table(tmp_path / "党员-10.csv", MEMBERS, "M1 某甲 P1 2026-10-31")
    november = table(tmp_path / "党员-11.csv", MEMBERS, "M1 某甲 P1 2026-11-30")
    with pytest.raises(InputError, match=r"2026-10-31.*2026-11-30"):
        await take(store, october, november, complete=True)
    assert (await take(store, october, november)).written


async def test_a_title_with_another_day_is_asked_about(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    file = tmp_path / "党员名册.csv"
    file.write_text(
        "党员名册（截至2026年10月31日）\n党员编号,姓名,所在党支部\nM1,某甲,P1\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="2026年10月31日") as caught:
        await take(store, file, complete=True, today="2026-11-15")
    assert "--as-of 2026-10-31" in caught.value.fix_zh
    assert (await take(store, file, complete=True, today="2026-10-31", dated=True)).written


@pytest.mark.parametrize("order", [(11, 12), (12, 11)], ids=["in order", "late"])
async def test_who_left_the_list_is_judged_no_more(
    store: Store, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """Until it is on it again; then as it was. E3 is on the list of October alone."""
    chains, segments = table(tmp_path / "a.csv", *CHAINS), table(tmp_path / "b.csv", *SEGMENTS)
    await take(store, chains, segments)
    lists = {
        10: (*OCTOBER, "E3 丙公司 C1 G1 在营 是 2026-10-15"),
        11: OCTOBER[:1],
        12: OCTOBER,
    }
    for month in (10, *order):
        rows = [row.replace("10-15", f"{month}-15") for row in lists[month]]
        rows = rows if month == 10 else [row.replace(" 在营", " -") for row in rows]
        await take(store, table(tmp_path / f"{month}.csv", FIRMS, *rows), complete=True)
    found = await store.read(
        "MATCH (e:Enterprise)-[:OBSERVED]->(o:Observation) WHERE o.on >= '2026-10-15' "
        "RETURN e.id AS id, o.on AS day, o.status AS status, o.operating AS operating"
    )
    told = {(row["id"], row["day"]): (row["status"], row["operating"]) for row in found}
    assert told["E2", "2026-10-15"] == told["E2", "2026-12-15"] == ("在营", True)
    assert told["E2", "2026-11-15"] == told["E3", "2026-11-15"] == ("不在名单", False)
    assert told.get(("E3", "2026-12-15"), ("不在名单", False)) == ("不在名单", False)
    assert told["E1", "2026-11-15"] == told["E1", "2026-12-15"] == ("在营", True)


async def test_a_dissolved_branch_covers_nobody(store: Store, tmp_path: Path) -> None:
    """Whoever said that it did, and though its row names them still; also off the list."""
    await begun(store, tmp_path)
    header = "编号 党组织全称 类别 覆盖企业 运行状态 数据日期"
    await take(store, table(tmp_path / "a.csv", header, "P1 甲党支部 党支部 E1 已撤销 2026-11-15"))
    assert await untils(store, "COVERS") == {("P1", "E1"): "2026-11-14", ("P2", "E2"): ""}
    only = table(tmp_path / "b.csv", header, "P1 甲党支部 党支部 - 已撤销 2026-12-15")
    await take(store, only, complete=True)
    assert await untils(store, "COVERS") == {("P1", "E1"): "2026-11-14", ("P2", "E2"): "2026-12-14"}


async def test_a_late_word_of_dissolution_lasts_until_the_next_state(
    store: Store, tmp_path: Path
) -> None:
    await begun(store, tmp_path)
    header = "编号 党组织全称 类别 覆盖企业 运行状态 数据日期"
    for day, state in (("2026-12-15", "正常"), ("2026-11-15", "已撤销")):
        row = f"P1 甲党支部 党支部 E1 {state} {day}"
        await take(store, table(tmp_path / f"{day}.csv", header, row))
    for day, covered in (("2026-11-14", 2), ("2026-11-15", 1), ("2026-12-15", 2)):
        found = await coverage(store, as_of=day, chain="C1")
        assert found.items[0].organisation.numerator == covered, day


async def test_a_duty_that_returned_ends_again(store: Store, tmp_path: Path) -> None:
    """A list of relationships themselves."""
    await begun(store, tmp_path)
    header = "姓名 联系企业 联系角色 数据日期"
    both = ("张三 E1 党建指导员", "李四 E2 党建指导员")
    for month, rows in ((9, both), (10, both[1:]), (11, both), (12, both[1:])):
        dated_rows = (f"{row} 2026-{month:02}-20" for row in rows)
        await take(store, table(tmp_path / f"{month}.csv", header, *dated_rows), complete=True)
    graph = await whole(store)
    ties = [dict(v) for _, f, b, v in graph.rels if f == "ASSIGNED_TO" and b[1] == "E1"]
    assert sorted((v.get("since", ""), v.get("until", "")) for v in ties) == [
        ("", "2026-10-19"),
        ("2026-11-20", "2026-12-19"),
    ]


async def test_a_list_that_was_forgotten_to_be_complete(store: Store, tmp_path: Path) -> None:
    """Loaded again with the word, it begins what it brought."""
    await begun(store, tmp_path)
    november = table(tmp_path / "党员-11.csv", MEMBERS, "M1 某甲 P2 2026-11-15")
    await take(store, november)
    await take(store, november, complete=True)
    assert (await sinces(store, "MEMBER_OF"))["M1", "P2"] == "2026-11-15"
    assert (await untils(store, "MEMBER_OF"))["M1", "P1"] == "2026-11-14"


async def test_a_list_mended_on_its_day_brings_nothing_twice(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    for branch in ("P2", "P1"):
        rows = (f"M1 某甲 {branch} 2026-11-15", "M2 某乙 P1 2026-11-15")
        await take(store, table(tmp_path / f"{branch}.csv", MEMBERS, *rows), complete=True)
    assert await spells_of(store, "M1") == [("", ""), ("2026-11-15", "2026-11-14")]


@pytest.mark.parametrize(
    ("wrong", "right"), [("2026-11-15", "2026-11-30"), ("2026-12-15", "2026-11-30")]
)
async def test_a_wrong_day_leaves_nothing_behind(
    store: Store, tmp_path: Path, wrong: str, right: str
) -> None:
    await begun(store, tmp_path)
    file = table(tmp_path / "党员-11.csv", "党员编号 姓名 所在党支部", "M1 某甲 P2")
    await take(store, file, complete=True, today=wrong, dated=True)
    report = await take(store, file, complete=True, today=right, dated=True)
    assert any("不再算" in hint.reason for hint in report.hints)
    assert await spells_of(store, "M1") == [("", "2026-11-29"), ("2026-11-30", "")]
    assert await spells_of(store, "M2") == [("", "2026-11-29")]


async def test_a_wrong_day_beyond_another_list_is_not_mended(store: Store, tmp_path: Path) -> None:
    for month, member in ((10, "M1 某甲 P1"), (11, "M1 某甲 P2")):
        if month == 10:
            await begun(store, tmp_path)
        rows = table(tmp_path / f"{month}.csv", MEMBERS, f"{member} 2026-{month}-15")
        await take(store, rows, complete=True)
    file = table(tmp_path / "党员-12.csv", "党员编号 姓名 所在党支部", "M1 某甲 P1")
    await take(store, file, complete=True, today="2026-10-31", dated=True)
    with pytest.raises(InputError, match="2026-11-15"):
        await take(store, file, complete=True, today="2026-12-31", dated=True)


@pytest.mark.parametrize("order", [(10, 6, 7, 8, 9), (9, 6, 8, 7, 10), (9, 7, 6, 8, 10)], ids=str)
async def test_several_returns_in_another_order(
    store: Store, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """M1 by month: P2, nowhere, P2, P1, P2."""
    await take(
        store,
        table(
            tmp_path / "a.csv", "编号 党组织全称 类别", "P1 甲党支部 党支部", "P2 乙党支部 党支部"
        ),
    )
    where = {6: "P2", 8: "P2", 9: "P1", 10: "P2"}
    for month in order:
        rows = ["M9 某己 P1", *(f"M1 某甲 {where[m]}" for m in where if m == month)]
        dated_rows = (f"{row} 2026-{month:02}-28" for row in rows)
        await take(store, table(tmp_path / f"{month}.csv", MEMBERS, *dated_rows), complete=True)
    graph = await whole(store)
    ties = [(b[1], dict(v)) for a, f, b, v in graph.rels if f == "MEMBER_OF" and a[1] == "M1"]
    for month in (6, 7, 8, 9, 10):
        day = f"2026-{month:02}-28"
        there = [b for b, v in ties if v.get("since", "") <= day <= v.get("until", "9999")]
        assert there == ([where[month]] if month in where else []), (month, ties)


async def test_none_in_a_cell_says_that_nobody_is_assigned(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    header = "企业编号 企业名称 党建指导员 数据日期"
    for month, name in ((10, "张三"), (11, "无")):
        row = f"E1 甲公司 {name} 2026-{month}-20"
        await take(store, table(tmp_path / f"{month}.csv", header, row), complete=True)
    assert list((await untils(store, "ASSIGNED_TO")).values()) == ["2026-11-19"]


async def test_what_a_list_cannot_tell_is_said(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    bare = table(tmp_path / "a.csv", "党员编号 姓名 数据日期", "M1 某甲 2026-11-15")
    report = await take(store, bare, complete=True)
    assert any("所在党支部" in h.reason and "一条也不会" in h.reason for h in report.hints), (
        report.hints
    )
    empty = table(tmp_path / "b.csv", MEMBERS)
    report = await take(store, empty, complete=True)
    assert any("名单是空的" in hint.reason for hint in report.hints) and not ended(report)


async def test_a_column_that_the_last_list_had(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    whole_list = table(tmp_path / "a.csv", FIRMS, *OCTOBER)
    await take(store, whole_list, complete=True)
    short = table(
        tmp_path / "b.csv", "企业编号 企业名称 所属产业链", "E1 甲公司 C1", "E2 乙公司 C1"
    )
    report = await take(store, short, complete=True)
    assert [h.reason for h in report.hints if "没有这些列：所处环节；" in h.reason], report.hints


async def test_a_slip_in_a_name_is_asked_about(store: Store, tmp_path: Path) -> None:
    """It would be a new organization, and the old one off the list."""
    header = "党组织全称 类别 数据日期"
    names = ("四会市甲机械有限公司党支部", "四会市乙电子有限公司党支部")
    october = table(tmp_path / "a.csv", header, *(f"{name} 党支部 2026-10-15" for name in names))
    await take(store, october, complete=True)
    slipped = (names[0], names[1].replace("电子", "电孑"), "完全不同的丙党总支")
    rows = (f"{name} 党支部 2026-11-15" for name in slipped)
    report = await take(store, table(tmp_path / "b.csv", header, *rows), complete=True)
    (asked,) = [hint for hint in report.hints if "如是同一个" in hint.reason]
    assert asked.value == slipped[1] and names[1] in asked.reason


async def test_one_member_in_two_branches_of_a_list(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    twice = table(tmp_path / "a.csv", MEMBERS, "M1 某甲 P1 2026-11-15", "M1 某甲 P2 2026-11-15")
    report = await take(store, twice, complete=True)
    assert any("两处" in hint.reason for hint in report.hints)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-01", "2026-10-31"),
        ("2026-01", "2025-12"),
        ("2026", "2025"),
        ("2024-03-01", "2024-02-29"),
    ],
)
def test_day_before(day: str, before: str) -> None:
    assert day_before(day) == before
