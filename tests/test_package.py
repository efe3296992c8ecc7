"""Rules of the source tree that no linter knows."""

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
FOLDERS = ("graph", "ingest", "queries", "visualize", "api")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

CYPHER_PLACES = {
    "graph/write.py",
    "graph/ddl.py",
    "graph/known.py",
    "graph/bolt.py",
    "graph/embedded.py",
}
CYPHER = re.compile(r"\b(MATCH|MERGE|UNWIND|DETACH|CREATE (CONSTRAINT|INDEX))\b.*[({$]")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "services", "manager"}
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|npmjs|maven\.org|repo1?\.maven|crates\.io|proxy\.golang|deb\.debian"
    r"|/simple/?\b|artifactory|nexus\.",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home|Users)/[\w.]|[A-Z]:\\Users")


def repository() -> Iterator[Path]:
    """Every file that git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            yield ROOT / name


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file but the pictures and workbooks, and but this one."""
    for path in repository():
        content = path.read_bytes()
        if b"\0" not in content and path != Path(__file__):
            yield path.relative_to(ROOT).as_posix(), content.decode("utf-8")


def sources() -> Iterator[tuple[str, str]]:
    for name, text in texts():
        if name.endswith(".py") and name.split("/")[0] in FOLDERS:
            yield name, text


def test_no_other_distribution_owns_our_folders() -> None:
    owners = packages_distributions()
    for name in FOLDERS:
        assert set(owners.get(name, ["honglian"])) == {"honglian"}, name


def test_folders_import_downwards_only(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert status == 0, capsys.readouterr().out


def test_cypher_text_stays_in_its_places() -> None:
    strays = {name for name, text in sources() if CYPHER.search(text)}
    assert strays <= CYPHER_PLACES


def test_the_cypher_rule_sees_a_statement() -> None:
    assert CYPHER.search('"MATCH (n) RETURN n.id"')
    assert not CYPHER.search("# what does not MATCH is rejected")


def test_no_folder_or_module_with_a_vague_name() -> None:
    named = {part.removesuffix(".py") for path in repository() for part in path.parts[-3:]}
    assert not named & VAGUE_NAMES


def test_nobody_silences_the_type_checker_for_a_file() -> None:
    whole_file = re.compile(r"^# (type: ignore|mypy: ignore-errors|ruff: noqa)", re.MULTILINE)
    assert [name for name, text in texts() if whole_file.search(text)] == []


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["registry", "machine path"])
def test_nothing_points_to_one_machine_or_registry(pattern: re.Pattern[str]) -> None:
    found = [(name, hit[0]) for name, text in texts() if (hit := pattern.search(text))]
    assert found == []


def test_environment_is_read_at_the_front_door_only() -> None:
    # graph/embedded.py sets a default there, for the engine's own log; it takes nothing from it
    read = re.compile(r"\bos\.getenv\b|\bos\.environ\b(?!\.setdefault)")
    readers = [name for name, text in sources() if read.search(text)]
    assert [name for name in readers if not name.startswith("api/")] == []


def test_wheel_carries_every_file_of_the_folders(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.split("/")[0] in FOLDERS}
    names = {path.relative_to(ROOT).as_posix() for path in repository()}
    assert packed == {name for name in names if name.split("/")[0] in FOLDERS}
    assert {f"{folder}/py.typed" for folder in FOLDERS} <= packed


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_has_a_hash_for_every_package_and_what_the_project_names(lock: str) -> None:
    locked = _locked(lock)
    assert [name for name, entries in locked.items() if "--hash=sha256:" not in entries] == []
    wanted = PROJECT["project"]["dependencies"]
    if lock == "requirements-dev.lock":
        wanted = wanted + PROJECT["dependency-groups"]["dev"]
    assert {re.split(r"[\[<>=~!]", name)[0] for name in wanted} <= set(locked)


def test_both_locks_agree() -> None:
    runtime, dev = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert {name for name in runtime if _versions(runtime[name]) != _versions(dev[name])} == set()


def _locked(lock: str) -> dict[str, str]:
    """Package → all its lines in the lock file; one package may have a version per Python."""
    packages: dict[str, str] = {}
    for entry in re.split(r"\n(?=[a-z])", (ROOT / lock).read_text(encoding="utf-8"))[1:]:
        name = entry.split("==")[0]
        packages[name] = packages.get(name, "") + entry
    return packages


def _versions(entries: str) -> list[str]:
    return re.findall(r"==(\S+)", entries.split("--hash")[0])
