"""Who supplies whom: by relations that are known, and by products. A product goes together with
what it is a kind of: whoever makes a kind makes the family, and needs what feeds it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from graph.names import BAR
from graph.store import Row, Store
from queries.answers import Ref
from queries.chain_situation import BATCH, Bearers, bearers
from queries.steps import against, backwards
from queries.text import cypher, named

Side = Literal["supply", "demand"]
Node = tuple[str, str, str]  # label, id, name
KNOWN: Mapping[Side, str] = {"supply": "suppliers", "demand": "customers"}


def ref_of(node: Node) -> Ref:
    label, id, name = node
    return Ref(label=label, id=id, name=name)


class Tie(NamedTuple):
    """What an enterprise gets from others, or sells to them: a product by id, or, where only a
    relation is `known`, what that calls it ('' where it says nothing)."""

    side: Side
    firm: str
    what: str
    known: bool


class Way(NamedTuple):
    """Nodes and the relationships between them."""

    nodes: tuple[Node, ...]
    rels: tuple[str, ...]

    def then(self, rel: str, *nodes: Node) -> "Way":
        return Way((*self.nodes, *nodes), (*self.rels, rel))

    @property
    def back(self) -> "Way":
        return Way(self.nodes[::-1], backwards(self.rels))


@dataclass(frozen=True, slots=True)
class Ties:
    """Some enterprises with those that each depends on. `firms` and `products` are rows by id,
    `makers` the operating enterprises by what exactly they make."""

    firms: Mapping[str, Row]
    products: Mapping[str, Row]
    makers: Bearers

    def all(self) -> dict[Tie, frozenset[str]]:
        """By tie, the operating enterprises at its other end, the enterprise itself among them
        where it makes what it needs; only ties that have any."""
        found: dict[Tie, frozenset[str]] = {}
        for firm in self.firms.values():
            if firm["open"]:
                found |= self._known(firm) | self._made(firm)
        return {tie: others for tie, others in found.items() if others}

    def _known(self, firm: Row) -> dict[Tie, frozenset[str]]:
        """By what is said to be supplied; of one that says nothing, whoever supplies at all."""
        found: dict[Tie, frozenset[str]] = {}
        for side, column in KNOWN.items():
            for said in {told for _, _, told in firm[column]}:
                others = (id for id, _, told in firm[column] if not said or _same(told, said))
                found[Tie(side, firm["id"], said, True)] = frozenset(others)
        return found

    def _made(self, firm: Row) -> dict[Tie, frozenset[str]]:
        """By each family that goes into what it makes, its makers; by each product that it makes,
        the makers of what this goes into; with those who are known to deal in just that."""
        found: dict[Tie, frozenset[str]] = {}
        inputs = {f for product in firm["products"] for f in self.feeding(product)}
        for family in inputs:
            tie = Tie("supply", firm["id"], family, False)
            found[tie] = frozenset(self.makers_of([family])) | self._dealing(tie)
        for product in firm["products"]:
            tie = Tie("demand", firm["id"], product, False)
            found[tie] = frozenset(self.makers_of(self.fed(product))) | self._dealing(tie)
        return found

    def _dealing(self, tie: Tie) -> frozenset[str]:
        told = self.firms[tie.firm][KNOWN[tie.side]]
        return frozenset(id for id, _, said in told if said and self.is_called(tie.what, said))

    def is_called(self, product: str, text: str) -> bool:
        """Whether a product goes by a name."""
        row = self.products.get(product)
        return row is not None and named(text) in (row["names"] or BAR)

    def called(self, text: str) -> list[str]:
        """The products here that go by a name."""
        return [id for id in sorted(self.products) if text and self.is_called(id, text)]

    def families(self, product: str) -> list[str]:
        """A product and what it is a kind of."""
        return [product, *self._linked(product, "families")]

    def kinds(self, product: str) -> list[str]:
        """A product and its kinds."""
        return [product, *self._linked(product, "kinds")]

    def feeding(self, product: str) -> set[str]:
        """What goes into a product or into what it is a kind of."""
        return {f for g in self.families(product) for f in self._row(g, "fed_by")}

    def fed(self, product: str) -> set[str]:
        """What a product, or what it is a kind of, goes into."""
        return {g for f in self.families(product) for g in self._row(f, "feeds")}

    def makers_of(self, families: Iterable[str]) -> dict[str, Row]:
        """The operating makers of families or of kinds of them."""
        things = {kind for family in families for kind in self.kinds(family)}
        return {row["id"]: row for thing in things for row in self.makers.get(thing, ())}

    def node(self, product: str) -> Node:
        row = self.products.get(product)
        return "Product", product, (row and row["name"]) or product

    def firm(self, id: str) -> Node:
        row = self.firms.get(id)
        return "Enterprise", id, (row and row["name"]) or id

    def to_product(self, tie: Tie, product: str) -> Way | None:
        """From an enterprise by what it makes to a product that goes into that, or into which that
        goes; None when there is no way."""
        ways = [way for way in self._ways(tie) if way.nodes[-1][1] == product]
        return min(ways, key=_shortest, default=None)

    def between(self, tie: Tie, maker: Row) -> Way | None:
        """From an enterprise to one that is at the other end of its tie by products; None when
        there is no way."""
        ways = [
            whole
            for way in self._ways(tie)
            for made in maker["products"]
            for whole in self._reached(way, made, self.firm(maker["id"]))
            if tie.known or tie.side == "demand" or way.nodes[-1][1] == tie.what
        ]
        return min(ways, key=_shortest, default=None)

    def _ways(self, tie: Tie) -> Iterator[Way]:
        """To everything that goes into what an enterprise makes, or into which that goes: of a tie
        by products only as far as its own product is concerned."""
        supply = tie.side == "supply"
        column, feeds = ("fed_by", against("FEEDS")) if supply else ("feeds", "FEEDS")
        own = self.firms[tie.firm]["products"]
        for product in own if supply or tie.known else [tie.what]:
            start = Way((self.firm(tie.firm),), ()).then("MAKES", self.node(product))
            for family in self.families(product):
                way = start if family == product else start.then("KIND_OF", self.node(family))
                for other in self._row(family, column):
                    yield way.then(feeds, self.node(other))

    def _reached(self, way: Way, made: str, maker: Node) -> Iterator[Way]:
        family = way.nodes[-1][1]
        if made == family:
            yield way.then("MAKES", maker)
        elif family in self.families(made):
            yield way.then(against("KIND_OF"), self.node(made)).then("MAKES", maker)

    def _linked(self, product: str, column: str) -> list[str]:
        row = self.products.get(product)
        return [id for id, _ in row[column]] if row else []

    def _row(self, product: str, column: str) -> Sequence[str]:
        row = self.products.get(product)
        return row[column] if row else ()


def _same(one: str, other: str) -> bool:
    return named(one) == named(other)


def _shortest(way: Way) -> tuple[int, list[str]]:
    return len(way.nodes), [id for _, id, _ in way.nodes]


async def ties(store: Store, ids: Collection[str], *, as_of: str) -> Ties:
    """The ties of these enterprises on a day; those that the graph does not have are left out."""
    firms = await _rows(store, "what_if_firms", ids, as_of)
    products = await further_products(
        store, {}, {p for firm in firms.values() for p in firm["products"]}, as_of
    )
    for column in ("families", "feeds", "kinds"):  # a family's own feeds, and the kinds of these
        beyond = {p for row in products.values() for p in _beyond(row, column)}
        products = await further_products(store, products, beyond, as_of)
    makers = await bearers(store, "Product", products, as_of)
    return Ties(firms, products, makers)


def _beyond(row: Row, column: str) -> Iterable[str]:
    if column == "feeds":
        return (*row["feeds"], *row["fed_by"])
    return (id for id, _ in row[column])


async def further_products(
    store: Store, known: Mapping[str, Row], ids: Iterable[str], as_of: str
) -> dict[str, Row]:
    """The known products, and those of the ids that are not among them."""
    return {**known, **await _rows(store, "what_if_products", {*ids} - known.keys(), as_of)}


async def _rows(store: Store, name: str, ids: Iterable[str], as_of: str) -> dict[str, Row]:
    ordered, found = sorted(ids), {}
    for start in range(0, len(ordered), BATCH):
        some = ordered[start : start + BATCH]
        for row in await store.read(cypher(name), ids=some, as_of=as_of):
            found[row["id"]] = row
    return found
