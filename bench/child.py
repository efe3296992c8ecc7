"""A process of its own: started by the benchmark, measured from outside, and heard at its end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import Run

ROOT = Path(__file__).parents[1]
CKG = ROOT.parent / "shared" / "data" / "ckg"
STATUS = Path("/proc/self/status")


def run(*command: str) -> Run:
    """Run a module of the benchmark, `bench.ours URL FOLDER`, from its start to its end."""
    wall, cpu, said = measured([sys.executable, "-m", *command])
    return Run(wall=wall, cpu=cpu, **json.loads(said.splitlines()[-1]))


def measured(command: Sequence[str]) -> tuple[float, float, bytes]:
    """Seconds of wall and of CPU that a command took, and what it said."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    with process.stdout as output:
        said = output.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return wall, usage.ru_utime + usage.ru_stime, said


def tell(**figures: Any) -> None:
    """The last line of a child: its figures and its own peak."""
    print(json.dumps({**figures, "peak": peak()}), flush=True)


def peak() -> float:
    """MB that this process has had in memory at most.

    Linux hands a parent's peak down to `ru_maxrss` of the child; its own stands in VmHWM.
    """
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
