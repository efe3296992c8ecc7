"""Settings: from the environment, under the options of a command."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import PREFIX, Settings
from graph.errors import UsageError


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_defaults_serve_this_machine_from_an_embedded_graph() -> None:
    settings = Settings.load()
    assert settings.store == "arcade:.honglian/graph"
    assert (settings.host, settings.port, settings.trusted_network) == ("127.0.0.1", 8000, False)
    assert settings.password is None


def test_variables_are_read_and_options_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HONGLIAN_STORE", "arcade:there")
    monkeypatch.setenv("HONGLIAN_PORT", "9000")
    monkeypatch.setenv("HONGLIAN_TRUSTED_NETWORK", "1")
    settings = Settings.load(store="arcade:here", lang=None)
    assert (settings.store, settings.port) == ("arcade:here", 9000)
    assert settings.trusted_network


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings.load().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("store", "option"),
    [
        ("arcade:.honglian/graph", ""),
        ("arcade:我的 图库", " --store 'arcade:我的 图库'"),
        ("bolt://neo4j@host:7687", " --store bolt://neo4j@host:7687"),
        ("bolt://neo4j:se%40cret@host:7687", " --store bolt://neo4j@host:7687"),
        ("bolt://neo4j:se@cret@host", " --store bolt://neo4j@host"),
        ("neo4j+s://:secret@host", " --store neo4j+s://@host"),
    ],
)
def test_commands_that_are_copied_name_the_store_without_password(store: str, option: str) -> None:
    assert Settings.load(store=store).store_option == option


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_password_file_wins_and_loses_its_line_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    file = tmp_path / "password"
    file.write_bytes(f" secret {end}".encode())
    monkeypatch.setenv("HONGLIAN_NEO4J_PASSWORD", "other")
    monkeypatch.setenv("HONGLIAN_NEO4J_PASSWORD_FILE", str(file))
    assert Settings.load().password == " secret "


def test_password_file_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HONGLIAN_NEO4J_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(UsageError) as raised:
        _ = Settings.load().password
    assert raised.value.where == str(tmp_path / "none")


def test_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HONGLIAN_NEO4J_PASSWORD", "very-secret")
    assert "very-secret" not in repr(Settings.load())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "honglian.example"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("PUBLIC_URL", "https://planner:secret@honglian.example"),
        ("PORT", "80000"),
        ("PORT", "eighty"),
        ("QUERY_TIMEOUT", "-77"),
        ("LANG", "fr"),
    ],
)
def test_a_setting_that_does_not_fit_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(UsageError, match=PREFIX + name) as raised:
        Settings.load()
    assert value not in raised.value.text("en")


def test_empty_variables_count_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HONGLIAN_STORE", "")
    assert Settings.load().store == "arcade:.honglian/graph"


def test_rule_folders_are_parted_as_in_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HONGLIAN_RULES", f"{tmp_path}/a:{tmp_path}/b")
    assert Settings.load().rules == (tmp_path / "a", tmp_path / "b")
