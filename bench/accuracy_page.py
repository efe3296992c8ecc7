"""The figures of partner suggestions as docs/accuracy.md, and the calibration as a picture."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bench.child import ROOT

if TYPE_CHECKING:
    from bench.suggest import Growth, Split

PAGE, PICTURE = ROOT / "docs" / "accuracy.md", ROOT / "docs" / "calibration.svg"
SYSTEMS = {
    "pop": "popularity · 热门",
    "knn": "text-kNN",
    "knn_contain": "text-kNN and containment",
    "rrf": "rank fusion of six paths (reference)",
    "ours": "**honglian**",
}
OF_PRODUCTS = ("pop", "knn", "knn_contain", "ours")  # what answers for products
SUBSETS = {
    "all": "all · 全部",
    "nocontain": "name does not contain it · 名称不含",
    "industrial": "industrial · 工业品",
}
SIDE, EDGE = 320, 40
HEAD = """\
# 推荐准确率 · How often partner suggestions are right

Written by `python -m bench.suggest` in one run. The data: the A-share chain graph
(ChainKnowledgeGraph), about 94,600 products, all of them candidates. A tenth of the known materials
is held back, with its mirror images and with every name that only it mentions; `honglian
suggest-batch` learns from the rest from scratch, and its answers are compared with what was held
back. Each salt holds back another tenth. A material that is right but that the data does not know
counts as wrong, so every figure is a lower bound.

Of industrial products most is known from a table of usual materials, written by hand
([partners](partners.md)). Its kinds were chosen with the names of the products of the graph in
view; which product uses which was not looked at, and the table is the same for every salt.
"""


def write(splits: "Sequence[Split]", grown: "Sequence[Growth]") -> None:
    PICTURE.write_text(picture(splits), encoding="utf-8")
    PAGE.write_text("\n".join(page(splits, grown)) + "\n", encoding="utf-8")


def page(splits: "Sequence[Split]", grown: "Sequence[Growth]") -> Iterator[str]:
    yield HEAD
    yield from materials(splits)
    yield from suppliers(splits)
    yield from chances(splits)
    yield from costs(splits, grown)
    yield from inside(splits[0])


def materials(splits: "Sequence[Split]") -> Iterator[str]:
    yield "## 产品 → 材料 · Product to material\n"
    yield "MRR and hits among ten are per held-out material (filtered), NDCG per product; the"
    yield "interval is 95 % of a bootstrap over products.\n"
    yield "| salt | subset | n | system | MRR | hits@10 | NDCG@10 |"
    yield "|---|---|---|---|---|---|---|"
    for each in splits:
        for subset, title in SUBSETS.items():
            for system in OF_PRODUCTS:
                got = each.scores["t1"][system][subset]
                own = each.intervals["t1"] if (system, subset) == ("ours", "all") else {}
                cells = [figure(got, own, key) for key in ("edge_MRR", "edge_H10", "NDCG10")]
                head = f"| {each.salt} | {title} | {got['edges']} | {SYSTEMS[system]}"
                yield f"{head} | {' | '.join(cells)} |"
    for subset, title in SUBSETS.items():
        for system in OF_PRODUCTS:
            yield _pooled([each.scores["t1"][system][subset] for each in splits], title, system)
    yield ""


def _pooled(scores: Sequence[dict[str, Any]], title: str, system: str) -> str:
    """The same over the held-out materials of all salts together."""
    n = sum(each["edges"] for each in scores)
    mean = {
        key: sum(each[key] * each["edges"] for each in scores) / max(n, 1)
        for key in ("edge_MRR", "edge_H10")
    }
    cells = f"{mean['edge_MRR']:.3f} | {mean['edge_H10']:.3f} | –"
    return f"| all of them · 合计 | {title} | {n} | {SYSTEMS[system]} | {cells} |"


def suppliers(splits: "Sequence[Split]") -> Iterator[str]:
    yield "## 企业 → 供应商 · Company to supplier\n"
    yield "A pair counts when a held-out material links a product of the one to a product of the"
    yield "other; pairs that known materials link are left out.\n"
    yield "| salt | companies | system | NDCG@10 | by the reference |"
    yield "|---|---|---|---|---|"
    for each in splits:
        reference = each.scores["t3"]["rrf"]["all"]["NDCG10"]
        for system in ("pop", "rrf", "ours"):
            got = each.scores["t3"][system]["all"]
            own = each.intervals["t3"] if system == "ours" else {}
            ratio = f"{got['NDCG10'] / reference:.2f}"
            value = figure(got, own, "NDCG10")
            yield f"| {each.salt} | {got['queries']} | {SYSTEMS[system]} | {value} | {ratio} |"
    yield ""


def chances(splits: "Sequence[Split]") -> Iterator[str]:
    yield "## 概率与阈值 · Probabilities and the threshold\n"
    yield "![calibration](calibration.svg)\n"
    yield "Of candidates of one probability, so many were right; the gap is the mean over"
    yield "tenths. By default only what reaches the threshold is shown; else 暂无可靠建议."
    yield "*Right* is the share of what is shown that was held back, *served* the share of products"
    yield "that are shown any, *food* its part of the first ten of industrial products.\n"
    yield "| salt | mean gap | threshold | right | served | food |"
    yield "|---|---|---|---|---|---|"
    for each in splits:
        threshold, right, served = each.inside["default"]
        gap, food = mean_gap(each.inside["bins"]), each.inside["food"]
        cells = f"{gap:.3f} | {threshold:.2f} | {right:.3f} | {served:.1%} | {food:.2%}"
        yield f"| {each.salt} | {cells} |"
    yield "\nPrecision against coverage:\n"
    first = splits[0].inside["shown"]
    yield "| threshold | " + " | ".join(f"{threshold:.2f}" for threshold, *_ in first) + " |"
    yield "|---" * (len(first) + 1) + "|"
    for each in splits:
        pairs = (f"{right:.2f} at {served:.0%}" for _, right, served in each.inside["shown"])
        yield f"| {each.salt} | {' | '.join(pairs)} |"
    yield ""


def costs(splits: "Sequence[Split]", grown: "Sequence[Growth]") -> Iterator[str]:
    yield "## 耗时 · Cost\n"
    yield "One core, CPU time. Fit and index: from the CSV files to the first answer. A warm"
    yield "suggestion has its reasons and its paths. The peak is that of fit and index.\n"
    yield "| salt | fit + index, s | peak, MB | product p95, ms | company p95, ms | batch t1, s |"
    yield "|---|---|---|---|---|---|"
    for each in splits:
        got = each.inside
        ms = f"{got['product_ms']:.1f} | {got['company_ms']:.1f}"
        cells = f"{got['fit']:.1f} | {got['fit_peak']:.0f} | {ms} | {each.batch['t1']:.0f}"
        yield f"| {each.salt} | {cells} |"
    yield "\nGrowth, with every fourth, every second and every product and all their materials:\n"
    yield "| products | known materials | fit + index, s |"
    yield "|---|---|---|"
    for size in grown:
        yield f"| {size.products:,} | {size.upstream:,} | {size.seconds:.1f} |"
    yield f"\nSlope {slope(grown):.2f} in log-log of products.\n"


def inside(split: "Split") -> Iterator[str]:
    yield "## 依据与失误 · What counts, and where it fails\n"
    yield "Features by the spread of what they add to the log-odds of candidates; users read these"
    yield "words as the reasons of a suggestion.\n"
    yield "| feature | spread |"
    yield "|---|---|"
    for words, value in split.inside["weights"]:
        yield f"| {words} | {value:.2f} |"
    yield "\nMaterials that were not found among ten, and what stood first instead:\n"
    yield "| product | material | first instead |"
    yield "|---|---|---|"
    for product, material, first in split.inside["misses"]:
        yield f"| {product} | {material} | {'、'.join(first)} |"


def figure(got: dict[str, Any], own: dict[str, Any], key: str) -> str:
    value = f"{got[key]:.3f}"
    return f"{value} ({own[key][0]:.3f}–{own[key][1]:.3f})" if key in own else value


def mean_gap(bins: Sequence[tuple[float, float, int]]) -> float:
    return sum(abs(chance - right) for chance, right, _ in bins) / len(bins)


def slope(grown: "Sequence[Growth]") -> float:
    first, last = grown[0], grown[-1]
    return math.log(last.seconds / first.seconds) / math.log(last.products / first.products)


def picture(splits: "Sequence[Split]") -> str:
    """Probability against share right, a line for each salt; the diagonal is perfect."""
    size = SIDE + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{size}" height="{size}" fill="#fff"/>',
        f'<path d="M{EDGE} {EDGE}V{EDGE + SIDE}H{EDGE + SIDE}" fill="none" stroke="#333"/>',
        f'<path d="M{EDGE} {EDGE + SIDE}L{EDGE + SIDE} {EDGE}" stroke="#999"'
        ' stroke-dasharray="4 4"/>',
        f'<text x="{EDGE}" y="{EDGE - 12}">实际比例 share that was right</text>',
        f'<text x="{EDGE + SIDE}" y="{size - 8}" text-anchor="end">概率 probability</text>',
    ]
    for each, colour in zip(splits, ("#1f4e86", "#b23b3b", "#17624a", "#7a4b06"), strict=False):
        dots = [(x_of(chance), y_of(right)) for chance, right, _ in each.inside["bins"]]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in dots]
    for tick in (0, 0.5, 1):
        parts.append(f'<text x="{x_of(tick)}" y="{EDGE + SIDE + 16}">{tick:g}</text>')
        parts.append(f'<text x="{EDGE - 24}" y="{y_of(tick) + 4}">{tick:g}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def x_of(chance: float) -> float:
    return EDGE + SIDE * chance


def y_of(right: float) -> float:
    return EDGE + SIDE * (1 - right)
