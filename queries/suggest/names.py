"""Product names: which resemble one another, which contain one another, and which product of the
graph a company's own wording means."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np

from queries.suggest.arrays import Floats, Ints, Sparse, scaled

LONGEST = 60  # characters of a name that are read; product names have four on average
LONGEST_PART = 30
SHORTEST_LINK = 2
SLOT = "|"  # where a part stands in a pattern
WIDE_RUN = 1500  # a run of characters in more names than this brings nothing but length

# Lines of accounts, which name no product.
JUNK = frozenset(
    "平衡项目 分部间抵销 调整项目 其他 其他业务 合计 抵销 内部抵销 分部间抵消 抵消 销售 "
    "商品销售 销售商品 材料销售 服务 其它 主营业务 其他产品 其他收入 租金 租赁 贸易".split()
)
# Words so wide that two companies which share one share nothing.
GENERIC = frozenset(
    "设备 配件 系统 材料 管理 制品 设计 咨询 机械 运输 器件 软件 研发 处理 电子 板块 终端 "
    "平台 硬件 通信 原料 物流 培训 化学品 成套设备 控制系统 金融 科技 工具 策划 原材料 "
    "机械设备 管理系统 安全 手续费 环保 设施 信息 零部件 部件 组件 元件 装置 技术 维修 检测 "
    "安装 运营 广告 投资 建筑 装饰 仓储 配送 加工 生产 制造 经营 收入 用电 变电 配电 "
    "能源系统 系统设备 附件 产品 项目 工程 施工 网络 数据 监控 显示 节能 健康 文化 旅游 "
    "酒店 餐饮 教育 医疗 保险 证券 中间体 药物 建材 商品 副产品 包装 包装物 水 气 油 功能 "
    "结构 模块".split()
)
BRACKETED = re.compile(r"[（(].*?[)）]")
TAIL = re.compile(
    r"(?:业务|产品|销售|收入|系列|类|的生产|生产|加工|制造|及其他|及相关.*|等)+$", re.DOTALL
)


@cache
def _simplified() -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415  # reads its dictionaries

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return _simplified()(text)


def asked_name(text: str) -> str:
    """What somebody typed, in the form of the names of the graph: simplified characters, half
    width, at most `LONGEST` of them."""
    return "".join(simplified(unicodedata.normalize("NFKC", text[:LONGEST])).split())


def bare(name: str) -> str:
    """A company's wording without brackets and accounting words: 光伏组件销售收入 is 光伏组件."""
    return TAIL.sub("", BRACKETED.sub("", name)).strip()


class Linker:
    """Which name of the graph a company's wording means, by strict rules: the same, or the longest
    that it ends with. Never a generic word."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names) - GENERIC

    def __call__(self, wording: str) -> str | None:
        if wording in JUNK:
            return None
        core = bare(wording)
        if len(core) >= SHORTEST_LINK and core in self.names:
            return core
        tails = (core[start:] for start in range(1, len(core) - SHORTEST_LINK))
        return next((tail for tail in tails if tail in self.names), None)


class Parts(NamedTuple):
    """Known names inside other names: `row` of the longer, `part` the known one, and how many
    characters stand `before` and `after` it."""

    row: Ints
    part: Ints
    before: Ints
    after: Ints


class Patterns(NamedTuple):
    """Numbers of patterns: `at` each, and `of_parts`: (parts, 3), the exact before the loose."""

    at: dict[str, int]
    of_parts: Ints


class Grams(NamedTuple):
    """Runs of characters, the weight of each, and (names, runs) of their TF-IDF."""

    runs: tuple[str, ...]
    weight: Floats
    grams: Sparse


def _vectorizer(vocabulary: Mapping[str, int] | None) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  # slow to import

    return TfidfVectorizer(
        analyzer="char",
        ngram_range=(1, 3),
        sublinear_tf=True,
        dtype=np.float32,
        vocabulary=vocabulary,
    )


class Names:
    """The names of a catalogue as TF-IDF vectors over runs of one to three characters.

    Runs of characters beat segmented words in every measurement on product names.
    """

    def __init__(self, names: Sequence[str], learnt: "Grams | None" = None) -> None:
        """`learnt`: of the same names before, which saves reading them all again."""
        self.names = tuple(names)
        self.at = {name: row for row, name in reversed(list(enumerate(names)))}
        self.length = np.array([len(name) for name in names], np.int64)
        self._vectorizer = _vectorizer(learnt and {run: at for at, run in enumerate(learnt.runs)})
        if learnt:
            self._vectorizer.idf_ = learnt.weight
            self.grams: Sparse = learnt.grams
        else:
            self.grams = self._vectorizer.fit_transform(names)

    @property
    def learnt(self) -> "Grams":
        runs = tuple(self._vectorizer.get_feature_names_out().tolist())
        return Grams(runs, np.asarray(self._vectorizer.idf_), self.grams)

    @cached_property
    def telling(self) -> Sparse:
        """(runs, names): the same, of runs that not too many names have."""
        with_run = np.bincount(self.grams.indices, minlength=self.grams.shape[1])
        return (scaled(with_run <= WIDE_RUN) @ self.grams.T).tocsr()

    def vectors(self, texts: Sequence[str]) -> Sparse:
        """One unit row for each text; empty when it shares nothing with any name."""
        return self._vectorizer.transform(texts)

    def parts(self, texts: Sequence[str]) -> Parts:
        """The known names that stand within the texts, each once for a text."""
        found = [
            (row, part, before, after)
            for row, text in enumerate(texts)
            for part, (before, after) in self._within(text).items()
        ]
        return Parts(*np.array(found, np.int64).reshape(-1, 4).T)

    @cached_property
    def own_parts(self) -> Parts:
        """The known names within each known name, in the order of the rows."""
        return self.parts(self.names)

    @cached_property
    def own_patterns(self) -> Patterns:
        """The patterns of all own parts."""
        at: dict[str, int] = {}
        rows = zip(*(column.tolist() for column in self.own_parts), strict=True)
        numbers = [
            at.setdefault(pattern, len(at))
            for row, _, before, after in rows
            for pattern in patterns_of(self.names[row], before, after)
        ]
        return Patterns(at, np.array(numbers, np.int64).reshape(-1, 3))

    def _within(self, text: str) -> dict[int, tuple[int, int]]:
        size = min(len(text), LONGEST)
        known = self.at
        within: dict[int, tuple[int, int]] = {}
        for start in range(size):
            for end in range(start + 1, min(size, start + LONGEST_PART) + 1):
                part = known.get(text[start:end])
                if part is not None and end - start < len(text):
                    within.setdefault(part, (start, len(text) - end))
        return within


def patterns_of(text: str, before: int, after: int) -> tuple[str, str, str]:
    """What is left of a name around a part, the exact before the loose: of 蜂蜜 in 蜂蜜马芬,
    `|马芬`."""
    head, tail = text[:before], text[len(text) - after :]
    if not head:
        loose = f"{SLOT}…{tail[-2:]}"
    elif not tail:
        loose = f"{head[:2]}…{SLOT}"
    else:
        loose = f"…{SLOT}…{tail[-2:]}"
    return f"{head}{SLOT}{tail}", loose, f"{'…' * bool(head)}{SLOT}{'…' * bool(tail)}"
