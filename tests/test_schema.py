"""The vocabulary: complete in itself, understood under every header, extended by one line."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from graph import SCHEMA, Store
from graph.ddl import constraints, indexes
from graph.model import Link, NodeType, Prop, RelType, Schema
from ingest.headers import recognise
from ingest.sheets import Line, Sheet
from ingest.tables import read
from ingest.values import plain
from tests.graphs import table, take, whole

# Kinds of header_synonyms.csv, as the vocabulary calls them; `demand` is a need or an order.
KINDS: dict[str, tuple[str, ...]] = {
    "enterprise": ("Enterprise",),
    "org": ("PartyOrg",),
    "member": ("Member",),
    "talent": ("Talent",),
    "resource": ("Resource",),
    "demand": ("Need", "Order"),
    "project": ("Project", "JOINT_BUILDS"),
    "visit": ("ASSIGNED_TO",),
    "meeting": ("Meeting",),
}
# What no table brings in yet, or never, and why.
LEFT_OUT = {
    ("*", "row_no"): "行号不是数据",
    ("org", "unit_situation"): "由 COVERS 的数目得知",
    ("org", "deputy"): "没有问题用到；姓名是敏感信息",
    ("org", "committee"): "没有问题用到；姓名是敏感信息，人数见 committee_size",
    ("org", "secretary_source"): "没有问题用到",
    ("org", "contact"): "没有问题用到；姓名是敏感信息",
    ("member", "ethnicity"): "敏感，没有问题用到",
    ("member", "degree"): "敏感，没有问题用到",
    ("member", "party_years"): "由入党时间推算，不存",
    ("member", "flow_to"): "敏感，没有问题用到",
    ("member", "lost"): "敏感，没有问题用到",
    ("member", "new_stratum"): "敏感，没有问题用到",
    ("member", "migrant"): "敏感，没有问题用到",
    ("project", "owner"): "没有问题用到；姓名是敏感信息",
    ("visit", "date"): "走访记录不是挂点关系；最近走访见 last_visit",
    ("visit", "leader"): "走访记录不是挂点关系",
    ("visit", "issue"): "走访发现的问题录入诉求台账",
}
# Single headers that stay unknown: the column is reported as one that was not read.
AMBIGUOUS = {
    "2024年营业收入": "年份在列名里：应是该年的一次观测，列名写“营业收入”，另加数据日期",
    "上中下游": "只说位置，不说是哪个环节",
    "上下游": "只说位置，不说是哪个环节",
    "主要原材料": "是产品，不是供应商",
    "项目名称": "是项目的名称，不是资源的",
}


def synonyms(shared: Path) -> list[tuple[str, str, list[str]]]:
    with (shared / "sample" / "header_synonyms.csv").open(encoding="utf-8-sig") as file:
        return [
            (
                row["entity"],
                row["field"],
                [row["main_header"], *filter(None, row["variants"].split("|"))],
            )
            for row in csv.DictReader(file)
        ]


def known(kind: NodeType | RelType) -> set[str]:
    fields: list[Prop | Link] = list(kind.props)
    if isinstance(kind, NodeType):
        fields += kind.links
        fields += [SCHEMA.rel(k.rel).by_prop[name] for k in kind.links for name in k.carries]
    else:
        fields += filter(None, (kind.source, kind.target))
    return {plain(header) for field in fields for header in field.headers}


def kind(name: str) -> NodeType | RelType:
    return SCHEMA.rel(name) if name.isupper() else SCHEMA.node(name)


# ---------------------------------------------------------------- in itself


def test_names_are_unique_and_ends_exist() -> None:
    labels = [node.label for node in SCHEMA.nodes]
    types = [rel.type for rel in SCHEMA.rels]
    assert len({*labels, *types, *(n.zh for n in SCHEMA.nodes)}) == 2 * len(labels) + len(types)
    for rel in SCHEMA.rels:
        assert len(set(rel.ends)) == len(rel.ends)
        assert all(source in labels and target in labels for source, target in rel.ends)
        assert set(rel.key) <= set(rel.by_prop)
    for node in SCHEMA.nodes:
        names = [prop.name for prop in node.props]
        assert len(names) == len(set(names)), node.label
        assert node.doc and node.zh and node.color.startswith("#")


def test_every_link_makes_a_relationship_that_the_vocabulary_has() -> None:
    for node in SCHEMA.nodes:
        for link in node.links:
            rel = SCHEMA.rel(link.rel)
            for target in link.targets:
                ends = (target, node.label) if link.reverse else (node.label, target)
                assert ends in rel.ends, (node.label, link.name, ends)
            assert set(link.carries) | set(link.fixed) <= set(rel.by_prop), link.name
            assert not link.yes_no or link.yes_no in node.by_prop
    for rel in SCHEMA.rels:
        if rel.source and rel.target:
            both = {(s, t) for s in rel.source.targets for t in rel.target.targets}
            assert both <= set(rel.ends), rel.type


def test_what_a_choice_implies_is_in_the_vocabulary() -> None:
    for node in SCHEMA.nodes:
        for prop in node.props:
            for choice in prop.choices:
                assert set(choice.implies) <= set(node.by_prop)
                for old, new in choice.instead.items():
                    assert SCHEMA.rel(old).type == old and SCHEMA.rel(new).type == new


def test_constraints_and_indexes_have_names_of_their_own() -> None:
    named = [text.split()[2] for text in (*constraints(SCHEMA), *indexes(SCHEMA))]
    assert len(named) == len(set(named))
    assert not any("member_name" in name or "talent_name" in name for name in named)


def test_personal_and_refused_properties_are_marked() -> None:
    member = SCHEMA.node("Member")
    assert all(member.by_prop[n].sensitivity == "refused" for n in ("id_number", "native_place"))
    for label in ("Member", "Talent", "Cadre"):
        node = SCHEMA.node(label)
        assert node.sensitivity == "sensitive" == node.by_prop["name"].sensitivity


# ---------------------------------------------------------------- headers


def test_every_synonym_maps_to_a_property(shared: Path) -> None:
    missing = {}
    for entity, name, headers in synonyms(shared):
        if (entity, name) in LEFT_OUT:
            continue
        found = set().union(*(known(kind(label)) for label in KINDS[entity]))
        lacking = [h for h in headers if plain(h) not in found and h not in AMBIGUOUS]
        if lacking:
            missing[entity, name] = lacking
    assert missing == {}


def test_nothing_is_left_out_that_is_known(shared: Path) -> None:
    """The lists above do not outlive their reasons."""
    for entity, name, (main, *_) in synonyms(shared):
        if (entity, name) in LEFT_OUT and entity != "*":
            assert all(plain(main) not in known(kind(label)) for label in KINDS[entity])
    for header in AMBIGUOUS:
        for entity, _, headers in synonyms(shared):
            if header in headers and entity in ("enterprise", "resource"):
                assert plain(header) not in known(kind(KINDS[entity][0]))


def sheet(*rows: tuple[str, ...], file: str = "表.csv") -> Sheet:
    return Sheet(file, "", [Line(number, row) for number, row in enumerate(rows, 1)])


@pytest.mark.parametrize(
    "header",
    [
        ("企业名称", "从业人数", "社会信用代码"),
        ("企业\n名称", "从业 人数", "社会信用 代码"),
        ("企业名称　", "　从业人数", "社会信用代码"),
        ("单位名称（全称）", "员工数", "ＵＳＣＣ"),
        ("单位名称(全称)", "职工总数", "税号"),
        ("企业名称（必填）", "从业人数（人）", "统一社会信用代码（18位）"),
    ],
)
def test_headers_are_known_however_they_are_written(header: tuple[str, ...]) -> None:
    layout = recognise(sheet(("序号", *header, "没有的列"), ("1", "甲", "3", "X", "?")), SCHEMA)
    assert layout is not None
    assert isinstance(layout.kind, NodeType) and layout.kind.label == "Enterprise"
    assert [column.field.name for column in layout.columns] == ["name", "staff", "credit_code"]
    assert layout.ignored == ("没有的列",)


def test_titles_stand_above_the_header() -> None:
    rows = (
        ("2026年新能源汽车产业链企业台账",),
        ("填报单位：示例", "", "日期：2026-11-23"),
        ("企业名称", "从业人数", "所属产业链"),
        ("甲公司", "3", "NEV"),
    )
    layout = recognise(sheet(*rows), SCHEMA)
    assert layout is not None and layout.header == 2
    assert [line.number for line in layout.rows] == [4]


@pytest.mark.parametrize(
    ("headers", "label"),
    [
        (("党组织全称", "党组织类别", "上级党组织", "书记"), "PartyOrg"),
        (("党组织名称", "类别", "书记", "所在企业"), "PartyOrg"),
        (("群团组织名称", "类别", "所在企业"), "MassOrg"),
        (("姓名", "性别", "入党时间", "所在党支部"), "Member"),
        (("姓名", "人才类别", "职称", "专业领域"), "Talent"),
        (("环节名称", "位置", "所属产业链"), "Segment"),
        (("需求名称", "需求类别", "提出单位", "合作方式"), "Need"),
        (("诉求编号", "诉求事项", "诉求企业", "主办单位", "办理时限"), "Order"),
        (("资源名称", "资源库类别", "提供单位"), "Resource"),
        (("高校名称", "优势学科", "平台"), "University"),
        (("共建甲方", "共建乙方", "共建状态"), "JOINT_BUILDS"),
        (("联系角色", "干部姓名", "联系企业", "走访次数"), "ASSIGNED_TO"),
        (("供应商", "客户", "供应产品"), "SUPPLIES"),
        (("会议名称", "会议时间", "议定事项"), "Meeting"),
    ],
)
def test_the_kind_of_a_table_is_told_from_its_headers(headers: tuple[str, ...], label: str) -> None:
    layout = recognise(sheet(headers, headers), SCHEMA)
    assert layout is not None
    found = layout.kind.label if isinstance(layout.kind, NodeType) else layout.kind.type
    assert found == label


def test_a_workbook_of_a_department_is_understood(tmp_path: Path) -> None:
    """Title merged over the table, a header in two lines, a row of sums at its end."""
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Sheet1")
        page.merge_range("A1:D1", "产业链企业台账")
        page.write_row("A2", ["序号", "企业\n名称", "从业人数\n（人）", "所属 产业链"])
        page.write_row("A3", [1, "甲公司", 30, "NEV"])
        page.write_row("A4", ["合计", "", 30, ""])
    (found,) = read(path)
    layout = recognise(found, SCHEMA)
    assert layout is not None
    assert [c.field.name for c in layout.columns] == ["name", "staff", "chain"]


# ---------------------------------------------------------------- one more

STATION = NodeType(
    "Station",
    "驿站",
    "#345678",
    (
        Prop("id", "编号", aliases=("驿站编号",)),
        Prop("name", "名称", aliases=("驿站名称",)),
        Prop("seats", "座位数", "integer", "个", observed=True),
        Prop("opened_on", "启用日期", "date"),
        Prop("as_of", "数据日期", "date"),
        Prop("source", "来源"),
        Prop("origin", "出自", system=True),
        Prop("names", "检索名", system=True),
        Prop("pinyin", "检索拼音", system=True),
    ),
    (Link("chain", "服务产业链", "REFRESHES", ("Chain",)),),
    table_names=("驿站",),
)
REFRESHES = RelType("REFRESHES", "服务", (("Station", "Chain"),), SCHEMA.rel("SERVES").props)


def extended() -> Schema:
    """The vocabulary with a kind of node, a relationship and a property more."""
    colour = Prop("colour", "标志色", aliases=("颜色",))
    chain = replace(SCHEMA.node("Chain"), props=(*SCHEMA.node("Chain").props, colour))
    observation = SCHEMA.node("Observation")
    observation = replace(observation, props=(*observation.props, STATION.by_prop["seats"]))
    observed = SCHEMA.rel("OBSERVED")
    observed = replace(observed, ends=(*observed.ends, ("Station", "Observation")))
    changed = {"Chain": chain, "Observation": observation}
    nodes = (*(changed.get(n.label, n) for n in SCHEMA.nodes), STATION)
    rels = (*(observed if r.type == "OBSERVED" else r for r in SCHEMA.rels), REFRESHES)
    return Schema(nodes, rels, "test")


@pytest.mark.anyio
async def test_a_new_type_and_a_new_property_load_without_more(
    store: Store, tmp_path: Path
) -> None:
    chains = table(tmp_path / "链.csv", "产业链编号 产业链名称 颜色", "NEV 新能源汽车 蓝")
    header = "驿站编号 驿站名称 座位数 启用日期 服务产业链 数据日期"
    stations = table(tmp_path / "驿站.csv", header, "Y1 红链驿站 12 2025-06 新能源汽车 2026-01-01")
    schema = extended()
    report = await take(store, chains, stations, schema=schema)
    assert (report.created, report.rejected) == (2, 0) and not report.ignored_columns
    graph = await whole(store)
    assert graph.nodes["Chain", "NEV"]["colour"] == "蓝"
    station = graph.nodes["Station", "Y1"]
    assert (station["seats"], station["opened_on"]) == (12, "2025-06")
    assert station["names"] == "|红链驿站|" and "|hlyz|" in station["pinyin"]
    assert graph.ends("REFRESHES") == [("Y1", "NEV")]
    assert [o["seats"] for o in graph.of("Observation").values()] == [12]
    assert (await take(store, chains, stations, schema=schema)).writes == 0
    table(stations, header, "Y1 红链驿站 14 2025-06 新能源汽车 2026-02-01")
    assert (await take(store, chains, stations, schema=schema)).updated == 1
