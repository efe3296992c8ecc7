"""Proposals of partners for a company: who probably supplies it or uses what it makes, each with
the place where the two would meet. What the graph says of them is looked up by who asks."""

from typing import NamedTuple

import numpy as np

from queries.suggest.companies import FUSION, PATHS, CompanyIndex, Direction, Fused
from queries.suggest.paths import Asked

NEAR_THE_TOP = 50  # a path speaks for those whom it ranks among so many
MOST = 200  # proposals of a direction


class Named(NamedTuple):
    id: str
    name: str


class Meeting(NamedTuple):
    """The customer makes `made`, which is `product` in the upstream graph and probably uses
    `material`, which the supplier makes as `offered`. Why: `witness`, a product with a similar
    name, is known to use it; where there is none, the name of the product contains the
    material's."""

    made: Named
    product: Named
    witness: Named | None
    material: Named
    offered: Named
    probability: float


class Proposal(NamedTuple):
    """`score` only ranks. `company` would be the supplier (up) or the customer (down)."""

    company: Named
    direction: Direction
    score: float
    reasons: list[str]
    meeting: Meeting


def links_to_nothing(index: CompanyIndex, company: str) -> bool:
    """Whether none of its products means one of the upstream graph; also where it is unknown."""
    row = index.catalogue.company_at.get(company)
    return row is None or not index.makes[[row]].nnz


def proposals(
    index: CompanyIndex, company: str, direction: Direction, *, least: float | None = None
) -> list[Proposal]:
    """Those not known to be partners whose meeting has at least that probability, the best first;
    `least`: instead of the threshold of the calibration. Only those for whom a way can be shown."""
    if links_to_nothing(index, company):
        return []
    row = index.catalogue.company_at[company]
    threshold = index.products.calibration.threshold if least is None else least
    chance = index.chance(row, direction)
    fused = index.ranked(row, direction)
    reached = (chance >= threshold) & (chance > 0)
    likely = fused.order[reached[fused.order]][:MOST]
    near = _Near(index)
    found = (_proposal(near, row, other, direction, fused) for other in likely.tolist())
    return [proposal for proposal in found if proposal]


class _Near:
    """The products with similar names, found once for all who may be partners by one product."""

    def __init__(self, index: CompanyIndex) -> None:
        self.index = index
        self._asked: dict[int, Asked] = {}

    def witness(self, product: int, material: int) -> Named | None:
        products = self.index.products
        if product not in self._asked:
            row = np.array([product])
            self._asked[product] = Asked(products.memory, [products.names.names[product]], row)
        known = products.witnesses(self._asked[product], material)
        return Named(known[0].id, known[0].name) if known else None


def _proposal(
    near: _Near, row: int, other: int, direction: Direction, fused: Fused
) -> Proposal | None:
    customer, supplier = (row, other) if direction == "up" else (other, row)
    meeting = _meeting(near, customer, supplier)
    if meeting is None:
        return None
    company = near.index.catalogue.companies[other]
    least = 1 / (FUSION + NEAR_THE_TOP)
    spoken = [p for p, place in zip(PATHS, fused.places[:, other], strict=True) if place > least]
    return Proposal(
        Named(company.id, company.name),
        direction,
        float(fused.score[other]),
        [(path.__doc__ or "").strip() for path in spoken],
        meeting,
    )


def _meeting(near: _Near, customer: int, supplier: int) -> Meeting | None:
    """The likeliest for which a witness or the name speaks."""
    index = near.index
    mine, theirs = index.makes[[customer]].indices, index.makes[[supplier]].indices
    chance = index.chances.probable[mine][:, theirs].tocoo()
    for place in np.lexsort((chance.col, chance.row, -chance.data)).tolist():
        product, material = int(mine[chance.row[place]]), int(theirs[chance.col[place]])
        witness = near.witness(product, material)
        if witness or _contains(index, product, material):
            return Meeting(
                _wording(index, customer, product),
                _named(index, product),
                witness,
                _named(index, material),
                _wording(index, supplier, material),
                round(float(chance.data[place]), 4),
            )
    return None


def _contains(index: CompanyIndex, product: int, material: int) -> bool:
    names = index.products.names.names
    return names[material] in names[product]


def _wording(index: CompanyIndex, company: int, product: int) -> Named:
    """What the company itself calls the product: of several, the one that earns most."""
    offers = index.offers[[company]]
    meant = [
        (-share, row)
        for row, share in zip(offers.indices.tolist(), offers.data.tolist(), strict=True)
        if index.linked.get(row) == product
    ]
    return _named(index, min(meant)[1])


def _named(index: CompanyIndex, row: int) -> Named:
    product = index.catalogue.products[row]
    return Named(product.id, product.name)
