"""The HTTP application: every route on both engines, its pages, its errors, its uploads."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from api import examples
from api.app import create_app
from api.middleware import UPLOAD_LIMIT
from api.paging import LARGEST
from api.settings import Settings
from ingest.sample import AS_OF
from tests.samples import fill
from tests.service import running

DAY = f"as_of={AS_OF}"


@pytest.fixture(params=["embedded", "neo4j"], scope="module")
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The application on a graph that holds the sample."""
    if request.param == "embedded":
        url = f"arcade:{tmp_path_factory.mktemp('api')}/graph"
    else:
        url = request.getfixturevalue("neo4j_url")
    anyio.run(fill, url)
    with running(url) as client:
        yield client


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[TestClient]:
    """The application on a graph that holds nothing."""
    with running(f"arcade:{tmp_path}/graph") as client:
        yield client


@pytest.fixture
def away() -> Iterator[TestClient]:
    """The application whose engine is not there."""
    app = create_app(Settings(store="bolt://neo4j@127.0.0.1:1"))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def ok(client: TestClient, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def problem(client: TestClient, url: str, status: int) -> dict[str, Any]:
    answer = client.get(url)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["zh"] != found["en"]
    return found


# ------------------------------------------------------------ answers


@pytest.mark.parametrize("name", sorted(examples.REQUESTS))
def test_every_example_is_answered(client: TestClient, name: str) -> None:
    assert ok(client, examples.REQUESTS[name])


def test_coverage_has_the_known_figures(client: TestClient) -> None:
    (nev,) = ok(client, f"/v1/coverage?chain=NEV&{DAY}")["items"]
    assert (nev["organisation"]["numerator"], nev["organisation"]["denominator"]) == (26, 35)
    segments = ok(client, f"/v1/coverage?chain=NEV&by=segment&{DAY}")
    assert segments["total"] > 5
    assert ok(client, f"/v1/coverage?by=region&{DAY}")["items"]


def test_names_serve_as_ids(client: TestClient) -> None:
    by_id = ok(client, f"/v1/enterprises/E001/partners?{DAY}")
    assert ok(client, f"/v1/enterprises/小鹏汽车/partners?{DAY}") == by_id
    assert ok(client, f"/v1/chains/新能源汽车产业链?{DAY}")["id"] == "NEV"


def test_a_past_day_has_other_answers(client: TestClient) -> None:
    assert ok(client, "/v1/coverage?chain=NEV&as_of=2020-01-01")["as_of"] == "2020-01-01"


@pytest.mark.parametrize(
    "url", [f"/v1/gaps?{DAY}", f"/v1/chains?{DAY}", "/v1/search?q=公司", "/v1/rules",
            "/v1/entities/Chain/NEV/neighbours", f"/v1/enterprises/E001/partners?{DAY}"],
)  # fmt: skip
def test_pages_join_to_the_whole(client: TestClient, url: str) -> None:
    join = "&" if "?" in url else "?"
    whole = ok(client, f"{url}{join}limit={LARGEST}")["items"][:7]
    pages: list[Any] = []
    cursor = ""
    while len(pages) < len(whole):
        part = ok(client, f"{url}{join}limit=2{cursor}")
        assert len(part["items"]) == 2 or part["next"] is None
        pages += part["items"]
        if part["next"] is None:
            break
        cursor = f"&cursor={part['next']}"
    assert pages[: len(whole)] == whole


def test_page_of_a_chain(client: TestClient) -> None:
    answer = client.get(f"/?chain=NEV&{DAY}")
    assert answer.status_code == 200
    assert "新能源汽车" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "&#" not in policy


def test_first_page_is_the_first_chain(client: TestClient) -> None:
    first = ok(client, "/v1/chains?limit=1")["items"][0]
    assert first["name"] in client.get("/").text


def test_page_in_english(client: TestClient) -> None:
    assert '<html lang="en">' in client.get("/?lang=en").text
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en"}).text


def test_page_of_no_chain_says_so(client: TestClient) -> None:
    answer = client.get("/?chain=<script>")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script>" not in answer.text


def test_api_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!/|#)', page)
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page


# ------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/v1/nothing", 404),
        ("/v1/chains/NONE", 404),
        ("/v1/coverage?chain=NONE", 404),
        ("/v1/coverage?pack=none", 404),
        ("/v1/gaps?rule=XX-99", 404),
        ("/v1/enterprises/不存在/partners", 404),
        ("/v1/universities/E001/enterprises", 404),
        ("/v1/entities/Nothing/E001", 422),
        ("/v1/entities/Member/M001", 422),
        ("/v1/entities/Enterprise/none", 404),
        ("/v1/entities/Enterprise/none/neighbours", 404),
        ("/v1/ingest/runs/none", 404),
        ("/v1/paths?from=E001&to=nobody", 404),
        ("/v1/coverage?as_of=2026-02-30", 422),
        ("/v1/coverage?as_of=1763856000", 422),
        ("/v1/coverage?by=moon", 422),
        ("/v1/chains?limit=0", 422),
        (f"/v1/chains?limit={LARGEST + 1}", 422),
        ("/v1/chains?cursor=zzz", 422),
        ("/v1/chains?cursor=o-1", 422),
        ("/v1/search", 422),
        ("/v1/search?q=", 422),
        ("/v1/paths?from=E001&to=E002&longest=7", 422),
    ],
)
def test_errors_are_problems(client: TestClient, url: str, status: int) -> None:
    problem(client, url, status)


def test_an_unknown_name_comes_with_those_that_are_near(client: TestClient) -> None:
    found = problem(client, "/v1/enterprises/小朋汽车/partners", 404)
    assert found["candidates"][0]["id"] == "E001"
    assert "是否指：肇庆小鹏汽车有限公司（E001）" in found["zh"]


def test_invalid_parameters_are_named(client: TestClient) -> None:
    found = problem(client, "/v1/chains?limit=x", 422)
    assert found["errors"][0]["where"] == "query.limit"


def test_a_method_that_is_not_taken(client: TestClient) -> None:
    answer = client.delete("/v1/chains")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.headers["content-type"] == "application/problem+json"


def test_engine_away_is_not_ready_and_says_nothing_of_it(away: TestClient) -> None:
    assert away.get("/healthz").json() == {"status": "ok"}
    for url in ("/readyz", "/v1/chains", "/v1/status", f"/v1/coverage?{DAY}"):
        answer = away.get(url)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert not re.search(r"127\.0|bolt|neo4j", answer.text, re.IGNORECASE)
    page = away.get("/")
    assert page.status_code == 503
    assert "图库" in page.text
    for url in ("/v1/schema", "/v1/rules", "/docs", "/openapi.json"):
        assert away.get(url).status_code == 200


# ------------------------------------------------------------ uploads


def upload(client: TestClient, files: dict[str, str], **fields: str) -> dict[str, Any]:
    """Upload tables, wait for their run, and return it."""
    sent = [("files", (name, text.encode())) for name, text in files.items()]
    answer = client.post("/v1/ingest", files=sent, data=fields)
    assert answer.status_code == 202, answer.text
    return _outcome(client, answer.headers["location"])


def _outcome(client: TestClient, location: str) -> dict[str, Any]:
    until = time.monotonic() + 90
    while (run := ok(client, location))["state"] == "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    found: dict[str, Any] = run
    return found


def test_complete_lists_of_past_days(fresh: TestClient) -> None:
    """Lists without a date are of the day sent; one that ends most is written only when meant."""
    head = "党员编号,所在党组织\n"
    both, one, none = "m1,B1\nm2,B1\n", "m1,B1\n", "m3,B1\n"
    orgs = {"党组织.csv": "党组织编号,党组织名称,类型\nB1,甲支部,党支部\n"}

    def listed(rows: str, day: str, **more: str) -> dict[str, Any]:
        return upload(fresh, {"党员.csv": head + rows}, complete="true", as_of=day, **more)

    assert upload(fresh, orgs)["state"] == "done"
    assert listed(both, "2026-01-31")["state"] == "done"
    assert listed(one, "2026-02-28")["report"]["lists"][0]["day"] == "2026-02-28"
    held = listed(none, "2026-03-31")
    assert (held["state"], held["error"]["kind"]) == ("rejected", "sweeping")
    assert not held["report"]["written"]
    assert listed(none, "2026-03-31", sweeping="true")["report"]["written"]
    sent = [("files", ("党员.csv", (head + one).encode()))]
    ahead = {"complete": "true", "as_of": "2999-01-31"}
    refused = fresh.post("/v1/ingest", files=sent, data=ahead)
    assert refused.status_code == 422 and "2999-01-31" in refused.text


def test_upload_is_written_and_kept_in_the_graph(fresh: TestClient) -> None:
    chains = {
        "链.csv": "产业链编号,产业链名称\nC1,甲链\n",
        "企.csv": "编号,企业名称,产业链\nE1,乙,C1\n",
    }
    run = upload(fresh, chains)
    assert (run["state"], run["report"]["created"]) == ("done", 2)
    assert ok(fresh, "/v1/chains")["items"][0]["id"] == "C1"
    assert ok(fresh, f"/v1/ingest/runs/{run['report']['run']}")["report"]["created"] == 2
    again = upload(fresh, chains)
    assert (again["report"]["writes"], again["report"]["unchanged"]) == (0, 2)


def test_dry_run_writes_nothing(fresh: TestClient) -> None:
    run = upload(fresh, {"链.csv": "产业链编号,产业链名称\nC1,甲链\n"}, dry_run="true")
    assert (run["state"], run["dry_run"], run["report"]["written"]) == ("done", True, False)
    assert ok(fresh, "/v1/chains")["items"] == []


def test_refused_rows_are_listed(fresh: TestClient) -> None:
    table = {"企业.csv": "编号,企业名称,员工人数\nE1,甲,10\nE2,乙,多\n"}
    run = upload(fresh, table)
    assert (run["state"], run["report"]["written"]) == ("rejected", False)
    assert run["report"]["rejects"][0]["row"] == 3
    assert upload(fresh, table, partial="true")["report"]["written"]


def test_a_file_that_is_no_table_fails_with_its_place(fresh: TestClient) -> None:
    run = upload(fresh, {"x.xlsx": "no workbook"})
    assert run["state"] == "failed"
    assert run["error"]["kind"] == "input"
    assert "x.xlsx" in run["error"]["zh"]
    assert "/tmp" not in run["error"]["zh"]


def test_one_upload_at_a_time(fresh: TestClient) -> None:
    rows = "".join(f"E{n},企业{n}\n" for n in range(5000))
    files = [("files", ("a.csv", f"编号,企业名称\n{rows}".encode()))]
    first = fresh.post("/v1/ingest", files=files)
    second = fresh.post("/v1/ingest", files=files)
    assert (first.status_code, second.status_code) == (202, 409)
    assert first.json()["id"] in second.json()["en"]
    assert _outcome(fresh, first.headers["location"])["state"] == "done"


def test_names_of_files_are_made_safe_and_different(fresh: TestClient) -> None:
    names = ["../../etc/x.csv", "C:\\d\\X.csv", ".hidden.csv", "链" * 300 + ".csv"]
    text = "产业链编号,产业链名称\nC{},甲{}\n"
    files = [("files", (n, text.format(i, i).encode())) for i, n in enumerate(names)]
    answer = fresh.post("/v1/ingest", files=files)
    report = _outcome(fresh, answer.headers["location"])["report"]
    assert report["created"] == 4
    told = [table["file"] for table in report["tables"]]
    assert sorted(told) == sorted(["x.csv", "X(2).csv", "hidden.csv", "链" * 56 + ".csv"])


def test_body_that_is_no_form(fresh: TestClient) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = fresh.post("/v1/ingest", content=b"--x\r\n[]--x--\r\n", headers=kind)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_upload_above_its_limit(fresh: TestClient) -> None:
    files = [("files", ("a.csv", b"x" * (UPLOAD_LIMIT + 1)))]
    answer = fresh.post("/v1/ingest", files=files)
    assert answer.status_code == 413


def test_upload_of_nothing(fresh: TestClient) -> None:
    answer = fresh.post("/v1/ingest", data={})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


# ------------------------------------------------------------ description


def test_every_route_is_described_with_an_example() -> None:
    app = create_app(Settings(store="arcade:"))
    spec = app.openapi()
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            success = operation["responses"][min(operation["responses"])]
            answer = success["content"].get("application/json", {})
            assert "example" in answer or "x-example-request" in operation, where  # or a file
            assert any(status >= "4" for status in operation["responses"]), where


def test_every_list_route_pages_and_every_question_has_a_day() -> None:
    spec = create_app(Settings(store="arcade:")).openapi()
    for path, methods in spec["paths"].items():
        for operation in methods.values():
            schema = (
                operation["responses"]
                .get("200", {})
                .get("content", {})
                .get("application/json", {})
                .get("schema", {})
            )
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            if "/Page_" in schema.get("$ref", ""):
                assert {"limit", "cursor"} <= names, path


def test_a_day_is_written_as_in_any_table(client: TestClient) -> None:
    for written in ("2026年10月31日", "2026/10/31", "2026.10.31"):
        answer = client.get("/v1/coverage", params={"chain": "NEV", "as_of": written})
        assert answer.json()["as_of"] == "2026-10-31", answer.text
    assert client.get("/v1/coverage", params={"as_of": "2026"}).status_code == 422


@pytest.mark.parametrize(
    ("address", "meant"),
    [("/v1/gaps?chian=NEV", "chain"), ("/v1/chains?limits=3", "limit"), ("/v1/search?q=a&x=1", "")],
)
def test_a_parameter_that_there_is_not_is_refused(
    client: TestClient, address: str, meant: str
) -> None:
    """Passed over, it would be the answer to another question."""
    answer = client.get(address)
    assert answer.status_code == 422, answer.text
    assert "没有参数" in answer.json()["zh"] and meant in answer.json()["zh"]
    assert client.get("/?utm_source=x").status_code == 200  # pages are led to from anywhere
