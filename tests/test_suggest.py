"""Partner suggestions: what is learnt, what never leaks, what is never suggested."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli import app
from api.learnt import Shelf
from api.settings import Settings
from graph import SCHEMA, Store, open_store
from graph.errors import InputError
from graph.store import Statement
from ingest import load
from ingest.sources import catalogue as source
from queries import partners as questions
from queries.status import run_of
from queries.steps import ALIKE, CONTAINS, MEANS, Step
from queries.suggest import products, stored
from queries.suggest.arrays import Floats, Ints
from queries.suggest.catalogue import Catalogue, bucket, catalogue
from queries.suggest.companies import CompanyIndex
from queries.suggest.features import FEATURES, Evidence, table
from queries.suggest.memory import Memory
from queries.suggest.names import Linker
from queries.suggest.partners import links_to_nothing, proposals
from queries.suggest.products import ProductIndex
from queries.suggest.stored import Learnt
from queries.suggest.training import FOLDS, TENTH, held_out
from tests import kitchens
from tests.graphs import DAY
from tests.test_joint_suggestions import check_steps
from tests.town import EMPTY

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little world, without a tenth of its edges and all that only they mention."""
    known = kitchens.upstream()
    kept = [pair for number, pair in enumerate(known) if number % 10 != 3]
    return kitchens.folder(tmp_path_factory.mktemp("kitchens"), kept)


@pytest.fixture(scope="module")
def learnt(data: Path) -> Catalogue:
    return source.read(data)


@pytest.fixture(scope="module")
def index(learnt: Catalogue) -> ProductIndex:
    return products.fit(learnt)


@pytest.fixture(scope="module")
def companies(index: ProductIndex) -> CompanyIndex:
    return CompanyIndex(index)


def memory_of(index: ProductIndex, edges: Ints) -> Memory:
    """The memory of an index, if the graph had no other upstream edges than these."""
    own = index.memory
    kinds = index.catalogue.kind_rows
    return Memory(index.names, edges, kinds, own.own_domain, own.making, own.bills)


def best(index: ProductIndex, product: str, count: int = 10) -> list[str]:
    (ranked,) = index.ranked([product])
    return [index.catalogue.products[row].id for row in ranked.material[:count].tolist()]


def test_what_was_taken_out_is_found_again(index: ProductIndex) -> None:
    taken = [pair for number, pair in enumerate(kitchens.upstream()) if number % 10 == 3]
    found = [material in best(index, product, 3) for product, material in taken]
    assert np.mean(found) > 0.8, dict(zip(taken, found, strict=True))


def test_a_suggestion_says_why_and_shows_who_uses_it(index: ProductIndex) -> None:
    answer = index.suggest("铝合门窗新款", least=0.0)
    first = {each.name: each for each in answer.items}["铝合"]
    assert first.reasons and set(first.reasons) <= {(f.__doc__ or "").strip() for f in FEATURES}
    assert first.witnesses and 0 < first.probability <= 1
    for witness in first.witnesses:  # the path that is shown exists
        assert (witness.id, first.id) in index.catalogue.upstream


class TestNoLeak:
    def test_the_memory_of_a_fold_knows_nothing_of_what_it_is_asked(
        self, index: ProductIndex, learnt: Catalogue
    ) -> None:
        for number in range(FOLDS):
            kept, held = held_out(learnt, number)
            assert len(held) > 10
            memory = memory_of(index, kept)
            assert not any(memory.uses[a, b] for a, b in held.tolist())
            assert not {tuple(e) for e in held.tolist()} & {tuple(e) for e in kept.tolist()}

    def test_features_stay_the_same_whatever_was_held_out(
        self, index: ProductIndex, learnt: Catalogue
    ) -> None:
        kept, held = held_out(learnt, 0)
        rows = np.unique(held[:, 0])
        texts = [learnt.products[row].name for row in rows]

        def features(edges: Ints) -> Floats:
            return table(Evidence(memory_of(index, edges), texts, rows))

        never_seen = tuple(pair for pair in learnt.upstream if bucket(pair) >= TENTH)
        without = replace(learnt, upstream=never_seen)
        assert np.array_equal(features(kept), features(without.upstream_rows))
        assert not np.array_equal(features(kept), features(learnt.upstream_rows))

    def test_a_name_that_lost_all_edges_goes_with_them(self, learnt: Catalogue) -> None:
        gone = [pair for pair in learnt.upstream if pair[1] == "奶酪丝"]
        left = learnt.without(gone)
        assert gone and "奶酪丝" in learnt.at and "奶酪丝" not in left.at
        assert not {p.id for p in left.products} & {"奶酪丝"}

    def test_no_fold_asks_for_a_name_that_only_it_mentions(self, learnt: Catalogue) -> None:
        for number in range(FOLDS):
            kept, held = held_out(learnt, number)
            told = {*kept.ravel(), *learnt.kind_rows.ravel()}
            told |= {learnt.at[made.product] for made in learnt.makes}
            assert set(held.ravel()) <= told

    def test_the_sum_by_industry_is_not_read(self, data: Path, learnt: Catalogue) -> None:
        path = data / "industry_upstream.csv"
        path.write_text("industry,upstream,count\n640100,340100,9\n", encoding="utf-8")
        try:
            assert source.read(data).hash == learnt.hash
        finally:
            path.unlink()


class TestGates:
    def test_industry_gets_no_food(self, index: ProductIndex) -> None:
        food = {*kitchens.FOODS, *kitchens.DISHES.values()}
        asked = [m + f for m in kitchens.METALS for f in kitchens.FORMS]
        assert not any(food & set(best(index, product)) for product in asked)
        evidence = Evidence(index.memory, *index.asked(["铝合玉米门窗", "锰铁护栏"]))
        stopped = index.gate(evidence)
        names = [index.names.names[row] for row in evidence.material[stopped]]
        assert "玉米" in names  # without the gate it would stand there

    def test_a_kitchen_gets_food(self, index: ProductIndex) -> None:
        assert "土豆" in best(index, "土豆锅贴")

    @pytest.mark.parametrize("word", ["其他", "设备"])
    def test_no_line_of_accounts_and_no_generic_word(self, tmp_path: Path, word: str) -> None:
        edges = [*kitchens.upstream(), *((m + "门窗", word) for m in kitchens.METALS[:8])]
        index = products.fit(source.read(kitchens.folder(tmp_path, edges)))
        row = index.catalogue.at[word]
        evidence = Evidence(index.memory, *index.asked(["锌锡门窗"]))
        assert row in evidence.material, "a candidate, but for the gate"
        assert word not in best(index, "锌锡门窗", 100)

    def test_nothing_known_and_not_the_product_itself(self, index: ProductIndex) -> None:
        for product, material in index.catalogue.upstream[:200]:
            assert not {product, material} & set(best(index, product, 100))


@pytest.mark.parametrize(
    "text",
    [
        "从未见过的量子纠缠增压器",
        "铝",
        "铝" * 100_000,
        "aluminium window frame",
        "。！？——…",
        "",
        "🪟🔩",
        "\x00\n",
    ],
    ids=["unseen", "one", "long", "english", "punctuation", "empty", "emoji", "control"],
)
def test_any_text_is_answered(index: ProductIndex, text: str) -> None:
    answer = index.suggest(text)
    assert answer.items or answer.why.startswith("暂无可靠建议")
    assert list(index.ranked([text, "铝合门窗"]))[1].material.size


def test_traditional_characters_mean_the_same(index: ProductIndex) -> None:
    assert best(index, "鋁合門窗") == best(index, "铝合门窗")
    assert index.suggest("鋁合金門窗").asked == "铝合金门窗"


@pytest.mark.parametrize(
    ("wording", "meant"),
    [
        ("光伏组件", "光伏组件"),
        ("光伏组件销售收入", "光伏组件"),
        ("高效光伏组件（单晶）", "光伏组件"),
        ("设备", None),
        ("分部间抵销", None),
        ("件", None),
        ("", None),
    ],
)
def test_wordings_are_linked_by_strict_rules(wording: str, meant: str | None) -> None:
    assert Linker({"光伏组件", "设备", "组件", "件"})(wording) == meant


class TestCompanies:
    def test_suppliers_come_first_who_make_what_is_needed(self, companies: CompanyIndex) -> None:
        hits = []
        for number, metal in enumerate(kitchens.METALS):
            own = {metal + form for form in list(kitchens.FORMS)[:3]}
            lost = {(p, m) for p, m in kitchens.upstream() if p in own}
            lost -= set(companies.catalogue.upstream)
            wanted = _makers(companies, [m for _, m in lost])
            row = companies.catalogue.company_at[f"60{number:04}"]
            known = {companies.catalogue.companies[i].id for i in companies.known(row, "up")}
            found = [companies.catalogue.companies[i].id for i in companies.suppliers(row)]
            assert not known & set(found) and f"60{number:04}" not in found
            hits += [each in found[:5] for each in wanted - known]
        assert len(hits) >= 3 and np.mean(hits) >= 0.5, hits

    def test_a_path_is_shown_and_exists(self, companies: CompanyIndex) -> None:
        made = {(each.company, each.product) for each in companies.catalogue.makes}
        shown = 0
        for company in companies.catalogue.companies[::6]:
            for partner in proposals(companies, company.id, "up", least=0.01):
                met = partner.meeting
                assert (company.id, met.made.id) in made
                assert (partner.company.id, met.offered.id) in made
                if met.witness:
                    assert (met.witness.id, met.material.id) in companies.catalogue.upstream
                else:
                    assert met.material.name in met.product.name
                shown += 1
        assert shown

    def test_both_directions(self, companies: CompanyIndex) -> None:
        customer = "600000"
        met = proposals(companies, customer, "up", least=0.01)
        assert met
        for supplier in met[:3]:
            back = proposals(companies, supplier.company.id, "down", least=0.01)
            (found,) = [each for each in back if each.company.id == customer]
            assert found.meeting == supplier.meeting

    def test_only_what_reaches_the_threshold(self, companies: CompanyIndex) -> None:
        threshold = companies.products.calibration.threshold
        every = proposals(companies, "600000", "up", least=0.0)
        told = proposals(companies, "600000", "up")
        assert told == [each for each in every if each.meeting.probability >= threshold]
        assert not proposals(companies, "600000", "up", least=1.0)

    def test_a_company_that_is_not_there(self, companies: CompanyIndex) -> None:
        assert links_to_nothing(companies, "nobody")
        assert not proposals(companies, "nobody", "up")

    def test_a_company_whose_products_link_to_nothing(self, tmp_path: Path) -> None:
        folder = kitchens.folder(tmp_path)
        with (folder / "company_product.csv").open("a", encoding="utf-8") as file:
            file.write("600000SH,其他,1\n688007SH,玄学咨询,1\n")
        with (folder / "company.csv").open("a", encoding="utf-8") as file:
            file.write("999999SH,甲,甲公司,上交所,2001-01-01\n")
        with (folder / "company_product.csv").open("a", encoding="utf-8") as file:
            file.write("999999SH,玄学咨询,1\n")
        index = CompanyIndex(products.fit(source.read(folder)))
        assert links_to_nothing(index, "999999")
        assert not proposals(index, "999999", "up", least=0.0)


def _makers(index: CompanyIndex, materials: Sequence[str]) -> set[str]:
    return {made.company for made in index.catalogue.makes if made.product in materials}


class TestStored:
    @pytest.fixture
    def learnt_all(self, companies: CompanyIndex) -> Learnt:
        return Learnt(companies, DAY, "run")

    def test_the_same_bytes_and_the_same_answers(
        self, learnt_all: Learnt, learnt: Catalogue, tmp_path: Path
    ) -> None:
        one = stored.save(learnt_all, tmp_path / "one")
        again = Learnt(CompanyIndex(products.fit(learnt)), DAY, "run")
        assert one.read_bytes() == stored.save(again, tmp_path / "other").read_bytes()
        read = stored.load(one)
        assert (read.as_of, read.run) == (DAY, "run")
        assert read.index.catalogue == learnt
        ours, theirs = learnt_all.index.products, read.index.products
        assert theirs.suggest("铝合门窗") == ours.suggest("铝合门窗")
        for company in learnt.companies[::9]:
            for way in ("up", "down"):
                told = [each.proposals(company.id, way, least=0.0) for each in (learnt_all, read)]
                assert told[0] == told[1]

    @pytest.mark.parametrize("part", [0, 1, 100, -1, -40])
    def test_truncated(self, learnt_all: Learnt, tmp_path: Path, part: int) -> None:
        path = stored.save(learnt_all, tmp_path / "model")
        path.write_bytes(path.read_bytes()[:part])
        with pytest.raises(InputError, match="已损坏"):
            stored.load(path)

    def test_altered(self, learnt_all: Learnt, tmp_path: Path) -> None:
        path = stored.save(learnt_all, tmp_path / "model")
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        with pytest.raises(InputError, match="已损坏"):
            stored.load(path)

    def test_of_another_version(self, learnt_all: Learnt, tmp_path: Path) -> None:
        path = stored.save(learnt_all, tmp_path / "model")
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        head = json.loads(members[stored.HEAD]) | {"version": 999}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in (members | {stored.HEAD: json.dumps(head).encode()}).items():
                archive.writestr(name, content)
        with pytest.raises(InputError, match="其他版本"):
            stored.load(path)

    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="还没有"):
            stored.load(tmp_path / "none")


def test_too_little_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不足以学习"):
        products.fit(source.read(kitchens.folder(tmp_path, kitchens.upstream()[:40])))


async def test_graph_and_folder_give_the_same_catalogue(
    store: Store, data: Path, learnt: Catalogue
) -> None:
    plan = await load.plan(store, SCHEMA, [whole_folder(data)], today=DAY)
    await load.commit(store, SCHEMA, plan)
    told = await catalogue(store, as_of=DAY)
    assert told.products == learnt.products
    assert told == learnt and told.hash == learnt.hash


async def test_learnt_partners_stand_in_the_graph(
    store: Store, data: Path, companies: CompanyIndex
) -> None:
    """Each way that is shown, by query: what is stored is there, what is compared by name too."""
    plan = await load.plan(store, SCHEMA, [whole_folder(data)], today=DAY)
    await load.commit(store, SCHEMA, plan)
    learnt = Learnt(companies, DAY, await run_of(store))
    shown = 0
    for company in companies.catalogue.companies[::4]:
        told = await questions.partners(
            store, company.id, as_of=DAY, limit=200, learnt=learnt, least=0.01
        )
        assert told.learning and not told.learning.stale
        ways = [partner.way for partner in told.items]
        assert ways == sorted(ways, key=questions.WAYS.index)
        keys = [(partner.direction, partner.id) for partner in told.items]
        assert len(set(keys)) == len(keys) == told.total
        scores = [partner.score for partner in told.items]
        assert scores == sorted(scores, reverse=True)
        for partner in told.items:
            assert (partner.way == "learnt") == (partner.probability is not None)
            assert partner.path[0].id == company.id and partner.path[-1].id == partner.id
            await check_way(store, partner.path)
            shown += partner.way == "learnt"
    assert shown > 20


async def test_both_engines_suggest_the_same_in_the_same_order(neo4j_url: str, data: Path) -> None:
    told: list[list[questions.Partners]] = []
    for url in ("arcade:", neo4j_url):
        async with open_store(url, timeout=20) as store:
            await store.write([EMPTY])
            await store.define(SCHEMA)
            plan = await load.plan(store, SCHEMA, [whole_folder(data)], today=DAY)
            await load.commit(store, SCHEMA, plan)
            companies = CompanyIndex(products.fit(await catalogue(store, as_of=DAY)))
            learnt = Learnt(companies, DAY, await run_of(store))
            ids = [company.id for company in companies.catalogue.companies[::12]]
            told.append(
                [
                    await questions.partners(
                        store, id, as_of=DAY, limit=200, learnt=learnt, least=0.01
                    )
                    for id in ids
                ]
            )
    assert told[0] == told[1]
    assert sum(p.way == "learnt" for answer in told[0] for p in answer.items) > 20


async def check_way(store: Store, way: Sequence[Step]) -> None:
    """Each step is in the graph; where names were compared, both bearers are, and it holds."""
    for one, other in pairwise(way):
        if other.rel not in (ALIKE, CONTAINS, MEANS):
            await check_steps(store, [(one, other)], DAY)
            continue
        for step in (one, other):
            statement = "MATCH (p:Product {id: $id}) RETURN p.name AS name"
            assert await store.read(statement, id=step.id) == [{"name": step.name}]
        if other.rel == ALIKE:
            assert set(one.name) & set(other.name)
        else:
            assert one.name in other.name or other.name in one.name


async def test_learnt_partners_that_the_graph_denies_are_not_told(
    store: Store, data: Path, companies: CompanyIndex
) -> None:
    """A known supplier, one that has closed, one whose product has gone; and the graph is newer."""
    plan = await load.plan(store, SCHEMA, [whole_folder(data)], today=DAY)
    await load.commit(store, SCHEMA, plan)
    learnt = Learnt(companies, DAY, "an earlier run")
    many = {
        c.id: proposals(companies, c.id, "up", least=0.01) for c in companies.catalogue.companies
    }
    me = max(many, key=lambda id: len(many[id]))

    async def inferred() -> list[str]:
        told = await questions.partners(
            store,
            me,
            as_of=DAY,
            direction="up",
            limit=200,
            ways=("learnt",),
            learnt=learnt,
            least=0.01,
        )
        assert told.learning and told.learning.stale and "又有入库" in told.definition
        return [partner.id for partner in told.items]

    known, closed, gone, *rest = await inferred()
    assert rest
    await store.write(
        [
            Statement(
                "MATCH (a:Enterprise {id: $a}), (b:Enterprise {id: $b}) "
                "CREATE (a)-[:SUPPLIES]->(b)",
                {"a": known, "b": me},
            ),
            Statement(
                "MATCH (a:Enterprise {id: $a}) CREATE (a)-[:OBSERVED]->"
                "(:Observation {id: 'closed', on: '2020-01-01', until: '9', operating: false})",
                {"a": closed},
            ),
            Statement("MATCH (:Enterprise {id: $a})-[m:MAKES]->() DELETE m", {"a": gone}),
        ]
    )
    assert await inferred() == rest


@pytest.mark.parametrize("way", ["known", "learnt"])
async def test_one_way_alone(
    store: Store, data: Path, companies: CompanyIndex, way: questions.Way
) -> None:
    plan = await load.plan(store, SCHEMA, [whole_folder(data)], today=DAY)
    await load.commit(store, SCHEMA, plan)
    learnt = Learnt(companies, DAY, await run_of(store))
    told = await questions.partners(
        store, "600000", as_of=DAY, limit=200, ways=(way,), learnt=learnt, least=0.01
    )
    assert told.items and {partner.way for partner in told.items} == {way}
    assert told.total == len(told.items)


def test_fit_and_ask_by_command(data: Path, tmp_path: Path) -> None:
    """From nothing: without learning the rules answer and say so, then what is learnt is told."""
    os.environ["HONGLIAN_STORE"] = f"arcade:{tmp_path / 'graph'}"

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    try:
        run("ingest", "--format", "ckg", str(whole_folder(data)))
        before = json.loads(run("partners", "600000", "--json"))
        assert before["learning"] is None and "还没有学习过" in before["definition"]
        written = json.loads(run("suggest", "fit", "--json"))["written"]
        assert written == [str(tmp_path / "graph" / "suggestions.zip")]
        words = ("partners", "600000", "--way", "learnt", "--least", "0.01", "--json")
        after = json.loads(run(*words))
        assert after["items"] and after["learning"]["tested"] > 0
        assert not after["learning"]["stale"]
        Path(written[0]).write_bytes(b"PK")
        damaged = json.loads(run("partners", "600000", "--json"))
        assert damaged["items"] == before["items"] and "已损坏" in damaged["definition"]
    finally:
        del os.environ["HONGLIAN_STORE"]


async def test_the_service_reads_what_is_learnt_and_reads_it_anew(
    companies: CompanyIndex, tmp_path: Path
) -> None:
    settings = Settings(store=f"arcade:{tmp_path}", suggestions=tmp_path / "learnt.zip")
    shelf = Shelf(settings)
    assert (await shelf.known()).learnt is None
    stored.save(Learnt(companies, DAY, "one"), tmp_path / "learnt.zip")
    first = (await shelf.known()).learnt
    assert first and first.run == "one" and (await shelf.known()).learnt is first
    stored.save(Learnt(companies, DAY, "another"), tmp_path / "learnt.zip")
    second = (await shelf.known()).learnt
    assert second and second.run == "another"


def whole_folder(data: Path) -> Path:
    (data / "product.csv").write_text("name\n", encoding="utf-8")
    return data


def batch(data: Path, task: str, queries: Path, out: Path, seed: str) -> bytes:
    files = ["--data", str(data), "--queries", str(queries), "--out", str(out)]
    subprocess.run(
        [sys.executable, "-m", "api", "suggest-batch", "--task", task, *files],
        check=True,
        env=os.environ | {"PYTHONHASHSEED": seed},
        timeout=300,
    )
    return out.read_bytes()


@pytest.mark.parametrize(("task", "column"), [("t1", "head"), ("t3", "company")])
def test_batch_gives_the_same_bytes_whatever_the_hash_seed(
    data: Path, tmp_path: Path, task: str, column: str
) -> None:
    asked = {"t1": ["铝合门窗", "锰铁护栏", "没见过"], "t3": ["600001SH", "000002SZ", "999999SH"]}[
        task
    ]
    queries = tmp_path / "queries.csv"
    queries.write_text("\n".join([column, *asked]) + "\n", encoding="utf-8")
    (tmp_path / "nested").mkdir()
    (tmp_path / "nested" / "data").symlink_to(data)
    one = batch(data, task, queries, tmp_path / "one", "1")
    other = batch(tmp_path / "nested", task, queries, tmp_path / "other", "2")
    lines = [json.loads(line) for line in one.decode().splitlines()]
    assert one == other
    assert [line["q"] for line in lines] == asked
    assert lines[0]["r"] and all(isinstance(name, str) for name in lines[0]["r"])
    if task == "t3":
        assert all(code.endswith(("SH", "SZ")) for line in lines for code in line["r"])
