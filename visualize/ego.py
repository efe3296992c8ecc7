"""Who surrounds an entity: a card in the middle, what leads to it at the left, what it leads to at
the right, a card for each kind of relationship with the others as chips in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from visualize import style
from visualize.cards import CHIP_GAP, CHIP_H, CHIP_SIZE, PAD, Ids, fit, key
from visualize.scene import Box, Hop, Scene, Text
from visualize.svg import Address, inside

CHIP_W, PER_ROW, MOST = 196.0, 2, 6
HEAD, CARD_GAP, MARGIN, GUTTER = 40.0, 20.0, 20.0, 150.0
CARD_W = 2 * PAD + PER_ROW * CHIP_W + (PER_ROW - 1) * CHIP_GAP
MIDDLE_W, MIDDLE_H = 320.0, 96.0
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Other:
    """An entity at the other end."""

    label: str
    id: str
    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A card: those that stand in one relationship to the middle. `suggested` ones are no fact and
    drawn dashed."""

    title: str
    side: Side
    others: tuple[Other, ...]
    suggested: bool = False


def ego(middle: Other, kind: str, circles: Sequence[Circle], more: str) -> Scene:
    """The scene around an entity. `more` is how the rest is told: ＋{n} 个."""
    ids = Ids()
    sides: dict[Side, list[Circle]] = {
        side: [circle for circle in circles if circle.side == side] for side in ("left", "right")
    }
    tall = max(MIDDLE_H, *(_height(column) for column in sides.values()))
    left = CARD_W + GUTTER if sides["left"] else 0.0
    x = MARGIN + left
    box = _middle(middle, kind, x, MARGIN + (tall - MIDDLE_H) / 2, ids)
    width = x + MIDDLE_W + (GUTTER + CARD_W if sides["right"] else 0.0) + MARGIN
    boxes, hops = [box], list[Hop]()
    for side, column in sides.items():
        y = MARGIN + (tall - _height(column)) / 2
        at = MARGIN if side == "left" else x + MIDDLE_W + GUTTER
        for circle in column:
            card, *chips = _circle(circle, at, y, more, ids)
            boxes += [card, *chips]
            hops.append(_hop(card, box, circle))
            y += card.h + CARD_GAP
    return Scene(width, tall + 2 * MARGIN, (), tuple(hops), tuple(boxes))


def picture(scene: Scene, title: str, link: Address) -> str:
    """The scene as SVG, each box leading to its page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="group" aria-labelledby="ego-title"'
        f' viewBox="0 0 {scene.width:g} {scene.height:g}" font-family="{escape(style.FONT_FAMILY)}"'
        f' width="{scene.width:g}"><title id="ego-title">{escape(title)}</title>'
        f"{''.join(inside(scene, link))}</svg>"
    )


def _rows(circle: Circle) -> int:
    return -(-min(len(circle.others), MOST) // PER_ROW)


def _card_height(circle: Circle) -> float:
    return HEAD + _rows(circle) * (CHIP_H + CHIP_GAP) - CHIP_GAP + PAD


def _height(column: Iterable[Circle]) -> float:
    tall = [_card_height(circle) for circle in column]
    return sum(tall) + CARD_GAP * max(0, len(tall) - 1)


def _middle(other: Other, kind: str, x: float, y: float, ids: Ids) -> Box:
    look = style.paint(other.label)
    name, size = fit(other.name, MIDDLE_W - 28, 22, 14)
    texts = (
        Text(x + MIDDLE_W / 2, y + 32, kind, 15, look.ink, "middle"),
        Text(x + MIDDLE_W / 2, y + 62, name, size, look.ink, "middle", bold=True),
    )
    about = (key(other.label, other.id),)
    return Box(ids(), "card", other.label, x, y, MIDDLE_W, MIDDLE_H, other.name, texts, (), about)


def _circle(circle: Circle, x: float, y: float, more: str, ids: Ids) -> list[Box]:
    title, size = fit(circle.title, CARD_W - 2 * PAD, 17, 13)
    head = Text(x + PAD, y + HEAD / 2 + 1, title, size, style.INK, bold=True)
    paint = "pending" if circle.suggested else "card"
    card = Box(ids(), "card", paint, x, y, CARD_W, _card_height(circle), circle.title, (head,))
    folds = len(circle.others) > MOST
    shown = circle.others[: MOST - 1] if folds else circle.others
    steps = ((i % PER_ROW, i // PER_ROW) for i in range(len(shown) + folds))
    places = [
        (x + PAD + across * (CHIP_W + CHIP_GAP), y + HEAD + down * (CHIP_H + CHIP_GAP))
        for across, down in steps
    ]
    chips = [_chip(other, *place, ids) for other, place in zip(shown, places, strict=False)]
    if folds:
        rest = more.format(n=len(circle.others) - len(shown))
        chips.append(replace(_labelled("fold", rest, rest, *places[-1], ids), about=()))
    return [card, *chips]


def _chip(other: Other, x: float, y: float, ids: Ids) -> Box:
    box = _labelled(other.label, other.name, other.title or other.name, x, y, ids)
    return replace(box, about=(key(other.label, other.id),))


def _labelled(paint: str, text: str, title: str, x: float, y: float, ids: Ids) -> Box:
    shown, size = fit(text, CHIP_W - 14, CHIP_SIZE, 12.5)
    ink = style.paint(paint).ink
    label = Text(x + CHIP_W / 2, y + CHIP_H / 2, shown, size, ink, "middle")
    return Box(ids(), "chip", paint, x, y, CHIP_W, CHIP_H, title, (label,))


def _hop(card: Box, middle: Box, circle: Circle) -> Hop:
    stroke = "suggested" if circle.suggested else "flow"
    joins = ((card.id, middle.id),)
    if circle.side == "left":
        ends = (card.right, card.middle, middle.x, middle.middle)
    else:
        ends = (middle.right, middle.middle, card.x, card.middle)
    return Hop(*ends, stroke, "horizontal", True, circle.title, joins)


def leads(to: Callable[[str, str], str]) -> Address:
    """A box leads to the page of the one entity that it is about."""

    def address(box: Box) -> str:
        if len(box.about) != 1:
            return ""
        label, _, id = box.about[0].partition(":")
        return to(label, id)

    return address
