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
LONGEST_WORD = 12


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
        hits = (Hit(self.works[row], min(1.0, float(score[row])), self._words(plain, row))
                for row in best)  # fmt: skip
        return [hit for hit in hits if hit.words]

    def scores(self, plains: Sequence[str]) -> Floats:
        """(texts, works): 0 where nothing is in common, 1 for the same text."""
        found: Floats = (self._vectorizer.transform(plains) @ self._grams.T).toarray()
        return found

    def _words(self, plain: str, row: int) -> list[str]:
        """The longest runs that both have, at least two characters."""
        return common_words(plain, self._plain[row])


def common_words(plain: str, other: str) -> list[str]:
    """The longest runs of characters that stand in both plain texts, from left to right."""
    found: dict[str, None] = {}
    for piece in texts.PIECE.findall(plain):
        if not texts.is_chinese(piece):
            if piece in other:
                found[piece] = None
            continue
        start = 0
        while start < len(piece) - 1:
            last = min(len(piece), start + LONGEST_WORD)
            ends = (end for end in range(last, start + 1, -1) if piece[start:end] in other)
            end = next(ends, start + 1)
            if end > start + 1:
                found[piece[start:end]] = None
            start = end
    return list(found)
