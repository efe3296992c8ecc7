"""What each rule says of a graph on a day, by the second reading."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import is_on, parameters
from tests.oracle import chain, data, orders, organisation, work
from tests.oracle.facts import Graph, Thing, View
from tests.oracle.organisation import Found, Numbers

Reading = Callable[[View, Numbers], Found]
READINGS: Mapping[str, Reading] = {
    name.upper().replace("_", "-"): reading
    for module in (organisation, work, chain, orders, data)
    for name, reading in vars(module).items()
    if name[2:3] == "_" and name[3:].isdigit()
}


def reading_of(id: str) -> Reading:
    """The second reading of a rule. Raises `LookupError` with what to write, and where: beside
    those of its group."""
    if id in READINGS:
        return READINGS[id]
    group = [each.__module__ for other, each in READINGS.items() if other[:2] == id[:2]]
    files = {f"{module.replace('.', '/')}.py" for module in group} or {"tests/oracle/<subject>.py"}
    name = id.lower().replace("-", "_")
    raise LookupError(
        f"rule {id} has no second reading: write `def {name}(view, numbers)` in "
        f"{' or '.join(sorted(files))}, without a look at the statement"
    )


class Verdict(NamedTuple):
    """A gap (with its severity) or, when nobody can tell, an unknown (without); the ids of the
    chains that it concerns."""

    severity: str | None
    chains: frozenset[str]


Verdicts = dict[tuple[str, str], Verdict]  # of rule and subject


def judge(graph: Graph, day: str, rules: Iterable[Rule], pack: Pack | None = None) -> Verdicts:
    """What rules find and cannot know, after precedence; of rules that are on and can be judged."""
    view = View(graph, day)
    told = [rule for rule in rules if is_on(rule, pack)]
    above = {s.id: s for rule in told for s in rule.suppressors if is_on(s, pack)}
    alone = {id: verdicts(view, rule, pack) for id, rule in above.items()}
    alone |= {rule.id: verdicts(view, rule, pack) for rule in told if rule.id not in alone}
    return {
        (rule.id, subject): verdict
        for rule in told
        for subject, verdict in alone[rule.id].items()
        if not any(_found(alone.get(id, {}), subject) for id in rule.suppressed_by)
    }


def _found(of_rule: Mapping[str, Verdict], subject: str) -> bool:
    return subject in of_rule and of_rule[subject].severity is not None


def verdicts(view: View, rule: Rule, pack: Pack | None = None) -> dict[str, Verdict]:
    """What one rule says by subject, whatever the others say; nothing where it cannot be judged."""
    if not all(map(view.graph.has, rule.requires)):
        return {}
    said: dict[str, Verdict] = {}
    for subject, holds, *severity in reading_of(rule.id)(view, parameters(rule, pack)):
        if holds is not False:
            id, *things = (subject.id, subject) if isinstance(subject, Thing) else subject
            chains = frozenset(chain for thing in things for chain in view.chains(thing))
            said[id] = Verdict((severity or [rule.severity])[0] if holds else None, chains)
    return said
