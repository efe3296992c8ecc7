"""What rows say of entities and of relationships; rows of one day may add to each other, never
contradict."""

from collections.abc import Iterable, Iterator

from graph.changes import Ends, Values
from graph.model import Link, NodeType, RelType
from ingest.draft import UNDATED, NodeDraft, RelDraft, RelKey, Touch
from ingest.reading import Reading
from ingest.rows import Fault, Row

Said = tuple[Ends, RelKey, Values]  # a relationship and what a row says of it
TEXTS = ("source", "note")  # of two rows that differ in them both are kept


class Facts:
    """Puts what rows say into the draft."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._draft = reading.draft
        self._said: dict[tuple[str, str, str], tuple[Row, Values]] = {}  # by label, id, day

    def say(self, row: Row) -> list[Touch]:
        """What a row speaks of, itself first; nothing where it is refused, at last for what
        another row says otherwise."""
        kind = row.kind
        if isinstance(kind, RelType):
            rels = self._rels_said(row, kind)
            self._compare(row, {}, rels)
            return [] if row.refused else [self._merge_rel(row, *rel) for rel in rels]
        values = _values(row, kind)
        rels = [self._rel(row, kind, *found) for found in row.found]
        self._compare(row, values, rels)
        if row.refused:
            return []
        self._merge_node(row, kind, values)
        return [Touch(kind.label, row.id), *(self._merge_rel(row, *rel) for rel in rels)]

    def _compare(self, row: Row, values: Values, rels: Iterable[Said]) -> None:
        """Refuse a row for all that another row of its day says otherwise; one of which a cell is
        illegible may yet mean another day, or another relationship, and one of another thing that
        bears the same number is no contradiction."""
        if row.illegible or row.another:
            return
        if isinstance(row.kind, NodeType):
            first, said = self._said.get((row.kind.label, row.id, _day(values)), (row, {}))
            self._refuse_all(row, _contradictions(row, first, said, values))
        for rel in rels:
            self._refuse_all(row, self._other_rel(row, *rel))

    def compare_refused(self, row: Row) -> None:
        """Compare a refused row with those that come after it or are refused themselves as well, so
        that people hear of it at once. No good row is refused for what a refused one says."""
        kind = row.kind
        if not isinstance(kind, NodeType) or not row.id or row.illegible or row.another:
            return
        values = _values(row, kind)
        which = kind.label, row.id, _day(values)
        first, said = self._said.get(which, (row, {}))
        self._refuse_all(row, _contradictions(row, first, said, values))
        self._said[which] = first, values | said

    def _refuse_all(self, row: Row, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self._reading.refuse(row, fault)

    def _merge_node(self, row: Row, kind: NodeType, values: Values) -> None:
        as_of = _day(values)
        _, said = self._said.setdefault((kind.label, row.id, as_of), (row, {}))
        said.update(values)
        days = {k: values.pop(k) for k in list(values) if k in kind.observed}
        known = self._draft.nodes.setdefault(kind.label, {}).get(row.id)
        if known is None:
            fresh = NodeDraft(values, row.origin, {as_of: days} if days else None, as_of)
            self._draft.nodes[kind.label][row.id] = fresh
            return
        known.values = _merged(known.values, known.as_of, values, as_of, row.left)
        known.as_of = max(known.as_of, as_of)
        if known.origin != row.origin:
            known.origin += f"\n{row.origin}"
        if days:
            known.days = known.days or {}
            known.days[as_of] = {**known.days.get(as_of, {}), **days}

    def _rel(self, row: Row, kind: NodeType, link: Link, label: str, id: str) -> Said:
        type_ = link.rel
        values: Values = {}
        for choice in row.choices.values():
            type_ = choice.instead.get(type_, type_)
            values.update(choice.link)
        values |= {name: row.values[name] for name in link.carries if name in row.values}
        values |= link.fixed
        rel = self._reading.schema.rel(type_)
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
        drafts = self._draft.rels.setdefault(ends, {})
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
        values = self._reading.passing.pop((label, id), None)
        if values is not None:
            self._draft.nodes.setdefault(label, {}).setdefault(id, NodeDraft(values, row.origin))

    def _other_rel(self, row: Row, ends: Ends, key: RelKey, values: Values) -> Iterator[Fault]:
        """Two rows of one day may add to a relationship, not contradict each other."""
        known = self._draft.rels.get(ends, {}).get(key)
        if known is None or _day(known.values) != _day(values):
            return
        for name, value in values.items():
            before = known.values.get(name, value)
            if before != value and name not in TEXTS:
                yield Fault(
                    row.header(self._reading.schema.rel(ends.type).by_prop[name]),
                    row.cell(name) or str(value),
                    f"同一关系重复且内容不同：另一行为“{before}”，本行为“{value}”；请只留一行",
                    f"the same relationship occurs twice with different {name}: {before!r} and "
                    f"{value!r}; keep one",
                )


def _values(row: Row, kind: NodeType) -> Values:
    """What a row says of its thing itself: without what becomes part of its relationships."""
    carried = {p for link in kind.links for p in link.carries if p not in kind.by_prop}
    return {k: v for k, v in row.values.items() if k not in carried} | row.left


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
                row.cell(name) or str(value),
                f"{_who(row)} 重复且内容不同：{where}为“{before}”，本行为“{value}”；请只留一行",
                f"id {row.id} occurs twice with different {name}: {before!r} in row "
                f"{first.line.number} of {first.layout.sheet.file}, {value!r} here; keep one",
            )


def _who(row: Row) -> str:
    """By what people see in the row which thing it is: the header and the cell; of a person only
    where it is an id."""
    kind = row.kind
    assert isinstance(kind, NodeType)
    for name in filter(None, ("id", kind.code, "name")):
        if cell := row.cell(name):
            header = row.header(kind.by_prop[name])
            hidden = name == "name" and kind.sensitivity == "sensitive"
            return header if hidden else f"{header} {cell}"
    return f"{kind.by_prop['id'].zh} {row.id}"
