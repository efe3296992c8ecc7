"""Which of the two languages a person reads. The help is made before any option is read, so this
looks at the environment by itself."""

import os
from collections.abc import Mapping
from typing import Final, Literal

Lang = Literal["zh", "en"]


def preferred(environment: Mapping[str, str]) -> Lang:
    """HONGLIAN_LANG, else the locale; Chinese in doubt."""
    names = ("HONGLIAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    found = next((environment[name] for name in names if environment.get(name)), "")
    return "en" if found.lower().startswith("en") else "zh"


LANG: Final[Lang] = preferred(os.environ)


def say(zh: str, en: str) -> str:
    """One text of the help, in the language of the environment."""
    return en if LANG == "en" else zh
