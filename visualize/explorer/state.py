"""What a reader has done to the picture, as the address holds it: one pair for each act, in the
order in which they were done, since places follow from the order.

    at=Enterprise:S001                an entity in the picture
    open=Enterprise:S001              what is around it; closed again: open=-Enterprise:S001
    open=MAKES.out.Product*100@Enterprise:S001   one heap of it, a hundred of them
    way=… via=FEEDS@Product:P1        a way: where it begins, each step with its relationship
    pin=120,-80@Product:P1            put there by hand
    off= hide= region= node= from= why=

What a button of the page adds is one more pair; `read` puts it in its place: close, unpin, show,
everywhere, restore undo what their counterparts did.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph import SCHEMA
from queries.entities import HIDDEN
from queries.exploring import BUNCH, MOST, Direction, Key, Kind, Opening
from queries.steps import ALIKE, CONTAINS, MEANS, Step
from visualize.places import Point

LONGEST = 80  # acts in an address
GROWING = frozenset(("at", "way", "via", "open", "pin"))
FAR = 50_000  # from the middle, which no picture reaches
LABELS = frozenset(node.label for node in SCHEMA.nodes) - frozenset(HIDDEN)
TYPES = frozenset(rel.type for rel in SCHEMA.rels)
COMPARED = (ALIKE, CONTAINS, MEANS)
HEAP = re.compile(r"(?P<type>\w+)\.(?P<direction>out|in)\.(?P<label>\w+)(\*(?P<most>\d{1,4}))?@")
REL = re.compile(r"(\w+)@")
SPOT = re.compile(r"(-?\d{1,5}),(-?\d{1,5})@")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Put:
    """An entity in the picture. `rel`: by which relationship a way leads to it; '' where a way
    begins; None when it is on no way."""

    key: Key
    rel: str | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    key: Key
    at: Point


Act = Put | Opening | Pin


@dataclass
class State:
    """The acts in their order; then what is left out, what is looked at, and where a way is to
    begin. `unread` is what the address holds and nobody understands; `late` counts acts for which
    it has no room."""

    acts: list[Act] = field(default_factory=list)
    off: list[Key] = field(default_factory=list)
    hide: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    node: str = ""
    begin: Key | None = None
    why: Key | None = None
    unread: list[str] = field(default_factory=list)
    late: int = 0

    @property
    def steps(self) -> list[Key | Opening]:
        """What the graph is asked for, in order."""
        return [
            act.key if isinstance(act, Put) else act
            for act in self.acts
            if not isinstance(act, Pin)
        ]

    @property
    def pinned(self) -> dict[Key, Point]:
        return {act.key: act.at for act in self.acts if isinstance(act, Pin)}

    @property
    def ways(self) -> list[list[Put]]:
        found: list[list[Put]] = []
        for act in self.acts:
            if isinstance(act, Put) and act.rel == "":
                found.append([act])
            elif isinstance(act, Put) and act.rel and found:
                found[-1].append(act)
        return found

    def pairs(self) -> list[tuple[str, str]]:
        """The address that says the same."""
        return [
            *map(_pair, self.acts),
            *(("off", text(key)) for key in self.off),
            *(("hide", name) for name in self.hide),
            *(("region", id) for id in self.regions),
            *([("node", self.node)] if self.node else []),
            *([("from", text(self.begin))] if self.begin else []),
            *([("why", text(self.why))] if self.why else []),
        ]


def read(given: Iterable[tuple[str, str]]) -> State:
    """The state of an address, with what its last act changes."""
    state = State()
    for name, value in given:
        act = ACTS.get(name)
        if act is None or not value.strip():
            continue
        if name in GROWING and len(state.acts) >= LONGEST:
            state.late += 1
        elif not act(state, value.strip()):
            state.unread.append(value.strip())
    while state.acts and isinstance(last := state.acts[-1], Opening) and last.closed:
        state.acts.pop()
    return state


def text(key: Key) -> str:
    return f"{key.label}:{key.id}"


def key_of(written: str) -> Key | None:
    """Enterprise:S001; None for what is none, or about persons."""
    label, colon, id = written.partition(":")
    return Key(label, id) if colon and id and label in LABELS else None


def way_pairs(way: Sequence[Step]) -> list[tuple[str, str]]:
    """A way as the address holds it. Where words were compared no relationship leads on."""
    keys = [text(Key(one.label, one.id)) for one in way]
    via = [("via", f"{one.rel or ALIKE}@{key}") for one, key in zip(way, keys, strict=True)]
    return [("way", keys[0]), *via[1:]] if keys else []


def heap_text(of: Key, kind: Kind, most: int = BUNCH) -> str:
    count = "" if most == BUNCH else f"*{most}"
    return f"{'.'.join(kind)}{count}@{text(of)}"


def opening_of(written: str) -> Opening | None:
    closed, rest = written.startswith("-"), written.removeprefix("-")
    if found := HEAP.match(rest):
        key = key_of(rest[found.end() :])
        direction: Direction = "out" if found["direction"] == "out" else "in"
        kind = Kind(found["type"], direction, found["label"])
        known = kind.type in TYPES and kind.label in LABELS
        most = min(MOST, int(found["most"] or BUNCH))
        return Opening(key, kind, most, closed) if key and known else None
    key = key_of(rest)
    return Opening(key, closed=closed) if key else None


def _pair(act: Act) -> tuple[str, str]:
    match act:
        case Pin():
            return "pin", f"{act.at[0]},{act.at[1]}@{text(act.key)}"
        case Put():
            name = {None: "at", "": "way"}.get(act.rel, "via")
            return name, f"{act.rel}@{text(act.key)}" if act.rel else text(act.key)
        case Opening():
            said = heap_text(act.of, act.kind, act.most) if act.kind else text(act.of)
            return "open", "-" * act.closed + said


def _at(state: State, written: str) -> bool:
    key = key_of(written)
    if key is None:
        return False
    if not any(isinstance(act, Put) and act.key == key for act in state.acts):
        state.acts.append(Put(key))
    if key in state.off:
        state.off.remove(key)
    return True


def _way(state: State, written: str) -> bool:
    if key := key_of(written):
        state.acts.append(Put(key, ""))
    return key is not None


def _via(state: State, written: str) -> bool:
    found = REL.match(written)
    if found is None or found[1] not in (*TYPES, *COMPARED):
        return False
    key = key_of(written[found.end() :])
    if key is None or not state.ways:
        return False
    state.acts.append(Put(key, found[1]))
    return True


def _open(state: State, written: str) -> bool:
    new = opening_of(written)
    if new is None:
        return False
    for at, act in enumerate(state.acts):
        if isinstance(act, Opening) and _same(act) == _same(new):
            state.acts[at] = new  # where it was, so that it shows the same places again
            return True
    state.acts.append(new)
    return True


def _same(one: Opening) -> tuple[Key, Kind | None, int]:
    return one.of, one.kind, one.most


def _close(state: State, written: str) -> bool:
    """Close a heap, or everything that was opened of an entity."""
    gone = opening_of(written)
    if gone is None:
        return False
    for at, act in enumerate(state.acts):
        if isinstance(act, Opening) and act.of == gone.of and gone.kind in (None, act.kind):
            state.acts[at] = Opening(act.of, act.kind, act.most, closed=True)
    return True


def _pin(state: State, written: str) -> bool:
    found = SPOT.match(written)
    key = key_of(written[found.end() :]) if found else None
    if found is None or key is None:
        return False
    x, y = (max(-FAR, min(FAR, int(part))) for part in found.groups())
    if state.acts and isinstance(last := state.acts[-1], Pin) and last.key == key:
        state.acts.pop()  # nothing has been placed by where it was meanwhile
    state.acts.append(Pin(key, (x, y)))
    return True


def _unpin(state: State, written: str) -> bool:
    key = key_of(written)
    state.acts = [act for act in state.acts if not (isinstance(act, Pin) and act.key == key)]
    return key is not None


def _off(state: State, written: str) -> bool:
    key = key_of(written)
    if key and key not in state.off:
        state.off.append(key)
    return key is not None


def _hide(state: State, written: str) -> bool:
    known = written in LABELS or written in TYPES
    if known and written not in state.hide:
        state.hide.append(written)
    return known


def _region(state: State, written: str) -> bool:
    if written not in state.regions:
        state.regions.append(written)
    return True


def _show(state: State, written: str) -> bool:
    state.hide = [name for name in state.hide if name != written]
    return True


def _everywhere(state: State, written: str) -> bool:
    state.regions = [id for id in state.regions if id != written]
    return True


def _restore(state: State, _: str) -> bool:
    state.off = []
    return True


def _node(state: State, written: str) -> bool:
    known = key_of(written) is not None or opening_of(written) is not None
    state.node = written if known else ""
    return known or written == "-"


def _from(state: State, written: str) -> bool:
    state.begin = key_of(written)
    return state.begin is not None or written == "-"


def _why(state: State, written: str) -> bool:
    state.why = key_of(written)
    return state.why is not None or written == "-"


ACTS: Mapping[str, Callable[[State, str], bool]] = {
    "at": _at, "way": _way, "via": _via, "open": _open, "close": _close, "pin": _pin,
    "unpin": _unpin, "off": _off, "hide": _hide, "region": _region, "show": _show,
    "everywhere": _everywhere, "restore": _restore, "node": _node, "from": _from, "why": _why,
}  # fmt: skip
