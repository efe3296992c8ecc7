"""What stands before the routes: limits, headers, and who may write."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from api import problems
from api.middleware import BODY_LIMIT, URL_LIMIT, Limits, Outermost, SameSite, is_loopback

MIDDLEWARE = [Middleware(Outermost), Middleware(SameSite, hosts=["127.0.0.1"]), Middleware(Limits)]


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI(middleware=MIDDLEWARE)
    problems.install(app)

    @app.get("/")
    async def root() -> str:
        return "hello"

    @app.get("/boom")
    async def boom() -> str:
        raise RuntimeError("MATCH (n) at bolt://secret")

    @app.post("/")
    async def take(request: Request) -> int:
        return len(await request.body())

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def test_every_response_is_named_and_kept_from_others(client: TestClient) -> None:
    for answer in (client.get("/"), client.get("/none"), client.get("/boom"), client.put("/")):
        assert len(answer.headers["x-request-id"]) == 16
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"


def test_errors_of_http_are_problems_in_both_languages(client: TestClient) -> None:
    for answer, status in ((client.get("/none"), 404), (client.put("/"), 405)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == status
        assert problem["detail"] == problem["zh"] != problem["en"]
        assert problem["request_id"] == answer.headers["x-request-id"]
    assert client.put("/").headers["allow"]


def test_detail_is_in_the_language_that_the_client_prefers(client: TestClient) -> None:
    problem = client.get("/none", headers={"Accept-Language": "en-GB, zh;q=0.5"}).json()
    assert problem["detail"] == problem["en"]


def test_a_defect_says_nothing_of_itself(client: TestClient) -> None:
    answer = client.get("/boom")
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:honglian:defect"
    assert "MATCH" not in answer.text
    assert "secret" not in answer.text


def test_address_at_the_limit_is_fine_and_above_it_is_not(client: TestClient) -> None:
    fits = "/?" + "a" * (URL_LIMIT - 1)
    assert client.get(fits).status_code == 200
    assert client.get(fits + "a").status_code == 414


def test_body_at_the_limit_is_fine_and_above_it_is_not(client: TestClient) -> None:
    assert client.post("/", content=b"x" * BODY_LIMIT).json() == BODY_LIMIT
    assert client.post("/", content=b"x" * (BODY_LIMIT + 1)).status_code == 413


def test_body_without_a_length_is_counted(client: TestClient) -> None:
    def chunks(count: int) -> Iterator[bytes]:
        for _ in range(count):
            yield b"x" * 1024

    assert client.post("/", content=chunks(1024)).status_code == 200
    assert client.post("/", content=chunks(1025)).status_code == 413


@pytest.mark.parametrize("length", ["-1", "ten", "1e3"])
def test_length_that_is_none_is_refused(client: TestClient, length: str) -> None:
    assert client.post("/", content=b"", headers={"Content-Length": length}).status_code == 413


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:80", "127.1.2.3"])
def test_names_of_this_machine_are_ours(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "localhost."])
def test_a_name_that_was_pointed_at_us_is_not(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_may_not_write(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/", headers=headers).status_code == 403
    assert client.get("/", headers=headers).status_code == 200


def test_our_own_pages_and_programs_may_write(client: TestClient) -> None:
    assert client.post("/").status_code == 200
    assert client.post("/", headers={"Origin": "http://127.0.0.1"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("127.0.0.1", True), ("::1", True), ("[::1]", True), ("LOCALHOST", True), ("0.0.0.0", False),
     ("::", False), ("192.168.1.5", False), ("example.org", False), ("", False)],
)  # fmt: skip
def test_loopback(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours
