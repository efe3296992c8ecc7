"""The application in this process, on a graph that holds the sample."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph import SCHEMA, open_store
from ingest import load
from ingest.sample import AS_OF, folder
from tests.conftest import EMPTY

HOST = "http://127.0.0.1"
# a cold Neo4j on a busy machine takes its time to plan a statement for the first time
PATIENCE = 60
READY = 90


async def fill(url: str) -> None:
    """The sample, and nothing else, in the graph at an address."""
    async with open_store(url, timeout=PATIENCE) as store:
        await store.write([EMPTY])
        await store.define(SCHEMA)
        plan = await load.plan(store, SCHEMA, [folder()], today=AS_OF)
        await load.commit(store, SCHEMA, plan)


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
