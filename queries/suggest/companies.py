"""Company → suppliers and company → customers: several paths, each of which ranks the others, fused
by reciprocal rank.

There are too few known relations between companies to train on; the ranks of a few plain paths
together beat each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from queries.suggest.arrays import Floats, Ints, Mask, Sparse, best, scaled, sparse, totals
from queries.suggest.arrays import unit_rows as unit
from queries.suggest.catalogue import Catalogue
from queries.suggest.names import JUNK, Linker
from queries.suggest.paths import Asked
from queries.suggest.products import ProductIndex
from queries.suggest.training import BATCH

Direction = Literal["up", "down"]
FUSION = 20  # ranks below this hardly count; the usual 60 is for lists of thousands
LEAST_SHARE = 0.02  # of revenue; also where it is not known
ALIKE_COMPANIES = 100
WIDE = 0.3  # how much less a material counts that many make


class Fused(NamedTuple):
    """Rows of companies in `order`; `score` of all companies; `places`: (paths, companies), 1 by
    place plus `FUSION`."""

    order: Ints
    score: Floats
    places: Floats


class Chances(NamedTuple):
    """(products, products), for what companies make in the names of the graph: `probable`, the
    probability of each material; `voted`, what products with similar names use."""

    probable: Sparse
    voted: Sparse


@dataclass(frozen=True)
class CompanyIndex:
    """Which company makes what, in the names of the graph, and what each probably needs;
    `learnt`: the chances, where they are known from before."""

    products: ProductIndex
    learnt: Chances | None = None

    @property
    def catalogue(self) -> Catalogue:
        return self.products.catalogue

    @cached_property
    def linked(self) -> dict[int, int]:
        """Rows of products that companies make → the product of the graph that is meant."""
        memory, names = self.products.memory, self.products.names
        linker = Linker(names.names[row] for row in np.flatnonzero(memory.materials + memory.users))
        rows = sorted({self.catalogue.at[made.product] for made in self.catalogue.makes})
        meant = {row: linker(names.names[row]) for row in rows}
        return {row: names.at[name] for row, name in meant.items() if name}

    @cached_property
    def offers(self) -> Sparse:
        """(companies, products) in the companies' own words, by their share."""
        return self._made({row: row for row in range(len(self.catalogue.products))})

    @cached_property
    def makes(self) -> Sparse:
        """(companies, products) in the names of the graph, by their share."""
        return self._made(self.linked)

    def _made(self, meant: dict[int, int]) -> Sparse:
        catalogue, names = self.catalogue, self.products.names.names
        found = [
            (catalogue.company_at[made.company], meant[row], max(made.share or 0, LEAST_SHARE))
            for made in catalogue.makes
            if (row := catalogue.at[made.product]) in meant and names[row] not in JUNK
        ]
        rows, columns, share = np.array(found).reshape(-1, 3).T
        shape = (len(catalogue.companies), len(catalogue.products))
        return sparse(share, rows.astype(np.int64), columns.astype(np.int64), shape)

    @cached_property
    def maker(self) -> Sparse:
        """1 where a company makes a product of the graph."""
        return _ones(self.makes)

    @cached_property
    def wide(self) -> Sparse:
        """The same, less for products that many make."""
        return self.maker @ scaled(1 / np.maximum(totals(self.maker, 0), 1) ** WIDE)

    @cached_property
    def supply(self) -> Sparse:
        """(companies, companies): 1 where a known material of the row is made by the column."""
        found = _ones((self.maker @ self.products.memory.uses @ self.maker.T).tocsr())
        found.setdiag(0)
        found.eliminate_zeros()
        return found

    @cached_property
    def profile(self) -> Sparse:
        """(companies, grams): what each makes, as the characters of its words."""
        return unit((self.offers @ self.products.names.grams).tocsr())

    @cached_property
    def chances(self) -> Chances:
        return self.learnt or Chances(self._probable(), self._voted())

    def _probable(self) -> Sparse:
        rows = np.unique(self.makes.indices)
        texts = [self.products.catalogue.products[row].id for row in rows]
        ranked = list(self.products.ranked(texts))
        counts = np.array([len(each.material) for each in ranked], np.int64)
        chance = self.products.calibration(np.concatenate([each.score for each in ranked]))
        materials = np.concatenate([each.material for each in ranked])
        size = len(self.catalogue.products)
        return sparse(chance, np.repeat(rows, counts), materials, (size, size))

    def _voted(self) -> Sparse:
        rows = np.unique(self.makes.indices)
        memory, names = self.products.memory, self.products.names.names
        size = len(names)
        found = sparse([], [], [], (size, size))
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            near = Asked(memory, [names[row] for row in part], part).votes.total
            place = sparse(np.ones(len(part)), part, np.arange(len(part)), (size, len(part)))
            found = found + place @ near
        return found.tocsr()

    @cached_property
    def needs(self) -> tuple[Sparse, Sparse, Sparse]:
        """(companies, products): what each needs, by the model with its products weighed by
        share, by the model with each product alike, and by similar names."""
        weighed = scaled(1 / np.maximum(totals(self.makes, 1), 1e-9)) @ self.makes
        return (
            (weighed @ self.chances.probable).tocsr(),
            (self.maker @ self.chances.probable).tocsr(),
            (weighed @ self.chances.voted).tocsr(),
        )

    @cached_property
    def industry_links(self) -> tuple[Ints, Floats]:
        """The industry of each company, as a row of the table of known supply per pair of
        industries, divided by the number of companies of both."""
        ids = [company.industry for company in self.catalogue.companies]
        at = {industry: row for row, industry in enumerate(sorted(set(ids)))}
        rows = np.array([at[id] for id in ids], np.int64)
        member = sparse(np.ones(len(rows)), np.arange(len(rows)), rows, (len(rows), len(at)))
        count = 1 + totals(member, 0)
        linked = np.asarray((member.T @ self.supply @ member).todense())
        return rows, linked / count[:, None] / count[None, :]

    def known(self, row: int, direction: Direction) -> Ints:
        """Rows of those whose products are known materials of it, or of which its own are."""
        return np.asarray(_row(_way(self.supply, direction), row).indices, np.int64)

    def chance(self, row: int, direction: Direction) -> Floats:
        """(companies,): the highest probability that a product of the customer uses one of the
        supplier; 0 where they meet nowhere."""
        mine = self.makes[[row]].indices
        probable = self.chances.probable
        meant = probable[mine].max(0) if direction == "up" else probable[:, mine].max(1).T
        return _dense(self.maker.multiply(meant.tocsr()).tocsr().max(1).T)

    def suppliers(self, row: int) -> Ints:
        """Rows of the likeliest suppliers that are not known, the best first."""
        return self.ranked(row, "up").order

    def ranked(self, row: int, direction: Direction) -> "Fused":
        """All who could be partners and are not known, the best first."""
        places = np.array([_places(path(self, row, direction)) for path in PATHS])
        score = np.round(places.sum(0), 9)
        score[~self.candidates] = 0
        score[row] = 0
        score[self.known(row, direction)] = 0
        order = np.argsort(-score, kind="stable")
        return Fused(order[score[order] > 0], score, places)

    @cached_property
    def candidates(self) -> Mask:
        return np.asarray(totals(self.maker, 1) > 0)


Path = Callable[[CompanyIndex, int, Direction], Floats]


def probable_materials(index: CompanyIndex, row: int, direction: Direction) -> Floats:
    """其产品很可能是对方产品的材料部件（按营收占比）"""
    return _met(index, index.needs[0], row, direction)


def probable_for_any(index: CompanyIndex, row: int, direction: Direction) -> Floats:
    """有产品很可能是对方某一产品的材料部件"""
    return _met(index, index.needs[1], row, direction)


def similar_products(index: CompanyIndex, row: int, direction: Direction) -> Floats:
    """名称相近的产品用它的产品"""
    return _met(index, index.needs[2], row, direction)


def own_words(index: CompanyIndex, row: int, direction: Direction) -> Floats:
    """与企业自述产品名称相近的产品用它的产品"""
    if direction == "down":  # would need the words of all companies
        return np.zeros(len(index.catalogue.companies))
    offers = _row(index.offers, row)
    weighed = offers / max(offers.sum(), 1e-9)
    memory, names = index.products.memory, index.products.names.names
    near = Asked(memory, [names[i] for i in offers.indices], offers.indices).votes.total
    parts = sparse(weighed.data, np.zeros(weighed.nnz), np.arange(weighed.nnz), (1, weighed.nnz))
    return _dense(parts @ near @ index.wide.T)


def similar_companies(index: CompanyIndex, row: int, direction: Direction) -> Floats:
    """产品相近的企业由它供应"""
    alike = (_row(index.profile, row) @ index.profile.T).tocsr()
    alike.data[alike.indices == row] = 0
    near = best(alike, ALIKE_COMPANIES)
    near.data **= 2
    return _dense(near @ _way(index.supply, direction))


def like_the_known(index: CompanyIndex, row: int, direction: Direction) -> Floats:
    """产品与已知伙伴相近"""
    known = _row(_way(index.supply, direction), row)
    return _dense(unit((known @ index.profile).tocsr()) @ index.profile.T)


def shared_partners(index: CompanyIndex, row: int, direction: Direction) -> Floats:
    """与本企业有共同伙伴的企业由它供应（资源分配）"""
    way = _way(index.supply, direction)
    rare = scaled(1 / np.maximum(totals(way, 0), 1))
    return _dense((_row(way, row) @ rare @ way.T) @ way)


def linked_industries(index: CompanyIndex, row: int, direction: Direction) -> Floats:
    """所属行业之间多有供应关系"""
    rows, linked = index.industry_links
    table = linked if direction == "up" else linked.T
    return np.asarray(table[rows[row]][rows])


PATHS: tuple[Path, ...] = (
    probable_materials,
    probable_for_any,
    similar_products,
    own_words,
    similar_companies,
    like_the_known,
    shared_partners,
    linked_industries,
)


def _met(index: CompanyIndex, needs: Sparse, row: int, direction: Direction) -> Floats:
    if direction == "up":
        return _dense(_row(needs, row) @ index.wide.T)
    return _dense((needs @ _row(index.wide, row).T).T)


def _way(supply: Sparse, direction: Direction) -> Sparse:
    return supply if direction == "up" else supply.T.tocsr()


def _row(matrix: Sparse, row: int) -> Sparse:
    return matrix[[row]]


def _dense(row: Sparse) -> Floats:
    return np.asarray(row.todense(), np.float64).ravel()


def _ones(matrix: Sparse) -> Sparse:
    made = matrix.copy()
    made.data[:] = 1
    return made


def _places(values: Floats) -> Floats:
    """1 / (FUSION + rank); of equals, the first is the better."""
    places = np.empty(len(values))
    places[np.argsort(-np.round(values, 7), kind="stable")] = 1 / (FUSION + np.arange(len(values)))
    return places
