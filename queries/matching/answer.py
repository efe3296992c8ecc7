"""The models of the answers about universities and needs."""

from pydantic import Field as Default

from queries.answers import Answer, Items, Ref
from queries.steps import Seen


class Field(Answer):
    """A discipline: a code of GB/T 13745, else one with the prefix of its classification."""

    code: str
    name: str


class Match(Answer):
    """What fits, in either direction, with the reasons and the way that led there. `need` is the
    one that it fits by; null where segment, chain or work together led there."""

    id: str
    name: str
    score: float
    discipline: Field | None
    matched: list[str]
    reasons: list[str]
    path: list[Seen]
    need: Ref | None = None
    distance_km: float | None = None


class UniversityMatch(Match):
    """A university that fits. `matched`: the words of the need that a discipline or a result has,
    or the disciplines that a segment has in common with it. `distance_km` and `free` are null
    until somebody tells places and capacities."""

    free: int | None = None


class EnterpriseMatch(Match):
    """An enterprise that a university fits."""


class FoundField(Field):
    """A discipline that a need is about. `score`: 0 to 1, to rank only; `by`: the topic, segment
    or product of it whose name is most alike; empty where the office named the discipline."""

    score: float
    matched: list[str]
    by: str


class NeedFields(Answer):
    """A need with its likeliest disciplines, three at most; without any, `why`."""

    need: Ref
    disciplines: list[FoundField]
    why: str = ""


class UniversitiesForNeed(Items[UniversityMatch]):
    """Universities for a text; `disciplines` are those that it is about, `notes` what was odd."""

    disciplines: list[FoundField] = Default(default=[])
    notes: list[str] = Default(default=[])


class UniversitiesForEnterprise(Items[UniversityMatch]):
    """Universities for the needs of an enterprise, then those along its segments. A score ranks
    among those of one kind only."""

    needs: list[NeedFields] = Default(default=[])


class CommonNeed(Answer):
    """Needs of several enterprises that are one. `alike` is the mean similarity of the words of
    any two of them, null when there is but one; `stated`: the office itself calls it common."""

    id: str
    name: str
    enterprises: list[Ref]
    needs: list[Ref]
    alike: float | None
    stated: bool
    discipline: Field | None
    matched: list[str]
    universities: list[UniversityMatch]
