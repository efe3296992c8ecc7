"""Whom the cells of a row mean: by id, by code, by exact name, by alias; a name that several bear,
or nobody, is refused, and so are the rows that hang on refused ones."""

from collections.abc import Mapping
from functools import partial

from graph.model import Link, NodeType
from graph.names import normal_name
from ingest.draft import Unlinked
from ingest.identity import as_code
from ingest.reading import Reading
from ingest.rows import Fault, Place, Refused, Row
from ingest.unreadable import shown
from ingest.values import split


class References:
    """Finds the entities that rows refer to."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._index = reading.index

    def wanted(self) -> dict[str, set[str]]:
        """By label, the texts by which entities are named in the tables: to be looked up in the
        graph, since any of them may be there already."""
        texts: dict[str, set[str]] = {}
        for row in self._reading.rows:
            if isinstance(row.kind, NodeType):
                own = (row.values.get(row.kind.code), "" if row.id else row.values.get("name"))
                if any(own):
                    texts.setdefault(row.kind.label, set()).update(filter(None, own))
            for link, cell in row.links:
                for text in split(cell):
                    for label in link.targets:
                        if not self._index.has(label, text):
                            words = (*self._reading.names_meant(label, text), as_code(text))
                            texts.setdefault(label, set()).update(words)
        return texts

    def refer(self, row: Row) -> None:
        """Find out whom the row means."""
        for link, cell in row.links:
            for text in split(cell):
                try:
                    self._refer_to(row, link, text)
                except Refused as refusal:
                    self._reading.refuse(row, refusal.fault)
        if column := _to_itself(row):
            self._reading.refuse(row, _itself(row, column))

    def _refer_to(self, row: Row, link: Link, text: str) -> None:
        found = self._resolve(row, link, text)
        if found is not None:
            row.found.append((link, *found))
        elif link.unresolved == "keep":
            row.left.setdefault(link.name, []).append(text)
            told = self._kept(link)
            self._reading.draft.unlinked.append(Unlinked(*row.place, row.header(link), text, *told))

    def _kept(self, link: Link) -> tuple[str, str]:
        """What follows from a name that stays text, and what to do."""
        kinds = "、".join(self._reading.schema.node(label).zh for label in link.targets)
        labels = " or ".join(link.targets)
        if link.kept:
            return (
                f"{link.kept[0]}；请填{kinds}表并导入，同名的会自动关联",
                f"{link.kept[1]}; load a table of {labels}, and those of that name are related",
            )
        return (
            f"不成关系；请填{kinds}表，与本表一起（重新）导入",
            f"makes no relationship; list it as {labels}, and load both tables (again)",
        )

    def _resolve(self, row: Row, link: Link, text: str) -> tuple[str, str] | None:
        """Label and id of what a cell names; None when nobody bears the name and that is fine."""
        for label in link.targets:
            ids = self._index.find(label, text)
            if len(ids) > 1:
                raise self._reading.ambiguous(row.header(link), text, label, ids)
            if ids:
                return label, next(iter(ids))
        if link.unresolved != "reject":
            return None
        for label in link.targets:
            for name in self._reading.names_meant(label, text):
                if place := self._reading.lost.get((label, normal_name(name))):
                    raise _hangs_on(row.header(link), text, place)
        kinds = "、".join(self._reading.schema.node(label).zh for label in link.targets)
        raise Refused(
            row.header(link),
            text,
            f"找不到{kinds}{shown(text)}；请先导入，或改为已有的编号或全称",
            f"there is no {' or '.join(link.targets)} {text!r}; import it first or mend the name",
            sought=link.targets,
        )

    def refuse_what_hangs(self) -> None:
        """Refuse the rows that refer to entities of which every row was refused; and the rows that
        refer to those, until none is left."""
        while self._reading.fallen:
            standing = {
                (row.kind.label, row.id)
                for row in self._reading.rows
                if isinstance(row.kind, NodeType) and not row.refused and not row.named
            }
            gone = {
                key: place for key, place in self._reading.fallen.items() if key not in standing
            }
            self._reading.fallen = {}
            for row in self._reading.rows if gone else ():
                if not row.refused:
                    self._reading.guarded(row, partial(self._refuse_gone, gone=gone))

    def _refuse_gone(self, row: Row, *, gone: Mapping[tuple[str, str], Place]) -> None:
        """Refuse a row that refers to one of the entities, or was found by the name of one."""
        for link, label, id in row.found:
            if (label, id) in gone:
                text = self._written(row, link, label, id)
                raise _hangs_on(row.header(link), text, gone[label, id])
        if isinstance(row.kind, NodeType) and row.named and (row.kind.label, row.id) in gone:
            column = row.header(row.kind.by_prop["name"])
            raise _hangs_on(column, row.cell("name"), gone[row.kind.label, row.id])

    def _written(self, row: Row, link: Link, label: str, id: str) -> str:
        """By which text the row refers to an entity: people look for that, not for its id."""
        texts = (text for each, cell in row.links if each is link for text in split(cell))
        return next((text for text in texts if id in self._index.find(label, text)), id)


def _to_itself(row: Row) -> Link | None:
    """The column by which a row relates a thing with itself."""
    if isinstance(row.kind, NodeType):
        own = (row.kind.label, row.id)
        return next((link for link, *found in row.found if tuple(found) == own), None)
    sources = {tuple(found) for link, *found in row.found if link is row.kind.source}
    return next(
        (link for link, *found in row.found if tuple(found) in sources and link is row.kind.target),
        None,
    )


def _itself(row: Row, link: Link) -> Fault:
    return Fault(
        row.header(link),
        row.cell(link.name),
        "两端是同一个对象；请改为所指的另一个，没有则留空",
        "both ends are the same; name the other one, or leave it empty",
    )


def _hangs_on(column: str, text: str, place: Place) -> Refused:
    """The refusal of a row for the one that lists whom it refers to."""
    file, sheet, number = place
    where = " ".join(filter(None, (file, sheet)))
    return Refused(
        column,
        text,
        f"{shown(text)}所在的行（{where} 第{number}行）未被接受；请先改正那一行",
        f"row {number} of {where}, which lists {text!r}, was refused; mend that one first",
        hanging=True,
    )
