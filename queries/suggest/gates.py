"""What is never suggested, however well its name fits: food and herbs for industry (硝酸 → 酸奶),
lines of accounts, generic words."""

from dataclasses import dataclass

import numpy as np

from queries.suggest.arrays import Floats, Mask, totals
from queries.suggest.catalogue import Catalogue
from queries.suggest.features import Evidence
from queries.suggest.memory import Memory
from queries.suggest.names import GENERIC, JUNK
from queries.suggest.paths import UNSEEN, Asked

# Industries that cook, feed, grow or heal. Shenwan: 农林牧渔, 食品饮料, 医药生物, 休闲服务;
# GB/T 4754: 农林牧渔业, 农副食品加工, 食品, 酒饮料茶, 医药制造, 餐饮.
LIVING = ("SW:11", "SW:34", "SW:37", "SW:46", "01", "02", "03", "04", "13", "14", "15", "27", "62")
FOOD = 0.45  # living score from which a material is food
INDUSTRY = 0.3  # and below which a product that nobody makes is industrial
ROUNDS = 8
MAKERS_WEIGHT = 3.0
MOST_MATERIALS, MOST_USERS = 5, 8  # neighbours whose word counts, at most


@dataclass(frozen=True)
class FoodGate:
    """`living`: (products,) how much each belongs to kitchen, field and pharmacy, 0..1.
    `industrial`: (products,) which are made, and by nobody who cooks, feeds, grows or heals."""

    living: Floats
    made: Mask
    industrial: Mask

    def __call__(self, evidence: Evidence) -> Mask:
        """(candidates,): which are food for an industrial product."""
        food = self.living[evidence.material] >= FOOD
        return np.asarray(food & self._industrial(evidence.asked)[evidence.row])

    def _industrial(self, asked: Asked) -> Mask:
        """Of a product that nobody makes, what products with similar names use decides too."""
        votes = asked.votes.total
        similar = (votes @ self.living) / np.maximum(totals(votes, 1), 1e-9)
        seen = asked.rows != UNSEEN
        own = np.where(seen, self.living[asked.rows], similar)
        unmade = (own < INDUSTRY) & (similar < INDUSTRY)
        made = seen & self.made[asked.rows]
        return np.asarray(np.where(made, self.industrial[asked.rows], unmade), bool)


def food_gate(memory: Memory, made: Floats, industries: tuple[str, ...]) -> FoodGate:
    """`made`: (products, industries) of the makers."""
    columns = _living(industries)
    makers = made.sum(1) > 0
    by_name = memory.own_domain[:, columns].sum(1) if columns else np.full(memory.size, 0.5)
    told = np.where(makers, made[:, columns].sum(1), by_name)
    score = _spread(memory, told, np.where(makers, MAKERS_WEIGHT, 1.0))
    return FoodGate(score, makers, industrial(made, industries))


def industrial(made: Floats, industries: tuple[str, ...]) -> Mask:
    """(products,): which are made, and by nobody who cooks, feeds, grows or heals."""
    return np.asarray((made.sum(1) > 0) & (made[:, _living(industries)].sum(1) == 0))


def _living(industries: tuple[str, ...]) -> list[int]:
    return [column for column, each in enumerate(industries) if each in LIVING]


def _spread(memory: Memory, told: Floats, weight: Floats) -> Floats:
    """By its makers or its name first, then by what it is made of and used for."""
    above = np.minimum(memory.materials, MOST_MATERIALS)
    below = np.minimum(memory.users, MOST_USERS)
    score = told
    for _ in range(ROUNDS):
        up = (memory.uses @ score) * above / np.maximum(memory.materials, 1)
        down = (memory.used_by @ score) * below / np.maximum(memory.users, 1)
        score = (weight * told + up + down) / (weight + above + below)
    return score


def no_product(catalogue: Catalogue) -> Mask:
    """(products,): lines of accounts and generic words."""
    return np.array([p.junk or p.name in JUNK or p.name in GENERIC for p in catalogue.products])
