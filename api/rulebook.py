"""The rules, packs and patterns that the settings add to ours, and the choice of some by name."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from api.settings import Settings
from graph.errors import NotFound
from queries import packs, patternfiles, rulefiles
from queries.packs import Pack
from queries.patternfiles import Pattern
from queries.rulefiles import Rule

NEAR = 5  # rules that are named in place of one that is not there


def all_rules(settings: Settings) -> list[Rule]:
    return _load((rulefiles.FOLDER, *settings.rules))


def chosen_rules(settings: Settings, id: str | None) -> Sequence[Rule]:
    """All rules, or the one of that id."""
    known = all_rules(settings)
    if id is None:
        return known
    chosen = [rule for rule in known if rule.id.casefold() == id.strip().casefold()]
    if not chosen:
        raise _no_rule(settings, id, [rule.id for rule in known])
    return chosen


def _no_rule(settings: Settings, id: str, known: Sequence[str]) -> NotFound:
    """With those that are near it, and with where rules of one's own were looked for: most often
    it is one of these that is missed."""
    near = "、".join(_near(id.strip().upper(), known))
    folders = "、".join(map(str, settings.rules))
    zh, en = "没有设置 HONGLIAN_RULES，只有自带的规则", "HONGLIAN_RULES is not set: ours alone"
    if folders:
        zh, en = f"HONGLIAN_RULES 读的是 {folders}", f"HONGLIAN_RULES reads {folders}"
    return NotFound(
        f"没有规则“{id}”",
        f"no rule {id!r}",
        fix_zh=f"{zh}；现有的如：{near}；全部规则用 honglian rules 查看",
        fix_en=f"{en}; there are {near.replace('、', ', ')}; honglian rules lists them all",
    )


def _near(id: str, known: Sequence[str]) -> list[str]:
    """The ids most like one that is not there, of its group; the first of each where there is no
    such group."""
    groups = {each.partition("-")[0]: each for each in reversed(known)}
    if (group := id.partition("-")[0]) not in groups:
        return sorted(groups.values())
    alike = [each for each in known if each.startswith(f"{group}-")]
    return sorted(get_close_matches(id, alike, NEAR, cutoff=0))


def chosen_pack(settings: Settings, name: str | None) -> Pack:
    """The pack of that name, or the one that holds where none is named."""
    return packs.check(chosen_measure(settings, name), all_rules(settings))


def chosen_measure(settings: Settings, name: str | None) -> Pack:
    """The same for who asks for rates alone: what it says of rules is not looked at, so that a rule
    file that is none stops nobody who needs no rules."""
    return packs.pack(name or packs.DEFAULT, (packs.FOLDER, *settings.rules))


def all_packs(settings: Settings) -> Sequence[Pack]:
    return packs.load_packs((packs.FOLDER, *settings.rules))


def chosen_pattern(settings: Settings, name: str | None) -> Pattern:
    """The pattern of that name, or the programme's own where none is named."""
    own = (folder / patternfiles.FOLDER.name for folder in settings.rules)
    return patternfiles.named(name or patternfiles.DEFAULT, _patterns((patternfiles.FOLDER, *own)))


@cache
def _patterns(folders: tuple[Path, ...]) -> list[Pattern]:
    return patternfiles.load(folders)


@cache
def _load(folders: tuple[Path, ...]) -> list[Rule]:
    return rulefiles.load(folders)
