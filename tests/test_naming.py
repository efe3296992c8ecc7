"""People read names, programs ids: what the ids among facts are called, on both engines."""

import json
from typing import Any

import pytest

from graph import SCHEMA, Store
from queries import naming, rulefiles, rules
from queries.coverage import Rate
from queries.text import cypher_of
from tests.conftest import AS_OF
from tests.town import DAY, Town, random_town, settle
from visualize import terms

pytestmark = pytest.mark.anyio
PUBLIC = [node.label for node in SCHEMA.nodes if node.sensitivity != "sensitive"]
# texts and numbers that are no ids, though something may bear the same
PLAIN = {"names", "core_name", "kind", "category", "position", "words", "role", "observation"}


async def test_names_by_label_and_id(store: Store) -> None:
    town = Town()
    town.add("Enterprise", "A", "甲公司")
    town.add("Segment", "A", "电池")
    town.add("Member", "M", "某人")
    await settle(store, town.changes)
    wanted = [("Segment", "A"), ("Enterprise", "A"), ("Enterprise", "none"), ("Member", "M")]
    assert await naming.names(store, wanted) == {
        ("Enterprise", "A"): "甲公司",
        ("Segment", "A"): "电池",
    }
    assert await naming.names(store, []) == {}


def test_ids_among_facts_are_said_with_their_names() -> None:
    told = {"orders": ["D1", "D2"], "enterprise": "A", "least": 3, "covers": [], "meeting": None}
    known = {("Order", "D1"): "诉求一", ("Enterprise", "A"): "甲公司", ("Order", "A"): "别的"}
    assert terms.facts(told, "zh", "Segment", known) == (
        "企业=甲公司（A）；标准=3；涉及诉求=诉求一（D1）、D2"
    ), "what nobody told is left out"
    assert terms.facts(told, "en") == "enterprise=A；least=3；orders=D1, D2"
    assert terms.facts({"limit_runs": False, "least": 0}, "zh") == "标准=0；办理时限未到=否"
    assert set(terms.mentioned([told])) == {
        ("Enterprise", "A"), ("Order", "D1"), ("Order", "D2"),
    }  # fmt: skip


async def _bearers(store: Store, ids: list[str]) -> set[str]:
    """Those of the ids that something bears which has another name."""
    found = set()
    for label in PUBLIC:
        rows = await store.read(cypher_of("names", label), ids=ids)
        found |= {row["id"] for row in rows if row["name"] not in (None, row["id"])}
    return found


async def _unnamed(store: Store, day: str) -> set[tuple[str, str]]:
    """Rules and facts of which a value is the id of something, and which are not known for ids."""
    found = (await rules.findings(store, rulefiles.load(), as_of=day)).items
    values: dict[str, set[tuple[str, str]]] = {}
    for each in found:
        for fact, given in each.facts.items():
            for one in given if isinstance(given, list) else [given]:
                if isinstance(one, str) and fact not in PLAIN:
                    values.setdefault(one, set()).add((each.rule, fact))
    borne = await _bearers(store, list(values))
    return {where for id in borne for where in values[id] if where[1] not in terms.IDS}


async def test_every_fact_of_the_sample_that_is_an_id_is_named(sample_store: Store) -> None:
    assert await _unnamed(sample_store, AS_OF) == set()


@pytest.mark.parametrize("seed", range(3))
async def test_every_fact_that_is_an_id_is_named(store: Store, seed: int) -> None:
    await settle(store, random_town(seed))
    assert await _unnamed(store, DAY) == set()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((26, 35, 26 / 35, 0), "26/35 = 74.3%"),
        ((26, 35, 26 / 35, 2), "26/35 = 74.3%（?2）"),
        ((0, 0, None, 0), "–"),
    ],
)
def test_a_rate_is_said_in_one_form(given: tuple[Any, ...], said: str) -> None:
    fields = dict(zip(("numerator", "denominator", "rate", "unknown"), given, strict=True))
    assert terms.rate(Rate.model_validate_json(json.dumps(fields))) == said
