"""Every question, on a graph that is there, in turns with the statements it consists of."""

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple, TypeVar

from bench.bare import Asked, Bare, Recording
from bench.figures import ROUNDS, Answered, Engine, Failed, Times
from graph.errors import Ambiguous, HonglianError, NotFound
from graph.names import BAR
from graph.store import Row, Store
from ingest.sample import AS_OF
from queries import (
    chains,
    coverage,
    entities,
    joint,
    partners,
    rulefiles,
    rules,
    status,
    universities,
)
from queries.answers import Ref

CASES = 8  # different entities that a question is asked about, in turns
FEWEST = 9  # calls of a question however slow it is
WARMING = 0.15  # part of the time that goes to calls which do not count
SOME = (
    "MATCH (n:{label}) WHERE n.name IS NOT NULL AND NOT coalesce(n.junk, false) "
    "RETURN n.id AS id, n.name AS name, n.pinyin AS pinyin ORDER BY id"
)

T = TypeVar("T")
Call = Callable[[Store], Awaitable[object]]
Told = Callable[[str], None]


class Question(NamedTuple):
    """A function of `queries/`, with the entities it is asked about."""

    name: str
    calls: Sequence[Call]


class Limits(NamedTuple):
    """How often a question is put at most, and for how many seconds in all."""

    calls: int
    seconds: float


class Picked(NamedTuple):
    """Entities from all over the graph."""

    chains: Sequence[Row]
    enterprises: Sequence[Row]
    universities: Sequence[Row]
    products: Sequence[Row]


async def measure(
    graph: str, engine: Engine, store: Store, bare: Bare, limits: Limits, told: Told
) -> tuple[list[Answered], list[Failed]]:
    """Put every question that the graph can answer."""
    answers: list[Answered] = []
    failures: list[Failed] = []
    for question in questions(await pick(store)):
        try:
            answered = await _measured(graph, engine, question, store, bare, limits)
        except (HonglianError, ValueError) as exc:
            why = f"{type(exc).__name__}: {str(exc).splitlines()[0]}"
            failures.append(Failed(graph, engine, question.name, why))
            told(f"{graph}, {engine}: {question.name}: {failures[-1].why}")
        else:
            answers.append(answered)
            told(_line(answered))
    return answers, failures


async def pick(store: Store) -> Picked:
    labels = ("Chain", "Enterprise", "University", "Product")
    return Picked(*[spread(await store.read(SOME.format(label=label))) for label in labels])


def spread(rows: Sequence[Row]) -> list[Row]:
    """A few of the rows, from the first on, at equal distances."""
    few = min(CASES, len(rows))
    return [rows[len(rows) * at // few] for at in range(few)]


def questions(some: Picked) -> list[Question]:
    """Questions about chains are left out where there are none."""
    return [*(_about_chains(some) if some.chains else ()), *_about_entities(some)]


def _about_chains(some: Picked) -> Iterator[Question]:
    ids = [row["id"] for row in some.chains]
    known = rulefiles.load()
    kinds: tuple[coverage.By, ...] = ("chain", "segment", "region")
    yield Question("chains", [lambda s: chains.chains(s, AS_OF)])
    yield _each("chain", lambda s, id: chains.chain(s, id, AS_OF), ids)
    for by in kinds:
        yield _each(
            f"coverage by {by}", lambda s, by: coverage.coverage(s, as_of=AS_OF, by=by), [by]
        )
    yield _each(
        "coverage of one chain", lambda s, id: coverage.coverage(s, as_of=AS_OF, chain=id), ids
    )
    for rule in known:
        yield _each(f"rule {rule.id}", lambda s, r: rules.findings(s, [r], as_of=AS_OF), [rule])
    yield _each(
        "all rules, one chain", lambda s, id: rules.findings(s, known, as_of=AS_OF, chain=id), ids
    )
    yield Question("links", [lambda s: joint.links(s, as_of=AS_OF)])
    yield _each(
        "universities for an enterprise",
        lambda s, row: universities.for_enterprise(s, row["id"], as_of=AS_OF),
        some.enterprises,
    )
    yield _each(
        "enterprises for a university",
        lambda s, row: universities.for_university(s, row["id"], as_of=AS_OF),
        some.universities,
    )


def _about_entities(some: Picked) -> Iterator[Question]:
    firms = [Ref(label="Enterprise", id=r["id"], name=r["name"]) for r in some.enterprises]
    named = [*some.enterprises[::2], *some.products[::2]]
    names = [row["name"] for row in named]
    initials = [row["pinyin"].strip(BAR).split(BAR)[1][:4] for row in named if row["pinyin"]]
    yield _each("partners", lambda s, f: partners.partners(s, f.id, as_of=AS_OF), firms)
    yield _each("resolve an id", lambda s, f: entities.resolve(s, f.id, f.label), firms)
    yield _each(
        "resolve a name, kind given", lambda s, f: entities.resolve(s, f.name, f.label), firms
    )
    yield _each("resolve a name, any kind", entities.resolve, names)
    yield _each("search 汉字", lambda s, name: entities.search(s, name[:3]), names)
    yield _each("search initials", entities.search, initials)
    yield _each("show", lambda s, f: entities.show(s, f.label, f.id, as_of=AS_OF), firms)
    yield _each("neighbours", lambda s, f: entities.neighbours(s, f.label, f.id, limit=50), firms)
    yield _each("path", lambda s, ends: entities.path(s, *ends, as_of=AS_OF), list(pairwise(firms)))
    yield Question("status", [status.status])


def _each(name: str, ask: Callable[[Store, T], Awaitable[object]], about: Sequence[T]) -> Question:
    """A question about several things, one a call."""

    def about_one(one: T) -> Call:
        return lambda store: ask(store, one)

    return Question(name, [about_one(one) for one in about])


async def _measured(
    graph: str, engine: Engine, question: Question, store: Store, bare: Bare, limits: Limits
) -> Answered:
    began = time.perf_counter()
    pairs = await _pairs(question, store, limits.seconds)
    warming = limits.seconds * WARMING
    if time.perf_counter() - began < warming:  # what is slower is warm by now
        await _in_turns(pairs, store, bare, Limits(limits.calls, warming))
    statements = max(len(asked) for _, asked in pairs)

    async def round_of_calls() -> Answered:
        ours, theirs = await _in_turns(pairs, store, bare, limits)
        return Answered(graph, engine, question.name, statements, Times(ours), Times(theirs))

    answered = await round_of_calls()
    for _ in range(ROUNDS - 1):
        if not answered.is_close:
            break
        answered = answered.and_also(await round_of_calls())
    return answered


async def _pairs(
    question: Question, store: Store, seconds: float
) -> list[tuple[Call, Sequence[Asked]]]:
    """The calls, each with the statements that it issues; of a slow question not all of them."""
    pairs: list[tuple[Call, Sequence[Asked]]] = []
    end = time.perf_counter() + seconds
    for call in question.calls:
        recording = Recording(store)
        await _answer(call, recording)
        pairs.append((call, recording.asked))
        if time.perf_counter() > end:
            break
    return pairs


async def _answer(call: Call, store: Store) -> None:
    """That a name fits several entities or none is an answer too."""
    with suppress(NotFound, Ambiguous):
        await call(store)


async def _in_turns(
    pairs: Sequence[tuple[Call, Sequence[Asked]]], store: Store, bare: Bare, limits: Limits
) -> tuple[list[float], list[float]]:
    """Milliseconds of ours and of the bare statements, called in turns, each first every other
    time."""
    ours: list[float] = []
    theirs: list[float] = []
    end = time.perf_counter() + limits.seconds
    while len(ours) < limits.calls and (len(ours) < FEWEST or time.perf_counter() < end):
        call, asked = pairs[len(ours) % len(pairs)]
        if len(ours) % 2:
            theirs.append(await _timed(bare.ask(asked)))
            ours.append(await _timed(_answer(call, store)))
        else:
            ours.append(await _timed(_answer(call, store)))
            theirs.append(await _timed(bare.ask(asked)))
    return ours, theirs


async def _timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


def _line(a: Answered) -> str:
    verdict = "" if a.is_met else "  MISSED"
    return (
        f"{a.graph}, {a.engine}: {a.question}: {len(a.ours.ms)} calls, ours "
        f"{a.ours.p50:.2f}/{a.ours.p95:.2f} ms, bare {a.bare.p50:.2f}/{a.bare.p95:.2f} ms{verdict}"
    )
