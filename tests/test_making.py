"""What is known of a product by who makes it, and by how names end."""

import numpy as np
import pytest

from queries.suggest import features, paths
from queries.suggest.arrays import above, best, scaled, sparse, weighed
from queries.suggest.bills import Bills
from queries.suggest.catalogue import Catalogue, Company, Made, Product, build
from queries.suggest.features import Evidence
from queries.suggest.making import besides, making
from queries.suggest.memory import Memory
from queries.suggest.names import Names

NAMES = ("淋浴房", "花洒", "浴缸", "水龙头", "玻璃", "铜", "陶瓷", "面包")
MAKES = (("1", "淋浴房"), ("1", "花洒"), ("2", "水龙头"), ("2", "花洒"), ("3", "面包"))
UPSTREAM = (("水龙头", "铜"), ("浴缸", "陶瓷"), ("面包", "玻璃"))
INDUSTRIES = {"1": "SW:610301", "2": "SW:610302", "3": "SW:340101", "4": ""}


@pytest.fixture(scope="module")
def known() -> Catalogue:
    return build(
        (Product(name, name) for name in NAMES),
        UPSTREAM,
        (),
        (Company(id, id, industry) for id, industry in INDUSTRIES.items()),
        (Made(*made) for made in (*MAKES, ("4", "花洒"))),
    )


@pytest.fixture(scope="module")
def evidence(known: Catalogue) -> Evidence:
    names = Names([product.name for product in known.products])
    domain = np.ones((len(NAMES), 1))
    bills = Bills(names, ())
    memory = Memory(names, known.upstream_rows, known.kind_rows, domain, making(known), bills)
    return Evidence(memory, ["淋浴房"], np.array([known.at["淋浴房"]]))


def test_industries_are_parts_of_the_makers_whose_industry_is_known(known: Catalogue) -> None:
    made = making(known)
    parts = made.industries[known.at["花洒"]].toarray().ravel()
    assert sorted(parts[parts > 0].tolist()) == [0.5, 0.5, 1, 1]  # two of six digits, one of 4, 2
    assert made.makers[known.at["花洒"]].sum() == 3
    assert made.industries[known.at["浴缸"]].nnz == 0
    assert besides(made)[0, known.at["花洒"]] == 0.5


def test_a_product_without_a_like_name_is_led_to_by_its_makers(
    known: Catalogue, evidence: Evidence
) -> None:
    found = {known.products[row].id for row in evidence.material.tolist()}
    assert {"花洒", "铜"} <= found  # of its maker, and of what others of the industry make
    assert not found & {"淋浴房", "面包"}
    at = evidence.material.tolist().index(known.at["花洒"])
    assert evidence[paths.made_besides][at] == 0.5
    assert features.made(evidence)[at] == 1


def test_endings_tell_more_of_what_they_have_been_seen_with() -> None:
    upstream = [(f"{number}号机", f"{number}号器") for number in range(40)]
    upstream += [(f"{number}号面", f"{number}号粉") for number in range(40)]
    names = [*sorted({name for pair in upstream for name in pair}), "新机"]
    at = {name: row for row, name in enumerate(names)}
    edges = np.array([(at[a], at[b]) for a, b in upstream])
    catalogue = build((Product(n, n) for n in names), (), (), (), ())
    learnt = Names(names)
    memory = Memory(
        learnt,
        edges,
        np.empty((0, 2), np.int64),
        np.ones((len(names), 1)),
        making(catalogue),
        Bills(learnt, ()),
    )
    evidence = Evidence(memory, ["新机", "3号面"], np.array([at["新机"], at["3号面"]]))
    of = {
        (int(row), names[material][-1]): value
        for row, material, value in zip(
            evidence.row, evidence.material, features.last_character(evidence), strict=True
        )
    }
    assert of[0, "器"] > 0 > of.get((0, "粉"), -1)
    assert of[1, "粉"] > 0


def test_a_column_weighs_what_a_diagonal_weighs() -> None:
    rng = np.random.default_rng(0)
    dense = np.where(rng.random((7, 9)) < 0.4, rng.random((7, 9)), 0)
    rows, columns = dense.nonzero()
    matrix, weights = sparse(dense[rows, columns], rows, columns, dense.shape), rng.random(9)
    assert np.array_equal(weighed(matrix, weights).toarray(), (matrix @ scaled(weights)).toarray())
    larger = np.where(matrix.toarray() > 0.5, matrix.toarray(), 0)
    assert np.array_equal(above(matrix, 0.5).toarray(), larger)
    both = best(above(matrix, 0.5), 2).toarray()
    assert np.array_equal(both, above(best(matrix, 2), 0.5).toarray())


def test_places_are_those_of_a_plain_count(evidence: Evidence) -> None:
    values = np.array([(i * 7) % 3 for i in range(len(evidence))], float)
    plain = [1 / (1 + np.sum(values > value)) if value > 0 else 0 for value in values]
    assert evidence.place(values).tolist() == plain
