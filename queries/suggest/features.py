"""What the model weighs. Each feature is a small function of the evidence for candidates; its
docstring is what users read when it counts."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from queries.suggest import paths
from queries.suggest.arrays import Floats, Ints, Mask, Sparse, looked_up
from queries.suggest.memory import Memory
from queries.suggest.paths import UNSEEN, Asked, Path, candidates

LEAST = 1e-3  # below this a path counts as absent
WIDE, LEAST_PART = 20.0, 1e-4  # materials' worth of doubt about what an ending says


class Evidence:
    """Candidates, one row each, in the order of the products asked about and of the materials."""

    def __init__(self, memory: Memory, texts: Sequence[str], rows: Ints) -> None:
        self.memory, self.asked = memory, Asked(memory, texts, rows)
        self.keys, self.led = candidates(self.asked)
        self.row: Ints = self.keys // memory.size
        self.material: Ints = self.keys % memory.size
        ends = np.searchsorted(self.row, np.arange(len(texts)))
        self._starts = ends[np.r_[True, ends[1:] > ends[:-1]] & (ends < len(self.row))]
        self._values: dict[Path, Floats] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, path: Path) -> Floats:
        """How strongly a path leads to each candidate; 0 where it does not."""
        if path not in self._values:
            self._values[path] = looked_up(self.led[path], self.keys)
        return self._values[path]

    def log(self, path: Path) -> Floats:
        return np.asarray(np.log(self[path] + LEAST))

    def share(self, values: Floats) -> Floats:
        """Values in parts of the best of the same product."""
        if not len(self):
            return values
        top = np.zeros(len(self.asked.texts))
        top[self.row[self._starts]] = np.maximum.reduceat(values, self._starts)
        return values / np.maximum(top[self.row], 1e-9)

    def place(self, values: Floats) -> Floats:
        """One by its place among the candidates of the same product; 0 where the value is."""
        led = np.flatnonzero(values > 0)
        order = led[np.lexsort((-values[led], self.row[led]))]
        row, value, here = self.row[order], values[order], np.arange(len(order))
        new_row = np.r_[True, row[1:] != row[:-1]][: len(order)]
        new = new_row | np.r_[True, value[1:] != value[:-1]][: len(order)]
        first = np.maximum.accumulate(np.where(new_row, here, 0)) if len(order) else here
        tied = np.maximum.accumulate(np.where(new, here, 0)) if len(order) else here
        placed = np.zeros(len(self))
        placed[order] = 1 / (1.0 + tied - first)
        return placed

    @cached_property
    def contained(self) -> Floats:
        return (self[paths.part_length] > 0) * 1.0

    @cached_property
    def grams(self) -> Sparse:
        return self.memory.names.grams[self.material]

    def dot(self, of_asked: Sparse) -> Floats:
        """Similarity of each candidate's name with a vector of its product."""
        return np.asarray(of_asked[self.row].multiply(self.grams).sum(1)).ravel()

    @cached_property
    def own_name(self) -> Floats:
        """Similarity of each candidate's name with that of its product."""
        return self.dot(self.asked.grams)

    @cached_property
    def expected_name(self) -> Floats:
        """Similarity of each candidate's name with those of likely materials."""
        return self.dot(self.asked.expected)

    def endings(self, size: int) -> Floats:
        """How much more often than usual, as a logarithm, materials of products with that ending
        have the last character of the candidate."""
        memory = self.memory
        known = memory.endings(size)
        rows = np.array([known.at.get(text[-size:], UNSEEN) for text in self.asked.texts])
        seen = rows != UNSEEN
        counts, count = np.zeros((len(rows), len(known.usual))), np.zeros(len(rows))
        counts[seen] = known.counts[rows[seen]].toarray()
        count[seen] = known.total[rows[seen]]
        part = (counts + WIDE * known.usual + LEAST) / (count[:, None] + WIDE)
        logs = np.log(part / (known.usual + LEAST_PART))
        return np.asarray(logs[self.row, memory.last_of_materials[self.material]])

    @cached_property
    def unused(self) -> Mask:
        """(candidates,): which no product is known to use."""
        return np.asarray(self.memory.users[self.material] == 0)

    @cached_property
    def known(self) -> Floats:
        return np.asarray(np.diff(self.asked.known.indptr)[self.row].astype(np.float64))


Feature = Callable[[Evidence], Floats]


def similar_names(e: Evidence) -> Floats:
    """名称相近的产品用它"""
    return e.log(paths.similar_names)


def most_similar_names(e: Evidence) -> Floats:
    """名称相近的产品最常用它"""
    return e.share(e[paths.similar_names])


def nearest_name(e: Evidence) -> Floats:
    """名称最相近且用它的产品有多相近"""
    return e[paths.nearest_name]


def similar_count(e: Evidence) -> Floats:
    """名称相近的产品中有多少种用它"""
    return np.log1p(e[paths.similar_count])


def early_names(e: Evidence) -> Floats:
    """名称最相近的几种产品用它"""
    return e.log(paths.early_names)


def similar_materials(e: Evidence) -> Floats:
    """名称相近的产品用与它名称相近的材料"""
    return e.log(paths.similar_materials)


def first_similar_material(e: Evidence) -> Floats:
    """与名称相近的产品所用材料最相近"""
    return e.place(e[paths.similar_materials])


def characters(e: Evidence) -> Floats:
    """名称含有相同字词的产品用它"""
    return e.log(paths.characters)


def first_characters(e: Evidence) -> Floats:
    """名称含有相同字词的产品最常用它"""
    return e.place(e[paths.characters])


def telling_characters(e: Evidence) -> Floats:
    """名称中有一个字词，含它的产品多用这种材料"""
    return np.asarray(np.log(e[paths.telling_characters] + 0.02))


def same_ending(e: Evidence) -> Floats:
    """名称结尾相同的产品用它"""
    return np.asarray(np.log(e[paths.same_ending] + 0.02))


def same_part(e: Evidence) -> Floats:
    """含有同一产品名的产品用它"""
    return e.log(paths.same_part)


def siblings(e: Evidence) -> Floats:
    """同一大类的其他产品用它"""
    return e.log(paths.siblings)


def most_siblings(e: Evidence) -> Floats:
    """同一大类的其他产品最常用它"""
    return e.share(e[paths.siblings])


def used_together(e: Evidence) -> Floats:
    """常与该产品的已知材料一同使用"""
    return e.log(paths.used_together)


def first_together(e: Evidence) -> Floats:
    """与该产品的已知材料一同使用最多"""
    return e.place(e[paths.used_together])


def shared_materials(e: Evidence) -> Floats:
    """与该产品有共同材料的产品用它（资源分配）"""
    return e.log(paths.shared_materials)


def contained(e: Evidence) -> Floats:
    """名称中含有它"""
    return e.contained


def part_length(e: Evidence) -> Floats:
    """它占名称的长短"""
    return e[paths.part_length]


def part_rate(e: Evidence) -> Floats:
    """名称含有它的产品多以它为材料"""
    return _odds(e[paths.part_rate], e.contained)


def pattern_rate(e: Evidence) -> Floats:
    """名称格式相同的产品，多以这一部分为材料"""
    return _odds(e[paths.pattern_rate], e.contained)


def likeliest_part(e: Evidence) -> Floats:
    """名称各部分中，它最可能是材料"""
    both = _odds(e[paths.part_rate], e.contained) + _odds(e[paths.pattern_rate], e.contained)
    return e.share(np.exp(both) * e.contained)


def longer_part(e: Evidence) -> Floats:
    """名称中包住它的更长产品名常作材料"""
    return e[paths.longer_part]


def similar_to_product(e: Evidence) -> Floats:
    """名称与该产品相近"""
    return e.own_name


def similar_to_known(e: Evidence) -> Floats:
    """名称与该产品的已知材料相近"""
    return e.dot((e.asked.known @ e.memory.names.grams).tocsr())


def alike_though_unused(e: Evidence) -> Floats:
    """还不知道有产品用它，但名称与该产品相近"""
    return np.where(e.unused, e.own_name, 0)


def like_known_though_unused(e: Evidence) -> Floats:
    """还不知道有产品用它，但名称与该产品的已知材料相近"""
    return np.where(e.unused, e.share(e[paths.like_known]), 0)


def first_like_known(e: Evidence) -> Floats:
    """名称与该产品的已知材料最相近"""
    return e.place(e[paths.like_known])


def own_kind(e: Evidence) -> Floats:
    """是该产品的一种"""
    return (e[paths.own_kinds] > 0) * 1.0


def popular(e: Evidence) -> Floats:
    """常用材料"""
    return np.asarray(np.log1p(e.memory.users[e.material]))


def never_used(e: Evidence) -> Floats:
    """还不知道有产品用它"""
    return e.unused * 1.0


def known_materials(e: Evidence) -> Floats:
    """该产品已知几种材料"""
    return np.log1p(e.known)


def similar_product(e: Evidence) -> Floats:
    """有名称多相近的产品可以参照"""
    nearest = np.asarray(e.asked.neighbours.max(1).todense()).ravel()
    return np.asarray(nearest[e.row], np.float64)


def same_domain(e: Evidence) -> Floats:
    """与该产品同属一类行业"""
    domain = e.memory.domain
    rows = e.asked.rows[e.row]
    mine, theirs = domain[rows], domain[e.material]
    size = np.linalg.norm(mine, axis=1) * np.linalg.norm(theirs, axis=1)
    return np.asarray(np.where(rows == UNSEEN, 0, (mine * theirs).sum(1) / size), np.float64)


def made_besides(e: Evidence) -> Floats:
    """生产该产品的企业也生产它"""
    return e.log(paths.made_besides)


def first_made_besides(e: Evidence) -> Floats:
    """生产该产品的企业还生产的少数几种之一"""
    return e.place(e[paths.made_besides])


def of_the_industry(e: Evidence) -> Floats:
    """同行业企业的产品用它"""
    return e.log(paths.of_the_industry)


def kinds_beside(e: Evidence) -> Floats:
    """与该产品同属一个大类"""
    return e.log(paths.kinds_beside)


def expected_name(e: Evidence) -> Floats:
    """名称像含有相同字词的产品所用的材料"""
    return e.expected_name


def first_expected_name(e: Evidence) -> Floats:
    """名称最像含有相同字词的产品所用的材料"""
    return e.place(e.expected_name)


def most_expected_name(e: Evidence) -> Floats:
    """名称与含有相同字词的产品所用的材料有多像"""
    return e.share(e.expected_name)


def last_character(e: Evidence) -> Floats:
    """名称末字相同的产品，所用材料多以它的末字结尾"""
    return e.endings(1)


def last_two_characters(e: Evidence) -> Floats:
    """名称末两字相同的产品，所用材料多以它的末字结尾"""
    return e.endings(2)


def made(e: Evidence) -> Floats:
    """有企业生产它"""
    return e.memory.made[e.material] * 1.0


def made_of_something(e: Evidence) -> Floats:
    """已知它用什么材料"""
    return np.asarray((e.memory.materials[e.material] > 0) * 1.0)


def usual(e: Evidence) -> Floats:
    """常用材料表：这类产品一般用它"""
    return e[paths.usual]


def first_usual(e: Evidence) -> Floats:
    """常用材料表：这类产品最常用它"""
    return e.place(e[paths.usual])


def like_usual(e: Evidence) -> Floats:
    """名称像常用材料表中这类产品的材料"""
    return e.share(e.dot(e.asked.usual_runs))


def of_usual_kind(e: Evidence) -> Floats:
    """常用材料表中有这类产品"""
    likeliest = np.asarray(e.asked.kinds.max(1).todense()).ravel()
    return np.asarray(likeliest[e.row], np.float64)


def _odds(rate: Floats, where: Floats) -> Floats:
    bounded = np.clip(rate, 1e-3, 1 - 1e-3)
    return np.where(where > 0, np.log(bounded / (1 - bounded)), 0)


FEATURES: tuple[Feature, ...] = (
    similar_names,
    most_similar_names,
    nearest_name,
    similar_count,
    early_names,
    similar_materials,
    first_similar_material,
    characters,
    first_characters,
    telling_characters,
    same_ending,
    same_part,
    siblings,
    most_siblings,
    used_together,
    first_together,
    shared_materials,
    contained,
    part_length,
    part_rate,
    pattern_rate,
    likeliest_part,
    longer_part,
    similar_to_product,
    similar_to_known,
    alike_though_unused,
    like_known_though_unused,
    first_like_known,
    own_kind,
    popular,
    never_used,
    known_materials,
    similar_product,
    same_domain,
    made_besides,
    first_made_besides,
    of_the_industry,
    kinds_beside,
    expected_name,
    first_expected_name,
    most_expected_name,
    last_character,
    last_two_characters,
    made,
    made_of_something,
    usual,
    first_usual,
    like_usual,
    of_usual_kind,
)


def table(evidence: Evidence) -> Floats:
    """(candidates, features)"""
    found = np.empty((len(evidence), len(FEATURES)), np.float32)
    for column, feature in enumerate(FEATURES):
        found[:, column] = feature(evidence)
    return found
