"""What is measured, what it is compared with, and which target it has to meet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import ceil, floor
from statistics import median
from typing import Literal

Engine = Literal["embedded", "neo4j"]
ENGINES: tuple[Engine, ...] = ("embedded", "neo4j")

FIRST = {"embedded": 1.5, "neo4j": 1.3}  # our first load, in those of the plain script
AGAIN = 0.5  # the same ingest again, in first loads
PEAK = 1024.0  # MB of the process that loads
P95_FACTOR, P95_MARGIN = 1.2, 0.3  # our p95 against the bare statement's; the margin in ms
CLOSE = (0.92, 1.3)  # in parts of what is allowed: between them a row is put again
ROUNDS = 5  # of calls, at most
ENOUGH = 20  # calls; of fewer a p95 is just the slowest one, and the p50 is judged
EVERY_RULE = 5.0  # seconds of all rules over 25,000 enterprises
GROWS = 1.1  # times as long as the enterprises are more: eleven times for ten times as many
HELP = 0.5  # seconds of `honglian --help`


@dataclass(frozen=True)
class Run:
    """One process from its start to its end: seconds of wall and of CPU, its peak in MB, and how
    many nodes and relationships it wrote."""

    wall: float
    cpu: float
    peak: float
    writes: int


@dataclass(frozen=True)
class Load:
    """Runs that alternated: plain script, ours, ours again."""

    engine: Engine
    plain: list[Run]
    first: list[Run]
    again: list[Run]

    @property
    def wall(self) -> float:
        return ratio(self.first, self.plain, lambda run: run.wall)

    @property
    def cpu(self) -> float:
        return ratio(self.first, self.plain, lambda run: run.cpu)

    @property
    def repeated(self) -> float:
        return ratio(self.again, self.first, lambda run: run.wall)

    @property
    def peak(self) -> float:
        return max(run.peak for run in self.first)

    @property
    def rewritten(self) -> int:
        """What the runs that had nothing new to write wrote; 0 is the target."""
        return max(run.writes for run in self.again)


@dataclass(frozen=True)
class Growth:
    """The load of the sample multiplied."""

    engine: Engine
    times: int
    run: Run


@dataclass(frozen=True)
class Times:
    """Milliseconds of calls, in the order in which they were made."""

    ms: Sequence[float]

    @property
    def p50(self) -> float:
        return percentile(self.ms, 50)

    @property
    def p95(self) -> float:
        return percentile(self.ms, 95)


@dataclass(frozen=True)
class Answered:
    """A question on a graph: our function and its bare statements, called in turns."""

    graph: str
    engine: Engine
    question: str
    statements: int
    ours: Times
    bare: Times

    @property
    def percent(self) -> int:
        """The percentile that is judged."""
        return 95 if len(self.ours.ms) >= ENOUGH else 50

    @property
    def judged(self) -> float:
        return percentile(self.ours.ms, self.percent)

    @property
    def limit(self) -> float:
        """The ms that are allowed to us."""
        return P95_FACTOR * percentile(self.bare.ms, self.percent) + P95_MARGIN

    @property
    def is_met(self) -> bool:
        return self.judged <= self.limit

    @property
    def is_close(self) -> bool:
        """Whether a few calls more could turn the verdict, either way."""
        least, most = CLOSE
        return least * self.limit <= self.judged <= most * self.limit

    def and_also(self, other: "Answered") -> "Answered":
        """The calls of both."""
        ours, bare = (*self.ours.ms, *other.ours.ms), (*self.bare.ms, *other.bare.ms)
        return replace(self, ours=Times(ours), bare=Times(bare))


@dataclass(frozen=True)
class Failed:
    """A question that gave no answer, and why."""

    graph: str
    engine: Engine
    question: str
    why: str


@dataclass(frozen=True)
class Judged:
    """All rules put to the sample multiplied, in seconds of each call."""

    engine: Engine
    times: int
    enterprises: int
    findings: int
    unknown: int
    seconds: Sequence[float]

    @property
    def median(self) -> float:
        return median(self.seconds)


@dataclass(frozen=True)
class Start:
    """Seconds from the start of a process to its end."""

    what: str
    seconds: Sequence[float]
    peak: float = 0.0
    target: float | None = None

    @property
    def median(self) -> float:
        return median(self.seconds)


@dataclass
class Figures:
    """Everything one run of the benchmark has measured."""

    loads: list[Load] = field(default_factory=list)
    growth: list[Growth] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)


def percentile(values: Sequence[float], percent: float) -> float:
    """Interpolated between the two nearest of the sorted values."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def ratio(ours: Sequence[Run], theirs: Sequence[Run], of: Callable[[Run], float]) -> float:
    """The median of the ratios of runs that were made next to each other."""
    return median(of(a) / of(b) for a, b in zip(ours, theirs, strict=True))


def misses(figures: Figures) -> list[str]:
    """Every target that was not met, in one line each."""
    return [
        *(line for load in figures.loads for line in _load_misses(load)),
        *(
            f"{start.what}: {start.median:.2f} s, target < {start.target} s"
            for start in figures.starts
            if start.target is not None and start.median >= start.target
        ),
        *(
            f"{a.question}, {a.graph}, {a.engine}: p{a.percent} {a.judged:.2f} ms, "
            f"allowed {a.limit:.2f} ms, of {len(a.ours.ms)} calls"
            for a in figures.answers
            if not a.is_met
        ),
        *(f"{f.question}, {f.graph}, {f.engine}: {f.why}" for f in figures.failures),
        *(
            f"all rules, {j.enterprises:,} enterprises, {j.engine}: {j.median:.1f} s, "
            f"target < {EVERY_RULE:.0f} s"
            for j in figures.judged
            if j.median >= EVERY_RULE
        ),
        *_growth_misses(figures.judged),
    ]


def _growth_misses(judged: Sequence[Judged]) -> Iterator[str]:
    for few, many in combinations(sorted(judged, key=lambda j: j.enterprises), 2):
        more = many.enterprises / few.enterprises
        longer = many.median / few.median
        if few.engine == many.engine and longer > GROWS * more:
            yield (
                f"all rules, {few.enterprises:,} to {many.enterprises:,} enterprises, "
                f"{few.engine}: × {longer:.1f} as long, target ≤ × {GROWS * more:.1f}"
            )


def _load_misses(load: Load) -> list[str]:
    name, limit = f"A-share load, {load.engine}", FIRST[load.engine]
    lines = []
    if load.wall > limit:
        lines.append(f"{name}: {load.wall:.2f} × the plain script, target ≤ {limit} ×")
    if load.engine == "embedded" and load.repeated > AGAIN:
        lines.append(f"{name}, again: {load.repeated:.2f} × the first, target ≤ {AGAIN} ×")
    if load.rewritten:
        lines.append(f"{name}, again: {load.rewritten} writes, target 0")
    if load.peak > PEAK:
        lines.append(f"{name}: peak {load.peak:.0f} MB, target ≤ {PEAK:.0f} MB")
    return lines
