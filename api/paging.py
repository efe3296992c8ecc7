"""Lists in pages: `limit` at a time, and an opaque `cursor` to the next."""

from typing import Annotated, Any, Generic, NamedTuple, TypeVar, cast

from fastapi import Depends, Query

from queries.answers import Items

T = TypeVar("T")
List = TypeVar("List", bound=Items[Any])
LARGEST = 200
USUAL = 50
CURSOR = r"^o[0-9]{1,6}$"  # where the page begins


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
        str | None, Query(pattern=CURSOR, description="`next` of the page before.")
    ] = None,
) -> Paging:
    return Paging(limit, int(cursor.removeprefix("o")) if cursor else 0)


PagingDep = Annotated[Paging, Depends(paging)]


def page(kind: type[List], whole: Items[Any], wanted: Paging) -> List:
    """One page of an answer that is known as far as `wanted.reach` or whole, as a model that adds
    `next` to it."""
    end = wanted.offset + wanted.limit
    fields: dict[str, Any] = dict(whole)
    fields["items"] = whole.items[wanted.offset : end]
    fields["next"] = f"o{end}" if len(whole.items) > end else None
    return cast("List", kind.model_construct(**fields))
