"""Lists in pages: `limit` at a time, and an opaque `cursor` to the next."""

import base64
import binascii
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, cast

from fastapi import Depends, Query

from graph.errors import UsageError
from queries.answers import Items

T = TypeVar("T")
List = TypeVar("List", bound=Items[Any])
LARGEST = 200
USUAL = 50
PREFIX = "o"
FURTHEST = 1_000_000


class Page(Items[T], Generic[T]):
    """A list answer of which `items` is one page; `next` is the cursor of the page after it."""

    next: str | None = None


class Paging(NamedTuple):
    """Which page is asked for."""

    limit: int
    offset: int

    @property
    def reach(self) -> int:
        """How many items must be known to fill this page and to see whether one follows."""
        return self.offset + self.limit + 1


LimitQuery = Annotated[int, Query(ge=1, le=LARGEST, description="Items on a page.")]


def paging(
    limit: LimitQuery = USUAL,
    cursor: Annotated[
        str | None, Query(max_length=64, description="`next` of the page before.")
    ] = None,
) -> Paging:
    return Paging(limit, _offset(cursor) if cursor else 0)


PagingDep = Annotated[Paging, Depends(paging)]


def page(kind: type[List], whole: Items[Any], wanted: Paging) -> List:
    """One page of an answer that is known as far as `wanted.reach` or whole, as a model that adds
    `next` to it."""
    end = wanted.offset + wanted.limit
    fields: dict[str, Any] = dict(whole)
    fields["items"] = whole.items[wanted.offset : end]
    fields["next"] = _cursor(end) if len(whole.items) > end else None
    return cast("List", kind.model_construct(**fields))


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"{PREFIX}{offset}".encode()).decode().rstrip("=")


def _offset(cursor: str) -> int:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError) as exc:
        raise _strange() from exc
    digits = text.removeprefix(PREFIX)
    if not (text.startswith(PREFIX) and digits.isdecimal() and int(digits) <= FURTHEST):
        raise _strange()
    return int(digits)


def _strange() -> UsageError:
    return UsageError(
        "翻页标记无效",
        "that is no cursor of ours",
        fix_zh="请使用上一页给出的 next",
        fix_en="Use the `next` of the page before",
    )
