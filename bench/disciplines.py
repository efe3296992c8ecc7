"""`python -m bench.disciplines [--shared DIR]`: how often a need is sorted into its discipline;
writes docs/accuracy-universities.md.

No labelled needs are public. In their place stand topics of NSFC that the model has never seen: a
fifth of the leaves is held out, with every leaf of the same name, and the rest of the
classification is loaded as `honglian ingest` loads it; the model that answers `honglian
universities --need` is fitted anew and asked which field each leaf belongs to. Which leaves are
held out hangs on the salt, and nothing in the program depends on one. Beside them the names of
segments and products of the sample, whose disciplines of GB/T 13745 the sample tells.
"""

import argparse
import csv
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.bootstrap import draws, interval
from bench.child import ROOT
from ingest import sample
from ingest.sources import universities as lists
from queries.matching import disciplines, texts
from queries.matching.disciplines import DisciplineModel, Wording
from queries.matching.tree import Tree
from queries.matching.works import Work, Works
from queries.suggest.arrays import Floats, scaled, totals

SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "accuracy-universities.md"
SALTS = ("honglian-needs-1", "honglian-needs-2", "honglian-needs-3")
PART = 5  # one leaf in so many is held out
NEIGHBOURS = 20
RIDGES = (0.1, 0.3, 3.0)
Node = dict[str, Any]
Score = Callable[[Sequence[str]], Floats]


Counts = np.ndarray[Any, np.dtype[np.int64]]


class Ranks(NamedTuple):
    """The rank of the first right field of each query, 1 for the best."""

    ranks: Counts

    def figures(self) -> list[str]:
        """H@1, H@3 and MRR, each with 95 % of a bootstrap over queries."""
        values = [self.ranks == 1, self.ranks <= 3, 1 / self.ranks]
        draw = draws(len(self.ranks))
        told = []
        for value in values:
            low, high = interval(value[draw].mean(1))
            told.append(f"{value.mean():.3f} ({low:.3f}–{high:.3f})")
        return told


class Asked(NamedTuple):
    """Texts with the fields that are right for each, as columns of the tree."""

    plains: list[str]
    right: list[list[int]]


def drafted(folder: Path) -> list[Node]:
    """The disciplines of the lists, as rows of `match_disciplines`."""
    draft = lists.draft(folder)
    ups: dict[str, list[list[str]]] = {}
    for ends in (lists.CORRESPONDS, lists.WITHIN):
        for key in draft.rels[ends]:
            ups.setdefault(key.source, []).append([ends.type, key.target])
    return [
        {
            "id": id,
            "name": node.values["name"],
            "name_en": node.values.get("name_en"),
            "scheme": node.values.get("scheme"),
            "ups": ups.get(id, []),
        }
        for id, node in sorted(draft.nodes["Discipline"].items())
    ]


def held_out(nodes: Sequence[Node], salt: str) -> set[str]:
    """Ids of the leaves that the model is not to see, all that share a name together."""
    above = {up for node in nodes for _, up in node["ups"]}
    leaves = [n for n in nodes if n["id"].startswith(lists.NSFC) and n["id"] not in above]
    picked = {n["name"] for n in leaves if _digest(salt, n["name"]) % PART == 0}
    return {n["id"] for n in leaves if n["name"] in picked and n["ups"]}


def _digest(salt: str, text: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{salt}|{text}".encode()).digest()[:8], "big")


def ranks(score: Floats, right: Sequence[Sequence[int]]) -> Ranks:
    """Equals are ranked by their column, as the program does."""
    order = np.argsort(-score, axis=1, kind="stable")
    place = np.argsort(order, axis=1)
    return Ranks(np.array([place[row, fields].min() + 1 for row, fields in enumerate(right)]))


class Rivals:
    """What the model is compared with, on the names that it was fitted on."""

    def __init__(self, model: DisciplineModel) -> None:
        self.own, self.label = model.chinese, model.chinese.label
        self.systems: dict[str, Score] = {
            "popularity · 热门": self.popularity,
            "containment of a name · 名称包含": self.containment,
            "centroids · 类中心": self.centroids,
            f"{NEIGHBOURS} neighbours · 近邻": self.neighbours,
            "complement Bayes · 贝叶斯": self.bayes,
            "**honglian** (ridge · 岭回归)": model.scores,
        }

    def popularity(self, plains: Sequence[str]) -> Floats:
        return np.tile(self.label.sum(0), (len(plains), 1))

    def containment(self, plains: Sequence[str]) -> Floats:
        found = np.zeros((len(plains), self.label.shape[1]), np.float32)
        for row, plain in enumerate(plains):
            for known, wording in enumerate(self.own.wordings):
                if wording.text in plain or plain in wording.text:
                    size = min(len(wording.text), len(plain))
                    found[row] = np.maximum(found[row], self.label[known] * size)
        return found

    def centroids(self, plains: Sequence[str]) -> Floats:
        mean = np.asarray((self.own.grams.T @ self.label).T)
        mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
        return np.asarray(self.own.transformed(plains) @ mean.T)

    def neighbours(self, plains: Sequence[str]) -> Floats:
        alike = (self.own.grams @ self.own.transformed(plains).T).toarray().T
        least = np.sort(alike, axis=1)[:, -NEIGHBOURS][:, None]
        return np.asarray(np.where(alike >= least, alike, 0) @ self.label)

    def bayes(self, plains: Sequence[str]) -> Floats:
        from sklearn.naive_bayes import ComplementNB  # noqa: PLC0415  # slow to import

        rows, columns = np.nonzero(self.label)
        fitted = ComplementNB(alpha=0.3).fit(self.own.grams[rows], columns)
        found = np.full((len(plains), self.label.shape[1]), -np.inf)
        found[:, fitted.classes_] = fitted.predict_joint_log_proba(self.own.transformed(plains))
        return found


def topics(nodes: Sequence[Node], salt: str) -> tuple[DisciplineModel, Asked, Asked]:
    """The model without the leaves, and the leaves in both languages."""
    hidden = held_out(nodes, salt)
    whole = Tree(nodes)
    model = DisciplineModel(Tree([node for node in nodes if node["id"] not in hidden]))
    at = {field: column for column, field in enumerate(model.tree.fields)}
    asked = [node for node in nodes if node["id"] in hidden]
    right = [[at[field] for field in whole.ways[node["id"]] if field in at] for node in asked]
    chinese = Asked([texts.plain(node["name"]) for node in asked], right)
    told = [row for row, node in enumerate(asked) if node["name_en"]]
    english = [texts.plain(asked[row]["name_en"]) for row in told]
    return model, chinese, Asked(english, [right[row] for row in told])


def local(nodes: Sequence[Node]) -> Iterable[str]:
    """Names of the sample: segments that were not learnt; products, each asked of a model that has
    learnt all segments and the products of the other parts."""
    tree = Tree(nodes)
    told = {row["segment_id"]: row for row in table("segments.csv") if row["gbt13745_2009"]}
    codes = {id: tuple(row["gbt13745_2009"].split(";")) for id, row in told.items()}
    places = {id: Wording(row["name_zh"], codes[id]) for id, row in told.items()}
    products = [
        Wording(row["name_zh"], codes[row["segment_id"]])
        for row in table("products.csv")
        if row["segment_id"] in codes
    ]
    blank = DisciplineModel(tree)
    for name, score in Rivals(blank).systems.items():
        yield line("–", "segments of the sample", name, of(blank, score, list(places.values())))
    found: dict[str, list[Counts]] = {name: [] for name in Rivals(blank).systems}
    for part in range(PART):
        rest = [p for at, p in enumerate(products) if at % PART != part]
        model = DisciplineModel(tree, [*places.values(), *rest])
        for name, score in Rivals(model).systems.items():
            found[name].append(of(model, score, products[part::PART]).ranks)
    for name, parts in found.items():
        yield line("–", "products of the sample", name, Ranks(np.concatenate(parts)))


def table(name: str) -> list[dict[str, str]]:
    with (sample.folder() / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of(model: DisciplineModel, score: Score, asked: Sequence[Wording]) -> Ranks:
    """How wordings with several right disciplines are ranked."""
    at = {field: column for column, field in enumerate(model.tree.fields)}
    right = [
        sorted({at[field] for code in each.disciplines for field in model.tree.ways[code]})
        for each in asked
    ]
    return ranks(score([texts.plain(each.text) for each in asked]), right)


def reliable(model: DisciplineModel, asked: Asked) -> list[tuple[float, float, float]]:
    """For thresholds of the score: how many are answered, and how often the first is right."""
    score = model.scores(asked.plains)
    best, first = score.max(1), score.argmax(1)
    hit = np.array([column in right for column, right in zip(first, asked.right, strict=True)])
    found = []
    for threshold in (0.0, 0.06, disciplines.LEAST, 0.2, 0.3, 0.5):
        kept = best >= threshold
        found.append((threshold, float(kept.mean()), float(hit[kept].mean())))
    return found


def works(nodes: Sequence[Node], salt: str) -> dict[str, Ranks]:
    """A leaf asked of the texts of the topics above it, without itself: BM25 beside TF-IDF."""
    hidden = held_out(nodes, salt)
    named = {node["id"]: node["name"] for node in nodes}
    below: dict[str, list[str]] = {}
    parent: dict[str, str] = {}
    for node in nodes:
        for rel, up in node["ups"]:
            if rel == "WITHIN" and len(up) > len(lists.NSFC) + 3:
                parent[node["id"]] = up
                if node["id"] not in hidden:
                    below.setdefault(up, []).append(node["name"])
    ids = sorted(below)
    bodies = [Work("Offer", id, named[id], "，".join(below[id]), id) for id in ids]
    asked = [id for id in sorted(hidden) if parent.get(id) in below]
    plains = [texts.plain(named[id]) for id in asked]
    right = [[ids.index(parent[id])] for id in asked]
    plain_bodies = [texts.plain(f"{body.name} {body.text}") for body in bodies]
    return {
        "BM25": ranks(bm25(plains, plain_bodies), right),
        "**TF-IDF**": ranks(Works(bodies).scores(plains), right),
    }


def bm25(plains: Sequence[str], bodies: Sequence[str]) -> Floats:
    """(texts, bodies), with the usual k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009)."""
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415  # slow to import

    counter = CountVectorizer(analyzer=texts.grams, dtype=np.float32)
    counts = counter.fit_transform(bodies)
    length, size = totals(counts, 1), counts.shape[0]
    rare = np.bincount(counts.indices, minlength=counts.shape[1])
    rows = np.repeat(np.arange(size), np.diff(counts.indptr))
    counts.data *= 2.2 / (counts.data + 1.2 * (0.25 + 0.75 * length / length.mean())[rows])
    weighed = counts @ scaled(np.log1p((size - rare + 0.5) / (rare + 0.5)))
    asked = counter.transform(plains)
    asked.data[:] = 1
    found: Floats = (asked @ weighed.T).toarray()
    return found


def chance(nodes: Sequence[Node]) -> list[tuple[float, float]]:
    """How often two topics of different areas are as alike as a threshold of common needs."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  # slow to import

    leaves = [n for n in nodes if n["id"].startswith(lists.NSFC) and len(n["id"]) > 8]
    area = np.array([n["id"][:8] for n in leaves])
    plains = [texts.plain(n["name"]) for n in leaves]
    grams = TfidfVectorizer(analyzer=texts.grams, sublinear_tf=True).fit_transform(plains)
    alike = (grams @ grams.T).toarray()
    apart = alike[area[:, None] != area[None, :]]
    return [(t, float((apart >= t).mean())) for t in (0.15, 0.25, 0.35, 0.45)]


def ridges(nodes: Sequence[Node], salt: str) -> Iterable[tuple[str, Ranks]]:
    """Other strengths of the regression."""
    for ridge in RIDGES:
        model, asked, _ = topics(nodes, salt)
        kept, disciplines.RIDGE = disciplines.RIDGE, ridge
        try:
            score = model.scores(asked.plains)
        finally:
            disciplines.RIDGE = kept
        yield f"ridge with {ridge:g}", ranks(score, asked.right)


def page(nodes: Sequence[Node]) -> Iterable[str]:
    yield HEAD
    yield from sorting(nodes)
    yield from showing(nodes)
    yield from finding(nodes)
    yield "## 共性需求的阈值 · The threshold of common needs\n"
    yield "Share of pairs of topics from different areas that are at least so much alike:\n"
    yield "| similarity | share |"
    yield "|---|---|"
    yield from (f"| {threshold:g} | {share:.3%} |" for threshold, share in chance(nodes))
    yield "\n## 耗时 · Cost\n"
    yield from costs(nodes)
    yield from alone(nodes)


def sorting(nodes: Sequence[Node]) -> Iterable[str]:
    yield "## 需求 → 学科 · Need to discipline\n"
    yield "| salt | asked | n | system | H@1 | H@3 | MRR |"
    yield "|---|---|---|---|---|---|---|"
    for salt in SALTS:
        model, chinese, english = topics(nodes, salt)
        for name, score in Rivals(model).systems.items():
            yield line(salt, "unseen topics", name, ranks(score(chinese.plains), chinese.right))
        found = ranks(model.scores(english.plains), english.right)
        yield line(salt, "unseen topics in English", "**honglian**", found)
    for name, found in ridges(nodes, SALTS[0]):
        yield line(SALTS[0], "unseen topics", name, found)
    yield from local(nodes)
    yield "\nBars: H@1 ≥ 0.55 and MRR ≥ 0.70 must, 0.65 and 0.78 good. A field is a discipline of"
    yield "GB/T 13745 where one corresponds by name, else an area or a discipline of another"
    yield f"classification: {len(Tree(nodes).fields)} in all. Segments and products of the sample"
    yield "have two or three disciplines, any of which is right. Names of segments (镶嵌抛光, 民宿"
    yield "经营) stand in no classification: what the office tells of its own chains is what helps"
    yield "there, as the products show, whose segments and fellows were learnt.\n"


def showing(nodes: Sequence[Node]) -> Iterable[str]:
    yield "## 多可靠才给出 · When a discipline is shown\n"
    yield f"A field is shown from a score of {disciplines.LEAST:g} on, when a word of at least two"
    yield "characters stands in one of its names. Of the unseen topics:\n"
    yield "| threshold | answered | first is right |"
    yield "|---|---|---|"
    model, asked, _ = topics(nodes, SALTS[0])
    for threshold, answered, right in reliable(model, asked):
        yield f"| {threshold:g} | {answered:.0%} | {right:.2f} |"
    yield ""


def finding(nodes: Sequence[Node]) -> Iterable[str]:
    yield "## 需求 → 成果、团队 · Need to results and teams\n"
    yield "No results of universities are public with needs that they met. In their place: a leaf"
    yield "is asked of the topics above, each with the names of its other leaves as its text.\n"
    yield "| salt | n | weights | H@1 | H@3 | MRR |"
    yield "|---|---|---|---|---|---|"
    for salt in SALTS:
        for name, found in works(nodes, salt).items():
            yield f"| {salt} | {len(found.ranks)} | {name} | {' | '.join(found.figures())} |"
    yield ""


def alone(nodes: Sequence[Node]) -> Iterable[str]:
    yield "## 没有对应的学科 · What corresponds to nothing\n"
    tied = {node["id"] for node in nodes if node["ups"]}
    for prefix, what in ((lists.NSFC, "areas of NSFC"), (lists.DEGREE, "degree disciplines")):
        found = [n["name"] for n in nodes if n["id"].startswith(prefix) and n["id"] not in tied]
        yield f"{len(found)} {what} correspond to no other by name and are fields of their own:"
        yield f"{'、'.join(found)}.\n"


def line(salt: str, asked: str, system: str, found: Ranks) -> str:
    return f"| {salt} | {asked} | {len(found.ranks)} | {system} | {' | '.join(found.figures())} |"


def costs(nodes: Sequence[Node]) -> Iterable[str]:
    start = time.process_time()
    model = DisciplineModel(Tree(nodes))
    size = len(model.chinese.wordings)
    fit = time.process_time() - start
    asked = [node["name"] for node in nodes if node["id"].startswith(lists.NSFC)][::15]
    times = []
    for name in asked:
        start = time.process_time()
        model.best(texts.plain(f"{name}关键技术"))
        times.append((time.process_time() - start) * 1000)
    p50, p95 = np.quantile(times, (0.5, 0.95))
    yield f"CPU: {fit:.1f} s to fit {size:,} names; a need is sorted in {p50:.1f} ms (median),"
    yield f"{p95:.1f} ms (95 %). A whole warm question is measured in docs/universities.md.\n"


HEAD = f"""\
# 校企对接准确率 · How often needs are sorted right

Written by `python -m bench.disciplines` in one run. There are no public needs with their
disciplines. In their place stand topics of the NSFC classification (2,916, of which 2,454 are
leaves): one leaf in {PART} is held out with all of its namesakes, the model is fitted on the rest
and on the names of GB/T 13745 and of the degree disciplines, and says to which field each leaf
belongs. Each salt holds out another fifth. A real need is longer and less tidy than the name of a
topic: these figures are a proxy. The interval is 95 % of a bootstrap over queries.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=SHARED)
    given = parser.parse_args()
    nodes = drafted(given.shared / "data" / "universities")
    PAGE.write_text("\n".join(page(nodes)).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
