"""Do the tests of the rules see a wrong rule? `python -m bench.mutations [RULE…]`

Each rule's statement is altered in one place: a comparison turned, a condition dropped, a word
taken out of a list, a NOT or a number changed. Each altered rule is put to random towns, beside the
second reading of it in tests/oracle. An alteration that runs and makes no difference is one that
nobody would notice: it is listed.
"""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from graph import SCHEMA, Store, open_store
from graph.errors import QueryFailed
from graph.store import Row
from queries import rulefiles, rules
from queries.membership import WAYS, chains_of
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.text import SAID
from queries.workdays import workdays
from tests.oracle import Graph, View
from tests.oracle.verdicts import Verdict, verdicts
from tests.town import DAY, city, settle

TURNED: Mapping[str, tuple[str, ...]] = {
    ">=": (">", "<"),
    "<=": ("<", ">"),
    ">": (">=", "<"),
    "<": ("<=", ">"),
    "=": ("<>",),
    "<>": ("=",),
    "IS NULL": ("IS NOT NULL",),
    "IS NOT NULL": ("IS NULL",),
}
# Comparisons stand between blanks; arrows of patterns do not.
COMPARISON = re.compile(r"(?<= )(>=|<=|<>|>|<|=)(?= )|IS (?:NOT )?NULL")
NEGATION = re.compile(r"\bNOT (?!NULL)")
LIST = re.compile(r"\['[^\]]*'\]")
WORD = re.compile(r"\b[A-Z]+\b|[(){}\[\],|]")
OPENING, CLOSING = "([{", ")]}"
ENDS = frozenset(
    "AND OR XOR WHERE WITH RETURN MATCH OPTIONAL ORDER UNWIND WHEN THEN ELSE END AS".split()
)
TOLD_ASIDE = re.compile(r"\bAS (?:facts|origin|missing|name)\b")
SEEN = 24  # characters of the statement that are shown on either side

# Alterations that cannot change what is found: the place (⟦⟧ stands for the comparison), what it
# is turned from and to, and why.
EQUAL_OR_NOT = frozenset((">= >", "> >=", "< <=", "<= <"))
EQUIVALENT: Sequence[tuple[re.Pattern[str], frozenset[str], str]] = (
    (
        re.compile(r"('~'|\+ rest) ⟦⟧|⟦⟧ (?:[\w.$]+|\w+\([^()]*\)) \+ '~'"),
        EQUAL_OR_NOT,
        "the end of a period, 2026-06~, never equals a date or a moment",
    ),
    (
        re.compile(r"\b(?:WITH|MATCH|,)\s+\w+ ⟦⟧"),
        frozenset(("= <>",)),
        "the name of a path, no comparison",
    ),
)

TOWNS = (range(1000, 1120), range(2000, 2030))  # the second without what makes some rules certain
POOR = ("Project.year", "Project.started_on")
DAYS = (DAY, "2026-03-01")
CHAIN = "1000/Chai0"
PACKS = (
    Pack(name="as they are", version="1", zh="原样"),
    Pack(
        name="other",
        version="1",
        zh="另一地",
        parameters={
            "PO-08": {"everyone": True},
            "PO-09": {"everyone": True},
            "SV-04": {"within_limit": "low"},
            "WO-01": {"large_severity": "high"},
        },
    ),
)


class Mutation(NamedTuple):
    """A statement altered in one place, `what` showing the place; or one of the numbers."""

    rule: Rule
    what: str
    cypher: str
    parameters: Mapping[str, Any] = {}


class Place(NamedTuple):
    """Towns in a store, and what the oracle says of them."""

    store: Store
    graph: Graph
    expected: dict[tuple[str, str, str], dict[str, Verdict]]  # by rule, day, pack
    chains: dict[tuple[str, str], Mapping[str, Sequence[str]]]  # of what, by label and day


# Caught; missed; `aside` when only what is shown beside a finding changes; `broken` when the engine
# refuses the statement.
Fate = Literal["caught", "missed", "aside", "broken"]


# ------------------------------------------------------------ altering


def mutations(rule: Rule) -> Iterator[Mutation]:
    """All alterations of one rule, each once."""
    text = SAID.sub(lambda found: found[1] or "", rule.cypher)  # without comments
    bare = SAID.sub(lambda found: f"'{'·' * (len(found[0]) - 2)}'", text)
    seen = {text}
    for start, end, other in _alterations(text, bare):
        altered = text[:start] + other + text[end:]
        if altered not in seen:
            seen.add(altered)
            yield Mutation(rule, _shown(text, start, end, other), altered)
    yield from _other_numbers(rule, text)


def _alterations(text: str, bare: str) -> Iterator[tuple[int, int, str]]:
    """What to replace: from, to, by."""
    aside = list(_told_aside(bare))
    for start, end, other in (
        *_comparisons(text, bare), *_negations(bare), *_conditions(bare), *_words(text),
    ):  # fmt: skip
        if not any(first <= start < last for first, last in aside):
            yield start, end, other


def _comparisons(text: str, bare: str) -> Iterator[tuple[int, int, str]]:
    for found in COMPARISON.finditer(bare):
        for other in TURNED[found[0]]:
            place = f"{text[: found.start()]}⟦⟧{text[found.end() :]}"
            if not _is_equivalent(place, f"{found[0]} {other}"):
                yield found.start(), found.end(), other


def _is_equivalent(where: str, turn: str) -> bool:
    return any(turn in turns and place.search(where) for place, turns, _ in EQUIVALENT)


def _negations(bare: str) -> Iterator[tuple[int, int, str]]:
    yield from ((found.start(), found.end(), "") for found in NEGATION.finditer(bare))


def _conditions(bare: str) -> Iterator[tuple[int, int, str]]:
    """Each side of each AND left out."""
    for found in re.finditer(r"\bAND\b", bare):
        yield found.start(), _end(bare, found.end()), ""
        yield _begin(bare, found.start()), found.end(), ""


def _end(bare: str, at: int) -> int:
    """Where the condition that begins at `at` ends: at a word or bracket of its own level."""
    depth = 0
    for found in WORD.finditer(bare, at):
        if depth == 0 and (found[0] in ENDS or found[0] in CLOSING or found[0] in ",|"):
            return found.start()
        depth += (found[0] in OPENING) - (found[0] in CLOSING)
    return len(bare)


def _begin(bare: str, at: int) -> int:
    depth = 0
    for found in reversed(list(WORD.finditer(bare, 0, at))):
        if depth == 0 and (found[0] in ENDS or found[0] in OPENING or found[0] in ",|"):
            return found.end()
        depth += (found[0] in CLOSING) - (found[0] in OPENING)
    return 0


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each text of a list left out."""
    for found in LIST.finditer(text):
        items = [item.strip() for item in found[0][1:-1].split(",")]
        for at in range(len(items)):
            yield found.start(), found.end(), f"[{', '.join(items[:at] + items[at + 1 :])}]"


def _told_aside(bare: str) -> Iterator[tuple[int, int]]:
    """Where the statement says only what is shown beside a finding: facts, sources, names."""
    returned = bare.rfind("RETURN")
    at = returned + len("RETURN")
    while at < len(bare):
        end = _item_end(bare, at)
        if TOLD_ASIDE.search(bare, at, end) or " AS " not in bare[at:end]:
            yield at, end
        at = end + 1


def _item_end(bare: str, at: int) -> int:
    depth = 0
    for found in re.finditer(r"[(){}\[\],]", bare[at:]):
        if depth == 0 and found[0] == ",":
            return at + found.start()
        depth += (found[0] in OPENING) - (found[0] in CLOSING)
    return len(bare)


def _shown(text: str, start: int, end: int, other: str) -> str:
    before, after = text[max(0, start - SEEN) : start], text[end : end + SEEN]
    return " ".join(f"{before}⟦{text[start:end]} → {other}⟧{after}".split())


def _other_numbers(rule: Rule, text: str) -> Iterator[Mutation]:
    for name, value in rule.parameters.items():
        if isinstance(value, int) and not isinstance(value, bool) and name in rule.uses:
            for by in (1, -1):
                yield Mutation(rule, f"{name} {by:+}", text, {name: value + by})


# ------------------------------------------------------------ asking


@asynccontextmanager
async def places(known: Sequence[Rule]) -> AsyncIterator[list[Place]]:
    """The towns in embedded stores; where the plain rules already differ nothing can be said."""
    async with AsyncExitStack() as stack:
        made = []
        for seeds, poor in zip(TOWNS, ((), POOR), strict=True):
            store = await stack.enter_async_context(open_store("arcade:", timeout=60))
            await store.define(SCHEMA)
            changes = city(seeds, poor)
            await settle(store, changes)
            chains = {
                (label, day): found
                for day in DAYS
                for label, found in (await chains_of(store, WAYS, as_of=day)).items()
            }
            made.append(Place(store, graph := Graph(changes), _expected(graph, known), chains))
        yield made


def _expected(
    graph: Graph, known: Sequence[Rule]
) -> dict[tuple[str, str, str], dict[str, Verdict]]:
    return {
        (rule.id, day, pack.name): verdicts(view, rule, pack)
        for day in DAYS
        for view in [View(graph, day)]
        for rule in known
        for pack in _packs(rule)
    }


def _packs(rule: Rule) -> Iterable[Pack]:
    return (pack for pack in PACKS if pack is PACKS[0] or rule.id in pack.parameters)


async def fate(places: Sequence[Place], mutation: Mutation) -> Fate:
    """Whether what it finds differs anywhere from what the oracle says."""
    rule, aside = mutation.rule, False
    plain = Mutation(rule, "", rule.cypher)
    for place in places:
        if not all(map(place.graph.has, rule.requires)):
            continue
        for question in _questions(rule):
            try:
                rows = await _rows(place, mutation, *question)
            except QueryFailed:
                return "broken"
            if _differ(rule, rows, place, *question):
                return "caught"
            aside = aside or rows != await _rows(place, plain, *question)
    return "aside" if aside else "missed"


def _questions(rule: Rule) -> Iterator[tuple[str, Pack, str | None]]:
    """Days, packs and chains that a rule is asked for."""
    for day in DAYS:
        yield from ((day, pack, None) for pack in _packs(rule))
    yield DAY, PACKS[0], CHAIN


def _differ(
    rule: Rule, rows: Iterable[Row], place: Place, day: str, pack: Pack, chain: str | None
) -> bool:
    """Of one chain the findings that concern it are expected, whatever else they concern."""
    found = {row["id"]: _verdict(rule, row) for row in rows}
    every = place.expected[rule.id, day, pack.name]
    if chain is None:
        return found != every
    here = {id: each.severity for id, each in every.items() if chain in each.chains}
    return {id: each.severity for id, each in found.items()} != here


async def _rows(
    place: Place, mutation: Mutation, day: str, pack: Pack, chain: str | None
) -> list[Row]:
    """What the statement finds, with its chains."""
    given = {**rules.parameters(mutation.rule, pack), **mutation.parameters}
    given |= {"as_of": day, "chain": chain, "workdays": workdays(day)}
    used = {name: value for name, value in given.items() if f"${name}" in mutation.cypher}
    rows = await place.store.read(mutation.cypher, **used)
    if "chains" not in mutation.rule.returned:
        chains = place.chains[mutation.rule.subject, day]
        rows = [{**row, "chains": chains.get(row["id"], ())} for row in rows]
    here = [row for row in rows if chain is None or chain in row["chains"]]
    return sorted(here, key=itemgetter("id"))


def _verdict(rule: Rule, row: Row) -> Verdict:
    severity = row.get("severity") or rule.severity
    return Verdict(severity if row.get("holds", True) else None, frozenset(row["chains"]))


# ------------------------------------------------------------ telling


async def survey(wanted: Iterable[str]) -> list[Mutation]:
    """Print what is caught, rule by rule; what nobody notices is returned."""
    names = set(wanted)
    known = [rule for rule in rulefiles.load() if not names or rule.id in names]
    missed: list[Mutation] = []
    fates: Counter[Fate] = Counter()
    async with places(known) as there:
        for rule in known:
            ended = [(await fate(there, mutation), mutation) for mutation in mutations(rule)]
            own = Counter(each for each, _ in ended)
            print(f"{rule.id}  {_share(own)}", flush=True)
            lost = [mutation for each, mutation in ended if each == "missed"]
            for mutation in lost:
                print(f"    {mutation.what}", flush=True)
            missed += lost
            fates += own
    print(f"{_share(fates)} = {fates['caught'] / (fates['caught'] + fates['missed']):.1%}")
    return missed


def _share(fates: Counter[Fate]) -> str:
    told = f"{fates['caught']}/{fates['caught'] + fates['missed']}"
    return f"{told}, {fates['aside']} beside, {fates['broken']} broken"


if __name__ == "__main__":
    asyncio.run(survey(sys.argv[1:]))
