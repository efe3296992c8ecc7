"""All settings of the product. They come from HONGLIAN_* environment variables, and commands put
their options over them; docs/settings.md is written from here."""

import os
import shlex
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from graph.errors import UsageError

PREFIX = "HONGLIAN_"
Lang = Literal["zh", "en"]


class Settings(BaseSettings):
    """One object, made at the front door and passed in; it does not change."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    store: str = Field(
        "arcade:.honglian/graph",
        min_length=1,
        description="Where the graph is: `arcade:FOLDER` (embedded), "
        "`bolt://user@host:7687` or `neo4j://…` (Neo4j; `bolt+s://` and `neo4j+s://` are "
        "encrypted; `/NAME` at the end: that database).",
    )
    neo4j_password: SecretStr | None = Field(None, description="Password of the Neo4j user.")
    neo4j_password_file: Path | None = Field(
        None, description="A file that holds the password; wins over the variable above."
    )
    query_timeout: float = Field(
        5.0, gt=0, le=600, description="Seconds after which the engine ends a question."
    )
    lang: Lang | None = Field(
        None,
        description="`zh` or `en`, the language of messages; by default that of the locale, "
        "Chinese in doubt.",
    )
    rules: Annotated[tuple[Path, ...], NoDecode] = Field(
        (),
        description="Folders with coverage rules (`*.cypher`), packs (`*.toml`) and patterns "
        "(`patterns/*.toml`) of your own, parted as in `PATH`.",
    )
    suggestions: Path | None = Field(
        None,
        description="File of what partner suggestions have learnt (`honglian suggest fit`); by "
        "default `suggestions.zip` in the folder of an embedded graph, and one in `.honglian` for "
        "each Neo4j.",
    )
    vectors: Path | None = Field(
        None,
        description="A file with vectors of words of your own (`.npz`, `.vec`, `.txt`) that joins "
        "in sorting needs into disciplines; none is there by default.",
    )
    host: str = Field("127.0.0.1", min_length=1, description="Address that `serve` binds.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `serve` binds; 0 takes any.")
    public_url: str = Field(
        "",
        description="Where readers of reports find the service, like `https://honglian.example`: "
        "figures link there. Without it a report prints commands, and links to nothing.",
    )
    trusted_network: bool = Field(
        False,
        description="Lets `serve` bind an address other than loopback. Set it only where something "
        "else keeps strangers from the port, as docker-compose.yml does.",
    )

    @field_validator("rules", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(filter(None, value.split(os.pathsep))) if isinstance(value, str) else value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        """A web address without a password, a query or a slash at its end."""
        parts = urlsplit(value)
        if value and (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.username is not None
            or parts.query
            or parts.fragment
        ):
            raise ValueError("must be an http or https address, without a password")
        return value.rstrip("/")

    @classmethod
    def load(cls, **over: Any) -> Self:
        """The settings of the environment, with those values over them that are not None."""
        try:
            return cls(**{name: value for name, value in over.items() if value is not None})
        except ValidationError as exc:
            raise _unfit(exc) from exc

    @property
    def store_option(self) -> str:
        """What a command that people copy says of the store: ` --store URL` as a shell takes it,
        without any password in it; nothing when it is the usual one."""
        if self.store == type(self).model_fields["store"].default:
            return ""
        return f" --store {shlex.quote(_without_password(self.store))}"

    @property
    def password(self) -> str | None:
        """The Neo4j password, from its file when there is one."""
        if self.neo4j_password_file is not None:
            return _content(self.neo4j_password_file)
        return self.neo4j_password.get_secret_value() if self.neo4j_password else None


def _without_password(store: str) -> str:
    parts = urlsplit(store)
    if parts.password is None:
        return store
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}@{host}").geturl()


def _content(path: Path) -> str:
    """A secret in a file, without the line end that editors and `echo` put there."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(
            "无法读取密码文件",
            "the password file cannot be read",
            fix_zh=f"请检查 {PREFIX}NEO4J_PASSWORD_FILE",
            fix_en=f"Check {PREFIX}NEO4J_PASSWORD_FILE",
            where=str(path),
        ) from exc


def _unfit(exc: ValidationError) -> UsageError:
    """The settings that were refused and why; their values are not shown, one may be a secret."""
    refused = [(PREFIX + str(error["loc"][0]).upper(), error["msg"]) for error in exc.errors()]
    listed = "; ".join(f"{name}: {why}" for name, why in refused)
    return UsageError(
        f"设置无效：{listed}",
        f"settings do not fit: {listed}",
        fix_zh="各项设置见 docs/settings.md",
        fix_en="docs/settings.md lists the settings",
    )


def settings_page() -> str:
    """docs/settings.md."""
    lines = [
        "# Settings",
        "",
        "> **中文提要** 环境变量，启动时读一次；命令的选项（`--store`、`--lang`、`--host`、",
        "> `--port`）优先于环境变量。最常用的三个：`HONGLIAN_STORE`（图库在哪里）、",
        "> `HONGLIAN_NEO4J_PASSWORD_FILE`（Neo4j 密码文件）、`HONGLIAN_RULES`（自己的规则）。",
        "",
        "Environment variables, read once at the start. An option of a command (`--store`,",
        "`--lang`, `--host`, `--port`) wins over its variable. Only the front doors read them.",
        "",
        "| variable | default | what it is |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        lines.append(
            f"| `{PREFIX}{name.upper()}` | {_shown(field.default)} | {field.description} |"
        )
    return "\n".join(lines) + "\n"


def _shown(default: object) -> str:
    if default is None or default == ():
        return "–"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
