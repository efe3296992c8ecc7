"""
What complete lists say of when relationships stood. Who is missing from a list has left, and who
stands in it with another name has moved: the relationships of which only lists of the kind told end
the day before the list, and what it names for the first time begins on its day. So a day before the
list is answered as it was. Nothing is deleted.

Lists may come in any order: one that is older than another finds its place between its neighbours.
Of which kinds and relationships there are complete lists is said in the vocabulary (`roster`).
"""

from collections.abc import Collection, Iterable, Iterator

from graph import known
from graph.errors import InputError
from graph.model import NodeType, RelType, Schema
from graph.store import Store
from ingest import leaving
from ingest.dating import Dating
from ingest.draft import Draft, Hint, ListTaken
from ingest.lists import TOP, List, family_of, lists, types_of
from ingest.past import Past
from ingest.rows import Row, by_table

NO_ROSTER = (
    "这类表不按完整名单处理，没有列出的仍然有效",
    "tables of this kind are not taken as complete lists: what they leave out still stands",
)
NOBODY = ("完整名单是空的，不作处理", "the complete list is empty: nothing follows from it")


async def date(
    store: Store,
    schema: Schema,
    rows: Collection[Row],
    draft: Draft,
    today: str,
    digests: Collection[str],
) -> None:
    """Add to the draft what begins and what ends by its rows, which are all that there is of their
    kinds; `digests` are those of the files. InputError where lists of several days of one kind come
    at once."""
    past = await Past.of(store, digests)
    for each in lists(rows, draft, today):
        fresh = past.is_new(each.name, each.day)
        taken = ListTaken(each.name, each.kind.zh, each.day, each.tables, sorted(each.named), fresh)
        draft.lists.append(taken)
        family = family_of(schema, each.kind)
        around = past.around(each.name, each.day)
        draft.hints += _columns_missing(each, schema, past)
        if (before := past.own.get(each.name, each.day)) != each.day:
            _refuse_passing(each, before, past)
            draft.hints.append(_instead(each, before))
        for ends, ways in each.ways(schema).items():
            draft.dated.add(ends)
            dating = Dating(each, ends, ways, past, family, around, draft, taken)
            names = schema.rel(ends.type).key
            async for row in known.every(store, ends):
                dating.meet(draft.rel_now(ends, names, row), row["values"])
            dating.settle()
        if isinstance(each.kind, NodeType) and each.kind.off_list:
            await leaving.observe(store, each, each.kind, family, past, around.after, draft)


def hints(rows: Iterable[Row], empty: Iterable[tuple[str, str]]) -> Iterator[Hint]:
    """A word at each table of a kind of which there are no complete lists, and at each `empty` one
    (file, sheet) of the others."""
    for table in by_table(row for row in rows if not row.kind.roster):
        yield Hint(*(*table[0].place, "", ""), *NO_ROSTER)
    for place in empty:
        yield Hint(*(*place, TOP, "", ""), *NOBODY)


def _refuse_passing(each: List, before: str, past: Past) -> None:
    """What a list has ended and begun on a wrong day moves with it, but not past another list."""
    first, last = sorted((before, each.day))
    if between := sorted(day for day in past.lists.get(each.name, ()) if first <= day <= last):
        raise InputError(
            f"这批文件刚按 {before} 读入过，要改按 {each.day}，但其间有 {'、'.join(between)} 的"
            f"{each.kind.zh}名单，已经结束和开始的关系无法照移",
            f"the same files were just read as of {before}; between that and {each.day} there are "
            f"lists of {', '.join(between)}, past which what ended and began cannot be moved",
            fix_zh="请恢复这次读入之前的备份，再按正确的日期读入（备份见 docs/deployment.md）",
            fix_en="Restore the backup (docs/deployment.md), then load it by the right day",
        )


def _instead(each: List, before: str) -> Hint:
    return Hint(
        *(*each.tables[0], TOP, "数据日期", before),
        f"同一批文件刚按 {before} 读入过；现改按 {each.day}，{before} 的那一份不再算",
        f"the same files were just read as of {before}; now it is {each.day} instead",
    )


def _columns_missing(each: List, schema: Schema, past: Past) -> Iterator[Hint]:
    """A word where the list lacks a column of the last one, or all that a list could end: people
    take it for granted that it ends something."""
    if isinstance(each.kind, RelType):
        return
    could = {
        link.name: link.zh
        for link in each.kind.links
        if any(True for _ in types_of(each.kind, link, schema))
    }
    missed = (past.columns.get(each.name, set()) & could.keys()) - each.named.keys()
    if not each.named.keys() & could.keys():
        missed = missed or set(could)
    if missed:
        listed = "、".join(name for key, name in could.items() if key in missed)
        yield Hint(
            *(*each.tables[0], TOP, "", ""),
            f"没有这些列：{listed}；它们所说的关系因此一条也不会到此为止，也看不出谁已转移",
            f"without {', '.join(sorted(missed))} no tie of these ends, and nobody is seen to "
            "have moved",
        )
