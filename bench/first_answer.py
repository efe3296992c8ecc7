"""A process that opens a graph, asks for its chains, and ends."""

import asyncio
import sys

from bench.child import tell
from graph import open_store
from ingest.sample import AS_OF
from queries.chains import chains


async def ask(url: str) -> None:
    async with open_store(url) as store:
        await chains(store, AS_OF)
    tell(writes=0)


if __name__ == "__main__":
    asyncio.run(ask(sys.argv[1]))
