"""Pairs of universities and enterprises for a matchmaking meeting (对接会)."""

from collections.abc import Iterable, Sequence

from graph.store import Store
from queries.answers import Answer, Ref
from queries.matching.answer import EnterpriseMatch, UniversityMatch
from queries.text import cypher


class Pair(Answer):
    """A university and an enterprise that should talk. `enterprise` is null where a need was asked
    about in words; `contact`: whether the enterprise has told whom to contact, who is not named
    here (MODEL, law 6)."""

    university: Ref
    enterprise: Ref | None
    need: Ref | None
    match: UniversityMatch | EnterpriseMatch
    contact: bool | None = None
    address: str = ""


async def of_universities(
    store: Store, enterprise: Ref | None, found: Sequence[UniversityMatch]
) -> list[Pair]:
    """The pairs of an enterprise, or of a need in words."""
    return await _told(store, (Pair(university=_ref("University", m), enterprise=enterprise,
                                    need=m.need, match=m) for m in found))  # fmt: skip


async def of_enterprises(
    store: Store, university: Ref, found: Sequence[EnterpriseMatch]
) -> list[Pair]:
    """The pairs of a university."""
    return await _told(store, (Pair(university=university, enterprise=_ref("Enterprise", m),
                                    need=m.need, match=m) for m in found))  # fmt: skip


def _ref(label: str, match: UniversityMatch | EnterpriseMatch) -> Ref:
    return Ref(label=label, id=match.id, name=match.name)


async def _told(store: Store, pairs: Iterable[Pair]) -> list[Pair]:
    listed = list(pairs)
    ids = sorted({pair.enterprise.id for pair in listed if pair.enterprise})
    rows = {row["id"]: row for row in await store.read(cypher("match_contacts"), ids=ids)}
    return [
        pair.model_copy(update={"contact": row["told"], "address": row["address"] or ""})
        if pair.enterprise and (row := rows.get(pair.enterprise.id))
        else pair
        for pair in listed
    ]
