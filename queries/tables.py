"""Everything of a kind as a table: which columns it has, which rows pass its conditions, in which
order, and what they hold, as of a day. Persons are counted only (MODEL, law 6).

An engine sorts a hundred thousand rows in seconds, and two engines sort texts differently: it hands
over ids with the value that counts, and the order is made here, the same for both.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from graph import SCHEMA
from graph.errors import UsageError
from graph.model import Link, NodeType, Prop
from graph.names import normal_name
from graph.store import Row, Store
from queries.answers import Answer, Items, Ref
from queries.entities import FEWEST, HIDDEN, MACHINERY, OPEN, PERSONS, kind_of
from queries.text import cypher, cypher_of

Kind = Literal["text", "texts", "number", "boolean", "day", "link"]
How = Literal["has", "is", "least", "most", "unknown", "known"]
KINDS: Mapping[str, Kind] = {"integer": "number", "date": "day", "datetime": "day"}
AT_ONCE = 2_000  # rows in one statement
NAME = "name"
UNSORTED = ("link", "texts")  # lists have no order
LEADING = "-[r:IN_CHAIN]->"  # what the statement about a relationship has in its place
PROVENANCE = frozenset({"as_of", "source", "note", "data_class", "synthetic"})


Valued = tuple[str, Any]  # an id, and what sorts it


class Column(Answer):
    """A column: a property, or the entities at the other end of a relationship (`link`), which may
    be of several types of columns in tables of people. `observed` properties are those of the
    day. `choices` are the values that it usually takes."""

    name: str
    zh: str
    kind: Kind
    unit: str = ""
    observed: bool = False
    choices: tuple[str, ...] = ()
    rel: str = ""
    out: bool = True
    provenance: bool = False


class Condition(NamedTuple):
    """What a column must hold: a text in it, a value, a bound, or nothing that anybody told."""

    column: str
    how: How
    value: str = ""


class Line(Answer):
    """A row: its entity and its values by column; links are lists of entities."""

    about: Ref
    values: dict[str, Any]


class Count(Answer):
    """How many there are of a kind; of a few persons there is no count."""

    label: str
    count: int | None


def listed() -> list[NodeType]:
    """The kinds that have a table, in the order of the vocabulary."""
    left = {*PERSONS, *MACHINERY}
    return [node for node in SCHEMA.nodes if node.label not in left]


@cache
def columns(label: str) -> Sequence[Column]:
    """The columns of a kind: id and name, links, properties, where they come from.
    Raises `NotFound` and, for persons, `UsageError`."""
    kind = kind_of(label)
    props = [_of_prop(prop) for prop in kind.props if _is_shown(prop)]
    first = [column for column in props if column.name in ("id", NAME)]
    last = [column for column in props if column.provenance]
    rest = [column for column in props if column not in (*first, *last)]
    return (*first[::-1], *_links(kind), *rest, *last)


def _is_shown(prop: Prop) -> bool:
    return prop.sensitivity in OPEN and not prop.system


def _of_prop(prop: Prop) -> Column:
    return Column(
        name=prop.name,
        zh=prop.zh,
        kind=KINDS.get(prop.type, prop.type),
        unit=prop.unit,
        observed=prop.observed,
        choices=tuple(str(choice.value) for choice in prop.choices),
        provenance=prop.name in PROVENANCE,
    )


def _links(kind: NodeType) -> Iterator[Column]:
    """One for each relationship, whatever columns it is read from (所属县区, 区划代码, 园区)."""
    groups: dict[tuple[str, bool], list[Link]] = {}
    for link in kind.links:
        if link.sensitivity in OPEN and not set(link.targets) & set(HIDDEN):
            groups.setdefault((link.rel, not link.reverse), []).append(link)
    for (rel, out), links in groups.items():
        alone = len(links) == 1
        yield Column(
            name=links[0].name if alone else rel.lower(),
            zh=links[0].zh if alone else SCHEMA.rel(rel).zh,
            kind="link",
            rel=rel,
            out=out,
        )


async def counts(store: Store) -> list[Count]:
    """How many there are of each kind, persons too, in the order of the vocabulary."""
    kinds = [node.label for node in SCHEMA.nodes if node.label not in MACHINERY]
    found = {r["label"]: r["count"] for r in await store.read(cypher("table_kinds"), kinds=kinds)}
    return [Count(label=label, count=_counted(label, found.get(label, 0))) for label in kinds]


def _counted(label: str, count: int) -> int | None:
    return None if label in PERSONS and 0 < count < FEWEST else count


async def table(
    store: Store,
    label: str,
    *,
    as_of: str,
    conditions: Sequence[Condition] = (),
    sort: str = NAME,
    falling: bool = False,
    shown: Sequence[str] = (),
    skip: int = 0,
    limit: int | None = None,
) -> Items[Line]:
    """Rows of a kind with the values of the columns `shown` (all when none is named), those whose
    sorting value nobody told last. `total` counts all that pass the conditions.

    Raises `NotFound` for a kind, `UsageError` for persons, for a column that there is not, and for
    a bound that is no number.
    """
    label = kind_of(label).label
    known = {column.name: column for column in columns(label)}
    for name in (sort, *shown, *(one.column for one in conditions)):
        if name not in known:
            raise _no_column(label, name, known)
    if known[sort].kind in UNSORTED:
        raise _no_order(known[sort])
    ids = await _ids(store, label, as_of, conditions, known, known[sort])
    if falling:
        ids = _falling(ids)
    wanted = [id for id, _ in ids[skip : None if limit is None else skip + limit]]
    columns_ = [known[name] for name in shown] or list(known.values())
    return Items(
        items=[line async for line in _lines(store, label, wanted, columns_, as_of)],
        total=len(ids),
        as_of=as_of,
        why="" if ids else "没有符合条件的行",
    )


async def _ids(
    store: Store,
    label: str,
    as_of: str,
    conditions: Sequence[Condition],
    known: Mapping[str, Column],
    sort: Column,
) -> list[Valued]:
    """The ids that pass, rising by the value of a column."""
    tests = [(known[one.column], one) for one in conditions]
    linked = [_joined(store, label, c, one, as_of) for c, one in tests if c.kind == "link"]
    rows, joined = await asyncio.gather(
        store.read(
            cypher_of("table_ids", label),
            own=[_test(c, one) for c, one in tests if c.kind != "link" and not c.observed],
            observed=[_test(c, one) for c, one in tests if c.observed],
            sort=sort.name,
            watched=sort.observed,
            as_of=as_of,
        ),
        asyncio.gather(*linked),
    )
    return _rising([(id, v) for id, v in rows[0]["found"] if all(t.passes(id) for t in joined)])


class _Joined(NamedTuple):
    """Which ids a relationship joins, and whether those are wanted or the others."""

    ids: frozenset[str]
    wanted: bool

    def passes(self, id: str) -> bool:
        return (id in self.ids) is self.wanted


async def _joined(
    store: Store, label: str, column: Column, condition: Condition, as_of: str
) -> _Joined:
    """A statement of its own, from its type: an engine that must look at the type of each
    relationship takes ten times as long."""
    end = f"-[r:{SCHEMA.rel(column.rel).type}]-"
    text = condition.value if condition.how not in ("unknown", "known") else ""
    rows = await store.read(
        cypher_of("table_linked", label).replace(LEADING, f"{end}>" if column.out else f"<{end}"),
        raw=text, text=normal_name(text), hidden=HIDDEN, as_of=as_of,
    )  # fmt: skip
    return _Joined(frozenset(rows[0]["ids"]), condition.how != "unknown")


def _rising(found: Iterable[Valued]) -> list[Valued]:
    """What nobody told comes last; what is equal goes by the id."""
    told: list[Valued] = []
    untold: list[Valued] = []
    for one in found:
        (untold if one[1] is None else told).append(one)
    return sorted(told, key=itemgetter(1, 0)) + sorted(untold)


def _falling(rising: Sequence[Valued]) -> list[Valued]:
    """The other way round, but for what nobody told, and for those that are equal."""
    told = [one for one in rising if one[1] is not None]
    turned = sorted(told, key=itemgetter(1), reverse=True)  # keeps the order of what is equal
    return [*turned, *rising[len(told) :]]


def _test(column: Column, condition: Condition) -> Row:
    how: str = condition.how
    if how == "has":
        how = {"texts": "among", "number": "is", "boolean": "is"}.get(column.kind, "has")
    return {"name": column.name, "how": how, "value": _value(column, how, condition.value)}


def _value(column: Column, how: str, text: str) -> str | float | bool | None:
    if how in ("unknown", "known"):
        return None
    if column.kind == "boolean":
        return text == "true"
    if column.kind == "number":
        return _number(column, text)
    if column.kind == "day" and how == "most":
        return f"{text}~"  # what is told by the month, or by the hour, lies in it
    return text.lower() if how in ("has", "among") else text


def check(column: Column, condition: Condition) -> None:
    """Raises `UsageError` for a condition that the column cannot be held against."""
    _test(column, condition)


def _number(column: Column, text: str) -> float:
    try:
        return float(text)
    except ValueError as exc:
        raise UsageError(
            f"“{column.zh}”应为数字，不是“{text}”",
            f"{column.name} is a number, not {text!r}",
            fix_zh="例如 100、>=100、<=100",
            fix_en="Such as 100, >=100, <=100",
        ) from exc


async def _lines(
    store: Store, label: str, ids: Sequence[str], shown: Sequence[Column], as_of: str
) -> AsyncIterator[Line]:
    links = [{"name": c.rel, "out": c.out} for c in shown if c.kind == "link"]
    for at in range(0, len(ids), AT_ONCE):
        some = ids[at : at + AT_ONCE]
        rows = await store.read(
            cypher_of("table_rows", label),
            ids=some, links=links, hidden=HIDDEN, as_of=as_of,
        )  # fmt: skip
        by_id = {row["id"]: row for row in rows}
        for id in some:
            if id in by_id:  # else it was taken away meanwhile
                yield _line(label, by_id[id], shown)


def _line(label: str, row: Row, shown: Iterable[Column]) -> Line:
    own, observed = row["own"], row["observed"] or {}
    return Line(
        about=Ref(label=label, id=row["id"], name=own.get("name") or row["id"]),
        values={
            column.name: _linked(row["links"], column)
            if column.kind == "link"
            else (observed if column.observed else own).get(column.name)
            for column in shown
        },
    )


def _linked(links: Iterable[Row], column: Column) -> list[Ref]:
    found = [
        Ref(label=one["label"], id=one["id"], name=one["name"] or one["id"])
        for one in links
        if (one["type"], one["out"]) == (column.rel, column.out)
    ]
    return sorted(found, key=lambda ref: (ref.label, ref.id))


def _no_column(label: str, name: str, known: Iterable[str]) -> UsageError:
    return UsageError(
        f"{SCHEMA.node(label).zh}表没有“{name}”列",
        f"the table of {label} has no column {name!r}",
        fix_zh=f"可用：{'、'.join(known)}",
        fix_en=f"There are {', '.join(known)}",
    )


def _no_order(column: Column) -> UsageError:
    return UsageError(
        f"“{column.zh}”一格可有多项，不能排序",
        f"{column.name} may hold several, which has no order",
        fix_zh="请按其他列排序",
        fix_en="Sort by another column",
    )
