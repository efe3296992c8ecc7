"""Who could build together, and the ways on which they meet: the part of a city's graph that
suggestions of joint building look at, held in memory as it stood on a day.

Pairs are never all compared. Whoever stands at one thing (a segment, a product, a place, an order)
meets a few of those who stand there as well, or beside it, those of the same place first.
"""

import asyncio
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from graph.store import Row, Store
from queries.closing.nearness import Nearness, Regions, Segments
from queries.closing.situation import Unit, placed
from queries.steps import against, backwards
from queries.text import cypher, cypher_of

MOST_MET = 4  # of those who stand at one thing, how many each meets there
MOST_EACH = 8  # whom each meets in all over things of one kind
UNITS = 5  # a joint branch generally covers no more (联合党支部一般不超过5个单位)
FEWEST = 3  # formal members without whom there is no branch of one's own
TEMPORARY = "临时党支部"
JOINT = "联合党支部"
BRANCHES = ("党支部", JOINT)  # what can take in an enterprise
TECHNICAL = "技术"  # a need or an order that speaks of it can be met by expertise
PLACES = {"园区": 1.0, "镇街": 1.0, "县": 0.5}  # how near those are who share a place
NO_VENUE = frozenset(("无", "没有", "否"))
VENUES = ("阵地", "党群服务中心", "驿站")

Node = tuple[str, str]  # label, id
Pair = tuple[Node, Node]  # the first is a PartyOrg
PARTNERS = ("PartyOrg", "University", "Department", "Association")
READ = (
    *PARTNERS,
    "Enterprise",
    "Segment",
    "Product",
    "Need",
    "Offer",
    "Order",
    "Region",
    "Resource",
)
TIED = (*PARTNERS, "Enterprise", "Segment", "Product", "Need", "Offer")


class Hop(NamedTuple):
    """A step of a route: along a relationship or `back` against it, to a label."""

    rel: str
    label: str
    back: bool = False

    @property
    def walked(self) -> str:
        return against(self.rel) if self.back else self.rel


class Way(NamedTuple):
    """Nodes, and the types of the relationships between them."""

    nodes: tuple[Node, ...]
    rels: tuple[str, ...] = ()

    def on(self, rel: str, node: Node) -> "Way":
        return Way((*self.nodes, node), (*self.rels, rel))

    def then(self, other: "Way") -> "Way":
        """On to the end of a way that begins where this one ends."""
        return Way(self.nodes + other.nodes[1:], self.rels + other.rels)

    def back(self) -> "Way":
        return Way(self.nodes[::-1], backwards(self.rels))


Ways = Mapping[Node, Way]  # by the node where each ends
Route = tuple[Hop, ...]

_COVERS, _AT = Hop("COVERS", "Enterprise"), Hop("AT", "Segment")
_OWN: Mapping[str, Route] = {
    "PartyOrg": (_COVERS,),
    "University": (Hop("COOPERATES", "Enterprise"),),
    "Enterprise": (),
}


def _from_firms(
    *hops: Hop, labels: Collection[str] = ("PartyOrg", "Enterprise")
) -> dict[str, Route]:
    """A route that goes by the enterprises of a side."""
    return {label: (*_OWN[label], *hops) for label in labels}


def _from(labels: Iterable[str], *hops: Hop) -> dict[str, Route]:
    return dict.fromkeys(labels, hops)


_IN_SEGMENTS = Hop("IN_CHAIN", "Segment", back=True)
_RELATES = Hop("RELATES_TO", "Discipline")
_OFFERS = Hop("OFFERS", "Offer")
# To what a side's ways lead, and the routes by label, the more direct first.
ROUTES: Mapping[str, Sequence[Mapping[str, Route]]] = {
    "firms": (_from_firms(labels=_OWN),),
    "segments": (_from_firms(_AT), _from(("PartyOrg",), Hop("LEADS", "Chain"), _IN_SEGMENTS)),
    "products": (_from_firms(Hop("MAKES", "Product")),),
    "places": (_from((*PARTNERS, "Enterprise"), Hop("LOCATED_IN", "Region")),
               _from_firms(Hop("LOCATED_IN", "Region"))),
    "led": (_from(("PartyOrg", "Department"), Hop("LEADS", "Chain")),),
    "chains": (
        _from(("PartyOrg", "Department"), Hop("LEADS", "Chain")),
        _from(("PartyOrg", "Association"), Hop("IN_CHAIN", "Chain")),
        _from(("University",), Hop("SERVES", "Chain")),
        _from_firms(Hop("IN_CHAIN", "Chain")),
        _from_firms(_AT, Hop("IN_CHAIN", "Chain")),
    ),
    "serving": (
        _from(("University",), Hop("SERVES", "Chain")),
        _from(("Department",), Hop("LEADS", "Chain")),
        _from(("Association",), Hop("IN_CHAIN", "Chain")),
    ),
    "needs": (
        _from_firms(Hop("HAS_NEED", "Need"), _RELATES),
        _from_firms(Hop("HAS_NEED", "Need"), Hop("CONCERNS", "Segment"), _RELATES),
    ),
    "answers": (
        _from(("University", "PartyOrg", "Department"), _OFFERS, _RELATES),
        _from_firms(_OFFERS, _RELATES),
        _from(("University",), Hop("STRONG_IN", "Discipline")),
    ),
    "fields": (
        _from_firms(_AT, _RELATES),
        _from(("PartyOrg",), Hop("LEADS", "Chain"), _IN_SEGMENTS, _RELATES),
    ),
    "strengths": (_from(("University",), Hop("STRONG_IN", "Discipline")),),
    "raised": (_from_firms(Hop("RAISES", "Order")),),
    "handled": (_from(("Department", "University", "PartyOrg"), Hop("HANDLES", "Order")),),
    "venues": (_from(("PartyOrg",), Hop("OFFERS", "Resource")),),
}  # fmt: skip


class City:
    """What the graph says about those who could build together."""

    def __init__(
        self, rows: Mapping[str, Sequence[Row]], ties: Mapping[str, Sequence[Row]]
    ) -> None:
        self.rows: dict[Node, Row] = {(at, row["id"]): row for at in rows for row in rows[at]}
        self._names: dict[Node, str] = {}
        self._ties: dict[tuple[Node, Hop], list[Node]] = defaultdict(list)
        self._ways: dict[tuple[str, Node], Ways] = {}
        self._above: dict[Node, Collection[Node]] = {}
        for label in ties:
            for row in ties[label]:
                self._tie((label, row["source"]), row)
        for reached in self._ties.values():
            reached.sort()
        self.built: set[frozenset[Node]] = set()
        self.skills: Mapping[str, Collection[str]] = {}
        self.units: Mapping[str, Unit] = {}
        self.between = Nearness(Regions(()), Segments(()))

    def _tie(self, one: Node, row: Row) -> None:
        other = (row["label"], row["target"])
        self._names[one] = row["source_name"] or one[1]
        self._names[other] = row["target_name"] or other[1]
        if one == other or {one, other} & self._gone:
            return
        self._ties[one, Hop(row["rel"], other[0])].append(other)
        self._ties[other, Hop(row["rel"], one[0], back=True)].append(one)

    @cached_property
    def _gone(self) -> frozenset[Node]:
        """Enterprises that have closed: nothing leads through them. Nor do needs and offers that
        are not of the kind that meet."""
        return frozenset(node for node, row in self.rows.items() if _is_gone(node, row))

    def name(self, node: Node) -> str:
        row = self.rows.get(node)
        return (row and row["name"]) or self._names.get(node) or node[1]

    def tied(self, node: Node, hop: Hop) -> Sequence[Node]:
        """The nodes one hop away, by id."""
        return self._ties.get((node, hop), ())

    # ---------------------------------------------------------------- ways

    def ways(self, side: Node, kind: str) -> Ways:
        """To each thing of a kind (see `ROUTES`) the most direct way from a side."""
        if (kind, side) not in self._ways:
            found: dict[Node, Way] = {}
            for routes in ROUTES[kind]:
                if side[0] in routes:
                    found = {**self._walk(side, routes[side[0]]), **found}
            self._ways[kind, side] = dict(sorted(found.items()))
        return self._ways[kind, side]

    def _walk(self, start: Node, route: Route) -> Ways:
        ways = {start: Way((start,))}
        for hop in route:
            further: dict[Node, Way] = {}
            for end, way in ways.items():
                for node in self.tied(end, hop):
                    further.setdefault(node, way.on(hop.walked, node))
            ways = further
        return ways

    def meeting(self, pair: Pair, kinds: tuple[str, str]) -> Iterator[Way]:
        """The ways from one side to the other over a thing that both lead to."""
        ours, theirs = self.ways(pair[0], kinds[0]), self.ways(pair[1], kinds[1])
        few, many = (ours, theirs) if len(ours) <= len(theirs) else (theirs, ours)
        return (ours[thing].then(theirs[thing].back()) for thing in few if thing in many)

    # ---------------------------------------------------------------- segments and chains

    @cached_property
    def flows(self) -> Mapping[Node, Ways]:
        """From a segment to those whose products its products feed, or are fed by."""
        found: dict[Node, dict[Node, Way]] = defaultdict(dict)
        of, feeds = Hop("OF", "Segment"), Hop("FEEDS", "Product")
        for product in sorted(node for node in self.rows if node[0] == "Product"):
            for source in self.tied(product, of):
                for fed in self.tied(product, feeds):
                    for target in self.tied(fed, of):
                        if source != target:
                            way = Way((source, product, fed, target), ("OF", "FEEDS", "OF"))
                            found[source].setdefault(target, way)
                            found[target].setdefault(source, way.back())
        return found

    @cached_property
    def neighbours(self) -> Mapping[Node, Ways]:
        """From a segment to the one before and the one after in a chain."""
        found: dict[Node, dict[Node, Way]] = defaultdict(dict)
        at: dict[tuple[Node, int], list[Node]] = defaultdict(list)
        for segment in sorted(node for node in self.rows if node[0] == "Segment"):
            position = self.rows[segment]["position"]
            for chain in (
                self.tied(segment, Hop("IN_CHAIN", "Chain")) if position is not None else ()
            ):
                at[chain, position].append(segment)
        for (chain, position), segments in at.items():
            for one in segments:
                for other in at.get((chain, position + 1), ()):
                    way = Way((one, chain, other), ("IN_CHAIN", "IN_CHAIN"))
                    found[one].setdefault(other, way)
                    found[other].setdefault(one, way.back())
        return found

    @cached_property
    def neighbouring_chains(self) -> frozenset[frozenset[Node]]:
        """Chains joined by products that feed each other or by firms that supply each other."""
        in_chain = Hop("IN_CHAIN", "Chain")
        ends = [(one, other) for one, others in self.flows.items() for other in others]
        ends += [
            (node, customer)
            for node in self.rows
            if node[0] == "Enterprise"
            for customer in self.tied(node, Hop("SUPPLIES", "Enterprise"))
        ]
        return frozenset(
            frozenset((ours, theirs))
            for one, other in ends
            for ours in self.tied(one, in_chain)
            for theirs in self.tied(other, in_chain)
            if ours != theirs
        )

    # ---------------------------------------------------------------- sides

    @cached_property
    def sides(self) -> Sequence[Node]:
        """Who may be one of a pair: organisations but for temporary ones, and enterprises that an
        existing branch could take in. By place and id."""
        taking = [n for n in self.rows if n[0] in PARTNERS and not self.is_temporary(n)]
        return sorted(taking + [n for n in self.rows if self.is_open(n)], key=self._order)

    def _order(self, side: Node) -> tuple[str, str, str]:
        place = next(iter(self.ways(side, "places")), ("", ""))
        return place[1], side[1], side[0]

    def is_temporary(self, side: Node) -> bool:
        return side[0] == "PartyOrg" and self.rows[side]["kind"] == TEMPORARY

    def is_open(self, side: Node) -> bool:
        """Whether an enterprise has one or two formal members and no organisation covers it. One
        where three or more work, whose membership could be moved there, needs no other's branch."""
        row = self.rows[side]
        if side[0] != "Enterprise" or not row["surveyed"] or row["operating"] is False:
            return False
        members, on_site = row["formal_affiliated"] or 0, row["formal_on_site"] or 0
        return 0 < members < FEWEST and on_site < FEWEST and not self.covering(side)

    def covering(self, firm: Node) -> Sequence[Node]:
        """The organisations that cover an enterprise, functional and temporary ones left out."""
        orgs = self.tied(firm, Hop("COVERS", "PartyOrg", back=True))
        return [o for o in orgs if not self.rows[o]["functional"] and not self.is_temporary(o)]

    def above(self, org: Node) -> Collection[Node]:
        """The organisations that one is under, at whatever remove."""
        if org not in self._above:
            self._above[org] = self._climb(org)
        return self._above[org]

    def _climb(self, org: Node) -> Collection[Node]:
        found: set[Node] = set()
        ahead = [org]
        while ahead:
            further = [*self.tied(ahead.pop(), Hop("UNDER", "PartyOrg"))]
            ahead += [parent for parent in further if parent not in found]
            found.update(further)
        return found

    def has_venue(self, org: Node) -> bool:
        told = self.rows[org]["venue"]
        offered = (self.name(resource) for resource in self.ways(org, "venues"))
        return bool(told and told not in NO_VENUE) or any(
            word in name for name in offered for word in VENUES
        )

    # ---------------------------------------------------------------- pairs that meet

    def pairs(self) -> Iterator[Pair]:
        """Pairs worth a look, some of them more than once: over each kind of thing a side meets at
        most `MOST_EACH` others, at each thing at most `MOST_MET`. Functional organisations, of
        which there are few, are bound by the second alone."""
        for meetings in self._meetings():
            met: Counter[Node] = Counter()
            for one, other in meetings:
                few = met[one] < MOST_EACH or self.rows[one]["functional"]
                if few and (pair := ordered(one, other)):
                    met[one] += 1
                    yield pair

    def _meetings(self) -> Iterator[Iterator[Pair]]:
        """For each kind of thing, who meets whom over it."""
        yield from (self._over(*kinds) for kinds in MEETINGS)
        yield self._across("segments", self._beside)
        yield self._across("products", self._fed)
        yield self._across("firms", self._supplied)
        yield from (self._unlike(has) for has in (self.has_venue, self.has_committee))

    def _over(self, kind: str, other: str) -> Iterator[Pair]:
        """Those who stand at one thing, each in their way."""
        ours, theirs = self._standing(kind), self._standing(other)
        for thing in sorted(ours.keys() & theirs.keys()):
            yield from self._few(ours[thing], theirs[thing])

    def _across(self, kind: str, following: Callable[[Node], Iterable[Node]]) -> Iterator[Pair]:
        """Those who stand at one thing with those who stand at what follows on it."""
        standing = self._standing(kind)
        for thing in sorted(standing):
            for other in following(thing):
                yield from self._few(standing[thing], standing.get(other, ()))

    def _beside(self, segment: Node) -> Iterable[Node]:
        return {**self.flows.get(segment, {}), **self.neighbours.get(segment, {})}

    def _fed(self, product: Node) -> Iterable[Node]:
        return self.tied(product, Hop("FEEDS", "Product"))

    def _supplied(self, firm: Node) -> Iterable[Node]:
        return self.tied(firm, Hop("SUPPLIES", "Enterprise"))

    def has_committee(self, org: Node) -> bool:
        return self.rows[org]["has_committee"] is True

    def _unlike(self, has: Callable[[Node], bool]) -> Iterator[Pair]:
        """Organisations of a place that lack something, with some that have it."""
        for _, there in sorted(self._standing("places").items()):
            orgs = [org for org in there if org[0] == "PartyOrg"]
            having = {org: has(org) for org in orgs}
            with_it = [org for org in orgs if having[org]]
            yield from self._few([org for org in orgs if not having[org]], with_it)

    def _standing(self, kind: str) -> Mapping[Node, Sequence[Node]]:
        """The sides at each thing of a kind, by place and id. A place larger than a county or a
        district brings nobody together."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for side in self.sides:
            for thing in self.ways(side, kind):
                if kind != "places" or self.nearness(thing):
                    found[thing].append(side)
        return found

    def nearness(self, place: Node) -> float:
        """1 for a park or a town, less for a county or a district, 0 for all that is larger or of
        unknown level."""
        row = self.rows.get(place)
        return PLACES.get(row["level"], 0.0) if row else 0.0

    def _few(self, ones: Sequence[Node], others: Sequence[Node]) -> Iterator[Pair]:
        """Each of the ones with a few of the others, beginning with those next to it by place and
        id."""
        keys = [self._order(other) for other in others]
        for one in ones:
            start = bisect(keys, self._order(one))
            around = (others[(start + n) % len(others)] for n in range(len(others)))
            yield from ((one, other) for other in islice((o for o in around if o != one), MOST_MET))


MEETINGS = (
    ("segments", "segments"),
    ("places", "places"),
    ("led", "serving"),
    ("serving", "led"),
    ("needs", "answers"),
    ("fields", "strengths"),
    ("raised", "handled"),
    ("firms", "firms"),
)


def ordered(one: Node, other: Node) -> Pair | None:
    """The pair with its party organisation first, of two the one with the smaller id; None when
    neither is one."""
    if one[0] == other[0] == "PartyOrg":
        return (one, other) if one <= other else (other, one)
    if "PartyOrg" not in (one[0], other[0]):
        return None
    return (one, other) if one[0] == "PartyOrg" else (other, one)


def _is_gone(node: Node, row: Row) -> bool:
    """Closed enterprises, and needs that no expertise meets."""
    if node[0] == "Need":
        return TECHNICAL not in (row["kind"] or "")
    return node[0] == "Enterprise" and row["operating"] is False


async def city(store: Store, as_of: str) -> City:
    """What is known on a day."""
    links = store.read(cypher("joint_links"), as_of=as_of, chain=None, named=[])
    skills = store.read(cypher("joint_skills"), as_of=as_of)
    rows, tied, built, known = await asyncio.gather(
        _of_each(store, "joint_nodes", READ, as_of),
        _of_each(store, "joint_ties", TIED, as_of),
        links,
        skills,
    )
    found = City(rows, tied)
    found.built = {frozenset((_end(row["source"]), _end(row["target"]))) for row in built}
    by_chain: dict[str, set[str]] = defaultdict(set)
    for row in known:
        by_chain[row["chain"]].add(row["discipline"])
    found.skills = by_chain
    await _place(store, found, as_of)
    return found


async def _place(store: Store, city: City, as_of: str) -> None:
    """The enterprises that could be taken in and those whose branches could do so, as the closing
    plan sees them."""
    taken = {node[1] for node in city.rows if city.is_open(node)}
    if not taken:
        return
    orgs = (n for n in city.rows if n[0] == "PartyOrg" and city.rows[n]["kind"] in BRANCHES)
    hosts = {firm for org in orgs for _, firm in city.ways(org, "firms")}
    segments = Segments(await store.read(cypher("closing_segments"), as_of=as_of))
    city.units, city.between = await placed(store, taken | hosts, segments, as_of=as_of)


async def _of_each(
    store: Store, statement: str, labels: Iterable[str], as_of: str
) -> Mapping[str, Sequence[Row]]:
    """A statement put to each label in turn, not to crowd out other questions."""
    return {k: await store.read(cypher_of(statement, k), as_of=as_of) for k in labels}


def _end(ref: Mapping[str, str]) -> Node:
    return ref["label"], ref["id"]
