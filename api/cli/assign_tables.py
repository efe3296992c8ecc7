"""How assignments look on a terminal."""

from rich.console import Console
from rich.text import Text

from api.cli.grid import footing, grid
from api.cli.language import Lang
from api.cli.terminal import clean
from queries.answers import Ref
from queries.assigning import Assignment, Assignments
from visualize import terms

FEW = 3  # holders in one cell; --json has them all
TITLES = {
    "党建指导员": "Instructors",
    "挂点领导": "Leaders",
    "党员服务专员": "Service officers",
    "高校院所": "Universities",
}


def show_assignments(console: Console, answer: Assignments, lang: Lang) -> None:
    """Whom each enterprise got, its own best and who has that one's places; who has how many."""
    headers = (
        ("企业", "enterprise"),
        ("分配", "got"),
        ("排名#", "rank#"),
        ("自身最优", "its best"),
        ("损失#", "loss#"),
        ("最优的名额归", "holder"),
        ("需求", "need"),
        ("理由", "why"),
    )
    title = (f"{answer.role}分配方案", f"{TITLES[answer.role]} assigned")
    grid(console, title, headers, (_row(item) for item in answer.items), lang)
    places = (
        ("对象", "who"),
        ("名额#", "capacity#"),
        ("已联系#", "held#"),
        ("新分配#", "assigned#"),
    )
    taken = [(terms.ref(s.who), s.capacity, s.held, s.taken) for s in answer.seats if s.taken]
    if taken:
        grid(console, ("名额使用情况", "Places"), places, taken, lang)
    served = answer.total - len(answer.left)
    cost = (
        f"{served} of {answer.total} served; cost {answer.cost}, the least there is"
        if lang == "en"
        else f"{answer.total}家企业中{served}家获安排；总代价 {answer.cost} 分，为最小"
    )
    for line in (cost, *answer.notes):
        console.print(Text(clean(line)), soft_wrap=not console.is_terminal)
    footing(console, answer, lang)


def _row(item: Assignment) -> tuple[object, ...]:
    return (
        terms.ref(item.source),
        _short(item.target),
        "–" if item.rank is None else item.rank,
        _short(item.best),
        "–" if item.loss is None else item.loss,
        _refs(item.holder) or "–",
        item.need,
        item.why,
    )


def _short(ref: Ref | None) -> str:
    """Cadres by their number alone, since the table of places says whom they serve."""
    if ref is None:
        return "–"
    return ref.id if ref.label == "Cadre" else terms.ref(ref)


def _refs(refs: list[Ref]) -> str:
    listed = "、".join(map(terms.ref, refs[:FEW]))
    return f"{listed} 等 {len(refs)} 家" if len(refs) > FEW else listed
