"""`python -m bench.suggest [--salt S …] [--shared DIR]`: how often partner suggestions are right,
on splits of the A-share graph; writes docs/accuracy.md and its picture.

A split holds a tenth of the known materials back. `honglian suggest-batch` runs as a process on the
rest, from scratch, and the shared scorer compares its answers with what was held back. Which edges
are held back hangs on the salt, and nothing in the program depends on one.
"""

import argparse
import csv
import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from bench.accuracy_page import write
from bench.bootstrap import Interval, draws, interval
from bench.child import ROOT, measured

SHARED = ROOT.parent / "shared"
SALTS = ("honglian-public-v1", "honglian-other-2", "honglian-other-3")
ENDS = {"t1": ("head", "tail"), "t3": ("company", "supplier")}
RIVALS = {"t1": ("pop", "knn", "knn_contain"), "t3": ("pop", "rrf")}
PARTS = (4, 2, 1)  # one in so many products is learnt from: ×1, ×2, ×4


class Split(NamedTuple):
    """One salt: scores by task, system and subset; intervals; what the child measured."""

    salt: str
    meta: dict[str, int]
    scores: dict[str, dict[str, Any]]
    intervals: dict[str, dict[str, Interval]]
    batch: dict[str, float]  # CPU seconds by task
    inside: dict[str, Any]


def split(shared: Path, salt: str, folder: Path) -> Split:
    """Make a split, answer it, score it."""
    script = shared / "eval" / "make_splits.py"
    python(script, shared / "data" / "ckg", folder, "--salt", salt)
    for baseline in ("baseline_knn.py", "baseline_t3.py"):
        python(shared / "eval" / baseline, folder)
    scores: dict[str, dict[str, Any]] = {}
    intervals, batch = {}, {}
    for task, rivals in RIVALS.items():
        ours = folder / "preds" / f"ours_{task}.jsonl"
        command = [sys.executable, "-m", "api", "suggest-batch", "--data", str(folder)]
        command += ["--task", task, "--queries", str(folder / f"queries_{task}.csv")]
        _, batch[task], _ = measured([*command, "--out", str(ours)])
        scores[task] = {
            name: scored(shared, folder, task, folder / "preds" / f"{name}_{task}.jsonl")
            for name in ("ours", *rivals)
        }
        intervals[task] = spread(folder, task, ours)
    inside = child(folder)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return Split(salt, meta, scores, intervals, batch, inside)


def python(script: Path, *args: object) -> str:
    command = [sys.executable, str(script), *map(str, args)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def scored(shared: Path, folder: Path, task: str, answers: Path) -> Any:
    return json.loads(python(shared / "eval" / "eval_rank.py", folder, task, answers))


def child(folder: Path, part: int = 1) -> dict[str, Any]:
    _, _, said = measured([sys.executable, "-m", "bench.suggest_child", str(folder), str(part)])
    figures: dict[str, Any] = json.loads(said.splitlines()[-1])
    return figures


def spread(folder: Path, task: str, answers: Path) -> dict[str, Interval]:
    """Intervals of the mean reciprocal rank of edges, of hits among ten, and of NDCG among ten, by
    drawing queries again and again."""
    per_query = list(ranks(folder, task, answers))
    sums = np.array(
        [
            [sum(1 / r for r in found if r), sum(0 < r <= 10 for r in found), len(found), gain]
            for found, gain in per_query
        ]
    )
    drawn = sums[draws(len(sums))]
    edges = drawn[:, :, 2].sum(1)
    values = {
        "edge_MRR": drawn[:, :, 0].sum(1) / edges,
        "edge_H10": drawn[:, :, 1].sum(1) / edges,
        "NDCG10": drawn[:, :, 3].mean(1),
    }
    return {name: interval(each) for name, each in values.items()}


def ranks(folder: Path, task: str, answers: Path) -> Iterator[tuple[list[int], float]]:
    """For each query: the filtered rank of each true answer, 0 where it is not among the answers,
    and the NDCG among ten."""
    truth, known = (
        pairs(folder / f"truth_{task}.csv", task),
        pairs(folder / f"known_{task}.csv", task),
    )
    with answers.open(encoding="utf-8") as file:
        given = {line["q"]: line["r"] for line in map(json.loads, file)}
    for query, right in truth.items():
        listed = [a for a in given.get(query, []) if a in right or a not in known[query]]
        at = {answer: place for place, answer in enumerate(listed[:100])}
        found = [rank(at, answer, right) for answer in sorted(right)]
        best = sum(1 / math.log2(2 + i) for i in range(min(10, len(right))))
        gain = sum(1 / math.log2(2 + at[a]) for a in right if at.get(a, 10) < 10)
        yield found, gain / best


def rank(at: dict[str, int], answer: str, right: set[str]) -> int:
    """Other true answers above it do not count."""
    if answer not in at:
        return 0
    return 1 + at[answer] - sum(at.get(a, 101) < at[answer] for a in right)


def pairs(path: Path, task: str) -> dict[str, set[str]]:
    one, other = ENDS[task]
    found: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row[one]].add(row[other])
    return found


class Growth(NamedTuple):
    """CPU seconds of the fit from so many products and known materials."""

    products: int
    upstream: int
    seconds: float


def growth(folder: Path) -> list[Growth]:
    """Of a quarter of the products with all their materials, of a half, and of all."""
    grown = [child(folder, part) for part in PARTS]
    return [Growth(each["products"], each["upstream"], each["fit"]) for each in grown]


def main(told: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--salt", nargs="*", default=SALTS)
    parser.add_argument("--shared", type=Path, default=SHARED)
    asked = parser.parse_args()
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    splits = []
    with TemporaryDirectory() as temporary:
        for number, salt in enumerate(asked.salt):
            splits.append(split(asked.shared, salt, Path(temporary) / str(number)))
            told(f"{salt}: {splits[-1].scores['t1']['ours']['all']}")
        grown = growth(Path(temporary) / "0")
    write(splits, grown)


if __name__ == "__main__":
    main()
