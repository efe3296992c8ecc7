"""The fitted index as a file: texts and arrays only, nothing that runs when it is read."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from graph.errors import InputError
from queries.suggest import products
from queries.suggest.arrays import Sparse
from queries.suggest.bills import Bill, Bills
from queries.suggest.catalogue import Catalogue, Company, Made, Product
from queries.suggest.companies import Chances, CompanyIndex, Direction
from queries.suggest.features import FEATURES
from queries.suggest.model import Calibration, Industry, Model
from queries.suggest.names import Grams, Names
from queries.suggest.partners import Proposal, proposals

VERSION = 3  # of the file; raise it when what stands in it changes its meaning
HEAD, CATALOGUE, ARRAYS = "head.json", "catalogue.json", "arrays.npz"


@dataclass(frozen=True)
class Learnt:
    """What was fitted, on which day's data (ISO), after which ingest of the graph (what
    `run_of` tells, empty for data that is no graph)."""

    index: CompanyIndex
    as_of: str
    run: str

    @property
    def calibration(self) -> Calibration:
        return self.index.products.calibration

    def warm(self) -> None:
        """Make what is made when first asked for."""
        for company in self.index.catalogue.companies[:1]:
            self.proposals(company.id, "up")
            self.proposals(company.id, "down")

    def proposals(
        self, company: str, direction: Direction, *, least: float | None = None
    ) -> list[Proposal]:
        return proposals(self.index, company, direction, least=least)


def save(learnt: Learnt, path: Path) -> Path:
    """Write what was learnt, with the hash of the data that it was learnt from. The same data gives
    the same bytes. A reader meanwhile has the old file or the new one."""
    catalogue, arrays = _texts(learnt.index), _arrays(learnt.index)
    head = {
        "version": VERSION,
        "features": [feature.__name__ for feature in FEATURES],
        "data": learnt.index.catalogue.hash,
        "as_of": learnt.as_of,
        "run": learnt.run,
        "content": _hash(catalogue, arrays),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}")
    with zipfile.ZipFile(partial, "w") as archive:
        archive.writestr(zipfile.ZipInfo(HEAD), json.dumps(head))
        archive.writestr(zipfile.ZipInfo(CATALOGUE), catalogue)
        archive.writestr(zipfile.ZipInfo(ARRAYS), arrays)
    partial.replace(path)
    return path


def load(path: Path) -> Learnt:
    """What was learnt. InputError when the file is missing, truncated, altered or of another
    version."""
    head, texts, content = _read(path)
    if head.get("version") != VERSION or head.get("features") != [f.__name__ for f in FEATURES]:
        raise _refused(path, "模型文件属于其他版本", "the model file is of another version")
    if _hash(texts, content) != head.get("content"):
        raise _refused(path, "模型文件已损坏", "the model file is damaged")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        index = _index(json.loads(texts), dict(arrays))
    return Learnt(index, str(head["as_of"]), str(head["run"]))


def _texts(index: CompanyIndex) -> bytes:
    """The catalogue, the runs of characters, and the bills of materials."""
    known = index.catalogue
    parts = {
        "products": known.products,
        "upstream": known.upstream,
        "kinds": known.kinds,
        "companies": known.companies,
        "makes": known.makes,
        "runs": index.products.names.learnt.runs,
        "bills": index.products.bills.table,
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def _arrays(index: CompanyIndex) -> bytes:
    model, calibration, grams = (
        index.products.model,
        index.products.calibration,
        index.products.names.learnt,
    )
    content = io.BytesIO()
    np.savez(
        content,
        mean=model.mean,
        scale=model.scale,
        knots=model.knots,
        weights=model.weights,
        intercept=np.array(model.intercept),
        **_industry(model.industry),
        score=calibration.score,
        probability=calibration.probability,
        threshold=np.array(calibration.threshold),
        precision=np.array(calibration.precision),
        shown=np.array(calibration.shown),
        weight=grams.weight,
        **_columns("grams", grams.grams),
        **_columns("probable", index.chances.probable),
        **_columns("voted", index.chances.voted),
    )
    return content.getvalue()


def _industry(other: Industry | None) -> dict[str, Any]:
    if other is None:
        return {}
    numbers = np.array([other.slope, other.intercept])
    return {"industry": numbers, "industry_weights": other.weights}


def _read_industry(arrays: Mapping[str, Any]) -> Industry | None:
    if "industry" not in arrays:
        return None
    slope, intercept = arrays["industry"].tolist()
    return Industry(slope, arrays["industry_weights"], intercept)


def _columns(name: str, matrix: Sparse) -> dict[str, Any]:
    return {f"{name}_{part}": getattr(matrix, part) for part in ("data", "indices", "indptr")}


def _index(texts: Mapping[str, Any], arrays: Mapping[str, Any]) -> CompanyIndex:
    known = Catalogue(
        tuple(Product(*row) for row in texts["products"]),
        tuple((a, b) for a, b in texts["upstream"]),
        tuple((a, b) for a, b in texts["kinds"]),
        tuple(Company(*row) for row in texts["companies"]),
        tuple(Made(*row) for row in texts["makes"]),
    )
    size, runs = len(known.products), tuple(texts["runs"])
    grams = Grams(runs, arrays["weight"], _matrix(arrays, "grams", (size, len(runs))))
    model = Model(
        arrays["mean"],
        arrays["scale"],
        arrays["knots"],
        arrays["weights"],
        float(arrays["intercept"]),
        _read_industry(arrays),
    )
    calibration = Calibration(
        arrays["score"],
        arrays["probability"],
        float(arrays["threshold"]),
        float(arrays["precision"]),
        int(arrays["shown"]),
    )
    names = Names([product.name for product in known.products], grams)
    square = (size, size)
    chances = Chances(_matrix(arrays, "probable", square), _matrix(arrays, "voted", square))
    bills = Bills(names, [Bill(tuple(a), tuple(b)) for a, b in texts["bills"]])
    return CompanyIndex(products.index(known, names, bills, model, calibration), chances)


def _matrix(arrays: Mapping[str, Any], name: str, shape: tuple[int, int]) -> Sparse:
    parts = (arrays[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
    return sp.csr_matrix(tuple(parts), shape=shape)


def _read(path: Path) -> tuple[dict[str, object], bytes, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            head: dict[str, object] = json.loads(archive.read(HEAD))
            return head, archive.read(CATALOGUE), archive.read(ARRAYS)
    except FileNotFoundError as exc:
        raise _refused(path, "还没有模型文件", "there is no model file yet") from exc
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError) as exc:
        raise _refused(path, "模型文件已损坏", "the model file is damaged") from exc


def _hash(*contents: bytes) -> str:
    told = hashlib.sha256()
    for content in contents:
        told.update(content)
    return told.hexdigest()


def _refused(path: Path, zh: str, en: str) -> InputError:
    return InputError(
        zh,
        en,
        fix_zh="请运行 honglian suggest fit 重新学习",
        fix_en="Fit the suggestions again: honglian suggest fit",
        where=str(path),
    )
