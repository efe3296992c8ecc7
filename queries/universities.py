"""Universities for an enterprise and enterprises for a university: along the disciplines that a
segment relates to and a university is strong in, or by a chain served or work done together."""

from graph.errors import NotFound
from graph.store import Row, Store
from queries.answers import Answer, Items
from queries.partners import unknown_enterprise
from queries.scoring import Candidate, Feature, Reason, described, score
from queries.steps import Step, path
from queries.text import cypher

MOST_FIELDS = 4  # more common disciplines than these say nothing more


class Field(Answer):
    """A discipline of GB/T 13745."""

    code: str
    name: str


class Match(Answer):
    """What fits, in either direction, with the reasons and the way that led there."""

    id: str
    name: str
    score: float
    discipline: Field | None
    matched: list[str]
    reasons: list[str]
    path: list[Step]
    distance_km: float | None = None


class UniversityMatch(Match):
    """A university that fits. `matched` names the common disciplines, `discipline` is the first of
    them. `distance_km` and `free` are null until somebody tells places and capacities."""

    free: int | None = None


class EnterpriseMatch(Match):
    """An enterprise that a university fits."""


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


# Weighted so that the order by score is the order of the statements.
FEATURES: tuple[Feature, ...] = (common_disciplines, serves_the_chain, works_together)
DEFINITION = f"得分为下列各项之和，只用于排序，不是概率：{described(FEATURES)}"


async def for_enterprise(
    store: Store, enterprise_id: str, *, as_of: str, limit: int = 10
) -> Items[UniversityMatch]:
    """The universities that fit an enterprise best; when there is none, `why`."""
    statement = cypher("universities_for_enterprise")
    rows = await store.read(statement, id=enterprise_id, as_of=as_of, limit=limit)
    if not rows:
        raise unknown_enterprise(enterprise_id)
    unplaced = "不知道该企业处于哪个环节，也没有高校服务它所在的产业链"
    return Items(
        items=[UniversityMatch(**_match(item)) for item in rows[0]["items"]],
        total=rows[0]["total"],
        as_of=as_of,
        definition=DEFINITION,
        why=_why(
            rows[0],
            unplaced,
            "没有登记过优势学科与其环节涉及学科对口的高校院所",
        ),
    )


async def for_university(
    store: Store, university_id: str, *, as_of: str, limit: int = 10
) -> Items[EnterpriseMatch]:
    """The operating enterprises that a university fits best; when there is none, `why`."""
    statement = cypher("enterprises_for_university")
    rows = await store.read(statement, id=university_id, as_of=as_of, limit=limit)
    if not rows:
        raise NotFound(
            f"没有编号为“{university_id}”的高校院所",
            f"no university with the id {university_id!r}",
            fix_zh="用 honglian search 查找高校院所",
            fix_en="Look for it with honglian search",
        )
    unplaced = "不知道该高校的优势学科，它也没有服务的产业链"
    return Items(
        items=[EnterpriseMatch(**_match(item)) for item in rows[0]["items"]],
        total=rows[0]["total"],
        as_of=as_of,
        definition=DEFINITION,
        why=_why(rows[0], unplaced, "没有登记过环节涉及学科与其优势学科对口的企业"),
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
        "path": path(row["steps"], row["rels"]),
    }


def _why(row: Row, unplaced: str, nobody: str) -> str:
    if row["total"]:
        return ""
    return f"暂无可靠建议：{nobody if row['placed'] else unplaced}"
