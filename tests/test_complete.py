"""Complete lists: what they no longer name ends the day before, and a past day stays as it was."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph import Store
from graph.errors import UsageError
from ingest.complete import day_before
from queries.coverage import coverage
from tests.graphs import table, take, whole

pytestmark = pytest.mark.anyio

CHAINS = ("产业链编号 产业链名称", "C1 甲链")
SEGMENTS = ("环节编号 环节名称 所属产业链", "G1 一环节 C1", "G2 二环节 C1")
FIRMS = "企业编号 企业名称 所属产业链 所处环节 经营状态 是否摸排 数据日期"
OCTOBER = ("E1 甲公司 C1 G1 在营 是 2026-10-15", "E2 乙公司 C1 G1 在营 是 2026-10-15")
ORGS = ("编号 党组织全称 类别 覆盖企业", "P1 甲党支部 党支部 E1", "P2 乙党支部 党支部 E2")
MEMBERS = "党员编号 姓名 所在党支部 数据日期"


def dated(values: list[tuple[str, str]]) -> str:
    return dict(values).get("until", "")


async def untils(store: Store, rel: str) -> dict[tuple[str, str], str]:
    """The last days of the relationships of a type, by the ids at their ends."""
    graph = await whole(store)
    return {(a[1], b[1]): dated(values) for a, found, b, values in graph.rels if found == rel}


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
    assert (report.standing, report.ended, report.written) == (2, 2, True)
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
    assert (await take(store, november, complete=True)).ended == 1
    assert await untils(store, "MEMBER_OF") == {("M1", "P1"): "", ("M2", "P1"): "2026-10"}
    october = table(tmp_path / "党员-10b.csv", MEMBERS, "M1 某甲 P1 2026-10")
    assert (await take(store, october, complete=True)).ended == 0, "M2 was on one of its days"


async def test_without_the_word_a_list_ends_nothing(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    november = table(tmp_path / "党员-11.csv", MEMBERS, "M1 某甲 P2 2026-11-15")
    report = await take(store, november)
    assert (report.standing, report.ended) == (0, 0)
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
    assert (report.standing, report.ended) == (4, 3)
    assert [(hint.column, "乙公司" in hint.reason) for hint in report.hints][-1] == (
        "经营状态",
        True,
    )


async def test_an_empty_cell_and_an_absent_column_say_nothing(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    empty = table(tmp_path / "a.csv", FIRMS, *(row.replace("G1", "-") for row in OCTOBER))
    absent = table(tmp_path / "b.csv", "企业编号 企业名称", "E1 甲公司")
    for list_ in (empty, absent):
        assert (await take(store, list_, complete=True)).ended == 0
    assert set((await untils(store, "AT")).values()) == {""}


async def test_an_older_list_ends_nothing_newer(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    september = table(tmp_path / "党员-09.csv", MEMBERS, "M1 某甲 P1 2026-09-15")
    assert (await take(store, september, complete=True)).ended == 0


async def test_who_is_on_a_later_list_stands_again(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    for month, rows in ((11, ("M1 某甲 P1",)), (12, ("M1 某甲 P1", "M2 某乙 P1"))):
        dated_rows = (f"{row} 2026-{month}-15" for row in rows)
        await take(store, table(tmp_path / f"{month}.csv", MEMBERS, *dated_rows), complete=True)
        ended = (await untils(store, "MEMBER_OF"))["M2", "P1"]
        assert ended == ("2026-11-14" if month == 11 else "")


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
    assert report.ended == 1


async def test_things_that_happen_are_no_list(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    header = "诉求编号 诉求企业 诉求内容 提出时间"
    await take(store, table(tmp_path / "诉求-10.csv", header, "2026-10-1 E1 用工 2026-10-03"))
    november = table(tmp_path / "诉求-11.csv", header, "2026-11-1 E2 用地 2026-11-03")
    report = await take(store, november, complete=True)
    assert report.ended == 0
    assert any("不按完整名单处理" in hint.reason for hint in report.hints)
    assert set((await untils(store, "RAISES")).values()) == {""}


async def test_refused_rows_leave_everything_as_it_is(store: Store, tmp_path: Path) -> None:
    await begun(store, tmp_path)
    faulty = table(tmp_path / "党员-11.csv", MEMBERS, "M1 某甲 P9 2026-11-15")
    report = await take(store, faulty, complete=True)
    assert (report.rejected, report.ended, report.written) == (1, 0, False)
    with pytest.raises(UsageError, match="partial"):
        await take(store, faulty, complete=True, partial=True)


def test_the_plan_says_what_ends(tmp_path: Path) -> None:
    """On the terminal; and where most of it ends, that the list may be one of a part."""

    def shown(name: str, *rows: str) -> str:
        file = table(tmp_path / name, "编号 企业名称 所属产业链", *rows)
        told = ["--complete", "-y", "--as-of", name[:10], "--store", f"arcade:{tmp_path}/graph"]
        chains = table(tmp_path / "产业链.csv", *CHAINS)
        result = CliRunner().invoke(app, ["ingest", str(chains), str(file), *told, "--lang", "zh"])
        assert result.exit_code == 0, result.output
        return "".join(result.stdout.split())

    assert "到此为止" not in shown("2026-10-01.csv", *(f"E{n} 企业{n} C1" for n in range(4)))
    some = shown("2026-11-01.csv", *(f"E{n} 企业{n} C1" for n in range(3)))
    assert "此前同类名单上4条关系，1条到此为止" in some and "超过一半" not in some
    most = shown("2026-12-01.csv", "E1 企业1 C1")
    assert "此前同类名单上3条关系，2条到此为止" in most and "超过一半" in most


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
