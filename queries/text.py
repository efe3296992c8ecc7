"""Cypher text lives in queries/cypher/, one statement a file, so that people can read it, run it
and ask an engine about it. Values are always parameters."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from graph import SCHEMA
from graph.model import NodeType, Prop
from graph.names import BAR, normal_name

FOLDER = Path(__file__).parent / "cypher"
OBSERVATION, OBSERVED = "Observation", "OBSERVED"  # bears what changes with time
ANCHOR = "(n:Enterprise"  # what a statement about any one entity begins with
ALONG, FAR = ":IN_CHAIN]", "(m:Chain"  # the same for any relationship, and where it leads

# Texts and comments in one, since each may hold what looks like the other: 'http://…'
SAID = re.compile(r"""('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/""", re.DOTALL)
LABELS = re.compile(r"[(\[]\w*:((?:\w+\|)*\w+)|\b[a-z]\w*:([A-Z]\w*)")  # (n:A), [:B|C], n:A
BOUND = re.compile(
    r"[(\[](\w+):|(?:[->]|H )\((\w+)\)"
)  # variables that bear properties (H ends MATCH)
PROPERTIES = re.compile(r"\b([a-zA-Z_]\w*)\.([a-zA-Z_]\w*)")
# (e:Enterprise), [i:IN_CHAIN|LEADS*1..2]; but not the condition (d:Department OR d:PartyOrg)
KINDS = re.compile(r"[(\[](\w+):((?:\w+\|)*\w+)(?=[)\]*]| \{| WHERE)")
ANEW = re.compile(r"\bAS (\w+)|\b(\w+) IN\b")  # variables bound anew: WITH … AS x, [x IN …
# A step of a pattern: (a:A)-[r:T]->(b:B); nodes by variable, by label, or both
STEP = re.compile(
    r"\((\w*)(?::((?:\w+\|)*\w+))?[^()]*\)(?=(<?)-\[\w*:((?:\w+\|)*\w+)[^\]]*\]-(>?)"
    r"\((\w*)(?::((?:\w+\|)*\w+))?)"
)
WHOLE = r"\bproperties\( *{0} *\)|\b{0} *\{{|\b{0}\[ *'"  # all that a variable has
WHO = frozenset(("name", "names", "pinyin", "phone"))  # which person it is
KEYS = re.compile(r"[(\[]\w*:[\w|]+ \{(\w+):")  # {id: …} inside a pattern
PARAMETERS = re.compile(r"\$(\w+)")
VALUE = r"(?:'\d*'|\$\w+|(?:true|false)\b|-?\d[\d.]*)"  # a text is there by its number
PROPERTY = r"\b([a-zA-Z_]\w*)\.(\w+)"
# o.on < date($as_of): our days are texts
TIMED = re.compile(rf"{PROPERTY} *(?:<>|[<>]=?|=) *(?:local)?(?:date|datetime|duration) *\(")
COMPARED = re.compile(  # o.staff > 5, o.kind IN ['甲', '乙']
    rf"{PROPERTY} *(?:(?:<>|[<>]=?|=) *({VALUE})|IN *(\[ *{VALUE}(?: *, *{VALUE})* *\]|{VALUE}))"
)
TURNED = re.compile(rf"({VALUE}) *(?:<>|[<>]=?|=) *{PROPERTY}")  # 5 < o.staff
MAPPED = re.compile(r"[(\[]\w*:((?:\w+\|)*\w+) \{([^{}]*)\}")  # (o:Observation {staff: 5})
PAIR = re.compile(rf"(\w+) *: *({VALUE})")
LIKE = {  # what values of a type may be compared with
    "boolean": "boolean", "integer": "number", "number": "number",
    "text": "text", "date": "text", "datetime": "text", "texts": "list",
}  # fmt: skip
WRITING = re.compile(
    r"\b(CREATE|MERGE|SET|DELETE|DETACH|REMOVE|DROP|FOREACH|LOAD\s+CSV|CALL\s+[\w`][\w.`]*)",
    re.IGNORECASE,
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


@cache
def cypher_along(name: str, types: str, label: str = "Enterprise", far: str = "Chain") -> str:
    """A statement about relationships of any type (or several: `IN_CHAIN|LEADS`) between two kinds,
    put to theirs: the file itself speaks of the enterprises in chains.

    KeyError when the vocabulary has no such type or label.
    """
    known = "|".join(SCHEMA.rel(each).type for each in types.split("|"))
    along = cypher_of(name, label).replace(ALONG, f":{known}]")
    return along.replace(FAR, f"(m:{SCHEMA.node(far).label}")


def named(text: str) -> str:
    """What `names` contains when the text is one of the names."""
    return f"{BAR}{normal_name(text)}{BAR}"


def names_in(text: str) -> Iterator[str]:
    """Labels, relationship types and properties that a statement mentions."""
    bare = _bare(text)
    for found in LABELS.finditer(bare):
        yield from (found[1] or found[2]).split("|")
    bound = {found[1] or found[2] for found in BOUND.finditer(bare)} - _bound_anew(bare)
    yield from (found[2] for found in PROPERTIES.finditer(bare) if found[1] in bound)
    yield from (found[1] for found in KEYS.finditer(bare))


class Misplaced(NamedTuple):
    """A property that is asked of a kind which stores none of that name; `observed` when the kind
    has it, but its values are those of the kind's observations."""

    kind: str
    prop: str
    observed: bool


class Mistyped(NamedTuple):
    """A property that a statement compares with a value of another type: `with_a` text, boolean,
    number or list, where the kind keeps `kept`, one of those."""

    kind: str
    prop: str
    kept: str
    with_a: str


class Unchosen(NamedTuple):
    """A property that a statement compares with a text which is never stored: tables may say it
    so, but `instead` is kept; empty when none of the choices is meant."""

    kind: str
    prop: str
    said: str
    instead: str


def misplaced_in(text: str) -> Iterator[Misplaced]:
    """Properties that a statement asks of kinds that have none of the name, so that it would find
    nothing. Variables that are bound anew are passed over: nobody can tell what they hold."""
    bare = _bare(text)
    kinds = _kinds_in(bare)
    for variable, prop in dict.fromkeys(PROPERTIES.findall(bare)):
        of = kinds.get(variable, set())
        if of and not any(prop in _stored(kind) for kind in of):
            kind = min(of)
            known = SCHEMA.kind(kind).by_prop.get(prop)
            yield Misplaced(kind, prop, observed=bool(known and known.observed))


def mistyped_in(text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Mistyped]:
    """Properties that a statement compares with what they never equal: a yes or no with the text
    是, a number with a text. An engine finds nothing then, and says nothing. `parameters` are
    their usual values."""
    for kinds, prop, value in _compared(text, parameters or {}):
        known = {kind: SCHEMA.kind(kind).by_prop.get(prop) for kind in kinds}
        kept = {kind: LIKE[found.type] for kind, found in known.items() if found}
        with_a = _type(value)
        if kept and with_a and with_a not in kept.values():
            kind = min(kept)
            yield Mistyped(kind, prop, kept[kind], with_a)


def unchosen_in(text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Unchosen]:
    """Properties that a statement compares with a text that is not stored: a table may say
    联合支部, but the graph keeps 联合党支部."""
    for kinds, prop, value in _compared(text, parameters or {}):
        known = [(kind, SCHEMA.kind(kind).by_prop.get(prop)) for kind in sorted(kinds)]
        choosing = [(kind, found) for kind, found in known if found and found.choices]
        if isinstance(value, str) and choosing and len(choosing) == len(known):
            odd = [_unchosen(kind, found, value) for kind, found in choosing]
            if all(odd):  # of several kinds one may keep it
                yield from filter(None, odd[:1])


class Impossible(NamedTuple):
    """A step of a pattern that no relationship of the vocabulary makes: from these kinds, by this
    type, to those."""

    source: str
    type: str
    target: str


def impossible_in(text: str) -> Iterator[Impossible]:
    """Steps of patterns between kinds that the type does not lead between, or not in that
    direction. An engine finds nothing then, and says nothing."""
    bare = _bare(text)
    kinds = _kinds_in(bare)
    for left, own, back, types, on, right, other in STEP.findall(bare):
        here = set(own.split("|")) if own else kinds.get(left, set())
        there = set(other.split("|")) if other else kinds.get(right, set())
        pairs = [pair for type_ in types.split("|") for pair in _ends(type_)]
        ways = [(here, there)] * (not back) + [(there, here)] * (not on)
        if not any(_fits(pair, *way) for pair in pairs for way in ways):
            source, target = (there, here) if back else (here, there)
            yield Impossible("|".join(sorted(source)), types, "|".join(sorted(target)))


def _ends(type_: str) -> Sequence[tuple[str, str]]:
    if type_ == OBSERVED:
        return [(node.label, OBSERVATION) for node in SCHEMA.nodes]
    return SCHEMA.rel(type_).ends


def _fits(pair: tuple[str, str], source: set[str], target: set[str]) -> bool:
    """Whether a relationship may lead from one of the kinds to one of the others; none: to any."""
    return (not source or pair[0] in source) and (not target or pair[1] in target)


def persons_told_in(text: str) -> Iterator[str]:
    """What a statement tells of single persons, as variable.property: names and the like, or all
    that a person has. Persons are counted."""
    bare = _bare(text)
    persons = {node.label for node in SCHEMA.nodes if node.sensitivity == "sensitive"}
    of_persons = [variable for variable, kinds in _kinds_in(bare).items() if kinds & persons]
    for variable in of_persons:
        told = (prop for one, prop in PROPERTIES.findall(bare) if one == variable and prop in WHO)
        yield from (f"{variable}.{prop}" for prop in dict.fromkeys(told))
        if re.search(WHOLE.format(variable), bare):
            yield variable


def timed_in(text: str) -> Iterator[str]:
    """Comparisons of a property with a date of the engine, as variable.property: days are kept as
    texts, which an engine finds to be neither before nor after a date."""
    yield from (f"{variable}.{prop}" for variable, prop in TIMED.findall(_bare(text)))


def _unchosen(kind: str, prop: Prop, value: str) -> Unchosen | None:
    if any(value == choice.value for choice in prop.choices):
        return None
    meant = next((c.value for c in prop.choices if value in c.aliases), "")
    return Unchosen(kind, prop.name, value, meant) if meant or not prop.open_choices else None


def _compared(text: str, parameters: Mapping[str, Any]) -> Iterator[tuple[set[str], str, Any]]:
    """Kinds, property and value of each comparison; the values of a list one by one."""
    bare, texts = _bare(text), _texts(text)
    kinds = _kinds_in(bare)
    found = [
        (kinds.get(v, set()), prop, one or some) for v, prop, one, some in COMPARED.findall(bare)
    ]
    found += [(kinds.get(v, set()), prop, value) for value, v, prop in TURNED.findall(bare)]
    for labels, pairs in MAPPED.findall(bare):
        found += [(set(labels.split("|")), *pair) for pair in PAIR.findall(pairs)]
    for of, prop, said in found:
        for each in re.findall(VALUE, said):
            value = _value(each, texts, parameters)
            yield from ((of, prop, one) for one in (value if isinstance(value, list) else [value]))


def _value(said: str, texts: Sequence[str], parameters: Mapping[str, Any]) -> Any:
    """What a value in a statement is; None for a parameter that nobody gave."""
    if said.startswith("'"):
        return texts[int(said.strip("'"))]
    if said.startswith("$"):
        return parameters.get(said[1:])
    return said == "true" if said in ("true", "false") else float(said)


def _type(value: Any) -> str | None:
    if isinstance(value, bool):
        return "boolean"
    return (
        "text" if isinstance(value, str) else "number" if isinstance(value, int | float) else None
    )


def _kinds_in(bare: str) -> dict[str, set[str]]:
    """By variable, the kinds that it may hold; none that is bound anew."""
    kinds: dict[str, set[str]] = {}
    for variable, labels in KINDS.findall(bare):
        kinds.setdefault(variable, set()).update(labels.split("|"))
    for variable in _bound_anew(bare):
        kinds.pop(variable, None)
    return kinds


def _bound_anew(bare: str) -> set[str]:
    return {renamed or member for renamed, member in ANEW.findall(bare)}


def _stored(kind: str) -> frozenset[str]:
    """The properties of a node or relationship itself. KeyError when there is no such kind."""
    found = SCHEMA.kind(kind)
    links = found.links if isinstance(found, NodeType) else ()
    kept = {link.name for link in links if link.unresolved == "keep"}
    own = {p.name for p in found.props if not p.observed or kind == OBSERVATION}
    return frozenset(kept | own)


def words_in(text: str) -> frozenset[str]:
    """The words of a statement, but for those in comments, in texts and of parameters."""
    return frozenset(re.findall(r"(?<![$\w])\w+", _bare(text)))


@cache
def parameters_in(text: str) -> frozenset[str]:
    return frozenset(PARAMETERS.findall(_bare(text)))


def writes(text: str) -> str | None:
    """The word by which a statement would write, or the procedure that it calls, which may do
    anything; None when it only reads."""
    found = WRITING.search(_bare(text))
    return found[0] if found else None


@cache  # each check of a rule asks for it
def _bare(text: str) -> str:
    """A statement without comments, its texts told by their number: '0', '1'."""
    number = count()
    return SAID.sub(lambda found: f"'{next(number)}'" if found[1] else " ", text)


@cache
def _texts(text: str) -> tuple[str, ...]:
    """The texts in a statement, in order, without their quotes."""
    said = (found[1] for found in SAID.finditer(text) if found[1])
    return tuple(re.sub(r"\\(.)", r"\1", each[1:-1]) for each in said)
