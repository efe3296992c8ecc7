"""Gaps as pages tell them: by rule, each with its articles, what to do and what closes it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from queries import closing
from queries.answers import Place, Ref
from queries.naming import Names
from queries.rulefiles import Rule, Severity
from queries.rules import Finding, Unjudged, Unknown
from visualize import terms
from visualize.cards import key
from visualize.explorer.cells import Cell, Grade, Table
from visualize.explorer.frame import Frame, linked
from visualize.explorer.say import SAY
from visualize.words import Lang

Rules = Mapping[str, Rule]
BESIDES = ("CH-02",)  # what steps close that are made for other gaps
CLOSED = (*closing.USED, *BESIDES)


@dataclass(frozen=True, slots=True)
class Gap:
    """One subject of a rule, with the facts in words and the rows that state them."""

    subject: Ref
    severity: Severity
    facts: str
    places: tuple[Place, ...]
    step: str  # where the plan does something about it; "" for what no plan closes
    told_by: str  # its id, where others of the rule go by the same name


@dataclass(frozen=True, slots=True)
class GapGroup:
    """What one rule finds, the gravest first."""

    rule: str
    name: str
    severity: Severity
    basis: str
    action: str
    closes_when: str
    gaps: tuple[Gap, ...]


def groups(found: Iterable[Finding], rules: Rules, names: Names, frame: Frame) -> list[GapGroup]:
    """Findings by rule, the gravest rules first."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in found:
        by_rule.setdefault(finding.rule, []).append(finding)
    made = [_group(each, rules, names, frame) for each in by_rule.values()]
    return sorted(made, key=lambda g: (terms.RANKS.index(g.severity), g.rule))


def _group(found: Sequence[Finding], rules: Rules, names: Names, frame: Frame) -> GapGroup:
    first = found[0]
    named = Counter(each.subject.name for each in found)
    gaps = [
        Gap(
            each.subject,
            each.severity,
            terms.facts(each.facts, frame.lang, each.subject.label, names),
            tuple(each.sources),
            step(each, frame),
            each.subject.id if named[each.subject.name] > 1 else "",
        )
        for each in found
    ]
    gaps.sort(key=lambda gap: terms.RANKS.index(gap.severity))
    return GapGroup(
        rule=first.rule,
        name=rule_name(first.rule, rules, frame),
        severity=gaps[0].severity,
        basis=terms.basis(first.basis, frame.lang),
        action=terms.action(rules[first.rule], frame.lang),
        closes_when=terms.closes_when(rules[first.rule], frame.lang),
        gaps=tuple(gaps),
    )


def step(finding: Finding, frame: Frame) -> str:
    """Where a plan closes it; "" where none does."""
    if finding.rule not in CLOSED or not finding.chains:
        return ""
    path = f"/chains/{quote(finding.chains[0], safe='')}/plan"
    return frame.link(path, about=key(finding.subject.label, finding.subject.id))


def rule_name(id: str, rules: Rules, frame: Frame) -> str:
    rule = rules.get(id)
    return id if rule is None else terms.rule_name(rule, frame.lang)


def hindrance(unjudged: Unjudged, lang: Lang) -> str:
    """Why a rule could not be judged. What went wrong with it is told as it is."""
    if lang == "zh" or not unjudged.missing:
        return unjudged.why
    absent = ", ".join(terms.required(each, lang) for each in unjudged.missing)
    return SAY[lang]["nothing_of"].format(absent=absent)


def table(made: Iterable[GapGroup], frame: Frame, most: int | None = None) -> Table:
    """A row for each gap, the first so many."""
    say = SAY[frame.lang]
    columns = (
        say["severity"], say["rule"], say["gaps"], say["kind"], say["subject"], say["id"],
        say["facts"], say["basis"], say["do"], say["closes_when"], say["stated_in"],
    )  # fmt: skip
    known = [(group, gap) for group in made for gap in group.gaps]
    rows = tuple(_row(group, gap, frame) for group, gap in known[:most])
    return Table("gaps", say["gaps"], columns, rows, len(known))


def _row(group: GapGroup, gap: Gap, frame: Frame) -> tuple[Cell, ...]:
    subject, say = gap.subject, SAY[frame.lang]
    return (
        Grade(gap.severity, say[gap.severity]), group.rule, group.name,
        terms.kind(subject.label, frame.lang),
        linked(subject, frame), subject.id,
        gap.facts, group.basis, group.action, group.closes_when,
        "；".join(place_line(place, frame) for place in gap.places),
    )  # fmt: skip


def place_line(place: Place, frame: Frame) -> str:
    """企业.xlsx 在营 第 7 行."""
    row = SAY[frame.lang]["row_n"].format(row=place.row)
    return " ".join(filter(None, (place.file, place.sheet, row)))


def unknown_table(
    unknown: Sequence[Unknown], rules: Rules, frame: Frame, most: int | None = None
) -> Table:
    """What nobody can judge, and what is missing for it; the first so many."""
    say = SAY[frame.lang]
    columns = (say["rule"], say["gaps"], say["subject"], say["id"], say["missing"])
    rows = tuple(
        (
            each.rule,
            rule_name(each.rule, rules, frame),
            linked(each.subject, frame),
            each.subject.id,
            terms.names(each.missing, frame.lang, each.subject.label),
        )
        for each in unknown[:most]
    )
    return Table("unknown", say["cannot_judge"], columns, rows, len(unknown))
