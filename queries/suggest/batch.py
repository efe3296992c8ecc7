"""Many products or companies at once, for evaluation: only ids, the best first."""

from collections.abc import Iterator, Mapping, Sequence

from queries.suggest.companies import CompanyIndex
from queries.suggest.products import ProductIndex

MOST = 100


def materials(index: ProductIndex, products: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each product with its likeliest materials."""
    ids = index.catalogue.products
    for product, ranked in zip(products, index.ranked(products), strict=True):
        yield product, [ids[row].id for row in ranked.material[:MOST].tolist()]


def suppliers(
    index: CompanyIndex, companies: Sequence[str], spelled: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """Each company with its likeliest suppliers; `spelled`: how the data writes an id."""
    written = {id: text for text, id in spelled.items()}
    known = index.catalogue.companies
    for company in companies:
        row = index.catalogue.company_at.get(spelled.get(company, company))
        best = [] if row is None else index.suppliers(row)[:MOST].tolist()
        yield company, [written.get(known[i].id, known[i].id) for i in best]
