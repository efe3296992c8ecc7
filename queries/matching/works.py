"""
Need → what universities have: teams, results, patents, laboratories, platforms.

The cosine of TF-IDF vectors over runs of one to three 汉字. docs/accuracy-universities.md compares
it with BM25 over the same runs, which is no better.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from queries.matching import texts
from queries.suggest.arrays import Floats, Sparse

LEAST = 0.15  # below it common runs are chance: so alike are 0.4 % of unrelated topics


class Work(NamedTuple):
    """One text about what a university has. An `Offer` is a node of the graph; what stands in a
    column of the university (优势学科, 平台) has the label University."""

    label: str
    id: str
    name: str
    text: str
    university: str


class Hit(NamedTuple):
    work: Work
    score: float
    words: list[str]


class Works:
    """Texts indexed for needs."""

    def __init__(self, works: Sequence[Work]) -> None:
        self.works = works
        self._plain = [texts.plain(f"{work.name} {work.text}") for work in works]
        if any(texts.PIECE.search(text) for text in self._plain):
            self._index()
        else:
            self.works = ()

    def _index(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  # slow

        self._vectorizer: Any = TfidfVectorizer(
            analyzer=texts.grams, sublinear_tf=True, dtype=np.float32
        )
        self._grams: Sparse = self._vectorizer.fit_transform(self._plain)

    def hits(self, plain: str) -> list[Hit]:
        """What fits a plain text, the best first; of equals the first by id."""
        if not self.works:
            return []
        score = self.scores([plain])[0]
        order = np.argsort(-score, kind="stable")
        best = [row for row in order.tolist() if score[row] >= LEAST]
        hits = (self._hit(plain, row, float(score[row])) for row in best)
        return [hit for hit in hits if hit.words]

    def _hit(self, plain: str, row: int, score: float) -> Hit:
        return Hit(self.works[row], min(1.0, score), common_words(plain, self._plain[row]))

    def scores(self, plains: Sequence[str]) -> Floats:
        """(texts, works): 0 where nothing is in common, 1 for the same text."""
        found: Floats = (self._vectorizer.transform(plains) @ self._grams.T).toarray()
        return found


def common_words(plain: str, other: str) -> list[str]:
    """The longest runs of characters that stand in both plain texts, from left to right."""
    return list(dict.fromkeys(texts.longest(plain, other.__contains__)))
