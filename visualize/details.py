"""What the details panel says about each thing on a page, as plain text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from queries.chains import ChainView, Flow, Member, Organisation, SegmentView, Support
from visualize.around import kind_name
from visualize.cards import cover_text, key
from visualize.figures import members
from visualize.words import Words


@dataclass(frozen=True, slots=True)
class Detail:
    """An entity: its kind, its name, rows of field and value, and the keys of what it holds.

    `find` is what a search in the page looks through.
    """

    kind: str
    name: str
    find: str
    rows: tuple[tuple[str, str], ...]
    holds: tuple[str, ...] = ()


def details(view: ChainView, words: Words) -> dict[str, Detail]:
    """The details of everything in a chain, by key."""
    places: dict[str, list[str]] = {}
    for segment in view.segments:
        for member in segment.enterprises:
            places.setdefault(member.id, []).append(segment.name)
    names = {s.id: s.name for s in view.segments}
    found = {
        key("Enterprise", m.id): _enterprise(m, places.get(m.id, []), words)
        for m in members(view).values()
    }
    found |= {key("Segment", s.id): _segment(s, view.flows, names, words) for s in view.segments}
    parents = {o.id: o.name for o in view.organisations}
    found |= {
        key("PartyOrg", o.id): _organisation(o, parents, names, words) for o in view.organisations
    }
    found |= {key(s.label, s.id): _support(s, names, words) for s in view.supports}
    return found


def _enterprise(member: Member, places: Iterable[str], words: Words) -> Detail:
    rows = {
        "cover": words.cover[member.cover],
        "mode": member.mode,
        "segments": "、".join(places) or words.unplaced,
        "role": member.role,
        "region": member.region,
        "id": member.id,
    }
    kind = kind_name("Enterprise", words)
    return Detail(
        kind, member.name, _find(member.name, member.short, member.id), _rows(rows, words)
    )


def _segment(
    segment: SegmentView, flows: Iterable[Flow], names: dict[str, str], words: Words
) -> Detail:
    flows = list(flows)
    into = [_fed(f.source, f, names) for f in flows if f.target == segment.id]
    out = [_fed(f.target, f, names) for f in flows if f.source == segment.id]
    empty = words.gap if segment.gap else words.idle
    rows = {
        "position": words.positions[segment.position],
        "covered": cover_text(segment, words) if segment.enterprises else empty,
        "inputs": "\n".join(into),
        "outputs": "\n".join(out),
        "id": segment.id,
    }
    holds = tuple(key("Enterprise", member.id) for member in segment.enterprises)
    kind = kind_name("Segment", words)
    return Detail(kind, segment.name, _find(segment.name, segment.id), _rows(rows, words), holds)


def _fed(id: str, flow: Flow, names: dict[str, str]) -> str:
    by = list(dict.fromkeys(flow.products)) or flow.supplies
    return f"{names.get(id, id)}（{'、'.join(by)}）" if by else names.get(id, id)


def _organisation(
    one: Organisation, parents: dict[str, str], names: dict[str, str], words: Words
) -> Detail:
    parent = parents.get(one.parent, one.parent) if one.parent else None
    rows = {
        "kind": one.kind,
        "functional": words.fields["functional_yes"] if one.functional else None,
        "parent": parent,
        "enterprises": None
        if one.functional
        else words.fields["n_enterprises"].format(n=one.enterprises),
        "segments": "、".join(names.get(id, id) for id in one.segments),
        "id": one.id,
    }
    kind = kind_name("PartyOrg", words)
    return Detail(kind, one.name, _find(one.name, one.id), _rows(rows, words))


def _support(one: Support, names: dict[str, str], words: Words) -> Detail:
    rows = {
        "kind": one.kind,
        "serves": "、".join(names.get(id, id) for id in one.segments),
        "id": one.id,
    }
    return Detail(
        kind_name(one.label, words), one.name, _find(one.name, one.id), _rows(rows, words)
    )


def _rows(values: Mapping[str, str | None], words: Words) -> tuple[tuple[str, str], ...]:
    return tuple((words.fields[name], value) for name, value in values.items() if value)


def _find(*names: str) -> str:
    return " ".join(dict.fromkeys(names)).casefold()
