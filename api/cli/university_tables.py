"""How answers about universities and needs look on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from api.cli.grid import footing, grid
from api.cli.language import Lang
from api.cli.terminal import clean
from queries.answers import Items
from queries.matching.answer import (
    CommonNeed,
    EnterpriseMatch,
    FoundField,
    Match,
    UniversitiesForEnterprise,
    UniversitiesForNeed,
)
from visualize import terms

DISCIPLINES = (
    ("学科", "discipline"),
    ("得分#", "score#"),
    ("命中词", "words"),
    ("最像", "most like"),
)


def show_for_need(console: Console, answer: UniversitiesForNeed, lang: Lang) -> None:
    """What the need is about, then who can meet it."""
    if answer.disciplines:
        rows = [_discipline(each) for each in answer.disciplines]
        grid(console, ("涉及学科", "Disciplines"), DISCIPLINES, rows, lang)
    _matches(console, answer.items, ("高校院所", "university"), lang)
    for note in answer.notes:
        console.print(Text(clean(note), style="yellow"))
    footing(console, answer, lang)


def show_for_enterprise(console: Console, answer: UniversitiesForEnterprise, lang: Lang) -> None:
    """What each need is about, then the universities."""
    if answer.needs:
        headers = (("需求", "need"), *DISCIPLINES)
        rows: list[tuple[object, ...]] = [
            (terms.ref(need.need), *_discipline(each))
            for need in answer.needs
            for each in need.disciplines
        ]
        rows += [(terms.ref(n.need), n.why, "", "", "") for n in answer.needs if n.why]
        grid(console, ("需求", "Needs"), headers, rows, lang)
    _matches(console, answer.items, ("高校院所", "university"), lang)
    footing(console, answer, lang)


def show_enterprises(console: Console, answer: Items[EnterpriseMatch], lang: Lang) -> None:
    """Enterprises with the reasons and the way to each."""
    _matches(console, answer.items, ("企业", "enterprise"), lang)
    footing(console, answer, lang)


def show_common(console: Console, answer: Items[CommonNeed], lang: Lang) -> None:
    """Groups of needs with who has them and who could meet them."""
    headers = (
        ("共性需求", "common need"),
        ("企业", "enterprises"),
        ("相似度#", "alike#"),
        ("学科", "discipline"),
        ("高校院所", "universities"),
    )
    rows = [
        (
            terms.named(each.name, each.id),
            "、".join(terms.ref(ref) for ref in each.enterprises),
            each.alike,
            each.discipline.name if each.discipline else None,
            "、".join(terms.named(u.name, u.id) for u in each.universities),
        )
        for each in answer.items
    ]
    grid(console, ("共性需求", "Common needs"), headers, rows, lang)
    footing(console, answer, lang)


def _discipline(each: FoundField) -> tuple[str, float, str, str]:
    return terms.named(each.name, each.code), each.score, "、".join(each.matched), each.by


def _matches(console: Console, items: Sequence[Match], who: tuple[str, str], lang: Lang) -> None:
    headers = (who, ("得分#", "score#"), ("理由", "reasons"), ("路径", "path"))
    rows = [
        (terms.named(m.name, m.id), m.score, "；".join(m.reasons), terms.path(m.path, lang))
        for m in items
    ]
    grid(console, who, headers, rows, lang)
