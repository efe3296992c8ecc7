"""Cypher text lives in queries/cypher/, one statement a file, so that people can read it, run it
and ask an engine about it. Values are always parameters."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from graph import SCHEMA
from graph.names import BAR, normal_name

FOLDER = Path(__file__).parent / "cypher"
ANCHOR = "(n:Enterprise"  # what a statement about any one entity begins with

TEXTS = re.compile(r"'[^']*'")
COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
LABELS = re.compile(r"[(\[]\w*:((?:\w+\|)*\w+)|\b[a-z]\w*:([A-Z]\w*)")  # (n:A), [:B|C], n:A
BOUND = re.compile(
    r"[(\[](\w+):|(?:[->]|H )\((\w+)\)"
)  # variables that bear properties (H ends MATCH)
PROPERTIES = re.compile(r"\b([a-zA-Z_]\w*)\.([a-zA-Z_]\w*)")
KEYS = re.compile(r"[(\[]\w*:[\w|]+ \{(\w+):")  # {id: …} inside a pattern
PARAMETERS = re.compile(r"\$(\w+)")
WRITING = re.compile(
    r"\b(CREATE|MERGE|SET|DELETE|DETACH|REMOVE|DROP|FOREACH|LOAD\s+CSV|CALL\s+[a-z])", re.IGNORECASE
)


@cache
def cypher(name: str) -> str:
    """The statement of that name."""
    return (FOLDER / f"{name}.cypher").read_text(encoding="utf-8")


@cache
def cypher_of(name: str, label: str) -> str:
    """A statement about any one entity, put to a label: the file itself speaks of an enterprise.

    A label cannot be a parameter; KeyError when the vocabulary has no such label.
    """
    return cypher(name).replace(ANCHOR, f"(n:{SCHEMA.node(label).label}")


def named(text: str) -> str:
    """What `names` contains when the text is one of the names."""
    return f"{BAR}{normal_name(text)}{BAR}"


def names_in(text: str) -> Iterator[str]:
    """Labels, relationship types and properties that a statement mentions."""
    bare = _bare(text)
    for found in LABELS.finditer(bare):
        yield from (found[1] or found[2]).split("|")
    bound = {found[1] or found[2] for found in BOUND.finditer(bare)}
    yield from (found[2] for found in PROPERTIES.finditer(bare) if found[1] in bound)
    yield from (found[1] for found in KEYS.finditer(bare))


def words_in(text: str) -> frozenset[str]:
    """The words of a statement, but for those in comments, in texts and of parameters."""
    return frozenset(re.findall(r"(?<![$\w])\w+", _bare(text)))


@cache
def parameters_in(text: str) -> frozenset[str]:
    return frozenset(PARAMETERS.findall(_bare(text)))


def writes(text: str) -> str | None:
    """The word by which a statement would write; None when it only reads."""
    found = WRITING.search(_bare(text))
    return found[0] if found else None


def _bare(text: str) -> str:
    return TEXTS.sub("''", COMMENTS.sub("", text))
