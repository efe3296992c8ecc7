"""Universities for a need and enterprises for a university, the best first.

score = relevance × level × distance × places × what came before (`factors`). The relevance, 0 to 1,
joins what the disciplines and what the results of a university say: 1 − (1 − d)(1 − r).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from queries.answers import Ref
from queries.matching import texts
from queries.matching.answer import EnterpriseMatch, Field, FoundField, NeedFields, UniversityMatch
from queries.matching.catalogue import Catalogue, School
from queries.matching.disciplines import Found
from queries.matching.factors import FACTORS, Pair, factors
from queries.matching.needs import Need
from queries.matching.ways import Way, way
from queries.matching.weights import weights
from queries.matching.works import Hit

DIGITS = 4  # of a score; equals are in the order of their ids
DEFINITION = (
    "得分 = 相关度 × 层次 × 距离 × 名额 × 以往，只用于排序，不是概率。"
    "相关度：需求的字词在学科、主题名称（岭回归）和成果、团队（TF-IDF 余弦）中的命中程度；"
    "未知的一律按中性（1）计并注明。"
)
NOTHING = "暂无可靠建议："


class Fit(NamedTuple):
    """How a university fits a need. `discipline` is the one that it is strong in."""

    need: Need
    school: School
    found: Found | None
    discipline: str
    hit: Hit | None
    score: float
    pair: Pair
    reasons: list[str]

    @property
    def rank(self) -> tuple[float, str, str]:
        return -self.score, self.school.id, self.need.id


def fields_of(known: Catalogue, need: Need) -> list[Found]:
    """What a need is about: what the office says, else what its words tell."""
    told = [field for id in need.told for field in known.tree.ways.get(id, ())]
    if told:
        return [Found(field, 1.0, [], None) for field in dict.fromkeys(told)]
    return [] if texts.tells_nothing(need.plain) else known.model.best(need.plain)


def fits(
    known: Catalogue, need: Need, found: Sequence[Found], only: str | None = None
) -> list[Fit]:
    """Every university that fits a need, the best first; or `only` the one of an id."""
    hits = _best_hits(known, need)
    ways = _best_fields(known, found)
    made = (
        _fit(known, need, known.schools[id], ways.get(id, (None, "")), hits.get(id))
        for id in {**ways, **hits}
        if only is None or id == only
    )
    return sorted(made, key=lambda fit: fit.rank)


def one_each(fits: Iterable[Fit]) -> list[Fit]:
    """The best fit of each university."""
    best: dict[str, Fit] = {}
    for fit in sorted(fits, key=lambda each: each.rank):
        best.setdefault(fit.school.id, fit)
    return list(best.values())


def _best_hits(known: Catalogue, need: Need) -> dict[str, Hit]:
    best: dict[str, Hit] = {}
    if not texts.tells_nothing(need.plain):
        for hit in known.works.hits(need.plain):
            best.setdefault(hit.work.university, hit)
    return best


def _best_fields(known: Catalogue, found: Sequence[Found]) -> dict[str, tuple[Found, str]]:
    """For each university the likeliest field that it is strong in, by its best discipline."""
    best: dict[str, tuple[Found, str]] = {}
    for each in found:
        for school, discipline in sorted(
            known.strong.get(each.field, ()), key=lambda pair: _preference(known, *pair)
        ):
            best.setdefault(school, (each, discipline))
    return best


def _preference(known: Catalogue, school: str, discipline: str) -> tuple[str, float, str]:
    """The discipline with the highest level before the others."""
    told = known.schools[school].strong[discipline]
    value = next((v for word, v in weights().levels.items() if word in told), 1.0)
    return school, -value, discipline


def _fit(
    known: Catalogue,
    need: Need,
    school: School,
    by: tuple[Found | None, str],
    hit: Hit | None,
) -> Fit:
    found, discipline = by
    pair = _pair(known, need, school, discipline)
    relevance = 1 - (1 - min(1.0, found.score if found else 0.0)) * (1 - (hit.score if hit else 0))
    value, reasons = factors(pair)
    said = [*_relevant(known, found, discipline, hit), *reasons]
    said.sort(key=lambda text: not text.startswith("此前"))
    score = round(float(relevance * value), DIGITS)
    return Fit(need, school, found, discipline, hit, score, pair, said)


def _pair(known: Catalogue, need: Need, school: School, discipline: str) -> Pair:
    distance, region = known.regions.distance(need.regions, school.regions)
    return Pair(
        school,
        school.strong.get(discipline, ""),
        distance,
        known.regions.name(region) if region else "",
        known.points.km(need.regions, school.regions),
        bool(need.enterprise) and need.enterprise in school.partners,
        need.id,
        school.outcomes.get(need.enterprise, ()),
    )


def _relevant(
    known: Catalogue, found: Found | None, discipline: str, hit: Hit | None
) -> Iterable[str]:
    if found:
        field, own = known.tree.name(found.field), known.tree.name(discipline)
        through = "" if field == own else f"，对应其优势学科“{own}”"
        how = f"命中：{'、'.join(found.words)}" if found.words else "需求已注明学科"
        yield f"学科对口：{field}（{how}）{through}"
    if hit:
        what = "优势学科或平台" if hit.work.label == "University" else "成果、团队"
        name = hit.work.text if hit.work.label == "University" else hit.work.name
        yield f"{what}“{name}”与需求相符（命中：{'、'.join(hit.words)}）"


# ------------------------------------------------------------ as answers


def university(known: Catalogue, fit: Fit) -> UniversityMatch:
    return UniversityMatch(
        id=fit.school.id,
        name=fit.school.name,
        free=fit.school.free,
        path=_way(known, fit).steps(),
        **_common(known, fit),
    )


def enterprise(known: Catalogue, fit: Fit) -> EnterpriseMatch:
    return EnterpriseMatch(
        id=fit.need.enterprise,
        name=fit.need.enterprise_name,
        path=_way(known, fit).steps(back=True),
        **_common(known, fit),
    )


def _way(known: Catalogue, fit: Fit) -> Way:
    return way(known, fit.need, fit.school, fit.found, fit.discipline, fit.hit)


def _common(known: Catalogue, fit: Fit) -> dict[str, object]:
    words = [*(fit.found.words if fit.found else ()), *(fit.hit.words if fit.hit else ())]
    ref = Ref(label="Need", id=fit.need.id, name=fit.need.title) if fit.need.id else None
    return {
        "score": fit.score,
        "discipline": field(known, fit.found.field) if fit.found else None,
        "matched": list(dict.fromkeys(words)),
        "reasons": fit.reasons,
        "need": ref,
        "distance_km": fit.pair.km,
    }


def field(known: Catalogue, id: str) -> Field:
    return Field(code=id, name=known.tree.name(id))


def found_fields(known: Catalogue, found: Sequence[Found]) -> list[FoundField]:
    return [
        FoundField(
            code=each.field,
            name=known.tree.name(each.field),
            score=round(min(1.0, each.score), DIGITS),
            matched=each.words,
            by=each.witness.name if each.witness else "",
        )
        for each in found
    ]


def need_fields(known: Catalogue, need: Need, found: Sequence[Found]) -> NeedFields:
    ref = Ref(label="Need", id=need.id, name=need.title)
    why = "" if found else why_no_field(known, need)
    return NeedFields(need=ref, disciplines=found_fields(known, found), why=why)


def why_no_field(known: Catalogue, need: Need) -> str:
    """Why a need leads to no discipline."""
    if why := texts.tells_nothing(need.plain):
        return NOTHING + why
    if not known.tree.known:
        return (
            f"{NOTHING}图库中没有学科；用 honglian ingest 读入学科目录，"
            "或用 --format universities 读入全国高校和学科公开名单"
        )
    return f"{NOTHING}需求的字词没有出现在图库的学科、主题、环节和成果名称中，请写得具体些"


def why_nobody(known: Catalogue, need: Need, found: Sequence[Found]) -> str:
    """Why a need leads to no university."""
    if why := texts.tells_nothing(need.plain):
        return NOTHING + why
    if known.is_empty:
        return (
            f"{NOTHING}图库中没有高校院所；用 honglian ingest 读入“高校院所”表，"
            "或用 --format universities 读入全国高校和学科公开名单"
        )
    if not found:
        return why_no_field(known, need)
    names = "、".join(known.tree.name(each.field) for each in found)
    return f"{NOTHING}没有登记过在{names}有优势，或成果、团队与需求相符的高校院所"


def definition() -> str:
    return f"{DEFINITION}{described_factors()}"


def described_factors() -> str:
    return "；".join((each.__doc__ or "").strip().rstrip("。") for each in FACTORS)
