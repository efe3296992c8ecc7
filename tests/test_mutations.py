"""Random towns and the oracle notice nearly every alteration of a rule: a sample of those that
`python -m bench.mutations` makes."""

from collections import Counter
from random import Random

import pytest

from bench.mutations import EQUIVALENT, Mutation, fate, mutations, places
from queries import rulefiles
from queries.rulefiles import Rule

pytestmark = pytest.mark.anyio

RULES = rulefiles.load()
BY_ID = {rule.id: rule for rule in RULES}
LEAST = 0.95  # of the alterations that change what is found


async def test_alterations_of_the_rules_are_noticed() -> None:
    sample = [one for rule in RULES for one in Random(rule.id).sample(list(mutations(rule)), 2)]
    async with places(RULES) as there:
        fates = Counter([await fate(there, mutation) for mutation in sample])
        plain = [await fate(there, Mutation(rule, "", rule.cypher)) for rule in RULES]
    assert set(plain) == {"missed"}, "as they are, rules find what the oracle finds"
    assert fates["caught"] >= LEAST * (fates["caught"] + fates["missed"]), fates
    assert fates["caught"] > len(RULES) / 2


def rule(cypher: str) -> Rule:
    return BY_ID["PO-04"].model_copy(update={"cypher": cypher})


@pytest.mark.parametrize(
    ("cypher", "altered"),
    [
        ("WHERE a.n >= 3 RETURN", {"WHERE a.n > 3 RETURN", "WHERE a.n < 3 RETURN"}),
        ("WHERE a.n = 3 RETURN", {"WHERE a.n <> 3 RETURN"}),
        ("MATCH p = (a)-[r]->(b) RETURN", set()),
        ("WHERE a.until + '~' >= $d RETURN", {"WHERE a.until + '~' < $d RETURN"}),
        ("WHERE a AND (b OR c) RETURN", {"WHERE a RETURN", "WHERE (b OR c) RETURN"}),
        ("WHERE NOT a RETURN", {"WHERE a RETURN"}),
        ("WHERE a IS NULL RETURN", {"WHERE a IS NOT NULL RETURN"}),
        ("WHERE k IN ['甲', '乙'] RETURN", {f"WHERE k IN ['{k}'] RETURN" for k in "甲乙"}),
        ("RETURN a > 1 AS holds, {n: b > 1} AS facts",
         {f"RETURN a {by} 1 AS holds, {{n: b > 1}} AS facts" for by in (">=", "<")}),
    ],
)  # fmt: skip
def test_each_place_is_altered_once(cypher: str, altered: set[str]) -> None:
    made = [" ".join(each.cypher.split()) for each in mutations(rule(cypher))]
    assert set(made) == altered and len(made) == len(altered)


def test_numbers_move_by_one() -> None:
    plain = BY_ID["PO-04"]
    moved = [each.parameters for each in mutations(plain) if each.parameters]
    assert moved == [{"most": plain.parameters["most"] + by} for by in (1, -1)]


def test_each_alteration_left_out_says_why() -> None:
    assert all(reason for _, _, reason in EQUIVALENT)
