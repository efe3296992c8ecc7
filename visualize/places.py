"""Where the entities of a picture stand that grows step by step.

Each step finds places for what it brings and moves nothing that stands: whoever opens an entity
sees the rest of the picture where it was. The places follow from the steps alone, so an address
that holds the steps shows the same picture to everybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, pi, sin

Point = tuple[int, int]

WIDE, TALL = 136, 92  # what an entity with its name takes
FIRST, STEP, STRETCH = 128.0, 92.0, 1.5  # rings around what is opened, wider than tall
ARC = 34.0  # between two places that are tried on a ring
FAN = pi * 0.42  # to either side of its direction that what is opened spreads first
NARROW = 7  # rings that keep to the fan
APART = 560  # between what stands in the picture from the beginning


@dataclass(frozen=True, slots=True)
class Brought:
    """New ones, in their order, around one that stands; around none at the beginning."""

    ids: tuple[str, ...]
    around: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """One was put elsewhere by hand."""

    id: str
    at: Point


@dataclass
class Board:
    """The places that are taken."""

    at: dict[str, Point] = field(default_factory=dict)
    facing: dict[str, float] = field(default_factory=dict)  # away from where one came, in radians
    cells: dict[Point, list[Point]] = field(default_factory=dict)

    def put(self, id: str, point: Point) -> None:
        if id in self.at:
            self.cells[_cell(self.at[id])].remove(self.at[id])
        self.at[id] = point
        self.cells.setdefault(_cell(point), []).append(point)

    def free(self, point: Point) -> bool:
        x, y = _cell(point)
        return not any(
            abs(other[0] - point[0]) < WIDE and abs(other[1] - point[1]) < TALL
            for across in (x - 1, x, x + 1)
            for down in (y - 1, y, y + 1)
            for other in self.cells.get((across, down), ())
        )


def places(steps: Iterable[Brought | Moved]) -> dict[str, Point]:
    """The middle of each entity, by its id."""
    board = Board()
    for step in steps:
        if isinstance(step, Moved):
            if step.id in board.at:
                board.put(step.id, step.at)
        elif step.around is None or step.around not in board.at:
            _beside(board, step.ids)
        else:
            _around(board, step.around, [id for id in step.ids if id not in board.at])
    return board.at


def _beside(board: Board, ids: Sequence[str]) -> None:
    """Right of all that stands."""
    for id in ids:
        if id not in board.at:
            right = max((x for x, _ in board.at.values()), default=-APART)
            board.put(id, (right + APART, 0))


def _around(board: Board, middle: str, ids: Sequence[str]) -> None:
    """On rings around it; one that came from elsewhere spreads away from there."""
    x, y = board.at[middle]
    facing = board.facing.get(middle)
    found = _places(board, (x, y), facing, len(ids))
    begin = -pi / 2 if facing is None else facing - pi
    found.sort(key=lambda point: ((_angle((x, y), point) - begin) % (2 * pi), point))
    for id, point in zip(ids, found, strict=True):
        board.put(id, point)
        board.facing[id] = _angle((x, y), point)


def _places(board: Board, middle: Point, facing: float | None, count: int) -> list[Point]:
    """The nearest free places, as many as are asked for."""
    trial, found = Board(cells={cell: [*some] for cell, some in board.cells.items()}), list[Point]()
    for point in _tried(middle, facing):
        if len(found) == count:
            break
        if trial.free(point):
            trial.put(str(len(found)), point)
            found.append(point)
    return found


def _tried(middle: Point, facing: float | None) -> Iterator[Point]:
    """Places ring by ring, each ring from its direction to both sides."""
    ring = 0
    while True:
        radius = FIRST + STEP * ring
        most = max(8, int(2 * pi * radius / ARC))
        for step in range(most):
            turn = (step + 1) // 2 * (1 if step % 2 else -1) * 2 * pi / most
            if facing is not None and ring < NARROW and abs(turn) > FAN:
                break
            angle = (facing or 0.0) + turn
            yield (
                round(middle[0] + radius * STRETCH * cos(angle)),
                round(middle[1] + radius * sin(angle)),
            )
        ring += 1


def _angle(middle: Point, point: Point) -> float:
    return atan2(point[1] - middle[1], (point[0] - middle[0]) / STRETCH)


def _cell(point: Point) -> Point:
    return point[0] // WIDE, point[1] // TALL
