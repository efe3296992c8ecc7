"""Training: a part of the known materials is taken out, and the model learns to find it again
among the candidates. What is trained on never stands in the memory that its features read."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from graph.errors import InputError
from queries.suggest.arrays import Floats, Ints, Mask
from queries.suggest.catalogue import Catalogue, Pair
from queries.suggest.features import Evidence, table
from queries.suggest.making import Making
from queries.suggest.memory import Memory
from queries.suggest.model import (
    Calibration,
    Examples,
    Model,
    calibrate,
    fit,
    fit_industry,
    joined,
    thinned,
)
from queries.suggest.names import Names

TENTHS = 10
FOLDS = 3  # tenths for all products: more make fitting longer and change little
TENTH, ALL = 100, 1000
BATCH = 500  # products whose candidates are held in memory at a time
LEAST_RIGHT = 50  # found again, in the folds that are trained on and in that of the calibration
PRECISION = 0.43  # what is shown by default was right this often in training

Told = Callable[[str], None]


@lru_cache(1 << 17)  # each fold asks for the same
def bucket(pair: Pair) -> int:
    """0..999, the same on every machine."""
    return int(hashlib.sha256("|".join(("fold", *pair)).encode()).hexdigest()[:8], 16) % ALL


def batches(memory: Memory, texts: Sequence[str], rows: Ints) -> Iterator[Evidence]:
    for start in range(0, len(texts), BATCH):
        part = slice(start, start + BATCH)
        yield Evidence(memory, texts[part], rows[part])


class Part(NamedTuple):
    """Candidates of some products that lost materials: (candidates, features), which of them were
    taken out, and which are for products of industry."""

    table: Floats
    right: Mask
    industrial: Mask


@dataclass(frozen=True)
class School:
    """What is learnt from; `industrial`: (products,) which industry alone makes."""

    catalogue: Catalogue
    names: Names
    domain: Floats
    industrial: Mask
    making: Making


def learn(school: School, told: Told = lambda _: None) -> tuple[Model, Calibration]:
    """The model of all folds, and its calibration: that of the model of all folds but the last, on
    every candidate of the last."""
    first: list[Examples] = []
    ours: list[Examples] = []
    for number in (*range(FOLDS - 1), *range(FOLDS, TENTHS)):
        told(f"{number + 1}/{TENTHS}")
        for part in fold(school, number, industry_only=number >= FOLDS):
            if number < FOLDS:
                first.append(thinned(part.table, part.right))
            ours.append(_of_industry(part))
    _enough([each.right for each in first])
    rehearsed = _fit(first, ours)
    told(f"{FOLDS}/{TENTHS}")
    scores, rights, last = [], [], []
    for part in fold(school, FOLDS - 1):
        scores.append(rehearsed.scores(part.table, part.industrial))
        rights.append(part.right)
        last.append(thinned(part.table, part.right))
        ours.append(_of_industry(part))
    _enough(rights)
    calibration = calibrate(np.concatenate(scores), np.concatenate(rights), PRECISION)
    return _fit([*first, *last], ours), calibration


def _fit(examples: Sequence[Examples], ours: Sequence[Examples]) -> Model:
    """With what is otherwise for industry, where there is enough to tell."""
    model, industry = fit(joined(examples)), joined(ours)
    return fit_industry(model, industry) if industry.right.sum() >= LEAST_RIGHT else model


def _of_industry(part: Part) -> Examples:
    table, right, own = part
    return Examples(table[own], right[own], np.ones(int(own.sum())))


def fold(school: School, number: int, *, industry_only: bool = False) -> Iterator[Part]:
    """The products that lost materials in that tenth, a batch at a time."""
    catalogue, names = school.catalogue, school.names
    kept, held = held_out(catalogue, number)
    if industry_only:
        held = held[school.industrial[held[:, 0]]]
    if not len(held):
        return
    memory = Memory(names, kept, catalogue.kind_rows, school.domain, school.making)
    asked = np.unique(held[:, 0])
    truth = np.unique(held[:, 0] * memory.size + held[:, 1])
    for evidence in batches(memory, [names.names[row] for row in asked], asked):
        product = evidence.asked.rows[evidence.row]
        right = np.isin(product * memory.size + evidence.material, truth)
        yield Part(table(evidence), right, school.industrial[product])


def held_out(catalogue: Catalogue, number: int) -> tuple[Ints, Ints]:
    """Upstream edges that stay, and a tenth that is taken out, as rows (product, material); taken
    out are only those whose two names the rest of the data still mentions."""
    edges = catalogue.upstream_rows
    buckets = np.array([bucket(pair) for pair in catalogue.upstream], np.int64)
    out = (buckets >= TENTH * number) & (buckets < TENTH * (number + 1))
    told = np.zeros(len(catalogue.products), bool)
    told[edges[~out].ravel()] = True
    told[catalogue.kind_rows.ravel()] = True
    told[[catalogue.at[made.product] for made in catalogue.makes]] = True
    held = edges[out]
    return edges[~out], held[told[held].all(1)]


def _enough(rights: Sequence[Mask]) -> None:
    right = sum(int(each.sum()) for each in rights)
    if right < LEAST_RIGHT:
        raise InputError(
            f"已知的产品材料关系太少，只有 {right} 条可供训练，不足以学习",
            f"too few known materials to learn from: {right} to train on",
            fix_zh="请导入更多产品的上游材料；在此之前按规则推荐",
            fix_en="Import more materials of products; until then suggestions go by the rules",
        )
