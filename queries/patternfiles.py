"""Pattern files: who belongs to a chain for its organisations to be whole, such as 1+X+N.

A pattern is a TOML file in a folder of patterns: a name, where it comes from, and its roles. A role
says how many must fill it and names a role statement: a Cypher file in `roles/` of a folder of
patterns that says for each chain who fills the role, who lacks it and who could. It may use
`$as_of`, `$chain` (null for all) and the parameters that the role gives it; docs/patterns.md says
what it returns. A later folder's pattern or statement takes the place of one of the same name.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from graph.errors import NotFound
from queries import declared, text

FOLDER = Path(__file__).parent / "patterns"
ROLES = "roles"
DEFAULT = "1+X+N"
COLUMNS = ("chain", "filled", "open", "candidates")
GIVEN = frozenset({"as_of", "chain"})


class Role(BaseModel):
    """A part of a pattern, by the statement that says who fills it.

    `at_least` so many must, or `all`: then nobody may lack it; `at_most` so many may.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    statement: str
    at_least: NonNegativeInt | Literal["all"]
    at_most: NonNegativeInt | None = None
    parameters: Mapping[str, Any] = {}
    cypher: str = Field(default="", exclude=True)


class Pattern(BaseModel):
    """The roles of a chain. Until `checked` the composition is shown as 待核."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    source: str
    checked: bool = False
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]


def load(folders: Sequence[Path] = (FOLDER,)) -> list[Pattern]:
    """All patterns of the folders, by name. Raises `InputError` with the file and the remedy.

    A folder that is not there has none.
    """
    statements = {
        path.stem: path for folder in folders for path in sorted((folder / ROLES).glob("*.cypher"))
    }
    paths = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
    found = [_pattern(path, statements) for path in paths]
    return sorted(
        {_key(pattern.name): pattern for pattern in found}.values(), key=lambda each: each.name
    )


def named(name: str, patterns: Sequence[Pattern]) -> Pattern:
    """The pattern of that name; the plus signs may have been lost in an address."""
    for pattern in patterns:
        if _key(name) in (_key(pattern.name), _key(pattern.zh)):
            return pattern
    listed = "、".join(pattern.name for pattern in patterns)
    raise NotFound(
        f"没有组织模式“{name}”",
        f"no pattern {name!r}",
        fix_zh=f"现有组织模式：{listed}",
        fix_en=f"There are: {listed.replace('、', ', ')}",
    )


def _key(name: str) -> str:
    """1 + x + n, 1＋X＋N and, from an address, `1 X N` are one name."""
    return re.sub(r"[\s+]+", "+", unicodedata.normalize("NFKC", name).strip()).casefold()


def _pattern(path: Path, statements: Mapping[str, Path]) -> Pattern:
    try:
        pattern = Pattern(**tomllib.loads(declared.content(path, "组织模式", "the pattern")))
    except ValueError as exc:
        zh, en = declared.wrong(exc)
        raise declared.faulty(
            path,
            f"组织模式写得不对：{zh}",
            f"this is no pattern: {en}",
            f"请对照 {FOLDER / DEFAULT}.toml 修改",
            f"Compare it with {FOLDER / DEFAULT}.toml",
        ) from exc
    _check(pattern, path)
    roles = tuple(_with_statement(role, path, statements) for role in pattern.roles)
    return pattern.model_copy(update={"roles": roles})


def _check(pattern: Pattern, path: Path) -> None:
    """Raise when the roles of a pattern contradict themselves or each other."""
    keys = Counter(role.key for role in pattern.roles)
    if twice := sorted(key for key, count in keys.items() if count > 1):
        raise declared.faulty(
            path,
            f"角色重复：{'、'.join(twice)}",
            f"roles that stand twice: {', '.join(twice)}",
            "每个角色的 key 只能用一次",
            "Use each key once",
        )
    for role in pattern.roles:
        if isinstance(role.at_least, int) and role.at_most is not None:
            if role.at_least <= role.at_most:
                continue
            raise declared.faulty(
                path,
                f"角色 {role.key}：at_least（{role.at_least}）大于 at_most（{role.at_most}）",
                f"role {role.key}: at_least ({role.at_least}) is above at_most ({role.at_most})",
                "请改小 at_least 或改大 at_most",
                "Lower at_least or raise at_most",
            )


def _with_statement(role: Role, path: Path, statements: Mapping[str, Path]) -> Role:
    place = statements.get(role.statement)
    if place is None:
        listed = "、".join(sorted(statements))
        raise declared.faulty(
            path,
            f"角色 {role.key}：没有角色语句“{role.statement}”",
            f"role {role.key}: there is no role statement {role.statement!r}",
            f"现有角色语句：{listed}；自己的语句放在 {ROLES}/ 中",
            f"There are: {listed.replace('、', ', ')}; your own belong into {ROLES}/",
        )
    cypher = _statement(place, role.parameters)
    used = text.parameters_in(cypher) - GIVEN
    if odd := sorted(used ^ role.parameters.keys()):
        raise declared.faulty(
            path,
            f"角色 {role.key} 的参数与语句 {role.statement} 不符：{'、'.join(odd)}",
            f"role {role.key}: its parameters and those of {role.statement} differ: "
            f"{', '.join(odd)}",
            "请在 parameters 中写明语句用到的参数，删去没有用到的",
            "Give under parameters those that the statement uses, and no others",
        )
    return role.model_copy(update={"cypher": cypher})


def _statement(path: Path, parameters: Mapping[str, Any]) -> str:
    """The text of a role statement, which only reads, knows the vocabulary and returns its
    columns."""
    cypher = declared.content(path, "角色语句", "the role statement")
    whose = declared.Wrong("角色语句", "a role statement")
    declared.check_statement(cypher, path, whose, parameters)
    returned = cypher[cypher.upper().rfind("RETURN") :]
    if absent := [c for c in COLUMNS if not re.search(rf"\b{c}\b", returned)]:
        raise declared.faulty(
            path,
            f"语句没有返回：{'、'.join(absent)}",
            f"the statement does not return {', '.join(absent)}",
            f"角色语句须返回 {'、'.join(COLUMNS)}",
            f"A role statement returns {', '.join(COLUMNS)}",
        )
    return cypher
