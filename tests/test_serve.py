"""`honglian serve` as a process: it starts at once, waits for its engine, and ends when told."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from graph import open_store
from tests import neo4j
from tests.samples import fill
from tests.service import judging_by

PATIENCE = 60


@contextmanager
def serving(
    log: Path, *options: str, **variables: str
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A running service: its address and its process, ended with the block."""
    port = neo4j.free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HONGLIAN_")}
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "serve", "--port", str(port), *options],
            env=environment | variables,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    try:
        until(lambda: _status(f"http://127.0.0.1:{port}/healthz") == 200, log)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def until(condition: Any, log: Path, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.05)


def get(url: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers in lower case, text; 0 when nobody listens."""
    try:
        with urlopen(Request(url, headers=headers), timeout=15) as answer:
            return answer.status, _lower(answer.headers), answer.read().decode()
    except HTTPError as exc:
        with exc:
            return exc.code, _lower(exc.headers), exc.read().decode()
    except OSError:
        return 0, {}, ""


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _status(url: str) -> int:
    return get(url)[0]


async def _open_and_close(url: str) -> None:
    async with open_store(url):
        pass


def test_embedded_graph_is_served_and_left_in_order(tmp_path: Path) -> None:
    url, log = f"arcade:{tmp_path}/graph", tmp_path / "log"
    asyncio.run(fill(url))
    with serving(log, "--store", url) as (base, process):
        until(lambda: _status(f"{base}/readyz") == 200, log)
        status, headers, text = get(f"{base}/v1/chains?limit=2")
        assert status == 200
        assert headers["content-type"] == "application/json"
        assert len(json.loads(text)["items"]) == 2
        status, headers, text = get(f"{base}/")
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        _, _, docs = get(f"{base}/docs")
        assert "/v1/coverage" in docs
        assert "://" not in docs.split("<pre>")[0]  # nothing is fetched from elsewhere
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert time.monotonic() - began < 10
    asyncio.run(_open_and_close(url))  # nobody holds it any more


@pytest.mark.faults
def test_neo4j_away_at_the_start_and_gone_later(
    tmp_path: Path, mortal_server: neo4j.Server
) -> None:
    server, log = mortal_server, tmp_path / "log"
    server.kill()
    secret = {"HONGLIAN_NEO4J_PASSWORD": neo4j.PASSWORD, "HONGLIAN_STORE": server.address}
    few = judging_by(["PO-01", "WO-01"], tmp_path / "rules")
    with serving(log, **secret, **few) as (base, process):
        status, headers, text = get(f"{base}/readyz")
        assert (status, headers["content-type"]) == (503, "application/problem+json")
        assert "127.0.0.1" not in text
        assert _status(f"{base}/v1/chains") == 503
        status, headers, text = get(f"{base}/")
        assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert "图库暂时连不上" in text

        server.start()
        until(lambda: _status(f"{base}/readyz") == 200, log)
        until(lambda: _status(f"{base}/v1/chains") == 200, log)

        server.kill()
        assert _status(f"{base}/healthz") == 200
        until(lambda: _status(f"{base}/readyz") == 503, log)
        began = time.monotonic()
        assert _status(f"{base}/v1/chains") == 503
        assert time.monotonic() - began < 6.5

        server.start()
        up = time.monotonic()
        until(lambda: _status(f"{base}/v1/chains") == 200, log)
        assert time.monotonic() - up < 12
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert neo4j.PASSWORD not in log.read_text(encoding="utf-8")


def test_wrong_password_is_logged_once_and_answered_in_general_words(
    tmp_path: Path, neo4j_url: str
) -> None:
    log = tmp_path / "log"
    address = neo4j_url.replace(f":{neo4j.PASSWORD}@", "@")
    with serving(log, HONGLIAN_STORE=address, HONGLIAN_NEO4J_PASSWORD="no") as (base, _):
        until(lambda: "store-denied" in log.read_text(encoding="utf-8"), log)
        status, _, text = get(f"{base}/readyz")
        assert status == 500
        assert "neo4j" not in text.lower()
        time.sleep(4.5)
        assert log.read_text(encoding="utf-8").count("store-denied") == 1


def test_address_that_others_reach_is_refused_with_the_reason() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        ended = subprocess.run(
            [sys.executable, "-m", "api", "serve", "--host", host, "--json"],
            capture_output=True,
            check=False,
        )
        assert ended.returncode == 2
        assert "no access control yet" in json.loads(ended.stderr)["error"]["en"]


def test_trusted_network_lets_it_bind(tmp_path: Path) -> None:
    variables = {"HONGLIAN_TRUSTED_NETWORK": "1", "HONGLIAN_STORE": f"arcade:{tmp_path}/graph"}
    log = tmp_path / "log"
    with serving(log, "--host", "0.0.0.0", **variables) as (base, _):
        assert get(f"{base}/healthz", Host="honglian.example")[0] == 200


def test_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = subprocess.run(
            [sys.executable, "-m", "api", "serve", "--port", str(taken.getsockname()[1])],
            capture_output=True,
            check=False,
        )
    assert ended.returncode == 2
    assert "端口可能已被占用".encode() in ended.stderr


def test_an_empty_graph_says_what_to_do(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(log, "--store", f"arcade:{tmp_path}/graph") as (base, _):
        until(lambda: _status(f"{base}/readyz") == 200, log)
        status, _, text = get(f"{base}/")
        assert status == 200
        assert "honglian demo" in text


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(log, "--store", f"arcade:{tmp_path}/graph") as (_, process):
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 130
    assert "Traceback" not in log.read_text(encoding="utf-8")
