"""What a plan would close and cannot, and whom it cannot judge: for each the reason, so that nobody
takes a plan without steps for a chain in order."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from queries.answers import Answer, Ref
from queries.closing.situation import Cadre
from queries.closing.unjoined import Unjoined
from queries.rules import Finding, Unknown

SHOWN = 50  # subjects that are listed for a reason
TRANSFER_FIRST = "组织关系由党员本人转入，转入后再组建，此前缺口仍在"
NOT_CLOSED = "本方案的措施落实后，规则仍判定为缺口"
NOBODY = "尚未登记{who}（“联系服务”表，或企业表的同名列）"
NO_PLACE = "已登记的{who}没有空余名额（每人的名额可在“干部”表“可联系企业数”填写），须增派"
NOT_ALLOWED = "{who}的空余名额已由本方案用完，或已禁止联系该企业，须增派"


class Staying(Answer):
    """Gaps of one rule that the plan is for and that no step closes, for one reason; at most 50
    subjects are listed."""

    rule: str
    why: str
    count: int
    subjects: list[Ref]


class Lacking(Answer):
    """Enterprises that the rules of a plan cannot judge, since nobody told the same properties
    (`missing`); at most 50 are listed."""

    missing: list[str]
    count: int
    subjects: list[Ref]


def unserved(cadres: Sequence[Cadre], who: str) -> str:
    """Why somebody stays without one of these cadres, who are called so."""
    if not cadres:
        return NOBODY.format(who=who)
    free = any(cadre.places > 0 for cadre in cadres)
    return (NOT_ALLOWED if free else NO_PLACE).format(who=who)


def staying(
    after: Iterable[Finding], unjoined: Iterable[Unjoined], why: Mapping[tuple[str, str], str]
) -> list[Staying]:
    """What stays of the rules of a plan, by rule and reason. `why` is by rule and subject, for
    those whom the plan left to themselves."""
    known = {("PO-03", ref.id): each.why for each in unjoined for ref in each.subjects}
    known |= why
    found: dict[tuple[str, str], list[Ref]] = defaultdict(list)
    for each in after:
        usual = TRANSFER_FIRST if each.rule == "PO-02" else NOT_CLOSED
        reason = known.get((each.rule, each.subject.id), usual)
        found[each.rule, reason].append(each.subject)
    return [
        Staying(rule=rule, why=reason, count=len(refs), subjects=refs[:SHOWN])
        for (rule, reason), refs in sorted(found.items())
    ]


def lacking(unknown: Iterable[Unknown]) -> list[Lacking]:
    """The subjects by all that they lack."""
    missing: dict[Ref, set[str]] = defaultdict(set)
    for each in unknown:
        missing[each.subject].update(each.missing)
    alike: dict[tuple[str, ...], list[Ref]] = defaultdict(list)
    for ref, names in missing.items():
        alike[tuple(sorted(names))].append(ref)
    return [
        Lacking(missing=[*names], count=len(refs), subjects=refs[:SHOWN])
        for names, refs in sorted(alike.items())
    ]


def without_steps(staying: Collection[Staying], unsurveyed: int) -> str:
    """Why a plan has no steps. Of enterprises that nobody surveyed its rules say nothing, so that
    none of their gaps is known."""
    unknown = f"；{unsurveyed} 家在营企业未摸排，未作判断，请先摸排" if unsurveyed else ""
    if not staying:
        return f"没有可由本方案销号的缺口{unknown}"
    count = sum(each.count for each in staying)
    told = "。".join(f"{each.rule}：{each.why}" for each in staying)
    return f"有 {count} 项可办的缺口，但现有条件下没有可行的措施：{told}{unknown}"
