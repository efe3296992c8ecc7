"""What the gaps of chains are judged by, as of a day: chains, segments, operating enterprises and
products. Products are read only as far as one step from those of the chains asked about.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.store import Row, Store
from queries.closing.nearness import Regions
from queries.text import cypher, cypher_of

BATCH = 1000  # ids in one statement
Bearers = Mapping[str, Sequence[Row]]  # enterprises by the product, segment or industry they have
# 配套 stands beside the flow from upstream to downstream
FLOW: Mapping[str | None, int] = {"上游": 1, "中游": 2, "下游": 3}


@dataclass(frozen=True, slots=True)
class Situation:
    """`firms` are rows by chain and id; `chains`, `segments`, `products` are rows by id. `local`
    has the enterprises of the graph that make what end products could go into, and `standing` those
    at the segments of these, see `ends_of`."""

    chains: Mapping[str, Row]
    told: Sequence[str]
    segments: Mapping[str, Row]
    firms: Mapping[str, Mapping[str, Row]]
    products: Mapping[str, Row]
    regions: Regions
    makers: Bearers = field(default_factory=dict)
    standing: Bearers = field(default_factory=dict)

    def segments_of(self, chain: str) -> list[Row]:
        """The segments of a chain in order."""
        found = [row for row in self.segments.values() if chain in row["chains"]]
        return sorted(found, key=lambda row: (row["order"] or 0, row["id"]))

    def at(self, chain: str, segment: str) -> list[Row]:
        """The operating enterprises of a chain at one of its segments."""
        return [row for row in self.firms[chain].values() if segment in row["segments"]]

    def families(self, product: str) -> list[str]:
        """A product and what it is a kind of."""
        row = self.products.get(product)
        return [product, *(id for id, _ in (row["families"] if row else ()))]

    def kinds(self, product: str) -> list[str]:
        """A product and its kinds."""
        row = self.products.get(product)
        return [product, *(id for id, _ in (row["kinds"] if row else ()))]

    def fed(self, product: str) -> list[str]:
        """What a product, or what it is a kind of, feeds; nothing of its own family."""
        family = self.families(product)
        found = {g for each in family for g in self._feeds(each) if g not in family}
        return sorted(found)

    def segment_of(self, chain: str, product: str) -> str | None:
        """The segment that a product is of: one of the chain before another's."""
        row = self.products.get(product)
        known = [id for id in (row["segments"] if row else ()) if id in self.segments]
        return min(
            known, key=lambda id: (chain not in self.segments[id]["chains"], id), default=None
        )

    def products_of(self, segment: str) -> frozenset[str]:
        return frozenset(self.segments[segment]["products"])

    def _feeds(self, product: str) -> Sequence[str]:
        row = self.products.get(product)
        return row["feeds"] if row else ()


def last_segments(known: Situation, chain: str) -> set[str]:
    """The segments farthest downstream in which operating enterprises of the chain stand."""
    filled = {s for firm in known.firms[chain].values() for s in firm["segments"]}
    ranks = {id: FLOW.get(known.segments[id]["position"], 0) for id in filled}
    last = max(ranks.values(), default=0)
    return {id for id, rank in ranks.items() if rank == last > 0}


def ends_of(known: Situation, chain: str) -> dict[str, list[str]]:
    """The end products of a chain, each with the enterprises at the last segments that make it."""
    last, found = last_segments(known, chain), defaultdict(list)
    for id, firm in known.firms[chain].items():
        for product in firm["products"] if last.intersection(firm["segments"]) else ():
            row = known.products.get(product)
            # a firm at two segments may make parts as well: what is of another segment is no end
            if row and (not row["segments"] or last.intersection(row["segments"])):
                found[product].append(id)
    return dict(sorted(found.items()))


async def situation(store: Store, *, as_of: str, chain: str | None) -> Situation:
    """What is known on a day about a chain (id), or about all."""
    chains = {row["id"]: row for row in await store.read(cypher("gap_chains"), as_of=as_of)}
    segments = {row["id"]: row for row in await store.read(cypher("gap_segments"), as_of=as_of)}
    told = [id for id in chains if chain in (None, id)]
    firms: dict[str, dict[str, Row]] = {id: {} for id in told}
    for row in await store.read(cypher("gap_firms"), as_of=as_of, chain=chain):
        firms[row["chain"]][row["id"]] = row
    regions = Regions(await store.read(cypher("closing_regions"), as_of=as_of))
    own = {p for rows in firms.values() for firm in rows.values() for p in firm["products"]}
    own |= {p for s in segments.values() if _meets(s["chains"], told) for p in s["products"]}
    products = await _products(store, own, as_of)
    known = Situation(chains, told, segments, firms, products, regions)
    fed = {g for id in told for product in ends_of(known, id) for g in known.fed(product)}
    families = {each for g in fed for each in (*known.kinds(g), *known.families(g))}
    at = {s for g in fed for s in (products[g]["segments"] if g in products else ())}
    makers = await bearers(store, "Product", families, as_of)
    standing = await bearers(store, "Segment", at, as_of)
    return Situation(chains, told, segments, firms, products, regions, makers, standing)


async def _products(store: Store, own: Collection[str], as_of: str) -> dict[str, Row]:
    """These products, their families, and what either feeds."""
    found = await _rows(store, own, as_of)
    further = {p for row in found.values() for p in (*dict(row["families"]), *row["feeds"])}
    families = await _rows(store, further - found.keys(), as_of)
    beyond = {p for row in families.values() for p in row["feeds"]}
    rest = await _rows(store, beyond - found.keys() - families.keys(), as_of)
    return {**found, **families, **rest}


async def _rows(store: Store, ids: Iterable[str], as_of: str) -> dict[str, Row]:
    statement = cypher("gap_products")
    return {
        row["id"]: row
        for some in _batches(ids)
        for row in await store.read(statement, ids=some, as_of=as_of)
    }


async def bearers(store: Store, label: str, ids: Iterable[str], as_of: str) -> Bearers:
    """The operating enterprises that make each product, stand at each segment, or are of each
    industry. Rows have `id`, `name`, `makes` and `regions`."""
    statement = cypher_of("gap_bearers", label)
    found: dict[str, list[Row]] = defaultdict(list)
    for some in _batches(ids):
        for row in await store.read(statement, ids=some, as_of=as_of):
            found[row["thing"]].append(row)
    return found


def _batches(ids: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(ids)
    return (ordered[n : n + BATCH] for n in range(0, len(ordered), BATCH))


def _meets(ones: Iterable[str], others: Iterable[str]) -> bool:
    return not frozenset(ones).isdisjoint(others)
