"""The application in this process, on a graph that holds the sample."""

import json
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from queries import packs, rulefiles
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


def judging_by(rules: Collection[str], folder: Path) -> Mapping[str, str]:
    """What has a service judge by these rules alone: a server that was just started takes most of a
    minute to plan all of them, which a test of something else would wait for."""
    off = [rule.id for rule in rulefiles.load() if rule.id not in rules]
    pack = f'name = "{packs.DEFAULT}"\nversion = "1"\nzh = "几条规则"\noff = {json.dumps(off)}\n'
    folder.mkdir()
    (folder / "pack.toml").write_text(pack, encoding="utf-8")
    return {"HONGLIAN_RULES": str(folder)}


def wait_until_ready(client: TestClient) -> None:
    until = time.monotonic() + READY
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < until, client.get("/readyz").text
        time.sleep(0.02)
