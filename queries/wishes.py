"""What a planner fixes beforehand: pairs to keep (pins) and pairs to avoid (forbids)."""

from graph.errors import InputError
from queries.answers import Answer


class Wish(Answer):
    """One pin or forbid as it was written; `where` is the place in a table."""

    enterprise: str
    other: str
    note: str = ""
    where: str = ""


def at(wish: Wish) -> str:
    """The place of another wish, for an error that tells of two."""
    return f"（{wish.where}）" if wish.where else ""


def impossible(wish: Wish, zh: str, en: str) -> InputError:
    """A wish that cannot be kept, with its place."""
    return InputError(
        zh,
        en,
        fix_zh="请修改或删去这一条",
        fix_en="Change or remove this line",
        where=wish.where,
    )


def both(pin: Wish, forbid: Wish) -> InputError:
    """The same pair is pinned and forbidden."""
    return impossible(
        forbid,
        f"“{forbid.enterprise}”与“{forbid.other}”既被指定又被禁止{at(pin)}",
        f"{forbid.enterprise!r} with {forbid.other!r} is pinned and forbidden as well{at(pin)}",
    )
