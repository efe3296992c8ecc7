"""Who makes a product, and in which industries they are: what its makers make besides, and what
products of others in their industry are made of, is known even where no name is alike."""

from typing import NamedTuple

import numpy as np

from queries.suggest import domains
from queries.suggest.arrays import Ints, Sparse, links, row_of, scaled, totals
from queries.suggest.catalogue import Catalogue

WIDTHS = (2, 4, 6)  # digits of an industry: the wide, the narrower, the narrowest


class Making(NamedTuple):
    """`makers`: (products, companies), 1 where a company makes it. `industries`: (products,
    industries of every width), the part of each in its makers."""

    makers: Sparse
    industries: Sparse


def making(catalogue: Catalogue) -> Making:
    shape = (len(catalogue.products), len(catalogue.companies))
    makers = links(catalogue.made_rows, shape)
    counts = (makers @ _industries(catalogue)).tocsr()
    widest = np.maximum(totals(counts, 1) / len(WIDTHS), 1)  # makers whose industry is known
    counts.data /= widest[row_of(counts)]
    return Making(makers, counts)


def _industries(catalogue: Catalogue) -> Sparse:
    """(companies, industries of every width)"""
    within = [
        (row, (width, domains.level(company.industry, width)))
        for row, company in enumerate(catalogue.companies)
        if company.industry
        for width in WIDTHS
    ]
    at = {industry: column for column, industry in enumerate(sorted({i for _, i in within}))}
    pairs: Ints = np.array([(row, at[i]) for row, i in within], np.int64).reshape(-1, 2)
    return links(pairs, (len(catalogue.companies), max(len(at), 1)))


def besides(made: Making) -> Sparse:
    """(companies, products): what each makes, in equal parts of all that it makes."""
    makes = made.makers.T.tocsr()
    return (scaled(1 / np.maximum(np.diff(makes.indptr), 1)) @ makes).tocsr()
