"""What is known of materials, indexed for the paths. Made anew without the edges that a model is
trained to find, so that no feature can look them up."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from queries.suggest.arrays import (
    Floats,
    Ints,
    Mask,
    Sparse,
    above,
    best,
    links,
    looked_up,
    row_of,
    scaled,
    sparse,
    totals,
)
from queries.suggest.bills import Bills
from queries.suggest.making import Making, besides
from queries.suggest.names import Names, Parts

ALIKE_MATERIALS = 11  # with itself
LEAST_ALIKE = 0.3
MOST_BESIDE = 3  # materials, or users, whose industries count
DOUBT = 3.0  # products' worth of it about what an industry uses


class Endings(NamedTuple):
    """`at`: row of an ending of product names. `counts`: (endings, last characters), known
    materials; `total` of each ending; `usual`: (last characters,) their part in all materials."""

    at: dict[str, int]
    counts: Sparse
    total: Floats
    usual: Floats


class Memory:
    """`uses`: (products, materials), 1 where the material is known. `family`: (families, kinds)."""

    def __init__(
        self,
        names: Names,
        upstream: Ints,
        kinds: Ints,
        domain: Floats,
        making: Making,
        bills: Bills,
    ) -> None:
        size = len(names.names)
        self.names, self.size, self.own_domain = names, size, domain
        self.making, self.bills = making, bills
        self.uses: Sparse = links(upstream, (size, size))
        self.used_by: Sparse = self.uses.T.tocsr()
        self.family: Sparse = links(kinds, (size, size))
        self.materials = np.diff(self.uses.indptr)  # how many a product has
        self.users = np.diff(self.used_by.indptr)  # how many products a material has
        self.heads: Ints = np.flatnonzero(self.materials)
        self.head_uses: Sparse = self.uses[self.heads]
        self._endings: dict[int, Endings] = {}
        self._index_grams()
        self._index_parts()
        self._index_kinds()
        self._index_endings()

    def _index_grams(self) -> None:
        present = self.names.grams.copy()
        present.data[:] = 1
        heads = present[self.heads]
        self.gram_heads: Sparse = self.names.grams[self.heads].T.tocsr()  # grams → heads
        self.gram_count = totals(heads, 0)
        self.gram_uses: Sparse = (heads.T @ self.head_uses).tocsr()  # grams → materials

    def _index_parts(self) -> None:
        parts = self._head_parts()
        used = looked_up(self.head_uses, parts.row * self.size + parts.part) > 0
        self.part_count = np.bincount(parts.part, minlength=self.size)
        self.part_used = np.bincount(parts.part[used], minlength=self.size)
        held = sparse(np.ones(len(parts.row)), parts.part, parts.row, (self.size, len(self.heads)))
        self.part_uses: Sparse = (held @ self.head_uses).tocsr()  # a part → materials of the wholes
        patterns = self.names.own_patterns
        numbers = patterns.of_parts[self.materials[self.names.own_parts.row] > 0]
        self.pattern_count = np.bincount(numbers.ravel(), minlength=len(patterns.at))
        self.pattern_used = np.bincount(numbers[used].ravel(), minlength=len(patterns.at))

    def _head_parts(self) -> Parts:
        whole = self.names.own_parts
        kept = self.materials[whole.row] > 0
        row, part, before, after = (column[kept] for column in whole)
        return Parts(np.searchsorted(self.heads, row), part, before, after)

    def _index_kinds(self) -> None:
        self.kind_count = np.diff(self.family.indptr)
        self.kind_uses: Sparse = (self.family @ self.uses).tocsr()  # a family → materials of kinds
        self.families: Sparse = self.family.T.tocsr()

    def _index_endings(self) -> None:
        endings = [self.names.names[head][-2:] for head in self.heads]
        self.ending_at = {ending: row for row, ending in enumerate(sorted(set(endings)))}
        rows = np.array([self.ending_at[ending] for ending in endings], np.int64)
        shape = (len(self.ending_at), len(self.heads))
        of_ending = sparse(np.ones(len(rows)), rows, np.arange(len(rows)), shape)
        self.ending_count = totals(of_ending, 1)
        self.ending_uses: Sparse = (of_ending @ self.head_uses).tocsr()

    @cached_property
    def made(self) -> Mask:
        """(products,): which some company makes."""
        return np.asarray(np.diff(self.making.makers.indptr) > 0)

    @cached_property
    def besides(self) -> Sparse:
        """(companies, products): what each makes, in equal parts."""
        return besides(self.making)

    @cached_property
    def industry_uses(self) -> Sparse:
        """(industries, materials): the part of the products of an industry that use it."""
        at_home = self.making.industries[self.heads]
        each = scaled(1 / (totals(at_home, 0) + DOUBT))
        return (each @ at_home.T @ self.head_uses).tocsr()

    @cached_property
    def last_of_materials(self) -> Ints:
        """(products,): the number of the last character of each name."""
        lasts = [name[-1:] for name in self.names.names]
        at = {last: number for number, last in enumerate(sorted(set(lasts)))}
        return np.array([at[last] for last in lasts], np.int64)

    def endings(self, size: int) -> Endings:
        """What the last character of materials is, for each ending of so many characters."""
        if size not in self._endings:
            self._endings[size] = self._endings_of(size)
        return self._endings[size]

    def _endings_of(self, size: int) -> Endings:
        ends = [self.names.names[head][-size:] for head in self.heads]
        at = {ending: row for row, ending in enumerate(sorted(set(ends)))}
        rows = np.array([at[ending] for ending in ends], np.int64)[row_of(self.head_uses)]
        columns = self.last_of_materials[self.head_uses.indices]
        shape = (len(at), int(self.last_of_materials.max(initial=0)) + 1)
        counts = sparse(np.ones(len(rows)), rows, columns, shape)
        usual = totals(counts, 0) / max(len(rows), 1)
        return Endings(at, counts, totals(counts, 1), usual)

    @cached_property
    def together(self) -> Sparse:
        """(materials, materials): how many products use both."""
        return (self.head_uses.T @ self.head_uses).tocsr()

    @cached_property
    def resource(self) -> Sparse:
        """The same, where a product gives each of its materials an equal part (resource
        allocation)."""
        each = scaled(1 / self.materials[self.heads])
        return (self.head_uses.T @ each @ self.head_uses).tocsr()

    @cached_property
    def alike(self) -> Sparse:
        """(materials, materials): the squared similarity of the names of the nearest."""
        used = np.flatnonzero(self.users)
        grams = self.names.grams[used]
        turned = grams.T.tocsr()
        blocks = [
            best(
                above((grams[start : start + 1000] @ turned).tocsr(), LEAST_ALIKE), ALIKE_MATERIALS
            )
            for start in range(0, len(used), 1000)
        ]
        ends = np.cumsum([0, *(block.shape[0] for block in blocks)])
        near = [block.tocoo() for block in blocks]
        rows = np.concatenate([b.row + a for a, b in zip(ends[:-1], near, strict=True)] or [[]])
        columns = np.concatenate([b.col for b in near] or [[]])
        data = np.concatenate([b.data for b in near] or [[]])
        kept = rows != columns
        rows, columns = rows[kept].astype(np.int64), columns[kept].astype(np.int64)
        return sparse(data[kept] ** 2, used[rows], used[columns], (self.size, self.size))

    @cached_property
    def domain(self) -> Floats:
        """(products, industries): in which industries each is at home, by its name and by what
        stands next to it; unit rows."""
        own = np.asarray(self.own_domain, np.float32)
        mixed: Floats = own
        for _ in range(2):
            above = _beside(self.uses, mixed)
            below = _beside(self.used_by, mixed)
            mixed = 2 * own + above + below
            mixed /= mixed.sum(1, keepdims=True)
        return mixed


def _beside(links: Sparse, values: Floats) -> Floats:
    """The mean of what each is linked with, times how many those are, `MOST_BESIDE` at most."""
    count = np.diff(links.indptr)
    weight = np.minimum(count, MOST_BESIDE) / np.maximum(count, 1)
    return np.asarray((links @ values) * weight[:, None].astype(np.float32))
