"""The application in this process, on a graph that holds the sample."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.samples import PATIENCE

HOST = "http://127.0.0.1"
READY = 90


@contextmanager
def running(url: str) -> Iterator[TestClient]:
    """The application on the graph at an address, once it is ready."""
    settings = Settings(store=url, query_timeout=PATIENCE)
    with TestClient(create_app(settings), base_url=HOST) as client:
        wait_until_ready(client)
        yield client


def wait_until_ready(client: TestClient) -> None:
    until = time.monotonic() + READY
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < until, client.get("/readyz").text
        time.sleep(0.02)
