"""All chains side by side: the same figures as the questions that they are made of."""

import pytest

from graph import Store
from queries import chains, overview, packs, rulefiles, rules
from queries.coverage import coverage
from tests.conftest import AS_OF

pytestmark = pytest.mark.anyio


async def test_figures_are_those_of_the_questions_by_themselves(sample_store: Store) -> None:
    known, pack = rulefiles.load((rulefiles.FOLDER,)), packs.pack()
    found = await overview.overview(sample_store, known, as_of=AS_OF, pack=pack)
    by_id = {one.chain.id: one for one in found.items}
    assert found.total == len(by_id) == 12
    assert [one.chain.id for one in found.items[:2]] == ["NEV", "STAY"], "grave gaps first"
    nev = by_id["NEV"]
    (alone,) = (await coverage(sample_store, as_of=AS_OF, chain="NEV", pack=pack)).items
    assert nev.coverage == alone
    gaps = (await rules.findings(sample_store, known, as_of=AS_OF, chain="NEV", pack=pack)).items
    for grade, many in nev.gaps.items():
        assert many == sum(each.severity == grade for each in gaps)
    assert sum(nev.gaps.values()) > 0


async def test_segments_follow_each_other_and_tell_the_open_ones(sample_store: Store) -> None:
    known, pack = rulefiles.load((rulefiles.FOLDER,)), packs.pack()
    found = await overview.overview(sample_store, known, as_of=AS_OF, pack=pack)
    for one in found.items:
        view = await chains.chain(sample_store, one.chain.id, AS_OF)
        assert [part.segment.id for part in one.segments] == [s.id for s in view.segments]
        assert [part.gap for part in one.segments] == [s.gap for s in view.segments]
        assert sum(part.gap for part in one.segments) == one.chain.gaps


async def test_nobody_surveyed_is_unknown_and_not_zero(sample_store: Store) -> None:
    known, pack = rulefiles.load((rulefiles.FOLDER,)), packs.pack()
    found = await overview.overview(sample_store, known, as_of=AS_OF, pack=pack)
    by_id = {one.chain.id: one for one in found.items}
    assert by_id["JADE"].coverage.organisation.rate is None
    assert all(moment.organisation is None for moment in by_id["JADE"].trend)
    moments = by_id["NEV"].trend
    assert moments[-1].organisation == by_id["NEV"].coverage.organisation
    assert moments[0].organisation is None, "before the first survey"


async def test_without_chains_it_says_so(store: Store) -> None:
    known, pack = rulefiles.load((rulefiles.FOLDER,)), packs.pack()
    found = await overview.overview(store, known, as_of=AS_OF, pack=pack)
    assert (found.total, found.why) == (0, "图中还没有产业链")
