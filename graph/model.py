"""What a vocabulary is made of; `graph.schema` holds the actual one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

PropType = Literal["text", "integer", "number", "boolean", "date", "datetime", "texts"]
Sensitivity = Literal["public", "internal", "sensitive", "refused"]
Lane = Literal["party", "upstream", "midstream", "downstream", "support", "service", ""]
Unresolved = Literal["reject", "create", "keep"]


AGAIN = "again"  # on which day somebody stands where he stood before
DISSOLVED = "撤销"  # in what is said of the state of an organization that is no more


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One value a property may take, the ways people write it, and what else it says.

    `implies` sets other properties of the same node where the row leaves them open; `link` sets
    properties of the relationships that the row makes; `instead` makes one of them of another
    type (the chain column of a chain committee says that it leads the chain).
    """

    value: Any
    aliases: tuple[str, ...] = ()
    implies: Mapping[str, Any] = field(default_factory=dict)
    link: Mapping[str, Any] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """Between what a value usually lies, in the property's unit; what lies outside is taken, and
    people are asked to look again. It is no larger than the property `of` of the same row; with
    `past` a date does not lie in the future: one that does is likelier of the property `ahead`.
    """

    least: float | None = None
    most: float | None = None
    of: str = ""
    past: bool = False
    ahead: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Prop:
    """One property: its stored name, its Chinese name, and the headers it goes by.

    Types: `text`; `integer`; `number`; `boolean`; `date` and `datetime`, ISO 8601 text of the
    precision that was given (`2021`, `2021-06`, `2021-06-30`); `texts`, a list of text.
    `unit` is the unit the value is stored in (万元, 人, 年, 1 for a share of one).
    An `observed` property changes with time: each day's value is kept (see MODEL, law 1).
    `open_choices` takes a value that is none of the choices as it is, instead of refusing it.
    A column of a `refused` property is dropped before its cells are looked at.
    A `system` property is written by the product; no table sets it. One that is not `in_template`
    is read where a table has it, but nobody is asked to fill it in. `rather` is the property of the
    same kind that rules read, where this one says too little; who gives this alone is told so.
    It counts only where the property `counts_if` of the same thing is yes; who leaves that open is
    told so, and the blank workbook asks for that first.
    With `by_title` one of the choices may be told for all rows of a table without this column, by
    the header above an end of the relationship or by the name of the sheet or file (指导员选派).
    """

    name: str
    zh: str
    type: PropType = "text"
    unit: str = ""
    sensitivity: Sensitivity = "public"
    required: bool = False
    observed: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    open_choices: bool = True
    example: str = ""
    system: bool = False
    in_template: bool = True
    bound: Bound | None = None
    rather: str = ""
    counts_if: str = ""
    by_title: bool = False
    lacking: tuple[str, str] | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        return (self.zh, self.name, *self.aliases)


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A column of a node's table whose cells name other nodes: each makes a relationship.

    `targets` are the labels looked through for the name or id in the cell; with `reverse` the
    row's node is the end of the relationship, else its start. A name that nobody bears is
    refused, `create`d as a node of the first target, or `keep`t as text in a property of the
    link's name. `pattern` is what a cell must look like to be created. `carries` are columns of
    the same row that become properties of the relationship; `fixed` are constant ones.
    `borrowed` are headers that name another kind (企业名称 in a table of orders): they are read,
    but are no sign that the table lists this kind.
    `kept` says, in Chinese and in English, what follows where a name stays text; such a name is
    linked when a later table lists who bears it.
    `named_by` is the column that gives a created node its name. A cell that says just yes or
    no sets the property `yes_no` of the row's node instead (党建指导员: 是).
    """

    name: str
    zh: str
    rel: str
    targets: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    reverse: bool = False
    unresolved: Unresolved = "reject"
    pattern: str = ""
    named_by: str = ""
    yes_no: str = ""
    carries: tuple[str, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    sensitivity: Sensitivity = "public"
    example: str = ""
    borrowed: tuple[str, ...] = ()
    kept: tuple[str, str] | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        return (self.zh, self.name, *self.aliases, *self.borrowed)


@dataclass(frozen=True)
class OffList:
    """What is observed of a thing that a complete list no longer names (`gone`), and of one that is
    on it again and of which nothing else is known (`back`)."""

    gone: Mapping[str, Any]
    back: Mapping[str, Any]

    def marks(self, values: Mapping[str, Any]) -> bool:
        return all(values.get(name) == value for name, value in self.gone.items())

    def is_over(self, values: Mapping[str, Any]) -> bool:
        """Whether a thing is off the list, or known to have ended in some other way."""
        ended = values.get("operating") is False or DISSOLVED in str(values.get("status", ""))
        return ended or self.marks(values)


@dataclass(frozen=True, eq=False)
class NodeType:
    """A kind of node, identified by its property `id`; `code` names a second, official identity
    (the credit code of an enterprise), used as the id where a table has no other.

    With `by_name` the normalised name is the id where a table gives none, since the name of such a
    thing is official (党组织全称); a table that gives it an id later gives it to that node. Where
    nearly every id is a name, `name_index` is off: the index of ids finds it.

    `family` joins kinds that share a table: a row whose `kind` is a choice of a sibling is a
    row of that sibling (a 工会 in a table of party organizations is a mass organization).

    `numbered`: the id is an office's own number, which somebody may use for another thing, as 1, 2,
    3 of a monthly list. These are groups of properties and links; a row of a known id means another
    thing, and is refused, where in each group something differs that both say.

    `ending` may be left off the name where another table refers to it (新能源汽车 for
    新能源汽车产业链), unless something is called by the shorter name itself.

    Of a `roster` there are complete lists: what is missing from one has left, and `off_list` says
    what is observed of it from then on. Events have none.
    """

    label: str
    zh: str
    color: str
    props: tuple[Prop, ...]
    links: tuple[Link, ...] = ()
    code: str = ""
    lane: Lane = ""
    family: str = ""
    sensitivity: Sensitivity = "public"
    table_names: tuple[str, ...] = ()
    doc: str = ""
    in_template: bool = True
    by_name: bool = False
    name_index: bool = True
    ending: str = ""
    numbered: tuple[tuple[str, ...], ...] = ()
    roster: bool = False
    off_list: OffList | None = None

    @cached_property
    def by_prop(self) -> Mapping[str, Prop]:
        return {prop.name: prop for prop in self.props}

    @cached_property
    def observed(self) -> frozenset[str]:
        """Names of the properties kept as observations of their day."""
        return frozenset(p.name for p in self.props if p.observed)


@dataclass(frozen=True, eq=False)
class RelType:
    """A kind of relationship between the pairs of labels in `ends`.

    `key` are the properties that tell two relationships between the same two nodes apart.
    `source` and `target` are set when a table of its own may hold it: the columns that name
    its two ends. Of a `roster` a complete list names all that stand, so that what is missing
    from it has ended, and may stand again later: then the day of that tells both apart (`AGAIN`,
    the last of the `key`). Of a `single` one there is no more than one at a time from the same
    node.
    """

    type: str
    zh: str
    ends: tuple[tuple[str, str], ...]
    props: tuple[Prop, ...] = ()
    key: tuple[str, ...] = ()
    color: str = "#5b7aa6"
    source: Link | None = None
    target: Link | None = None
    table_names: tuple[str, ...] = ()
    doc: str = ""
    roster: bool = False
    single: bool = False

    @cached_property
    def by_prop(self) -> Mapping[str, Prop]:
        return {prop.name: prop for prop in self.props}


@dataclass(frozen=True, eq=False)
class Schema:
    """A whole vocabulary."""

    nodes: tuple[NodeType, ...]
    rels: tuple[RelType, ...]
    version: str = "1"

    @cached_property
    def _nodes(self) -> Mapping[str, NodeType]:
        return {key: node for node in self.nodes for key in (node.label, node.zh)}

    @cached_property
    def _rels(self) -> Mapping[str, RelType]:
        return {key: rel for rel in self.rels for key in (rel.type, rel.zh)}

    def node(self, name: str) -> NodeType:
        """Look a node type up by its label or by its Chinese name."""
        return self._nodes[name]

    def rel(self, name: str) -> RelType:
        """Look a relationship type up by its type or by its Chinese name."""
        return self._rels[name]

    def kind(self, name: str) -> NodeType | RelType:
        """Look any type up by its label, its type or its Chinese name."""
        return self._nodes[name] if name in self._nodes else self._rels[name]

    def siblings(self, node: NodeType) -> tuple[NodeType, ...]:
        """The kinds that may stand in the same table as `node`, itself first."""
        others = (n for n in self.nodes if node.family and n.family == node.family and n != node)
        return (node, *others)

    def names(self) -> Iterator[str]:
        """Every label, relationship type and property name: what Cypher may mention."""
        for node in self.nodes:
            yield node.label
            yield from (p.name for p in node.props)
            yield from (link.name for link in node.links if link.unresolved == "keep")
        for rel in self.rels:
            yield rel.type
            yield from (p.name for p in rel.props)
