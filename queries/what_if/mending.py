"""How losses can be mended: who could take the place of the one that is lost, and the fewest new
links that mend all that can be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from graph.store import Row, Store
from queries.answers import Answer, Ref
from queries.chain_situation import Bearers, Situation
from queries.closing.costs import Distance
from queries.closing.nearness import FARTHER, Ids, Regions
from queries.gap_candidates import LAST, WAYS, Lead, Wanted, bearers_of, leads
from queries.steps import Step, against, path
from queries.text import cypher
from queries.what_if.ties import Node, Ties, Way, further_products, ref_of

Kind = Literal["supply", "demand", "segment"]

SHOWN = 5  # substitutes listed for one loss
MAKERS = ("makes", "kind")  # ways by which a candidate makes the product, or one of its family
AREAS: Mapping[Distance, int] = {"town": 0, "county": 0, "city": 0, "province": 1, "unknown": 2}


class Substitute(Answer):
    """Who is known to make the product or one of its family: `region` is where, `distance` how far
    from the one that lost."""

    enterprise: Ref
    region: str
    distance: Distance
    why: str
    path: list[Step]


class MendLink(Answer):
    """A new link from a candidate: to an enterprise as its supplier or customer, or to a segment.
    `mends` are the ids of the losses that it mends."""

    source: Ref
    target: Ref
    kind: Kind
    mends: list[str]
    region: str
    distance: Distance
    why: str
    path: list[Step]


class Loss(NamedTuple):
    """A loss to be mended: `subject` has lost it, `home` is where that is. It would be mended by
    a maker of one of `wanted`, to each of which a way may lead, or by one at `segment`; not by
    those `without`."""

    id: str
    kind: Kind
    subject: Node
    home: Ids
    wanted: Sequence[tuple[str, Way | None]] = ()
    segment: str | None = None
    without: Ids = frozenset()


class Option(NamedTuple):
    """One who could mend a loss, by the strongest way."""

    node: Node
    regions: Sequence[str]
    kind: str
    text: str
    way: Way
    distance: Distance
    shared: str

    @property
    def rank(self) -> tuple[int, float, int, str]:
        """The city before the province before who knows where; there the strongest way first."""
        farther = FARTHER.index(self.distance) if self.distance in FARTHER else len(FARTHER)
        return AREAS[self.distance], -WAYS[self.kind], farther, self.node[1]


async def known_things(
    store: Store, ties: Ties, wanted: Iterable[str], segments: Iterable[str], *, as_of: str
) -> Situation:
    """What candidates are looked for by: products with their families, segments, regions."""
    chains = {row["id"]: row for row in await store.read(cypher("gap_chains"), as_of=as_of)}
    rows = {row["id"]: row for row in await store.read(cypher("gap_segments"), as_of=as_of)}
    regions = Regions(await store.read(cypher("closing_regions"), as_of=as_of))
    first = {*wanted, *(p for id in segments for p in rows[id]["products"])}
    products = await further_products(store, ties.products, first, as_of)
    families = {id for p in first & products.keys() for id, _ in products[p]["families"]}
    products = await further_products(store, products, families, as_of)
    for row in rows.values():  # accounting lines are no products of a segment
        row["products"] = [p for p in row["products"] if p in products or row["id"] not in segments]
    return Situation(chains, [], rows, {}, products, regions)


async def options(
    store: Store, known: Situation, losses: Sequence[Loss], *, as_of: str
) -> list[list[Option]]:
    """For each loss all who could mend it, wherever they are, the best first; those who are known
    to be in another province come last."""
    led = [[*_leads(known, loss)] for loss in losses]
    only = [[lead for lead, _ in some] for some in led]
    found = {label: await bearers_of(store, only, label, as_of) for label in LAST}
    return [_best(known, loss, some, found) for loss, some in zip(losses, led, strict=True)]


def is_near(option: Option) -> bool:
    """In the same province, or of unknown place."""
    return option.distance in AREAS


def _leads(known: Situation, loss: Loss) -> Iterator[tuple[Lead, Way | None]]:
    """The things whose bearers could mend a loss, and the way from who lost to where they begin."""
    if loss.segment:
        yield from ((lead, None) for lead in leads(known, Wanted("", loss.segment, None)))
    for product, way in loss.wanted:
        wanted = Wanted("", known.segment_of("", product), product)
        for lead in [*leads(known, wanted), *_siblings(known, product)]:
            yield lead, way if lead.nodes[0][1] == product else None


def _siblings(known: Situation, product: str) -> Iterator[Lead]:
    """The other kinds of what a product is a kind of."""
    own, rows = known.products.get(product), known.products
    for family, name in own["families"] if own else ():
        for kin, called in rows[family]["kinds"] if family in rows else ():
            if own and kin != product:
                nodes = (
                    ("Product", product, own["name"] or product),
                    ("Product", family, name or family),
                    ("Product", kin, called or kin),
                )
                text = f"生产同类产品“{called or kin}”"
                yield Lead("kind", text, nodes, ("KIND_OF", against("KIND_OF")), "MAKES")


def _best(
    known: Situation,
    loss: Loss,
    led: Iterable[tuple[Lead, Way | None]],
    found: Mapping[str, Bearers],
) -> list[Option]:
    strongest: dict[str, Option] = {}
    for lead, way in led:
        for row in found[lead.nodes[-1][0]].get(lead.nodes[-1][1], ()):
            if row["id"] not in loss.without:
                option = _option(known, loss, lead, way, row)
                before = strongest.get(row["id"])
                if before is None or _strength(option) < _strength(before):
                    strongest[row["id"]] = option
    near = sorted(filter(is_near, strongest.values()), key=lambda option: option.rank)
    return near + [option for _, option in sorted(strongest.items()) if not is_near(option)]


def _strength(option: Option) -> tuple[float, int, list[str]]:
    return -WAYS[option.kind], len(option.way.nodes), [id for _, id, _ in option.way.nodes]


def _option(known: Situation, loss: Loss, lead: Lead, way: Way | None, row: Row) -> Option:
    node = ("Enterprise", row["id"], row["name"] or row["id"])
    whole = Way(lead.nodes, lead.rels).then(lead.last, node)
    if way:
        whole = Way((*way.nodes[:-1], *whole.nodes), (*way.rels, *whole.rels))
    distance, shared = known.regions.distance(loss.home, frozenset(row["regions"]))
    return Option(node, row["regions"], lead.kind, lead.text, whole, distance, shared)


# ------------------------------------------------------------ what is told


def substitutes(known: Situation, found: Iterable[Option]) -> list[Substitute]:
    """The nearest who make the product or one of its family."""
    near = [o for o in found if o.kind in MAKERS and is_near(o)][:SHOWN]
    return [
        Substitute(
            enterprise=ref_of(option.node),
            region=known.regions.smallest(option.regions),
            distance=option.distance,
            why=_why(known, [option]),
            path=path(option.way.nodes, option.way.rels),
        )
        for option in near
    ]


def _why(known: Situation, found: Sequence[Option]) -> str:
    """What one is known for, by each loss, and where it is."""
    where = f"同在{known.regions.name(found[0].shared)}"
    unknown = found[0].distance == "unknown"
    texts = [option.text for option in found]
    return "；".join(dict.fromkeys([*texts, "所在地未知" if unknown else where]))


# ------------------------------------------------------------ the fewest links


class _Link(NamedTuple):
    """A possible link to who lost, with all that it would mend, by the numbers of the losses."""

    mends: Mapping[int, Option]

    @property
    def option(self) -> Option:
        return min(self.mends.values(), key=lambda each: each.rank)


def fewest(
    known: Situation, losses: Sequence[Loss], found: Sequence[Sequence[Option]]
) -> list[MendLink]:
    """A smallest set of links which mends every loss that anybody near can mend; of the smallest
    the one with candidates of the city before the province, and there by the strongest ways."""
    links = _possible(losses, found)
    return [_told(known, losses, link) for link in _cover(links)]


def _possible(losses: Sequence[Loss], found: Sequence[Sequence[Option]]) -> list[_Link]:
    """The links, of those that mend the same only the best: no other is in a best cover."""
    mended: dict[tuple[str, Node, str], dict[int, Option]] = defaultdict(dict)
    for number, (loss, some) in enumerate(zip(losses, found, strict=True)):
        for option in filter(is_near, some):
            mended[loss.kind, loss.subject, option.node[1]][number] = option
    best: dict[frozenset[int], _Link] = {}
    for by_loss in mended.values():
        link, mends = _Link(by_loss), frozenset(by_loss)
        if mends not in best or link.option.rank < best[mends].option.rank:
            best[mends] = link
    return sorted(best.values(), key=lambda link: sorted(link.mends))


def _cover(links: Sequence[_Link]) -> list[_Link]:
    """A cheapest cover: a link more costs more than all ranks together could save."""
    if not links:
        return []
    import numpy as np  # noqa: PLC0415 - loads only for a loss that can be mended
    from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415

    rows = sorted({number for link in links for number in link.mends})
    matrix = np.array([[number in link.mends for link in links] for number in rows], dtype=float)
    ranks = [_penalty(link.option) for link in links]
    whole = 1 + len(rows) * max(ranks)
    solved = milp(
        np.array([whole + rank for rank in ranks], dtype=float),
        constraints=LinearConstraint(matrix, lb=1),
        integrality=np.ones(len(links)),
        bounds=(0, 1),
        options={"mip_rel_gap": 0},
    )
    if solved.status != 0:
        raise ArithmeticError(f"a cover by all links always exists: {solved.message}")
    return [link for link, taken in zip(links, solved.x, strict=True) if round(taken)]


def _penalty(option: Option) -> int:
    """Area first, then way, then distance, in whole numbers."""
    area, way, farther, _ = option.rank
    return area * 1000 + round((1 + way) * 100) * 10 + farther


def _told(known: Situation, losses: Sequence[Loss], link: _Link) -> MendLink:
    option, mended = link.option, [losses[number] for number in sorted(link.mends)]
    return MendLink(
        source=ref_of(option.node),
        target=ref_of(mended[0].subject),
        kind=mended[0].kind,
        mends=[loss.id for loss in mended],
        region=known.regions.smallest(option.regions),
        distance=option.distance,
        why=_why(known, [link.mends[number] for number in sorted(link.mends)]),
        path=path(option.way.nodes, option.way.rels),
    )
