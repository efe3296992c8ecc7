"""Who is meant: by id, credit code, full name, alias; never by likeness (law 7)."""

from pathlib import Path

import pytest

from graph import Store
from ingest.identity import check_digit
from ingest.sample import folder as sample_folder
from tests.graphs import cells, table, take, whole, write
from tests.town import EMPTY

pytestmark = pytest.mark.anyio


def code(body: str) -> str:
    """A credit code with the right check character."""
    return body + check_digit(body)


CODE, OTHER_CODE = code("91441299MA0000015"), code("91441299MA0000016")
FIRM = ("企业编号", "企业名称", "企业简称", "别名", "统一社会信用代码")
ORDER = "诉求编号 诉求类别 诉求企业"


def firms(folder: Path, *rows: tuple[str, ...]) -> Path:
    return write(folder / "企业.csv", [FIRM, *rows])


async def test_near_duplicates_are_two_firms(store: Store) -> None:
    await take(store, sample_folder())
    graph = await whole(store)
    one, two = graph.nodes["Enterprise", "E201"], graph.nodes["Enterprise", "E202"]
    assert one["name"] == "德庆县东璞生态农业有限公司"
    assert two["name"] == "广东省东璞农业科技有限公司"
    assert "东璞" in one["aliases"] and "东璞" in two["aliases"]


NAMED = (
    "E1",
    CODE,
    CODE.lower(),
    "广东示例（肇庆）有限公司",
    "广东示例(肇庆)有限公司",
    "示例肇庆",
    "示例",
)


@pytest.mark.parametrize("together", [True, False], ids=["with its table", "from the graph"])
async def test_an_enterprise_is_named_in_many_ways(
    store: Store, tmp_path: Path, together: bool
) -> None:
    firm = firms(tmp_path, ("E1", "广东示例(肇庆)有限公司", "示例肇庆", "示例；粤示", CODE))
    rows = (f"D{number} 用工 {named}" for number, named in enumerate(NAMED))
    orders = table(tmp_path / "诉求台账.csv", ORDER, *rows)
    if not together:
        await take(store, firm)
    report = await take(store, orders, *([firm] if together else []))
    assert not report.rejects
    raised = (await whole(store)).ends("RAISES")
    assert raised == [("E1", f"D{number}") for number in range(len(NAMED))]


@pytest.mark.parametrize("together", [True, False], ids=["with its table", "from the graph"])
async def test_an_alias_of_two_is_refused(store: Store, tmp_path: Path, together: bool) -> None:
    firm = firms(
        tmp_path,
        ("E1", "肇庆东璞生态农业有限公司", "东璞", "-", "-"),
        ("E2", "广东省东璞农业科技有限公司", "-", "东璞", "-"),
    )
    order = table(tmp_path / "诉求台账.csv", ORDER, "D1 用工 东璞", "D2 用工 E2")
    if not together:
        await take(store, firm)
    report = await take(store, *([firm, order] if together else [order]))
    (reject,) = report.rejects
    assert (reject.row, reject.value) == (2, "东璞")
    assert "E1" in reject.reason and "E2" in reject.reason and "编号" in reject.reason
    assert "E1" in reject.reason_en and "id" in reject.reason_en
    assert not report.written


@pytest.mark.parametrize("cut", ["东璞生态农业", "肇庆东璞", "东璞生态农业有限公司"])
async def test_a_part_of_a_name_names_nobody(store: Store, tmp_path: Path, cut: str) -> None:
    firm = firms(tmp_path, ("E1", "肇庆东璞生态农业有限公司", "-", "-", "-"))
    order = table(tmp_path / "诉求台账.csv", ORDER, f"D1 用工 {cut}")
    report = await take(store, firm, order)
    (reject,) = report.rejects
    assert reject.value == cut and "找不到企业" in reject.reason


async def test_a_row_without_an_id_is_matched_by_its_code(store: Store, tmp_path: Path) -> None:
    await take(store, firms(tmp_path, ("E1", "甲公司", "-", "-", CODE)))
    header = "企业名称 统一社会信用代码 从业人数"
    report = await take(store, table(tmp_path / "名单.csv", header, f"改名后的公司 {CODE} 30"))
    assert not report.rejects and report.updated == 1
    (node,) = (await whole(store)).of("Enterprise").values()
    assert (node["id"], node["name"], node["staff"]) == ("E1", "改名后的公司", 30)


async def test_a_row_without_an_id_is_matched_by_its_name(store: Store, tmp_path: Path) -> None:
    await take(store, firms(tmp_path, ("E1", "甲（肇庆）公司", "-", "-", "-")))
    report = await take(store, table(tmp_path / "名单.csv", "企业名称 从业人数", "甲(肇庆)公司 30"))
    assert not report.rejects and report.updated == 1
    assert list((await whole(store)).of("Enterprise")) == ["E1"]


async def test_the_same_name_with_another_code_is_another(store: Store, tmp_path: Path) -> None:
    await take(store, firms(tmp_path, ("E1", "甲公司", "-", "-", CODE)))
    header = "企业名称 统一社会信用代码"
    report = await take(store, table(tmp_path / "名单.csv", header, f"甲公司 {OTHER_CODE}"))
    assert not report.rejects and report.created == 1
    assert set((await whole(store)).of("Enterprise")) == {"E1", OTHER_CODE}


async def test_a_code_is_the_id_where_there_is_no_other(store: Store, tmp_path: Path) -> None:
    header = "企业名称 统一社会信用代码"
    path = table(tmp_path / "名单.csv", header, f"甲公司 {CODE}")
    await take(store, path)
    assert list((await whole(store)).of("Enterprise")) == [CODE]
    assert (await take(store, path, firms(tmp_path, ("E9", "乙公司", "-", "-", "-")))).created == 1


@pytest.mark.parametrize("together", [True, False], ids=["in one table", "against the graph"])
async def test_one_code_for_two_ids_is_refused(
    store: Store, tmp_path: Path, together: bool
) -> None:
    one, two = ("E1", "甲公司", "-", "-", CODE), ("E2", "乙公司", "-", "-", CODE)
    if not together:
        await take(store, firms(tmp_path, one))
    report = await take(store, firms(tmp_path, *([one, two] if together else [two])))
    (reject,) = report.rejects
    assert reject.value == CODE and "E1" in reject.reason and "不会自动合并" in reject.reason
    assert not report.written


async def test_a_name_that_nobody_bears_is_no_enterprise(store: Store, tmp_path: Path) -> None:
    report = await take(store, table(tmp_path / "名单.csv", "企业名称 从业人数", "甲公司 3"))
    (reject,) = report.rejects
    assert "缺少编号或统一社会信用代码" in reject.reason and "credit code" in reject.reason_en


async def test_spaces_and_full_width_digits_of_an_id_do_not_matter(
    store: Store, tmp_path: Path
) -> None:
    rows = (("诉求编号", "诉求类别", "诉求企业"), ("D1", "用工", " E1 "))
    firm = firms(tmp_path, (" E1", "甲公司", "-", "-", "-"))
    report = await take(store, firm, write(tmp_path / "诉求台账.csv", rows))
    assert not report.rejects
    assert (await whole(store)).ends("RAISES") == [("E1", "D1")]


async def test_a_rejected_row_leaves_no_trace(store: Store, tmp_path: Path) -> None:
    """With `partial`: neither what it would have created, nor a reference to what it listed."""
    header = "企业编号 企业名称 主要产品 所属产业链"
    enterprises = table(
        tmp_path / "企业.csv", header, "E1 甲公司 新产品 没有的链", "E2 乙公司 线束 -"
    )
    orders = table(tmp_path / "诉求台账.csv", ORDER, "D1 用工 E1", "D2 用工 E2")
    report = await take(store, enterprises, orders, partial=True)
    assert [(r.file, r.row) for r in report.rejects] == [("企业.csv", 2), ("诉求台账.csv", 2)]
    assert "没有的链" in report.rejects[0].reason
    assert "E1" in report.rejects[1].reason and "E1" in report.rejects[1].reason_en
    graph = await whole(store)
    assert list(graph.of("Product")) == ["线束"]
    assert list(graph.of("Enterprise")) == ["E2"]
    assert list(graph.of("Order")) == ["D2"]


async def test_what_a_good_row_names_too_is_created_by_it(store: Store, tmp_path: Path) -> None:
    header = "企业编号 企业名称 主要产品 所属产业链"
    path = table(tmp_path / "企业.csv", header, "E1 甲公司 线束 没有的链", "E2 乙公司 线束 -")
    await take(store, path, partial=True)
    assert (await whole(store)).of("Product")["线束"]["origin"] == "r1|企业.csv||3"


async def test_half_of_a_relationship_row_is_not_taken(store: Store, tmp_path: Path) -> None:
    orgs = table(
        tmp_path / "党组织.csv",
        "org_id 党组织全称 党组织类别",
        "O1 甲党支部 党支部",
        "O2 乙党支部 党支部",
    )
    header = "共建甲方 共建乙方 共建状态"
    report = await take(
        store, orgs, table(tmp_path / "共建台账.csv", header, "O1 O2；O9 签约"), partial=True
    )
    assert [r.value for r in report.rejects] == ["O9"]
    assert not (await whole(store)).ends("JOINT_BUILDS")


async def test_products_without_ids_in_any_order_are_the_same(store: Store, tmp_path: Path) -> None:
    """One is called by another's alias: each keeps its own name, whichever comes first."""
    rows = ("锂电池 电芯", "电芯 -")
    seen = []
    for order in (rows, rows[::-1]):
        await store.write([EMPTY])
        report = await take(store, table(tmp_path / "产品.csv", "产品名称 别名", *order))
        assert not report.rejects
        seen.append((await whole(store, without=["origin"])).nodes)
    assert seen[0] == seen[1]
    assert [key[1] for key in seen[0]] == ["电芯", "锂电池"]


async def test_sources_of_two_rows_in_any_order_are_the_same(store: Store, tmp_path: Path) -> None:
    rows = ("E1 甲公司 网页甲 注乙", "E1 甲公司 网页乙 注甲")
    seen = []
    for order in (rows, rows[::-1]):
        await store.write([EMPTY])
        await take(store, table(tmp_path / "企业.csv", "企业编号 企业名称 来源 备注", *order))
        seen.append((await whole(store, without=["origin"])).nodes)
    assert seen[0] == seen[1]


# ---------------------------------------------------------------- persons

ID_NUMBER = "441202198001010018"


async def test_a_national_id_never_reaches_the_store(store: Store, tmp_path: Path) -> None:
    orgs = table(tmp_path / "党组织.csv", "org_id 党组织全称 党组织类别", "O1 甲党支部 党支部")
    for header in ("身份证号", "公民身份号码", "证件 号码", "籍贯", "家庭住址"):
        rows = [("党员编号", "姓名", header, "所在党支部"), ("M1", "张三", ID_NUMBER, "O1")]
        members = write(tmp_path / "党员名册.csv", rows)
        await store.write([EMPTY])
        report = await take(store, orgs, members)
        assert [c.column for c in report.refused_columns] == [header]
        everything = repr(await whole(store)) + repr(
            await store.read("MATCH (r:IngestRun) RETURN r")
        )
        assert ID_NUMBER not in everything and ID_NUMBER not in report.model_dump_json()


async def test_the_id_of_a_person_hides_the_name(store: Store, tmp_path: Path) -> None:
    header = "企业编号 企业名称 党建指导员 挂点联系领导"
    await take(store, table(tmp_path / "企业.csv", header, "E1 甲公司 张三丰 李 四"))
    cadres = (await whole(store)).of("Cadre")
    assert {c["name"] for c in cadres.values()} == {"张三丰", "李"}
    for id, cadre in cadres.items():
        assert "张" not in id and "李" not in id and "zhang" not in id.lower()
        assert "names" not in cadre and "pinyin" not in cadre


async def test_a_person_of_the_same_name_is_not_looked_up(store: Store) -> None:
    """Members are known by their number alone."""
    await take(store, sample_folder())
    members = (await whole(store)).of("Member")
    rows = cells(sample_folder() / "members.csv")[1:]
    assert set(members) == {row[0] for row in rows}
    assert not any("names" in m or "pinyin" in m for m in members.values())


# ---------------------------------------------------------------- known by the name alone

BRANCH = "党组织全称 党组织类别 上级党组织 覆盖企业 正式党员数 数据日期"
BRANCHES = (
    "甲党支部 党支部 乙党委 E1 5 2026-06-30",
    "乙党委 基层党委 - - - -",
)
ROWS_WITHOUT_ID = {
    "PartyOrg": ("党组织", "党组织全称 党组织类别", "甲党支部 党支部"),
    "MassOrg": ("群团组织", "群团组织名称 类别", "甲公司工会 工会"),
    "Association": ("商会协会", "协会名称 类别", "甲协会 协会"),
    "University": ("高校院所", "高校名称 类型", "甲大学 高校"),
    "Resource": ("资源", "资源名称 资源库类别", "甲中心 服务保障资源库"),
    "Project": ("项目", "项目名称 年度", "甲项目 2026"),
    "Offer": ("科技成果", "成果名称 类型", "甲专利 专利"),
    "Activity": ("活动", "活动名称 活动类型", "甲活动 培训"),
    "Policy": ("政策", "政策名称 适用条件", "甲政策 规上"),
    "Chain": ("产业链", "产业链名称 类型", "甲产业链 主导"),
}


@pytest.mark.parametrize("label", ROWS_WITHOUT_ID)
async def test_an_official_name_is_the_id_where_there_is_none(
    store: Store, tmp_path: Path, label: str
) -> None:
    sheet, header, row = ROWS_WITHOUT_ID[label]
    path = table(tmp_path / f"{sheet}.csv", header, row)
    assert (await take(store, path)).created == 1
    name = row.split()[0]
    assert [(id, v["name"]) for id, v in (await whole(store)).of(label).items()] == [(name, name)]
    table(tmp_path / f"{sheet}.csv", f"编号 {header}", f"- {row}")  # an empty column is as good
    again = await take(store, path)
    assert (again.unchanged, again.writes, again.rejects) == (1, 0, [])


@pytest.mark.parametrize(
    ("sheet", "header", "row"),
    [
        ("党员名册", "姓名 人员类别", "张三 正式"),
        ("人才库", "姓名 职称", "张三 高工"),
        ("需求", "需求名称 需求类别", "招工 用工"),
        ("诉求台账", "诉求标题 诉求类别", "招工 用工"),
        ("环节", "环节名称 位置", "电池 中游"),
    ],
)
async def test_a_name_that_identifies_nobody_is_no_id(
    store: Store, tmp_path: Path, sheet: str, header: str, row: str
) -> None:
    plain = table(tmp_path / "一" / f"{sheet}.csv", header, row)
    empty = table(tmp_path / "二" / f"{sheet}.csv", f"编号 {header}", f"- {row}")
    for path in (plain, empty):
        (reject,) = (await take(store, path)).rejects
        assert (reject.column, reject.value) == (header.split()[0], row.split()[0])
        assert "缺少编号" in reject.reason


async def test_a_row_with_neither_name_nor_id_is_refused(store: Store, tmp_path: Path) -> None:
    header = ["编号", "党组织全称", "党组织类别"]
    path = write(tmp_path / "党组织.csv", [header[:1] + header[2:], ["-", "党支部"]])
    (reject,) = (await take(store, path)).rejects
    assert "名称和编号都是空的" in reject.reason and "neither" in reject.reason_en


async def test_organisations_without_ids_refer_to_each_other(store: Store, tmp_path: Path) -> None:
    firm = firms(tmp_path, ("E1", "甲公司", "-", "-", "-"))
    orgs = table(tmp_path / "党组织.csv", BRANCH, *BRANCHES)
    members = table(tmp_path / "党员名册.csv", "党员编号 姓名 所在党支部", "M1 张三 甲党支部")
    assert not (await take(store, firm, orgs, members)).rejects
    before = await whole(store)
    assert before.ends("UNDER") == [("甲党支部", "乙党委")]
    assert before.ends("MEMBER_OF") == [("M1", "甲党支部")]
    other = table(tmp_path / "链.csv", "产业链编号 产业链名称", "NEW 示例产业链")
    await take(store, other)  # so that the same tables are compared row by row
    again = await take(store, firm, orgs, members, today="2027-01-01")
    assert (again.writes, again.rejects, again.unchanged) == (0, [], again.read)


async def test_width_of_brackets_makes_no_second_organisation(store: Store, tmp_path: Path) -> None:
    header = "党组织全称 党组织类别"
    await take(store, table(tmp_path / "党组织.csv", header, "甲（四会）党支部 党支部"))
    report = await take(store, table(tmp_path / "党组织.csv", header, "甲(四会)党支部 党支部"))
    assert (report.created, report.writes) == (0, 0)


async def test_an_id_that_comes_later_is_taken_over(store: Store, tmp_path: Path) -> None:
    """What was known by its name alone gets its number, and keeps what hangs on it."""
    firm = firms(tmp_path, ("E1", "甲公司", "-", "-", "-"))
    named = table(tmp_path / "一" / "党组织.csv", BRANCH, *BRANCHES)
    members = table(tmp_path / "党员名册.csv", "党员编号 姓名 所在党支部", "M1 张三 甲党支部")
    await take(store, firm, named, members)
    before = await whole(store)
    numbered = table(
        tmp_path / "二" / "党组织.csv",
        f"org_id {BRANCH}",
        "O1 甲党支部 党支部 O2 E1 6 2026-09-30",
        "O2 乙党委 基层党委 - - - -",
    )
    plan = await take(store, numbered)
    assert (plan.created, plan.updated, plan.rejects) == (0, 2, [])
    assert ("甲党支部", "O1") in {(c.before, c.after) for c in plan.changes if c.property == "id"}
    after = await whole(store)
    assert set(after.of("PartyOrg")) == {"O1", "O2"}
    assert after.ends("UNDER") == [("O1", "O2")] and after.ends("COVERS") == [("O1", "E1")]
    assert after.ends("MEMBER_OF") == [("M1", "O1")]
    assert len(after.rels) == len(before.rels) + 1  # the observation of the new day
    days = sorted(v["on"] for v in after.of("Observation").values())
    assert days == ["2026-06-30", "2026-09-30"]
    assert after.of("PartyOrg")["O1"]["formal_members"] == 6
    for path in (numbered, named):  # by the id and by the name alike
        again = await take(store, path)
        assert (again.created, again.writes, again.rejects) == (0, 0, []), again.changes
    late = table(tmp_path / "党员名册.csv", "党员编号 姓名 所在党支部", "M2 李四 O1")
    assert not (await take(store, late)).rejects


async def test_an_id_is_taken_over_from_two_tables_of_one_load(
    store: Store, tmp_path: Path
) -> None:
    header = "党组织全称 党组织类别"
    named = table(tmp_path / "一.csv", header, "甲党支部 党支部")
    await take(store, named)
    numbered = table(tmp_path / "二.csv", f"org_id {header}", "O1 甲党支部 党支部")
    assert not (await take(store, named, numbered)).rejects
    assert list((await whole(store)).of("PartyOrg")) == ["O1"]


async def test_two_ids_for_one_name_are_given_to_nobody(store: Store, tmp_path: Path) -> None:
    header = "党组织全称 党组织类别"
    await take(store, table(tmp_path / "党组织.csv", header, "甲党支部 党支部"))
    rows = ("O1 甲党支部 党支部", "O2 甲党支部 党支部")
    report = await take(store, table(tmp_path / "党组织.csv", f"org_id {header}", *rows))
    assert report.created == 2
    assert set((await whole(store)).of("PartyOrg")) == {"甲党支部", "O1", "O2"}


async def test_a_cadre_of_that_name_may_be_another(store: Store, tmp_path: Path) -> None:
    header = "企业编号 企业名称 党建指导员"
    await take(store, table(tmp_path / "企业.csv", header, "E1 甲公司 张三"))
    await take(store, table(tmp_path / "干部.csv", "干部编号 干部姓名", "C1 张三"))
    assert len((await whole(store)).of("Cadre")) == 2


async def test_a_product_named_before_it_was_listed_gets_its_id(
    store: Store, tmp_path: Path
) -> None:
    header = "企业编号 企业名称 主要产品"
    await take(store, table(tmp_path / "企业.csv", header, "E1 甲公司 线束"))
    report = await take(store, table(tmp_path / "产品.csv", "产品编号 产品名称", "P1 线束"))
    assert (report.created, report.updated) == (0, 1)
    assert (await whole(store)).ends("MAKES") == [("E1", "P1")]


# ---------------------------------------------------------------- rows that hang on others


@pytest.mark.parametrize("named", ["E1", "甲公司"])
async def test_a_row_that_names_a_refused_one_says_which(
    store: Store, tmp_path: Path, named: str
) -> None:
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称 员工人数", "E1 甲公司 多", "E2 乙公司 3")
    orders = table(tmp_path / "诉求台账.csv", ORDER, f"D1 用工 {named}", "D2 用工 丙公司")
    report = await take(store, firm, orders)
    reasons = {(reject.file, reject.row): reject for reject in report.rejects}
    hanging, unknown = reasons["诉求台账.csv", 2], reasons["诉求台账.csv", 3]
    assert "企业.csv 第2行" in hanging.reason and "row 2 of 企业.csv" in hanging.reason_en
    assert "请先导入" not in hanging.reason
    assert "请先导入" in unknown.reason


async def test_a_row_refused_late_is_named_with_its_place(store: Store, tmp_path: Path) -> None:
    """The enterprise could be read, but what it refers to is not there."""
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称 所处环节", "E1 甲公司 无此环节")
    orders = table(tmp_path / "诉求台账.csv", ORDER, "D1 用工 E1")
    report = await take(store, firm, orders)
    reasons = {reject.file: reject.reason for reject in report.rejects}
    assert "企业.csv 第2行" in reasons["诉求台账.csv"]


async def test_a_row_that_hangs_is_told_with_its_own_cell(store: Store, tmp_path: Path) -> None:
    """Not with the code that the name was resolved to, which stands nowhere in that table."""
    rows = (f"{CODE} 甲公司 无此环节", f"{OTHER_CODE} 乙公司 -")
    firm = table(tmp_path / "企业.csv", "统一社会信用代码 企业名称 所处环节", *rows)
    orders = table(
        tmp_path / "诉求台账.csv", "诉求编号 诉求类别 企业名称", "D1 用工 乙公司；甲公司"
    )
    await take(store, firm, partial=True)
    _, hanging = (await take(store, firm, orders)).rejects
    assert (hanging.column, hanging.value) == ("企业名称", "甲公司")
    assert "“甲公司”所在的行（企业.csv 第2行）" in hanging.reason


async def test_a_row_that_is_found_by_name_is_told_with_its_name(
    store: Store, tmp_path: Path
) -> None:
    """And not in a column that its table lacks."""
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称 所处环节", "E1 甲公司 无此环节")
    more = table(tmp_path / "名单.csv", "企业名称 员工人数", "甲公司 3", "丙公司 3")
    unknown, hanging = (await take(store, firm, more)).rejects[1:]
    assert (unknown.column, unknown.value) == ("企业名称", "丙公司")
    assert (hanging.column, hanging.value) == ("企业名称", "甲公司")


# ---------------------------------------------------------------- a chain without its ending

CHAINS = "产业链编号 产业链名称"


@pytest.mark.parametrize("together", [True, False], ids=["with its table", "from the graph"])
async def test_a_chain_may_be_named_without_its_ending(
    store: Store, tmp_path: Path, together: bool
) -> None:
    chains = table(tmp_path / "产业链.csv", CHAINS, "NEV 新能源汽车产业链", "X 新能源电池产业链")
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称 所属产业链", "E1 甲 新能源汽车")
    if not together:
        await take(store, chains)
    report = await take(store, firm, *([chains] if together else []))
    assert not report.rejects
    assert (await whole(store)).ends("IN_CHAIN") == [("E1", "NEV")]


async def test_a_chain_of_exactly_that_name_goes_first(store: Store, tmp_path: Path) -> None:
    chains = table(tmp_path / "产业链.csv", CHAINS, "A 新能源汽车产业链", "B 新能源汽车")
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称 所属产业链", "E1 甲 新能源汽车")
    assert not (await take(store, chains, firm)).rejects
    assert (await whole(store)).ends("IN_CHAIN") == [("E1", "B")]


@pytest.mark.parametrize("named", ["新能源", "汽车", "新能源汽车产业"])
async def test_no_other_part_of_its_name_names_a_chain(
    store: Store, tmp_path: Path, named: str
) -> None:
    chains = table(tmp_path / "产业链.csv", CHAINS, "NEV 新能源汽车产业链")
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称 所属产业链", f"E1 甲 {named}")
    (reject,) = (await take(store, chains, firm)).rejects
    assert reject.value == named


async def test_two_chains_of_a_name_and_its_ending_are_refused(
    store: Store, tmp_path: Path
) -> None:
    chains = table(tmp_path / "产业链.csv", CHAINS, "A 汽车产业链", "B 汽车产业链")
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称 所属产业链", "E1 甲 汽车")
    (reject,) = (await take(store, chains, firm)).rejects
    assert "A、B" in reject.reason


async def test_what_two_rows_name_and_nobody_knows_is_kept_of_both(
    store: Store, tmp_path: Path
) -> None:
    rows = ("E1 甲公司 甲园；乙园", "E1 甲公司 丙园")
    report = await take(store, table(tmp_path / "企业.csv", "企业编号 企业名称 所属园区", *rows))
    assert not report.rejects and len(report.unlinked) == 3
    kept = await store.read("MATCH (e:Enterprise {id: 'E1'}) RETURN e.park AS park")
    assert kept == [{"park": ["甲园", "乙园", "丙园"]}]


async def test_a_chain_committee_of_no_chain_is_pointed_out(store: Store, tmp_path: Path) -> None:
    chain = table(tmp_path / "链.csv", "产业链编号 产业链名称", "C1 电车产业链")
    rows = ("P1 甲党委 产业链党委 -", "P2 乙党委 产业链党委 C1", "P3 丙支部 党支部 -")
    orgs = table(tmp_path / "党组织.csv", "编号 党组织名称 党组织类别 所属产业链", *rows)
    report = await take(store, chain, orgs)
    (row,) = report.incomplete
    assert (row.file, row.row, row.column) == ("党组织.csv", 2, "所属产业链")
    assert row.reason.startswith("产业链党委未填所属产业链，因此不算牵头任何产业链；")
    assert "请加“所属产业链”列" in row.reason or "请填“" in row.reason
    assert "产业链党委 without chain: it counts as leading no Chain" in row.reason_en
    assert report.created == 4 and report.written


# ---------------------------------------------------------------- what is told of a refusal


@pytest.mark.parametrize("together", [True, False], ids=["with its table", "from the graph"])
async def test_a_name_that_is_like_another_is_asked_about(
    store: Store, tmp_path: Path, together: bool
) -> None:
    """And the column is called as the table calls it, not as the vocabulary does."""
    chains = table(tmp_path / "产业链.csv", CHAINS, "NEV 新能源汽车产业链", "X 水泥产业链")
    rows = ("E1 甲 新能源汽车链", "E2 乙 茶叶")
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称 链条", *rows)
    if not together:
        await take(store, chains)
    like, strange = (await take(store, firm, *([chains] if together else []))).rejects
    assert like.column == strange.column == "链条"
    assert like.reason.endswith("是否指“新能源汽车产业链”（编号 NEV）？")
    assert like.reason_en.endswith("Is '新能源汽车产业链' (NEV) meant?")
    assert "是否指" not in strange.reason and "meant" not in strange.reason_en
    assert not (await whole(store)).ends("IN_CHAIN"), "proposed, never taken"


@pytest.mark.parametrize("together", [True, False], ids=["with its table", "from the graph"])
async def test_the_ending_of_a_kind_makes_no_names_alike(
    store: Store, tmp_path: Path, together: bool
) -> None:
    chains = table(tmp_path / "产业链.csv", CHAINS, "M 金属制品产业链", "W 五金制品产业链")
    firm = table(
        tmp_path / "企业.csv", "企业编号 企业名称 链条", "E1 甲 五金产业链", "E2 乙 茶产业链"
    )
    if not together:
        await take(store, chains)
    like, strange = (await take(store, firm, *([chains] if together else []))).rejects
    assert like.reason.endswith("是否指“五金制品产业链”（编号 W）？")
    assert "是否指" not in strange.reason


async def test_legal_forms_make_no_names_alike(store: Store, tmp_path: Path) -> None:
    firm = firms(tmp_path, ("E1", "肇庆东璞生态农业有限公司", "-", "-", "-"))
    rows = ("D1 用工 四会铝材有限公司", "D2 用工 东璞生态")
    one, other = (await take(store, firm, table(tmp_path / "诉求台账.csv", ORDER, *rows))).rejects
    assert "是否指" not in one.reason
    assert other.reason.endswith("是否指“肇庆东璞生态农业有限公司”（编号 E1）？")


async def test_refusals_stand_in_the_order_of_the_rows_and_causes_first(
    store: Store, tmp_path: Path
) -> None:
    """Whenever a fault was noticed; rows that only hang on a refused one come last."""
    orders = table(tmp_path / "a诉求.csv", ORDER, "D1 用工 E3", "D2 用工 无此企业")
    header = "企业编号 企业名称 链条 员工人数"
    rows = ("E1 甲 无此链 -", "E2 乙 - 多", "E3 丙 无此链 多")
    report = await take(store, orders, table(tmp_path / "企业.csv", header, *rows))
    assert [(r.file[0], r.row, r.column) for r in report.rejects] == [
        ("a", 3, "诉求企业"),
        ("企", 2, "链条"),
        ("企", 3, "员工人数"),
        ("企", 4, "链条"),
        ("企", 4, "员工人数"),
        ("a", 2, "诉求企业"),
    ]
