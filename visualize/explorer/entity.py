"""The page of one entity: who surrounds it, and what there is to know and to do about it. That of
an enterprise, an organisation or a university tells more; every other kind has the same frame."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from graph import SCHEMA
from graph.store import Store
from queries import covering, entities, naming, partners, rules, universities
from queries.answers import Items
from queries.covering import Covering
from queries.entities import Entity, Group, Neighbour
from queries.matching.answer import Match
from queries.naming import Names
from queries.packs import Pack
from queries.partners import Partner, Partners
from queries.rulefiles import Rule
from queries.rules import Finding, Unknown
from queries.steps import Step
from visualize import terms
from visualize.ego import Circle, Other, ego, leads, picture
from visualize.explorer import gaps
from visualize.explorer.cells import Cell, Link, Table
from visualize.explorer.frame import Frame, relationship, render
from visualize.explorer.gaps import Rules
from visualize.explorer.say import ENGLISH, SAY

MOST_SUGGESTED = 5  # of a kind on the page
IN_FILES = 200  # of a kind in a file
MOST_IN_CIRCLE = 12  # of one relationship, where the drawing is too wide for the screen
WANTS = ("HAS_NEED", "RAISES")


@dataclass(frozen=True, slots=True)
class EntityAnswers:
    """What an entity's page is made of; what its kind has none of is None."""

    entity: Entity
    gaps: Sequence[Finding]
    unknown: Sequence[Unknown]
    names: Names
    rules: Rules
    covering: Covering | None = None
    up: Partners | None = None
    down: Partners | None = None
    fits: Items[Any] | None = None


async def ask(
    store: Store,
    known: Sequence[Rule],
    *,
    label: str,
    id: str,
    as_of: str,
    pack: Pack,
    learnt: Mapping[str, Any],
    matching: Mapping[str, Any],
    most: int = MOST_SUGGESTED,
) -> EntityAnswers:
    """Everything about an entity, with `most` suggestions of a kind at most. `learnt`: what partner
    suggestions are given of what was learnt; `matching`: what suggestions of universities are given
    of needs. Raises `NotFound`, and `UsageError` for persons."""
    entity = await entities.show(store, label, id, as_of=as_of)
    about = [rule for rule in known if rule.subject == entity.label]
    found = await rules.findings(store, about, as_of=as_of, pack=pack)
    own = [each for each in found.items if each.subject.id == entity.id]
    return EntityAnswers(
        entity=entity,
        gaps=own,
        unknown=[each for each in found.unknown if each.subject.id == entity.id],
        names=await naming.names(store, terms.mentioned(each.facts for each in own)),
        rules={rule.id: rule for rule in known},
        **await _more(store, entity, as_of, learnt, matching, most),
    )


async def _more(
    store: Store,
    entity: Entity,
    as_of: str,
    learnt: Mapping[str, Any],
    matching: Mapping[str, Any],
    most: int,
) -> dict[str, Any]:
    """What only enterprises and universities have."""
    given: dict[str, Any] = {"as_of": as_of, "limit": most}
    match entity.label:
        case "Enterprise":
            asked: dict[str, Awaitable[Any]] = {
                "covering": covering.covering(store, entity.id, as_of=as_of),
                "up": partners.partners(store, entity.id, direction="up", **given, **learnt),
                "down": partners.partners(store, entity.id, direction="down", **given, **learnt),
                "fits": universities.for_enterprise(store, entity.id, **given, **matching),
            }
        case "University":
            asked = {"fits": universities.for_university(store, entity.id, **given, **matching)}
        case _:
            asked = {}
    return dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))


def page(answers: EntityAnswers, frame: Frame) -> str:
    """The page as text."""
    entity, say = answers.entity, SAY[frame.lang]
    kind = terms.kind(entity.label, frame.lang)
    around = circles(answers, frame)
    scene = ego(Other(entity.label, entity.id, entity.name), kind, around, say["more_n"])
    drawn = picture(scene, f"{say['around']}：{entity.name}", leads(frame.to))
    fits_label = "Enterprise" if entity.label == "University" else "University"
    groups = gaps.groups(answers.gaps, answers.rules, answers.names, frame)
    return render(
        "entity",
        frame,
        entity.name,
        answers=answers,
        entity=entity,
        kind_name=kind,
        circles=around,
        in_circle=MOST_IN_CIRCLE,
        in_files=IN_FILES,
        picture=Markup(drawn) if around else None,  # noqa: S704  # it escapes every name
        groups=groups,
        unknown=[
            (
                gaps.rule_name(each.rule, answers.rules, frame),
                each.rule,
                terms.names(each.missing, frame.lang, entity.label),
            )
            for each in answers.unknown
        ],
        place=gaps.place_line,
        wants=[each for each in entity.relationships if each.type in WANTS],
        covered=[
            each
            for each in entity.relationships
            if (entity.label, each.type, each.direction) == ("PartyOrg", "COVERS", "out")
        ],
        persons=[_counted(group, frame) for group in entity.persons],
        grave=sum(each.severity != "info" for each in answers.gaps),
        judged=any(rule.subject == entity.label for rule in answers.rules.values()),
        fits_label=fits_label,
        partners_defined=_partners_defined(answers),
        in_force=lambda one: in_force(one, frame.as_of),
        tables=_tables(answers, groups, frame),
    )


def _partners_defined(answers: EntityAnswers) -> str:
    """What the suggestions of partners rest on, for a page in English."""
    learning = answers.up and answers.up.learning
    if not learning:
        return ENGLISH["partners"]
    told = ENGLISH["partners_learnt"].format_map(learning.model_dump())
    stale = [ENGLISH["partners_stale"]] if learning.stale else []
    return " ".join((ENGLISH["partners"], told, *stale))


def _counted(group: Group, frame: Frame) -> str:
    """How many persons of a kind, in the words of the page."""
    if frame.lang == "zh":
        return group.text
    count = SAY["en"]["few_persons"] if group.count is None else group.count
    return f"{terms.kind(group.label, frame.lang)} {count}"


def in_force(one: Neighbour, as_of: str) -> bool:
    """Whether a relationship holds on a day, told as finely as its dates are."""
    since, until = one.properties.get("since") or "", one.properties.get("until") or "9"
    return since <= as_of <= f"{until}~"


def circles(answers: EntityAnswers, frame: Frame) -> list[Circle]:
    """What is drawn around the entity: its relationships in force by kind, then suggestions."""
    say, made = SAY[frame.lang], known_circles(answers.entity, frame)
    for found, side, word in (
        (answers.up, "left", "suggested_up"), (answers.down, "right", "suggested_down"),
    ):  # fmt: skip
        if found and found.items:
            others = tuple(
                Other("Enterprise", one.id, one.name, "\n".join((one.name, *one.reasons)))
                for one in found.items
            )
            title = f"{say[word]} {len(others)}{f'/{found.total}' * (found.total > len(others))}"
            made.append(Circle(title, "left" if side == "left" else "right", others, True))
    return made


def known_circles(entity: Entity, frame: Frame) -> list[Circle]:
    """Its relationships in force by kind."""
    known = [each for each in entity.relationships if in_force(each, frame.as_of)]
    made = []
    for (type_, direction, label), some in groupby(known, lambda o: (o.type, o.direction, o.label)):
        others = _distinct(some)
        title = f"{relationship(type_, frame.lang)} · {terms.kind(label, frame.lang)} {len(others)}"
        made.append(Circle(title, "left" if direction == "in" else "right", others))
    return made


def _distinct(some: Iterable[Neighbour]) -> tuple[Other, ...]:
    return tuple({each.id: Other(each.label, each.id, each.name) for each in some}.values())


def tables(answers: EntityAnswers, frame: Frame) -> dict[str, Table]:
    """The tables of the page by their keys."""
    groups = gaps.groups(answers.gaps, answers.rules, answers.names, frame)
    return _tables(answers, groups, frame)


def _tables(
    answers: EntityAnswers, groups: Sequence[gaps.GapGroup], frame: Frame
) -> dict[str, Table]:
    made = [around_table(answers.entity, frame), properties_table(answers.entity, frame)]
    if groups:
        made.append(gaps.table(groups, frame))
    if answers.up and answers.down:
        made.append(partners_table([*answers.up.items, *answers.down.items], frame))
    if answers.fits:
        label = "Enterprise" if answers.entity.label == "University" else "University"
        made.append(fits_table(answers.fits.items, label, frame))
    return {table.key: table for table in made}


def around_table(entity: Entity, frame: Frame) -> Table:
    """All relationships, also those that have ended."""
    say = SAY[frame.lang]
    columns = (
        say["direction"], say["relationship"], say["kind"], say["name"], say["id"], say["held"],
        say["since"], say["until"], say["source"], say["told_on"],
    )  # fmt: skip
    rows = tuple(_around_row(each, frame) for each in entity.relationships)
    return Table("around", say["around_table"], columns, rows)


def _around_row(one: Neighbour, frame: Frame) -> tuple[Cell, ...]:
    say, told = SAY[frame.lang], dict(one.properties)
    since, until, source, on = (
        told.pop(key, None) for key in ("since", "until", "source", "as_of")
    )
    return (
        say["out"] if one.direction == "out" else say["into"],
        relationship(one.type, frame.lang),
        terms.kind(one.label, frame.lang),
        Link(one.name, frame.to(one.label, one.id)),
        one.id,
        _line(told, one.type, frame),
        since, until, source, on,
    )  # fmt: skip


def _line(told: Mapping[str, Any], kind: str, frame: Frame) -> str | None:
    return terms.facts(told, frame.lang, kind) or None


def properties_table(entity: Entity, frame: Frame) -> Table:
    """What is registered of the entity itself; of what changes, what held on the day."""
    say = SAY[frame.lang]
    observed = SCHEMA.node(entity.label).observed
    rows = tuple(
        (
            terms.names([name], frame.lang, entity.label),
            terms.value(held, frame.lang),
            entity.observed_on if name in observed else None,
        )
        for name, held in entity.properties.items()
    )
    columns = (say["property"], say["held"], say["told_on"])
    return Table("properties", say["properties"], columns, rows)


def partners_table(found: Sequence[Partner], frame: Frame) -> Table:
    """Suggested partners with their reasons and paths."""
    say = SAY[frame.lang]
    columns = (
        say["direction"], say["name"], say["id"], say["score"], say["probability"],
        say["competitor"], say["reasons"], say["path"],
    )  # fmt: skip
    rows = tuple(
        (
            say["suggested_up"] if one.direction == "up" else say["suggested_down"],
            Link(one.name, frame.to("Enterprise", one.id)),
            one.id,
            one.score,
            one.probability,
            one.competitor,
            "；".join(one.reasons),
            _way(one.path, frame),
        )
        for one in found
    )
    return Table("partners", say["suggestion"], columns, rows)


def fits_table(found: Sequence[Match], label: str, frame: Frame) -> Table:
    """Universities that fit an enterprise, or enterprises that fit a university."""
    say = SAY[frame.lang]
    title = say["universities"] if label == "University" else say["firms_for"]
    columns = (
        say["name"], say["id"], say["discipline"], say["score"], say["reasons"], say["path"],
    )  # fmt: skip
    rows = tuple(
        (
            Link(one.name, frame.to(label, one.id)),
            one.id,
            "、".join(one.matched) or None,
            one.score,
            "；".join(one.reasons),
            _way(one.path, frame),
        )
        for one in found
    )
    return Table("fits", title, columns, rows)


def _way(path: Sequence[Step], frame: Frame) -> str:
    return terms.path(path, frame.lang)
