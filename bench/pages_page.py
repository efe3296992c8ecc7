"""The bars of the pages as docs/pages-performance.md."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import NamedTuple

from bench.machine import Machine

PAGE = "docs/pages-performance.md"
# seconds, as a page tells them by its own clock
PAINTED = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime / 1000"""
HEAD = """\
# 页面的性能与安全 · Pages, measured

Written by `python -m bench.pages` in one run; what the pages are for is in [pages.md](pages.md).
Both sides of a ratio were opened in turns in one Chromium on the same machine, which others may
have used at the time: the ratios count, absolute figures belong to this machine:

{cores} cores ({processor}), {memory} GB, {system} · Python {python} · {day} · commit {commit} ·
load {load:.1f} (mean of a quarter of an hour; above {cores} the machine had more to do than cores,
and every second below is longer than it would be at rest)
"""
SIDES = """
*Ours* is a page as `honglian` writes it. *Stock* is pyvis 0.3.2 as it comes
(`cdn_resources="in_line"`), of the same nodes and edges, physics on; its outside requests are
counted and refused. *Static pyvis* is that with our places and `toggle_physics(False)`. *Plain
vis-network* has our places, physics off, and otherwise its own settings. A picture stands when
nothing is simulated any more and two more frames have been painted; seconds are from the address to
that, by the clock of the page. Cold is the first time that anybody opens a page after the start of
the service, warm the median of those after it. Payloads are those of `tests/payloads.py`, one call
in each context; that none of all 480 runs in any page, file or table of the explorer is what
`tests/test_payloads_browser.py` shows. The A-share graph has 99,716 nodes; it is embedded, and a
click is timed from the button to the next picture with something new in it, by the clock of the
page.
"""


class Bar(NamedTuple):
    """What is measured, its target, our figure, what stands beside it, and whether it is met."""

    what: str
    target: str
    ours: str
    beside: str
    met: bool

    @property
    def line(self) -> str:
        beside = f" ({self.beside})" if self.beside else ""
        return f"{self.what}: {self.ours}{beside}, target {self.target}{'' if self.met else ' ✗'}"


def render(bars: Sequence[Bar], machine: Machine, load: float) -> str:
    """The whole page. `load` is how many processes wanted a core, in the mean of the run."""
    return "\n".join(_parts(bars, machine, load))


def _parts(bars: Sequence[Bar], machine: Machine, load: float) -> Iterator[str]:
    yield HEAD.format(**asdict(machine), load=load)
    missed = [bar for bar in bars if not bar.met]
    yield f"Of {len(bars)} bars {len(bars) - len(missed)} are met. Missed:\n"
    yield "\n".join(f"* {bar.line}" for bar in missed) if missed else "* none"
    yield "\n## Bars\n"
    yield "| what | target | ours | beside |"
    yield "|---|---|---|---|"
    for bar in bars:
        mark = "" if bar.met else " ✗"
        yield f"| {bar.what} | {bar.target} | **{bar.ours}**{mark} | {bar.beside} |"
    yield f"\n{SIDES.strip()}\n"
