"""
The industry-chain graph of A-share companies (ChainKnowledgeGraph): seven CSV files.

What is known to be off in it, and what becomes of it:

* Stock codes are written `688268SH` and `301079`: the six digits are the company's id.
* Shares of revenue stem from several breakdowns and add up to about two: `raw_share` keeps the
  figure, `share` is its part of the company's positive total, and the company is marked.
* Accounting lines such as 平衡项目 stand among the products: they are marked `junk`.
* `产品小类` is containment of one name in another; it is kept as KIND_OF, which no rule trusts.
* 下游产品 mostly repeats 上游材料 from the other end: both are FEEDS, once.
* Some rows of company_industry.csv name companies that the data lacks: rejected. Others name an
  industry that industry.csv does not list: the company is filed under the nearest listed above it.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from graph.changes import Ends, Values
from ingest.draft import Draft, Hint, NodeDraft, Reject, RelDraft, RelKey, TableRows, Touch
from ingest.sources.folder import files as files_of
from ingest.sources.folder import holds
from ingest.tables import accessible

FILES = (
    "company.csv",
    "product.csv",
    "industry.csv",
    "company_product.csv",
    "company_industry.csv",
    "industry_parent.csv",
    "product_product.csv",
)
CODE = 6  # digits of a stock code; the exchange may follow
SHENWAN, LEVEL = "SW:", 2  # before the code of an industry; digits of each of its levels
SOURCE = "ChainKnowledgeGraph（A 股上市公司公开资料，2021）"
JUNK = frozenset(
    "平衡项目 分部间抵销 调整项目 其他 其他业务 合计 抵销 内部抵销 分部间抵消 抵消 其它 主营业务 "
    "其他产品 其他收入".split()
)
MAKES = Ends("MAKES", "Enterprise", "Product")
FEEDS = Ends("FEEDS", "Product", "Product")
KIND_OF = Ends("KIND_OF", "Product", "Product")
IN_INDUSTRY = Ends("IN_INDUSTRY", "Enterprise", "Industry")
WITHIN = Ends("WITHIN", "Industry", "Industry")

Row = dict[str, str]
Reader = Callable[[Row, str], Touch | Reject]


def is_ckg(folder: Path) -> bool:
    """Whether a folder is this data set."""
    return holds(folder, FILES)


def files(folder: Path) -> list[Path]:
    """The seven files, entities before what refers to them; an error names what is missing."""
    return files_of(
        folder,
        FILES,
        fix_zh="--format ckg 需要 A 股产业链数据的七个 CSV 文件在同一文件夹中",
        fix_en="--format ckg reads the seven CSV files of the A-share graph from one folder",
    )


def _there(folder: Path) -> list[Path]:
    return [folder / name for name in FILES if (folder / name).is_file()]


def draft(
    folder: Path, told: Callable[[str], None] = lambda _: None, *, optional: bool = False
) -> Draft:
    """Read the data set; `told` hears the name of each file when it is read. With `optional`,
    files may be missing: products are then known by what refers to them, companies are not."""
    reading = _Reading()
    readers: dict[str, tuple[str, str, Reader]] = {
        "company.csv": ("Enterprise", "企业", reading.company),
        "product.csv": ("Product", "产品", reading.product),
        "industry.csv": ("Industry", "行业", reading.industry),
        "company_product.csv": ("MAKES", "生产", reading.makes),
        "company_industry.csv": ("IN_INDUSTRY", "属于行业", reading.in_industry),
        "industry_parent.csv": ("WITHIN", "隶属", reading.within),
        "product_product.csv": ("FEEDS", "用于", reading.between_products),
    }
    for path in _there(folder) if optional else files(folder):
        told(path.name)
        kind, zh, reader = readers[path.name]
        reading.table(path, kind, zh, reader)
    reading.normalise_shares()
    return reading.draft


class _Reading:
    """The draft in the making."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.companies = self.draft.nodes.setdefault("Enterprise", {})
        self.products = self.draft.nodes.setdefault("Product", {})
        self.industries = self.draft.nodes.setdefault("Industry", {})
        self.rels = {e: self.draft.rels.setdefault(e, {}) for e in (MAKES, FEEDS, KIND_OF)}
        self.rels |= {e: self.draft.rels.setdefault(e, {}) for e in (IN_INDUSTRY, WITHIN)}

    def table(self, path: Path, kind: str, zh: str, reader: Reader) -> None:
        rows = TableRows(path.name, "", kind, zh)
        self.draft.tables.append(rows)
        for number, row in _rows(path):
            touch = reader(row, f"{path.name}||{number}")
            if isinstance(touch, Reject):
                self.draft.rejects.append(touch._replace(file=path.name, row=number))
            else:
                rows.numbers.append(number)
                rows.touches.append((touch,))

    def company(self, row: Row, origin: str) -> Touch:
        code = row["code"][:CODE]
        if code not in self.companies:
            values: Values = {
                "name": row["fullname"] or row["name"],
                "short_name": row["name"],
                "listed_code": code,
                "exchange": row["exchange"],
                "listed_on": row["listed"],
                "source": SOURCE,
            }
            self.companies[code] = NodeDraft({k: v for k, v in values.items() if v}, origin)
        return Touch("Enterprise", code)

    def product(self, row: Row, origin: str) -> Touch:
        name = row["name"]
        if name not in self.products:
            values: Values = {"name": name.strip()}
            if name.strip() in JUNK:
                values["junk"] = True
            self.products[name] = NodeDraft(values, origin)
        return Touch("Product", name)

    def industry(self, row: Row, origin: str) -> Touch:
        id = _industry(row["code"])
        self.industries.setdefault(id, NodeDraft({"name": row["name"]}, origin))
        return Touch("Industry", id)

    def makes(self, row: Row, origin: str) -> Touch | Reject:
        code, product = row["company"][:CODE], row["product"]
        if code not in self.companies:
            return _dangling("company", row["company"], "企业")
        self._product_of(product, origin)
        try:
            share = float(row["share"]) if row["share"] else None
        except ValueError:
            return Reject.of("share", row["share"], "不是数", "is no number")
        known = self.rels[MAKES].setdefault(RelKey(code, product), RelDraft({}, origin))
        if share is not None and share >= known.values.get("raw_share", share):
            known.values["raw_share"] = share  # the same product in two breakdowns: the larger part
        return Touch(MAKES, RelKey(code, product))

    def in_industry(self, row: Row, origin: str) -> Touch | Reject:
        code, industry = row["company"][:CODE], _industry(row["industry"])
        if code not in self.companies:
            return _dangling("company", row["company"], "企业")
        listed = next(filter(self.industries.__contains__, _at_or_above(industry)), None)
        if listed is None:
            return _dangling("industry", row["industry"], "行业")
        if listed != industry:
            self._filed_above(origin, row["industry"], listed)
        return self._rel(IN_INDUSTRY, code, listed, origin)

    def within(self, row: Row, origin: str) -> Touch | Reject:
        child, parent = _industry(row["industry"]), _industry(row["parent"])
        for column, text, id in (
            ("industry", row["industry"], child),
            ("parent", row["parent"], parent),
        ):
            if id not in self.industries:
                return _dangling(column, text, "行业")
        return self._rel(WITHIN, child, parent, origin)

    def between_products(self, row: Row, origin: str) -> Touch | Reject:
        one, rel, other = row["from"], row["rel"], row["to"]
        self._product_of(one, origin)
        self._product_of(other, origin)
        if rel == "上游材料":
            return self._rel(FEEDS, other, one, origin)
        if rel == "下游产品":
            return self._rel(FEEDS, one, other, origin)
        if rel == "产品小类":
            return self._rel(KIND_OF, other, one, origin)
        return Reject.of("rel", rel, "不是已知的关系", "is no known relation")

    def _filed_above(self, origin: str, value: str, listed: str) -> None:
        file, sheet, number = origin.rsplit("|", 2)
        name = self.industries[listed].values["name"]
        self.draft.hints.append(
            Hint(
                *(file, sheet, int(number), "industry", value),
                f"行业表中没有这个行业，已归入其上级“{name}”",
                f"not among the industries; filed under the one above it, {name}",
            )
        )

    def normalise_shares(self) -> None:
        """`share`: the part of a product in the positive total of its company."""
        totals: dict[str, float] = defaultdict(float)
        makes = self.rels[MAKES]
        for key, rel in makes.items():
            totals[key.source] += max(rel.values.get("raw_share", 0.0), 0.0)
        for key, rel in makes.items():
            if totals[key.source] > 0 and "raw_share" in rel.values:
                part = max(rel.values["raw_share"], 0.0) / totals[key.source]
                rel.values["share"] = round(part, 6)
        for code, total in totals.items():
            if total > 1.05:
                self.companies[code].values["shares_overlap"] = True

    def _rel(self, ends: Ends, source: str, target: str, origin: str) -> Touch:
        key = RelKey(source, target)
        self.rels[ends].setdefault(key, RelDraft({}, origin))
        return Touch(ends, key)

    def _product_of(self, name: str, origin: str) -> None:
        if name not in self.products:
            self.product({"name": name}, origin)


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    with accessible(path.name), path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        for cells in reader:
            yield reader.line_num, dict(zip(header, cells, strict=False))


def _industry(code: str) -> str:
    """Shenwan codes beside those of GB/T 4754: with a prefix."""
    return SHENWAN + code


def _at_or_above(industry: str) -> Iterator[str]:
    """A Shenwan industry and those above it, two digits a level: 610203, 610200, 610000."""
    digits = industry[len(SHENWAN) :]
    for level in range(len(digits), 0, -LEVEL):
        yield SHENWAN + digits[:level].ljust(len(digits), "0")


def _dangling(column: str, value: str, kind: str) -> Reject:
    return Reject.of(column, value, f"数据中没有这个{kind}", "the data has no such entry")
