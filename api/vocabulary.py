"""The vocabulary as an answer: `honglian schema --json` and `/v1/schema`."""

from pydantic import BaseModel, ConfigDict

from graph.model import Link, NodeType, Prop, RelType, Schema


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Property(_Model):
    """A property of a node or a relationship. `aliases` are the other headers it is read from."""

    name: str
    zh: str
    type: str
    unit: str = ""
    sensitivity: str = "public"
    required: bool = False
    observed: bool = False
    choices: list[str] = []
    aliases: list[str] = []


class Column(_Model):
    """A column that names other nodes and makes relationships to them."""

    name: str
    zh: str
    relationship: str
    targets: list[str]
    aliases: list[str] = []


class Node(_Model):
    """A kind of node."""

    label: str
    zh: str
    color: str
    lane: str
    doc: str
    properties: list[Property]
    columns: list[Column]


class Relationship(_Model):
    """A kind of relationship and the pairs of labels it joins."""

    type: str
    zh: str
    doc: str
    ends: list[tuple[str, str]]
    properties: list[Property]


class Vocabulary(_Model):
    """All of it."""

    version: str
    nodes: list[Node]
    relationships: list[Relationship]


def vocabulary(schema: Schema) -> Vocabulary:
    """The schema without what only the program uses."""
    return Vocabulary(
        version=schema.version,
        nodes=[_node(node) for node in schema.nodes],
        relationships=[_relationship(rel) for rel in schema.rels],
    )


def _node(node: NodeType) -> Node:
    return Node(
        label=node.label,
        zh=node.zh,
        color=node.color,
        lane=node.lane,
        doc=node.doc,
        properties=[_property(p) for p in node.props if p.sensitivity != "refused"],
        columns=[_column(link) for link in node.links],
    )


def _relationship(rel: RelType) -> Relationship:
    properties = [_property(prop) for prop in rel.props]
    return Relationship(
        type=rel.type, zh=rel.zh, doc=rel.doc, ends=list(rel.ends), properties=properties
    )


def _property(prop: Prop) -> Property:
    return Property(
        name=prop.name,
        zh=prop.zh,
        type=prop.type,
        unit=prop.unit,
        sensitivity=prop.sensitivity,
        required=prop.required,
        observed=prop.observed,
        choices=[str(choice.value) for choice in prop.choices],
        aliases=list(prop.aliases),
    )


def _column(link: Link) -> Column:
    return Column(
        name=link.name,
        zh=link.zh,
        relationship=link.rel,
        targets=list(link.targets),
        aliases=list(link.aliases),
    )
