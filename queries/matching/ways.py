"""The way from an enterprise to a university: 企业 → 需求 → 学科（命中词）→ 高校 → 团队."""

from collections.abc import Sequence
from typing import NamedTuple

from queries.matching.catalogue import Catalogue, School
from queries.matching.disciplines import Found, Wording
from queries.matching.needs import Need
from queries.matching.works import Hit
from queries.steps import Seen

Node = tuple[str, str, str]  # label, id, name


class Link(NamedTuple):
    """What leads to a node: a relationship, or words alone."""

    rel: str
    words: Sequence[str] = ()


class Way:
    """Nodes, and what leads from each to the next."""

    def __init__(self, first: Node) -> None:
        self.nodes = [first]
        self.links: list[Link] = []

    def add(self, link: Link, node: Node) -> None:
        """One step more; a node where the way has been already cuts off what lies between."""
        if node in self.nodes:
            at = self.nodes.index(node)
            del self.nodes[at + 1 :], self.links[at:]
            return
        self.links.append(link)
        self.nodes.append(node)

    def steps(self, *, back: bool = False) -> list[Seen]:
        nodes, links = self.nodes, self.links
        if back:
            nodes, links = nodes[::-1], links[::-1]
        return [
            Seen(label=label, id=id, name=name, rel=link.rel, words=list(link.words))
            for (label, id, name), link in zip(nodes, (Link(""), *links), strict=True)
        ]


def way(
    known: Catalogue,
    need: Need,
    school: School,
    found: Found | None,
    discipline: str,
    hit: Hit | None,
) -> Way:
    """From the enterprise, where there is one, to the university and what it has."""
    made = _start(need)
    end = ("University", school.id, school.name)
    if found:
        _to_field(known, made, found, need)
        _down(known, made, found.field, discipline)
        made.add(Link("STRONG_IN"), end)
        if hit and hit.work.label == "Offer":
            made.add(Link("OFFERS"), ("Offer", hit.work.id, hit.work.name))
    elif hit and hit.work.label == "Offer":
        made.add(Link("", hit.words), ("Offer", hit.work.id, hit.work.name))
        made.add(Link("OFFERS"), end)
    elif hit:
        made.add(Link("", hit.words), end)
    return made


def _start(need: Need) -> Way:
    if not need.enterprise:
        return Way(("Need", "", need.title))
    made = Way(("Enterprise", need.enterprise, need.enterprise_name))
    made.add(Link("HAS_NEED"), ("Need", need.id, need.title))
    return made


def _to_field(known: Catalogue, made: Way, found: Found, need: Need) -> None:
    """From the need to a discipline in the field, then upwards to the field."""
    told = [id for id in need.told if found.field in known.tree.ways.get(id, ())]
    if told:
        made.add(Link("RELATES_TO"), _discipline(known, told[0]))
        _up(known, made, told[0], found.field)
    elif found.witness is None:
        made.add(Link("", found.words), _discipline(known, found.field))
    else:
        _by_witness(known, made, found.witness, found)


def _by_witness(known: Catalogue, made: Way, witness: Wording, found: Found) -> None:
    words = [word for word in found.words if word in witness.text]
    made.add(Link("", words), (witness.label, witness.id, witness.name))
    lowest = next(id for id in witness.disciplines if found.field in known.tree.ways.get(id, ()))
    if witness.via:
        made.add(Link("OF"), ("Segment", *witness.via))
    if witness.label != "Discipline":
        made.add(Link("RELATES_TO"), _discipline(known, lowest))
    _up(known, made, lowest, found.field)


def _up(known: Catalogue, made: Way, lowest: str, field: str) -> None:
    below = lowest
    for up in known.tree.ways[lowest][field]:
        made.add(_link(up.rel, below, up.id), _discipline(known, up.id))
        below = up.id


def _down(known: Catalogue, made: Way, field: str, discipline: str) -> None:
    ups = known.tree.ways[discipline][field]
    ids = [discipline, *(up.id for up in ups)]
    for below, up in zip(reversed(ids[:-1]), reversed(ups), strict=True):
        made.add(_link(up.rel, below, up.id), _discipline(known, below))


def _link(rel: str, below: str, above: str) -> Link:
    """By a relationship, or by a code that begins with the other."""
    return Link(rel) if rel else Link("", [above if below.startswith(above) else below])


def _discipline(known: Catalogue, id: str) -> Node:
    return "Discipline", id, known.tree.name(id)
