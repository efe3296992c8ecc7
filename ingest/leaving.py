"""Those whom a complete list no longer names: what is observed of them from then on, and once they
are on it again."""

from graph import known
from graph.changes import Values
from graph.model import NodeType
from graph.store import Store
from ingest.draft import Draft, Hint, NodeDraft
from ingest.lists import TOP, List, Over
from ingest.past import Past

NAMED = 5  # of those that are missing


async def observe(
    store: Store, each: List, kind: NodeType, family: set[str], past: Past, draft: Draft
) -> None:
    """What is observed of those that earlier lists named and this one does not; and of those that
    are on it again, as before."""
    assert kind.off_list is not None
    gone, back = {}, set()
    for id, values in (await known.every_node(store, kind.label)).items():
        id = draft.id_now(kind.label, id)
        if id in each.ids:
            if kind.off_list.marks(values):
                back.add(id)
        elif past.listed_by(family, values.get("origin")) and not kind.off_list.is_over(values):
            gone[id] = str(values.get("name", id))
    for id in gone:
        _observe(draft, kind, id, each.whole, dict(kind.off_list.gone))
    if back:
        await _restore(store, each, kind, back, draft)
    if gone:
        draft.hints.append(_missing(each, kind, sorted(gone.values())))


async def _restore(store: Store, each: List, kind: NodeType, ids: set[str], draft: Draft) -> None:
    """Give those that are on the list again what was last observed of them while they were."""
    assert kind.off_list is not None
    last: dict[str, tuple[str, Values]] = dict.fromkeys(ids, ("", dict(kind.off_list.back)))
    before = [draft.id_before(kind.label, id) for id in ids]
    async for row in known.observations(store, kind.label, before):
        id, values = draft.id_now(kind.label, row["id"]), row["values"]
        on = str(values["on"])
        if on >= last[id][0] and not kind.off_list.marks(values):
            known_then = {n: values[n] for n in kind.off_list.gone if values.get(n) is not None}
            last[id] = on, {**kind.off_list.back, **known_then}
    for id, (_, values) in last.items():
        _observe(draft, kind, id, each.whole, values)


def _observe(draft: Draft, kind: NodeType, id: str, told: Over, values: Values) -> None:
    """Add to the draft what follows from the list; what a row says of its day has the word."""
    drafts = draft.nodes.setdefault(kind.label, {})
    node = drafts.setdefault(id, NodeDraft({}, told.origin))
    node.days = node.days or {}
    stated = {name for day in node.days.values() for name in day}
    if not stated & values.keys():
        node.days[told.day] = {**values, **node.days.get(told.day, {})}


def _missing(each: List, kind: NodeType, names: list[str]) -> Hint:
    more_zh, more_en = ("等", ", …") if len(names) > NAMED else ("", "")
    state = kind.by_prop["status"].zh
    return Hint(
        *(*each.tables[0], TOP, state, ""),
        f"名单上不再有 {len(names)} 个{kind.zh}（{'、'.join(names[:NAMED])}{more_zh}）："
        f"自 {each.day} 起记为“不在名单”，其关系到此为止；知道去向的请在“{state}”写明",
        f"{len(names)} are no longer on the list ({', '.join(names[:NAMED])}{more_en}): from "
        f"{each.day} on they count as off the list and their ties end; say under {state} what "
        "became of those that you know of",
    )
