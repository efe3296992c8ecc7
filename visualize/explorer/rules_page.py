"""The pages of the rules: what each calls a gap and by which article, with the values that hold
here, and whom it finds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from graph.store import Store
from queries import naming, rules
from queries.naming import Names
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Finding, Findings
from visualize import terms
from visualize.explorer import gaps
from visualize.explorer.cells import ON_PAGE, Cell, Grade, Link, Table
from visualize.explorer.frame import Frame, linked, render
from visualize.explorer.say import SAY


@dataclass(frozen=True, slots=True)
class RuleAnswers:
    """What the page of a rule is made of."""

    rule: Rule
    pack: Pack
    found: Findings
    names: Names


async def ask(store: Store, rule: Rule, *, as_of: str, pack: Pack) -> RuleAnswers:
    """Whom a rule finds, and what the ids in it are called."""
    found = await rules.findings(store, [rule], as_of=as_of, pack=pack)
    concerned = {id for each in found.items for id in each.chains}
    wanted = chain(
        terms.mentioned(each.facts for each in found.items), (("Chain", id) for id in concerned)
    )
    return RuleAnswers(rule, pack, found, await naming.names(store, wanted))


def index(
    known: Sequence[Rule], found: Findings, pack: Pack, packs: Sequence[Pack], frame: Frame
) -> str:
    """The page of all rules by a pack, one of those there are, as text."""
    say = SAY[frame.lang]
    made = rules_table(known, found, pack, frame)
    return render(
        "rules", frame, say["rules"],
        found=found, pack=pack, packs=packs, pack_name=terms.pack, table=made,
    )  # fmt: skip


def page(answers: RuleAnswers, frame: Frame) -> str:
    """The page of a rule as text."""
    rule, found = answers.rule, answers.found
    name = terms.rule_name(rule, frame.lang)
    return render(
        "rule",
        frame,
        f"{rule.id} {name}",
        rule=rule,
        name=name,
        found=found,
        stated=_stated(answers, frame),
        state=_state(rule, found, answers.pack, frame),
        above=[(each.id, terms.rule_name(each, frame.lang)) for each in rule.suppressors],
        tables=_tables(answers, frame, ON_PAGE),
    )


def tables(answers: RuleAnswers, frame: Frame) -> dict[str, Table]:
    """The tables of a rule's page by their keys."""
    return _tables(answers, frame, None)


def rules_table(known: Sequence[Rule], found: Findings, pack: Pack, frame: Frame) -> Table:
    """A row for each rule: what it says, and how many it finds."""
    say = SAY[frame.lang]
    columns = (
        say["rule"], say["name"], say["severity"], say["when"], say["basis"], say["do"],
        say["found_now"], say["cannot_judge_n"], say["state"],
    )  # fmt: skip
    counts = Counter(each.rule for each in found.items)
    unknown = Counter(each.rule for each in found.unknown)
    rows = tuple(_row(rule, counts, unknown, found, pack, frame) for rule in known)
    return Table("rules", say["rules"], columns, rows)


def _row(
    rule: Rule,
    counts: Mapping[str, int],
    unknown: Mapping[str, int],
    found: Findings,
    pack: Pack,
    frame: Frame,
) -> tuple[Cell, ...]:
    state = _state(rule, found, pack, frame)
    return (
        Link(rule.id, frame.rule(rule.id)), terms.rule_name(rule, frame.lang),
        Grade(rule.severity, SAY[frame.lang][rule.severity]),
        terms.condition(rule, rules.parameters(rule, pack), frame.lang),
        terms.basis(rule.basis, frame.lang), terms.action(rule, frame.lang),
        *((None, None) if state else (counts.get(rule.id, 0), unknown.get(rule.id, 0))),
        state or None,
    )  # fmt: skip


def _state(rule: Rule, found: Findings, pack: Pack, frame: Frame) -> str:
    """Why a rule judges nobody; "" when it does."""
    say = SAY[frame.lang]
    if not rules.is_on(rule, pack):
        return say["rule_off"]
    unjudged = next((each for each in found.unjudged if each.rule == rule.id), None)
    if unjudged is None:
        return ""
    return gaps.hindrance(unjudged, frame.lang)


def _stated(answers: RuleAnswers, frame: Frame) -> list[tuple[str, str]]:
    """What a rule declares, by what each is called."""
    rule, say, lang = answers.rule, SAY[frame.lang], frame.lang
    values = rules.parameters(rule, answers.pack)
    told = [
        (say["when"], terms.condition(rule, values, lang)),
        (say["kind"], terms.kind(rule.subject, lang)),
        (say["severity"], say[rule.severity]),
        (say["basis"], terms.basis(rule.basis, lang)),
        (say["force"], terms.force(rule.force, lang)),
        (say["do"], terms.action(rule, lang)),
        (say["closes_when"], terms.closes_when(rule, lang)),
        (say["rule_needs"], terms.names(rule.needs, lang, rule.subject)),
        (say["requires"], "、".join(terms.required(each, lang) for each in rule.requires)),
    ]
    return [(called, text) for called, text in told if text]


def _tables(answers: RuleAnswers, frame: Frame, most: int | None) -> dict[str, Table]:
    found = answers.found
    made = (
        _found_table(answers, frame, most),
        gaps.unknown_table(found.unknown, {answers.rule.id: answers.rule}, frame, most),
    )
    return {table.key: table for table in made}


def _found_table(answers: RuleAnswers, frame: Frame, most: int | None) -> Table:
    """A row for each subject that the rule finds, the first so many."""
    say, items = SAY[frame.lang], answers.found.items
    columns = (
        say["severity"], say["subject"], say["id"], say["chains"], say["facts"], say["plan"],
        say["stated_in"],
    )  # fmt: skip
    rows = tuple(_found_row(each, answers, frame) for each in items[:most])
    return Table("gaps", say["gaps"], columns, rows, len(items))


def _found_row(finding: Finding, answers: RuleAnswers, frame: Frame) -> tuple[Cell, ...]:
    subject, say = finding.subject, SAY[frame.lang]
    step = gaps.step(finding, frame)
    return (
        Grade(finding.severity, say[finding.severity]),
        linked(subject, frame), subject.id,
        tuple(
            Link(answers.names.get(("Chain", id), id), frame.to("Chain", id))
            for id in finding.chains
        ),
        terms.facts(finding.facts, frame.lang, subject.label, answers.names, answers.rule.terms),
        Link(say["plan_step"], step) if step else None,
        "；".join(gaps.place_line(place, frame) for place in finding.sources),
    )  # fmt: skip
