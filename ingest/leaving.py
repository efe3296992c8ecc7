"""Those whom a complete list no longer names: what is observed of them from then on, and once they
are on a list again."""

from collections.abc import Iterator
from difflib import get_close_matches

from graph import known
from graph.changes import Values
from graph.model import NodeType, OffList
from graph.store import Store
from ingest.draft import UNDATED, Draft, Hint, NodeDraft
from ingest.lists import TOP, List, Over
from ingest.past import Past

NAMED = 5  # of those that are missing
ALIKE = 0.8  # names that are likely to be one with a slip in it
Days = list[Values]  # observations, the oldest first


async def observe(
    store: Store,
    each: List,
    kind: NodeType,
    family: set[str],
    past: Past,
    after: str,
    draft: Draft,
) -> None:
    """What is observed of those that earlier lists named and this one does not; and of those that
    are on it again, as before. It holds until the next list, if there is one: `after`."""
    off_list = kind.off_list
    assert off_list is not None
    every = {
        draft.id_now(kind.label, id): values
        for id, values in (await known.every_node(store, kind.label)).items()
    }
    there = {id: v for id, v in every.items() if past.listed_by(family, v.get("origin"))}
    days = await _days(store, kind, draft, there)
    left: list[str] = []
    for id, values in there.items():
        known_days = days.get(id, [])
        then, later = _then(known_days, each.day), _then(known_days, after)
        # Of some nothing is ever observed; of one that is on a later list it is true as well.
        was_there = bool(then) or not known_days or bool(after)
        off = off_list.marks(then)
        if id in each.ids and off:
            _observe(draft, kind, id, each.whole, _before(known_days, each.day, off_list))
        elif id not in each.ids and was_there and not off_list.is_over(then):
            _observe(draft, kind, id, each.whole, dict(off_list.gone))
            left.append(str(values.get("name", id)))
        else:
            continue
        if after and off_list.marks(later) == off:  # else the next list says so itself
            told = dict(off_list.gone) if off else _before(known_days, after, off_list)
            _observe(draft, kind, id, Over(after, each.whole.origin), told, now=False)
    if left:
        draft.hints.append(_missing(each, kind, sorted(left)))
        new = (draft.node(kind.label, id) for id in sorted(each.ids - every.keys()))
        draft.hints += _renamed(each, kind, sorted(left), [str(n.values["name"]) for n in new if n])


async def _days(
    store: Store, kind: NodeType, draft: Draft, there: dict[str, Values]
) -> dict[str, Days]:
    found: dict[str, Days] = {}
    ids = [draft.id_before(kind.label, id) for id in there]
    async for row in known.observations(store, kind.label, ids):
        found.setdefault(draft.id_now(kind.label, row["id"]), []).append(row["values"])
    for days in found.values():
        days.sort(key=lambda values: str(values["on"]))
    return found


def _then(days: Days, day: str) -> Values:
    """What was in force on a day; nothing before the first."""
    return next((values for values in reversed(days) if str(values["on"]) <= day), {})


def _before(days: Days, day: str, off_list: OffList) -> Values:
    """What was last observed while it was on the lists."""
    earlier = [v for v in days if str(v["on"]) <= day and not off_list.marks(v)]
    last = earlier[-1] if earlier else {}
    told = {name: last[name] for name in off_list.gone if last.get(name) is not None}
    return {**off_list.back, **told}


def _observe(
    draft: Draft, kind: NodeType, id: str, told: Over, values: Values, *, now: bool = True
) -> None:
    """Add to the draft what follows from the list; what a row says of that day has the word: `now`
    one without a date, too."""
    drafts = draft.nodes.setdefault(kind.label, {})
    node = drafts.setdefault(id, NodeDraft({}, told.origin))
    node.days = node.days or {}
    stated = node.days.get(told.day, {}) | (node.days.get(UNDATED, {}) if now else {})
    if not stated.keys() & values.keys():
        node.days[told.day] = {**values, **node.days.get(told.day, {})}


def _renamed(each: List, kind: NodeType, left: list[str], new: list[str]) -> Iterator[Hint]:
    """A word where one has gone and one has come that are called nearly the same."""
    for name in left:
        for alike in get_close_matches(name, new, n=1, cutoff=ALIKE):
            yield Hint(
                *(*each.tables[0], TOP, kind.by_prop["name"].zh, alike),
                f"名单上不再有“{name}”，新有“{alike}”；如是同一个，请改正名称或填同一编号后重新导入",
                f"{name!r} is no longer on the list, {alike!r} is new; if they are one, mend the "
                "name or give both the same id, and load it again",
            )


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
