"""Where columns, rows and gutters lie. Heights come from what the cards hold, widths from the
gutters' tracks: the vertical ways that lines to the cards of a column take beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from visualize.cards import BOX_H, PAD, Cards, CardStyle
from visualize.grid import Column, Grid

MARGIN, LANE_GAP = 20.0, 24.0
LANE_HEAD, LANE_FOOT, ITEM_GAP = 56.0, 22.0, 26.0
PASSAGE_H, NOTE_H = 8.0, 64.0
GUTTER, TRACK = 26.0, 9.0
COMMITTEE_Y, COMMITTEE_H = 14.0, 48.0
ORGANISATIONS_Y, LANES_BELOW_ROW = 112.0, 66.0
LANES_BELOW_COMMITTEE = 92.0
BAND_GAP, SUPPORTS_GAP = 28.0, 54.0
ASPECT, LEAST_WIDTH, MOST_STRETCH = 1.78, 1500.0, 1.3
PENDING = " pending"

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Bus:
    """A line beside a column that the lines from one box to several cards share."""

    name: str
    column: int
    side: Side


@dataclass(frozen=True, slots=True)
class Span:
    """From one place to another along an axis."""

    start: float
    end: float

    @property
    def size(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Frame:
    """The places of everything. `top` and `height` are those of each item by its id."""

    look: CardStyle
    width: float
    height: float
    lanes: Mapping[str, Span]
    lanes_y: Span
    band_y: Span | None
    supports_y: float
    xs: tuple[float, ...]
    tops: Mapping[str, float]
    heights: Mapping[str, float]
    slots: Mapping[str, float]
    tracks: Mapping[Bus, float]

    def middle(self, item: str) -> float:
        return self.tops[item] + self.heights[item] / 2


@dataclass(frozen=True, slots=True)
class Content:
    """What a frame is laid around."""

    grid: Grid
    pending: int
    has_row: bool
    has_supports: bool
    buses: tuple[Bus, ...]


def frame(content: Content, cards: Cards) -> Frame:
    """Lay the page out: heights first, then widths stretched towards the shape of a screen."""
    heights = _heights(content, cards)
    top = ORGANISATIONS_Y + BOX_H + LANES_BELOW_ROW if content.has_row else LANES_BELOW_COMMITTEE
    inner = max(_column_height(column, heights) for column in content.grid.columns)
    lanes_y = Span(top, top + LANE_HEAD + inner + LANE_FOOT)
    tops = _tops(content.grid.columns, heights, lanes_y)
    band_y, band_tops = _band(content, heights, lanes_y.end)
    bottom = band_y.end if band_y else lanes_y.end
    height = bottom + MARGIN + (SUPPORTS_GAP + BOX_H if content.has_supports else 0)
    lanes, xs, width = _across(content, cards.look.width, height)
    return Frame(
        look=cards.look,
        width=width,
        height=height,
        lanes=lanes,
        lanes_y=lanes_y,
        band_y=band_y,
        supports_y=bottom + SUPPORTS_GAP,
        xs=xs,
        tops={**tops, **band_tops},
        heights=heights,
        slots=_slots(content, xs),
        tracks=_tracks(content.buses, xs, cards.look.width),
    )


def wide(look: CardStyle) -> CardStyle:
    """For the enterprises of a chain without segments: room for many, without a card."""
    return replace(look, per_row=6, fold_above=24)


def _heights(content: Content, cards: Cards) -> dict[str, float]:
    segments = content.grid.segments
    heights = {id: cards.look.height(segment) for id, segment in segments.items()}
    for column in content.grid.columns:
        heights.update({item: PASSAGE_H for item in column.items if item not in segments})
    if segments:
        heights[PENDING] = cards.unplaced_height(content.pending)
    else:
        heights[PENDING] = wide(cards.look).rows(content.pending)
    return heights


def _column_height(column: Column, heights: Mapping[str, float]) -> float:
    if not column.items:
        return NOTE_H
    return sum(heights[i] for i in column.items) + ITEM_GAP * (len(column.items) - 1)


def _tops(
    columns: Sequence[Column], heights: Mapping[str, float], lanes_y: Span
) -> dict[str, float]:
    """Items spread evenly over the height of the lanes, with half a gap at either end."""
    tops = {}
    room = lanes_y.size - LANE_HEAD - LANE_FOOT
    for column in columns:
        count = len(column.items)
        free = room - sum(heights[item] for item in column.items)
        gap = min(max(free / max(1, count), ITEM_GAP), free / max(1, count - 1))
        y = lanes_y.start + LANE_HEAD + (free - gap * (count - 1)) / 2
        for item in column.items:
            tops[item] = round(y, 1)
            y += heights[item] + gap
    return tops


def _band(
    content: Content, heights: Mapping[str, float], below: float
) -> tuple[Span | None, dict[str, float]]:
    """The band under the lanes: rows of as many cards as there are columns."""
    rows = _rows(content)
    if not rows:
        return None, {}
    tops = {}
    start = below + BAND_GAP
    y = start + LANE_HEAD - 8
    for row in rows:
        tops.update({item: round(y, 1) for item in row})
        y += max(heights[item] for item in row) + ITEM_GAP
    return Span(start, y - ITEM_GAP + LANE_FOOT), tops


def _rows(content: Content) -> list[list[str]]:
    items = [*content.grid.support, *([PENDING] if content.pending else [])]
    many = len(content.grid.columns)
    return [items[i : i + many] for i in range(0, len(items), many)]


def _across(
    content: Content, card: float, height: float
) -> tuple[dict[str, Span], tuple[float, ...], float]:
    """Lanes and columns from left to right; spare width goes to the gutters."""
    columns = content.grid.columns
    sides: list[Side] = ["left", "right"]
    gutters = [[_gutter(content.buses, c, side) for side in sides] for c in range(len(columns))]
    plain = sum(map(sum, gutters)) + len(columns) * card
    plain += 2 * MARGIN + LANE_GAP * (len({column.lane for column in columns}) - 1)
    wanted = max(LEAST_WIDTH, min(height * ASPECT, plain * MOST_STRETCH))
    extra = max(0.0, wanted - plain) / (2 * len(columns))
    x, xs, lanes = MARGIN, [], dict[str, Span]()
    for c, column in enumerate(columns):
        if c and columns[c - 1].lane != column.lane:
            x += LANE_GAP
        start = lanes[column.lane].start if column.lane in lanes else x
        x += gutters[c][0] + extra
        xs.append(round(x, 1))
        x += card + gutters[c][1] + extra
        lanes[column.lane] = Span(start, x)
    return lanes, tuple(xs), x + MARGIN


def _gutter(buses: Sequence[Bus], column: int, side: Side) -> float:
    return GUTTER + TRACK * sum(bus.column == column and bus.side == side for bus in buses)


def _slots(content: Content, xs: Sequence[float]) -> dict[str, float]:
    """The x of each card of the band: under the columns, a row in the middle."""
    if not content.grid.segments:
        return {PENDING: MARGIN + PAD}
    slots = {}
    for row in _rows(content):
        first = (len(xs) - len(row)) // 2
        slots.update({item: xs[first + i] for i, item in enumerate(row)})
    return slots


def _tracks(buses: Sequence[Bus], xs: Sequence[float], card: float) -> dict[Bus, float]:
    taken: dict[tuple[int, Side], int] = {}
    tracks = {}
    for bus in buses:
        place = taken.get((bus.column, bus.side), 0)
        taken[bus.column, bus.side] = place + 1
        off = 14 + TRACK * place
        x = xs[bus.column] - off if bus.side == "left" else xs[bus.column] + card + off
        tracks[bus] = round(x, 1)
    return tracks
