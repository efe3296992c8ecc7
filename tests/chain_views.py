"""Made-up chains to draw: of every shape that real ones take, with invented enterprises."""

from collections.abc import Sequence

from hypothesis import strategies as st

from queries.chains import (
    ChainSummary,
    ChainView,
    Cover,
    Flow,
    Member,
    Organisation,
    Position,
    SegmentView,
    Support,
)

COVERS: tuple[Cover, ...] = ("covered", "uncovered", "unsurveyed", "closed")
POSITIONS: tuple[Position, ...] = ("上游", "中游", "下游", "配套")

# 29 segments of an electric car's chain and what feeds what: names of trades, not of firms
LANES: dict[Position, str] = {
    "上游": """锂矿与锂盐 镍钴资源 稀土永磁 石墨与针状焦 铜箔铝箔 车规级芯片
        正极材料 负极材料 电解液 隔膜 电池结构件 锂电设备""",
    "中游": """动力电池 电池管理系统 驱动电机 电控与车载电源 热管理
        轻量化压铸 汽车电子 线束与连接器 制动与底盘 固态电池""",
    "下游": "乘用车整车 客车整车 专用车 充换电设施 销售与租赁 检测认证 电池回收利用",
}
FEEDS = """
锂矿与锂盐>正极材料 镍钴资源>正极材料 石墨与针状焦>负极材料 锂矿与锂盐>电解液
铜箔铝箔>动力电池 铜箔铝箔>电池结构件 正极材料>动力电池 负极材料>动力电池
电解液>动力电池 隔膜>动力电池 电池结构件>动力电池 锂电设备>动力电池
稀土永磁>驱动电机 车规级芯片>电控与车载电源 车规级芯片>电池管理系统 车规级芯片>汽车电子
动力电池>乘用车整车 动力电池>客车整车 电池管理系统>乘用车整车 驱动电机>乘用车整车
驱动电机>专用车 电控与车载电源>乘用车整车 电控与车载电源>充换电设施 热管理>客车整车
轻量化压铸>乘用车整车 汽车电子>乘用车整车 线束与连接器>乘用车整车 制动与底盘>专用车
乘用车整车>销售与租赁 客车整车>销售与租赁 乘用车整车>检测认证 乘用车整车>电池回收利用
正极材料>固态电池 固态电池>乘用车整车
"""
GAPS = {"车规级芯片", "固态电池"}


def member(number: int, cover: Cover = "covered", name: str = "") -> Member:
    return Member(
        id=f"E{number:03}",
        name=name or f"示例企业{number:03}（肇庆）有限公司",
        short=name or f"示例{number:03}",
        role="链主" if number % 9 == 0 else "配套",
        region="高新区",
        cover=cover,
        surveyed=cover in ("covered", "uncovered"),
        mode="单独" if cover == "covered" else None,
    )


def segment(
    id: str,
    members: Sequence[Member] = (),
    *,
    position: Position = "上游",
    order: int = 1,
    name: str = "",
    needed: bool = True,
) -> SegmentView:
    covers = [m.cover for m in members]
    return SegmentView(
        id=id,
        name=name or id,
        position=position,
        order=order,
        needed=needed,
        gap=needed and not members,
        enterprises=list(members),
        covered=covers.count("covered"),
        surveyed=covers.count("covered") + covers.count("uncovered"),
    )


def organisation(
    number: int, segments: Sequence[str], kind: str = "党支部", parent: str | None = "O0"
) -> Organisation:
    return Organisation(
        id=f"O{number}",
        name=f"示例{number}{kind}",
        kind=kind,
        functional=kind == "产业链党委",
        parent=None if kind == "产业链党委" else parent,
        enterprises=len(segments),
        segments=list(segments),
    )


def chain(
    segments: Sequence[SegmentView] = (),
    flows: Sequence[Flow] = (),
    organisations: Sequence[Organisation] = (),
    supports: Sequence[Support] = (),
    unplaced: Sequence[Member] = (),
    name: str = "新能源汽车产业链",
) -> ChainView:
    return ChainView(
        id="NEV",
        name=name,
        kind="主导",
        region="肇庆高新区",
        as_of="2026-11-23",
        segments=list(segments),
        flows=list(flows),
        organisations=list(organisations),
        supports=list(supports),
        unplaced=list(unplaced),
        sources=["企业.csv", "环节.csv"],
    )


def flow(source: str, target: str, *, broken: bool = False) -> Flow:
    return Flow(source=source, target=target, products=["示例产品"], broken=broken, supplies=[])


def supply(source: str, target: str, pairs: int = 1) -> Flow:
    """A flow of which only enterprises are known, no products."""
    named = [f"示例甲{n} → 示例乙{n}" for n in range(pairs)]
    return Flow(source=source, target=target, products=[], broken=False, supplies=named)


def summary(id: str, name: str, gaps: int = 0) -> ChainSummary:
    return ChainSummary(
        id=id, name=name, kind="特色", region=None, segments=3, gaps=gaps, enterprises=9,
        committees=[],
    )  # fmt: skip


def car_chain() -> ChainView:
    """About 150 entities: 31 segments, enterprises, party organizations and supports."""
    names = [(position, name) for position, text in LANES.items() for name in text.split()]
    segments, number = [], 0
    for order, (position, name) in enumerate(names):
        size = 0 if name in GAPS else 2 + order % 4 + 6 * (name == "动力电池")
        members = [member(number + i, COVERS[(number + i * i) % 4]) for i in range(size)]
        number += size
        segments.append(segment(f"S{order:02}", members, position=position, order=order, name=name))
    segments.append(segment("S90", [member(900)], position="配套", order=90, name="检测平台"))
    segments.append(segment("S91", [], position="配套", order=91, name="物流仓储"))
    ids = {s.name: s.id for s in segments}
    flows = [
        flow(ids[a], ids[b], broken=a in GAPS or b in GAPS)
        for a, b in (pair.split(">") for pair in FEEDS.split())
    ]
    flows += [flow("S90", ids["动力电池"]), flow(ids["电池回收利用"], ids["正极材料"])]
    return chain(segments, flows, _organisations(segments), _supports(segments), [member(901)])


def plain_chain() -> ChainView:
    """A handful of segments, some of them gaps, nobody surveyed."""
    unknown = [member(i, "unsurveyed") for i in range(3)]
    return chain(
        [
            segment("U1", unknown[:1], name="毛料采购", order=1),
            segment("M1", unknown, name="雕刻加工", position="中游", order=2),
            segment("M2", [], name="镶嵌抛光", position="中游", order=3),
            segment("D1", [], name="研学", position="下游", order=4, needed=False),
        ],
        [flow("U1", "M1"), flow("M1", "M2", broken=True)],
        [organisation(0, [], "产业链党委")],
        name="玉器产业链",
    )


def bare_chain() -> ChainView:
    """Enterprises and nothing else: a chain that nobody has worked on."""
    return chain(unplaced=[member(i, "unsurveyed") for i in range(30)], name="绿色建材产业链")


def _organisations(segments: Sequence[SegmentView]) -> list[Organisation]:
    filled = [s.id for s in segments if s.enterprises]
    single = [organisation(i, [filled[i % len(filled)]]) for i in range(1, 18)]
    joint = [organisation(i, filled[i % 5 :: 7], "联合党支部") for i in (18, 19)]
    apart = [organisation(20, [], "党支部", parent=None)]
    return [organisation(0, [], "产业链党委"), *single, *joint, *apart]


def _supports(segments: Sequence[SegmentView]) -> list[Support]:
    ids = [s.id for s in segments]
    universities = [
        Support(
            label="University", id=f"U{i}", name=f"示例大学{i}", kind="高校", segments=ids[i::6]
        )
        for i in range(9)
    ]
    resources = [
        Support(label="Resource", id=f"R{i}", name=f"示例平台{i}", kind="检测", segments=[])
        for i in range(7)
    ]
    departments = [
        Support(label="Department", id="D1", name="示例工信局", kind=None, segments=ids[:1])
    ]
    return [*universities, *resources, *departments]


@st.composite
def chains(draw: st.DrawFn) -> ChainView:
    """Chains of any shape, with names of any length."""
    names = st.text("动力电池材料(示例)ABC12 ", min_size=1, max_size=30)
    segments = []
    for order in range(draw(st.integers(0, 16))):
        members = [
            member(order * 20 + i, draw(st.sampled_from(COVERS)), draw(names))
            for i in range(draw(st.sampled_from([0, 1, 2, 5, 6, 7, 15])))
        ]
        position = draw(st.sampled_from(POSITIONS))
        name = draw(names)
        segments.append(segment(f"S{order}", members, position=position, order=order, name=name))
    ids = [s.id for s in segments]
    some = st.lists(st.sampled_from(ids), unique=True) if ids else st.just([])
    pairs = st.lists(
        st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=20, unique=True
    )
    flows = [
        supply(a, b) if draw(st.booleans()) else flow(a, b, broken=draw(st.booleans()))
        for a, b in (draw(pairs) if ids else [])
        if a != b
    ]
    kinds = st.sampled_from(["党支部", "联合党支部", "党总支", "产业链党委"])
    organisations = [
        organisation(i, draw(some), draw(kinds)) for i in range(draw(st.integers(0, 12)))
    ]
    supports = [
        Support(label="University", id=f"U{i}", name=draw(names), kind=None, segments=draw(some))
        for i in range(draw(st.integers(0, 10)))
    ]
    unplaced = [member(800 + i, "unsurveyed") for i in range(draw(st.sampled_from([0, 1, 9, 40])))]
    return chain(segments, flows, organisations, supports, unplaced, draw(names))
