"""Small made-up graphs: one written by hand with a case of everything, and random ones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from graph import SCHEMA, Store
from graph.changes import Changes, Ends, RelRow, Values
from graph.names import joined, pinyin
from graph.store import Statement
from graph.write import statements

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


async def settle(store: Store, changes: Changes) -> None:
    """Make the store hold these nodes and relationships, and nothing else."""
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

DATES = st.sampled_from([None, None, None, "2020", "2026-06", "2026", "2026-11-23", "2027-01-01"])
MAYBE = st.sampled_from([None, True, False])
COUNTS = st.sampled_from([None, 0, 1, 2, 3, 7])
MODES = ("单独", "联合", "区域", "行业", "临时", "功能型")
KINDS = ("产业链党委", "党支部", "联合党支部", "临时党支部")
SIZES: Mapping[str, int] = {
    "Chain": 2, "Segment": 5, "Product": 5, "Region": 3, "Enterprise": 7, "PartyOrg": 4,
    "MassOrg": 2, "Member": 3, "Cadre": 2, "Department": 1, "University": 3, "Discipline": 3,
    "Resource": 1,
}  # fmt: skip
TIES: Sequence[tuple[str, str, str, int]] = (
    ("Segment", "IN_CHAIN", "Chain", 6), ("Enterprise", "IN_CHAIN", "Chain", 8),
    ("Enterprise", "AT", "Segment", 10), ("Enterprise", "MAKES", "Product", 10),
    ("Enterprise", "SUPPLIES", "Enterprise", 3), ("Enterprise", "LOCATED_IN", "Region", 6),
    ("Region", "WITHIN", "Region", 3), ("Product", "OF", "Segment", 6),
    ("Product", "FEEDS", "Product", 6), ("PartyOrg", "COVERS", "Enterprise", 8),
    ("PartyOrg", "LEADS", "Chain", 2), ("PartyOrg", "IN_CHAIN", "Chain", 4),
    ("PartyOrg", "UNDER", "PartyOrg", 3), ("PartyOrg", "JOINT_BUILDS", "PartyOrg", 3),
    ("PartyOrg", "JOINT_BUILDS", "University", 1), ("MassOrg", "IN_ENTERPRISE", "Enterprise", 2),
    ("Cadre", "ASSIGNED_TO", "Enterprise", 3), ("Member", "MEMBER_OF", "PartyOrg", 3),
    ("Member", "WORKS_AT", "Enterprise", 3), ("Department", "LEADS", "Chain", 1),
    ("University", "STRONG_IN", "Discipline", 5), ("Segment", "RELATES_TO", "Discipline", 5),
    ("University", "SERVES", "Chain", 3), ("University", "COOPERATES", "Enterprise", 2),
    ("Resource", "SERVES", "Chain", 1),
)  # fmt: skip
NAMES = st.sampled_from([None, "东璞", "银行重庆", "Ａ-B公司", "小鹏汽车"])


@st.composite
def towns(draw: st.DrawFn) -> Changes:
    """Random graphs of a handful of nodes: unknown figures, ended links, several of everything."""
    town = Town()
    ids = {label: [f"{label[:3]}{n}" for n in range(draw(st.integers(size // 2, size)))]
           for label, size in SIZES.items()}  # fmt: skip
    for label in ids:
        for id in ids[label]:
            town.add(label, id, draw(NAMES), **draw(_values(label)))
    for id in ids["Enterprise"]:
        _history(draw, town, id)
    for source, rel, target, most in TIES:
        pairs = [(a, b) for a in ids[source] for b in ids[target] if (source, a) != (target, b)]
        for a, b in _some(draw, pairs, most):
            values = {**draw(_values(rel)), "since": draw(DATES), "until": draw(DATES)}
            town.link((source, a), rel, (target, b), **values)
    return town.changes


def _some(draw: st.DrawFn, pairs: Sequence[Any], most: int) -> Iterable[Any]:
    if not pairs:
        return ()
    least = min(most // 2, len(pairs))
    return draw(st.lists(st.sampled_from(pairs), unique=True, min_size=least, max_size=most))


def _history(draw: st.DrawFn, town: Town, id: str) -> None:
    """No observation, one, or one that a later one follows."""
    days = draw(st.sampled_from([(), ("2026-01-01",), ("2020", "2026-05-01"), ("2027-01-01",)]))
    for number, day in enumerate(days):
        until = days[number + 1] if number + 1 < len(days) else "9999-12-31"
        town.observe("Enterprise", id, day, until, **draw(OBSERVED))


OBSERVED = st.fixed_dictionaries(
    {
        "operating": MAYBE,
        "surveyed": st.sampled_from([None, True, True, False]),
        "formal_affiliated": COUNTS,
        "formal_on_site": COUNTS,
        "has_instructor": MAYBE,
        "has_union": MAYBE,
        "has_league": MAYBE,
        "staff": COUNTS,
    }
)
VALUES: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "Segment": {
        "needed": MAYBE,
        "order": st.integers(0, 3),
        "position": st.sampled_from(["上游", "中游", "下游", "配套"]),
    },
    "Enterprise": {"short_name": NAMES, "on_scale": MAYBE},
    "PartyOrg": {"kind": st.sampled_from(KINDS), "functional": MAYBE},
    "MassOrg": {"kind": st.sampled_from(["工会", "共青团", "妇联"])},
    "COVERS": {"mode": st.sampled_from(MODES)},
    "ASSIGNED_TO": {"role": st.sampled_from(["党建指导员", "挂点领导"])},
    "JOINT_BUILDS": {"state": st.sampled_from([None, "意向", "签约", "终止"])},
    "IN_CHAIN": {"role": st.sampled_from([None, "链主", "配套"])},
    "AT": {"role": st.sampled_from([None, "链主", "配套"])},
}


def _values(name: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(VALUES.get(name, {}))
