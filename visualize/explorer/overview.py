"""The first page: every chain with its rates, its gaps and its open segments."""

from collections.abc import Mapping

from queries.coverage import Rate
from queries.overview import GRADES, ChainStanding, Overview, Standing
from visualize import terms
from visualize.explorer.cells import Cell, Link, Table
from visualize.explorer.frame import Frame, render
from visualize.explorer.say import SAY
from visualize.explorer.spark import TREND, share, trend
from visualize.heat import grade

POSITION_KEYS: Mapping[str, str] = {"上游": "up", "中游": "mid", "下游": "down", "配套": "side"}


def page(found: Overview, frame: Frame) -> str:
    """The page as text."""
    say = SAY[frame.lang]
    return render(
        "overview",
        frame,
        say["overview"],
        found=found,
        whole=[one for one in found.items if one.segments],
        bare=[one for one in found.items if not one.segments],
        totals=totals(found),
        unjudged=terms.unjudged(found.unknown, found.unjudged, frame.lang, of_chain=False),
        table=tables(found, frame)["chains"],
        state=state,
        position=POSITION_KEYS,
        spark=lambda one: trend(one.trend, trend_words(one, frame)),
        moved=lambda one: moved(one, frame),
        share=lambda one: share(
            one.coverage.organisation.numerator,
            one.coverage.organisation.denominator,
            one.coverage.unsurveyed,
            terms.rate(one.coverage.organisation),
        ),
    )


def tables(found: Overview, frame: Frame) -> dict[str, Table]:
    """The table of all chains, by its key."""
    say = SAY[frame.lang]
    columns = (
        say["chain"], say["id"], say["segments"], say["enterprises"],
        say["covered"], say["definition_of"], say["organisation_rate"], say["independent_rate"],
        say["work_rate"], say["unsurveyed"], say["high"], say["medium"], say["low"],
        say["open_segments"],
    )  # fmt: skip
    rows = tuple(_row(one, frame) for one in found.items)
    return {"chains": Table("chains", say["chains"], columns, rows)}


def _row(one: ChainStanding, frame: Frame) -> tuple[Cell, ...]:
    chain, rates = one.chain, one.coverage
    return (
        Link(chain.name, frame.to("Chain", chain.id)), chain.id, chain.segments, chain.enterprises,
        rates.organisation.numerator, rates.organisation.denominator,
        percent(rates.organisation), percent(rates.independent), percent(rates.work),
        rates.unsurveyed, *(one.gaps[grade] for grade in GRADES), chain.gaps,
    )  # fmt: skip


def percent(rate: Rate) -> str | None:
    """74.3%; nothing where nobody was surveyed, since unknown is not none."""
    return None if rate.rate is None else f"{rate.rate:.1%}"


def totals(found: Overview) -> dict[str, int]:
    """Sums over the chains; an enterprise of two chains counts in both."""
    return {
        "chains": found.total,
        "open": sum(one.chain.gaps for one in found.items),
        **{grade: sum(one.gaps[grade] for one in found.items) for grade in GRADES},
    }


def state(one: Standing) -> str:
    """How a segment stands: gap, empty, unknown, weak, fair or good."""
    if one.gap:
        return "gap"
    rate = one.organisation.rate
    if rate is None:
        return "unknown" if one.unsurveyed else "empty"
    return grade(rate)


def moved(one: ChainStanding, frame: Frame) -> str:
    """What the trend comes to: points since the first day known, or that there is none yet."""
    say = SAY[frame.lang]
    told = [
        (m.on, m.organisation.rate)
        for m in one.trend
        if m.organisation and m.organisation.rate is not None
    ]
    if len(told) < TREND:
        return say["trend_one"] if told else say["trend_none"]
    (since, first), (_, last) = told[0], told[-1]
    return say["trend_moved"].format(on=since, change=f"{100 * (last - first):+.0f}")


def trend_words(one: ChainStanding, frame: Frame) -> str:
    """The trend for those who do not see it, and what stands beside a short one."""
    say = SAY[frame.lang]
    told = [f"{m.on} {percent(m.organisation)}" for m in one.trend if m.organisation]
    return f"{say['trend_of']}：{'，'.join(told)}" if told else say["trend_none"]
