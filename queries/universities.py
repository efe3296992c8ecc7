"""Universities for an enterprise or for a need in words, and enterprises for a university.

By what enterprises need (`queries.matching`); and, as for all who have stated no need, along the
disciplines that a segment relates to and a university is strong in, by a chain served, or by work
done together.
"""

import asyncio
from collections.abc import Iterable, Sequence

from graph.errors import NotFound, UsageError
from graph.origin import files
from graph.store import Row, Store
from queries.answers import Items
from queries.chains import chain_id
from queries.matching import texts
from queries.matching.answer import (
    CommonNeed,
    EnterpriseMatch,
    Field,
    UniversitiesForEnterprise,
    UniversitiesForNeed,
    UniversityMatch,
)
from queries.matching.catalogue import Catalogue, catalogue
from queries.matching.disciplines import Found
from queries.matching.factors import REFUSED, SUCCESS
from queries.matching.needs import Need, asked, closed_states, open_needs
from queries.matching.rank import (
    NOTHING,
    Fit,
    definition,
    enterprise,
    fields_of,
    fits,
    found_fields,
    need_fields,
    one_each,
    university,
    why_nobody,
)
from queries.matching.shared_needs import common_needs
from queries.matching.vectors import Vectors
from queries.matching.weights import weights
from queries.partners import unknown_enterprise
from queries.scoring import Candidate, Feature, Reason, described, score
from queries.steps import path_rows, stating
from queries.text import cypher

MOST_FIELDS = 4  # more common disciplines than these say nothing more


def common_disciplines(match: Candidate) -> Reason | None:
    """学科对口：环节涉及的学科是高校的优势学科，每个0.2，最多四个。"""
    names = [name for _, name in match["fields"]]
    if not names:
        return None
    return Reason(0.2 * min(len(names), MOST_FIELDS), f"学科对口：{'、'.join(names)}")


def serves_the_chain(match: Candidate) -> Reason | None:
    """服务本链：高校已服务企业所在的产业链（0.1）。"""
    return Reason(0.1, "高校已服务该产业链") if match["serves"] else None


def works_together(match: Candidate) -> Reason | None:
    """已有合作：双方已有产学研合作（0.05）。"""
    return Reason(0.05, "双方已有产学研合作") if match["cooperates"] else None


def met_before(match: Candidate) -> Reason | None:
    """以往：对接成功过（0.02）；此前对接未成的排在最后（-1），并注明。"""
    outcomes = match["outcomes"]
    for result, held_on, reason in reversed(outcomes):
        said = "，".join(filter(None, (held_on, reason)))
        if result == REFUSED and match["refused"]:
            return Reason(-1, f"此前对接未成（{said}）" if said else "此前对接未成")
        if result == SUCCESS and not match["refused"]:
            return Reason(0.02, f"此前对接成功（{said}）" if said else "此前对接成功")
    return None


# Weighted so that the order by score is the order of the statements.
FEATURES: tuple[Feature, ...] = (common_disciplines, serves_the_chain, works_together, met_before)
DEFINITION = f"得分为下列各项之和，只用于排序，不是概率：{described(FEATURES)}"
BOTH = "按需求的排在前面，按环节、产业链的排在其后；得分只在各自之中比较。按需求："


async def for_need(
    store: Store,
    text: str,
    *,
    as_of: str,
    limit: int = 10,
    vectors: Vectors | None = None,
) -> UniversitiesForNeed:
    """The universities that can best meet a need in words; when there is none, `why`.

    Raises `UsageError` for an empty text. Of a long one
    the first page is read, and `notes` says so.
    """
    if not text.strip():
        raise _no_text()
    need = asked(text)
    known = await catalogue(store, as_of, vectors)
    found, best = await asyncio.to_thread(_for_need, known, need)
    cut = f"需求共{len(text)}字，只读了前{texts.LONGEST}字"
    return UniversitiesForNeed(
        items=[university(known, fit) for fit in best[:limit]],
        total=len(best),
        as_of=as_of,
        sources=known.sources,
        definition=definition(),
        why="" if best else why_nobody(known, need, found),
        disciplines=found_fields(known, found),
        notes=[cut] if len(text) > texts.LONGEST else [],
    )


def _for_need(known: Catalogue, need: Need) -> tuple[list[Found], list[Fit]]:
    found = fields_of(known, need)
    return found, fits(known, need, found)


async def for_enterprise(
    store: Store,
    enterprise_id: str,
    *,
    as_of: str,
    limit: int = 10,
    closed: Sequence[str] | None = None,
    vectors: Vectors | None = None,
) -> UniversitiesForEnterprise:
    """The universities that fit the open needs of an enterprise, then those along its segments;
    when there is none, `why`. `closed` are the states of needs that are met."""
    needs = await open_needs(store, as_of, enterprise=enterprise_id, closed=closed)
    if not needs:
        return await _along_segments(store, enterprise_id, as_of, limit, (), closed)
    known = await catalogue(store, as_of, vectors)
    found, best = await asyncio.to_thread(_for_needs, known, needs)
    first = [university(known, fit) for fit in best[:limit]]
    met = [fit.school.id for fit in best]
    rest = await _along_segments(store, enterprise_id, as_of, limit - len(first), met, closed)
    return UniversitiesForEnterprise(
        items=[*first, *rest.items],
        total=len(best) + rest.total,
        as_of=as_of,
        sources=_sources(known.sources, rest.sources, needs),
        definition=f"{BOTH}{definition()}。其后：{DEFINITION}",
        why="" if best or rest.total else why_nobody(known, needs[0], found[needs[0].id]),
        needs=[need_fields(known, need, found[need.id]) for need in needs],
    )


def _for_needs(known: Catalogue, needs: Sequence[Need]) -> tuple[dict[str, list[Found]], list[Fit]]:
    found = {need.id: fields_of(known, need) for need in needs}
    return found, one_each(fit for need in needs for fit in fits(known, need, found[need.id]))


async def _along_segments(
    store: Store,
    enterprise_id: str,
    as_of: str,
    limit: int,
    met: Sequence[str],
    closed: Sequence[str] | None,
) -> UniversitiesForEnterprise:
    """Without those that its needs have led to."""
    rows = await store.read(
        cypher("universities_for_enterprise"),
        id=enterprise_id,
        as_of=as_of,
        limit=limit,
        met=list(met),
        closed=list(closed_states() if closed is None else closed),
    )
    if not rows:
        raise unknown_enterprise(enterprise_id)
    none = "该企业没有登记未解决的技术、人才需求"
    unplaced = f"{none}，不知道它处于哪个环节，也没有高校服务它所在的产业链"
    nobody = f"{none}，也没有登记过优势学科与其环节涉及学科对口的高校院所"
    why = _why(rows[0], unplaced, nobody)
    items = [UniversityMatch(**_match(item)) for item in rows[0]["items"]]
    return UniversitiesForEnterprise(
        items=items,
        total=rows[0]["total"],
        as_of=as_of,
        sources=await stating(store, (each.path for each in items), as_of=as_of),
        definition=DEFINITION,
        why=f"{why}。{_ways_out(rows[0]['technical'])}" if why else "",
    )


def _ways_out(technical: int) -> str:
    """What to do for an enterprise without a need; orders are but counted, since no need is read
    from them."""
    orders = f"该企业有 {technical} 项未办结的技术类诉求，" if technical else ""
    return (
        f"{orders}请在“需求”表登记为需求后入库，或直接问：honglian universities --need 要解决的问题"
    )


async def for_university(
    store: Store,
    university_id: str,
    *,
    as_of: str,
    limit: int = 10,
    closed: Sequence[str] | None = None,
    vectors: Vectors | None = None,
) -> Items[EnterpriseMatch]:
    """The operating enterprises whose open needs a university fits best, then those along segments;
    when there is none, `why`."""
    needs = await open_needs(store, as_of, closed=closed)
    known = await catalogue(store, as_of, vectors) if needs else None
    best = await asyncio.to_thread(_needing, known, university_id, needs) if known else []
    first = [enterprise(known, fit) for fit in best[:limit]] if known else []
    rows = await store.read(
        cypher("enterprises_for_university"),
        id=university_id,
        as_of=as_of,
        limit=limit - len(first),
        met=[fit.need.enterprise for fit in best],
    )
    if not rows:
        raise NotFound(
            f"没有编号为“{university_id}”的高校院所",
            f"no university with the id {university_id!r}",
            fix_zh="用 honglian search 查找高校院所",
            fix_en="Look for it with honglian search",
        )
    total = len(best) + rows[0]["total"]
    unplaced = "不知道该高校的优势学科，它也没有服务的产业链"
    nobody = "没有登记过环节涉及学科与其优势学科对口的企业，也没有企业登记过它能解决的需求"
    rest = [EnterpriseMatch(**_match(item)) for item in rows[0]["items"]]
    along = await stating(store, (each.path for each in rest), as_of=as_of)
    meant = [fit.need for fit in best[:limit]]
    return Items(
        items=[*first, *rest],
        total=total,
        as_of=as_of,
        sources=_sources(known.sources if known and first else (), along, meant),
        definition=f"{BOTH}{definition()}。其后：{DEFINITION}" if first else DEFINITION,
        why="" if total else _why(rows[0], unplaced, nobody),
    )


def _needing(known: Catalogue, school: str, needs: Sequence[Need]) -> list[Fit]:
    """For each enterprise its need that the university fits best."""
    best: dict[str, Fit] = {}
    for need in needs:
        for fit in fits(known, need, fields_of(known, need), school):
            before = best.get(need.enterprise)
            if before is None or fit.score > before.score:
                best[need.enterprise] = fit
    return sorted(best.values(), key=lambda fit: (-fit.score, fit.need.enterprise))


async def common(
    store: Store,
    *,
    as_of: str,
    chain: str | None = None,
    limit: int = 50,
    closed: Sequence[str] | None = None,
    vectors: Vectors | None = None,
) -> Items[CommonNeed]:
    """Needs of several enterprises that are one, of a chain or of all; when there is none, `why`.
    Raises `NotFound` for an unknown chain."""
    of = await chain_id(store, chain) if chain else None
    needs = await open_needs(store, as_of, chain=of, closed=closed)
    known = await catalogue(store, as_of, vectors) if needs else None
    groups = await asyncio.to_thread(common_needs, known, needs) if known else []
    alike = weights().common.alike
    listed = {need.id for group in groups[:limit] for need in group.needs}
    meant = [need for need in needs if need.id in listed]
    return Items(
        items=groups[:limit],
        total=len(groups),
        as_of=as_of,
        sources=_sources(known.sources if known and groups else (), (), meant),
        definition=f"第一学科相同、字词相似度平均不低于{alike:g}的需求合为一项；至少两家企业，或已注明为共性需求",
        why="" if groups else NOTHING + _why_none(needs, alike),
    )


def _sources(schools: Iterable[str], along: Iterable[str], needs: Iterable[Need]) -> list[str]:
    """The files that tell of the universities, of the ways to them and of the needs."""
    return sorted({*schools, *along, *(file for need in needs for file in files(need.origin))})


def _why_none(needs: Sequence[Need], alike: float) -> str:
    if not needs:
        return "没有企业登记未解决的技术、人才需求；在“需求”表中登记"
    return f"{len(needs)}项需求中，没有两家企业的需求相似到{alike:g}"


def _no_text() -> UsageError:
    return UsageError(
        "需求是空的",
        "the need is empty",
        fix_zh="请写出要解决的问题，如 honglian universities --need 动力电池正极材料循环寿命提升",
        fix_en="Say what is to be solved, in words",
    )


def _match(row: Row) -> Row:
    """What both kinds of matches have in common."""
    scored = score(FEATURES, row)
    fields = [Field(code=code, name=name) for code, name in row["fields"]]
    return {
        "id": row["id"],
        "name": row["name"],
        "score": scored.score,
        "discipline": fields[0] if fields else None,
        "matched": [field.name for field in fields],
        "reasons": scored.reasons,
        "path": path_rows(row["steps"], row["rels"]),
    }


def _why(row: Row, unplaced: str, nobody: str) -> str:
    if row["total"]:
        return ""
    return f"暂无可靠建议：{nobody if row['placed'] else unplaced}"
