"""A party organization that was dissolved, or has left the list, covers nobody from then on,
whoever said that it did: a table that gives its state often names whom it had covered, still."""

from graph import known
from graph.changes import Ends
from graph.model import Schema
from graph.store import Store
from ingest.days import day_before
from ingest.draft import Draft, NodeDraft, Redated, RelKey
from ingest.past import stands

LABEL, COVERS, DISSOLVED = "PartyOrg", "COVERS", "撤销"


async def end(store: Store, schema: Schema, draft: Draft, today: str) -> None:
    """Let end what covers by the organizations that the draft says to be dissolved."""
    over = {
        id: (day, node.origin.splitlines()[0])
        for id, node in draft.nodes.get(LABEL, {}).items()
        if (day := _day(node, today))
    }
    if not over:
        return
    for source, target in schema.rel(COVERS).ends:
        ends = Ends(COVERS, source, target)
        await _end(store, schema, draft, ends, over)


def _day(node: NodeDraft, today: str) -> str:
    """Since when it is dissolved by the newest of what is said; empty when it is not."""
    told = {day or today: values for day, values in (node.days or {}).items() if "status" in values}
    newest = max(told, default="")
    return newest if newest and DISSOLVED in str(told[newest]["status"]) else ""


async def _end(
    store: Store, schema: Schema, draft: Draft, ends: Ends, over: dict[str, tuple[str, str]]
) -> None:
    names = schema.rel(COVERS).key
    redated = {each.key for each in draft.redated if each.ends == ends}
    there: set[RelKey] = set()
    sources = [draft.id_before(LABEL, id) for id in over]
    async for row in known.rels(store, ends, sources):
        key, before = draft.rel_now(ends, names, row), row["values"]
        there.add(key)
        day, origin = over[key.source]
        if key not in redated and stands(before, day):
            until = {"until": day_before(day)}
            draft.redated.append(Redated(ends, key, before, until, origin))
    for key, rel in draft.rels.get(ends, {}).items():
        if key.source in over and key not in there and not rel.values.get("until"):
            rel.values["until"] = day_before(over[key.source][0])
