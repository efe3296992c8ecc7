"""In which industries a product is at home, learnt from what companies of an industry make."""

import numpy as np

from queries.suggest.arrays import Floats, Sparse
from queries.suggest.catalogue import Catalogue

SHENWAN, DIGITS = "SW:", 2  # 申万 and GB/T 4754 alike: two digits, after prefix or section letter
PRIOR = 10.0  # products' worth of doubt about what a run of characters says


def level(industry: str, digits: int = DIGITS) -> str:
    """The wide industry of an industry id: SW:270300 is of SW:27, C3670 of 36; none stays none.
    More digits, a narrower one."""
    prefix = SHENWAN if industry.startswith(SHENWAN) else ""
    return prefix + industry[len(prefix) :].lstrip("ABCDEFGHIJKLMNOPQRST")[:digits]


def industries(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(sorted({level(c.industry) for c in catalogue.companies if c.industry}))


def makers(catalogue: Catalogue, known: tuple[str, ...]) -> Floats:
    """(products, industries): the part of each industry in the companies that make a product; a
    row of zeros when none does."""
    at = {industry: column for column, industry in enumerate(known)}
    counts = np.zeros((len(catalogue.products), len(known)))
    for made in catalogue.makes:
        industry = level(catalogue.companies[catalogue.company_at[made.company]].industry)
        if industry in at:
            counts[catalogue.at[made.product], at[industry]] += 1
    return np.asarray(counts / np.maximum(counts.sum(1, keepdims=True), 1))


def domains(grams: Sparse, made: Floats) -> Floats:
    """(products, industries): probabilities by the characters of the name (naive Bayes), half of
    them by the makers where there are any. Without any industry, one column of ones."""
    if not made.size or not made.any():
        return np.ones((grams.shape[0], 1))
    has = made.sum(1) > 0
    share = made[has].sum(0) / made[has].sum()
    present = grams.copy()
    present.data[:] = 1
    counts = present[has].T @ made[has]  # grams, industries
    likely = (counts + PRIOR * share / 2) / (made[has].sum(0) + PRIOR)
    usual = (counts.sum(1, keepdims=True) + PRIOR / 2) / (made.sum() + PRIOR)
    logs = 2 * (grams @ np.log(likely / usual)) + np.log(np.maximum(share, 1e-9))
    odds = np.exp(logs - logs.max(1, keepdims=True))
    told = odds / odds.sum(1, keepdims=True)
    told[has] = (told[has] + made[has]) / 2
    return np.asarray(told)
