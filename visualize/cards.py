"""Cards and chips: an enterprise, a segment with its enterprises, an organization, a resource."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile
from unicodedata import east_asian_width

from queries.chains import Member, SegmentView
from visualize import style
from visualize.scene import Bar, Box, Kind, Text
from visualize.words import Words

CHIP_W, CHIP_H, CHIP_GAP = 148.0, 36.0, 9.0
PAD, HEAD, LINE, FOOT = 14.0, 50.0, 24.0, 30.0
EMPTY_H = 108.0
TITLE_SIZE, COVER_SIZE, CHIP_SIZE, BOX_SIZE = 22.0, 16.0, 17.0, 17.0
BOX_H = 38.0
FOLD_ABOVE = 6
NARROW = frozenset("iIjlrtf.,:;'!|()[]/- ")
RANKS = {"uncovered": 1, "covered": 2, "unsurveyed": 3, "closed": 4}


def width_of(text: str, size: float) -> float:
    """Width of a text set in one of our fonts, bold or not; rather too wide than too narrow."""
    return sum(map(_em, text)) * size


def _em(character: str) -> float:
    if east_asian_width(character) in "WFA":
        return 1.0
    if character in NARROW:
        return 0.36
    if character in "mwMW%@—…":
        return 0.96
    return 0.72 if character.isupper() else 0.62


def fit(text: str, room: float, size: float, least: float) -> tuple[str, float]:
    """The text at the largest size that fits, down to `least`, then cut short with an ellipsis."""
    if width_of(text, size) <= room:
        return text, size
    if (smaller := size * room / width_of(text, size)) >= least:
        return text, round(smaller - 0.05, 1)
    ends = accumulate(map(_em, text))  # measured once: a line of sources may hold 100,000 letters
    kept = sum(1 for _ in takewhile(lambda end: (end + _em("…")) * least <= room, ends))
    return text[:kept] + "…", least


def key(label: str, id: str) -> str:
    """The key of an entity's details."""
    return f"{label}:{id}"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of a card, and whether the coverage needs a line of its own."""

    name: str
    cover: str
    color: str
    two_lines: bool


@dataclass(frozen=True, slots=True)
class CardStyle:
    """How wide cards are: `per_row` chips beside each other, at most `fold_above` in all."""

    words: Words
    per_row: int = 3
    fold_above: int = FOLD_ABOVE

    @property
    def width(self) -> float:
        return 2 * PAD + self.per_row * CHIP_W + (self.per_row - 1) * CHIP_GAP

    def heading(self, segment: SegmentView) -> Heading:
        cover = cover_text(segment, self.words)
        room = self.width - 2 * PAD - 14
        needed = width_of(segment.name, TITLE_SIZE) + width_of(cover, COVER_SIZE)
        color = style.rate_color(segment.covered, segment.surveyed)
        return Heading(segment.name, cover, color, needed > room)

    def height(self, segment: SegmentView) -> float:
        if not segment.enterprises:
            return EMPTY_H
        head = HEAD + (LINE if self.heading(segment).two_lines else 0)
        return head + self.rows(len(segment.enterprises)) + FOOT

    def rows(self, chips: int) -> float:
        """Height of the rows of so many chips, folded."""
        rows = -(-min(chips, self.fold_above) // self.per_row)
        return rows * (CHIP_H + CHIP_GAP) - CHIP_GAP


def cover_text(segment: SegmentView, words: Words) -> str:
    """Coverage in words: 覆盖 3/4 · 未摸排 5. Unknown is never shown as none."""
    unsurveyed = _unsurveyed(segment)
    parts = []
    if segment.surveyed:
        covered = words.covered_of.format(covered=segment.covered, surveyed=segment.surveyed)
        parts.append(covered)
    if unsurveyed:
        parts.append(words.unsurveyed_n.format(n=unsurveyed))
    return " · ".join(parts) or words.nobody


def _unsurveyed(segment: SegmentView) -> int:
    """Operating enterprises outside the denominator, though an organisation may cover them."""
    operating = sum(member.cover != "closed" for member in segment.enterprises)
    return operating - segment.surveyed


def by_need(members: Sequence[Member]) -> list[Member]:
    """Chain leaders first, then those to act on: uncovered, covered, unsurveyed, closed."""
    return sorted(members, key=lambda m: (m.cover == "closed", not is_leader(m), RANKS[m.cover]))


def is_leader(member: Member) -> bool:
    return (member.role or "").startswith("链主")


class Ids:
    """Opaque ids in the order of asking: n0, n1, … They say nothing about the data."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> str:
        self._count += 1
        return f"n{self._count - 1}"


@dataclass(frozen=True, slots=True)
class Cards:
    """Draws boxes with texts in them."""

    look: CardStyle
    ids: Ids

    @property
    def words(self) -> Words:
        return self.look.words

    def segment(self, segment: SegmentView, x: float, y: float) -> list[Box]:
        """A card and its chips; a gap or an empty segment is a card with a remark."""
        about = (key("Segment", segment.id),)
        if not segment.enterprises:
            paint = "gap" if segment.gap else "idle"
            note = self.words.gap if segment.gap else self.words.idle
            return [self._remark(paint, segment.name, note, x, y, about)]
        heading = self.look.heading(segment)
        height = self.look.height(segment)
        title = f"{segment.name}\n{heading.cover}"
        texts = self._heading(heading, x, y)
        bars = _bars(segment, heading.color, x + PAD, y + height - 15, self.look.width - 2 * PAD)
        box = Box(
            self.ids(), "card", "card", x, y, self.look.width, height, title, texts, bars, about
        )
        head = HEAD + (LINE if heading.two_lines else 0)
        return [box, *self.chips(segment.enterprises, x + PAD, y + head)]

    def unplaced(self, members: Sequence[Member], x: float, y: float) -> list[Box]:
        """A card for enterprises whose segment nobody knows yet."""
        name = self.words.unplaced
        height = self.unplaced_height(len(members))
        count = self.words.fields["n_enterprises"].format(n=len(members))
        texts = (
            Text(x + PAD, y + HEAD / 2, name, TITLE_SIZE, style.INK, bold=True),
            Text(
                x + self.look.width - PAD, y + HEAD / 2, count, COVER_SIZE, style.UNKNOWN_INK, "end"
            ),
        )
        about = tuple(key("Enterprise", member.id) for member in members)
        box = Box(
            self.ids(), "card", "pending", x, y, self.look.width, height, name, texts, (), about
        )
        return [box, *self.chips(members, x + PAD, y + HEAD)]

    def unplaced_height(self, members: int) -> float:
        return HEAD + self.look.rows(members) + PAD

    def chips(self, members: Sequence[Member], x: float, y: float) -> list[Box]:
        """Chips in rows; above the limit the last one tells how many more there are."""
        ordered = by_need(members)
        folds = len(ordered) > self.look.fold_above
        shown = ordered[: self.look.fold_above - 1] if folds else ordered
        places = [
            (
                x + (i % self.look.per_row) * (CHIP_W + CHIP_GAP),
                y + (i // self.look.per_row) * (CHIP_H + CHIP_GAP),
            )
            for i in range(len(shown) + folds)
        ]
        boxes = [self._chip(m, *place) for m, place in zip(shown, places, strict=False)]
        if folds:
            boxes.append(self._fold(ordered[len(shown) :], *places[-1]))
        return boxes

    def labelled(
        self,
        kind: Kind,
        paint: str,
        text: str,
        place: tuple[float, float, float],
        *,
        title: str,
        about: tuple[str, ...] = (),
        height: float = BOX_H,
        size: float = BOX_SIZE,
    ) -> Box:
        """A box with one centred text, at most as wide as `place` (middle x, y, width) allows."""
        middle, y, room = place
        shown, size = fit(text, room - 24, size, size - 3)
        width = min(room, width_of(shown, size) + 28)
        x = middle - width / 2
        label = Text(
            middle, y + height / 2, shown, size, style.PAINTS[paint].ink, "middle", kind == "note"
        )
        return Box(self.ids(), kind, paint, x, y, width, height, title, (label,), (), about)

    def _chip(self, member: Member, x: float, y: float) -> Box:
        paint = style.PAINTS[member.cover]
        text, size = fit(self._label(member), CHIP_W - 12, CHIP_SIZE, 13)
        label = Text(
            x + CHIP_W / 2, y + CHIP_H / 2, text, size, paint.ink, "middle",
            bold=is_leader(member), struck=member.cover == "closed",
        )  # fmt: skip
        title = "\n".join(filter(None, (member.name, member.role, self.words.cover[member.cover])))
        about = (key("Enterprise", member.id),)
        return Box(
            self.ids(), "chip", member.cover, x, y, CHIP_W, CHIP_H, title, (label,), (), about
        )

    def _label(self, member: Member) -> str:
        return self.words.marks[member.cover] + (member.short or member.name)

    def _fold(self, rest: Sequence[Member], x: float, y: float) -> Box:
        covered = sum(member.cover == "covered" for member in rest)
        wording = self.words.more_covered if covered else self.words.more
        text, size = fit(wording.format(n=len(rest), covered=covered), CHIP_W - 12, CHIP_SIZE, 13)
        ink = style.PAINTS["fold"].ink
        label = Text(x + CHIP_W / 2, y + CHIP_H / 2, text, size, ink, "middle")
        title = self.words.resting.format(n=len(rest))
        about = tuple(key("Enterprise", member.id) for member in rest)
        return Box(self.ids(), "chip", "fold", x, y, CHIP_W, CHIP_H, title, (label,), (), about)

    def _heading(self, heading: Heading, x: float, y: float) -> tuple[Text, Text]:
        room = self.look.width - 2 * PAD
        name, size = fit(heading.name, room, TITLE_SIZE, 16)
        if not heading.two_lines:
            title = Text(x + PAD, y + HEAD / 2, name, size, style.INK, bold=True)
            right, middle = x + self.look.width - PAD, y + HEAD / 2
            return title, Text(right, middle, heading.cover, COVER_SIZE, heading.color, "end")
        title = Text(x + PAD, y + HEAD / 2 - 2, name, size, style.INK, bold=True)
        below = y + HEAD + LINE / 2 - 12
        return title, Text(x + PAD, below, heading.cover, COVER_SIZE, heading.color)

    def _remark(
        self, paint: str, name: str, note: str, x: float, y: float, about: tuple[str, ...]
    ) -> Box:
        ink, middle, room = style.PAINTS[paint].ink, x + self.look.width / 2, self.look.width - 32
        name, size = fit(name, room, TITLE_SIZE, 15)
        small, small_size = fit(note, room, COVER_SIZE + 1, 13)
        texts = (
            Text(middle, y + EMPTY_H * 0.34, name, size, ink, "middle", bold=True),
            Text(middle, y + EMPTY_H * 0.68, small, small_size, ink, "middle"),
        )
        title = f"{name}\n{note}"
        return Box(
            self.ids(), "card", paint, x, y, self.look.width, EMPTY_H, title, texts, (), about
        )


def _bars(segment: SegmentView, color: str, x: float, y: float, width: float) -> tuple[Bar, ...]:
    """Shares of the operating enterprises: covered filled, uncovered track, unsurveyed hollow."""
    unsurveyed = _unsurveyed(segment)
    total = segment.surveyed + unsurveyed
    if not total:
        return ()
    known = width * segment.surveyed / total
    covered = width * segment.covered / total
    bars = (
        Bar(x, y, known, 6, style.TRACK),
        Bar(x, y, covered, 6, color),
        Bar(x + known, y, width - known, 6, style.UNKNOWN_INK, hollow=True),
    )
    return tuple(replace(bar, w=round(bar.w, 1), x=round(bar.x, 1)) for bar in bars if bar.w > 0)
