"""
Which row is which entity: by its id, by its official code, by its name; and the entities that come
into being by being named (MODEL, law 7: nothing is ever merged on a likeness).
"""

import re
from collections.abc import Mapping
from hashlib import blake2s
from typing import Any

from graph.changes import Values
from graph.model import Link, NodeType
from graph.names import normal_name
from ingest.reading import Reading
from ingest.reused import unique_id
from ingest.rows import Fault, Refused, Row
from ingest.unreadable import shown
from ingest.values import split

ALIAS_PROPS = ("short_name", "aliases", "former_names", "committee_name")


class Entities:
    """Gives every row of a kind of node its id, and the index its names."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._index = reading.index

    def index_own(self, row: Row) -> None:
        """Put an entity with an id of its own into the index, unless its row is refused."""
        if not isinstance(row.kind, NodeType):
            return
        id = row.values.pop("id", None)
        if id is not None:
            row.id = str(id)
            if not row.refused:
                self._register(row)

    def _register(self, row: Row) -> None:
        assert isinstance(row.kind, NodeType)
        code = row.values.get(row.kind.code) if row.kind.code else None
        name, aliases = row.values.get("name"), aliases_of(row.values)
        if row.kind.sensitivity == "sensitive":
            name, aliases = (name if row.kind.by_name else None), []
        self._index.add(row.kind.label, row.id, code, name, aliases)

    def numbered(self) -> dict[str, dict[str, set[str]]]:
        """By label, the ids that things would have by their names, with the ids that the tables
        give them: what was known by its name alone may get its number now."""
        given: dict[str, dict[str, set[str]]] = {}
        for row in self._reading.rows:
            kind, name = row.kind, row.values.get("name")
            if isinstance(kind, NodeType) and kind.by_name and row.id and name and not row.refused:
                if kind.sensitivity == "sensitive":
                    continue  # two persons of one name are two
                old = minted(kind, str(name))
                if not self._index.has(kind.label, old):
                    given.setdefault(kind.label, {}).setdefault(old, set()).add(row.id)
        return given

    def settle_all(self) -> None:
        """Settle the ids of rows without one: those with a code before those with a name alone.

        A row becomes known by its names only when all like it are settled, so that their order
        does not matter.
        """
        open_ = [row for row in self._reading.rows if isinstance(row.kind, NodeType) and not row.id]
        coded = [row for row in open_ if _code(row)]
        for rows in (coded, [row for row in open_ if not _code(row)]):
            for row in rows:
                self._reading.guarded(row, self._settle)
            for row in rows:
                if not row.refused:
                    self._register(row)

    def _settle(self, row: Row) -> None:
        """Find or make the id of an entity whose table gives none."""
        kind = row.kind
        assert isinstance(kind, NodeType)
        if row.illegible & {"id", "name", kind.code}:
            return  # that is what is wrong with it; who it is shows once it is mended
        code = row.values.get(kind.code) if kind.code else None
        name = row.values.get("name")
        found = self._index.by_code(kind.label, code) if code else None
        if found is None and name:
            found = self._by_name(row, kind, str(name), code)
            row.named = found is not None
        if found is None and code:
            found = str(code)
        if found is None and name and kind.by_name:
            found = minted(kind, str(name))
        if found is None:
            raise _unidentified(row, kind)
        row.id = found
        if row.named:  # by one of its names: that is no statement of what its name is
            del row.values["name"]

    def _by_name(self, row: Row, kind: NodeType, name: str, code: Any) -> str | None:
        """The entity of exactly that name, unless its credit code says it is another."""
        same = self._index.by_name(kind.label, name)
        if code:
            same = {id for id in same if self._index.code_of(kind.label, id) in (None, code)}
        if len(same) > 1:
            raise self._reading.ambiguous(row.header(kind.by_prop["name"]), name, kind.label, same)
        return next(iter(same), None)

    def mint_targets(self, row: Row) -> None:
        """Prepare the nodes that a row names and that may come into being by being named."""
        for link, cell in row.links:
            if link.unresolved != "create":
                continue
            for text in split(cell):
                if any(self._index.find(label, text) for label in link.targets):
                    continue
                if link.pattern and not re.fullmatch(link.pattern, text):
                    self._reading.refuse(row, _misspelt(row.header(link), text))
                elif not row.refused:
                    self._mint(row, link, text)

    def _mint(self, row: Row, link: Link, text: str) -> None:
        kind = self._reading.schema.node(link.targets[0])
        id = text if link.pattern else minted(kind, text)
        name = row.cell(link.named_by) or text if link.named_by else text
        values: Values = {"name": name}
        self._reading.passing[kind.label, id] = values
        self._index.add(kind.label, id, None, name, (text,))

    def refuse_stolen_code(self, row: Row) -> None:
        """Refuse a row that gives its entity the code of another."""
        kind = row.kind
        if not isinstance(kind, NodeType):
            return
        code = row.values.get(kind.code) if kind.code else None
        owner = self._index.by_code(kind.label, code) if code else None
        if owner is not None and row.id and owner != row.id:
            zh = kind.by_prop[kind.code].zh
            raise Refused(
                row.header(kind.by_prop[kind.code]),
                row.cell(kind.code) or str(code),
                f"编号 {row.id} 的{zh}与 {owner} 相同；请核对，不会自动合并",
                f"{row.id} has the credit code of {owner}; check which is right",
            )


def _unidentified(row: Row, kind: NodeType) -> Refused:
    """The refusal of a row from which nobody can tell which thing it is: told of its name, and
    where it has none of the id that it lacks."""
    if kind.by_name:
        return Refused(
            row.header(kind.by_prop["name"]),
            "",
            f"{kind.by_prop['name'].zh}和编号都是空的；请补上其中之一",
            "has neither a name nor an id; add one",
        )
    code_zh = f"或{kind.by_prop[kind.code].zh}" if kind.code else ""
    known_zh = "" if kind.sensitivity == "sensitive" else f"，图库中也没有同名的{kind.zh}"
    unique = ("", "") if kind.code or not kind.numbered else unique_id(kind)
    name = row.cell("name")
    return Refused(
        row.header(kind.by_prop["name" if name else "id"]),
        name,
        f"缺少编号{code_zh}{known_zh}；请补上{unique[0]}",
        f"has no id{' or credit code' if kind.code else ''}, and the graph has no "
        f"{kind.label} of that name; add one{unique[1]}",
    )


def _misspelt(column: str, text: str) -> Fault:
    """A name from which no entity can come into being."""
    return Fault(
        column,
        text,
        f"{shown(text)}不存在，也不是{column}的写法",
        f"{text!r} does not exist and does not look like one",
    )


def _code(row: Row) -> Any:
    """The official code that a row gives its entity."""
    assert isinstance(row.kind, NodeType)
    return row.values.get(row.kind.code) if row.kind.code else None


def minted(kind: NodeType, name: str) -> str:
    """The id of a node that is known by its name alone; of a person one that hides the name."""
    normal = normal_name(name)
    if kind.sensitivity != "sensitive":
        return normal
    return f"{kind.label[0]}-{blake2s(normal.encode(), digest_size=6).hexdigest()}"


def names_of(values: Mapping[str, Any]) -> list[str]:
    """All names that an entity goes by: its name, short name, aliases, former names."""
    return [values["name"], *aliases_of(values)] if "name" in values else aliases_of(values)


def aliases_of(values: Mapping[str, Any]) -> list[str]:
    """What an entity is called beside its name."""
    names: list[str] = []
    for prop in ALIAS_PROPS:
        if prop in values:
            value = values[prop]
            names += value if isinstance(value, list) else [value]
    return names
