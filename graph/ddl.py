"""Constraints and indexes, derived from the schema; both engines read the same text."""

from collections.abc import Iterator

from graph.model import NodeType, Schema

INDEXED = ("name", "credit_code")  # the properties by which an entity is looked up beside its id


def constraints(schema: Schema) -> list[str]:
    """That of each label."""
    return [constraint(node) for node in schema.nodes]


def constraint(node: NodeType) -> str:
    """No two nodes of a kind share an id."""
    return (
        f"CREATE CONSTRAINT {node.label.lower()}_id IF NOT EXISTS "
        f"FOR (n:{node.label}) REQUIRE n.id IS UNIQUE"
    )


def indexes(schema: Schema) -> list[str]:
    return [statement for node in schema.nodes for statement in _indexes(node)]


def _indexes(node: NodeType) -> Iterator[str]:
    for name in INDEXED:
        wanted = node.name_index or name != "name"
        if name in node.by_prop and node.sensitivity != "sensitive" and wanted:
            yield (
                f"CREATE INDEX {node.label.lower()}_{name} IF NOT EXISTS "
                f"FOR (n:{node.label}) ON (n.{name})"
            )
