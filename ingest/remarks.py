"""What is told of rows that were taken: rough numbers, and what they lack to be of use."""

from graph.model import Choice, Link, NodeType
from ingest.draft import Approximate, Draft, Incomplete
from ingest.rows import Row
from ingest.unreadable import shown


class Remarks:
    """Notes them in the draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._lacking: set[tuple[str, str, str]] = set()  # file, sheet, required property

    def note(self, row: Row) -> None:
        self._note_approximate(row)
        self._note_incomplete(row)

    def _note_approximate(self, row: Row) -> None:
        self._draft.approximate += [Approximate(*row.place, *said) for said in row.approximate]

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
                    told = _of_no_use(row, choice, link)
                    self._draft.incomplete.append(Incomplete(*row.place, row.header(link), *told))

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
                self._draft.incomplete.append(Incomplete(*row.place, prop.zh, zh, en))

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
                self._draft.incomplete.append(Incomplete(*row.place, row.header(prop), zh, en))


def _of_no_use(row: Row, choice: Choice, link: Link) -> tuple[str, str]:
    """What follows where a thing lacks the link that it exists for, and what to do."""
    schema = row.layout.schema
    rel, target = schema.rel(choice.instead[link.rel]), schema.node(link.targets[0])
    there = any(column.field is link for column in row.layout.columns)
    return (
        f"{choice.value}未填{link.zh}，因此不算{rel.zh}任何{target.zh}；"
        + (f"请填“{row.header(link)}”" if there else f"请加“{link.zh}”列"),
        f"{choice.value} without {link.name}: it counts as leading no {target.label}; "
        + (f"fill in {row.header(link)}" if there else f"add the column {link.name}"),
    )
