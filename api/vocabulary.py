"""The vocabulary as an answer: `honglian schema`, `/v1/schema` and docs/schema.md."""

from pydantic import BaseModel, ConfigDict

from graph.model import Link, NodeType, Prop, RelType, Schema

TYPES = {
    "text": "文本",
    "integer": "整数",
    "number": "数字",
    "boolean": "是否",
    "date": "日期",
    "datetime": "时间",
    "texts": "多项文本",
}


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


def markdown(schema: Schema) -> str:
    """docs/schema.md."""
    known = vocabulary(schema)
    lines = ["# 词汇 · Vocabulary", "", f"版本 {known.version}。由 `honglian schema` 生成。", ""]
    lines += ["## 对象 · Nodes", ""]
    for node in known.nodes:
        lines += [f"### {node.zh} `{node.label}`", "", *([node.doc, ""] if node.doc else [])]
        lines += [*_properties(node.properties), *_columns(node.columns)]
    lines += ["## 关系 · Relationships", ""]
    for rel in known.relationships:
        ends = "、".join(f"`{source}`→`{target}`" for source, target in rel.ends)
        lines += [f"### {rel.zh} `{rel.type}`", "", *([rel.doc, ""] if rel.doc else []), ends, ""]
        lines += _properties(rel.properties)
    return "\n".join(lines).rstrip() + "\n"


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


def _properties(properties: list[Property]) -> list[str]:
    if not properties:
        return []
    rows = ["| 属性 | 名称 | 类型 | 表头 |", "|---|---|---|---|"]
    for prop in properties:
        marks = [prop.unit, "必填" * prop.required, "随时间变化" * prop.observed]
        marks.append({"internal": "内部", "sensitive": "敏感"}.get(prop.sensitivity, ""))
        kind = "，".join(filter(None, (TYPES[prop.type], *marks)))
        rows.append(f"| `{prop.name}` | {prop.zh} | {kind} | {_cell(prop.aliases)} |")
    return [*rows, ""]


def _columns(columns: list[Column]) -> list[str]:
    if not columns:
        return []
    rows = ["| 列 | 名称 | 关系 | 表头 |", "|---|---|---|---|"]
    for column in columns:
        made = f"`{column.relationship}` {'、'.join(column.targets)}"
        rows.append(f"| `{column.name}` | {column.zh} | {made} | {_cell(column.aliases)} |")
    return [*rows, ""]


def _cell(texts: list[str]) -> str:
    return "、".join(texts).replace("|", "\\|")
