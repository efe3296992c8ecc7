"""From the answers to the report: cover, figures, sections."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from graph.store import Store
from queries.packs import DENOMINATORS, Pack
from queries.patternfiles import Pattern
from queries.rulefiles import Rule
from queries.targets import OPEN_SEGMENT
from visualize import terms
from visualize.report import sections
from visualize.report.answers import Answers, ask
from visualize.report.content import (
    Asked,
    Asking,
    Figure,
    Report,
    Section,
    Share,
    listed,
    plain,
)

SECTIONS: Sequence[Callable[[Answers, Asking], Section | None]] = (
    sections.coverage,
    sections.gaps_by_rule,
    sections.gaps,
    sections.changes,
    sections.unknowns,
    sections.open_segments,
    sections.chain_gaps,
    sections.closing,
    sections.links,
    sections.suggestions,
    sections.pattern,
    sections.targets,
    sections.facts,
    sections.sources,
)


async def report(
    store: Store,
    rules: Sequence[Rule],
    *,
    as_of: str,
    pack: Pack,
    pattern: Pattern,
    chain: str | None = None,
    since: str | None = None,
    store_option: str = "",
    release: str = "",
) -> Report:
    """The report of a chain (id or name), or of all, with what changed `since` a day if one is
    named. `store_option` ends the commands that it prints, such as ` --store arcade:FOLDER`;
    `release` is that of the program. Raises what `ask` raises."""
    answers = await ask(
        store, rules, as_of=as_of, pack=pack, pattern=pattern, chain=chain, since=since
    )
    return compose(answers, store_option, release)


def compose(answers: Answers, store_option: str = "", release: str = "") -> Report:
    """The report of answers."""
    about = answers.chain.name if answers.chain else f"全部产业链（{len(answers.chains)} 条）"
    wanted = answers.chain.id if answers.chain else None
    asking = Asking(answers.as_of, answers.pack, wanted, store_option)
    made = tuple(filter(None, (make(answers, asking) for make in SECTIONS)))
    asked = {section.key: section.asked[0] for section in made}
    return Report(
        title=plain(f"{about}：红链报告"),
        on=date.fromisoformat(answers.as_of),
        about=tuple((name, plain(text)) for name, text in _about(answers, release)),
        figures=(*_rates(answers, asking), *_counts(answers, asked)),
        sections=made,
    )


def _about(answers: Answers, release: str) -> Iterator[tuple[str, str]]:
    pack, dates, run = answers.pack, answers.dates, answers.status.last_run
    yield "产业链", listed(terms.named(chain.name, chain.id) for chain in answers.chains)
    yield "截至", answers.as_of
    yield (
        "数据日期",
        (
            f"企业数字 {dates.first} 至 {dates.last}（{dates.enterprises} 家）"
            if dates.last
            else "没有在该日有效的企业数字"
        ),
    )
    if release:
        yield "程序版本", release
    yield "规则包", f"{pack.zh}（{pack.name} {pack.version}）"
    yield "分母", DENOMINATORS[pack.denominator]
    yield "口径", answers.coverage.definition
    yield (
        "图库",
        (
            f"{answers.status.engine}；{answers.status.total_nodes} 个对象，"
            f"{answers.status.total_relationships} 条关系"
        ),
    )
    if run:
        yield "最近一次入库", f"{run.id}，{run.started_at}，{len(run.files)} 个文件"
        yield "入库文件", listed(run.files)


def _rates(answers: Answers, asking: Asking) -> Iterator[Figure]:
    """Three rates of each chain, and the work rate without unions and league."""
    for found in answers.coverage.items:
        asked = asking.of(found.chain).asked("coverage", "/v1/coverage", pack=True)
        for name, rate in (
            ("组织覆盖率", found.organisation),
            ("单独组建率", found.independent),
            ("工作覆盖率", found.work),
            ("工作覆盖率（不计群团）", found.instructed),
        ):
            yield Figure(
                name=name,
                chain=plain(found.name or found.chain or ""),
                value=None if rate.rate is None else Share(rate.rate),
                asked=asked,
                section="覆盖率",
                numerator=rate.numerator,
                denominator=rate.denominator,
                unknown=rate.unknown,
            )


def _counts(answers: Answers, asked: Mapping[str, Asked]) -> Iterator[Figure]:
    """How many there are of everything that has a section of its own."""
    found = answers.findings
    late = sum(target.state in ("missed", "late") for target in answers.targets.items)
    counts = [
        *(
            (f"缺口（{terms.severity(severity, 'zh')}）", count, "缺口")
            for severity, count in sections.by_severity(found.items).items()
        ),
        ("因缺少数据无法判断的对象", len(found.unknown), "无法判断"),
        ("因缺少数据无法判断的规则", len(found.unjudged), "无法判断"),
        ("断点", sum(f.rule == OPEN_SEGMENT for f in found.items), "断点"),
        ("产业链缺口", answers.chain_gaps.total, "补链强链"),
        ("销号方案步骤", answers.plan.total, "销号方案"),
        ("已建立的联建共建", answers.links.total, "联建共建"),
        ("值得新建的联建共建", answers.suggestions.total, "建议联建"),
        ("目标", answers.targets.total, "目标"),
        ("逾期的目标", late, "目标"),
        ("已发表指标", answers.facts.total, "已发表指标"),
        ("与图不符的指标", sum(not fact.holds for fact in answers.facts.items), "已发表指标"),
    ]
    if answers.changes:
        told = sections.by_change(answers.changes).items()
        counts += [(f"缺口变化（{kind}）", count, sections.CHANGES) for kind, count in told]
    about = answers.chain.name if answers.chain else "全部"
    for name, count, key in counts:
        yield Figure(name=name, chain=plain(about), value=count, asked=asked[key], section=key)
