"""The model: logistic regression over the features, trained to find materials that were taken out
of the data.

A feature may bend (its effect per unit changes at knots) and may count differently for a material
that the product's name contains, or for a product without known materials. What it contributes
stays one number, which the reasons are ordered by.
"""

from dataclasses import dataclass

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
NEGATIVES = 15  # wrong candidates kept for each right one; the others by weight

PART = 1 << 15  # candidates whose terms are held in memory at a time


def _columns(features: tuple[Feature, ...]) -> Ints:
    return np.array([FEATURES.index(feature) for feature in features], np.int64)


IS_BENT, IS_BY_SITUATION = _columns(BENT), _columns(BY_SITUATION)
CONTAINED, KNOWN = _columns((f.contained, f.known_materials))


@dataclass(frozen=True)
class Model:
    """`mean`, `scale`: (features,) of the training candidates. `knots`: (bent, bends), in
    standard units. `weights`: one for each term of `terms`."""

    mean: Floats
    scale: Floats
    knots: Floats
    weights: Floats
    intercept: float

    def scores(self, table: Floats) -> Floats:
        """Log-odds of each candidate, rounded so that no order hangs on the last bit."""
        parts = range(0, len(table), PART)
        logs = [self._terms(table[start : start + PART]) @ self.weights for start in parts]
        return np.round(np.concatenate([*logs, []]) + self.intercept, 9)

    def contributions(self, table: Floats) -> Floats:
        """(candidates, features): what each feature adds to the log-odds."""
        added = self._terms(table) * self.weights
        shares = np.zeros((len(table), len(FEATURES)))
        for term, feature in enumerate(term_features()):
            shares[:, feature] += added[:, term]
        return shares

    def _terms(self, table: Floats) -> Floats:
        return terms(np.asarray(table), self.mean, self.scale, self.knots)


def terms(table: Floats, mean: Floats, scale: Floats, knots: Floats) -> Floats:
    """(candidates, terms): features in standard units, their bends, and the situations."""
    units = (table - mean) / scale
    bent = np.maximum(units[:, IS_BENT, None] - knots[None], 0).reshape(len(table), -1)
    inside = table[:, [CONTAINED]] > 0
    unknown = table[:, [KNOWN]] == 0
    there = units[:, IS_BY_SITUATION]
    return np.hstack(
        [units, bent, there * inside, there * unknown, inside * unknown, inside, unknown]
    ).astype(np.float64)


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


def fit(table: Floats, right: Mask) -> Model:
    """`table`: (candidates, features); `right`: which of them were taken out of the data."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # slow to import

    mean, scale = table.mean(0, dtype=np.float64), table.std(0, dtype=np.float64)
    scale = np.where(scale > 1e-6, scale, 1)
    units = (table[right][:, IS_BENT] - mean[IS_BENT]) / scale[IS_BENT]
    knots = np.quantile(units, BENDS, axis=0).T
    kept, weight = _thinned(right)
    learnt = LogisticRegression(C=1 / RIDGE, solver="newton-cholesky", max_iter=50).fit(
        terms(table[kept], mean, scale, knots), right[kept], sample_weight=weight
    )
    return Model(mean, scale, knots, learnt.coef_[0], float(learnt.intercept_[0]))


def _thinned(right: Mask) -> tuple[Ints, Floats]:
    """All that was right and a fixed sample of the rest, with the weights that make up for it."""
    wrong = np.flatnonzero(~right)
    step = max(1, len(wrong) // max(NEGATIVES * int(right.sum()), 1))
    kept = np.sort(np.r_[np.flatnonzero(right), wrong[::step]])
    return kept, np.where(right[kept], 1.0, len(wrong) / max(len(wrong[::step]), 1))


@dataclass(frozen=True)
class Calibration:
    """How often candidates of a score were right, measured on data that the scores were not
    trained on: `probability` at ascending `score`, straight lines between. `threshold`: the least
    probability that is shown."""

    score: Floats
    probability: Floats
    threshold: float

    def __call__(self, scores: Floats) -> Floats:
        return np.interp(scores, self.score, self.probability)


def calibrate(scores: Floats, right: Mask, precision: float) -> Calibration:
    """`precision`: the part of what is shown that has to have been right."""
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415  # slow to import

    steps = IsotonicRegression(out_of_bounds="clip").fit(scores, right)
    found = Calibration(
        np.asarray(steps.X_thresholds_, np.float64), np.asarray(steps.y_thresholds_, np.float64), 1
    )
    shown = np.sort(found(scores))[::-1]
    order = np.argsort(-scores, kind="stable")
    so_far = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(so_far >= precision)
    least = float(shown[enough[-1]]) if len(enough) else 1.0
    return Calibration(found.score, found.probability, least)
