"""Small made-up graphs: one written by hand with a case of everything, and random ones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from graph import SCHEMA, Store
from graph.changes import Changes, Ends, RelRow, Values
from graph.names import joined, pinyin
from graph.store import Statement
from graph.write import statements
from ingest.identity import check_digit

DAY = "2026-11-23"
EMPTY = Statement("MATCH (n) DETACH DELETE n")
ORIGIN = "r1|{}.csv||2"


class Town:
    """Changes under construction: `add` nodes, `link` them."""

    def __init__(self) -> None:
        self.changes = Changes()

    def add(self, label: str, id: str, name: str | None = None, /, **values: Any) -> str:
        """A node as the loader writes one; None values are left out."""
        node: Values = {"id": id, "origin": ORIGIN.format(label.lower())}
        node |= {key: value for key, value in values.items() if value is not None}
        name = name or f"{SCHEMA.node(label).zh}{id}"
        node["name"] = name
        names = [name, values.get("short_name"), *(values.get("aliases") or ())]
        if SCHEMA.node(label).sensitivity != "sensitive":
            node["names"] = joined(filter(None, names))
            node["pinyin"] = pinyin(filter(None, names))
        self.changes.new_nodes.setdefault(label, []).append(node)
        return id

    def link(
        self, source: tuple[str, str], rel: str, target: tuple[str, str], /, **values: Any
    ) -> None:
        given = {key: value for key, value in values.items() if value is not None}
        row = RelRow(source[1], target[1], {"origin": ORIGIN.format(rel.lower()), **given})
        self.changes.new_rels.setdefault(Ends(rel, source[0], target[0]), []).append(row)

    def observe(
        self, label: str, id: str, on: str, until: str = "9999-12-31", **values: Any
    ) -> None:
        """What was known of an entity from a day on, until another."""
        observation = f"{label}:{id}@{on}"
        given = {key: value for key, value in values.items() if value is not None}
        node = {"id": observation, "on": on, "until": until, "origin": ORIGIN.format("figures")}
        self.changes.new_nodes.setdefault("Observation", []).append(node | given)
        self.link((label, id), "OBSERVED", ("Observation", observation))

    def firm(self, id: str, name: str | None = None, /, **observed: Any) -> str:
        """An enterprise with one observation; without any when nothing is observed."""
        self.add("Enterprise", id, name)
        if observed:
            self.observe("Enterprise", id, "2026-01-01", **observed)
        return id


def small_town(firms: Mapping[str, Mapping[str, Any]]) -> Town:
    """A county with a chain of one segment, and these enterprises in it."""
    town = Town()
    town.add("Region", "441284", "四会市", level="县")
    town.add("Chain", "C1", "一条链")
    town.add("Segment", "S1", "环节", position="中游", order=1)
    town.link(("Segment", "S1"), "IN_CHAIN", ("Chain", "C1"))
    for id, observed in firms.items():
        town.firm(id, f"{id}公司", **observed)
        town.link(("Enterprise", id), "AT", ("Segment", "S1"))
        town.link(("Enterprise", id), "LOCATED_IN", ("Region", "441284"))
    return town


async def settle(store: Store, changes: Changes) -> None:
    """Make the store hold these nodes and relationships, and nothing else. KeyError for an end that
    was never added: an engine would leave the relationship out, and the test would try nothing."""
    there = {(label, node["id"]) for label, nodes in changes.new_nodes.items() for node in nodes}
    for ends, rels in changes.new_rels.items():
        for rel in rels:
            for end in ((ends.source, rel.source), (ends.target, rel.target)):
                if end not in there:
                    raise KeyError(f"{ends.type}: there is no {end}")
    await store.write([EMPTY, *statements(SCHEMA, changes)])


def fixed() -> Changes:
    """A chain of three segments and nearly every situation that a question looks at."""
    town = Town()
    _places(town)
    _firms(town)
    _organisations(town)
    _universities(town)
    return town.changes


def _places(town: Town) -> None:
    town.add("Region", "R1", "大城市")
    town.add("Region", "R2", "小城区", aliases=["小城"])
    town.link(("Region", "R2"), "WITHIN", ("Region", "R1"))
    town.add("Chain", "C1", "电车产业链", kind="主导", area="大城市")
    town.add("Chain", "C2", "水果产业链", kind="特色")
    for id, name, position, needed in (
        ("S1", "电池", "上游", None),
        ("S2", "整车", "下游", True),
        ("S3", "回收", "配套", None),
        ("S4", "展览", "配套", False),
    ):
        order = int(id[1])
        town.add("Segment", id, name, position=position, needed=needed, order=order)
        town.link(("Segment", id), "IN_CHAIN", ("Chain", "C1"))
    for id, name, segment in (("P1", "电芯", "S1"), ("P2", "轿车", "S2"), ("P3", "客车", "S2")):
        town.add("Product", id, name)
        town.link(("Product", id), "OF", ("Segment", segment))
    town.link(("Product", "P1"), "FEEDS", ("Product", "P2"))
    town.link(("Product", "P1"), "FEEDS", ("Product", "P3"), until="2025")


def _firms(town: Town) -> None:
    known = {"operating": True, "surveyed": True}
    figures: Mapping[str, Mapping[str, Any]] = {
        "A": {**known, "formal_affiliated": 5, "formal_on_site": 5},
        "B": {**known, "formal_affiliated": 1, "formal_on_site": 4},
        "C": {**known, "formal_affiliated": 2, "formal_on_site": 2, "has_union": True},
        "D": {**known, "formal_affiliated": 0, "formal_on_site": 0, "has_instructor": False}
        | {"has_union": False, "has_league": False, "staff": 80},
        "E": {**known},
        "F": {"operating": False, "surveyed": True, "formal_affiliated": 9},
        "G": {"operating": True, "surveyed": False},
        "H": {},
        "I": {**known, "formal_affiliated": 3},
        "J": {**known, "formal_affiliated": 0, "has_union": True},
    }
    for id, observed in figures.items():
        town.firm(id, f"{id}字号有限公司", **observed)
        town.link(("Enterprise", id), "IN_CHAIN", ("Chain", "C1"), role="配套")
        town.link(("Enterprise", id), "LOCATED_IN", ("Region", "R2" if id in "ABC" else "R1"))
    for id, segment in (("A", "S1"), ("B", "S2"), ("C", "S2"), ("F", "S3"), ("I", "S1")):
        town.link(("Enterprise", id), "AT", ("Segment", segment))
    for id, product in (("A", "P1"), ("B", "P2"), ("C", "P3"), ("F", "P2"), ("I", "P1")):
        town.link(("Enterprise", id), "MAKES", ("Product", product))
    town.link(("Enterprise", "I"), "SUPPLIES", ("Enterprise", "B"))


def _organisations(town: Town) -> None:
    town.add("PartyOrg", "O0", "电车产业链党委", kind="产业链党委", functional=True)
    town.link(("PartyOrg", "O0"), "LEADS", ("Chain", "C1"), role="产业链党委")
    town.link(("PartyOrg", "O0"), "COVERS", ("Enterprise", "A"), mode="单独")
    for id, kind, mode, covered, until in (
        ("O1", "党支部", "单独", "I", None),
        ("O2", "联合党支部", "联合", "C", "2026-06"),
        ("O3", "临时党支部", "临时", "A", None),
        ("O4", "联合党支部", "联合", "J", "2026"),
    ):
        town.add("PartyOrg", id, kind=kind, functional=False)
        town.link(("PartyOrg", id), "IN_CHAIN", ("Chain", "C1"))
        town.link(("PartyOrg", id), "UNDER", ("PartyOrg", "O0"))
        town.link(("PartyOrg", id), "COVERS", ("Enterprise", covered), mode=mode, until=until)
    a, b = ("PartyOrg", "O1"), ("PartyOrg", "O2")
    town.link(a, "JOINT_BUILDS", b, state="签约", basis="协议", since="2025-03")
    town.link(b, "JOINT_BUILDS", a, state="终止", since="2024")
    town.add("MassOrg", "L1", kind="共青团")
    town.link(("MassOrg", "L1"), "IN_ENTERPRISE", ("Enterprise", "E"))
    town.add("Cadre", "K1", "示例干部")
    town.link(("Cadre", "K1"), "ASSIGNED_TO", ("Enterprise", "E"), role="党建指导员")
    for number in range(4):
        town.add("Member", f"M{number}", f"示例党员{number}")
        where = "O1" if number else "O2"
        town.link(("Member", f"M{number}"), "MEMBER_OF", ("PartyOrg", where))


def _universities(town: Town) -> None:
    town.add("Discipline", "430", "材料科学")
    town.add("Discipline", "580", "交通运输")
    for id, name in (("U1", "甲大学"), ("U2", "乙学院"), ("U3", "丙研究院")):
        town.add("University", id, name, kind="本科院校")
    town.link(("Segment", "S1"), "RELATES_TO", ("Discipline", "430"))
    town.link(("Segment", "S2"), "RELATES_TO", ("Discipline", "580"))
    town.link(("University", "U1"), "STRONG_IN", ("Discipline", "430"))
    town.link(("University", "U2"), "SERVES", ("Chain", "C1"))
    town.link(("University", "U3"), "COOPERATES", ("Enterprise", "A"), kind="联合研发")


# ------------------------------------------------------------ random towns
#
# Pools to draw from; what stands in one twice comes twice as often. The numbers and days lie on
# the bounds of the rules and one beside them, counted from DAY.

Pool = Sequence[Any]


def _near(*back: int) -> list[str]:
    """The days that lie so many days before DAY, and those next to them."""
    day = date.fromisoformat(DAY)
    return [(day - timedelta(days=n + by)).isoformat() for n in back for by in (1, 0, -1)]


def _orders() -> list[str]:
    """Moments by which orders are judged: hours of DAY, and working days before it (a Monday)."""
    hours = ("08:30:00", "22:58:00", "22:59:00", "23:00:00", "23:01:00", "23:59:00")
    back = (*range(3, 9), 11, 12, 13, 20, 21, 24, 89, 90, 91)
    days = [_near(n)[1] for n in back]
    clocks = ("00:00:00", "09:30:00", "23:59:00")
    return [f"{DAY}T{hour}" for hour in hours] + [
        f"{day}T{clocks[at % 3]}" for at, day in enumerate(days)
    ]


def _code(body: str) -> str:
    return body + check_digit(body)


NAMES: Pool = (None, "东璞", "银行重庆", "Ａ-B公司", "小鹏汽车")
MAYBE: Pool = (None, True, False)
BEGUN: Pool = (
    *[None] * 8, "2020", "2026-06", "2026-11", *_near(0), DAY, DAY, "2026-03-01", "2027-01-01",
)  # fmt: skip
ENDED: Pool = (
    *[None] * 8, "2025", "2026-06", "2026", "2026-11", *_near(0), DAY, "2026-03-01", "2027-01-01",
)  # fmt: skip
TIED: Mapping[str, Pool] = {"since": BEGUN, "until": ENDED}
HALF: Pool = (None, *_near(184), "2026-05", "2026-04", "2026", "2025", "2019")
ELECTED: Pool = (
    None, None, *_near(1096, 1826, 1461), "2021-11-23", "2023-11-23", "2024-05-21", "2024-05-22",
    "2024-05-23", "2023-11", "2023-10", "2021-11", "2021", "2024", "2026-01-01", "2019-05-01",
)  # fmt: skip
ENDING: Pool = (None, None, *_near(0, -180, 365), "2026-11", "2026-10", "2027-05", "2027", "2026")
EXTENDED: Pool = (
    *[None] * 6,
    *_near(0, -180, -365),
    "2027-11-23",
    "2027",
    "2026-11",
    "2027-11",
    "2027-12",
)
FEW: Pool = (None, 0, 1, 2, 3, 3, 4)
SIZES_OF_BRANCHES: Pool = (None, 1, 2, 3, 6, 7, 8, 49, 50, 51, 99, 100)
MOMENTS: Pool = (*_orders(), DAY, "2026-11-20", "2026-11-19", "2026-11-12")
LATER: Pool = (*MOMENTS, "2026-11-24T00:00:00", "2026-11-24T17:00:00", "2026-11-25T17:00:00")
RUNS: Pool = tuple(f"2026-{day}T08:00:00+00:00" for day in ("03-01", "11-22", "11-23", "11-24"))
CODES: Pool = (
    *[None] * 6, *(_code(first + "1441200MA4W0000X") for first in "9ANY15"),
    _code("91441200MA4W00010")[:-1] + "I", "91441200MA4W0001", "91441200MA4W00010XX",
    "91441200MA4W00010" + ("0" if check_digit("91441200MA4W00010") != "0" else "1"),
)  # fmt: skip
MODES: Pool = ("单独", "联合", "区域", "行业", "临时", "功能型")
BRANCHES: Pool = ("党支部", "联合党支部", "流动党员党支部")
KINDS: Pool = (
    *BRANCHES, *BRANCHES, "党支部", "临时党支部", "临时党支部", "产业链党委", "功能型", "党总支",
    "基层党委", "基层党委", "商圈党委", "党工委",
)  # fmt: skip
SIZES: Mapping[str, int] = {
    "Chain": 2, "Segment": 4, "Product": 6, "Region": 2, "Enterprise": 8, "PartyOrg": 7,
    "MassOrg": 3, "Member": 6, "Cadre": 3, "Department": 2, "University": 2, "Discipline": 2,
    "Resource": 1, "Site": 3, "Application": 3, "Project": 3, "Meeting": 2, "Activity": 3,
    "Order": 6, "Need": 2, "IngestRun": 2,
}  # fmt: skip
TIES: Sequence[tuple[str, str, str, int]] = (
    ("Segment", "IN_CHAIN", "Chain", 5), ("Enterprise", "IN_CHAIN", "Chain", 8),
    ("Enterprise", "AT", "Segment", 8), ("Enterprise", "MAKES", "Product", 10),
    ("Enterprise", "SUPPLIES", "Enterprise", 3), ("Enterprise", "LOCATED_IN", "Region", 5),
    ("Region", "WITHIN", "Region", 1), ("Product", "OF", "Segment", 5),
    ("Product", "FEEDS", "Product", 8), ("Product", "KIND_OF", "Product", 4),
    ("PartyOrg", "COVERS", "Enterprise", 7), ("PartyOrg", "COVERS", "Site", 3),
    ("PartyOrg", "LEADS", "Chain", 2), ("PartyOrg", "IN_CHAIN", "Chain", 5),
    ("PartyOrg", "UNDER", "PartyOrg", 3), ("PartyOrg", "JOINT_BUILDS", "PartyOrg", 4),
    ("PartyOrg", "JOINT_BUILDS", "University", 1), ("PartyOrg", "JOINT_BUILDS", "Enterprise", 1),
    ("MassOrg", "IN_ENTERPRISE", "Enterprise", 3), ("MassOrg", "IN_CHAIN", "Chain", 1),
    ("Cadre", "ASSIGNED_TO", "Enterprise", 6), ("Cadre", "ASSIGNED_TO", "Site", 2),
    ("Cadre", "ASSIGNED_TO", "Chain", 1), ("Member", "MEMBER_OF", "PartyOrg", 7),
    ("Member", "WORKS_AT", "Enterprise", 3), ("Department", "LEADS", "Chain", 1),
    ("University", "STRONG_IN", "Discipline", 4), ("Segment", "RELATES_TO", "Discipline", 4),
    ("University", "SERVES", "Chain", 3), ("University", "COOPERATES", "Enterprise", 4),
    ("Resource", "SERVES", "Chain", 1), ("Site", "IN_CHAIN", "Chain", 3),
    ("Enterprise", "APPLIES", "Application", 2), ("Site", "APPLIES", "Application", 1),
    ("PartyOrg", "RECEIVES", "Application", 2), ("Project", "SERVES", "Chain", 3),
    ("Meeting", "SERVES", "Chain", 3), ("Activity", "SERVES", "Chain", 1),
    ("PartyOrg", "ATTENDS", "Project", 5), ("Enterprise", "ATTENDS", "Project", 1),
    ("PartyOrg", "ATTENDS", "Activity", 8), ("University", "ATTENDS", "Activity", 1),
    ("PartyOrg", "ATTENDS", "Meeting", 1), ("Enterprise", "HAS_NEED", "Need", 5),
    ("Enterprise", "RAISES", "Order", 7), ("Order", "IN_CHAIN", "Chain", 5),
    ("Department", "HANDLES", "Order", 6), ("Meeting", "DECIDES", "Order", 1),
)  # fmt: skip
VALUES: Mapping[str, Mapping[str, Pool]] = {
    "Chain": {"committee_exists": MAYBE},
    "Segment": {
        "needed": MAYBE,
        "order": (0, 1, 2, 3),
        "position": ("上游", "中游", "下游", "配套"),
    },
    "Enterprise": {
        "short_name": NAMES,
        "on_scale": MAYBE,
        "credit_code": CODES,
        "core_name": (None, "东璞", "小鹏", "甲", "乙", "丙"),
        "founded_on": HALF,
        "ownership": (None, "国有企业", "国有控股", "非国有", "集体", "民营", "私营有限责任公司"),
        "tags": (
            None,
            None,
            ["链主"],
            ["规上"],
            ["专精特新", "高新技术企业"],
            ["小巨人"],
            ["民宿"],
        ),
    },
    "PartyOrg": {
        "functional": (None, False, False),
        "term_years": (None, None, 2, 3, 5),
        "term_end": ENDING,
        "body_ended_on": (None, None, *_near(0), "2026-11", "2026-10", "2026"),
    },
    "MassOrg": {"kind": ("工会", "工会", "共青团", "妇联"), "term_years": (None, None, 3, 5)},
    "Member": {
        "floating": (None, True, True, True, False),
        "left_on": HALF,
        "fixed_place": (None, True, True, True, False),
        "moved": (None, True, False, False, False),
        "lost_on": (None, None, *HALF),
        "joined_on": (None, *["2020-06-15"] * 5, "2020-06", "2020", DAY, "2026-11-24"),
        "formal_on": (
            None,
            *("2021-06-14", "2021-06-15", "2021-06-16"),
            "2021-05",
            "2021-06",
            "2021",
            *_near(0),
        ),
        "status": (None, "正式", "正式", "预备", "发展对象", "入党积极分子", "入党申请人"),
        "birth": (None, "2002-06-14", "2002-06-15", "2002-06-16", "2002-06", "2002-07", "2002"),
    },
    "Site": {"kind": ("市场", "商圈", "站点")},
    "Application": {
        "applied_on": (*_near(31), *_near(31), "2026-10", "2026-09", "2026", "2027-01-01"),
        "decided_on": (None, None, None, *_near(0), "2026-11", "2026-12"),
        "result": (None, None, "同意"),
    },
    "Project": {
        "kind": (None, "示范", "产业红链示范项目", "建设"),
        "state": (None, None, "在建", "已完成", "竣工"),
        "started_on": HALF,
        "finished_on": (None, None, *_near(0), "2026-11", "2026-10", "2026"),
        "year": (None, 2025, 2026, 2026, 2026),
        "formal_members": FEW,
    },
    "Meeting": {"held_on": (None, *_near(92), *_near(0), "2026-08", "2026-11", "2026-07", "2025")},
    "Activity": {"held_on": (None, *_near(180), *_near(0), "2026-05", "2026-11", "2026-04")},
    "Order": {
        "category": ("技术", "技术", "用工", "技术改造"),
        "level": (None, "一般", "复杂", "复杂疑难"),
        "state": (None, None, "办理中", "办理中", "已办结", "已销号"),
        "submitted_at": (None, *MOMENTS, *MOMENTS, "2026-11-24T08:00:00"),
        "accepted_at": (*[None] * 12, *LATER),
        "due_at": (None, *LATER),
        "resolved_at": (*[None] * 60, *LATER),
        "objected_at": (*[None] * 6, *LATER),
        "co_replied_at": (*[None] * 20, *LATER),
        "extension_asked_at": (*[None] * 4, *LATER),
        "extended_until": (*[None] * 20, *LATER),
        "nature": (None, None, "服务诉求", "服务诉求", "信访", "举报", "涉密"),
        "text": (None, "招工困难", "举报某人", "上访", "涉密文件"),
        "satisfaction": (None, "满意", "不满意", "不满意"),
        "reopened": (None, 0, 0, 1),
    },
    "Need": {
        "kind": (None, "技术", "技术攻关", "融资"),
        "state": (None, "未解决", "已解决"),
        "raised_on": (None, None, *_near(0), "2026-11"),
    },
    "IngestRun": {"total_rows": (None, 0, 1, 2), "started_at": RUNS},
    "COVERS": {"mode": MODES},
    "ASSIGNED_TO": {
        "role": ("党建指导员", "党建指导员", "挂点领导", "党员服务专员"),
        "last_visit": (None, *_near(90), *_near(90), "2026-08", "2026-07", "2027-01-01"),
    },
    "JOINT_BUILDS": {
        "state": (None, "意向", "签约", "签约", "实施", "实施", "终止"),
        "since": (None, *_near(180), *_near(180), "2026-05", "2026-04", "2025", "2027"),
    },
    "IN_CHAIN": {"role": (None, "链主", "配套")},
    "AT": {"role": (None, "链主", "配套")},
    "HANDLES": {"role": ("主办", "协办", "协办")},
}
FIGURES: Mapping[str, Mapping[str, Pool]] = {
    "Enterprise": {
        "operating": (None, True, True, True, False),
        "surveyed": (None, True, True, True, True, False),
        "formal_affiliated": (0, *FEW),
        "formal_on_site": FEW,
        "has_instructor": (None, True, False, False),
        "has_union": (None, True, False, False),
        "has_league": (None, True, False, False),
        "staff": (None, 0, 7, 24, 25, 26, 49, 50, 51),
        "union_members": (None, None, 0, 24, 25, 26),
        "league_members": (None, 0, 1, 2, 3, 4, 29, 30, 31, 99, 100),
    },
    "PartyOrg": {
        "elected_on": ELECTED,
        "extended_until": EXTENDED,
        "developed": (None, 0, 0, 1),
        "dues_collected": (None, False, False, True),
        "held_election": (None, False, False, True),
        "formal_members": SIZES_OF_BRANCHES,
        "probationary_members": (None, 0, 0, 1),
        "total_members": SIZES_OF_BRANCHES,
        "has_committee": MAYBE,
        "committee_size": (None, 2, 3, 4, 5, 6, 7, 8),
        "has_secretary": MAYBE,
        "secretary": (None, None, "示例书记"),
        "status": (None, "在运行", "撤销"),
    },
    "MassOrg": {"elected_on": ELECTED, "members": FEW},
    "Site": {
        "formal_members": FEW,
        "floating_formal": FEW,
        "new_groups": (None, 0, 1, 2),
        "has_instructor": (None, True, False, False),
    },
}  # fmt: skip


def towns() -> st.SearchStrategy[Changes]:
    """Random graphs of a handful of nodes: unknown figures, ended links, several of everything.

    One number draws a whole town: a thousandth of the time that drawing each value would take.
    """
    return st.integers(0, 2**32).map(random_town)


def random_town(seed: int, prefix: str = "") -> Changes:
    """The town of that number; `prefix` begins every id, so that towns may stand side by side."""
    rng, town = Random(seed), Town()
    ids = {
        label: [f"{prefix}{label[:4]}{n}" for n in range(rng.randint(size // 2, size))]
        for label, size in SIZES.items()
    }
    for label in ids:
        for id in ids[label]:
            town.add(label, id, rng.choice(NAMES), **_values(rng, label, prefix))
            if label in FIGURES:
                _history(rng, town, label, id)
    for source, rel, target, most in TIES:
        pairs = [(a, b) for a in ids[source] for b in ids[target] if (source, a) != (target, b)]
        for a, b in rng.sample(pairs, min(len(pairs), rng.randint(most // 2, most))):
            _tie(rng, town, (source, a), rel, (target, b))
    _burden(rng, town, ids)
    return town.changes


def city(seeds: Iterable[int], poor: Sequence[str] = ()) -> Changes:
    """The towns of these numbers side by side, without the kinds of record that are `poor`:
    `Site`, `Member.lost_on`."""
    changes = Changes()
    for seed in seeds:
        one = random_town(seed, f"{seed}/")
        for label, nodes in one.new_nodes.items():
            changes.new_nodes.setdefault(label, []).extend(nodes)
        for ends, rows in one.new_rels.items():
            changes.new_rels.setdefault(ends, []).extend(rows)
    for kind in poor:
        _leave_out(changes, *kind.split("."))
    return changes


def _leave_out(changes: Changes, label: str, prop: str | None = None) -> None:
    if prop:
        for node in changes.new_nodes.get(label, ()):
            node.pop(prop, None)
        return
    changes.new_nodes.pop(label, None)
    for ends in [e for e in changes.new_rels if label in (e.source, e.target)]:
        del changes.new_rels[ends]


def _values(rng: Random, name: str, prefix: str) -> dict[str, Any]:
    """Of a label or a relationship type."""
    values = {key: rng.choice(pool) for key, pool in VALUES.get(name, {}).items()}
    if values.get("core_name"):
        values["core_name"] = prefix + values["core_name"]
    if name == "PartyOrg":
        values["kind"] = rng.choice(KINDS)
        if values["kind"] in ("产业链党委", "功能型") or rng.random() < 0.1:
            values["functional"] = True
    return values


def _tie(
    rng: Random, town: Town, source: tuple[str, str], rel: str, target: tuple[str, str]
) -> None:
    values = {key: rng.choice(pool) for key, pool in TIED.items()} | _values(rng, rel, "")
    if rel == "ASSIGNED_TO":
        values["link_id"] = f"{source[1]}-{target[1]}"
    town.link(source, rel, target, **values)


def _burden(rng: Random, town: Town, ids: Mapping[str, Sequence[str]]) -> None:
    """At times an instructor or a joint branch with as many enterprises as is allowed, or more."""
    for label, rel, values in (
        ("Cadre", "ASSIGNED_TO", {"role": "党建指导员"}),
        ("PartyOrg", "COVERS", {"mode": "联合"}),
    ):
        known = {
            (row.source, row.target)
            for ends, rows in town.changes.new_rels.items()
            if ends.type == rel
            for row in rows
        }
        one, firms = rng.choice(ids[label]), ids["Enterprise"]
        if rng.random() < 0.4:
            for firm in rng.sample(firms, min(len(firms), rng.randint(5, 7))):
                if (one, firm) not in known:
                    more = {"link_id": f"{one}-{firm}"} if rel == "ASSIGNED_TO" else {}
                    town.link((label, one), rel, ("Enterprise", firm), **values, **more)


def _history(rng: Random, town: Town, label: str, id: str) -> None:
    """No observation, one, or one that a later one follows."""
    days = rng.choice(HISTORIES)
    for number, day in enumerate(days):
        until = days[number + 1] if number + 1 < len(days) else "9999-12-31"
        values = {name: rng.choice(pool) for name, pool in FIGURES[label].items()}
        if label == "PartyOrg" and rng.random() < 0.5:
            formal, probationary = values["formal_members"], values["probationary_members"]
            values["total_members"] = formal and formal + (probationary or 0)
        town.observe(label, id, day, until, **values)


HISTORIES: Pool = (
    (), ("2026-01-01",), ("2026-01-01",), ("2020", "2026-05-01"), ("2020", "2026-05-01"),
    ("2026-01-01", DAY), ("2026-01-01", "2026-11-24"), ("2020", "2026-03-01"), ("2027-01-01",),
)  # fmt: skip
