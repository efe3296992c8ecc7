"""A party organization covers and leads nobody before it was founded. Tables name whom it covers,
and seldom since when, so that it would have covered them on every day of the past."""

from graph import known
from graph.changes import Ends
from graph.model import Schema
from graph.store import Store
from ingest.draft import Draft, RelDraft, RelKey

LABEL, FOUNDED = "PartyOrg", "established_on"
TYPES = ("COVERS", "LEADS")


async def begin(store: Store, schema: Schema, draft: Draft) -> None:
    """Let what they cover or lead begin with them, where neither a row nor the graph says since
    when."""
    days = {
        id: str(day)
        for id, node in draft.nodes.get(LABEL, {}).items()
        if (day := node.values.get(FOUNDED))
    }
    if not days:
        return
    for type_ in TYPES:
        for source, target in schema.rel(type_).ends:
            if source == LABEL:
                await _begin(store, schema, draft, Ends(type_, source, target), days)


async def _begin(
    store: Store, schema: Schema, draft: Draft, ends: Ends, days: dict[str, str]
) -> None:
    open_ = {
        key: rel
        for key, rel in draft.rels.get(ends, {}).items()
        if key.source in days and _lasts(rel, days[key.source])
    }
    if not open_:
        return
    dated: set[RelKey] = set()
    sources = sorted({draft.id_before(LABEL, key.source) for key in open_})
    async for row in known.rels(store, ends, sources):
        if row["values"].get("since"):
            dated.add(draft.rel_now(ends, schema.rel(ends.type).key, row))
    for key in open_.keys() - dated:
        open_[key].values["since"] = days[key.source]


def _lasts(rel: RelDraft, day: str) -> bool:
    """Whether nobody said since when it is, and it did not end before that day."""
    until = rel.values.get("until")
    return not rel.values.get("since") and (until is None or str(until) + "~" >= day)
