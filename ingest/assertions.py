"""
Tables → a draft: which row is which entity, what it says, and whom it refers to.

Rows are read twice. The first reading finds the entities that the tables list, so that a
reference may stand in a file before the one that it refers to. The second resolves references:
by id, by credit code, by exact normalised name, by alias; a name that several bear is refused, and
nothing is ever merged on a likeness (MODEL, law 7).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import blake2s
from typing import Any

from graph.changes import Ends, Values
from graph.model import Link, NodeType, RelType, Schema
from graph.names import normal_name
from ingest.draft import (
    UNDATED,
    Approximate,
    Draft,
    IgnoredColumn,
    Incomplete,
    NodeDraft,
    RelDraft,
    RelKey,
    TableRows,
    Touch,
    Unlinked,
)
from ingest.headers import Layout
from ingest.identity import as_code
from ingest.index import Index
from ingest.rows import Fault, Refused, Row, footer, is_total, read_row
from ingest.sheets import Line
from ingest.unreadable import shown
from ingest.values import is_blank, split

Place = tuple[str, str, int]  # file, sheet and number of a row
Said = tuple[Ends, RelKey, Values]  # a relationship and what a row says of it
TEXTS = ("source", "note")  # of two rows that differ in them both are kept
TOTAL = "合计行"  # why a row is passed over
ALIAS_PROPS = ("short_name", "aliases", "former_names", "committee_name")


class Assertions:
    """Fills `draft` from layouts: `list_entities`, then look up `wanted()` in the graph and add
    what is found to `index`, then `assert_all`; what is told of the rows that are then `refused()`
    is up to `ingest.refusals`."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.draft = Draft()
        self._endings = {node.label: node.ending for node in schema.nodes if node.ending}
        self.index = Index(self._endings)
        self._rows: list[Row] = []
        self._lacking: set[tuple[str, str, str]] = set()  # file, sheet, required property
        self._said: dict[tuple[str, str, str], tuple[Row, Values]] = {}  # by label, id, day
        self._passing: dict[tuple[str, str], Values] = {}  # nodes that are, once a row is taken
        self._fallen: dict[tuple[str, str], Place] = {}  # entities of rows that were refused
        self._refused: dict[tuple[str, str], Place] = {}  # the same by any name that the row gives

    # ------------------------------------------------------------ first reading

    def list_entities(self, layouts: Iterable[Layout]) -> None:
        """Parse every row and index the entities that have an id or a code of their own."""
        for layout in layouts:
            self._note_columns(layout)
            lines = layout.rows
            end = footer(lines, layout.width)
            for line in lines[:end]:
                if is_total(line):
                    self._skip(layout, line, TOTAL)
                else:
                    self._list(layout, line)
            for line in lines[end:]:
                self._skip(layout, line, TOTAL if is_total(line) else "表尾（填表人、备注等）")

    def _skip(self, layout: Layout, line: Line, why: str) -> None:
        sheet = layout.sheet
        self.draft.skipped.append((sheet.file, sheet.sheet, line.number, why))

    def _list(self, layout: Layout, line: Line) -> None:
        row = read_row(layout, line)
        self._rows.append(row)
        if row.refused:
            self._note_refused(row)
        self._index_own(row)

    def wanted(self) -> dict[str, set[str]]:
        """By label, the texts by which entities are named in the tables: to be looked up in the
        graph, since any of them may be there already."""
        texts: dict[str, set[str]] = {}
        for row in self._rows:
            if isinstance(row.kind, NodeType):
                own = (row.values.get(row.kind.code), "" if row.id else row.values.get("name"))
                if any(own):
                    texts.setdefault(row.kind.label, set()).update(filter(None, own))
            for link, cell in row.links:
                for text in split(cell):
                    for label in link.targets:
                        if not self.index.has(label, text):
                            words = (*self._names_meant(label, text), as_code(text))
                            texts.setdefault(label, set()).update(words)
        return texts

    def _names_meant(self, label: str, text: str) -> tuple[str, ...]:
        """The names that a text may stand for: itself, and with the ending of the kind."""
        ending = self._endings.get(label)
        return (text, text + ending) if ending else (text,)

    def numbered(self) -> dict[str, dict[str, set[str]]]:
        """By label, the ids that things would have by their names, with the ids that the tables
        give them: what was known by its name alone may get its number now."""
        given: dict[str, dict[str, set[str]]] = {}
        for row in self._rows:
            kind, name = row.kind, row.values.get("name")
            if isinstance(kind, NodeType) and kind.by_name and row.id and name and not row.refused:
                if kind.sensitivity == "sensitive":
                    continue  # two persons of one name are two
                old = minted(kind, str(name))
                if not self.index.has(kind.label, old):
                    given.setdefault(kind.label, {}).setdefault(old, set()).add(row.id)
        return given

    # ------------------------------------------------------------ second reading

    def assert_all(self) -> None:
        """Settle ids, create what may be created, and say every row's facts."""
        self._settle_all()
        for step in (self._mint_targets, self._refer):
            for row in self._rows:
                self._guarded(row, step)
        self._refuse_what_hangs()
        tables: dict[tuple[str, str], TableRows] = {}
        for row in self._rows:
            file, sheet, number = row.place
            table = tables.get((file, sheet))
            if table is None:
                kind = row.layout.kind
                name = kind.label if isinstance(kind, NodeType) else kind.type
                table = tables[file, sheet] = TableRows(file, sheet, name, kind.zh)
            touches = self._say(row)
            if touches:
                self._note_approximate(row)
                self._note_incomplete(row)
                table.numbers.append(number)
                table.touches.append(tuple(touches))
        self.draft.tables += tables.values()

    def _guarded(self, row: Row, step: Callable[[Row], None]) -> None:
        """Run a step for a row; a refusal is a fault of it."""
        try:
            step(row)
        except Refused as refusal:
            self._refuse(row, refusal.fault)

    def _refuse(self, row: Row, fault: Fault) -> None:
        """Add to the faults of a row; with the first it falls, and those that refer to it."""
        if not row.refused:
            self._note_refused(row)
            if isinstance(row.kind, NodeType):
                self._fallen[row.kind.label, row.id] = row.place
        if fault not in row.faults:
            row.faults.append(fault)

    # ------------------------------------------------------------ identity

    def _index_own(self, row: Row) -> None:
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
        self.index.add(row.kind.label, row.id, code, name, aliases)

    def _settle_all(self) -> None:
        """Settle the ids of rows without one: those with a code before those with a name alone.

        A row becomes known by its names only when all like it are settled, so that their order
        does not matter.
        """
        open_ = [row for row in self._rows if isinstance(row.kind, NodeType) and not row.id]
        coded = [row for row in open_ if _code(row)]
        for rows in (coded, [row for row in open_ if not _code(row)]):
            for row in rows:
                self._guarded(row, self._settle)
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
        found = self.index.by_code(kind.label, code) if code else None
        if found is None and name:
            found = self._by_name(row, kind, str(name), code)
            row.named = found is not None
        if found is None and code:
            found = str(code)
        if found is None and name and kind.by_name:
            found = minted(kind, str(name))
        if found is None:
            raise _unidentified(row, kind, str(name or ""))
        row.id = found
        if row.named:  # by one of its names: that is no statement of what its name is
            del row.values["name"]

    def _by_name(self, row: Row, kind: NodeType, name: str, code: Any) -> str | None:
        """The entity of exactly that name, unless its credit code says it is another."""
        same = self.index.by_name(kind.label, name)
        if code:
            same = {id for id in same if self.index.code_of(kind.label, id) in (None, code)}
        if len(same) > 1:
            raise self._ambiguous(row.header(kind.by_prop["name"]), name, kind.label, same)
        return next(iter(same), None)

    def _mint_targets(self, row: Row) -> None:
        """Prepare the nodes that a row names and that may come into being by being named."""
        for link, cell in row.links:
            if link.unresolved != "create":
                continue
            for text in split(cell):
                if any(self.index.find(label, text) for label in link.targets):
                    continue
                if link.pattern and not re.fullmatch(link.pattern, text):
                    self._refuse(row, _misspelt(row.header(link), text))
                elif not row.refused:
                    self._mint(row, link, text)

    def _mint(self, row: Row, link: Link, text: str) -> None:
        kind = self.schema.node(link.targets[0])
        id = text if link.pattern else minted(kind, text)
        name = self._cell(row, link.named_by) or text if link.named_by else text
        values: Values = {"name": name}
        self._passing[kind.label, id] = values
        self.index.add(kind.label, id, None, name, (text,))

    def _cell(self, row: Row, name: str) -> str:
        """The text of a row's column of that field."""
        for column in row.layout.columns:
            if column.field.name == name and column.at < len(row.line.cells):
                cell = row.line.cells[column.at].strip()
                return "" if is_blank(cell) else cell
        return ""

    # ------------------------------------------------------------ references

    def _refer(self, row: Row) -> None:
        """Find out whom the row means."""
        if isinstance(row.kind, NodeType):
            self._guarded(row, self._refuse_stolen_code)
        for link, cell in row.links:
            for text in split(cell):
                try:
                    self._refer_to(row, link, text)
                except Refused as refusal:
                    self._refuse(row, refusal.fault)

    def _refer_to(self, row: Row, link: Link, text: str) -> None:
        found = self._resolve(row, link, text)
        if found is not None:
            row.found.append((link, *found))
        elif link.unresolved == "keep":
            row.left.setdefault(link.name, []).append(text)
            self.draft.unlinked.append(Unlinked(*row.place, row.header(link), text))

    def _refuse_what_hangs(self) -> None:
        """Refuse the rows that refer to entities of which every row was refused; and the rows that
        refer to those, until none is left."""
        while self._fallen:
            standing = {
                (row.kind.label, row.id)
                for row in self._rows
                if isinstance(row.kind, NodeType) and not row.refused and not row.named
            }
            gone = {key: place for key, place in self._fallen.items() if key not in standing}
            self._fallen = {}
            for row in self._rows if gone else ():
                if not row.refused:
                    self._guarded(row, partial(_refuse_gone, gone=gone))

    # ------------------------------------------------------------ facts

    def _say(self, row: Row) -> list[Touch]:
        """What a row speaks of, itself first; nothing where it is refused, at last for what
        another row says otherwise."""
        kind = row.kind
        if isinstance(kind, RelType):
            rels = self._rels_said(row, kind)
            self._compare(row, {}, rels)
            return [] if row.refused else [self._merge_rel(row, *rel) for rel in rels]
        carried = {p for link in kind.links for p in link.carries if p not in kind.by_prop}
        values = {k: v for k, v in row.values.items() if k not in carried} | row.left
        rels = [self._rel(row, kind, *found) for found in row.found]
        self._compare(row, values, rels)
        if row.refused:
            return []
        self._merge_node(row, kind, values)
        return [Touch(kind.label, row.id), *(self._merge_rel(row, *rel) for rel in rels)]

    def _compare(self, row: Row, values: Values, rels: Iterable[Said]) -> None:
        """Refuse a row for all that another row of its day says otherwise; one of which a cell is
        illegible may yet mean another day, or another relationship."""
        if row.illegible:
            return
        if isinstance(row.kind, NodeType):
            first, said = self._said.get((row.kind.label, row.id, _day(values)), (row, {}))
            for fault in _contradictions(row, first, said, values):
                self._refuse(row, fault)
        for rel in rels:
            for fault in self._other_rel(row, *rel):
                self._refuse(row, fault)

    def _refuse_stolen_code(self, row: Row) -> None:
        kind = row.kind
        assert isinstance(kind, NodeType)
        code = row.values.get(kind.code) if kind.code else None
        owner = self.index.by_code(kind.label, code) if code else None
        if owner is not None and row.id and owner != row.id:
            zh = kind.by_prop[kind.code].zh
            raise Refused(
                row.header(kind.by_prop[kind.code]),
                str(code),
                f"编号 {row.id} 的{zh}与 {owner} 相同；请核对，不会自动合并",
                f"{row.id} has the credit code of {owner}; check which is right",
            )

    def _merge_node(self, row: Row, kind: NodeType, values: Values) -> None:
        as_of = _day(values)
        _, said = self._said.setdefault((kind.label, row.id, as_of), (row, {}))
        said.update(values)
        days = {k: values.pop(k) for k in list(values) if k in kind.observed}
        known = self.draft.nodes.setdefault(kind.label, {}).get(row.id)
        if known is None:
            fresh = NodeDraft(values, row.origin, {as_of: days} if days else None, as_of)
            self.draft.nodes[kind.label][row.id] = fresh
            return
        known.values = _merged(known.values, known.as_of, values, as_of, row.left)
        known.as_of = max(known.as_of, as_of)
        if known.origin != row.origin:
            known.origin += f"\n{row.origin}"
        if days:
            known.days = known.days or {}
            known.days[as_of] = {**known.days.get(as_of, {}), **days}

    def _resolve(self, row: Row, link: Link, text: str) -> tuple[str, str] | None:
        """Label and id of what a cell names; None when nobody bears the name and that is fine."""
        for label in link.targets:
            ids = self.index.find(label, text)
            if len(ids) > 1:
                raise self._ambiguous(row.header(link), text, label, ids)
            if ids:
                return label, next(iter(ids))
        if link.unresolved != "reject":
            return None
        for label in link.targets:
            for name in self._names_meant(label, text):
                if place := self._refused.get((label, normal_name(name))):
                    raise _hangs_on(row.header(link), text, place)
        kinds = "、".join(self.schema.node(label).zh for label in link.targets)
        raise Refused(
            row.header(link),
            text,
            f"找不到{kinds}{shown(text)}；请先导入，或改为已有的编号或全称",
            f"there is no {' or '.join(link.targets)} {text!r}; import it first or mend the name",
            sought=link.targets,
        )

    def _rel(self, row: Row, kind: NodeType, link: Link, label: str, id: str) -> Said:
        type_ = link.rel
        values: Values = {}
        for choice in row.choices.values():
            type_ = choice.instead.get(type_, type_)
            values.update(choice.link)
        values |= {name: row.values[name] for name in link.carries if name in row.values}
        values |= link.fixed
        rel = self.schema.rel(type_)
        allowed = {k: v for k, v in values.items() if k in rel.by_prop}
        allowed |= {k: row.values[k] for k in ("as_of", "source") if k in row.values}
        key = tuple(str(allowed.get(k, "")) for k in rel.key)
        if link.reverse:
            return Ends(type_, label, kind.label), RelKey(id, row.id, key), allowed
        return Ends(type_, kind.label, label), RelKey(row.id, id, key), allowed

    def _rels_said(self, row: Row, kind: RelType) -> list[Said]:
        """The relationships of a row that is of nothing else."""
        ends = {
            link: [(label, id) for field, label, id in row.found if field is link]
            for link in (kind.source, kind.target)
        }
        key = tuple(str(row.values.get(k, "")) for k in kind.key)
        return [
            (Ends(kind.type, source[0], target[0]), RelKey(source[1], target[1], key), row.values)
            for source in ends[kind.source]
            for target in ends[kind.target]
        ]

    def _merge_rel(self, row: Row, ends: Ends, key: RelKey, values: Values) -> Touch:
        self._bring_about(row, ends.source, key.source)
        self._bring_about(row, ends.target, key.target)
        drafts = self.draft.rels.setdefault(ends, {})
        known = drafts.get(key)
        if known is None:
            drafts[key] = RelDraft(dict(values), row.origin)
            return Touch(ends, key)
        known.values = _merged(known.values, _day(known.values), values, _day(values))
        if row.origin not in known.origin.splitlines():
            known.origin += f"\n{row.origin}"
        return Touch(ends, key)

    def _bring_about(self, row: Row, label: str, id: str) -> None:
        """Make a node that comes into being by being named, at the first row that is taken."""
        values = self._passing.pop((label, id), None)
        if values is not None:
            self.draft.nodes.setdefault(label, {}).setdefault(id, NodeDraft(values, row.origin))

    def _other_rel(self, row: Row, ends: Ends, key: RelKey, values: Values) -> Iterator[Fault]:
        """Two rows of one day may add to a relationship, not contradict each other."""
        known = self.draft.rels.get(ends, {}).get(key)
        if known is None or _day(known.values) != _day(values):
            return
        for name, value in values.items():
            before = known.values.get(name, value)
            if before != value and name not in TEXTS:
                yield Fault(
                    row.header(self.schema.rel(ends.type).by_prop[name]),
                    str(value),
                    f"同一关系重复且内容不同：另一行为“{before}”，本行为“{value}”；请只留一行",
                    f"the same relationship occurs twice with different {name}: {before!r} and "
                    f"{value!r}; keep one",
                )

    # ------------------------------------------------------------ accounts

    def _ambiguous(self, column: str, text: str, label: str, ids: Iterable[str]) -> Refused:
        listed = "、".join(sorted(ids))
        return Refused(
            column,
            text,
            f"{shown(text)}对应多个{self.schema.node(label).zh}：{listed}；请改用编号",
            f"{text!r} fits several: {listed}; use the id",
        )

    def _note_approximate(self, row: Row) -> None:
        self.draft.approximate += [Approximate(*row.place, *said) for said in row.approximate]

    def _note_incomplete(self, row: Row) -> None:
        """A kind of thing that makes a link of its own (a chain committee leads its chain) is of no
        use without it."""
        if not isinstance(row.kind, NodeType):
            return
        self._note_without_column(row, row.kind)
        self._note_strange(row, row.kind)
        found = {link.rel for link, _, _ in row.found}
        for choice in row.choices.values():
            for link in row.kind.links:
                if link.rel in choice.instead and link.rel not in found:
                    zh, en = f"{choice.value}未填{link.zh}", f"{choice.value} without {link.name}"
                    self.draft.incomplete.append(Incomplete(*row.place, row.header(link), zh, en))

    def _note_without_column(self, row: Row, kind: NodeType) -> None:
        """A table without the column of a property that its kind needs, said once of each: it may
        only add to what is known, or have a header that nobody knows."""
        file, sheet, _ = row.place
        there = {column.field.name for column in row.layout.columns} | row.values.keys()
        for prop in kind.props:
            key = (file, sheet, prop.name)
            if prop.required and prop.name not in there and key not in self._lacking:
                self._lacking.add(key)
                zh = f"表中没有“{prop.zh}”列：新登记的{kind.zh}将不知其{prop.zh}"
                en = f"no column {prop.name}: of a new {kind.label} it will not be known"
                self.draft.incomplete.append(Incomplete(*row.place, prop.zh, zh, en))

    def _note_strange(self, row: Row, kind: NodeType) -> None:
        """A value that is none of the choices, where these say something else as well (an
        enterprise of that state operates or not): nobody can tell it now."""
        for prop in kind.props:
            value = row.values.get(prop.name)
            implied = {name for choice in prop.choices for name in choice.implies}
            values = [str(choice.value) for choice in prop.choices]
            if implied and isinstance(value, str) and value not in values:
                told = "、".join(kind.by_prop[name].zh for name in sorted(implied))
                zh = f"{shown(value)}不是{'、'.join(values)}之一，“{told}”按未填处理"
                en = f"{value!r} is none of {', '.join(values)}; {', '.join(implied)} stays open"
                self.draft.incomplete.append(Incomplete(*row.place, row.header(prop), zh, en))

    def _note_refused(self, row: Row) -> None:
        """Remember by what names others may refer to the entity of a row that was refused."""
        layout, line = row.layout, row.line
        if not isinstance(layout.kind, NodeType):
            return
        for column in layout.columns:
            if column.field.name in ("id", "name", layout.kind.code):
                cell = line.cells[column.at] if column.at < len(line.cells) else ""
                if not is_blank(cell):
                    self._refused.setdefault((layout.kind.label, normal_name(cell)), row.place)

    def taken(self) -> list[Row]:
        """The other rows."""
        return [row for row in self._rows if not row.refused]

    def refused(self) -> list[Row]:
        """The rows with a fault, in the order of the tables."""
        return [row for row in self._rows if row.refused]

    def _note_columns(self, layout: Layout) -> None:
        file, sheet = layout.sheet.file, layout.sheet.sheet
        self.draft.ignored_columns += [
            IgnoredColumn(file, sheet, name, layout.like(name)) for name in layout.ignored
        ]
        self.draft.refused_columns += [(file, sheet, name) for name in layout.refused]


def _unidentified(row: Row, kind: NodeType, name: str) -> Refused:
    """The refusal of a row from which nobody can tell which thing it is."""
    if kind.by_name:
        return Refused(
            row.header(kind.by_prop["name"]),
            "",
            f"{kind.by_prop['name'].zh}和编号都是空的；请补上其中之一",
            "has neither a name nor an id; add one",
        )
    code_zh = f"或{kind.by_prop[kind.code].zh}" if kind.code else ""
    known_zh = "" if kind.sensitivity == "sensitive" else f"，图库中也没有同名的{kind.zh}"
    return Refused(
        row.header(kind.by_prop["id"]),
        name,
        f"缺少编号{code_zh}{known_zh}；请补上",
        f"has no id{' or credit code' if kind.code else ''}, and the graph has no "
        f"{kind.label} of that name; add one",
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


def _day(values: Values) -> str:
    return str(values.get("as_of", UNDATED))


def _merged(
    known: Values, known_day: str, values: Values, day: str, left: Iterable[str] = ()
) -> Values:
    """What two rows say together: the newer has the word; sources of one day stand together, and
    so do the names that nobody bears, those of the links `left`."""
    if day != known_day:
        return {**known, **values} if day > known_day else {**values, **known}
    both: Values = {
        name: "\n".join(sorted({*str(known[name]).splitlines(), *str(values[name]).splitlines()}))
        for name in TEXTS
        if name in known and name in values
    }
    both |= {name: list(dict.fromkeys((*known.get(name, ()), *values[name]))) for name in left}
    return {**known, **values, **both}


def _contradictions(row: Row, first: Row, said: Values, values: Values) -> Iterator[Fault]:
    """Two rows of one day may add to each other, not contradict each other. Names that nobody
    bears add, as relationships do."""
    for name, value in values.items():
        before = said.get(name, value)
        if before != value and name not in TEXTS and name not in row.left:
            where = "第{2}行（{0} {1}）".format(*first.place).replace(" ）", "）")
            yield Fault(
                row.header(row.kind.by_prop[name]),
                str(value),
                f"编号 {row.id} 重复且内容不同：{where}为“{before}”，本行为“{value}”；请只留一行",
                f"id {row.id} occurs twice with different {name}: {before!r} in row "
                f"{first.line.number} of {first.layout.sheet.file}, {value!r} here; keep one",
            )


def _refuse_gone(row: Row, *, gone: Mapping[tuple[str, str], Place]) -> None:
    """Refuse a row that refers to one of the entities, or was found by the name of one."""
    meant = [(row.header(link), label, id) for link, label, id in row.found]
    if isinstance(row.kind, NodeType) and row.named:
        meant.append((row.header(row.kind.by_prop["name"]), row.kind.label, row.id))
    for column, label, id in meant:
        if (label, id) in gone:
            raise _hangs_on(column, id, gone[label, id])


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
