"""`python -m bench.suggest_child DIR`: learn from a split and measure what needs the fitted index;
the last line says the figures."""

import csv
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from bench.child import peak, tell
from ingest.sources import catalogue as source
from queries.suggest import gates, products
from queries.suggest.catalogue import Catalogue, build
from queries.suggest.companies import CompanyIndex
from queries.suggest.features import FEATURES, Evidence, table
from queries.suggest.partners import proposals
from queries.suggest.training import BATCH

WARM = 300  # suggestions timed
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
LEAST_IN_BIN = 20


def truths(folder: Path) -> dict[str, dict[str, bool]]:
    """For each product, the materials taken out and whether it is industrial."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    with (folder / "truth_t1.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["head"]][row["tail"]] = row["industrial"] == "1"
    return found


class Judged:
    """Every candidate of the products of a split: its probability, and whether it was right."""

    def __init__(self, index: products.ProductIndex, truth: dict[str, dict[str, bool]]) -> None:
        self.asked = sorted(truth)
        rows, chances, rights, top_food, tops = [], [], [], 0, 0
        ids = index.catalogue.products
        for start in range(0, len(self.asked), BATCH):
            part = self.asked[start : start + BATCH]
            for offset, ranked in enumerate(index.ranked(part)):
                product, materials = self.asked[start + offset], ranked.material
                rows.append(np.full(len(materials), start + offset))
                chances.append(index.calibration(ranked.score))
                rights.append(np.array([ids[m].id in truth[product] for m in materials], bool))
                if any(truth[product].values()):
                    tops += len(materials[:10])
                    top_food += int((index.gate.living[materials[:10]] >= gates.FOOD).sum())
        self.row, self.chance = np.concatenate(rows), np.concatenate(chances)
        self.right = np.concatenate(rights)
        self.food = top_food / max(tops, 1)

    def bins(self) -> list[tuple[float, float, int]]:
        """Mean probability, share that was right, and number, of each tenth."""
        at = np.minimum((self.chance * 10).astype(int), 9)
        inside = [at == number for number in range(10)]
        return [
            (float(self.chance[i].mean()), float(self.right[i].mean()), int(i.sum()))
            for i in inside
            if i.sum() >= LEAST_IN_BIN
        ]

    def shown(self, threshold: float) -> tuple[float, float, float]:
        """Threshold, share of what is shown that was right, share of products served."""
        kept = self.chance >= threshold
        right = float(self.right[kept].mean()) if kept.any() else 0.0
        return threshold, right, len(np.unique(self.row[kept])) / len(self.asked)


def slowest(seconds: list[float]) -> float:
    """The 95th percentile, in ms."""
    return float(np.quantile(seconds, 0.95)) * 1000


def timed(index: products.ProductIndex, asked: list[str]) -> tuple[float, float]:
    """ms of CPU, p95: one product with reasons, one company with paths; warm."""
    companies = CompanyIndex(index)
    index.suggest(asked[0])
    proposals(companies, companies.catalogue.companies[0].id, "up")
    one, two = [], []
    every = max(len(asked) // WARM, 1)
    for product in asked[::every]:
        began = time.process_time()
        index.suggest(product)
        one.append(time.process_time() - began)
    for company in companies.catalogue.companies[::40]:
        began = time.process_time()
        proposals(companies, company.id, "up")
        two.append(time.process_time() - began)
    return slowest(one), slowest(two)


def main(folder: Path, part: int) -> None:
    """`part`: of so many products, one is learnt from."""
    began = time.process_time()
    learnt = source.read(folder)
    if part > 1:
        learnt = cut(learnt, part)
    index = products.fit(learnt)
    Evidence(index.memory, *index.asked(["钢"]))  # the index itself is made when first asked
    fit = time.process_time() - began
    if part > 1:
        tell(fit=fit, products=len(learnt.products), upstream=len(learnt.upstream))
        return
    fit_peak = peak()
    truth = truths(folder)
    judged = Judged(index, truth)
    product_ms, company_ms = timed(index, judged.asked)
    tell(
        fit=fit,
        fit_peak=fit_peak,
        products=len(learnt.products),
        upstream=len(learnt.upstream),
        bins=judged.bins(),
        default=judged.shown(index.calibration.threshold),
        shown=[judged.shown(threshold) for threshold in THRESHOLDS],
        food=judged.food,
        product_ms=product_ms,
        company_ms=company_ms,
        weights=weights(index, judged.asked),
        misses=misses(index, truth),
    )


def weights(index: products.ProductIndex, asked: list[str]) -> list[tuple[str, float]]:
    """Features by the spread of what they add to the log-odds among candidates."""
    evidence = Evidence(index.memory, *index.asked(asked[:BATCH]))
    spread = index.model.contributions(table(evidence), index.of_industry(evidence)).std(0)
    order = np.argsort(-spread, kind="stable")
    return [((FEATURES[i].__doc__ or "").strip(), float(spread[i])) for i in order]


def misses(
    index: products.ProductIndex, truth: dict[str, dict[str, bool]]
) -> list[tuple[str, str, list[str]]]:
    """Examples of what was not found: product, material, and what stood first instead."""
    asked = sorted(truth)[:: max(len(truth) // 60, 1)]
    ids, found = index.catalogue.products, []
    for product, ranked in zip(asked, index.ranked(asked), strict=True):
        first = [ids[m].id for m in ranked.material[:10].tolist()]
        lost = sorted(set(truth[product]) - set(first))
        if lost:
            found.append((product, lost[0], first[:3]))
    return found[:12]


def cut(learnt: Catalogue, part: int) -> Catalogue:
    """The part of a catalogue with every so-manieth product and all its materials: as dense as the
    whole, as a smaller country would be. Without those materials, a quarter of the products would
    keep but a sixteenth of what is known of them."""
    every = {product.id for product in learnt.products[::part]}
    upstream = [edge for edge in learnt.upstream if edge[0] in every]
    kept = every.union(*upstream)
    return build(
        (p for p in learnt.products if p.id in kept),
        upstream,
        learnt.kinds,
        learnt.companies,
        learnt.makes,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
