"""
Need → disciplines, learnt from the names of the disciplines and topics of the graph and from what
the office has told of its own (a segment, a product, a need, with its disciplines).

A name is a vector of its runs of one to three 汉字 (TF-IDF, unit length); kernel ridge regression
on them (docs/accuracy-universities.md compares it with neighbours, centroids and Bayes) gives each
run a weight for each field, so that a sum of weights is the score and the words that made it can be
shown.
Names in English have a model of their own, over words, for needs in English.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from queries.matching import texts
from queries.matching.tree import Tree
from queries.matching.vectors import Vectors
from queries.suggest.arrays import Floats, Ints, Sparse

RIDGE = 1.0  # docs/accuracy-universities.md: 0.3 and 0.1 are worse
MOST_NAMES = 6000  # that are learnt from; the time grows with their cube
SHOWN_WORDS = 4
LEAST_SHARE = 0.2  # of the weightiest word: what weighs less did not decide
PARTICLES = "与和及的之等或在对"  # no word begins or ends with one
STEM = 5  # letters: batteries and battery share `batte…`
VECTORS_COUNT = 0.5  # of the score, where the user plugs in vectors of words
LEAST = 0.12  # below it a field is a guess, by the bench: see `reliable` in bench/disciplines.py


class Wording(NamedTuple):
    """A name that is about disciplines: that of a discipline, or of what relates to some. `via` is
    the segment by which a product does."""

    text: str
    disciplines: tuple[str, ...]
    label: str = "Discipline"
    id: str = ""
    name: str = ""
    via: tuple[str, str] | None = None  # id and name


class Found(NamedTuple):
    """A field that a need is about. `witness`: what in it is called most alike; None where no name
    shares a word with the need."""

    field: str
    score: float
    words: list[str]
    witness: Wording | None


class DisciplineModel:
    """Fitted on the names of a tree and on further wordings."""

    def __init__(
        self, tree: Tree, wordings: Iterable[Wording] = (), vectors: Vectors | None = None
    ) -> None:
        self.tree = tree
        self.vectors = vectors
        own = [
            Wording(texts.plain(d.name), (d.id,), id=d.id, name=d.name) for d in tree.known.values()
        ]
        told = [w._replace(text=texts.plain(w.text)) for w in wordings]
        self._chinese = [*own, *told]

    def fit(self) -> None:
        """Do now what the first need would wait for; what needs in English take is left to them."""
        _ = self.chinese

    @cached_property
    def chinese(self) -> "Weights":
        return Weights(self.tree, self._chinese, texts.grams, self.vectors)

    @cached_property
    def english(self) -> "Weights":
        wordings = [
            Wording(texts.plain(d.name_en), (d.id,), id=d.id, name=d.name)
            for d in self.tree.known.values()
            if d.name_en
        ]
        return Weights(self.tree, wordings, words_of, self.vectors)

    def scores(self, plains: Sequence[str]) -> Floats:
        """(needs, fields): how much each plain text is about each field of the tree."""
        found = np.zeros((len(plains), len(self.tree.fields)), np.float32)
        chinese = np.array([texts.is_chinese(text) for text in plains], bool)
        for rows, weights in ((chinese, "chinese"), (~chinese, "english")):
            if rows.any():
                asked = [text for text, here in zip(plains, rows, strict=True) if here]
                found[rows] = getattr(self, weights).scores(asked)
        return found

    def best(self, plain: str, count: int = 3, scores: Floats | None = None) -> list[Found]:
        """The likeliest fields of a plain text, each with words of it that stand in its names; none
        where nothing reliable is found."""
        row = self.scores([plain])[0] if scores is None else scores
        weights = self.chinese if texts.is_chinese(plain) else self.english
        order = np.argsort(-row, kind="stable")[: count * 2].tolist()
        found: list[Found] = []
        for field in order:
            if row[field] < LEAST or len(found) == count:
                break
            words = weights.words(plain, field)
            if words:
                witness = weights.witness(plain, field, words)
                found.append(Found(self.tree.fields[field], float(row[field]), words, witness))
        return found


class Weights:
    """What each run of characters says for each field."""

    def __init__(
        self,
        tree: Tree,
        wordings: Sequence[Wording],
        analyzer: Callable[[str], Iterable[str]],
        vectors: Vectors | None,
    ) -> None:
        self.wordings = [w for w in wordings if any(True for _ in analyzer(w.text))][:MOST_NAMES]
        self.tree, self.analyzer, self.vectors = tree, analyzer, vectors
        self.at = {field: column for column, field in enumerate(tree.fields)}
        self.label = np.zeros((len(self.wordings), len(tree.fields)), np.float32)
        for row, wording in enumerate(self.wordings):
            for discipline in wording.disciplines:
                for field in tree.ways.get(discipline, ()):
                    self.label[row, self.at[field]] = 1
        if self.wordings:
            self._fit()
        self._words: dict[int, frozenset[str]] = {}

    def _fit(self) -> None:
        from scipy.linalg import solve  # noqa: PLC0415  # slow to import, as the next
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

        self._vectorizer: Any = TfidfVectorizer(
            analyzer=self.analyzer, sublinear_tf=True, dtype=np.float32
        )
        self.grams: Sparse = self._vectorizer.fit_transform([w.text for w in self.wordings])
        kernel = (self.grams @ self.grams.T).toarray()
        kernel[np.diag_indices_from(kernel)] += RIDGE
        dual = solve(kernel, self.label, assume_a="pos", overwrite_a=True)
        self.weights: Floats = np.asarray(self.grams.T @ dual, np.float32)
        if self.vectors is not None:
            self._means = self.vectors.means([w.text for w in self.wordings])

    def scores(self, plains: Sequence[str]) -> Floats:
        if not self.wordings:
            return np.zeros((len(plains), len(self.tree.fields)), np.float32)
        found = np.asarray(self.transformed(plains) @ self.weights)
        if self.vectors is None:
            return found
        alike = self.vectors.means(plains) @ self._means.T
        near = np.stack([self._largest(alike, field) for field in range(found.shape[1])], axis=1)
        return (1 - VECTORS_COUNT) * found + VECTORS_COUNT * near

    def transformed(self, plains: Sequence[str]) -> Sparse:
        """(texts, runs): unit rows; empty for a text of which no run is known."""
        return self._vectorizer.transform(plains)

    def _largest(self, alike: Floats, field: int) -> Floats:
        rows = self._rows(field)
        return alike[:, rows].max(1) if len(rows) else np.zeros(len(alike), np.float32)

    def _rows(self, field: int) -> Ints:
        return np.flatnonzero(self.label[:, field])

    def words(self, plain: str, field: int) -> list[str]:
        """The words of a text that stand in names of the field, the weightiest first."""
        weight: dict[str, float] = defaultdict(float)
        for word in texts.longest(plain, self._words_of(field).__contains__):
            if word not in weight:
                weight[word] = self._weight(word, field)
        least = max(weight.values(), default=0.0) * LEAST_SHARE
        ranked = sorted((-value, word) for word, value in weight.items() if value > max(0, least))
        return [word for _, word in ranked[:SHOWN_WORDS]]

    def witness(self, plain: str, field: int, words: Sequence[str]) -> Wording | None:
        """What in a field is called most like a text, and shares one of the words with it."""
        rows = [
            row
            for row in self._rows(field).tolist()
            if any(word in self.wordings[row].text for word in words)
        ]
        if not rows:
            return None
        alike = (self.grams[rows] @ self.transformed([plain]).T).toarray().ravel()
        best: int = rows[int(alike.argmax())]
        return self.wordings[best]

    def _weight(self, word: str, field: int) -> float:
        known = self._vectorizer.vocabulary_
        columns = [known[gram] for gram in self.analyzer(word) if gram in known]
        return float((self._vectorizer.idf_[columns] * self.weights[columns, field]).sum())

    def _words_of(self, field: int) -> frozenset[str]:
        """Every piece of a name of the field: what a word of a need may match."""
        if field not in self._words:
            names = (self.wordings[row].text for row in self._rows(field).tolist())
            self._words[field] = frozenset(piece for name in names for piece in _pieces(name))
        return self._words[field]


def words_of(text: str) -> Iterator[str]:
    """Latin words whole, and their beginnings; without the, of …"""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # noqa: PLC0415  # slow

    for word in texts.PIECE.findall(text):
        if word not in ENGLISH_STOP_WORDS:
            yield word
            if len(word) > STEM:
                yield word[:STEM] + "…"


def _pieces(name: str) -> Iterator[str]:
    """What a word of a need may equal: pieces of a name."""
    for piece in texts.PIECE.findall(name):
        if not texts.is_chinese(piece):
            yield from (piece,) if len(piece) > 1 else ()
            continue
        for start in range(len(piece) - 1):
            last = min(len(piece), start + texts.LONGEST_WORD)
            found = (piece[start:end] for end in range(start + 2, last + 1))
            yield from (
                each for each in found if each[0] not in PARTICLES and each[-1] not in PARTICLES
            )
