"""Who could fill a gap of a chain, nearest first, each with the way through the graph.

A segment or a product is filled by enterprises, a blocked flow is helped by resources, departments
and universities. Each thing (product, segment, industry) is asked about once for all gaps, and of
those that have it the nearest `MOST_MET` are compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from typing import NamedTuple

from graph.store import Row, Store
from queries.answers import Answer
from queries.chain_situation import Bearers, Situation, bearers
from queries.closing.costs import Distance
from queries.joint_sides import TECHNICAL
from queries.scoring import Candidate as Found
from queries.scoring import Feature, Reason, described, score
from queries.steps import Step, against, path
from queries.text import cypher

MOST = 5  # candidates of a gap
MOST_MET = 20  # of those who have one thing, how many are compared
MOST_PRODUCTS = 20  # products of a segment, and kinds of a product, that are looked at

NEAR: Mapping[Distance, tuple[float, str]] = {
    "town": (0.8, "与本链同县"),
    "county": (0.8, "与本链同县"),
    "city": (0.6, "与本链同市"),
    "province": (0.4, "与本链同省"),
    "apart": (0.2, "与本链不同省"),
    "unknown": (0.0, "所在地未知"),
}
WAYS: Mapping[str, float] = {
    "makes": 0.15, "kind": 0.12, "stands": 0.1, "same_name": 0.08, "related": 0.06,
    "industry": 0.04,
    "serves": 0.9, "provides": 0.8, "offers": 0.7, "strong": 0.5, "leads": 0.4, "expert": 0.3,
}  # fmt: skip

# What helps with a category, by words of the category: words of kind, name or duties.
HELP: Mapping[str, tuple[str, ...]] = {
    "技术": ("技术", "科技", "研发", "研究", "检测", "计量", "实验", "设备"),
    "人才": ("人才", "用工", "培训", "招聘", "人力资源", "就业"),
    "用工": ("人才", "用工", "培训", "招聘", "人力资源", "就业"),
    "融资": ("融资", "资金", "金融", "授信", "信贷"),
    "资金": ("融资", "资金", "金融", "授信", "信贷"),
    "物流": ("物流", "寄送", "运输", "冷链"),
    "仓储": ("仓储", "仓库", "冷库"),
    "供需": ("供需", "市场", "销售", "直播", "展销"),
    "市场": ("供需", "市场", "销售", "直播", "展销"),
    "用地": ("用地", "园区", "产业园", "产业城", "厂房", "自然资源"),
    "纠纷": ("调解", "法律", "维权", "司法"),
    "审批": ("审批", "政务", "证照"),
    "政策": ("政策", "惠企", "财政"),
}


class GapCandidate(Answer):
    """Who could fill a gap or help with it; `region` is empty when nobody told it."""

    label: str
    id: str
    name: str
    region: str
    why: str
    path: list[Step]
    score: float


class Wanted(NamedTuple):
    """What would fill a gap: who makes a product, or fills a segment. Not those in `without`, who
    are there already. Of a blocked flow `category` says what is asked for."""

    chain: str
    segment: str | None
    product: str | None
    without: frozenset[str] = frozenset()
    category: str | None = None


class Way(NamedTuple):
    """From the gap to one who could fill it: nodes as label, id and name; rels between them."""

    kind: str
    text: str
    nodes: tuple[tuple[str, str, str], ...]
    rels: tuple[str, ...]
    regions: tuple[str, ...]


class Lead(NamedTuple):
    """A thing whose bearers could fill a gap, and the way up to it."""

    kind: str
    text: str
    nodes: tuple[tuple[str, str, str], ...]
    rels: tuple[str, ...]
    last: str  # the relationship from the thing to its bearers


def nearness(found: Found) -> Reason | None:
    """企业的地域：同县0.8，同市0.6，同省0.4，不同省0.2，未知0。"""
    return Reason(*NEAR[found["distance"]])


def supply(found: Found) -> Reason | None:
    """企业的途径：生产该产品0.15，生产同类产品0.12，处于该环节0.1，处于其他链的同名环节0.08或同行业环节0.06，同行业0.04。"""
    return Reason(WAYS[found["kind"]], found["text"])


def support(found: Found) -> Reason | None:
    """疏堵的途径：资源服务本链0.9，提供该资源0.8，持有其他资源或成果0.7，学科对口0.5，牵头部门0.4，其他服务本链的高校院所0.3。"""
    return Reason(WAYS[found["kind"]], found["text"])


def nearness_of_support(found: Found) -> Reason | None:
    """疏堵的地域：上述地域分的十分之一。"""
    weight, text = NEAR[found["distance"]]
    return Reason(weight / 10, text)


# Weighted so that of enterprises the nearest come first, and of what helps with a blocked flow what
# fits best: nobody told where most resources are.
SUPPLY: tuple[Feature, ...] = (supply, nearness)
SUPPORT: tuple[Feature, ...] = (support, nearness_of_support)
DEFINITION = (
    f"候选得分为下列各项之和，只用于排序，不是概率：{described(SUPPLY)}；{described(SUPPORT)}"
)


async def candidates(
    store: Store, known: Situation, gaps: Sequence[Wanted], *, as_of: str
) -> list[list[GapCandidate]]:
    """For each gap at most `MOST` candidates, the best first."""
    ways_to = [[*leads(known, gap)] if gap.category is None else [] for gap in gaps]
    found = {label: await bearers_of(store, ways_to, label, as_of) for label in LAST}
    helpers = await _helpers(store, known, gaps, as_of)
    near = _Nearest(known, found)
    ways = (
        near.ways(gap, own) if gap.category is None else _help(known, gap, helpers)
        for gap, own in zip(gaps, ways_to, strict=True)
    )
    return [_best(known, gap, some) for gap, some in zip(gaps, ways, strict=True)]


LAST: Mapping[str, str] = {"Product": "MAKES", "Segment": "AT", "Industry": "IN_INDUSTRY"}


async def bearers_of(
    store: Store, found: Iterable[Iterable[Lead]], label: str, as_of: str
) -> Bearers:
    """Who has each of the things of a label to which leads go."""
    ends = {lead.nodes[-1] for some in found for lead in some}
    return await bearers(store, label, {id for at, id, _ in ends if at == label}, as_of)


class _Nearest:
    """The nearest bearers of each thing, ranked once for each place."""

    def __init__(self, known: Situation, found: Mapping[str, Bearers]) -> None:
        self._known, self._found = known, found
        self._ranked: dict[tuple[str, str, frozenset[str]], list[Row]] = {}

    def ways(self, gap: Wanted, leads: Iterable[Lead]) -> Iterator[Way]:
        home = frozenset(self._known.chains[gap.chain]["regions"])
        for lead in leads:
            for row in self._of(lead.nodes[-1][:2], home):
                if row["id"] not in gap.without:
                    nodes = (*lead.nodes, ("Enterprise", row["id"], row["name"] or row["id"]))
                    rels = (*lead.rels, lead.last)
                    yield Way(lead.kind, lead.text, nodes, rels, tuple(row["regions"]))

    def _of(self, thing: tuple[str, str], home: frozenset[str]) -> list[Row]:
        if (*thing, home) not in self._ranked:
            rows = self._found[thing[0]].get(thing[1], ())
            ranked = nsmallest(MOST_MET, rows, key=lambda row: self._rank(home, row))
            self._ranked[(*thing, home)] = ranked
        return self._ranked[(*thing, home)]

    def _rank(self, home: frozenset[str], row: Row) -> tuple[float, str]:
        distance, _ = self._known.regions.distance(home, frozenset(row["regions"]))
        return -NEAR[distance][0], row["id"]


# ---------------------------------------------------------------- enterprises


def leads(known: Situation, gap: Wanted) -> Iterator[Lead]:
    """The things whose bearers could fill a segment or make a product."""
    if gap.product is None and gap.segment:
        start = _segment(known, gap.segment)
        for product in known.segments[gap.segment]["products"][:MOST_PRODUCTS]:
            yield from _makers(known, product, (start,), ("OF",))
        yield from _peers(known, gap.segment, (start,), ())
    elif gap.product:
        yield from _makers(known, gap.product, (), ())
        if gap.segment:
            nodes = (_product(known, gap.product), _segment(known, gap.segment))
            text = f"处于“{nodes[-1][2]}”环节"
            yield Lead("stands", text, nodes, ("OF",), "AT")
            yield from _peers(known, gap.segment, nodes, ("OF",))


def _makers(
    known: Situation, product: str, nodes: tuple[tuple[str, str, str], ...], rels: tuple[str, ...]
) -> Iterator[Lead]:
    """A product, and the kinds beside it in its families."""
    own = _product(known, product)
    yield Lead("makes", f"生产“{own[2]}”", (*nodes, own), rels, "MAKES")
    row = known.products.get(product)
    families, kinds = (dict(row["families"]), dict(row["kinds"])) if row else ({}, {})
    others = {**families, **kinds}
    for other, name in sorted(others.items())[:MOST_PRODUCTS]:
        kin = ("Product", other, name or other)
        text = f"生产同类产品“{kin[2]}”"
        rel = "KIND_OF" if other in families else against("KIND_OF")
        yield Lead("kind", text, (*nodes, own, kin), (*rels, rel), "MAKES")


def _peers(
    known: Situation, segment: str, nodes: tuple[tuple[str, str, str], ...], rels: tuple[str, ...]
) -> Iterator[Lead]:
    """Segments of other chains of the same name or industry, and the industries themselves."""
    own = known.segments[segment]
    industries = {code: name or code for code, name in own["industries"]}
    for id, row in known.segments.items():
        if id == segment or not (others := sorted({*row["chains"]} - {*own["chains"]})):
            continue
        chain, other = _chain(known, others[0]), _segment(known, id)
        if row["name"] and row["name"] == own["name"]:
            text = f"处于{chain[2]}的同名环节"
            yield Lead("same_name", text, (chain, other), ("IN_CHAIN",), "AT")
        for code in [code for code, _ in row["industries"] if code in industries][:1]:
            text = f"处于{chain[2]}的“{other[2]}”环节，同属“{industries[code]}”"
            shared = ("Industry", code, industries[code])
            links = (*rels, "IN_INDUSTRY", "IN_INDUSTRY")
            yield Lead("related", text, (*nodes, shared, other), links, "AT")
    for code, name in industries.items():
        way = (*nodes, ("Industry", code, name)), (*rels, "IN_INDUSTRY")
        yield Lead("industry", f"同属“{name}”行业", *way, "IN_INDUSTRY")


def _chain(known: Situation, id: str) -> tuple[str, str, str]:
    row = known.chains.get(id)
    return "Chain", id, (row and row["name"]) or id


def _segment(known: Situation, id: str) -> tuple[str, str, str]:
    return "Segment", id, known.segments[id]["name"] or id


def _product(known: Situation, id: str) -> tuple[str, str, str]:
    row = known.products.get(id)
    return "Product", id, (row and row["name"]) or id


# ---------------------------------------------------------------- help with a blocked flow


async def _helpers(
    store: Store, known: Situation, gaps: Sequence[Wanted], as_of: str
) -> Mapping[str, list[Row]]:
    """By chain, who and what serves or leads it."""
    found: dict[str, list[Row]] = {gap.chain: [] for gap in gaps if gap.category is not None}
    one = next(iter(found)) if len(found) == 1 else None
    if found:
        for row in await store.read(cypher("gap_helpers"), as_of=as_of, chain=one):
            found.get(row["chain"], []).append(row)
    return found


def _help(known: Situation, gap: Wanted, helpers: Mapping[str, list[Row]]) -> Iterator[Way]:
    category = gap.category or ""
    fields = dict(known.segments[gap.segment]["disciplines"]) if gap.segment else {}
    for row in helpers[gap.chain]:
        yield from _served(known, gap.chain, row, _words(category))
        if row["label"] == "University" and TECHNICAL in category:
            yield from _expert(known, gap, row, fields)


def _words(category: str) -> tuple[str, ...]:
    """Words of what helps with a category, the category itself among them."""
    words = [word for key, words in HELP.items() if key in category for word in words]
    return tuple(dict.fromkeys([category, *words]))


def _fits(words: Iterable[str], *texts: str | None) -> bool:
    told = " ".join(filter(None, texts))
    return any(word and word in told for word in words)


def _served(known: Situation, chain: str, row: Row, words: Sequence[str]) -> Iterator[Way]:
    """A resource that serves the chain and who provides it, what a university or a department of
    the chain offers, and a department whose duty it is."""
    start = _chain(known, chain)
    own = (row["label"], row["id"], row["name"] or row["id"])
    regions = tuple(row["regions"])
    if row["label"] == "Resource" and _fits(words, row["kind"], row["name"]):
        text = f"服务本链的{row['kind'] or '资源'}"
        yield Way("serves", text, (start, own), (row["rel"],), regions)
        for label, id, name in row["providers"]:
            if label in ("University", "Department"):
                nodes, rels = (start, own, (label, id, name or id)), (row["rel"], "OFFERS")
                yield Way("provides", f"提供服务本链的“{own[2]}”", nodes, rels, ())
    for _, id, name, kind in row["offers"] if row["label"] != "Resource" else ():
        if _fits(words, kind, name):
            text = f"服务本链，持有“{name or id}”{f'（{kind}）' if kind else ''}"
            yield Way("offers", text, (start, own), (row["rel"],), regions)
    if row["label"] == "Department" and _fits(words, row["name"], row["duties"]):
        yield Way("leads", "本链牵头部门，职责相符", (start, own), (row["rel"],), regions)


def _expert(known: Situation, gap: Wanted, row: Row, fields: Mapping[str, str]) -> Iterator[Way]:
    """A university that serves the chain: by a discipline of the segment, else as such."""
    own, regions = ("University", row["id"], row["name"] or row["id"]), tuple(row["regions"])
    shared = [id for id in row["strong"] if id in fields]
    if shared and gap.segment:
        names = "、".join(fields[id] or id for id in shared)
        field = ("Discipline", shared[0], fields[shared[0]] or shared[0])
        text, rels = f"服务本链，学科对口：{names}", ("RELATES_TO", "STRONG_IN")
        yield Way("strong", text, (_segment(known, gap.segment), field, own), rels, regions)
    else:
        start = _chain(known, gap.chain)
        yield Way("expert", "服务本链的高校院所", (start, own), (row["rel"],), regions)


# ---------------------------------------------------------------- the best


def _best(known: Situation, gap: Wanted, ways: Iterable[Way]) -> list[GapCandidate]:
    """Each candidate by its strongest way, the best first."""
    strongest: dict[tuple[str, str], Way] = {}
    for each in sorted(ways, key=lambda w: (-WAYS[w.kind], len(w.nodes), [n[1] for n in w.nodes])):
        strongest.setdefault(each.nodes[-1][:2], each)
    made = [_candidate(known, gap, each) for each in strongest.values()]
    return nsmallest(MOST, made, key=lambda c: (-c.score, c.label, c.id))


def _candidate(known: Situation, gap: Wanted, way: Way) -> GapCandidate:
    home = frozenset(known.chains[gap.chain]["regions"])
    distance = known.regions.distance(home, frozenset(way.regions))[0]
    features = SUPPLY if gap.category is None else SUPPORT
    scored = score(features, {"kind": way.kind, "text": way.text, "distance": distance})
    label, id, name = way.nodes[-1]
    return GapCandidate(
        label=label,
        id=id,
        name=name,
        region=known.regions.smallest(way.regions),
        why="；".join(scored.reasons),
        path=path(way.nodes, way.rels),
        score=scored.score,
    )
