"""
Word vectors of the user's own, from a file: `.npz` with the arrays `words` (n texts) and `vectors`
(n × d numbers), or the text form of word2vec and fastText (`.vec`, `.txt`: a word and its numbers
on each line, the first line may give n and d).

Only numbers and texts are read: nothing in the file runs, and nothing is downloaded. A text is the
mean of the vectors of its words, the longest known first; its length is one.
"""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graph.errors import InputError
from queries.matching import texts
from queries.suggest.arrays import Floats

TEXT = (".vec", ".txt")


class Vectors:
    """Unit vectors of words."""

    def __init__(self, words: Sequence[str], vectors: Floats) -> None:
        self._at = {texts.plain(word): row for row, word in reversed(list(enumerate(words)))}
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        self._vectors = np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)

    def means(self, plains: Sequence[str]) -> Floats:
        """(texts, d): zero for a text without a known word."""
        found = np.zeros((len(plains), self._vectors.shape[1]), np.float32)
        for row, text in enumerate(plains):
            known = [self._at[w] for w in texts.longest(text, self._at.__contains__, least=1)]
            if known:
                mean = self._vectors[known].mean(0)
                found[row] = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return found


def load(path: Path) -> Vectors:
    """The vectors of a file. InputError when it is missing, of another form, or not of numbers."""
    try:
        words, vectors = _text(path) if path.suffix.lower() in TEXT else _arrays(path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as exc:
        raise _refused(path, f"无法读取词向量（{exc}）", f"cannot be read ({exc})") from exc
    if vectors.ndim != 2 or len(words) != len(vectors) or not len(words):
        raise _refused(path, "词与向量的数目不一致", "as many words as vectors are needed")
    if not np.isfinite(vectors).all():
        raise _refused(path, "词向量中有不是数的值", "some of the values are no numbers")
    return Vectors(words, vectors)


def _arrays(path: Path) -> tuple[list[str], Floats]:
    with np.load(path, allow_pickle=False) as arrays:  # a pickle would run code
        return [str(word) for word in arrays["words"]], np.asarray(arrays["vectors"], np.float32)


def _text(path: Path) -> tuple[list[str], Floats]:
    words: list[str] = []
    rows: list[Floats] = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            word, *numbers = line.split()
            if number == 1 and len(numbers) == 1:
                continue  # n and d
            row = np.array(numbers, np.float32)
            if rows and len(row) != len(rows[0]):
                raise ValueError(f"line {number}: {len(row)} numbers, not {len(rows[0])}")
            words.append(word)
            rows.append(row)
    return words, np.stack(rows)


def _refused(path: Path, zh: str, en: str) -> InputError:
    return InputError(
        zh,
        en,
        fix_zh="请提供含 words、vectors 两个数组的 .npz，或每行一个词及其数值的 .vec、.txt",
        fix_en="Give an .npz with the arrays words and vectors, or a .vec or .txt with a word and "
        "its numbers on each line",
        where=str(path),
    )
