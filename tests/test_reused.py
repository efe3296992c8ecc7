"""A number that is used again for another thing is refused; a correction is not."""

from pathlib import Path

import pytest

from graph import Store
from tests.graphs import table, take, whole

pytestmark = pytest.mark.anyio
HEAD = "编号 诉求企业 诉求类别 诉求事项 提交时间"
SEPTEMBER = "1 E1 用工 缺普工 2026-09-03"


async def september(store: Store, folder: Path) -> Path:
    """The list of a month is in the graph; returns its file."""
    firms = table(folder / "企业.csv", "企业编号 企业名称", "E1 甲公司", "E2 乙公司")
    orders = table(folder / "诉求台账.csv", HEAD, SEPTEMBER, "2 E2 融资 贷款 2026-09-04")
    assert (await take(store, firms, orders)).written
    return orders


@pytest.mark.parametrize(
    "row",
    [
        "1 E2 融资 续贷 2026-10-08",
        "1 E2 用工 缺普工 2026-10-08",  # the matter comes every month
        "1 E2 融资 续贷 -",
    ],
)
@pytest.mark.parametrize("name", ["诉求台账.csv", "十月.csv"])
async def test_next_months_number_one_is_another_order(
    store: Store, tmp_path: Path, row: str, name: str
) -> None:
    await september(store, tmp_path)
    before = await whole(store)
    report = await take(store, table(tmp_path / name, HEAD, row))
    assert not report.written
    (reject,) = report.rejects
    assert (reject.row, reject.column, reject.value) == (2, "编号", "1")
    for word in ("已是另一项服务诉求", "诉求企业：甲公司", "名称：缺普工", "2026-09-03"):
        assert word in reject.reason
    assert "请用多年不重复的编号，如 2026-09-001" in reject.reason
    assert "unique over the years" in reject.reason_en
    assert await whole(store) == before


@pytest.mark.parametrize(
    "row",
    [
        "1 E2 用工 缺普工 2026-09-03",
        "1 E1 用工 缺技工 2026-09-03",
        "1 E1 用工 缺普工 2026-09-05",
        "1 E1 融资 续贷 2026-10-08",  # the same firm: nobody can tell
        "1 E2 用工 缺普工20人 2026-09",  # says more, and less
        "1 - 融资 续贷 2026-10-08",
    ],
)
async def test_a_correction_passes(store: Store, tmp_path: Path, row: str) -> None:
    await september(store, tmp_path)
    report = await take(store, table(tmp_path / "十月.csv", HEAD, row))
    assert not report.rejects and report.written and report.updated == 1


async def test_the_very_row_of_that_day_may_be_corrected_whole(
    store: Store, tmp_path: Path
) -> None:
    orders = await september(store, tmp_path)
    table(orders, HEAD, "1 E2 用工 缺技工 2026-09-03", "2 E2 融资 贷款 2026-09-04")
    assert (await take(store, orders)).written
    # in another file nobody can tell
    other = table(tmp_path / "其他.csv", HEAD, "2 E1 融资 上市 2026-09-04")
    assert (await take(store, other)).rejects


async def test_two_months_at_once(store: Store, tmp_path: Path) -> None:
    """The second list is refused, and nobody is told to keep one row of two."""
    firms = table(tmp_path / "企业.csv", "企业编号 企业名称", "E1 甲公司", "E2 乙公司")
    first = table(tmp_path / "9月.csv", HEAD, SEPTEMBER)
    second = table(tmp_path / "a10月.csv", HEAD, "1 E2 融资 续贷 2026-10-08")
    (reject,) = (await take(store, firms, first, second)).rejects
    assert reject.file == "a10月.csv" and "已是另一项服务诉求" in reject.reason


OTHERS = {
    "企业名单.csv": ("企业编号 企业名称 成立日期", "1 甲公司 2001", "1 乙公司 2015"),
    "党员名册.csv": ("党员编号 姓名 出生年月", "1 张三 1980-01", "1 李四 1990-02"),
    "企业需求.csv": ("需求编号 需求单位 需求名称", "1 E1 铝材", "1 E2 电机"),
    "会议.csv": ("会议编号 会议名称 会议时间", "1 一次会议 2026-01-02", "1 专题会 2026-03-04"),
    "三年目标.csv": (
        "目标编号 所属产业链 指标 完成时限",
        "1 NEV 组织覆盖率 2026-12-31",
        "1 OLD 断点数 2027-12-31",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
async def test_so_with_whatever_an_office_numbers(store: Store, tmp_path: Path, name: str) -> None:
    header, one, other = OTHERS[name]
    firms = table(tmp_path / "企业.csv", "企业编号 企业名称", "E1 甲", "E2 乙")
    chains = table(tmp_path / "链.csv", "产业链编号 产业链名称", "NEV 新链", "OLD 老链")
    assert (await take(store, firms, chains, table(tmp_path / name, header, one))).written
    (reject,) = (await take(store, table(tmp_path / name, header, other))).rejects
    assert "1 已是另一项" in reject.reason and "张三" not in reject.reason


async def test_who_gives_no_number_is_told_which_will_do(store: Store, tmp_path: Path) -> None:
    firms = table(tmp_path / "企业.csv", "企业编号 企业名称", "E1 甲公司")
    orders = table(tmp_path / "诉求台账.csv", HEAD.replace("编号", "序号"), SEPTEMBER)
    (reject,) = (await take(store, firms, orders)).rejects
    assert "请补上多年不重复的编号，如 2026-09-001" in reject.reason
    assert "序号不行" in reject.reason and "unique" in reject.reason_en


async def test_a_new_link_between_known_ones_is_a_change(store: Store, tmp_path: Path) -> None:
    orders = await september(store, tmp_path)
    table(orders, HEAD, "1 E2 用工 缺普工 2026-09-03")
    report = await take(store, orders)
    (change,) = report.changes
    assert (change.label, change.id, change.name) == ("RAISES", "E2→1", "乙公司→缺普工")
    assert (change.property, change.before, change.after) == ("", None, True)
    (hint,) = report.hints
    assert (hint.row, hint.column, hint.value) == (2, "诉求企业", "E2")
    assert "此前是甲公司，那一关系仍在" in hint.reason and "stays related" in hint.reason_en
