"""Training: a part of the known materials is taken out, and the model learns to find it again
among the candidates. What is trained on never stands in the memory that its features read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.errors import InputError
from queries.suggest.arrays import Floats, Ints, Mask
from queries.suggest.bills import Bills
from queries.suggest.catalogue import BUCKETS, Catalogue
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
TENTH = BUCKETS // TENTHS
BATCH = 500  # products whose candidates are held in memory at a time
LEAST_RIGHT = 50  # found again, in the folds that are trained on and in that of the calibration
PRECISION = 0.43  # what is shown by default was right this often in training

Told = Callable[[str], None]


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
    bills: Bills


class Lessons(NamedTuple):
    """Examples of the folds, of all products and of those that industry alone makes."""

    common: list[Examples]
    industry: list[Examples]


def learn(school: School, told: Told = lambda _: None) -> tuple[Model, Calibration]:
    """The model of all folds, and its calibration: that of the model of all folds but the last, on
    every candidate of the last."""
    lessons = Lessons([], [])
    for number in (*range(FOLDS - 1), *range(FOLDS, TENTHS)):
        told(f"{number + 1}/{TENTHS}")
        _study(school, number, lessons)
    _enough([each.right for each in lessons.common])
    rehearsed = _fit(lessons)
    told(f"{FOLDS}/{TENTHS}")
    calibration = _test(school, rehearsed, lessons)
    return _fit(lessons, rehearsed), calibration


def _study(school: School, number: int, lessons: Lessons) -> None:
    """Take the examples of a tenth into the lessons; of the tenths after the folds, those of
    industry alone."""
    for part in fold(school, number, industry_only=number >= FOLDS):
        _take(part, lessons, industry_only=number >= FOLDS)


def _take(part: Part, lessons: Lessons, *, industry_only: bool = False) -> None:
    if not industry_only:
        lessons.common.append(thinned(part.table, part.right))
    lessons.industry.append(_of_industry(part))


def _test(school: School, rehearsed: Model, lessons: Lessons) -> Calibration:
    """How right the model is on the last fold, whose examples then join the lessons."""
    scores, rights = [], []
    for part in fold(school, FOLDS - 1):
        scores.append(rehearsed.scores(part.table, part.industrial))
        rights.append(part.right)
        _take(part, lessons)
    _enough(rights)
    return calibrate(np.concatenate(scores), np.concatenate(rights), PRECISION)


def _fit(lessons: Lessons, start: Model | None = None) -> Model:
    """With what is otherwise for industry, where there is enough to tell."""
    model, industry = fit(joined(lessons.common), start), joined(lessons.industry)
    if industry.right.sum() < LEAST_RIGHT:
        return model
    return fit_industry(model, industry, start.industry if start else None)


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
    memory = Memory(names, kept, catalogue.kind_rows, school.domain, school.making, school.bills)
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
    buckets = catalogue.buckets
    out = (buckets >= TENTH * number) & (buckets < TENTH * (number + 1))
    told = np.zeros(len(catalogue.products), bool)
    told[edges[~out].ravel()] = True
    told[catalogue.kind_rows.ravel()] = True
    told[catalogue.made_rows[:, 0]] = True
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
