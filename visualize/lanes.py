"""The lanes view of a chain: 上游 → 中游 → 下游 from left to right, a card per segment.

Party organizations stand above with lines to the segments in which they cover enterprises,
supporting segments below the lanes, and universities, resources and departments at the foot.
Lines run in the gutters and in passages between the cards, never behind a card.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import log

from queries.chains import ChainView, SegmentView
from visualize import around, style
from visualize.around import Group
from visualize.cards import PAD, Cards, CardStyle, Ids, fit, key, width_of
from visualize.figures import count
from visualize.frame import (
    ASPECT,
    COMMITTEE_H,
    COMMITTEE_Y,
    LANE_HEAD,
    MARGIN,
    NOTE_H,
    ORGANISATIONS_Y,
    PENDING,
    Bus,
    Content,
    Frame,
    Side,
    Span,
    frame,
    wide,
)
from visualize.grid import LANES, Grid, Route, grid, stroke
from visualize.scene import Band, Box, Scene, Text
from visualize.wiring import Point, Wiring
from visualize.words import WORDS, Lang, Words

CARD_WIDTHS = (3, 2, 4)
TICK = 19.0
NAMED = 3  # committees that are named where none is known to be the chain's
FEW_PAIRS = 3  # enterprises that supply each other, listed with a line
SUPPORT = "配套"
NAME_SIZE, NOTE_SIZE, LEAST_NOTE_SIZE = 27.0, 17.0, 14.0
SMALL_NOTE_SIZE, NOTE_LINE = 11.0, 9.0  # of notes in two lines: size, and half from line to line
# where on its upper edge a supporting card sends its flows off: clear of the name of the band
EXIT = 0.94
# how far beside a supporting card its flows pass the rows above: nearer than any track
PASSING = 7.0


def lanes(view: ChainView, *, lang: Lang = "zh") -> Scene:
    """Lay a chain out. The same view gives the same scene, whatever the hash seed."""
    return _Drawing(view, WORDS[lang]).scene()


@dataclass(frozen=True, slots=True)
class _Line:
    """What a bus carries: from one group to the cards of these segments."""

    bus: Bus
    group: Group
    segments: tuple[str, ...]


class _Drawing:
    def __init__(self, view: ChainView, words: Words) -> None:
        self.view, self.words = view, words
        self.grid: Grid = grid(view)
        self.organisations = around.organisations(view, words)
        self.supports = around.supports(view, words)
        self.column = self._columns()
        self.party = self._lines(self.organisations, "left", "party")
        self.help = self._lines(self.supports, "right", "help")
        buses = [line.bus for line in (*self.party, *self.help)]
        content = Content(
            self.grid,
            len(view.unplaced),
            bool(self.organisations),
            bool(self.supports),
            (*self._flow_buses(), *buses),
        )
        looks = [CardStyle(words, per_row) for per_row in CARD_WIDTHS]
        frames = [frame(content, Cards(look, Ids())) for look in looks]
        # of the card widths tried, the one whose page is nearest to the shape of a screen
        self.frame: Frame = min(frames, key=lambda f: abs(log(f.width / f.height / ASPECT)))
        self.cards = Cards(self.frame.look, Ids())
        self.wiring = Wiring()

    def scene(self) -> Scene:
        committees = self._committees()
        organisations = self._row(self.organisations, ORGANISATIONS_Y, "organisation")
        cards = {id: self._card(segment) for id, segment in self.grid.segments.items()}
        supports = self._row(self.supports, self.frame.supports_y, "support")
        heads = {id: boxes[0] for id, boxes in cards.items()}
        self._draw_under(committees, organisations)
        self._draw_buses(self.party, organisations, heads)
        self._draw_buses(self.help, supports, heads)
        for route in self.grid.routes:
            self._draw_flow(route, heads)
        boxes = [*committees, *organisations.values()]
        boxes += [box for group in cards.values() for box in group]
        boxes += [*self._pending(), *self._notes(), *supports.values()]
        return Scene(
            round(self.frame.width, 1),
            round(self.frame.height, 1),
            tuple(self._bands()),
            self.wiring.hops(),
            tuple(boxes),
        )

    # ------------------------------------------------------------------ before the frame is known

    def _columns(self) -> dict[str, int]:
        """The column of each segment; supporting ones stand under the columns, in rows."""
        columns = self.grid.column_of()
        many = len(self.grid.columns)
        items = [*self.grid.support, *([PENDING] if self.view.unplaced else [])]
        for start in range(0, len(items), many):
            row = items[start : start + many]
            columns.update({id: (many - len(row)) // 2 + i for i, id in enumerate(row)})
        return columns

    def _lines(self, groups: Sequence[Group], side: Side, name: str) -> list[_Line]:
        """A bus for each group and each column where it has segments."""
        found = []
        for number, group in enumerate(groups):
            columns: dict[int, list[str]] = {}
            for segment in group.segments:
                columns.setdefault(self.column[segment], []).append(segment)
            found += [
                _Line(Bus(f"{name} {number}", column, side), group, tuple(segments))
                for column, segments in sorted(columns.items())
            ]
        return found

    def _flow_buses(self) -> Iterable[Bus]:
        return dict.fromkeys(
            bus for route in self.grid.routes if (bus := self._flow_bus(route)) is not None
        )

    def _flow_bus(self, route: Route) -> Bus | None:
        """Flows inside a column and those from or to the band run beside a column."""
        flow = route.flow
        if route.way == "beside":
            return Bus(f"beside {flow.source} {flow.target}", self.column[flow.source], "right")
        if route.way == "support" and flow.target not in self.grid.support:
            return Bus(f"into {flow.target} {stroke(flow)}", self.column[flow.target], "left")
        if route.way == "support" and flow.source not in self.grid.support:
            return Bus(f"out of {flow.source} {stroke(flow)}", self.column[flow.source], "right")
        return None

    # ------------------------------------------------------------------------------------- boxes

    def _card(self, segment: SegmentView) -> list[Box]:
        slots, column = self.frame.slots, self.column[segment.id]
        x = slots[segment.id] if segment.id in slots else self.frame.xs[column]
        return self.cards.segment(segment, x, self.frame.tops[segment.id])

    def _pending(self) -> list[Box]:
        """Enterprises without a segment: a card beside the supporting ones, or chips alone."""
        if not self.view.unplaced:
            return []
        x, y = self.frame.slots[PENDING], self.frame.tops[PENDING]
        if self.grid.segments:
            return self.cards.unplaced(self.view.unplaced, x, y)
        return replace(self.cards, look=wide(self.cards.look)).chips(self.view.unplaced, x, y)

    def _committees(self) -> list[Box]:
        found: list[tuple[str, str, tuple[str, ...]]] = [
            ("committee", f"★ {head.name}", (key("PartyOrg", head.id),))
            for head in around.committees(self.view)
        ]
        if not found:  # nobody told of one, which is not to say that there is none
            loose = self.view.loose_committees
            told = self.view.committee_exists is False and not loose
            about = tuple(key(ref.label, ref.id) for ref in loose)
            found = [("no_committee" if told else "unsurveyed", self._no_committee(), about)]
        slot = self.frame.width / len(found)
        return [
            self.cards.labelled(
                "organisation", paint, text, (slot * (i + 0.5), COMMITTEE_Y, min(slot - 20, 900)),
                title=text, about=about, height=COMMITTEE_H, size=24,
            )
            for i, (paint, text, about) in enumerate(found)
        ]  # fmt: skip

    def _no_committee(self) -> str:
        """That there is none; or which there are that may be this chain's."""
        names = [ref.name for ref in self.view.loose_committees]
        if not names:
            return self.words.no_committee
        listed = "、".join(names[:NAMED])
        return self.words.loose_committees.format(n=len(names), names=listed)

    def _row(self, groups: Sequence[Group], y: float, kind: str) -> dict[int, Box]:
        """Boxes side by side, each near the cards that it has lines to."""
        slot = (self.frame.width - 2 * MARGIN) / max(1, len(groups))
        order = sorted(range(len(groups)), key=lambda i: self._mean_column(groups[i]))
        return {
            i: self.cards.labelled(
                "organisation" if kind == "organisation" else "support",
                groups[i].paint,
                groups[i].text,
                (MARGIN + slot * (place + 0.5), y, slot - 18),
                title=groups[i].title,
                about=groups[i].about,
            )
            for place, i in enumerate(order)
        }

    def _mean_column(self, group: Group) -> float:
        columns = [self.column[segment] for segment in group.segments]
        return sum(columns) / len(columns) if columns else len(self.frame.xs)

    def _notes(self) -> Iterable[Box]:
        """What a lane without segments says in their place."""
        filled = {segment.position for segment in self.grid.segments.values()}
        for lane in LANES:
            if lane not in filled:
                span = self.frame.lanes[lane]
                text = self.words.no_segments.format(position=self.words.positions[lane])
                middle, y = (span.start + span.end) / 2, self.frame.lanes_y.start + LANE_HEAD
                yield self.cards.labelled(
                    "note", "idle", text, (middle, y, span.size - 40), title=text, height=NOTE_H
                )

    # ------------------------------------------------------------------------------------- bands

    def _bands(self) -> Iterable[Band]:
        y = self.frame.lanes_y
        for lane, span in self.frame.lanes.items():
            first = next(c for c, column in enumerate(self.grid.columns) if column.lane == lane)
            x = self.frame.xs[first] if self.grid.columns[first].items else span.start + PAD
            yield self._band(lane, self.words.positions[lane], span, y, x)
        if band := self.frame.band_y:
            name = self.words.positions[SUPPORT] if self.grid.support else self.words.unplaced
            span = Span(MARGIN, self.frame.width - MARGIN)
            x = self.frame.xs[0] if self.grid.segments else self.frame.slots[PENDING]
            yield self._band(SUPPORT, name, span, band, x)

    def _band(self, position: str, name: str, across: Span, down: Span, x: float) -> Band:
        """The name stands above the first card, clear of the lines in the gutters."""
        ink, y = style.GROUNDS[position].ink, down.start + LANE_HEAD / 2
        label = Text(x, y, name, NAME_SIZE, ink, bold=True)
        beside = width_of(name, NAME_SIZE) + 14
        room = self.frame.look.width + PAD if self.grid.segments else across.size - 2 * PAD
        notes = tuple(
            Text(x + beside, y + 2 + off, note, size, ink)
            for note, size, off in _lines_of(self._band_notes(position), room - beside)
        )
        return Band(position, across.start, down.start, across.size, down.size, label, notes)

    def _band_notes(self, position: str) -> list[str]:
        """What a lane amounts to: its enterprises, their coverage, its gaps."""
        if not self.grid.segments and position == SUPPORT:
            return [self.words.no_segments_in_chain]
        found = count([s for s in self.grid.segments.values() if s.position == position])
        notes = {
            self.words.enterprises_n.format(n=found.enterprises): found.enterprises,
            self.words.covered_of.format(**asdict(found)): found.surveyed,
            self.words.gaps_n.format(n=found.gaps): found.gaps,
        }
        return [note for note, number in notes.items() if number]

    # ------------------------------------------------------------------------------------- lines

    def _draw_under(self, committees: Sequence[Box], organisations: Mapping[int, Box]) -> None:
        if not around.committees(self.view):
            return
        head = committees[0]
        for number, box in organisations.items():
            if self.organisations[number].under_committee:
                start, end = _middle(head), _middle(box)
                self.wiring.connect(
                    head, box, [(start, head.bottom), (end, box.y)],
                    stroke="under", curve="vertical", title=f"{head.title} → {box.title}",
                )  # fmt: skip

    def _draw_buses(
        self, lines: Sequence[_Line], boxes: Mapping[int, Box], cards: Mapping[str, Box]
    ) -> None:
        for line in lines:
            box = boxes[int(line.bus.name.split()[1])]
            for segment in line.segments:
                self._draw_bus(line, box, cards[segment], [cards[s] for s in line.segments])

    def _draw_bus(self, line: _Line, box: Box, card: Box, all_cards: Sequence[Box]) -> None:
        """From the box to the gutter, along it past the cards on the way, and into the card."""
        x, down = self.frame.tracks[line.bus], line.bus.side == "left"
        words = self.words.covers if down else self.words.fits
        ends = sorted((_tick(c, down) for c in all_cards), reverse=not down)
        last = _tick(card, down)
        on_the_way = [(x, y) for y in ends if (y <= last if down else y >= last)]
        start = (_middle(box), box.bottom if down else box.y)
        entry = self.frame.lanes_y.start - 8 if down else self._foot() + 8
        edge = card.x if down else card.right
        self.wiring.connect(
            box, card, [start, (x, entry), *on_the_way, (edge, last)],
            stroke="party" if down else line.group.paint, curve="vertical",
            title=words.format(source=line.group.text, target=card.title.split("\n")[0]),
        )  # fmt: skip

    def _foot(self) -> float:
        return self.frame.band_y.end if self.frame.band_y else self.frame.lanes_y.end

    def _draw_flow(self, route: Route, cards: Mapping[str, Box]) -> None:
        flow, names = route.flow, self.grid.segments
        wording = self.words.broken_flow if flow.broken else self.words.flow
        points = self._flow_points(route, cards[flow.source], cards[flow.target])
        self.wiring.connect(
            cards[flow.source], cards[flow.target], points,
            stroke=stroke(flow),
            curve="vertical" if route.way == "support" else "horizontal",
            title="\n".join(filter(None, (
                wording.format(
                    source=names[flow.source].name, target=names[flow.target].name,
                    products="、".join(flow.products),
                ).strip(),
                self._supplies(flow.supplies),
            ))),
            arrow=True,
        )  # fmt: skip

    def _supplies(self, pairs: Sequence[str]) -> str:
        """The first of the enterprises that are known to supply each other, and how many."""
        if not pairs:
            return ""
        listed = "、".join(pairs[:FEW_PAIRS]) + "…" * (len(pairs) > FEW_PAIRS)
        return self.words.known_supplies.format(n=len(pairs), pairs=listed)

    def _flow_points(self, route: Route, source: Box, target: Box) -> list[Point]:
        match route.way:
            case "forward":
                return self._across(route.items, source, target)
            case "back":
                points = self._across(route.items, target, source)
                return [(x, y + 12) for x, y in reversed(points)]
            case "beside":
                return self._beside(route, source, target)
            case "support":
                return self._by_the_band(route, source, target)

    def _across(self, items: Sequence[str], left: Box, right: Box) -> list[Point]:
        """From the right of one card to the left of another, straight through each passage."""
        points = [(left.right, left.middle)]
        for item in items[1:-1]:
            x, y = self.frame.xs[int(item.rsplit(" ", 1)[1])], self.frame.middle(item)
            points += [(x, y), (x + self.frame.look.width, y)]
        return [*points, (right.x, right.middle)]

    def _beside(self, route: Route, source: Box, target: Box) -> list[Point]:
        items = self.grid.columns[self.column[route.flow.source]].items
        if items.index(route.flow.target) - items.index(route.flow.source) == 1:
            return [(_middle(source), source.bottom), (_middle(source), target.y)]
        bus = self._flow_bus(route)
        assert bus is not None  # a flow beside its column has one
        x = self.frame.tracks[bus]
        start, end = source.middle + 12, target.middle - 12
        return [(source.right, start), (x, start), (x, end), (target.right, end)]

    def _by_the_band(self, route: Route, source: Box, target: Box) -> list[Point]:
        """Between a lane and the band below it, or along the top of the band."""
        bus, exit_x = self._flow_bus(route), source.x + source.w * EXIT
        assert self.frame.band_y is not None  # one of the two cards stands in it
        top = self.frame.band_y.start + LANE_HEAD - 8
        if bus is None:
            out, back = source.right + PASSING, target.right + PASSING
            return [
                (source.right, source.middle), (out, source.middle), (out, top - PASSING),
                (back, top - PASSING), (back, target.middle), (target.right, target.middle),
            ]  # fmt: skip
        x, below = self.frame.tracks[bus], self.frame.lanes_y.end
        if bus.side == "left":
            into = [(x, below), (x, target.middle), (target.x, target.middle)]
            if source.y <= top:
                return [(exit_x, source.y), *into]
            out = source.right + PASSING  # up past the cards of the rows above
            return [(source.right, source.middle), (out, source.middle), (out, top), *into]
        away = [(source.right, source.middle), (x, source.middle), (x, below)]
        if target.y <= top:
            return [*away, (_middle(target), target.y)]
        back = target.right + PASSING
        return [*away, (back, top), (back, target.middle), (target.right, target.middle)]


def _lines_of(notes: Sequence[str], room: float) -> Iterable[tuple[str, float, float]]:
    """Notes in one line, in two where one has no room for all: text, size, and how far below."""
    whole = " · ".join(notes)
    if len(notes) < 2 or width_of(whole, LEAST_NOTE_SIZE) <= room:
        return [(*fit(whole, room, NOTE_SIZE, LEAST_NOTE_SIZE), 0.0)]
    first, rest = notes[0], " · ".join(notes[1:])
    return [
        (*fit(first, room, LEAST_NOTE_SIZE, SMALL_NOTE_SIZE), -NOTE_LINE),
        (*fit(rest, room, LEAST_NOTE_SIZE, SMALL_NOTE_SIZE), NOTE_LINE),
    ]


def _middle(box: Box) -> float:
    return box.x + box.w / 2


def _tick(card: Box, down: bool) -> float:
    """Where the line of an organization enters a card, and where one from below does."""
    return card.y + TICK if down else card.bottom - TICK
