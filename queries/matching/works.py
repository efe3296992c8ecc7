"""
Need → what universities have: teams, results, patents, laboratories, platforms.

BM25 over runs of one to three 汉字, as a share of what the need itself would reach: 0 when nothing
is in common, about 1 when all of its runs stand in the text. docs/accuracy-universities.md compares
it with TF-IDF.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from queries.matching import texts
from queries.suggest.arrays import Floats, Sparse, scaled, totals

K1, B = 1.2, 0.75  # the usual values of BM25 (Robertson and Zaragoza 2009)
LEAST = 0.25  # of the need must be found in a text; below it common runs are chance
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
        from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415  # slow

        self._vectorizer: Any = CountVectorizer(analyzer=texts.grams, dtype=np.float32)
        counts: Sparse = self._vectorizer.fit_transform(self._plain)
        length = totals(counts, 1)
        rare = np.bincount(counts.indices, minlength=counts.shape[1])
        size = counts.shape[0]
        self._idf = np.log1p((size - rare + 0.5) / (rare + 0.5)).astype(np.float32)
        rows = np.repeat(np.arange(size), np.diff(counts.indptr))
        spread = K1 * (1 - B + B * length / max(float(length.mean()), 1e-9))
        counts.data = counts.data * (K1 + 1) / (counts.data + spread[rows])
        self._weighed: Sparse = (counts @ scaled(self._idf)).tocsr()

    def hits(self, plain: str) -> list[Hit]:
        """What fits a plain text, the best first; of equals the first by id."""
        if not self.works:
            return []
        asked = self._vectorizer.transform([plain])
        asked.data[:] = 1
        if not asked.nnz:
            return []
        known = float(self._idf[asked.indices].sum())
        unknown = len(set(texts.grams(plain))) - asked.nnz
        whole = known + unknown * float(self._idf.max())
        score: Floats = np.asarray((self._weighed @ asked.T).todense()).ravel() / whole
        order = np.argsort(-score, kind="stable")
        best = [row for row in order.tolist() if score[row] >= LEAST]
        hits = (Hit(self.works[row], min(1.0, float(score[row])), self._words(plain, row))
                for row in best)  # fmt: skip
        return [hit for hit in hits if hit.words]

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
