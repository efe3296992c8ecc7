"""What answers are made of. The models here are the JSON of commands, routes and pages."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class Answer(BaseModel):
    """Base of every model of an answer."""

    model_config = ConfigDict(frozen=True)


class Ref(Answer):
    """An entity by name."""

    label: str
    id: str
    name: str


class Items(Answer, Generic[T]):
    """A list answer: what is listed, how many there are in all, as of which day, by which
    definition, from which sources; `why` says why an empty list is empty."""

    items: list[T]
    total: int
    as_of: str
    sources: list[str] = []
    definition: str = ""
    why: str = ""
