"""What is shipped to a host: compose file, image, secrets. No container engine is needed."""

import os
import re
import shutil
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import neo4j

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with what a host needs to start, and with its secrets made."""
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    _make_secrets(tmp_path)
    return tmp_path


def _make_secrets(checkout: Path) -> None:
    subprocess.run([checkout / "deploy" / "secrets.sh"], check=True, capture_output=True)


def _compose() -> list[str]:
    """The compose command of this machine."""
    for command in (["docker-compose"], ["docker", "compose"]):
        if shutil.which(command[0]):
            asked = subprocess.run([*command, "version"], capture_output=True, check=False)
            if asked.returncode == 0:
                return command
    if "CI" in os.environ:
        pytest.fail("no docker compose: run .ci/system-packages compose")
    pytest.skip("no docker compose on this machine")


def test_compose_itself_accepts_the_file(checkout: Path) -> None:
    asked = subprocess.run(
        [*_compose(), "config", "--quiet"], cwd=checkout, capture_output=True, check=False
    )
    assert asked.returncode == 0, asked.stderr.decode()


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_published_on_loopback_only(name: str) -> None:
    assert SERVICES[name]["ports"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name]["ports"])


def test_trust_in_the_network_is_stated_only_where_the_ports_are() -> None:
    assert SERVICES["app"]["environment"]["HONGLIAN_TRUSTED_NETWORK"] == "1"
    assert "TRUSTED_NETWORK" not in DOCKERFILE


@pytest.mark.parametrize("name", SERVICES)
def test_services_run_without_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged", False)
    assert service.get("network_mode") is None
    user = service.get("user") or _last("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_application_cannot_write_to_its_image() -> None:
    assert SERVICES["app"]["read_only"] is True
    assert SERVICES["app"]["tmpfs"] == ["/tmp"]


def test_every_service_says_whether_it_is_well() -> None:
    assert "/7687" in SERVICES["neo4j"]["healthcheck"]["test"][-1]
    assert "/healthz" in _last("HEALTHCHECK")
    assert SERVICES["app"]["depends_on"]["neo4j"]["condition"] == "service_healthy"


def test_data_lives_in_named_volumes() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service["volumes"]]
    assert {mount.split(":")[0] for mount in mounts} == set(COMPOSE["volumes"])


def test_what_was_learnt_outlives_the_container() -> None:
    folder = SERVICES["app"]["volumes"][0].split(":")[1]
    learnt = SERVICES["app"]["environment"]["HONGLIAN_SUGGESTIONS"]
    assert str(Path(learnt).parent) == folder
    assert f"--owner honglian {folder}" in DOCKERFILE


def test_passwords_are_files_and_never_values() -> None:
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("AUTH|PASSWORD|SECRET|KEY|TOKEN", name):
                assert name.endswith("_FILE"), name
                assert value.removeprefix("/run/secrets/") in service["secrets"]
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "secrets" not in (ROOT / ".dockerignore").read_text(encoding="utf-8")


def test_store_url_names_the_service_and_no_password() -> None:
    assert SERVICES["app"]["environment"]["HONGLIAN_STORE"] == "bolt://neo4j@neo4j:7687"


def test_image_is_the_release_that_the_tests_run() -> None:
    image, tested = SERVICES["neo4j"]["image"], neo4j.version()
    assert image == f"neo4j:{'.'.join(tested.split('.')[:2])}-community"


def test_secrets_are_random_and_made_once(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    password = (checkout / "secrets" / "neo4j_password").read_text(encoding="ascii")
    assert re.fullmatch("[A-Za-z0-9]{32}", password)
    auth = checkout / "secrets" / "neo4j_auth"
    assert auth.read_text(encoding="ascii") == f"neo4j/{password}"

    _make_secrets(checkout)
    assert (checkout / "secrets" / "neo4j_password").read_text(encoding="ascii") == password

    other = tmp_path_factory.mktemp("other")
    shutil.copytree(ROOT / "deploy", other / "deploy")
    _make_secrets(other)
    assert (other / "secrets" / "neo4j_password").read_text(encoding="ascii") != password


def test_secrets_open_to_their_owner_and_to_the_containers_only(checkout: Path) -> None:
    assert stat.S_IMODE((checkout / "secrets").stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (checkout / "secrets").iterdir()}
    assert modes == {0o444}


def test_image_has_the_oldest_python_that_the_project_takes() -> None:
    versions = set(re.findall(r"^FROM python:([\d.]+)-slim", DOCKERFILE, re.MULTILINE))
    assert versions == {PROJECT["requires-python"].removeprefix(">=")}


def test_image_installs_locked_packages_by_hash() -> None:
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert "requirements-dev" not in DOCKERFILE


def test_image_starts_our_command() -> None:
    assert _last("ENTRYPOINT") == f'["{next(iter(PROJECT["scripts"]))}"]'
    assert _last("CMD").startswith('["serve", "--host", "0.0.0.0"')
    assert _last("EXPOSE") == SERVICES["app"]["ports"][0].split(":")[-1]


def test_image_gets_every_folder_and_nothing_unlisted() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert allowed >= {"graph", "ingest", "queries", "visualize", "api", "requirements.lock"}
    assert not allowed & {"tests", "bench", "deploy", ".git"}


def _last(instruction: str) -> str:
    """The instruction's argument in the last stage, its continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    found = re.findall(rf"^\s*{instruction} (.+)$", joined, re.MULTILINE)
    argument: str = found[-1]
    return argument.strip()
