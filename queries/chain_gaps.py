"""The gaps of a chain itself, beside those of its party organisations: what is missing (断点),
what hangs on one supplier (卡点), what could follow (延链), what is held up (堵点); each with who
could fill it. `DEFINITION` says what each kind means.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from graph.store import Row, Store
from queries import gap_candidates
from queries.answers import Answer, Items, Place, Ref, places
from queries.chain_situation import Situation, ends_of, situation
from queries.chains import chain_id
from queries.gap_candidates import GapCandidate, Wanted
from queries.packs import Pack
from queries.rulefiles import Rule, Severity
from queries.rules import Finding, Findings, findings, is_on, parameters
from queries.text import cypher

Kind = Literal["断点", "卡点", "延链", "堵点"]
KINDS: Sequence[Kind] = get_args(Kind)
RULES: Mapping[Kind, str] = {"断点": "CH-08", "卡点": "CH-09", "堵点": "SV-04"}
NEEDS_BY = "CH-10"  # its parameter `closed` says which needs are met
SEVERITIES: Sequence[Severity] = get_args(Severity)
UNTOLD = "未分类"  # the category of what nobody gave one
LOCAL = ("town", "county", "city", "unknown")  # an enterprise of unknown place may be of the city
MANY = 2  # enterprises that need a product family, from which on it matters without a 链主
DEFINITION = (
    "断点：必需而没有在营企业的环节（CH-08），宜补链；"
    "卡点：只有一家在营企业而供给链主的环节（CH-09），或本链只有一家已知生产、而链主或两家以上企业需要的产品族，宜强链；"
    "延链：末端产品可以进入、而本市没有企业生产的产品，或没有在营企业的下游环节；"
    "堵点：主办超期的诉求（SV-04）和未解决的需求，按环节和类别归并，企业跨环节的列在其中排在最前的一个，并注明其他环节；"
    "家数以本链在营企业中已知产品的计，产品未知的企业可能也在生产；" + gap_candidates.DEFINITION
)  # fmt: skip


class Coverage(Answer):
    """How much of a chain's products the graph knows: operating enterprises with a known product,
    of all of them."""

    with_products: int
    enterprises: int


class ChainGap(Answer):
    """A gap of a chain. `candidates` could fill it, the best first; when there is none,
    `no_candidates` says why."""

    kind: Kind
    chain: str
    segment: Ref | None
    product: Ref | None
    severity: Severity
    why: str
    facts: dict[str, Any]
    known: Coverage
    candidates: list[GapCandidate]
    no_candidates: str
    sources: list[Place]


class _Gap(NamedTuple):
    """A gap before anybody looks for candidates."""

    kind: Kind
    wanted: Wanted
    severity: Severity
    why: str
    facts: Mapping[str, Any]
    origin: str | Sequence[Place]

    @property
    def rank(self) -> tuple[int, int, str, str, str, str]:
        of = self.wanted
        return (
            SEVERITIES.index(self.severity), KINDS.index(self.kind),
            of.chain, of.segment or "~", of.product or "", of.category or "",
        )  # fmt: skip


async def chain_gaps(
    store: Store,
    rules: Sequence[Rule],
    *,
    as_of: str,
    chain: str | None = None,
    kind: Kind | None = None,
    limit: int = 10,
    pack: Pack | None = None,
) -> Items[ChainGap]:
    """The gaps of a chain (id or name) or of all, of every kind or of one, the gravest first; when
    there is none, `why`. Of `rules` CH-08, CH-09, CH-10 and SV-04 are used, as the pack has them;
    what a missing one would find is not told. Raises `NotFound` or `Ambiguous` for the chain."""
    wanted = await chain_id(store, chain) if chain else None
    ids = [id for each, id in RULES.items() if kind in (None, each)]
    asked = [rule for rule in rules if rule.id in ids]
    found = await findings(store, asked, as_of=as_of, chain=wanted, pack=pack)
    known = await situation(store, as_of=as_of, chain=wanted)
    blocked = []
    if kind in (None, "堵点"):
        blocked = await _blocked(store, known, rules, found, as_of=as_of, chain=wanted, pack=pack)
    gaps = await asyncio.to_thread(_judged, known, found, kind)  # others are served meanwhile
    gaps = sorted([*gaps, *blocked], key=lambda gap: gap.rank)
    shown = gaps[:limit]
    could = await gap_candidates.candidates(store, known, [g.wanted for g in shown], as_of=as_of)
    return Items(
        items=[_told(known, gap, some) for gap, some in zip(shown, could, strict=True)],
        total=len(gaps),
        as_of=as_of,
        sources=sorted({place.file for gap in gaps for place in _places(gap)}),
        definition=DEFINITION,
        why="" if gaps else _why_none(found),
    )


def _judged(known: Situation, found: Findings, kind: Kind | None) -> list[_Gap]:
    gaps: list[_Gap] = []
    for chain in known.told:
        if kind in (None, "断点"):
            gaps += _missing(known, chain, found.items)
        if kind in (None, "卡点"):
            single = [*_single(known, chain, found.items)]
            gaps += [*single, *_families(known, chain, single)]
        if kind in (None, "延链"):
            gaps += [*_following(known, chain), *_unfilled(known, chain)]
    return gaps


def _of(rule: str, chain: str, found: Iterable[Finding]) -> Iterator[Finding]:
    return (each for each in found if each.rule == rule and chain in each.chains)


# ---------------------------------------------------------------- 断点


def _missing(known: Situation, chain: str, found: Iterable[Finding]) -> Iterator[_Gap]:
    """Segments that the chain needs and nobody fills."""
    for each in _of(RULES["断点"], chain, found):
        why = f"必需环节“{each.subject.name}”没有在营企业"
        wanted = Wanted(chain, each.subject.id, None)
        yield _Gap("断点", wanted, each.severity, why, each.facts, each.sources)


# ---------------------------------------------------------------- 卡点


def _single(known: Situation, chain: str, found: Iterable[Finding]) -> Iterator[_Gap]:
    """Segments with one enterprise, on which a 链主 depends."""
    for each in _of(RULES["卡点"], chain, found):
        firm = each.facts["enterprise"]
        who = _firm(known, chain, firm)
        why = f"环节“{each.subject.name}”只有一家在营企业（{who}），且供给链主"
        wanted = Wanted(chain, each.subject.id, None, frozenset((firm,)))
        yield _Gap("卡点", wanted, each.severity, why, each.facts, each.sources)


def _families(known: Situation, chain: str, single: Sequence[_Gap]) -> Iterator[_Gap]:
    """Product families that one enterprise of the chain is known to make, and that a 链主 or
    several enterprises of the chain need. What a segment with one enterprise says is not said
    again."""
    makers, users = _makers(known, chain), _users(known, chain)
    told = {(gap.wanted.segment, gap.facts["enterprise"]) for gap in single}
    for family, made in makers.items():
        if len(made) != 1:
            continue
        (firm, products), segment = next(iter(made.items())), known.segment_of(chain, family)
        segment = segment or known.segment_of(chain, min(products))
        fed = {g for product in products for g in known.fed(product)}
        needing = sorted({user for g in fed for user in users.get(g, ())} - {firm})
        leads = [id for id in needing if known.firms[chain][id]["leads"]]
        if (leads or len(needing) >= MANY) and (segment, firm) not in told:
            yield _family_gap(known, chain, family, segment, firm, products, needing, leads)


def _makers(known: Situation, chain: str) -> Mapping[str, Mapping[str, set[str]]]:
    """By family, the head of which is no kind of another, its makers in the chain and what of it
    each makes."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for id, firm in known.firms[chain].items():
        for product in firm["products"]:
            for family in known.families(product)[1:] or [product]:
                found[family][id].add(product)
    return dict(sorted(found.items()))


def _users(known: Situation, chain: str) -> Mapping[str, set[str]]:
    """By product, the enterprises of the chain that make it or a kind of it, and so need what
    feeds it."""
    found: dict[str, set[str]] = defaultdict(set)
    for id, firm in known.firms[chain].items():
        for product in firm["products"]:
            for each in known.families(product):
                found[each].add(id)
    return found


def _family_gap(
    known: Situation, chain: str, family: str, segment: str | None, firm: str,
    products: Collection[str], needing: Sequence[str], leads: Sequence[str],
) -> _Gap:  # fmt: skip
    silent = [e for e in known.at(chain, segment) if not e["products"]] if segment else []
    needed = f"链主（{_firm(known, chain, leads[0])}）" if leads else f"{len(needing)} 家企业"
    who = _firm(known, chain, firm)
    why = f"产品“{_name(known, family)}”本链已知只有一家生产（{who}），{needed}需要它"
    if silent:
        why += f"；本环节另有 {len(silent)} 家企业产品未知"
    facts = {"enterprise": firm, "products": sorted(products), "feeds": [*needing]}
    origins = [known.products[family]["origin"] if family in known.products else None]
    origins.append(known.firms[chain][firm]["origin"])
    wanted = Wanted(chain, segment, family, frozenset((firm, *needing)))  # who needs it buys it
    return _Gap("卡点", wanted, "medium", why, facts, _joined(origins))


# ---------------------------------------------------------------- 延链


def _following(known: Situation, chain: str) -> Iterator[_Gap]:
    """Products that end products of the chain go into, and that nobody in the city makes, as far as
    anybody knows. What is of an empty segment downstream is told with that segment."""
    fed: dict[str, list[str]] = defaultdict(list)
    ends, empty = ends_of(known, chain), {row["id"] for row in _empty(known, chain)}
    for end in ends:
        for product in known.fed(end):
            fed[product].append(end)
    for product, sources in sorted(fed.items()):
        if known.segment_of(chain, product) not in empty and not _is_made(known, chain, product):
            firms = sorted({firm for end in sources for firm in ends[end]})
            told = "、".join(_name(known, end) for end in sources)
            why = f"末端产品“{told}”可用于“{_name(known, product)}”，本市没有已知的生产企业"
            facts = {"products": sources, "enterprises": firms}
            origin = _joined(known.products[each]["origin"] for each in (*sources, product))
            wanted = Wanted(chain, known.segment_of(chain, product), product)
            yield _Gap("延链", wanted, "low", why, facts, origin)


def _is_made(known: Situation, chain: str, product: str) -> bool:
    """Whether an enterprise of the city makes a product or one of its family, or stands at its
    segment and may make it, its products being unknown."""
    family = {*known.families(product), *known.kinds(product)}
    makers = [row for each in family for row in known.makers.get(each, ())]
    at = known.products[product]["segments"] if product in known.products else ()
    silent = [row for each in at for row in known.standing.get(each, ()) if not row["makes"]]
    return any(_is_local(known, chain, row) for row in (*makers, *silent))


def _is_local(known: Situation, chain: str, row: Row) -> bool:
    home, there = (frozenset(each["regions"]) for each in (known.chains[chain], row))
    return known.regions.distance(home, there)[0] in LOCAL


def _unfilled(known: Situation, chain: str) -> Iterator[_Gap]:
    """Segments downstream in which no operating enterprise stands, needed or not."""
    ends = ends_of(known, chain)
    for row in _empty(known, chain):
        from_ = [end for end in ends if not known.products_of(row["id"]).isdisjoint(known.fed(end))]
        why = f"下游环节“{row['name'] or row['id']}”没有在营企业"
        if from_:
            why += f"，末端产品“{'、'.join(_name(known, end) for end in from_)}”可以进入"
        if row["needed"]:
            why += "（亦为断点）"
        facts = {"position": row["position"], "needed": row["needed"], "products": from_}
        wanted = Wanted(chain, row["id"], None)
        yield _Gap("延链", wanted, "low", why, facts, row["origin"] or "")


def _empty(known: Situation, chain: str) -> list[Row]:
    filled = {s for firm in known.firms[chain].values() for s in firm["segments"]}
    rows = known.segments_of(chain)
    return [row for row in rows if row["position"] == "下游" and row["id"] not in filled]


# ---------------------------------------------------------------- 堵点


class _Held(NamedTuple):
    """What of one category is held up at one segment of a chain."""

    orders: dict[str, Finding]
    needs: dict[str, str]  # origins by id
    firms: set[str]
    holders: dict[str, str]  # names of departments by id
    severities: set[Severity]
    beside: set[str]  # other segments that it concerns, where it is not listed again


Held = dict[tuple[str, str | None, str], _Held]


async def _blocked(
    store: Store, known: Situation, rules: Sequence[Rule], found: Findings,
    *, as_of: str, chain: str | None, pack: Pack | None,
) -> list[_Gap]:  # fmt: skip
    """Orders overdue and needs not met, by chain, segment and category."""
    held: Held = defaultdict(lambda: _Held({}, {}, set(), {}, set(), set()))
    late = {each.subject.id: each for each in found.items if each.rule == RULES["堵点"]}
    if late:
        for row in await store.read(cypher("gap_orders"), as_of=as_of, ids=sorted(late)):
            _hold_order(held, known, row, late[row["id"]])
    by = next((rule for rule in rules if rule.id == NEEDS_BY and is_on(rule, pack)), None)
    if by:
        closed = parameters(by, pack).get("closed", ())
        for row in await store.read(cypher("gap_needs"), as_of=as_of, chain=chain):
            if (row["state"] or "") not in closed:
                _hold_need(held, known, row)
    return [_held_gap(known, *key, each) for key, each in held.items()]


def _hold_order(held: Held, known: Situation, row: Row, finding: Finding) -> None:
    for chain in finding.chains:
        if chain in known.firms:
            segments = _segments_of_firms(known, chain, row["firms"])
            group = held[chain, next(iter(segments), None), row["category"] or UNTOLD]
            group.beside.update(segments[1:])
            group.orders[row["id"]] = finding
            group.firms.update(row["firms"])
            group.holders.update({id: name or id for id, name, _ in row["holders"]})
            group.severities.add(finding.severity)


def _hold_need(held: Held, known: Situation, row: Row) -> None:
    chain = row["chain"]
    own = [s for s in row["segments"] if chain in known.segments[s]["chains"]]
    segments = _in_order(known, own) or _segments_of_firms(known, chain, [row["firm"]])
    group = held[chain, next(iter(segments), None), row["kind"] or UNTOLD]
    group.beside.update(segments[1:])
    group.needs[row["id"]] = row["origin"] or ""
    group.firms.add(row["firm"])
    group.severities.add("medium")


def _segments_of_firms(known: Situation, chain: str, firms: Iterable[str]) -> list[str]:
    """The segments of the chain at which the enterprises stand, in its order. What is held up is
    listed at the first alone, so that nothing is counted twice."""
    rows = (known.firms[chain].get(id) for id in firms)
    return _in_order(known, {s for row in rows if row for s in row["segments"]})


def _in_order(known: Situation, segments: Iterable[str]) -> list[str]:
    return sorted(segments, key=lambda id: (known.segments[id]["order"] or 0, id))


def _held_gap(
    known: Situation, chain: str, segment: str | None, category: str, held: _Held
) -> _Gap:
    parts = [
        f"{what} {len(some)} {unit}"
        for what, some, unit in (("逾期诉求", held.orders, "件"), ("未解决需求", held.needs, "项"))
        if some
    ]
    holders = "、".join(name for _, name in sorted(held.holders.items()))
    why = f"{category}：{'，'.join(parts)}，涉及企业 {len(held.firms)} 家"
    why += f"；由{holders}办理" if holders else ("；没有登记办理单位" if held.orders else "")
    why += _also(known, held.beside - {segment})
    facts = {
        "category": category, "orders": sorted(held.orders), "needs": sorted(held.needs),
        "enterprises": sorted(held.firms), "departments": sorted(held.holders),
    }  # fmt: skip
    rows = [place for _, finding in sorted(held.orders.items()) for place in finding.sources]
    rows += places(_joined(origin for _, origin in sorted(held.needs.items())))
    severity = min(held.severities, key=SEVERITIES.index)
    wanted = Wanted(chain, segment, None, category=category)
    return _Gap("堵点", wanted, severity, why, facts, rows)


def _also(known: Situation, segments: Collection[str | None]) -> str:
    """Where else it stands in the way."""
    names = [_segment(known, id).name for id in sorted(filter(None, segments))]
    return f"；也涉及环节“{'、'.join(names)}”，只在此处列出" if names else ""


# ---------------------------------------------------------------- what is told


def _told(known: Situation, gap: _Gap, candidates: list[GapCandidate]) -> ChainGap:
    of, firms = gap.wanted, known.firms[gap.wanted.chain]
    return ChainGap(
        kind=gap.kind,
        chain=of.chain,
        segment=_segment(known, of.segment) if of.segment else None,
        product=Ref(label="Product", id=of.product, name=_name(known, of.product))
        if of.product
        else None,
        severity=gap.severity,
        why=gap.why,
        facts=dict(sorted(gap.facts.items())),  # an engine may keep no order
        known=Coverage(
            with_products=sum(bool(firm["products"]) for firm in firms.values()),
            enterprises=len(firms),
        ),
        candidates=candidates,
        no_candidates="" if candidates else _nobody(known, gap),
        sources=_places(gap),
    )


def _segment(known: Situation, id: str) -> Ref:
    return Ref(label="Segment", id=id, name=known.segments[id]["name"] or id)


def _nobody(known: Situation, gap: _Gap) -> str:
    if gap.kind == "堵点" and gap.wanted.category == UNTOLD:
        column = "诉求类别" if gap.facts["orders"] else "需求类别"
        return f"类别未填，不能匹配资源；请填“{column}”（技术、人才、融资…）后重新导入"
    if gap.kind == "堵点":
        return f"暂无：没有服务本链的资源、高校院所或牵头部门与“{gap.wanted.category}”相符"
    if gap.wanted.segment is None:
        return "暂无：没有其他在营企业已知生产该产品，也不知道它属于哪个环节"
    lacking = [] if known.segments[gap.wanted.segment]["industries"] else ["该环节没有登记行业代码"]
    nobody = "没有其他在营企业已知生产有关产品、处于同名环节或同属其行业"
    return "暂无：" + "；".join([nobody, *lacking])


def _why_none(found: Findings) -> str:
    return "；".join(["没有发现链上缺口", *dict.fromkeys(u.why for u in found.unjudged)])


def _places(gap: _Gap) -> list[Place]:
    return places(gap.origin) if isinstance(gap.origin, str) else list(gap.origin)


def _joined(origins: Iterable[str | None]) -> str:
    return "\n".join(filter(None, origins))


def _name(known: Situation, product: str) -> str:
    row = known.products.get(product)
    return (row and row["name"]) or product


def _firm(known: Situation, chain: str, id: str) -> str:
    row = known.firms[chain].get(id)
    return (row and row["name"]) or id
