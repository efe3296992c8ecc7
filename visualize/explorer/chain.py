"""The page of a chain: its lanes, its heat table, its gaps, its joint building."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from graph.store import Store
from queries import chains, joint, naming, rules
from queries.answers import Items
from queries.chains import ChainView
from queries.coverage import Coverage, coverage
from queries.joint import JointLink
from queries.naming import Names
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Findings
from visualize import terms
from visualize.ego import leads
from visualize.explorer import gaps
from visualize.explorer.cells import ON_PAGE, Cell, Link, Table
from visualize.explorer.frame import Frame, linked, render
from visualize.explorer.overview import POSITION_KEYS
from visualize.explorer.say import SAY
from visualize.explorer.spark import share
from visualize.figures import figures
from visualize.heat import Heat, HeatTable, heat
from visualize.lanes import lanes
from visualize.svg import chain_title, drawing
from visualize.table import rows as lane_rows
from visualize.words import WORDS

SHOWN = 40  # gaps of a rule on the page; its table has all


@dataclass(frozen=True, slots=True)
class ChainAnswers:
    """What a chain's page is made of."""

    view: ChainView
    rates: Coverage
    found: Findings
    links: Items[JointLink]
    names: Names
    rules: gaps.Rules


async def ask(
    store: Store, known: Sequence[Rule], *, chain: str, as_of: str, pack: Pack
) -> ChainAnswers:
    """Everything about a chain, by its id or name. Raises `NotFound` or `Ambiguous`."""
    view = await chains.chain(store, chain, as_of)
    rates, found, links = await asyncio.gather(
        coverage(store, as_of=as_of, chain=view.id, pack=pack),
        rules.findings(store, known, as_of=as_of, chain=view.id, pack=pack),
        joint.links(store, as_of=as_of, chain=view.id),
    )
    names = await naming.names(store, terms.mentioned(each.facts for each in found.items))
    return ChainAnswers(
        view, rates.items[0], found, links, names, {rule.id: rule for rule in known}
    )


def page(answers: ChainAnswers, frame: Frame) -> str:
    """The page as text."""
    view, words = answers.view, WORDS[frame.lang]
    scene = lanes(view, lang=frame.lang)
    table, found = heat(view), _groups(answers, frame)
    made = _tables(answers, table, found, frame, ON_PAGE)
    organisation = answers.rates.organisation
    picture = drawing(scene, view, lang=frame.lang, link=leads(frame.to))
    return render(
        "chain",
        frame,
        view.name,
        chain=view,
        rates=answers.rates,
        figures=figures(view),
        found=answers.found,
        grave=sum(each.severity != "info" for each in answers.found.items),
        shown=SHOWN,
        picture=Markup(picture),  # noqa: S704  # the drawing escapes every name
        picture_title=chain_title(view, words),
        heat=table,
        lanes=[(lane, POSITION_KEYS[lane]) for lane in chains.POSITIONS],
        tall=[
            (lane, POSITION_KEYS[lane], some)
            for lane in chains.POSITIONS
            if (some := [segment for segment in view.segments if segment.position == lane])
        ],
        groups=found,
        place=gaps.place_line,
        hindrance=gaps.hindrance,
        tables=made,
        share=share(
            organisation.numerator, organisation.denominator, answers.rates.unsurveyed,
            terms.rate(organisation),
        ),
        counted=terms.unjudged(
            len(answers.found.unknown), len(answers.found.unjudged), frame.lang, of_chain=True
        ),
        unjudged=[
            (gaps.rule_name(each.rule, answers.rules, frame), each)
            for each in answers.found.unjudged
        ],
        empty=not view.unplaced and not any(s.enterprises for s in view.segments),
        sources=sorted({*view.sources, *answers.found.sources, *answers.links.sources}),
    )  # fmt: skip


def tables(answers: ChainAnswers, frame: Frame) -> dict[str, Table]:
    """The tables of the page by their keys."""
    return _tables(answers, heat(answers.view), _groups(answers, frame), frame, None)


def _tables(
    answers: ChainAnswers,
    table: HeatTable,
    found: Sequence[gaps.GapGroup],
    frame: Frame,
    most: int | None,
) -> dict[str, Table]:
    made = (
        lanes_table(answers.view, frame, most),
        heat_table(table, frame),
        gaps.table(found, frame, most),
        gaps.unknown_table(answers.found.unknown, answers.rules, frame, most),
        links_table(answers.links.items, frame, most),
    )
    return {table.key: table for table in made}


def _groups(answers: ChainAnswers, frame: Frame) -> list[gaps.GapGroup]:
    return gaps.groups(answers.found.items, answers.rules, answers.names, frame)


def lanes_table(view: ChainView, frame: Frame, most: int | None = None) -> Table:
    """What the lanes draw: a row for each enterprise and segment, the first so many."""
    words = WORDS[frame.lang]
    ids = {member.name: member.id for s in view.segments for member in s.enterprises}
    ids |= {member.name: member.id for member in view.unplaced}
    rows: list[tuple[Cell, ...]] = []
    known = list(lane_rows(view, words))
    for position, segment, name, *rest in known[:most]:
        to = Link(name, frame.to("Enterprise", ids[name])) if name in ids else name
        rows.append((position, segment, to, *rest))
    return Table("lanes", SAY[frame.lang]["lanes_table"], words.table, tuple(rows), len(known))


def heat_table(made: HeatTable, frame: Frame) -> Table:
    """The heat table as numbers: covered, surveyed and unsurveyed of each region."""
    say, words = SAY[frame.lang], WORDS[frame.lang]
    regions = [region or say["no_region"] for region in made.regions] + [say["whole"]]
    parts = (say["covered"], say["definition_of"], say["unsurveyed"])
    columns = (
        say["position"], say["segment"], say["state"],
        *(f"{region} {part}" for region in regions for part in parts),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            words.positions[row.segment.position],
            Link(row.segment.name, frame.to("Segment", row.segment.id)),
            say["state_gap"] if row.whole.gap else "",
            *_numbers([*row.cells, row.whole]),
        )
        for row in made.rows
    ]
    rows.append(("", say["whole"], "", *_numbers([*made.totals, made.whole])))
    return Table("heat", say["heat_table"], columns, tuple(rows))


def _numbers(cells: Sequence[Heat]) -> list[int]:
    return [n for cell in cells for n in (cell.covered, cell.surveyed, cell.unsurveyed)]


def links_table(links: Sequence[JointLink], frame: Frame, most: int | None = None) -> Table:
    """Joint building that stands."""
    say = SAY[frame.lang]
    columns = (
        say["from_side"], say["to_side"], say["state"], say["basis"], say["matters"],
        say["since"], say["until"],
    )  # fmt: skip
    rows = tuple(
        (linked(one.source, frame), linked(one.target, frame), one.state, one.basis, one.matters,
         one.since, one.until)
        for one in links[:most]
    )  # fmt: skip
    return Table("links", say["links"], columns, rows, len(links))
