"""Small drawings that stand in a line of text: a trend and a share."""

from collections.abc import Sequence

from markupsafe import Markup

from queries.overview import Moment

W, H, EDGE = 132, 30, 4
TREND = 2  # days that make one


def trend(moments: Sequence[Moment], label: str) -> Markup:
    """A line of the organisation rate from 0 to 1 over the moments; a time that nobody knows is
    a break in it, never a zero. The last known one is a dot; one alone is no trend, and no
    drawing."""
    if sum(_known(moment) is not None for moment in moments) < TREND:
        return Markup("")
    step = (W - 2 * EDGE) / max(1, len(moments) - 1)
    runs: list[list[str]] = [[]]
    last = None
    for at, moment in enumerate(moments):
        if (rate := _known(moment)) is None:
            runs.append([])
            continue
        last = EDGE + at * step, H - EDGE - rate * (H - 2 * EDGE)
        runs[-1].append(f"{last[0]:.1f},{last[1]:.1f}")
    lines = Markup("").join(
        Markup('<polyline points="{}"/>').format(" ".join(run)) for run in runs if len(run) > 1
    )
    dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3.5"/>').format(*last) if last else ""
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>'
        '<line x1="0" x2="{}" y1="{}" y2="{}"/>{}{}</svg>'
    ).format(W, H, label, label, W, H - EDGE, H - EDGE, lines, dot)


def _known(moment: Moment) -> float | None:
    return moment.organisation.rate if moment.organisation else None


def share(covered: int, surveyed: int, unsurveyed: int, label: str) -> Markup:
    """A bar of all operating enterprises: covered, surveyed and not covered, unsurveyed."""
    whole = surveyed + unsurveyed
    if not whole:
        return Markup("")
    first, second = 100 * covered / whole, 100 * surveyed / whole
    return Markup(
        '<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" role="img"'
        ' aria-label="{}"><title>{}</title>'
        '<rect class="b-unknown" width="100" height="6"/>'
        '<rect class="b-not" width="{:.2f}" height="6"/>'
        '<rect class="b-covered" width="{:.2f}" height="6"/></svg>'
    ).format(label, label, second, first)


def bar(count: int, most: int) -> Markup:
    """A count beside the largest of its kind; the number stands beside it in the text."""
    if not count:
        return Markup("")
    return Markup(
        '<svg class="bar" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{:.2f}" height="5"/></svg>'
    ).format(100 * count / most)
