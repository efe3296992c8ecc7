"""What stands above and below the lanes: party organizations, and who can help.

More than eight boxes in a row say less than eight, so the rest is grouped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from graph.schema import SCHEMA
from queries.chains import COMMITTEE, ChainView, Organisation, SegmentView, Support
from visualize.cards import key
from visualize.words import Words

MOST_BOXES = 8
MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class Group:
    """One box: an entity, or several of a kind. `segments` are those it gets lines to."""

    paint: str
    text: str
    title: str
    about: tuple[str, ...]
    segments: tuple[str, ...]
    under_committee: bool = False


def committees(view: ChainView) -> list[Organisation]:
    return [o for o in view.organisations if o.functional and o.kind.startswith(COMMITTEE)]


def organisations(view: ChainView, words: Words) -> list[Group]:
    """The organizations below the committee, grouped by kind and lane when there are many."""
    heads = {head.id for head in committees(view)}
    rest = [o for o in view.organisations if o.id not in heads]
    below = _descendants(heads, rest)
    positions = {segment.id: segment.position for segment in view.segments}
    grouped = [[o] for o in rest]
    for criterion in (_by_lane, _by_kind):
        if len(grouped) > MOST_BOXES:
            grouped = _group(rest, [criterion(o, positions) for o in rest])
    if len(grouped) > MOST_BOXES:
        grouped = [*grouped[: MOST_BOXES - 1], [o for g in grouped[MOST_BOXES - 1 :] for o in g]]
    return [_organisation_box(group, positions, below, words) for group in grouped]


def supports(view: ChainView, words: Words) -> list[Group]:
    """Universities, resources and departments in turn, those with a segment to serve first."""
    labels = list(dict.fromkeys(s.label for s in view.supports))
    by_label = {
        label: sorted((s for s in view.supports if s.label == label), key=lambda s: not s.segments)
        for label in labels
    }
    room = MOST_BOXES if len(view.supports) <= MOST_BOXES else MOST_BOXES - len(labels)
    turns = (s for turn in zip_longest(*by_label.values()) for s in turn if s)
    shown = [s for s, _ in zip(turns, range(room), strict=False)]
    lines = _spread(shown, view.segments)
    groups = [_support_box(s, lines[s.id], words) for s in shown]
    for label, all_of in by_label.items():
        if hidden := [s for s in all_of if s not in shown]:
            kind = kind_name(label, words)
            text = words.folded.format(kind=kind, n=len(hidden))
            names = "\n".join(s.name for s in hidden)
            about = tuple(key(label, s.id) for s in hidden)
            groups.append(Group(label, text, names, about, ()))
    return groups


def kind_name(label: str, words: Words) -> str:
    """What a kind of node is called."""
    return SCHEMA.node(label).zh if words.html_lang == "zh-CN" else label


def _by_lane(one: Organisation, positions: Mapping[str, str]) -> str:
    """Groups by kind and lane; one that covers several segments stays alone, with its lines."""
    return one.id if len(one.segments) > 1 else f"{_lane(one, positions)} {one.kind}"


def _by_kind(one: Organisation, positions: Mapping[str, str]) -> str:
    return one.kind


def _lane(one: Organisation, positions: Mapping[str, str]) -> str:
    return next((positions[s] for s in one.segments if s in positions), "")


def _group(found: Sequence[Organisation], names: Sequence[str]) -> list[list[Organisation]]:
    groups: dict[tuple[str, bool], list[Organisation]] = {}
    for organisation, name in zip(found, names, strict=True):
        groups.setdefault((name, organisation.functional), []).append(organisation)
    return list(groups.values())


def _organisation_box(
    group: Sequence[Organisation], positions: Mapping[str, str], below: set[str], words: Words
) -> Group:
    first = group[0]
    mark = "☆ " if first.functional else "★ "
    name = first.name if len(group) == 1 else _group_name(group, positions, words)
    return Group(
        "functional" if first.functional else "organisation",
        mark + name,
        "\n".join(o.name for o in group),
        tuple(key("PartyOrg", o.id) for o in group),
        tuple(dict.fromkeys(s for o in group for s in o.segments if s in positions)),
        any(o.id in below for o in group),
    )


def _group_name(group: Sequence[Organisation], positions: Mapping[str, str], words: Words) -> str:
    kinds = list(dict.fromkeys(o.kind for o in group))
    lanes = {_lane(o, positions) for o in group}
    lane = words.positions.get(lanes.pop(), "") if len(lanes) == 1 else ""
    return words.times.format(lane=lane, kind=" / ".join(kinds), n=len(group)).strip()


def _descendants(heads: set[str], rest: Sequence[Organisation]) -> set[str]:
    """Ids of those that stand under one of the heads, at whatever depth."""
    parents = {o.id: o.parent for o in rest}
    found = set(heads)
    for _ in rest:
        more = {id for id, parent in parents.items() if parent in found and id not in found}
        if not more:
            break
        found |= more
    return found - heads


def _support_box(support: Support, segments: tuple[str, ...], words: Words) -> Group:
    title = "\n".join((support.name, support.kind or kind_name(support.label, words)))
    about = (key(support.label, support.id),)
    return Group(support.label, support.name, title, about, segments)


def _spread(
    shown: Iterable[Support], segments: Sequence[SegmentView]
) -> dict[str, tuple[str, ...]]:
    """At most two segments for each, gaps first, then those fewest others point to."""
    reached = {segment.id: 0 for segment in segments}
    gaps = {segment.id for segment in segments if segment.gap}
    chosen = {}
    for support in shown:
        fitting = [id for id in support.segments if id in reached]
        fitting.sort(key=lambda id: (reached[id], id not in gaps))
        chosen[support.id] = tuple(fitting[:MOST_LINES])
        for id in fitting[:MOST_LINES]:
            reached[id] += 1
    return chosen
