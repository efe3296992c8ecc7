"""The page of chains beside each other: what is equal steps back, what differs stands out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from queries.chains import POSITIONS, ChainSummary, SegmentView
from queries.chains_beside import MOST, Beside, ChainBeside
from queries.coverage import Coverage, Rate
from queries.patterns import RoleState
from queries.rulefiles import Rule
from visualize import terms
from visualize.explorer.cells import Cell, Link, Table
from visualize.explorer.frame import Frame, linked, render
from visualize.explorer.gaps import rule_name
from visualize.explorer.overview import POSITION_KEYS, percent
from visualize.explorer.say import SAY
from visualize.explorer.spark import bar, share
from visualize.heat import Heat, State
from visualize.words import WORDS

Rules = Mapping[str, Rule]
MOST_NAMED = 3  # of those who could fill a role


@dataclass(frozen=True, slots=True)
class Side:
    """What one chain has in a row: how it is said, how it stands, more about it, its bar."""

    text: str
    state: State | str = ""
    more: tuple[Link, ...] = ()
    bar: Markup | str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a section. It `differs` when not all chains have the same."""

    head: str
    sides: tuple[Side, ...]
    mark: str = ""
    note: str = ""
    href: str = ""

    @property
    def differs(self) -> bool:
        return len({side.text for side in self.sides}) > 1

    @property
    def spread(self) -> float:
        """How far apart the chains are, to sort by."""
        numbers = [side.number or 0 for side in self.sides]
        return max(numbers) - min(numbers)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title; `key` is its name in addresses and files."""

    key: str
    title: str
    head: str
    rows: tuple[Row, ...]


def page(found: Beside, known: Sequence[ChainSummary], rules: Rules, frame: Frame) -> str:
    """The page as text."""
    say = SAY[frame.lang]
    made = sections(found, rules, frame)
    return render(
        "compare",
        frame,
        say["compare_of"].format(names=" · ".join(one.chain.name for one in found.items)),
        found=found,
        known=known,
        chosen=[one.chain.id for one in found.items],
        addresses=[frame.to("Chain", one.chain.id) for one in found.items],
        sections=made,
        lines=_strips(found, frame),
        tables={section.key: _table(section, found, frame) for section in made},
        most=MOST,
    )


def choice(known: Sequence[ChainSummary], chosen: Sequence[str], frame: Frame) -> str:
    """The page before two chains are chosen."""
    say = SAY[frame.lang]
    return render(
        "compare",
        frame,
        say["compare"],
        found=None,
        known=known,
        chosen=chosen,
        addresses=[],
        sections=(),
        lines=(),
        tables={},
        most=MOST,
    )


def tables(found: Beside, rules: Rules, frame: Frame) -> dict[str, Table]:
    """The tables of the page by their keys."""
    made = sections(found, rules, frame)
    return {section.key: _table(section, found, frame) for section in made}


def sections(found: Beside, rules: Rules, frame: Frame) -> tuple[Section, ...]:
    say = SAY[frame.lang]
    roles = say["roles"].format(pattern=found.pattern)
    return (
        Section("rates", say["rates"], say["figure"], tuple(_rates(found.items, frame))),
        Section("rules", say["gaps_by_rule"], say["rule"], _rules(found.items, rules, frame)),
        Section("roles", roles, say["role"], _roles(found.items, frame)),
        Section("regions", say["by_region"], say["region"], _regions(found.items, frame)),
    )  # fmt: skip


def _table(section: Section, found: Beside, frame: Frame) -> Table:
    say = SAY[frame.lang]
    columns = (section.head, *(one.chain.name for one in found.items), say["differs"])
    rows = tuple(
        (
            f"{row.head} {row.mark}".strip(),
            *(_plain(side) for side in row.sides),
            say["differs"] if row.differs else say["same"],
        )
        for row in section.rows
    )
    return Table(section.key, f"{say['compare']} {section.title}", columns, rows)


def _plain(side: Side) -> Cell:
    names = "、".join(link.text for link in side.more)
    if side.number is not None and not names and side.text == f"{side.number:g}":
        return side.number
    return f"{side.text}（{names}）" if names else side.text


# ------------------------------------------------------------ the sections


def _rates(items: Sequence[ChainBeside], frame: Frame) -> Iterator[Row]:
    say = SAY[frame.lang]
    rates: tuple[tuple[str, Callable[[Coverage], Rate]], ...] = (
        ("organisation_rate", lambda c: c.organisation),
        ("independent_rate", lambda c: c.independent),
        ("work_rate", lambda c: c.work),
    )
    for key, rate in rates:
        yield Row(say[key], tuple(_rate(rate(one.coverage), one, frame) for one in items))
    counts: tuple[tuple[str, Callable[[ChainBeside], int]], ...] = (
        ("enterprises", lambda one: one.enterprises),
        ("unsurveyed", lambda one: one.coverage.unsurveyed),
        ("segments", lambda one: len(one.segments)),
    )
    for key, count in counts:
        head = say[key][:1].upper() + say[key][1:]
        yield Row(head, tuple(_number(count(one)) for one in items))
    yield Row(say["open_segments"], tuple(_open(one.segments, frame) for one in items))
    for grade in ("high", "medium", "low"):
        yield Row(
            f"{say['gaps']} · {say[grade]}",
            tuple(_number(sum(g.count for g in one.gaps if g.severity == grade)) for one in items),
        )


def _rate(rate: Rate, one: ChainBeside, frame: Frame) -> Side:
    if rate.rate is None:
        return Side("—", "unknown")
    bar = share(rate.numerator, rate.denominator, one.coverage.unsurveyed, terms.rate(rate))
    text = f"{percent(rate)}　{rate.numerator}/{rate.denominator}"
    return Side(text, bar=bar, number=rate.rate)


def _number(count: int) -> Side:
    return Side(str(count), number=count)


def _counted(count: int, unknown: int, most: int) -> Side:
    """How many gaps of a rule there are, and of how many nobody can tell: that is not none."""
    state = "unknown" if unknown and not count else ""
    return Side(terms.counted(count, unknown), state, bar=bar(count, most), number=count)


def _open(segments: Iterable[SegmentView], frame: Frame) -> Side:
    open_ = [segment for segment in segments if segment.gap]
    links = tuple(Link(one.name, frame.to("Segment", one.id)) for one in open_)
    return Side(str(len(open_)), "gap" if open_ else "", links, number=len(open_))


def _rules(items: Sequence[ChainBeside], rules: Rules, frame: Frame) -> tuple[Row, ...]:
    """By how grave, then by how far apart."""
    severities = {gap.rule: gap.severity for one in items for gap in one.gaps}
    counts = [{gap.rule: gap.count for gap in one.gaps} for one in items]
    most = max((n for count in counts for n in count.values()), default=0)
    say = SAY[frame.lang]
    rows = [
        (
            terms.RANKS.index(severity),
            Row(
                rule_name(rule, rules, frame),
                tuple(
                    _counted(count.get(rule, 0), one.unknown.get(rule, 0), most)
                    for count, one in zip(counts, items, strict=True)
                ),
                mark=rule,
                href=frame.rule(rule),
                note=f"{severity} {say[severity]}",
            ),
        )
        for rule, severity in severities.items()
    ]
    return tuple(row for _, row in sorted(rows, key=lambda r: (r[0], -r[1].spread, r[1].mark)))


def _roles(items: Sequence[ChainBeside], frame: Frame) -> tuple[Row, ...]:
    at = 1 if frame.lang == "en" else 0
    return tuple(
        Row(
            states[0].en if at else states[0].role,
            tuple(_role(state, at, frame) for state in states),
        )
        for states in zip(*(one.roles for one in items), strict=True)
    )


def _role(state: RoleState, at: int, frame: Frame) -> Side:
    missing = state.state == "missing"
    text = terms.ROLE_STATES[state.state][at]
    if missing and state.missing:
        text = f"{text} {state.missing}"
    elif state.filled:
        text = f"{text} {len(state.filled)}"
    shown = state.filled if not missing else state.open
    named = [ref for ref in shown if ref.label != "Cadre"]
    links = tuple(linked(ref, frame) for ref in named[:MOST_NAMED])
    if more := len(named) - len(links):
        text += f"（{SAY[frame.lang]['more_n'].format(n=more)}）"
    if state.note:
        text += f"（{state.note}）"
    how = "gap" if missing else "unknown" if state.state == "unknown" else ""
    return Side(text, how, links)


def _regions(items: Sequence[ChainBeside], frame: Frame) -> tuple[Row, ...]:
    """The regions of any of the chains, those with the most enterprises first."""
    heats = [{(c.region.id if c.region else ""): _heat(c) for c in one.regions} for one in items]
    names = {c.region.id: c.region.name for one in items for c in one.regions if c.region}
    many = {id: sum(_size(heat.get(id)) for heat in heats) for id in (*names, "")}
    rows = [
        Row(
            names.get(id) or SAY[frame.lang]["no_region"],
            tuple(_place(heat.get(id, Heat())) for heat in heats),
        )
        for id in sorted(many, key=lambda id: (-many[id], id))
        if many[id]
    ]
    return tuple(rows)


def _heat(one: Coverage) -> Heat:
    rate = one.organisation
    return Heat(covered=rate.numerator, surveyed=rate.denominator, unsurveyed=one.unsurveyed)


def _size(heat: Heat | None) -> int:
    return heat.surveyed + heat.unsurveyed if heat else 0


def _place(heat: Heat) -> Side:
    return Side(heat.text, heat.state)


def _strips(
    found: Beside, frame: Frame
) -> list[tuple[ChainBeside, list[tuple[str, str, list[SegmentView]]]]]:
    """The segments of each chain by where they stand."""
    words = WORDS[frame.lang]
    return [
        (
            one,
            [
                (POSITION_KEYS[position], words.positions[position], some)
                for position in POSITIONS
                if (some := [s for s in one.segments if s.position == position])
            ],
        )
        for one in found.items
    ]
