"""What answers are made of. The models here are the JSON of commands, routes and pages."""

from functools import lru_cache
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from graph.origin import origins

T = TypeVar("T")
PLACES = 20_000  # origins whose rows are remembered: some ten MB


class Answer(BaseModel):
    """Base of every model of an answer."""

    model_config = ConfigDict(frozen=True)


class Ref(Answer):
    """An entity by name."""

    label: str
    id: str
    name: str


class Place(Answer):
    """A row of a table that states a fact; `sheet` is empty for plain text."""

    file: str
    sheet: str
    row: int


def places(origin: str | None) -> list[Place]:
    """The rows in an `origin`, each once."""
    return list(known_places(origin))


@lru_cache(PLACES)
def known_places(origin: str | None) -> tuple[Place, ...]:
    """The same for who makes thousands at once: most rules find what others have found."""
    rows = dict.fromkeys(each[1:] for each in origins(origin))
    return tuple(Place(file=file, sheet=sheet, row=row) for file, sheet, row in rows)


class Items(Answer, Generic[T]):
    """A list answer: what is listed, how many there are in all, as of which day, by which
    definition, from which sources; `why` says why an empty list is empty."""

    items: list[T]
    total: int
    as_of: str
    sources: list[str] = []
    definition: str = ""
    why: str = ""
