"""The page of a closing plan: its steps, what each costs and what leaving it would, and what stays
open, and why."""

from collections.abc import Iterable, Sequence
from functools import partial

from queries.answers import Ref
from queries.closing import ClosingPlan, ClosingStep, Override
from queries.rulefiles import Rule
from visualize import terms
from visualize.cards import key
from visualize.explorer import gaps
from visualize.explorer.cells import Cell, Link, Table
from visualize.explorer.frame import Frame, linked, render
from visualize.explorer.gaps import Rules
from visualize.explorer.say import SAY

JOINT = "PO-03"  # whose gaps have a section of their own
LISTED = 12  # subjects of a rule that stays open


def page(
    plan: ClosingPlan, chain: Ref, known: Sequence[Rule], frame: Frame, about: str = ""
) -> str:
    """The plan of a chain as text. `about` is Label:id of a subject that the reader came from: what
    the plan does for it comes first."""
    say, by_id = SAY[frame.lang], {rule.id: rule for rule in known}
    name = partial(gaps.rule_name, rules=by_id, frame=frame)
    infos = [each for each in plan.open_after if by_id[each.rule].severity == "info"]
    left = sorted(
        (each for each in plan.open_after if each not in infos),
        key=lambda each: terms.RANKS.index(by_id[each.rule].severity),
    )
    ref = next((ref for ref in _refs(plan) if key(ref.label, ref.id) == about), None)
    return render(
        "plan",
        frame,
        f"{chain.name} {say['plan']}",
        chain=chain,
        plan=plan,
        about=about,
        ref=ref,
        own=table((s for s in plan.items if ref in s.subjects), by_id, frame, "own"),
        stays=[(name(each.rule), each) for each in plan.open_after if ref in each.subjects],
        hindered=[each.why for each in plan.staying if ref in each.subjects],
        staying=[(name(each.rule), each) for each in plan.staying if each.rule != JOINT],
        stuck=say["plan_stuck"].format(n=sum(each.count for each in plan.staying)),
        cost=terms.plan_cost(plan, frame.lang),
        table=table(plan.items, by_id, frame),
        besides=[(name(each.rule), each) for each in plan.closed_besides],
        gone_besides=any(ref in each.subjects for each in plan.closed_besides),
        left=[(name(each.rule), each) for each in left],
        infos=[(name(each.rule), each) for each in infos],
        raised=[(name(each.rule), each) for each in plan.raised],
        listed=LISTED,
    )


def _refs(plan: ClosingPlan) -> Iterable[Ref]:
    """All that the plan speaks of."""
    for some in (plan.items, plan.unjoined, plan.closed_besides, plan.open_after):
        for each in some:
            yield from each.subjects


def table(steps: Iterable[ClosingStep], rules: Rules, frame: Frame, name: str = "plan") -> Table:
    """A row for each step."""
    say = SAY[frame.lang]
    columns = (
        say["action"], say["subjects"], say["who"], say["by_when"], say["closes"], say["why"],
        say["cost"], say["otherwise"], say["basis"],
    )  # fmt: skip
    rows = tuple(
        (
            terms.step(step.action, frame.lang),
            tuple(linked(ref, frame) for ref in step.subjects),
            _who(step.who, frame),
            step.by,
            tuple(
                Link(f"{gaps.rule_name(id, rules, frame)} {id}", frame.rule(id))
                for id in step.closes
            ),
            step.why,
            step.cost,
            _otherwise(step.override, frame),
            terms.basis(step.basis, frame.lang),
        )
        for step in steps
    )
    return Table(name, say["plan"], columns, rows)


def _who(ref: Ref | None, frame: Frame) -> Cell:
    """An organisation by its name; a cadre by the id alone: persons are named nowhere here."""
    if ref is None:
        return SAY[frame.lang]["themselves"]
    if ref.label == "Cadre":
        return f"{terms.kind(ref.label, frame.lang)} {ref.id}"
    return linked(ref, frame)


def _otherwise(override: Override | None, frame: Frame) -> str:
    """What is done without the step, and by how much the cost of the plan would rise."""
    say = SAY[frame.lang]
    if override is None:
        return say["pinned"]
    instead = terms.step(override.instead, frame.lang)
    return (
        instead if override.cost is None else say["rises"].format(instead=instead, by=override.cost)
    )
