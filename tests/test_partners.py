"""Partners and universities: found along paths that exist, with reasons, or none and why."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest

from graph import Store
from graph.errors import NotFound
from graph.origin import origins
from queries import partners, scoring, universities
from queries.answers import Items
from queries.partners import Partner
from queries.steps import Step
from tests import town
from tests.conftest import AS_OF
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio


async def ids(store: Store, firm: str, direction: partners.Direction) -> list[str]:
    found = await partners.partners(store, firm, as_of=DAY, direction=direction)
    return [partner.id for partner in found.items]


async def test_upstream_makes_what_feeds_ours(store: Store) -> None:
    await settle(store, town.fixed())
    found = await partners.partners(store, "B", as_of=DAY)
    (up,) = found.items
    assert (up.id, up.direction, up.local, up.probability) == ("A", "up", True, None)
    assert [(step.rel, step.id) for step in up.path] == [
        ("", "B"),
        ("MAKES", "P2"),
        ("FEEDS", "P1"),
        ("MAKES", "A"),
    ]
    assert up.reasons == ["生产“电芯”，可用于本企业的“轿车”", "与本企业同在一地"]
    assert up.score == 0.7
    assert all(feature.__doc__ and "（" in feature.__doc__ for feature in partners.FEATURES[:3])


async def test_never_itself_a_rival_a_closed_firm_or_a_known_supplier(store: Store) -> None:
    await settle(store, town.fixed())
    assert await ids(store, "A", "down") == ["B", "C"], "F makes the car too, but has closed"
    assert "I" not in await ids(store, "B", "up"), "I supplies B already"
    assert "I" not in await ids(store, "A", "up"), "I makes what A makes"


async def test_along_the_template_where_no_product_leads(store: Store) -> None:
    await settle(store, town.fixed())
    (own, *_) = (await partners.partners(store, "C", as_of=DAY, direction="up")).items
    assert (own.id, own.score) == ("A", 0.3), "its bus is fed by nobody any more"
    assert [step.label for step in own.path] == [
        "Enterprise",
        "Segment",
        "Product",
        "Product",
        "Segment",
        "Enterprise",
    ]
    assert own.reasons[0] == "处于“电池”环节，通常是“整车”环节的上游"


async def test_no_reliable_suggestion_says_why(store: Store) -> None:
    await settle(store, town.fixed())
    for firm, why in (("D", "不知道该企业的产品"), ("F", "已停业"), ("A", "")):
        found = await partners.partners(store, firm, as_of=DAY)
        assert found.why.startswith("暂无可靠建议：") == bool(why) and why in found.why
        assert bool(found.items) == (not why) and found.total == len(found.items)
    with pytest.raises(NotFound, match="nobody"):
        await partners.partners(store, "nobody", as_of=DAY)


async def test_limit_keeps_the_best_and_the_total(store: Store) -> None:
    one = Town()
    for product in "pq":
        one.add("Product", product)
    one.link(("Product", "p"), "FEEDS", ("Product", "q"))
    one.link(("Enterprise", one.firm("me")), "MAKES", ("Product", "q"))
    one.add("Region", "r")
    one.link(("Enterprise", "me"), "LOCATED_IN", ("Region", "r"))
    for number in range(5):
        firm = one.firm(f"f{number}")
        one.link(("Enterprise", firm), "MAKES", ("Product", "p"))
    one.link(("Enterprise", "f3"), "LOCATED_IN", ("Region", "r"))
    await settle(store, one.changes)
    found = await partners.partners(store, "me", as_of=DAY, limit=2)
    assert ([p.id for p in found.items], found.total) == (["f3", "f0"], 5)
    assert found.items[1].local is None, "nobody told where f0 is"


async def test_sample_paths_exist_and_scores_fall(sample_store: Store) -> None:
    for firm in ("S001", "S015", "S027", "E014", "E201"):
        found = await partners.partners(sample_store, firm, as_of=AS_OF, limit=50)
        check_order(found)
        for partner in found.items:
            assert (
                partner.reasons and partner.path[0].id == firm != partner.id == partner.path[-1].id
            )
            await check_path(sample_store, partner.path)
        assert found.sources == await stating(sample_store, [p.path for p in found.items])
    assert "S037" not in [p.id for p in found.items], "it has closed"


async def stating(store: Store, paths: Iterable[Sequence[Step]]) -> list[str]:
    """The files that the relationships of the paths name, one step after the other."""
    named: set[str] = set()
    for one, other in (pair for path in paths for pair in pairwise(path)):
        rows = await store.read(
            f"MATCH (a:{one.label} {{id: $a}})-[r:{other.rel}]-(b:{other.label} {{id: $b}}) "
            f"RETURN r.origin AS origin",
            a=one.id,
            b=other.id,
        )
        named |= {origin.file for row in rows for origin in origins(row["origin"])}
    assert named
    return sorted(named)


def check_order(found: Items[Partner]) -> None:
    scores = [partner.score for partner in found.items]
    assert scores == sorted(scores, reverse=True)
    assert len({(p.id, p.direction) for p in found.items}) == len(found.items)


async def check_path(store: Store, path: Sequence[Step]) -> None:
    """Every step of the path is in the graph."""
    for one, other in pairwise(path):
        found = await store.read(
            f"MATCH (a:{one.label} {{id: $a}})-[:{other.rel}]-(b:{other.label} {{id: $b}}) "
            f"RETURN a.name AS a, b.name AS b",
            a=one.id,
            b=other.id,
        )
        assert {"a": one.name, "b": other.name} in found


# ------------------------------------------------------------ universities


async def test_universities_along_disciplines_chains_and_work_together(store: Store) -> None:
    await settle(store, town.fixed())
    found = await universities.for_enterprise(store, "A", as_of=DAY)
    strong, serving, together = found.items
    assert (strong.id, strong.matched) == ("U1", ["材料科学"])
    assert strong.discipline and (strong.discipline.code, strong.discipline.name) == (
        "430",
        "材料科学",
    )
    assert [step.rel for step in strong.path] == ["", "AT", "RELATES_TO", "STRONG_IN"]
    assert (serving.id, serving.discipline, serving.matched) == ("U2", None, [])
    assert (together.id, [s.rel for s in together.path]) == ("U3", ["", "COOPERATES"])
    assert strong.score > serving.score > together.score
    assert strong.distance_km is None and strong.free is None
    for match in found.items:
        await check_path(store, match.path)


async def test_enterprises_for_a_university(store: Store) -> None:
    await settle(store, town.fixed())
    found = await universities.for_university(store, "U1", as_of=DAY)
    assert [match.id for match in found.items] == ["A", "I"]
    served = await universities.for_university(store, "U2", as_of=DAY, limit=3)
    assert len(served.items) == 3 and served.total == 9, "F has closed"


async def test_no_university_says_why(store: Store) -> None:
    lonely = Town()
    lonely.firm("X")
    lonely.add("University", "U")
    await settle(store, lonely.changes)
    for found in (
        await universities.for_enterprise(store, "X", as_of=DAY),
        await universities.for_university(store, "U", as_of=DAY),
    ):
        assert not found.items and found.why.startswith("暂无可靠建议：")
    with pytest.raises(NotFound):
        await universities.for_enterprise(store, "nobody", as_of=DAY)
    with pytest.raises(NotFound):
        await universities.for_university(store, "nobody", as_of=DAY)


async def test_sample_universities(sample_store: Store) -> None:
    found = await universities.for_enterprise(sample_store, "S015", as_of=AS_OF, limit=50)
    assert "U10" in [match.id for match in found.items], "复合材料 for battery materials"
    scores = [match.score for match in found.items]
    assert scores == sorted(scores, reverse=True)
    for match in found.items:
        await check_path(sample_store, match.path)
    assert found.sources == await stating(sample_store, [match.path for match in found.items])


def test_score_is_the_sum_of_its_reasons() -> None:
    scored = scoring.score(
        [lambda _: scoring.Reason(0.1, "一"), lambda _: None, lambda _: scoring.Reason(0.2, "二")],
        {},
    )
    assert scored == (0.3, ["一", "二"])
