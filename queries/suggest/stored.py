"""The fitted index as a file: arrays only, nothing that runs when it is read."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np

from graph.errors import InputError
from queries.suggest import domains
from queries.suggest.catalogue import Catalogue
from queries.suggest.features import FEATURES
from queries.suggest.model import Calibration, Model
from queries.suggest.names import Names
from queries.suggest.products import ProductIndex

VERSION = 1  # of the file; raise it when what the arrays mean changes
HEAD, ARRAYS = "head.json", "arrays.npz"


def save(index: ProductIndex, path: Path) -> Path:
    """Write what was learnt, with the hash of the data that it was learnt from. The same index
    gives the same bytes."""
    arrays = io.BytesIO()
    np.savez(
        arrays,
        mean=index.model.mean,
        scale=index.model.scale,
        knots=index.model.knots,
        weights=index.model.weights,
        intercept=np.array(index.model.intercept),
        score=index.calibration.score,
        probability=index.calibration.probability,
        threshold=np.array(index.calibration.threshold),
    )
    content = arrays.getvalue()
    head = {
        "version": VERSION,
        "features": [feature.__name__ for feature in FEATURES],
        "data": index.catalogue.hash,
        "arrays": hashlib.sha256(content).hexdigest(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(HEAD), json.dumps(head))
        archive.writestr(zipfile.ZipInfo(ARRAYS), content)
    return path


def load(path: Path, catalogue: Catalogue) -> tuple[ProductIndex, bool]:
    """The index for a catalogue, and whether it is stale: learnt from other data than this. What is
    known is read from the catalogue; only the weights are as old as the file.

    InputError when the file is missing, truncated, altered or of another version.
    """
    head, content = _read(path)
    if head.get("version") != VERSION or head.get("features") != [f.__name__ for f in FEATURES]:
        raise _refused(path, "模型文件属于其他版本", "the model file is of another version")
    if hashlib.sha256(content).hexdigest() != head.get("arrays"):
        raise _refused(path, "模型文件已损坏", "the model file is damaged")
    model, calibration = _arrays(content)
    names = Names([product.name for product in catalogue.products])
    made = domains.makers(catalogue, domains.industries(catalogue))
    own_domain = domains.domains(names.grams, made)
    index = ProductIndex(catalogue, names, own_domain, made, model, calibration)
    return index, head.get("data") != catalogue.hash


def _read(path: Path) -> tuple[dict[str, object], bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            head: dict[str, object] = json.loads(archive.read(HEAD))
            return head, archive.read(ARRAYS)
    except FileNotFoundError as exc:
        raise _refused(path, "还没有模型文件", "there is no model file yet") from exc
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError) as exc:
        raise _refused(path, "模型文件已损坏", "the model file is damaged") from exc


def _arrays(content: bytes) -> tuple[Model, Calibration]:
    with np.load(io.BytesIO(content), allow_pickle=False) as a:
        model = Model(a["mean"], a["scale"], a["knots"], a["weights"], float(a["intercept"]))
        return model, Calibration(a["score"], a["probability"], float(a["threshold"]))


def _refused(path: Path, zh: str, en: str) -> InputError:
    return InputError(
        zh, en, fix_zh="请重新学习", fix_en="Fit the suggestions again", where=str(path)
    )
