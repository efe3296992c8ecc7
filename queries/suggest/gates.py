"""What is never suggested, however well its name fits: food and herbs for industry (硝酸 → 酸奶),
lines of accounts, generic words."""

import numpy as np

from queries.suggest.arrays import Floats, Mask
from queries.suggest.catalogue import Catalogue
from queries.suggest.memory import Memory
from queries.suggest.names import GENERIC, JUNK

# Industries that cook, feed, grow or heal. Shenwan: 农林牧渔, 食品饮料, 医药生物, 休闲服务; GB/T 4754:
# 农林牧渔业, 农副食品加工, 食品, 酒饮料茶, 医药制造, 餐饮.
LIVING = ("SW:11", "SW:34", "SW:37", "SW:46", "01", "02", "03", "04", "13", "14", "15", "27", "62")
FOOD = 0.45  # living score from which a material is food
INDUSTRY = 0.25  # and below which a product that nobody makes is industrial
ROUNDS = 8
MAKERS_WEIGHT = 3.0
MOST_MATERIALS, MOST_USERS = 5, 8  # neighbours whose word counts, at most


def living(memory: Memory, made: Floats, industries: tuple[str, ...]) -> Floats:
    """(products,): how much each belongs to kitchen, field and pharmacy, 0..1: by its makers or its
    name, then by what it is made of and used for."""
    columns = [i for i, each in enumerate(industries) if each in LIVING]
    if not columns:
        return np.full(memory.size, 0.5)
    makers = made.sum(1) > 0
    told = np.where(makers, made[:, columns].sum(1), memory.own_domain[:, columns].sum(1))
    weight = np.where(makers, MAKERS_WEIGHT, 1.0)
    above = np.minimum(memory.materials, MOST_MATERIALS)
    below = np.minimum(memory.users, MOST_USERS)
    score = told
    for _ in range(ROUNDS):
        up = (memory.uses @ score) * above / np.maximum(memory.materials, 1)
        down = (memory.used_by @ score) * below / np.maximum(memory.users, 1)
        score = (weight * told + up + down) / (weight + above + below)
    return np.asarray(score)


def industrial(score: Floats, made: Floats, industries: tuple[str, ...]) -> Mask:
    """(products,): which are of industry: none of the makers cooks, feeds, grows or heals, or, when
    nobody is known to make it, little speaks for it."""
    columns = [i for i, each in enumerate(industries) if each in LIVING]
    has = made.sum(1) > 0
    return np.asarray(np.where(has, made[:, columns].sum(1) == 0, score < INDUSTRY), bool)


def no_product(catalogue: Catalogue) -> Mask:
    """(products,): lines of accounts and generic words."""
    return np.array([p.junk or p.name in JUNK or p.name in GENERIC for p in catalogue.products])
