"""The model: logistic regression over the features, trained to find materials that were taken out
of the data.

A feature may bend (its effect per unit changes at knots) and may count differently for a material
that the product's name contains, or for a product without known materials. What it contributes
stays one number, which the reasons are ordered by.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from queries.suggest import features as f
from queries.suggest.arrays import Floats, Ints, Mask
from queries.suggest.features import FEATURES, Feature

BENT: tuple[Feature, ...] = (
    f.similar_names,
    f.most_similar_names,
    f.nearest_name,
    f.similar_count,
    f.early_names,
    f.similar_materials,
    f.characters,
    f.telling_characters,
    f.same_ending,
    f.same_part,
    f.siblings,
    f.used_together,
    f.part_length,
    f.part_rate,
    f.pattern_rate,
    f.similar_to_product,
    f.similar_to_known,
    f.popular,
    f.same_domain,
)
BY_SITUATION: tuple[Feature, ...] = (
    f.similar_names,
    f.most_similar_names,
    f.nearest_name,
    f.similar_count,
    f.early_names,
    f.similar_materials,
    f.characters,
    f.telling_characters,
    f.same_ending,
    f.siblings,
    f.similar_to_product,
    f.similar_to_known,
    f.popular,
    f.similar_product,
    f.same_domain,
)
BENDS = (0.15, 0.35, 0.55, 0.75, 0.92)  # quantiles, among what was right, at which a feature bends
RIDGE = 1.0
RIDGE_INDUSTRY = 100.0  # there are few such products, so that what holds for all has to be kept
TOLERANCE = 1e-6  # by the usual 1e-4 it depends on the start where the fit ends
LOG_ODDS_COUNT = 3.0  # less is taken from the log-odds of the model than from a feature
LEAST_SHOWN = 0.2  # however good the average of what is shown
MOST_CERTAIN = 0.99  # that all were right who were tested does not make the next one certain
NEGATIVES = 16  # wrong candidates kept for each right one; the others by weight


def _columns(features: tuple[Feature, ...]) -> Ints:
    return np.array([FEATURES.index(feature) for feature in features], np.int64)


IS_BENT, IS_BY_SITUATION = _columns(BENT), _columns(BY_SITUATION)
CONTAINED, KNOWN = FEATURES.index(f.contained), FEATURES.index(f.known_materials)


@dataclass(frozen=True)
class Industry:
    """What is otherwise for products that industry makes: what is known of materials is mostly of
    dishes and remedies, and a tenth of what is learnt from those does not hold for a machine.

    Log-odds are `slope` times those of the model, plus `weights` (features,) times the features in
    standard units, plus `intercept`.
    """

    slope: float
    weights: Floats
    intercept: float


@dataclass(frozen=True)
class Model:
    """`mean`, `scale`: (features,) of the training candidates. `knots`: (bent, bends), in
    standard units. `weights`: one for each term of `terms`."""

    mean: Floats
    scale: Floats
    knots: Floats
    weights: Floats
    intercept: float
    industry: Industry | None = None

    def scores(self, table: Floats, industrial: Mask) -> Floats:
        """Log-odds of each candidate, rounded so that no order hangs on the last bit.
        `industrial`: (candidates,) whether industry makes the product that is asked about."""
        log, other = self._log_odds(table), self.industry
        if other and industrial.any():
            units = (table[industrial] - self.mean) / self.scale
            log[industrial] *= other.slope
            log[industrial] += units @ other.weights + other.intercept
        return np.asarray(np.round(log, 9))

    def _log_odds(self, table: Floats) -> Floats:
        """The terms times their weights, without writing all terms out."""
        units = (table - self.mean) / self.scale
        there = units[:, IS_BY_SITUATION]
        inside, unknown = table[:, CONTAINED] > 0, table[:, KNOWN] == 0
        plain, bends, if_inside, if_unknown, both = self._weights
        log = units @ plain + inside * (there @ if_inside) + unknown * (there @ if_unknown)
        for bend in range(len(BENDS)):
            log += np.maximum(units[:, IS_BENT] - self.knots[:, bend], 0) @ bends[:, bend]
        log += both[0] * (inside & unknown) + both[1] * inside + both[2] * unknown
        return np.asarray(log + self.intercept)

    @property
    def _weights(self) -> Sequence[Floats]:
        plain, bends, *others = _by_kind(self.weights)
        return plain, bends.reshape(self.knots.shape), *others

    def contributions(self, table: Floats, industrial: Mask) -> Floats:
        """(candidates, features): what each feature adds to the log-odds."""
        added = self._terms(table) * self.weights
        shares = np.zeros((len(table), len(FEATURES)))
        for term, feature in enumerate(term_features()):
            shares[:, feature] += added[:, term]
        if self.industry:
            units = (table[industrial] - self.mean) / self.scale
            shares[industrial] *= self.industry.slope
            shares[industrial] += units * self.industry.weights
        return shares

    def _terms(self, table: Floats) -> Floats:
        return terms(np.asarray(table), self.mean, self.scale, self.knots)


def terms(table: Floats, mean: Floats, scale: Floats, knots: Floats) -> Floats:
    """(candidates, terms): features in standard units, their bends, and the situations. In double
    precision, in single the fit is ill-conditioned."""
    found = np.empty((len(table), len(term_features())))
    units, bent, if_inside, if_unknown, both = _by_kind(found)
    units[:] = (table - mean) / scale
    for bend in range(knots.shape[1]):
        np.maximum(units[:, IS_BENT] - knots[:, bend], 0, out=bent[:, bend :: knots.shape[1]])
    inside = table[:, [CONTAINED]] > 0
    unknown = table[:, [KNOWN]] == 0
    there = units[:, IS_BY_SITUATION]
    np.multiply(there, inside, out=if_inside)
    np.multiply(there, unknown, out=if_unknown)
    both[:] = np.hstack([inside & unknown, inside, unknown])
    return found


def _by_kind(terms: Floats) -> Sequence[Floats]:
    """Along the last axis: the plain ones, the bends, those of a situation, the situations."""
    sizes = len(FEATURES), len(BENT) * len(BENDS), len(BY_SITUATION), len(BY_SITUATION)
    return np.split(terms, np.cumsum(sizes), axis=-1)


def term_features() -> Ints:
    """The feature that each term belongs to."""
    situations = np.r_[CONTAINED, CONTAINED, KNOWN]
    return np.concatenate(
        [
            np.arange(len(FEATURES)),
            np.repeat(IS_BENT, len(BENDS)),
            IS_BY_SITUATION,
            IS_BY_SITUATION,
            situations,
        ]
    )


class Examples(NamedTuple):
    """Candidates to learn from: `table` (candidates, features), which of them were `right`, and
    how many candidates each stands for."""

    table: Floats
    right: Mask
    weight: Floats


def thinned(table: Floats, right: Mask) -> Examples:
    """All that was right and every so-manieth of the rest, with the weights that make up for it."""
    wrong = np.flatnonzero(~right)
    step = max(1, len(wrong) // max(NEGATIVES * int(right.sum()), 1))
    kept = np.sort(np.r_[np.flatnonzero(right), wrong[::step]])
    stands_for = len(wrong) / max(len(wrong[::step]), 1)
    return Examples(table[kept], right[kept], np.where(right[kept], 1.0, stands_for))


def joined(parts: Sequence[Examples]) -> Examples:
    return Examples(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def fit(examples: Examples, start: Model | None = None) -> Model:
    """A model of the examples; from one of some of them, in a third of the steps."""
    table, right, weight = examples
    mean, scale = table.mean(0, dtype=np.float64), table.std(0, dtype=np.float64)
    scale = np.where(scale > 1e-6, scale, 1)
    units = (table[right][:, IS_BENT] - mean[IS_BENT]) / scale[IS_BENT]
    knots = np.quantile(units, BENDS, axis=0).T
    begun = (start.weights, start.intercept) if start else None
    weights, intercept = _regression(RIDGE, terms(table, mean, scale, knots), right, weight, begun)
    return Model(mean, scale, knots, weights, intercept)


def fit_industry(model: Model, examples: Examples, start: Industry | None = None) -> Model:
    """The model with what is otherwise for products of industry; `start` as for `fit`."""
    table, right, weight = examples
    log = model.scores(table, np.zeros(len(table), bool))
    units = (table - model.mean) / model.scale
    given = np.c_[LOG_ODDS_COUNT * log, units].astype(np.float64)
    begun = None
    if start:
        begun = np.r_[start.slope / LOG_ODDS_COUNT, start.weights], start.intercept
    weights, intercept = _regression(RIDGE_INDUSTRY, given, right, weight, begun)
    slope = LOG_ODDS_COUNT * float(weights[0])
    return replace(model, industry=Industry(slope, weights[1:], intercept))


def _regression(
    ridge: float,
    terms: Floats,
    right: Mask,
    weight: Floats,
    start: tuple[Floats, float] | None = None,
) -> tuple[Floats, float]:
    """Weights of the terms, and the intercept; `start`: those to begin with instead of nothing."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # slow to import

    learnt = LogisticRegression(
        C=1 / ridge,
        solver="newton-cholesky",
        max_iter=50,
        tol=TOLERANCE,
        warm_start=start is not None,
    )
    if start:
        learnt.coef_, learnt.intercept_ = start[0][None, :], np.array([start[1]])
    learnt.fit(terms, right, sample_weight=weight)
    return learnt.coef_[0], float(learnt.intercept_[0])


@dataclass(frozen=True)
class Calibration:
    """How often candidates of a score were right, measured on data that the scores were not
    trained on: `probability` at ascending `score`, straight lines between. `threshold`: the least
    probability that is shown; of the `shown` candidates that reached it, the part `precision` was
    right."""

    score: Floats
    probability: Floats
    threshold: float
    precision: float
    shown: int

    def __call__(self, scores: Floats) -> Floats:
        return np.interp(scores, self.score, self.probability)


def calibrate(scores: Floats, right: Mask, precision: float) -> Calibration:
    """`precision`: the part of what is shown that has to have been right."""
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415  # slow to import

    steps = IsotonicRegression(out_of_bounds="clip").fit(scores, right)
    known = np.asarray(steps.X_thresholds_)
    chance = np.minimum(np.asarray(steps.y_thresholds_), MOST_CERTAIN)
    order = np.argsort(-scores, kind="stable")
    so_far = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(so_far >= precision)
    least = float(np.interp(scores[order[enough[-1]]], known, chance)) if len(enough) else 1.0
    threshold = max(least, LEAST_SHOWN)
    reached = right[np.interp(scores, known, chance) >= threshold]
    precision = float(reached.mean()) if len(reached) else 0.0
    return Calibration(known, chance, threshold, precision, len(reached))
