"""Everything that is derived from the program and committed: `make docs` writes it anew, and
test_derived.py compares."""

import asyncio
import contextlib
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog
from starlette.testclient import TestClient

from api import examples
from api.app import create_app
from api.settings import Settings, settings_page
from graph import SCHEMA
from graph.docs import schema_markdown
from ingest.sample import folder as sample_folder
from queries import rulefiles
from tests.samples import fill
from tests.service import running
from visualize.rule_docs import rules_markdown

ROOT = Path(__file__).parent.parent
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)")
RUN = re.compile("http-[0-9a-f]{12}")
MADE = "2026-11-23T08:00:00+00:00"  # in place of the moment at which the example was loaded


def commands() -> str:
    """docs/commands.md, made where the help is Chinese and as wide as the page."""
    chinese = {"HONGLIAN_LANG": "zh", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    made = subprocess.run(
        [sys.executable, "-m", "api.cli.manual"],
        cwd=ROOT,
        env=os.environ | chinese,
        stdout=subprocess.PIPE,
        check=True,
    )
    return made.stdout.decode()


def openapi() -> str:
    """docs/openapi.json; it holds the examples."""
    spec = create_app(Settings(store="arcade:")).openapi()
    spec["info"]["version"] = "0"  # a release is no change of the description
    return _json(spec)


def answers() -> str:
    """api/examples.json: what the sample answers to the requests of `api.examples`."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        asyncio.run(fill("arcade:graph"))
        with running("arcade:graph") as client:
            given = {name: _ask(client, url) for name, url in examples.REQUESTS.items()}
            given["ingest"] = _upload(client)
            given["closing_plan"] = _post(client, "/v1/plans/closing")
            given["assignments"] = _post(client, "/v1/assignments/officer")
    return RUN.sub("http-0123456789ab", MOMENT.sub(MADE, _json(given)))


DERIVED: Mapping[str, Callable[[], str]] = {
    "docs/settings.md": settings_page,
    "docs/schema.md": lambda: schema_markdown(SCHEMA),
    "docs/rulebook.md": lambda: rules_markdown(rulefiles.load()),
    "docs/commands.md": commands,
    "api/examples.json": answers,
    "docs/openapi.json": openapi,
}


def _ask(client: TestClient, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.text}"
    return examples.cut(answer.json())


def _upload(client: TestClient) -> Any:
    table = ("files", ("chains.csv", (sample_folder() / "chains.csv").read_bytes()))
    answer = client.post("/v1/ingest", files=[table], data={"dry_run": "true"})
    assert answer.status_code == 202, answer.text
    return answer.json()


def _post(client: TestClient, path: str) -> Any:
    """What is made for one chain on the day of the examples."""
    answer = client.post(path, json={"chain": "NEV", "as_of": examples.DAY})
    assert answer.status_code == 200, answer.text
    return examples.cut(answer.json())


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)  # the service tells each request
    structlog.configure(wrapper_class=quiet)
    for name, made in DERIVED.items():  # the examples before the description that holds them
        (ROOT / name).write_text(made(), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{name}\n")
