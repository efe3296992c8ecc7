"""Rule packs: by which definitions and parameters a place measures itself.

A pack is a TOML file: what coverage is divided by, the parameters of rules where they differ from
the rule's own, the rules that are off, and the local rules that are on.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from graph.errors import InputError, NotFound
from queries import declared
from queries.rulefiles import Rule

FOLDER = Path(__file__).parent / "packs"
DEFAULT = "default"

Denominator = Literal["surveyed", "operating"]
DENOMINATORS: Mapping[Denominator, str] = {
    "surveyed": "在营且已摸排的企业",
    "operating": "登记在册（摸排情况已知，含未摸排）的在营企业",
}


class Pack(BaseModel):
    """Definitions and parameters under a name and a version.

    `denominator`: `surveyed` divides by the operating enterprises that were surveyed, `operating`
    by all operating enterprises of the register, surveyed or not; enterprises known only from
    public pages, of which nobody said whether they were surveyed, are in neither. An enterprise
    counts as operating until somebody says that it is not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    zh: str
    en: str = ""
    denominator: Denominator = "surveyed"
    parameters: Mapping[str, Mapping[str, Any]] = {}
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


def load_packs(folders: Sequence[Path] = (FOLDER,)) -> list[Pack]:
    """All packs of the folders, by name; of two with one name the later folder's holds."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
    packs = [_pack(path, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in paths]
    return sorted({pack.name: pack for pack in packs}.values(), key=lambda pack: pack.name)


def check(pack: Pack, rules: Sequence[Rule]) -> Pack:
    """The same pack; raises `InputError` when it speaks of a rule or of a parameter that there is
    not, or gives one a value that cannot be."""
    known = {rule.id: rule for rule in rules}
    for id in sorted({*pack.on, *pack.off, *pack.parameters} - known.keys()):
        raise _impossible(pack, f"没有规则 {id}", f"there is no rule {id}")
    for id, values in pack.parameters.items():
        for name, value in values.items():
            _check_value(pack, known[id], name, value)
    return pack


def _check_value(pack: Pack, rule: Rule, name: str, value: Any) -> None:
    """Raise when the rule has no such parameter, or one of another type; a number is at least 0."""
    if name not in rule.parameters:
        listed = "、".join(rule.parameters) or "（无）"
        raise _impossible(
            pack,
            f"规则 {rule.id} 没有参数 {name}；有：{listed}",
            f"rule {rule.id} has no parameter {name}; it has: {', '.join(rule.parameters) or '-'}",
        )
    own = rule.parameters[name]
    fits = type(value) is type(own) or (isinstance(own, float) and type(value) is int)
    if not fits or (isinstance(value, int | float) and value < 0):
        raise _impossible(
            pack,
            f"规则 {rule.id} 的参数 {name} 不能是 {value!r}（如 {own!r}）",
            f"parameter {name} of rule {rule.id} cannot be {value!r} (such as {own!r})",
        )


def _impossible(pack: Pack, zh: str, en: str) -> InputError:
    return InputError(
        f"规则包“{pack.name}”：{zh}",
        f"rule pack {pack.name!r}: {en}",
        fix_zh="用 honglian rules 查看规则及其参数",
        fix_en="honglian rules lists the rules and their parameters",
    )


def pack(name: str = DEFAULT, folders: Sequence[Path] = (FOLDER,)) -> Pack:
    """The pack of that name."""
    packs = load_packs(folders)
    for known in packs:
        if name in (known.name, known.zh):
            return known
    listed = "、".join(f"{known.name}（{known.zh}）" for known in packs)
    raise NotFound(
        f"没有规则包“{name}”",
        f"no rule pack {name!r}",
        fix_zh=f"现有规则包：{listed}",
        fix_en=f"There are: {', '.join(known.name for known in packs)}",
    )


@lru_cache(maxsize=64)  # reading it anew costs as much as the question; an edited file is read
def _pack(path: Path, _changed: int, _size: int) -> Pack:
    try:
        return Pack(**tomllib.loads(declared.content(path, "规则包", "the rule pack")))
    except ValueError as exc:
        zh, en = declared.wrong(exc)
        raise declared.faulty(
            path,
            f"规则包写得不对：{zh}",
            f"this is no rule pack: {en}",
            f"请对照 {FOLDER / DEFAULT}.toml 修改",
            f"Compare it with {FOLDER / DEFAULT}.toml",
        ) from exc
