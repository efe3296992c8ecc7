"""Parameters that a route does not have: a mistyped one would be passed over, and the answer be to
another question (`chian=NEV`: the gaps of all chains)."""

from collections.abc import Iterator
from difflib import get_close_matches

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from graph.errors import UsageError

API = "/v1/"


async def refuse_unknown(request: Request) -> None:
    """Raise `UsageError` for parameters that the route of the API does not have."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not request.url.path.startswith(API):
        return
    known = _known(route)
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise _unknown(unknown, known)


def _known(route: APIRoute) -> frozenset[str]:
    return frozenset(_asked(route.dependant))


def _asked(dependant: Dependant) -> Iterator[str]:
    """What a route asks for, and all that it depends on."""
    yield from (param.alias for param in dependant.query_params)
    for each in dependant.dependencies:
        yield from _asked(each)


def _unknown(names: list[str], known: frozenset[str]) -> UsageError:
    alike = [near for name in names for near in get_close_matches(name, sorted(known), n=1)]
    zh, en = ("、".join(names), ", ".join(names))
    all_zh, all_en = "、".join(sorted(known)) or "无", ", ".join(sorted(known)) or "none"
    meant_zh = f"是否指 {'、'.join(alike)}？" if alike else ""
    meant_en = f"Did you mean {', '.join(alike)}? " if alike else ""
    return UsageError(
        f"没有参数 {zh}",
        f"there is no parameter {en}",
        fix_zh=f"{meant_zh}这里的参数：{all_zh}",
        fix_en=f"{meant_en}Here there are: {all_en}",
    )
