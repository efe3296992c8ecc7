"""A party organization that was dissolved, or has left the list, covers nobody from then on,
whoever said that it did: a table that gives its state often names whom it had covered, still. It
lasts until another state is known of it."""

from typing import NamedTuple

from graph import known
from graph.changes import Ends, Values
from graph.model import AGAIN, DISSOLVED, Schema
from graph.store import Store
from ingest import spells
from ingest.days import day_before
from ingest.draft import Draft, NodeDraft, Redated, RelDraft, RelKey
from ingest.past import stands

LABEL, COVERS = "PartyOrg", "COVERS"


class _Over(NamedTuple):
    """Since when it is dissolved, the day of the next state that is known (empty: none), and the
    row that says so."""

    day: str
    again: str
    origin: str


def forget(draft: Draft, today: str) -> None:
    """Take what such an organization is said to cover out of the draft: on a complete list it says
    whom it had covered."""
    over = {id for id, node in draft.nodes.get(LABEL, {}).items() if _day(node, today)}
    for ends, rels in draft.rels.items():
        if ends.type == COVERS:
            for key in [key for key in rels if key.source in over]:
                del rels[key]


async def end(store: Store, schema: Schema, draft: Draft, today: str) -> None:
    """Let end what covers by the organizations that the draft says to be dissolved."""
    days = {
        id: (day, node)
        for id, node in draft.nodes.get(LABEL, {}).items()
        if (day := _day(node, today))
    }
    if not days:
        return
    again = await _again(store, draft, {id: day for id, (day, _) in days.items()})
    over = {
        id: _Over(day, again.get(id, ""), node.origin.splitlines()[0])
        for id, (day, node) in days.items()
    }
    for source, target in schema.rel(COVERS).ends:
        await _end(store, schema, draft, Ends(COVERS, source, target), over)


def _day(node: NodeDraft, today: str) -> str:
    """Since when it is dissolved by the newest of what is said; empty when it is not."""
    told = {day or today: values for day, values in (node.days or {}).items() if "status" in values}
    newest = max(told, default="")
    return newest if newest and DISSOLVED in str(told[newest]["status"]) else ""


async def _again(store: Store, draft: Draft, days: dict[str, str]) -> dict[str, str]:
    """For each the first later day on which another state was stated."""
    found: dict[str, str] = {}
    async for row in known.observations(store, LABEL, [draft.id_before(LABEL, id) for id in days]):
        id, values = draft.id_now(LABEL, row["id"]), row["values"]
        on, state = str(values["on"]), str(values.get("status") or "")
        if on > days[id] and state and DISSOLVED not in state:
            found[id] = min(on, found.get(id, on))
    return found


async def _end(
    store: Store, schema: Schema, draft: Draft, ends: Ends, over: dict[str, _Over]
) -> None:
    names = schema.rel(COVERS).key
    redated = {each.key for each in draft.redated if each.ends == ends}
    there: set[RelKey] = set()
    async for row in known.rels(store, ends, [draft.id_before(LABEL, id) for id in over]):
        key, before = draft.rel_now(ends, names, row), row["values"]
        there.add(spells.first(key))
        if key not in redated and stands(before, over[key.source].day):
            _interrupt(draft, ends, key, before, over[key.source])
    for key, rel in draft.rels.get(ends, {}).items():
        told = over.get(key.source)
        if told and not told.again and spells.first(key) not in there:
            rel.values.setdefault("until", day_before(told.day))


def _interrupt(draft: Draft, ends: Ends, key: RelKey, before: Values, over: _Over) -> None:
    until = day_before(over.day)
    if str(before.get("since") or "") <= until:
        draft.redated.append(Redated(ends, key, before, {"until": until}, over.origin))
    if over.again and stands(before, over.again):
        rest = {name: value for name, value in before.items() if name not in ("since", AGAIN)}
        rest |= {AGAIN: over.again, "since": over.again}
        drafts = draft.rels.setdefault(ends, {})
        drafts[spells.returned(key, over.again)] = RelDraft(rest, over.origin)
