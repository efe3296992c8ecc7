"""Single entities: finding one by what people call it, showing it, its neighbours, and the way
from one to another. Persons are counted, never named, found or walked through (MODEL, law 6)."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from graph import SCHEMA
from graph.errors import Ambiguous, Candidate, NotFound, UsageError
from graph.model import Link, NodeType, Prop
from graph.names import BAR, HAN, normal_name, pairs, pinyin, unshared
from graph.store import Row, Store
from queries.answers import Answer, Items, Place, Ref, places
from queries.shortest import Edge, Node, shortest
from queries.steps import Step
from queries.steps import path as steps_of
from queries.text import cypher, cypher_of, named

PERSONS = [node.label for node in SCHEMA.nodes if node.sensitivity == "sensitive"]
MACHINERY = ["Observation", "IngestRun", "Vocabulary", "Staged"]
HIDDEN = [*PERSONS, *MACHINERY]
OPEN = ("public", "internal")
FEWEST = 3  # smaller groups of persons are not counted either
MOST_NEAR = 5  # names suggested for one that nobody bears
MOST_SHOWN = 500  # relationships in one answer; `neighbours` has all
LETTERS = re.compile(r"[^0-9a-z]+")
BY_ID, WHOLE, PREFIX, INSIDE, PINYIN, INITIALS, WITHIN = range(7)  # ranks of the search

How = Literal["id", "name", "prefix", "contains", "pinyin", "initials"]
HOW: dict[int, How] = {
    BY_ID: "id",
    WHOLE: "name",
    PREFIX: "prefix",
    INSIDE: "contains",
    PINYIN: "pinyin",
    INITIALS: "initials",
    WITHIN: "pinyin",
}


class Hit(Answer):
    """A candidate; `matched` is the name, code or reading that fits, `how` says which of them."""

    label: str
    id: str
    name: str
    matched: str
    how: How


class Neighbour(Answer):
    """An entity at the other end of a relationship; `out` when the relationship leads to it."""

    type: str
    direction: Literal["out", "in"]
    label: str
    id: str
    name: str
    properties: dict[str, Any]


class Neighbours(Items[Neighbour]):
    """One page; `next` is the cursor of the page after it."""

    next: str | None = None


class Group(Answer):
    """How many persons of a kind are connected; under three only `text` says so."""

    type: str
    label: str
    count: int | None
    text: str


class Entity(Answer):
    """An entity whole, as of a day. `relationships` holds at most 500 of `total`, those that have
    ended, too; `persons` are those of the day. Of what changes with time `properties` holds what
    was in force, told on `observed_on`."""

    label: str
    id: str
    name: str
    properties: dict[str, Any]
    relationships: list[Neighbour]
    total: int
    persons: list[Group]
    sources: list[Place]
    observed_on: str | None = None


class Path(Answer):
    """A shortest way from one entity to another; without steps when there is none, then `why`."""

    source: Ref
    target: Ref
    as_of: str
    length: int
    steps: list[Step]
    why: str = ""


async def resolve(store: Store, text: str, label: str | None = None) -> Ref:
    """The entity that goes by an id, a credit code, a name, a short name or an alias, in this
    order; of any kind, or of a label (English or 中文).

    Raises `NotFound` with those whose names are like it, or `Ambiguous` with the candidates.
    """
    text = text.strip()
    kind = kind_of(label) if label else None
    given = {"text": text, "code": text.upper(), "hidden": HIDDEN, "named": named(text)}
    for one, any_ in (
        ("bearers", "bearers_of_any_kind"),
        ("namesakes", "namesakes_of_any_kind"),
    ):
        statement = cypher_of(one, kind.label) if kind else cypher(any_)
        rows = await store.read(statement, **given)
        rows = [row for row in rows if row.get("whole")] or rows
        if len(rows) == 1:
            return Ref(label=rows[0]["label"], id=rows[0]["id"], name=_name(rows[0]))
        if rows:
            raise Ambiguous(text, [Candidate(r["label"], r["id"], _name(r)) for r in rows])
    raise _nobody(text, kind, await near(store, text, kind))


async def near(store: Store, text: str, kind: NodeType | None) -> list[Candidate]:
    """Who has a name that shares half the pairs of characters of a text, or begins with what it
    sounds like; the nearest first. Legal forms and the ending of the kind, which most names share,
    do not count."""
    ending = kind.ending if kind else ""
    shared = pairs(text, ending)
    if not shared:
        return []
    rows = await store.read(
        cypher_of("near", kind.label) if kind else cypher("near_of_any_kind"),
        hidden=HIDDEN,
        pairs=shared,
        reading=_reading(unshared(text, ending)),
        limit=MOST_NEAR,
    )
    return [Candidate(row["label"], row["id"], _name(row)) for row in rows]


def _reading(plain: str) -> str:
    """Full pinyin of a text with 汉字; letters alone are taken for a reading themselves."""
    forms = pinyin([plain])
    return forms.split(BAR)[1] if forms else LETTERS.sub("", plain)


class Wanted(NamedTuple):
    """What is looked for: as it was typed, as a name, and as letters of a reading."""

    raw: str
    plain: str
    letters: str


def wanted(text: str) -> Wanted:
    """What a text asks for. Raises `UsageError` when it has nothing to look for."""
    raw = text.strip()
    plain = normal_name(raw)
    if not plain:
        raise UsageError(
            "没有要查找的文字",
            "there is nothing to look for",
            fix_zh="请输入名称、拼音或首字母",
            fix_en="Give a name, pinyin or initials",
        )
    return Wanted(raw, plain, "" if HAN.search(plain) else LETTERS.sub("", plain))


async def search(store: Store, text: str, *, limit: int = 20) -> Items[Hit]:
    """Candidates by id, name, alias, pinyin and initials, the closest first. Reads every name:
    who is asked often holds a `queries.directory`, which answers the same."""
    asked = wanted(text)
    rows = await store.read(
        cypher("search"),
        hidden=HIDDEN,
        raw=asked.raw,
        code=asked.raw.upper(),
        text=asked.plain,
        letters=asked.letters,
        limit=limit,
    )
    return hits(asked, rows[0]["items"], rows[0]["total"])


def hits(asked: Wanted, rows: Iterable[Row], total: int) -> Items[Hit]:
    """The answer to a search: its first candidates, of so many."""
    return Items(
        items=[_hit(row, asked.plain, asked.letters) for row in rows],
        total=total,
        as_of="",
        definition="编号、信用代码＞全名＞名称开头＞名称包含＞拼音＞首字母",
        why="" if total else f"没有找到“{asked.raw}”",
    )


async def show(store: Store, label: str, id: str, *, as_of: str) -> Entity:
    """One entity with its relationships and sources, as it was on a day. Raises `NotFound`; persons
    are not shown."""
    kind = kind_of(label)
    rows = await store.read(
        cypher_of("show", kind.label),
        id=id, as_of=as_of, hidden=HIDDEN, persons=PERSONS, limit=MOST_SHOWN,
    )  # fmt: skip
    if not rows:
        raise _nobody(id, kind)
    row = rows[0]
    return Entity(
        label=kind.label,
        id=row["id"],
        name=_name(row),
        properties=shown_of(_on_the_day(row, kind), (*kind.props, *kind.links)),
        relationships=[_neighbour(each) for each in row["relationships"]],
        total=row["total"],
        persons=[_group(each) for each in row["persons"]],
        sources=places(row["properties"].get("origin")),
        observed_on=(row["observed"] or {}).get("on"),
    )


def _on_the_day(row: Row, kind: NodeType) -> Row:
    """The properties, those that change with time from the observation in force."""
    observed = row["observed"] or {}
    return {**row["properties"], **{name: observed.get(name) for name in kind.observed}}


async def neighbours(
    store: Store, label: str, id: str, *, limit: int, cursor: str | None = None
) -> Neighbours:
    """The entities connected with one, by type, direction, label and id."""
    kind = kind_of(label)
    statement = cypher_of("neighbours", kind.label)
    rows = await store.read(statement, id=id, hidden=HIDDEN, after=cursor or "", limit=limit + 1)
    if not rows:
        raise _nobody(id, kind)
    found = rows[0]["items"]
    return Neighbours(
        items=[_neighbour(row) for row in found[:limit]],
        total=rows[0]["total"],
        as_of="",
        why="" if rows[0]["total"] else "没有相连的对象",
        next=found[limit - 1]["key"] if len(found) > limit else None,
    )


async def path(store: Store, source: Ref, target: Ref, *, as_of: str, longest: int = 6) -> Path:
    """A shortest way through relationships in force, by way of no person."""

    async def expand(nodes: list[Node]) -> Iterable[Edge]:
        by_label = groupby(sorted(nodes), key=itemgetter(0))
        groups = [(label, [id for _, id in group]) for label, group in by_label]
        found = await asyncio.gather(*(_around(store, *group, as_of) for group in groups))
        return (edge for edges in found for edge in edges)

    ends = [((kind_of(end.label).label, end.id), end.name) for end in (source, target)]
    way = await shortest(ends[0], ends[1], expand, longest)
    return Path(
        source=source,
        target=target,
        as_of=as_of,
        length=len(way.rels) if way else 0,
        steps=steps_of([(*node, name) for node, name in way.nodes], way.rels) if way else [],
        why="" if way else f"{longest} 步之内没有联系",
    )


async def _around(store: Store, label: str, ids: list[str], as_of: str) -> list[Edge]:
    rows = await store.read(cypher_of("around", label), ids=ids, hidden=HIDDEN, as_of=as_of)
    return [
        ((label, row["source"]), row["rel"], (row["label"], row["target"]), row["name"] or "")
        for row in rows
    ]


def kind_of(label: str) -> NodeType:
    """The kind of that name, when it may be asked about one by one."""
    try:
        kind = SCHEMA.node(label)
    except KeyError as exc:
        raise NotFound(
            f"没有类型“{label}”",
            f"no kind {label!r}",
            fix_zh="用 honglian schema 查看全部类型",
            fix_en="honglian schema lists them",
        ) from exc
    if kind.sensitivity == "sensitive":
        raise UsageError(
            f"{kind.zh}只计数，不列名",
            f"{kind.label}: persons are counted, not named",
            fix_zh="请查看其党组织或企业的人数",
            fix_en="Ask for the count at their organization or enterprise",
        )
    return kind


def _nobody(text: str, kind: NodeType | None, near: Sequence[Candidate] = ()) -> NotFound:
    zh, en = (kind.zh, kind.label) if kind else ("对象", "entity")
    zh_near = "、".join(f"{one.name}（{one.id}）" for one in near)
    en_near = ", ".join(f"{one.name} ({one.id})" for one in near)
    error = NotFound(
        f"没有找到{zh}“{text}”",
        f"no {en} {text!r}",
        fix_zh=f"是否指：{zh_near}？" * bool(near) + "用 honglian search 按名称、拼音或首字母查找",
        fix_en=f"Did you mean {en_near}? " * bool(near)
        + "Look for it with honglian search: by name, pinyin or initials",
    )
    error.candidates = tuple(near)
    return error


def _name(row: Row) -> str:
    """Some kinds (orders) need no name."""
    return str(row["name"] or row["id"])


def _hit(row: Row, plain: str, letters: str) -> Hit:
    how = HOW[row["rank"]]
    return Hit(
        label=row["label"],
        id=row["id"],
        name=_name(row),
        matched=_matched(row, how, plain, letters),
        how=how,
    )


def _matched(row: Row, how: How, plain: str, letters: str) -> str:
    if how == "id":
        return str(row["code"] if normal_name(row["code"] or "") == plain else row["id"])
    readings = how in ("pinyin", "initials")
    forms = (row["pinyin" if readings else "names"] or "").strip(BAR).split(BAR)
    wanted = letters if readings else plain
    fitting = sorted((form for form in forms if wanted in form), key=lambda f: _fit(f, wanted, how))
    return _name(row) if fitting[0] == normal_name(_name(row)) else fitting[0]


def _fit(form: str, wanted: str, how: How) -> tuple[bool, bool, int]:
    """Smallest for the form that was meant: equal, then beginning with it, then the shortest
    (of initials) or the longest (of full readings)."""
    size = -len(form) if how == "pinyin" else len(form)
    return form != wanted, not form.startswith(wanted), size


def _neighbour(row: Row) -> Neighbour:
    return Neighbour(
        type=row["type"],
        direction=row["direction"],
        label=row["label"],
        id=row["id"],
        name=_name(row),
        properties=shown_of(row["properties"], SCHEMA.rel(row["type"]).props),
    )


def _group(row: Row) -> Group:
    zh = SCHEMA.node(row["label"]).zh
    few = row["count"] < FEWEST
    return Group(
        type=row["type"],
        label=row["label"],
        count=None if few else row["count"],
        text=f"{zh}少于{FEWEST}人" if few else f"{zh} {row['count']} 人",
    )


def shown_of(values: Row, columns: Sequence[Prop | Link]) -> dict[str, Any]:
    """Values that may be seen, in the order of the vocabulary. Beside properties there may be text
    kept of a column that was to name other entities."""
    return {
        column.name: values[column.name]
        for column in columns
        if column.sensitivity in OPEN
        and not (isinstance(column, Prop) and column.system)
        and values.get(column.name) is not None
    }
