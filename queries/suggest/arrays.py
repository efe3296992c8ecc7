"""Sparse rows: for each product asked about (rows), a value for each product known (columns)."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Mask: TypeAlias = npt.NDArray[np.bool_]
Sparse: TypeAlias = Any  # scipy.sparse ships no types


def sparse(values: Any, rows: Any, columns: Any, shape: tuple[int, int]) -> Sparse:
    """float32 CSR; what stands twice at a place adds up."""
    return sp.csr_matrix((np.asarray(values, np.float32), (rows, columns)), shape=shape)


def links(pairs: Ints, shape: tuple[int, int]) -> Sparse:
    """1 where a pair stands."""
    made = sparse(np.ones(len(pairs)), pairs[:, 0], pairs[:, 1], shape)
    made.data[:] = 1
    return made


def scaled(weights: Any) -> Sparse:
    """A diagonal: `scaled(w) @ m` weighs rows, `m @ scaled(w)` columns."""
    return sp.diags(np.asarray(weights, np.float32), format="csr")


def weighed(matrix: Sparse, weights: Floats | Mask) -> Sparse:
    """Each column times its weight: as `matrix @ scaled(weights)`, but of few values among many
    columns only those are read."""
    values = matrix.data * np.asarray(weights, np.float32)[matrix.indices]
    return sp.csr_matrix((values, matrix.indices, matrix.indptr), shape=matrix.shape)


def totals(matrix: Sparse, axis: int) -> Floats:
    return np.asarray(matrix.sum(axis), np.float32).ravel()


def above(matrix: Sparse, least: float) -> Sparse:
    """The values that are larger, and no others."""
    return _only(matrix, matrix.data > least)


def _only(matrix: Sparse, kept: Mask) -> Sparse:
    """The values that are kept, each in its place."""
    pointer = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
    return sp.csr_matrix((matrix.data[kept], matrix.indices[kept], pointer), shape=matrix.shape)


def in_order(matrix: Sparse) -> Sparse:
    """The matrix, the columns of each row ascending. Twice turned over they are in order, in a
    third of the time that sorting each row takes."""
    if not matrix.has_sorted_indices:
        turned = matrix.tocsc().tocsr()
        matrix.data, matrix.indices, matrix.indptr = turned.data, turned.indices, turned.indptr
        matrix.has_sorted_indices = True
    return matrix


def best(matrix: Sparse, count: int) -> Sparse:
    """The `count` largest values of each row; of equals, the first columns."""
    least = _least_of_best(in_order(matrix), count)
    large = _only(matrix, matrix.data >= np.repeat(least, np.diff(matrix.indptr)))
    data, ends = large.data, large.indptr
    too_many = np.diff(ends) - count  # equals of the least
    kept = np.ones(len(data), bool)
    for row in np.flatnonzero(too_many > 0).tolist():
        equal = np.flatnonzero(data[ends[row] : ends[row + 1]] == least[row])
        kept[ends[row] + equal[-too_many[row] :]] = False
    return _only(large, kept)


def _least_of_best(matrix: Sparse, count: int) -> Floats:
    """(rows,): the value that so many of a row reach, or more with equals of it."""
    data, ends = matrix.data, matrix.indptr
    sizes = np.diff(ends)
    least = np.full(len(sizes), -np.inf, data.dtype)
    for row in np.flatnonzero(sizes > count).tolist():
        place = sizes[row] - count
        least[row] = np.partition(data[ends[row] : ends[row + 1]], place)[place]
    return least


def expand(rows: Sparse, table: Sparse) -> tuple[Ints, Ints, Ints]:
    """Each value of `rows` meets each value of the row of `table` that its column names.

    The place in `rows`, and the column and the place in `table`, one entry for each meeting.
    """
    first, size = table.indptr[rows.indices], np.diff(table.indptr)[rows.indices]
    which = np.repeat(np.arange(len(size)), size)
    place = np.arange(len(which)) - np.repeat(np.cumsum(size) - size, size) + first[which]
    return which, table.indices[place], place


def row_of(matrix: Sparse) -> Ints:
    """The row of each value of a CSR matrix."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


Reduce = Callable[[Floats, Ints], Floats]


class Groups:
    """Values that share a key, reduced together."""

    def __init__(self, keys: Ints) -> None:
        self.order = np.argsort(keys, kind="stable")
        ordered = keys[self.order]
        self.starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
        self.keys = ordered[self.starts]

    def total(self, values: Floats) -> Floats:
        return np.add.reduceat(values[self.order], self.starts) if len(self.starts) else values[:0]

    def largest(self, values: Floats) -> Floats:
        ordered = values[self.order]
        return np.maximum.reduceat(ordered, self.starts) if len(self.starts) else values[:0]


def looked_up(matrix: Sparse, keys: Ints) -> Floats:
    """The values at `row * columns + column`, 0 where there is none."""
    own = row_of(in_order(matrix)) * np.int64(matrix.shape[1]) + matrix.indices
    if not len(own):
        return np.zeros(len(keys))
    place = np.minimum(np.searchsorted(own, keys), len(own) - 1)
    return np.where(own[place] == keys, matrix.data[place], 0).astype(np.float64)


def lengths(matrix: Sparse) -> Floats:
    """Euclidean length of each row."""
    return np.asarray(np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel()))


def unit_rows(matrix: Sparse) -> Sparse:
    """Each row divided by its length; an empty row stays empty."""
    return scaled(1 / np.maximum(lengths(matrix), 1e-9)) @ matrix
