"""Engine and oracle asked the same: what they say of a graph, where they differ, and why."""

from collections.abc import Iterator, Sequence
from itertools import chain as chained

from graph.changes import Changes, Ends, RelRow, Values
from graph.store import Store
from queries import rules
from queries.packs import Pack
from queries.rulefiles import Rule
from tests.oracle.facts import Graph
from tests.oracle.verdicts import Verdict, Verdicts, judge
from tests.town import settle

UNTOLD = frozenset({"id", "name", "names", "pinyin", "origin"})


async def engine_says(
    store: Store,
    day: str,
    known: Sequence[Rule],
    pack: Pack | None = None,
    chain: str | None = None,
) -> Verdicts:
    """What `queries.rules.findings` finds and does not know, as the oracle would put it."""
    told = await rules.findings(store, known, as_of=day, pack=pack, chain=chain)
    gaps = {(f.rule, f.subject.id): Verdict(f.severity, frozenset(f.chains)) for f in told.items}
    return gaps | {
        (each.rule, each.subject.id): Verdict(None, frozenset(each.chains)) for each in told.unknown
    }


def differences(engine: Verdicts, oracle: Verdicts) -> list[tuple[str, str]]:
    """The rules and subjects of which the two say different things."""
    subjects = engine.keys() | oracle.keys()
    return sorted(each for each in subjects if engine.get(each) != oracle.get(each))


async def smallest(
    store: Store, changes: Changes, day: str, rule: Rule, pack: Pack | None = None
) -> Changes:
    """The graph without every node and relationship that the difference can do without."""
    kept, step = _parts(changes), 0
    size = len(kept) // 2
    while size:
        fewer = kept[:step] + kept[step + size :]
        if await _differ(store, _whole(fewer), day, rule, pack):
            kept = fewer
        else:
            step += size
        if step >= len(kept):
            step, size = 0, size // 2
    await settle(store, _whole(kept))
    return _whole(kept)


Part = tuple[str, Values] | tuple[Ends, RelRow]


def _parts(changes: Changes) -> list[Part]:
    """Relationships first, so that nodes become free to go."""
    rels = ((ends, row) for ends, rows in changes.new_rels.items() for row in rows)
    nodes = ((label, node) for label, each in changes.new_nodes.items() for node in each)
    return [*rels, *nodes]


def _whole(parts: Sequence[Part]) -> Changes:
    """Changes of these parts; a relationship whose ends are gone goes as well."""
    changes, there = Changes(), set()
    for key, value in parts:
        if isinstance(key, str) and isinstance(value, dict):
            changes.new_nodes.setdefault(key, []).append(value)
            there.add((key, value["id"]))
    for key, value in parts:
        if isinstance(key, Ends) and isinstance(value, RelRow):
            ends = {(key.source, value.source), (key.target, value.target)}
            if ends <= there:
                changes.new_rels.setdefault(key, []).append(value)
    return changes


async def _differ(
    store: Store, changes: Changes, day: str, rule: Rule, pack: Pack | None
) -> list[tuple[str, str]]:
    await settle(store, changes)
    engine = await engine_says(store, day, [rule], pack)
    return differences(engine, judge(Graph(changes), day, [rule], pack))


def told(changes: Changes) -> Iterator[str]:
    """The facts of a graph, a line each."""
    for label, node in chained.from_iterable(
        ((label, node) for node in nodes) for label, nodes in changes.new_nodes.items()
    ):
        yield f"({label} {node['id']}) {_said(node)}"
    for ends, rows in changes.new_rels.items():
        for row in rows:
            yield f"({row.source})-{ends.type}->({row.target}) {_said(row.values)}"


def _said(values: Values) -> str:
    return " ".join(f"{name}={value!r}" for name, value in values.items() if name not in UNTOLD)
