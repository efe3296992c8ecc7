"""Partners of a company, each with where the two may meet."""

import numpy as np

from graph.errors import NotFound
from queries.answers import Answer
from queries.suggest.companies import FUSION, PATHS, CompanyIndex, Direction, Fused
from queries.suggest.paths import Asked
from queries.suggest.products import Witness

MOST_MEETINGS = 3
NEAR_THE_TOP = 50  # a path speaks for those whom it ranks among so many
LEAST_CHANCE = 0.01


class Named(Answer):
    id: str
    name: str


class Meeting(Answer):
    """The customer makes `made`, which is `product` in the graph and uses `material`; the supplier
    makes that as `offered`. `probability`: that the product uses the material;
    `witnesses` are known products with similar names that use it."""

    made: Named
    product: Named
    material: Named
    offered: Named
    probability: float
    witnesses: list[Witness]


class Partner(Answer):
    """`score` only ranks. `through`: a company with similar products that is known to be supplied
    by it, or to supply it. `competitor`: it makes a product of the company itself."""

    id: str
    name: str
    direction: Direction
    score: float
    reasons: list[str]
    meetings: list[Meeting]
    through: Named | None
    competitor: bool


class Partners(Answer):
    """`why` says why the list is empty."""

    items: list[Partner]
    why: str = ""


def partners(
    index: CompanyIndex, company: str, direction: Direction, *, limit: int = 10
) -> Partners:
    """Who could supply the company (up) or use what it makes (down) and is not known to; only
    those for whom a path in the graph can be shown. NotFound for a company that is not there."""
    row = index.catalogue.company_at.get(company)
    if row is None:
        raise NotFound(
            f"没有编号为“{company}”的企业，或不知道它的产品",
            f"no company with the id {company!r} makes anything",
            fix_zh="用 honglian search 查找企业",
            fix_en="Look for it with honglian search",
        )
    if not index.makes[[row]].nnz:
        return Partners(items=[], why="暂无可靠建议：其产品名称与产业链图中的产品都对应不上")
    found: list[Partner] = []
    near = Near(index)
    fused = index.ranked(row, direction)
    for other in fused.order.tolist():
        if len(found) == limit:
            break
        partner = _partner(near, row, other, direction, fused)
        if partner.meetings or partner.through:
            found.append(partner)
    why = "" if found else "暂无可靠建议：没有一家企业能给出图中的路径"
    return Partners(items=found, why=why)


class Near:
    """The paths from products, each found once for all who may be partners by it."""

    def __init__(self, index: CompanyIndex) -> None:
        self.index = index
        self._asked: dict[int, Asked] = {}

    def witnesses(self, product: int, material: int) -> list[Witness]:
        products = self.index.products
        if product not in self._asked:
            row = np.array([product])
            self._asked[product] = Asked(products.memory, [products.names.names[product]], row)
        return products.witnesses(self._asked[product], material)


def _partner(near: Near, row: int, other: int, direction: Direction, fused: Fused) -> Partner:
    index = near.index
    customer, supplier = (row, other) if direction == "up" else (other, row)
    company = index.catalogue.companies[other]
    least = 1 / (FUSION + NEAR_THE_TOP)
    spoken = [p for p, place in zip(PATHS, fused.places[:, other], strict=True) if place > least]
    return Partner(
        id=company.id,
        name=company.name,
        direction=direction,
        score=round(float(fused.score[other]), 6),
        reasons=[(path.__doc__ or "").strip() for path in spoken],
        meetings=_meetings(near, customer, supplier),
        through=_through(index, row, other, direction),
        competitor=bool((index.maker[[row]] @ index.maker[[other]].T).nnz),
    )


def _meetings(near: Near, customer: int, supplier: int) -> list[Meeting]:
    """Where they meet with any likelihood, the likeliest first."""
    index = near.index
    mine, theirs = index.makes[[customer]].indices, index.makes[[supplier]].indices
    chance = index.probable[mine][:, theirs].tocoo()
    order = np.lexsort((chance.col, chance.row, -chance.data))
    likely = order[chance.data[order] >= LEAST_CHANCE][:MOST_MEETINGS]
    return [
        _meeting(
            near,
            (customer, int(mine[chance.row[place]])),
            (supplier, int(theirs[chance.col[place]])),
            float(chance.data[place]),
        )
        for place in likely.tolist()
    ]


def _meeting(
    near: Near, customer: tuple[int, int], supplier: tuple[int, int], chance: float
) -> Meeting:
    index, (_, product), (_, material) = near.index, customer, supplier
    return Meeting(
        made=_wording(index, *customer),
        product=_named(index, product),
        material=_named(index, material),
        offered=_wording(index, *supplier),
        probability=round(chance, 4),
        witnesses=near.witnesses(product, material),
    )


def _wording(index: CompanyIndex, company: int, product: int) -> Named:
    """What the company itself calls the product: of several, the one that earns most."""
    offers = index.offers[[company]]
    meant = [
        (-share, row)
        for row, share in zip(offers.indices.tolist(), offers.data.tolist(), strict=True)
        if index.linked.get(row) == product
    ]
    return _named(index, min(meant)[1])


def _through(index: CompanyIndex, row: int, other: int, direction: Direction) -> Named | None:
    """The company most alike whose partner the other is known to be."""
    reverse: Direction = "down" if direction == "up" else "up"
    linked = index.known(other, reverse)
    alike = (index.profile[[row]] @ index.profile[linked].T).toarray().ravel()
    alike[linked == row] = 0
    if not len(alike) or alike.max() <= 0:
        return None
    company = index.catalogue.companies[int(linked[np.argmax(alike)])]
    return Named(id=company.id, name=company.name)


def _named(index: CompanyIndex, row: int) -> Named:
    product = index.catalogue.products[row]
    return Named(id=product.id, name=product.name)
