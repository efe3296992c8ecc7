"""What a planner fixes before the plan is made: who is to come together, and who is not.

A pin or a forbid names an enterprise and another one (they share a joint branch), an organization
(a joint branch that it joins) or a cadre by the number of a link of his (he serves it).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.errors import HonglianError, InputError, NotFound
from graph.store import Store
from queries.answers import Ref
from queries.closing.costs import Role
from queries.closing.situation import Branch, Cadre, Situation
from queries.entities import resolve
from queries.wishes import Wish, at, both, impossible

INSTRUCTOR: Role = "党建指导员"


class Gaps(NamedTuple):
    """Enterprises, by id, that a wish of each kind may be about."""

    joint: Collection[str]
    instructor: Collection[str]
    service: Collection[str]

    def of(self, role: Role) -> Collection[str]:
        return self.instructor if role == INSTRUCTOR else self.service


class Read(NamedTuple):
    """A wish whose two names were found."""

    wish: Wish
    unit: Ref
    other: Ref | Cadre

    @property
    def pair(self) -> tuple[str, str]:
        """What it is about, the same for A with B and for B with A."""
        if isinstance(self.other, Cadre):
            return self.unit.id, f"cadre {self.other.ref.id} {self.other.role}"
        if self.other.label == "PartyOrg":
            return self.unit.id, f"branch {self.other.id}"
        first, second = sorted((self.unit.id, self.other.id))
        return first, second


@dataclass
class Together:
    """Enterprises pinned to one joint branch: one that exists, or a new one."""

    units: list[str]
    branch: Branch | None
    wishes: list[Wish]


@dataclass
class Settled:
    """What is fixed. `serving`: by unit id and whether as an instructor. `apart`: pairs of unit ids
    that share no branch. `barred`: (unit id, branch id); `unserved`: (unit id, cadre key)."""

    together: list[Together] = field(default_factory=list)
    serving: dict[tuple[str, bool], tuple[Cadre, Wish]] = field(default_factory=dict)
    apart: set[frozenset[str]] = field(default_factory=set)
    barred: set[tuple[str, str]] = field(default_factory=set)
    unserved: set[tuple[str, str]] = field(default_factory=set)


async def settle(
    store: Store,
    pins: Sequence[Wish],
    forbids: Sequence[Wish],
    situation: Situation,
    gaps: Gaps,
) -> Settled:
    """Find out whom the wishes are about and whether they agree with each other.

    Raises `NotFound` or `Ambiguous` for a name, `InputError` for what cannot be, with its place.
    """
    cadres = {number: c for c in situation.cadres for number in (c.ref.id, *c.links)}
    wanted = [await _read(store, wish, cadres) for wish in pins]
    refused = [await _read(store, wish, cadres) for wish in forbids]
    _refuse_both(wanted, refused)
    settled = Settled()
    branches = {branch.ref.id: branch for branch in situation.branches}
    covering = {unit: b for b in situation.branches for unit in b.units}
    _note_forbids(settled, refused, branches, covering)
    _note_servants(settled, wanted, gaps)
    _note_branches(settled, wanted, gaps, branches, covering)
    return settled


async def _read(store: Store, wish: Wish, cadres: Mapping[str, Cadre]) -> Read:
    try:
        unit = await resolve(store, wish.enterprise, "Enterprise")
        other = cadres.get(wish.other.strip()) or await _party(store, wish.other)
    except HonglianError as exc:
        exc.where = exc.where or wish.where
        raise
    if isinstance(other, Ref) and other.id == unit.id:
        raise impossible(wish, "企业与自身成对", "an enterprise paired with itself")
    return Read(wish, unit, other)


async def _party(store: Store, text: str) -> Ref:
    """The enterprise or the organization of that name."""
    for label in ("Enterprise", "PartyOrg"):
        try:
            return await resolve(store, text, label)
        except NotFound:
            continue
    raise NotFound(
        f"“{text}”不是企业、党组织，也不是在任干部的联系编号",
        f"{text!r} is no enterprise, no organization and no number of a cadre's link in force",
        fix_zh="请填写编号或全称；干部填写联系编号，如 L001",
        fix_en="Give an id or a full name; for a cadre the number of a link, such as L001",
    )


def _refuse_both(wanted: Iterable[Read], refused: Iterable[Read]) -> None:
    """What is pinned and forbidden as well."""
    pinned = {read.pair: read.wish for read in wanted}
    for read in refused:
        if pin := pinned.get(read.pair):
            raise both(pin, read.wish)


def _note_forbids(
    settled: Settled,
    refused: Iterable[Read],
    branches: Mapping[str, Branch],
    covering: Mapping[str, Branch],
) -> None:
    for read in refused:
        unit, other = read.unit.id, read.other
        if isinstance(other, Cadre):
            settled.unserved.add((unit, other.key))
        elif other.label == "PartyOrg":
            settled.barred.add((unit, _joint(read, other, branches).ref.id))
        else:
            settled.apart.add(frozenset((unit, other.id)))
            pairs = ((unit, covering.get(other.id)), (other.id, covering.get(unit)))
            settled.barred |= {(one, branch.ref.id) for one, branch in pairs if branch}


def _note_servants(settled: Settled, wanted: Iterable[Read], gaps: Gaps) -> None:
    """Pins of cadres: each enterprise to one at most, each cadre no more than he has places."""
    load: Counter[str] = Counter()
    for read in wanted:
        cadre = read.other
        if not isinstance(cadre, Cadre):
            continue
        if read.unit.id not in gaps.of(cadre.role):
            raise impossible(
                read.wish,
                f"“{read.unit.name}”没有需要{cadre.role}的缺口",
                f"{read.unit.name!r} has no gap that such a cadre would close",
            )
        key = read.unit.id, cadre.role == INSTRUCTOR
        before = settled.serving.get(key)
        if before and before[0].ref.id != cadre.ref.id:
            raise impossible(
                read.wish,
                f"“{read.unit.name}”被指定给两名干部{at(before[1])}",
                f"{read.unit.name!r} is pinned to two cadres{at(before[1])}",
            )
        if not before:
            load[cadre.ref.id] += 1
            settled.serving[key] = cadre, read.wish
        if load[cadre.ref.id] > cadre.places:
            raise impossible(
                read.wish,
                f"指定给{cadre.ref.id}的企业有{load[cadre.ref.id]}家，超过其余下的{cadre.places}家名额",
                f"{load[cadre.ref.id]} enterprises are pinned to {cadre.ref.id}, who has "
                f"{cadre.places} places left",
            )


def _note_branches(
    settled: Settled,
    wanted: Sequence[Read],
    gaps: Gaps,
    branches: Mapping[str, Branch],
    covering: Mapping[str, Branch],
) -> None:
    """Pins of branches: enterprises that pins connect come together, in one branch at most."""
    party = [read for read in wanted if isinstance(read.other, Ref)]
    group = _Groups()
    for read in party:
        assert isinstance(read.other, Ref)
        _refuse_without_gap(read, read.unit, gaps)
        if read.other.label == "PartyOrg":
            group.into(read, read.unit.id, _joint(read, read.other, branches))
        elif read.other.id not in gaps.joint and read.other.id in covering:
            group.into(read, read.unit.id, covering[read.other.id])
        else:
            _refuse_without_gap(read, read.other, gaps)
            group.unite(read, read.unit.id, read.other.id)
    settled.together = group.all()
    for together in settled.together:
        _refuse_torn(settled, together)


def _refuse_torn(settled: Settled, together: Together) -> None:
    """Pins that only taken together say what a forbid says must not be."""
    units = set(together.units)
    torn = [sorted(pair) for pair in settled.apart if pair <= units]
    if branch := together.branch:
        torn += [[unit, branch.ref.id] for unit in units if (unit, branch.ref.id) in settled.barred]
    if torn:
        one, other = min(torn)
        wish = together.wishes[0]
        raise impossible(
            wish,
            f"多条指定合起来使{one}与{other}同组，而两者被禁止同组",
            f"pins taken together bring {one} and {other} together, which is forbidden",
        )


class _Groups:
    """Enterprises that pins connect, with the one branch that they may be pinned to."""

    def __init__(self) -> None:
        self._members: dict[str, Together] = {}

    def into(self, read: Read, unit: str, branch: Branch) -> None:
        group = self._of(unit)
        if group.branch and group.branch.ref.id != branch.ref.id:
            raise _two_branches(read, group.branch, branch)
        group.branch = branch
        group.wishes.append(read.wish)

    def unite(self, read: Read, one: str, other: str) -> None:
        first, second = self._of(one), self._of(other)
        if first is not second:
            if first.branch and second.branch and first.branch.ref.id != second.branch.ref.id:
                raise _two_branches(read, first.branch, second.branch)
            first.units += second.units
            first.branch = first.branch or second.branch
            first.wishes += second.wishes
            self._members |= dict.fromkeys(second.units, first)
        first.wishes.append(read.wish)

    def all(self) -> list[Together]:
        """Each once, with its units sorted, in the order of their first."""
        found = {id(group): group for group in self._members.values()}
        for group in found.values():
            group.units.sort()
        return sorted(found.values(), key=lambda group: group.units[0])

    def _of(self, unit: str) -> Together:
        return self._members.setdefault(unit, Together([unit], None, []))


def _joint(read: Read, ref: Ref, branches: Mapping[str, Branch]) -> Branch:
    if ref.id not in branches:
        raise impossible(
            read.wish,
            f"“{ref.name}”不是联合党支部，企业不能并入",
            f"{ref.name!r} is no joint branch that an enterprise could join",
        )
    return branches[ref.id]


def _refuse_without_gap(read: Read, ref: Ref, gaps: Gaps) -> None:
    if ref.id not in gaps.joint:
        raise impossible(
            read.wish,
            f"“{ref.name}”没有联合组建缺口（PO-02、PO-03）",
            f"{ref.name!r} has no gap that a joint branch would close (PO-02, PO-03)",
        )


def _two_branches(read: Read, one: Branch, other: Branch) -> InputError:
    return impossible(
        read.wish,
        f"“{read.unit.name}”被指定到两个党支部：{one.ref.name}、{other.ref.name}",
        f"{read.unit.name!r} is pinned to two branches: {one.ref.name}, {other.ref.name}",
    )
