"""Tables of joint building: what is worth building, and why a pair is not suggested."""

from rich.console import Console
from rich.text import Text

from api.cli.grid import footing, grid
from api.cli.language import Lang
from api.cli.terminal import clean
from queries.answers import Items
from queries.joint_suggestions import JointSuggestion, WhyNot
from visualize import terms


def show_suggestions(console: Console, answer: Items[JointSuggestion], lang: Lang) -> None:
    """Who should build with whom, in which form, why, and along which path."""
    headers = (
        ("甲方", "from"),
        ("乙方", "to"),
        ("得分#", "score#"),
        ("形式", "form"),
        ("理由", "reasons"),
        ("路径", "path"),
        ("可助消除", "would close"),
    )
    rows = [
        (
            terms.ref(each.source),
            terms.ref(each.target),
            each.score,
            f"{each.form}：{each.why}",
            "；".join(each.reasons),
            terms.path(each.path, lang),
            "、".join(each.closes),
        )
        for each in answer.items
    ]
    grid(console, ("值得新建的联建共建", "Links worth building"), headers, rows, lang)
    footing(console, answer, lang)


def show_why_not(console: Console, answer: WhyNot, lang: Lang) -> None:
    """What was looked for and what was found; below it the upshot."""
    title = f"{terms.ref(answer.source)} — {terms.ref(answer.target)}"
    headers = (("理由", "reason"), ("查到", "found"), ("权重#", "weight#"))
    none = "无" if lang == "zh" else "none"
    rows = [(each.looks_at, each.found or none, each.weight) for each in answer.reasons]
    if rows:
        grid(console, (title, title), headers, rows, lang)
    console.print(Text(clean(answer.why)))
    zh = f"截至 {answer.as_of} · 共比较出 {answer.compared} 对"
    en = f"as of {answer.as_of} · {answer.compared} pairs suggested in all"
    console.print(Text(zh if lang == "zh" else en, style="dim"))
