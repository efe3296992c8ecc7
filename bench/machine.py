"""On what it was measured: enough to read the figures by, nothing that names a host."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.child import ROOT
from tests.neo4j import version as neo4j_version

CPU = Path("/proc/cpuinfo")
PAGE = "docs/performance.md"


@dataclass(frozen=True)
class Machine:
    """`commit` ends with + when files differ from it."""

    day: str
    commit: str
    cores: int
    memory: int  # GB
    processor: str
    system: str
    python: str
    arcadedb: str
    neo4j: str
    driver: str


def describe() -> Machine:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        day=datetime.now(UTC).date().isoformat(),
        commit=_commit(),
        cores=len(os.sched_getaffinity(0)),
        memory=round(size / 1024**3),
        processor=_processor(),
        system=platform.system(),
        python=platform.python_version(),
        arcadedb=version("arcadedb"),
        neo4j=neo4j_version(),
        driver=version("neo4j"),
    )


def _processor() -> str:
    lines = CPU.read_text(encoding="utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _commit() -> str:
    head = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--", ".", f":!{PAGE}")
    return f"{head}+" if changed else head


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
