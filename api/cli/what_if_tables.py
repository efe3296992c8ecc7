"""How what would be lost with an enterprise looks on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from api.cli.grid import grid
from api.cli.language import Lang
from api.cli.terminal import clean
from queries.answers import Ref
from queries.naming import Names
from queries.what_if import Losing, LostOrganisation, LostTie
from visualize import terms

FEW = 8  # units in one cell; --json has them all


def show_losing(console: Console, answer: Losing, lang: Lang, names: Names) -> None:
    """A table for each kind of loss that there is, then what mends them and what nobody can;
    chains are said with their `names`."""
    _show_ties(console, ("失去唯一供应方", "Without a supplier"), answer.without_supplier, lang)
    _show_ties(console, ("失去唯一客户", "Without a customer"), answer.without_customer, lang)
    _show_segments(console, answer, lang, names)
    _show_organisations(console, answer.organisations, lang)
    _show_people_and_orders(console, answer, lang)
    _show_coverage(console, answer, lang)
    _show_mend(console, answer, lang)
    _foot(console, answer, lang)


def _show_ties(
    console: Console, title: tuple[str, str], found: Sequence[LostTie], lang: Lang
) -> None:
    headers = (
        ("企业", "enterprise"),
        ("产品", "product"),
        ("依据", "by"),
        ("原因", "why"),
        ("路径", "path"),
        ("就近替代", "substitutes near"),
    )
    by = {"known": ("已知供需", "known"), "products": ("产品关系", "products")}
    rows = [
        (
            terms.ref(each.enterprise),
            terms.ref(each.product) if each.product else each.told or "–",
            by[each.by][lang == "en"],
            each.why,
            terms.path(each.path, lang),
            "\n".join(f"{terms.ref(s.enterprise)}：{s.why}" for s in each.substitutes)
            or each.no_substitutes,
        )
        for each in found
    ]
    if rows:
        grid(console, title, headers, rows, lang)


def _show_segments(console: Console, answer: Losing, lang: Lang, names: Names) -> None:
    headers = (("环节", "segment"), ("产业链", "chains"), ("原因", "why"))
    rows = [
        (terms.ref(s.segment), "、".join(terms.entity("Chain", c, names) for c in s.chains), s.why)
        for s in answer.segments
    ]
    if rows:
        grid(console, ("断开的环节", "Segments that open"), headers, rows, lang)


def _show_organisations(console: Console, found: Sequence[LostOrganisation], lang: Lang) -> None:
    headers = (
        ("党组织", "organisation"),
        ("类别", "kind"),
        ("现正式党员#", "formal members#"),
        ("余#", "left#"),
        ("少于3名", "below three"),
        ("余下的单位", "units left"),
        ("说明", "why"),
    )
    told = {True: ("是", "yes"), False: ("否", "no"), None: ("不能判断", "unknown")}
    rows = [
        (
            terms.ref(each.organisation),
            each.kind,
            each.formal_before.text,
            each.formal_after.text,
            told[each.below][lang == "en"],
            _units(each.units),
            each.why,
        )
        for each in found
    ]
    if rows:
        grid(console, ("党组织的变化", "Party organisations"), headers, rows, lang)


def _units(units: Sequence[Ref]) -> str:
    listed = "、".join(map(terms.ref, units[:FEW])) or "–"
    return f"{listed} 等 {len(units)} 个" if len(units) > FEW else listed


def _show_people_and_orders(console: Console, answer: Losing, lang: Lang) -> None:
    people = answer.people
    rows = [(people.members.text, people.talents.text, people.staff.text, len(answer.orders))]
    headers = (
        ("党员#", "members#"),
        ("人才#", "talents#"),
        ("员工#", "staff#"),
        ("未办结诉求#", "open orders#"),
    )
    grid(console, ("人员与诉求", "People and orders"), headers, rows, lang)
    if answer.orders:
        columns = (("诉求", "order"), ("类别", "category"), ("状态", "state"), ("时限", "due"))
        listed = [
            (terms.named(o.name, o.id), o.category or "–", o.state or "–", o.due_at or "–")
            for o in answer.orders
        ]
        grid(console, ("未办结的诉求", "Open orders"), columns, listed, lang)


def _show_coverage(console: Console, answer: Losing, lang: Lang) -> None:
    headers = (
        ("产业链", "chain"),
        ("党组织覆盖，现在#", "organisation, now#"),
        ("失去后#", "without it#"),
        ("工作覆盖，现在#", "work, now#"),
        ("失去后#", "without it#"),
    )
    rows = [
        (
            terms.named(each.before.name or "", each.chain),
            terms.rate(each.before.organisation),
            terms.rate(each.after.organisation),
            terms.rate(each.before.work),
            terms.rate(each.after.work),
        )
        for each in answer.coverage
        if (each.before.organisation, each.before.work)
        != (each.after.organisation, each.after.work)
    ]
    if rows:
        grid(console, ("覆盖率的变化", "Coverage"), headers, rows, lang)


def _show_mend(console: Console, answer: Losing, lang: Lang) -> None:
    kinds = {
        "supply": ("作供应方", "as supplier"),
        "demand": ("作客户", "as customer"),
        "segment": ("进入环节", "into segment"),
    }
    headers = (
        ("候选企业", "candidate"),
        ("所在地", "place"),
        ("作用", "role"),
        ("对象", "for"),
        ("补上项数#", "mends#"),
        ("理由", "why"),
        ("路径", "path"),
    )
    rows = [
        (
            terms.ref(link.source),
            link.region or "–",
            kinds[link.kind][lang == "en"],
            terms.ref(link.target),
            len(link.mends),
            link.why,
            terms.path(link.path, lang),
        )
        for link in answer.mend
    ]
    if rows:
        grid(console, ("补链：最少的新增联系", "Mend: the fewest new links"), headers, rows, lang)
    if answer.unmended:
        columns = (("对象", "of"), ("为何补不上", "why nobody can"))
        listed = [(terms.ref(each.subject), each.why) for each in answer.unmended]
        grid(console, ("补不上的", "Cannot be mended"), columns, listed, lang)


def _foot(console: Console, answer: Losing, lang: Lang) -> None:
    who = terms.ref(answer.enterprise)
    day = f"截至 {answer.as_of}" if lang == "zh" else f"as of {answer.as_of}"
    sources = "、".join(answer.sources)
    told = f"来源：{sources}" if lang == "zh" else f"Sources: {sources}"
    for line in filter(None, (f"{who} · {day}", answer.why, answer.definition, sources and told)):
        console.print(Text(clean(line), style="dim"), soft_wrap=not console.is_terminal)
