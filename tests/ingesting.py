"""An ingest in a process of its own, to be killed. Imported by that process, so it stays small."""

import asyncio
import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from graph import SCHEMA, open_store
from graph.model import Schema
from ingest import load

DAY = "2026-11-23"
LABELS = ("Enterprise", "Observation", "IngestRun", "Vocabulary")
TYPES = ("OBSERVED", "IN_CHAIN", "AT")
# Few kinds, so that making their indexes does not take most of the time.
SMALL = Schema(tuple(map(SCHEMA.node, LABELS)), tuple(map(SCHEMA.rel, TYPES)))
# A server that has imported all but the engine forks the processes: each starts at once.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.ingesting", "graph.bolt", "pypinyin"])


def ingest(url: str, folder: Path, told: Connection) -> None:
    """Load a folder; tells when the plan is made and when it is written."""
    asyncio.run(_ingest(url, folder, told))


async def _ingest(url: str, folder: Path, told: Connection) -> None:
    async with open_store(url) as store:
        plan = await load.plan(store, SMALL, [folder], today=DAY)
        told.send("planned")
        await load.commit(store, SMALL, plan)
        told.send("written")
