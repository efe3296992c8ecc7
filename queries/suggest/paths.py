"""What leads from a product to a material. Each path is a sparse matrix: products asked about as
rows, all products as columns, how strongly the path leads there as values.

What a product is already known to use takes part in its paths, but is never a candidate.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from queries.suggest.arrays import (
    Floats,
    Groups,
    Ints,
    Sparse,
    best,
    expand,
    row_of,
    sparse,
    totals,
    weighed,
)
from queries.suggest.memory import Memory
from queries.suggest.names import patterns_of

NEIGHBOURS = 200
RARE_GRAM = 400  # a run of characters in more names than this tells little of materials
SMOOTHED = 60
EXPECTED_RUNS = 60
LEAST_TOTAL = 1e-9
UNSEEN = -1


class Votes(NamedTuple):
    """What products with similar names use, by key `row * size + material`."""

    total: Sparse
    nearest: Sparse
    count: Sparse
    early: Sparse


class Asked:
    """Products asked about, and the paths that lead from them; each path is found when needed.

    `rows` of products that are known, `UNSEEN` of names that are not.
    """

    def __init__(self, memory: Memory, texts: Sequence[str], rows: Ints) -> None:
        self.memory, self.texts, self.rows = memory, texts, rows
        self.count, self.size = len(texts), memory.size
        self.grams: Sparse = memory.names.vectors(texts)
        self.parts = memory.names.parts(texts)
        seen = np.flatnonzero(rows != UNSEEN)
        self.own = self.matrix(np.ones(len(seen)), seen, rows[seen])
        self.known: Sparse = (self.own @ memory.uses).tocsr()
        self.lengths = np.array([max(len(text), 1) for text in texts], np.int64)

    def matrix(self, values: Floats, rows: Ints, columns: Ints) -> Sparse:
        return sparse(values, rows, columns, (self.count, self.size))

    @cached_property
    def neighbours(self) -> Sparse:
        """(asked, heads): similarity of the nearest names that have materials, itself aside."""
        near = best((self.grams @ self.memory.gram_heads).tocsr(), NEIGHBOURS + 1)
        near.data[self.memory.heads[near.indices] == self.rows[row_of(near)]] = 0
        near.eliminate_zeros()
        return best(near, NEIGHBOURS)

    @cached_property
    def expected(self) -> Sparse:
        """(asked, runs): the runs of characters in the names of materials that products with the
        same runs use. It speaks of materials, too, that nobody is known to use."""
        likely = best(characters(self), SMOOTHED)
        likely.data /= np.maximum(totals(likely, 1), LEAST_TOTAL)[row_of(likely)]
        return best((likely @ self.memory.names.grams).tocsr(), EXPECTED_RUNS)

    @cached_property
    def kinds(self) -> Sparse:
        """(asked, kinds): the kinds of the bills of materials that each is of."""
        return self.memory.bills.kinds(self.texts, self.grams)

    @cached_property
    def usual_runs(self) -> Sparse:
        """(asked, runs): the runs of characters in the names of its usual materials."""
        return (self.kinds @ self.memory.bills.runs).tocsr()

    @cached_property
    def votes(self) -> Votes:
        near = self.neighbours
        which, material, _ = expand(near, self.memory.head_uses)
        keys = row_of(near)[which].astype(np.int64) * self.size + material
        groups, alike = Groups(keys), near.data[which]
        early = alike**2 / (1 + _rank(near)[which])
        found = (
            groups.total(alike**2),
            groups.largest(alike),
            groups.total(np.ones_like(alike)),
            groups.total(early),
        )
        return Votes(*(self._keyed(groups.keys, values) for values in found))

    def _keyed(self, keys: Ints, values: Floats) -> Sparse:
        return self.matrix(values, keys // self.size, keys % self.size)

    def of_parts(self, values: Floats) -> Sparse:
        return self.matrix(values, self.parts.row, self.parts.part)

    @cached_property
    def weighed_parts(self) -> Sparse:
        """The parts of a name of two characters and more, by their part of its length."""
        length = self.memory.names.length[self.parts.part]
        return self.of_parts(np.where(length > 1, length / self.lengths[self.parts.row], 0))


def usual(asked: Asked) -> Sparse:
    """By the bills of materials."""
    return (asked.kinds @ asked.memory.bills.uses).tocsr()


def similar_names(asked: Asked) -> Sparse:
    return asked.votes.total


def nearest_name(asked: Asked) -> Sparse:
    return asked.votes.nearest


def similar_count(asked: Asked) -> Sparse:
    return asked.votes.count


def early_names(asked: Asked) -> Sparse:
    return asked.votes.early


def similar_materials(asked: Asked) -> Sparse:
    return (best(asked.votes.total, SMOOTHED) @ asked.memory.alike).tocsr()


def characters(asked: Asked) -> Sparse:
    memory = asked.memory
    return (weighed(asked.grams, 1 / (memory.gram_count + 3)) @ memory.gram_uses).tocsr()


def telling_characters(asked: Asked) -> Sparse:
    memory, present = asked.memory, asked.grams.copy()
    rare = (memory.gram_count >= 2) & (memory.gram_count <= RARE_GRAM)
    present.data = (rare / (memory.gram_count + 2))[present.indices].astype(np.float32)
    present.eliminate_zeros()
    which, material, place = expand(present, memory.gram_uses)
    groups = Groups(row_of(present)[which].astype(np.int64) * asked.size + material)
    rates = groups.largest(memory.gram_uses.data[place] * present.data[which])
    return asked.matrix(rates, groups.keys // asked.size, groups.keys % asked.size)


def same_ending(asked: Asked) -> Sparse:
    memory = asked.memory
    rows = [memory.ending_at.get(text[-2:], UNSEEN) for text in asked.texts]
    found = np.array([(i, row) for i, row in enumerate(rows) if row != UNSEEN], np.int64)
    found = found.reshape(-1, 2)
    shape = (asked.count, len(memory.ending_count))
    rate = 1 / (memory.ending_count[found[:, 1]] + 0.5)
    return (sparse(rate, found[:, 0], found[:, 1], shape) @ memory.ending_uses).tocsr()


def same_part(asked: Asked) -> Sparse:
    memory = asked.memory
    rare = weighed(asked.weighed_parts, 1 / (memory.part_count + 2))
    return (rare @ memory.part_uses).tocsr()


def siblings(asked: Asked) -> Sparse:
    memory = asked.memory
    families = (asked.own @ memory.families).tocsr()
    return (weighed(families, 1 / (memory.kind_count + 2)) @ memory.kind_uses).tocsr()


def of_the_part(asked: Asked) -> Sparse:
    return (asked.weighed_parts @ asked.memory.uses).tocsr()


def of_the_kinds(asked: Asked) -> Sparse:
    memory = asked.memory
    return (weighed(asked.own, 1 / (memory.part_count + 2)) @ memory.part_uses).tocsr()


def used_together(asked: Asked) -> Sparse:
    rare = weighed(asked.known, 1 / (asked.memory.users + 1))
    return (rare @ asked.memory.together).tocsr()


def shared_materials(asked: Asked) -> Sparse:
    return (asked.known @ asked.memory.resource).tocsr()


def made_besides(asked: Asked) -> Sparse:
    return (asked.own @ asked.memory.making.makers @ asked.memory.besides).tocsr()


def of_the_industry(asked: Asked) -> Sparse:
    memory = asked.memory
    return (asked.own @ memory.making.industries @ memory.industry_uses).tocsr()


def kinds_beside(asked: Asked) -> Sparse:
    """Other kinds of its families, for products that some company makes: of others there are too
    many."""
    memory = asked.memory
    families = (weighed(asked.own, memory.made) @ memory.families).tocsr()
    return (weighed(families, 1 / (memory.kind_count + 2)) @ memory.family).tocsr()


def like_name(asked: Asked) -> Sparse:
    """Products of any use whose names resemble it: of what nobody is known to use, only the name
    speaks."""
    names = asked.memory.names
    return (asked.grams @ names.telling).tocsr()


def like_known(asked: Asked) -> Sparse:
    """Products of any use whose names resemble those of its known materials."""
    names = asked.memory.names
    return (asked.known @ names.grams @ names.telling).tocsr()


def own_kinds(asked: Asked) -> Sparse:
    return (asked.own @ asked.memory.family).tocsr()


def part_length(asked: Asked) -> Sparse:
    length = asked.memory.names.length[asked.parts.part]
    return asked.of_parts(length / asked.lengths[asked.parts.row])


def part_rate(asked: Asked) -> Sparse:
    memory, part = asked.memory, asked.parts.part
    seen = asked.rows[asked.parts.row]
    counted = (seen != UNSEEN) & (memory.materials[seen] > 0)  # the product itself is no evidence
    wholes = np.maximum(memory.part_count[part] - counted, 0)
    return asked.of_parts((memory.part_used[part] + 0.3) / (wholes + 1.5))


def pattern_rate(asked: Asked) -> Sparse:
    places = zip(asked.parts.row, asked.parts.before, asked.parts.after, strict=True)
    memory = asked.memory
    return asked.of_parts(
        np.array([_rate(memory, patterns_of(asked.texts[i], b, a)) for i, b, a in places])
    )


def _rate(memory: Memory, patterns: Sequence[str]) -> float:
    """How often the part is a material: each pattern corrects the looser one."""
    at, rate = memory.names.own_patterns.at, 0.25
    for pattern in reversed(patterns):
        number = at.get(pattern)
        if number is None:
            seen, hits = 0, 0
        else:
            seen, hits = int(memory.pattern_count[number]), int(memory.pattern_used[number])
        rate = (hits + 2 * rate) / (seen + 2)
    return rate


def longer_part(asked: Asked) -> Sparse:
    """How widely a longer known name around the part is used as a material."""
    return asked.of_parts(_around(asked))


def _around(asked: Asked) -> Floats:
    parts, users = asked.parts, asked.memory.users
    ends = np.searchsorted(parts.row, np.arange(asked.count + 1))
    widest = np.zeros(len(parts.row))
    for first, last in pairwise(ends.tolist()):
        here = slice(first, last)
        start, stop = parts.before[here], -parts.after[here]
        inside = (start[None, :] <= start[:, None]) & (stop[None, :] >= stop[:, None])
        np.fill_diagonal(inside, val=False)
        widest[here] = np.max(inside * users[parts.part[here]][None, :], axis=1, initial=0)
    return np.log1p(widest)


def _rank(near: Sparse) -> Ints:
    """The place of each neighbour in its row, the nearest 0."""
    rows = row_of(near)
    order = np.lexsort((near.indices, -near.data, rows))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - near.indptr[rows[order]]
    return rank


Path = Callable[[Asked], Sparse]

# How many of the best of each path become candidates; 0 for paths that only weigh them.
PATHS: dict[Path, int] = {
    similar_names: 80,
    nearest_name: 30,
    similar_count: 0,
    early_names: 0,
    similar_materials: 30,
    characters: 40,
    telling_characters: 40,
    same_ending: 30,
    same_part: 40,
    siblings: 40,
    of_the_part: 30,
    of_the_kinds: 30,
    made_besides: 40,
    of_the_industry: 30,
    kinds_beside: 20,
    used_together: 40,
    shared_materials: 20,
    like_name: 25,
    like_known: 25,
    own_kinds: 20,
    part_length: 60,
    part_rate: 0,
    pattern_rate: 0,
    longer_part: 0,
    usual: 60,
}


def candidates(asked: Asked) -> tuple[Ints, dict[Path, Sparse]]:
    """Keys `row * size + material`, ascending, of what any path leads to; and the paths."""
    led = {path: path(asked) for path in PATHS}
    best_of = [best(led[path], count) for path, count in PATHS.items() if count]
    keys = [row_of(m).astype(np.int64) * asked.size + m.indices for m in best_of]
    known = row_of(asked.known).astype(np.int64) * asked.size + asked.known.indices
    itself = np.flatnonzero(asked.rows != UNSEEN)
    own = itself.astype(np.int64) * asked.size + asked.rows[itself]
    return np.setdiff1d(np.concatenate(keys), np.concatenate([known, own])), led
