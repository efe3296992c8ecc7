"""Our load, as `honglian ingest` does it. `python -m bench.ours FOLDER_OF_TABLES URL`"""

import asyncio
import sys
from pathlib import Path

from api.memory import collect_rarely
from bench.child import tell
from graph import SCHEMA, open_store
from ingest import load
from ingest.sample import AS_OF


async def ingest(folder: Path, url: str) -> None:
    async with open_store(url, timeout=60) as store:
        plan = await load.plan(store, SCHEMA, [folder], today=AS_OF)
        report = await load.commit(store, SCHEMA, plan)
    tell(writes=report.writes if report.written else 0)


if __name__ == "__main__":
    collect_rarely()
    asyncio.run(ingest(Path(sys.argv[1]), sys.argv[2]))
