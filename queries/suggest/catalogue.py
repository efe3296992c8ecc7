"""What suggestions are learnt from: who makes what, and what is made of what."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from graph.store import Store
from queries.suggest.arrays import Ints
from queries.text import cypher


class Product(NamedTuple):
    id: str
    name: str
    junk: bool = False


class Company(NamedTuple):
    """`industry` is the id of its industry, empty when it is not known."""

    id: str
    name: str
    industry: str = ""


class Made(NamedTuple):
    """Ids of a company and of a product; `share` of its revenue, 0..1, None if unknown."""

    company: str
    product: str
    share: float | None = None


Pair = tuple[str, str]
BUCKETS = 1000


def bucket(pair: Pair) -> int:
    """One of the buckets, the same on every machine: training takes some of them out."""
    told = hashlib.sha256("|".join(("fold", *pair)).encode()).hexdigest()
    return int(told[:8], 16) % BUCKETS


@dataclass(frozen=True)
class Catalogue:
    """Everything sorted by id, so that one graph gives one catalogue, from whatever source.

    `upstream`: (product, material). `kinds`: (family, kind). All ends are ids of `products`.
    """

    products: tuple[Product, ...]
    upstream: tuple[Pair, ...]
    kinds: tuple[Pair, ...]
    companies: tuple[Company, ...]
    makes: tuple[Made, ...]

    @cached_property
    def at(self) -> dict[str, int]:
        """The row of a product id."""
        return {product.id: row for row, product in enumerate(self.products)}

    @cached_property
    def company_at(self) -> dict[str, int]:
        return {company.id: row for row, company in enumerate(self.companies)}

    @cached_property
    def hash(self) -> str:
        """Of all that is learnt from: another graph gives another."""
        told = hashlib.sha256()
        for part in (self.products, self.upstream, self.kinds, self.companies, self.makes):
            told.update(repr(part).encode())
        return told.hexdigest()

    @cached_property
    def upstream_rows(self) -> Ints:
        """(product, material) as rows of products, shape (n, 2)."""
        return self._rows(self.upstream)

    @cached_property
    def buckets(self) -> Ints:
        """(upstream,): the bucket of each pair."""
        return np.array([bucket(pair) for pair in self.upstream], np.int64)

    @cached_property
    def kind_rows(self) -> Ints:
        """(family, kind) as rows of products, shape (n, 2)."""
        return self._rows(self.kinds)

    @cached_property
    def made_rows(self) -> Ints:
        """(product, company that makes it) as rows of products and of companies, shape (n, 2)."""
        rows = [(self.at[made.product], self.company_at[made.company]) for made in self.makes]
        return np.array(rows, np.int64).reshape(-1, 2)

    def _rows(self, pairs: Sequence[Pair]) -> Ints:
        return np.array([[self.at[a], self.at[b]] for a, b in pairs], np.int64).reshape(-1, 2)

    def without(self, held: Iterable[Pair]) -> "Catalogue":
        """The catalogue that has never seen these upstream edges, nor the names that only they
        mention: a name that stands there without any edge gives away that one was taken.
        """
        gone = set(held)
        kept = tuple(pair for pair in self.upstream if pair not in gone)
        told = {id for pair in (*kept, *self.kinds) for id in pair}
        told |= {made.product for made in self.makes}
        orphans = {id for pair in gone for id in pair} - told
        products = tuple(p for p in self.products if p.id not in orphans)
        return Catalogue(products, kept, self.kinds, self.companies, self.makes)


def build(
    products: Iterable[Product],
    upstream: Iterable[Pair],
    kinds: Iterable[Pair],
    companies: Iterable[Company],
    makes: Iterable[Made],
) -> Catalogue:
    """A catalogue from rows in any order; loops and what refers to nothing are left out."""
    known = {p.id: p for p in products}
    firms = {c.id: c for c in companies}
    made = {(m.company, m.product): m for m in makes if m.company in firms and m.product in known}
    return Catalogue(
        tuple(known[id] for id in sorted(known)),
        _edges(upstream, known),
        _edges(kinds, known),
        tuple(firms[id] for id in sorted(firms)),
        tuple(made[key] for key in sorted(made)),
    )


def _edges(pairs: Iterable[Pair], known: dict[str, Product]) -> tuple[Pair, ...]:
    return tuple(sorted({(a, b) for a, b in pairs if a != b and a in known and b in known}))


async def catalogue(store: Store, *, as_of: str) -> Catalogue:
    """The catalogue of a graph, of what holds on that day."""
    products = await store.read(cypher("suggest_products"))
    between = await store.read(cypher("suggest_feeds"), as_of=as_of)
    kinds = await store.read(cypher("suggest_kinds"), as_of=as_of)
    companies = await store.read(cypher("suggest_companies"), as_of=as_of)
    makes = await store.read(cypher("suggest_makes"), as_of=as_of)
    return build(
        (Product(row["id"], row["name"], row["junk"]) for row in products),
        ((row["product"], row["material"]) for row in between),
        ((row["family"], row["kind"]) for row in kinds),
        (Company(row["id"], row["name"], row["industry"]) for row in companies),
        (Made(row["company"], row["product"], row["share"]) for row in makes),
    )
