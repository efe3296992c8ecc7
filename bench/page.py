"""The figures as docs/performance.md."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from statistics import median

from bench.figures import (
    AGAIN,
    CLOSE,
    ENGINES,
    ENOUGH,
    EVERY_RULE,
    FIRST,
    HELP,
    P95_FACTOR,
    P95_MARGIN,
    PEAK,
    ROUNDS,
    Answered,
    Figures,
    Growth,
    Judged,
    Load,
    Run,
    Start,
    misses,
)
from bench.machine import Machine
from bench.rulebook import CALLS

TITLES = {"embedded": "ArcadeDB, embedded", "neo4j": "Neo4j"}
HEAD = """\
# 性能 · Performance

Written by `make bench` (`python -m bench`), in one run. Ratios are what counts: both sides of each
ran in turns on the same machine in the same minutes. Absolute figures belong to this machine:

{cores} cores ({processor}), {memory} GB, {system} · Python {python} · ArcadeDB {arcadedb} ·
Neo4j Community {neo4j} (heap 1 GB, on the same machine), driver {driver} · {day} · commit {commit}
"""
LOAD_TEXT = f"""\
The A-share graph: 99,716 nodes and 161,681 relationships from seven CSV files. *Plain* is a script
of some hundred lines with the same nodes, relationships and figures, without provenance, readings
in pinyin, checks, report and record of the run: on ArcadeDB the engine's own bulk loader
(`graph_batch`), on Neo4j constraints first, then `UNWIND` + `MERGE` in batches of 10,000 through
the bare driver. Each load is a process of its own, from its start to its end, into an empty graph;
on Neo4j into one server that a first pair has warmed up and that is emptied between.

* **ours ÷ plain**: the median of the ratios of neighbouring runs; target ≤ {FIRST["embedded"]}
  embedded, ≤ {FIRST["neo4j"]} Neo4j. CPU is that of the loading process, without Neo4j's own.
* **again**: the same ingest once more in a fresh process; target 0 writes, embedded ≤ {AGAIN} of
  the first.
* **peak**: resident memory of the loading process; target ≤ {PEAK:.0f} MB.
"""
QUESTION_TEXT = f"""\
Milliseconds, p50 / p95, of our function and of the *bare* statements that it issues, put to the
same graph through the bare driver: `Database.query` in this process, `AsyncSession.run` on Neo4j.
Ours includes the typed answer that the API and the pages use. The two are called in turns, about
some eight entities from all over the graph. Target: p95 of ours ≤ {P95_FACTOR} × p95 of bare +
{P95_MARGIN} ms; ✗ marks a miss. `n` are the calls of each, embedded / Neo4j: fewer of what is slow.
Of fewer than {ENOUGH} calls a p95 is just the slowest one: there the p50 is judged, by the same
rule. Where a few calls more could turn the verdict, whichever it is ({CLOSE[0]} to {CLOSE[1]} of
what is allowed), the question is put again, up to {ROUNDS} rounds, and all calls count.
"""
GROWTH_TEXT = """\
p50 of ours in ms on the sample and on the sample multiplied, and how many times longer it takes on
the largest: 1 is a question that does not feel the size of the graph, {largest} one that reads all
of it.
"""
RULES_TEXT = f"""\
All rules of ours in one answer, over as many cities as the sample is multiplied by: what they find,
what nobody can tell, the chains and the rows of each; median of {CALLS} calls after a first.
Target: < {EVERY_RULE:.0f} s for 25,000 enterprises; ten times the enterprises take at most eleven
times as long.
"""
SAMPLE_TEXT = """\
The sample multiplied is as many cities of the same shape: ids, names, credit codes and references
of each are its own; industries and disciplines are shared.
"""


def render(figures: Figures, machine: Machine) -> str:
    """The whole page."""
    parts = [
        HEAD.format(**asdict(machine)),
        *_targets(figures),
        *_loads(figures),
        *_starts(figures.starts),
        *_rules(figures.judged),
        *_questions(figures.answers),
    ]
    return "\n".join(parts)


def _targets(figures: Figures) -> Iterator[str]:
    missed = misses(figures)
    yield "## Targets\n"
    asked = len(figures.answers) + len(figures.failures)
    unmet = sum(not a.is_met for a in figures.answers) + len(figures.failures)
    yield f"Of {asked} rows of questions {asked - unmet} meet their target. What misses a target:\n"
    yield "\n".join(f"* {line}" for line in missed) if missed else "* nothing"
    yield ""


def _loads(figures: Figures) -> Iterator[str]:
    yield "## Loads\n"
    yield LOAD_TEXT
    if figures.loads:
        yield _table(
            "engine|pairs|plain s (CPU)|ours s (CPU)|ours ÷ plain|CPU|again s|again ÷ first|"
            "again writes|peak MB (plain)",
            map(_load_row, figures.loads),
        )
    else:
        yield "The A-share data was not at hand (`../shared/data/ckg`): not measured.\n"
    if figures.growth:
        yield SAMPLE_TEXT
        yield _table("sample|engine|writes|s|writes/s|peak MB", map(_growth_row, figures.growth))


def _rules(judged: Sequence[Judged]) -> Iterator[str]:
    if judged:
        yield "## All rules\n"
        yield RULES_TEXT
        yield _table("engine|enterprises|findings|unknown|s", map(_judged_row, judged))


def _judged_row(judged: Judged) -> list[str]:
    return [
        TITLES[judged.engine],
        f"{judged.enterprises:,}",
        f"{judged.findings:,}",
        f"{judged.unknown:,}",
        f"{judged.median:.1f}",
    ]


def _load_row(load: Load) -> list[str]:
    return [
        TITLES[load.engine],
        str(len(load.first)),
        _wall_and_cpu(load.plain),
        _wall_and_cpu(load.first),
        _marked(f"**{load.wall:.2f}**", load.wall <= FIRST[load.engine]),
        f"{load.cpu:.2f}",
        f"{median(run.wall for run in load.again):.2f}",
        _marked(f"{load.repeated:.2f}", load.engine != "embedded" or load.repeated <= AGAIN),
        _marked(str(load.rewritten), load.rewritten == 0),
        _marked(f"{load.peak:.0f}", load.peak <= PEAK)
        + f" ({max(r.peak for r in load.plain):.0f})",
    ]


def _wall_and_cpu(runs: Sequence[Run]) -> str:
    return f"{median(r.wall for r in runs):.1f} ({median(r.cpu for r in runs):.1f})"


def _growth_row(growth: Growth) -> list[str]:
    run = growth.run
    return [
        f"× {growth.times}",
        TITLES[growth.engine],
        f"{run.writes:,}",
        f"{run.wall:.1f}",
        f"{run.writes / run.wall:,.0f}",
        f"{run.peak:.0f}",
    ]


def _starts(starts: Sequence[Start]) -> Iterator[str]:
    if not starts:
        return
    yield "## Start\n"
    yield f"Fresh processes from start to end, the median of several; `--help` < {HELP} s.\n"
    yield _table("what|n|s|peak MB", map(_start_row, starts))


def _start_row(start: Start) -> list[str]:
    met = start.target is None or start.median < start.target
    peak = f"{start.peak:.0f}" if start.peak else ""
    return [start.what, str(len(start.seconds)), _marked(f"{start.median:.2f}", met), peak]


def _questions(answers: Sequence[Answered]) -> Iterator[str]:
    if not answers:
        return
    yield "## Questions\n"
    yield QUESTION_TEXT
    for graph in dict.fromkeys(a.graph for a in answers):
        here = [a for a in answers if a.graph == graph]
        yield f"### {graph}\n"
        yield _table(
            "question|statements|embedded: ours|bare|Neo4j: ours|bare|n",
            (_question_row(name, here) for name in dict.fromkeys(a.question for a in here)),
        )
    yield from _growths([a for a in answers if a.graph.startswith("sample")])


def _question_row(name: str, answers: Sequence[Answered]) -> list[str]:
    found = {a.engine: a for a in answers if a.question == name}
    cells = [cell for engine in ENGINES for cell in _pair(found.get(engine))]
    statements = max(a.statements for a in found.values())
    calls = " / ".join(str(len(found[e].ours.ms)) if e in found else "–" for e in ENGINES)
    return [name, str(statements), *cells, calls]


def _pair(answered: Answered | None) -> tuple[str, str]:
    if answered is None:
        return "–", "–"
    ours, bare = answered.ours, answered.bare
    return (
        _marked(f"{_ms(ours.p50)} / {_ms(ours.p95)}", answered.is_met),
        f"{_ms(bare.p50)} / {_ms(bare.p95)}",
    )


def _growths(answers: Sequence[Answered]) -> Iterator[str]:
    graphs = list(dict.fromkeys(a.graph for a in answers))
    if len(graphs) < 2:
        return
    yield "### Growth\n"
    yield GROWTH_TEXT.format(largest=graphs[-1].split("×")[1].strip())
    head = [f"{TITLES[engine]}: {' · '.join(graphs)}|times" for engine in ENGINES]
    yield _table(
        f"question|{'|'.join(head)}",
        (_growth_of(name, answers, graphs) for name in dict.fromkeys(a.question for a in answers)),
    )


def _growth_of(name: str, answers: Sequence[Answered], graphs: Sequence[str]) -> list[str]:
    cells = [name]
    for engine in ENGINES:
        found = {a.graph: a.ours.p50 for a in answers if (a.question, a.engine) == (name, engine)}
        cells.append(" · ".join(_ms(found[g]) if g in found else "–" for g in graphs))
        whole = graphs[0] in found and graphs[-1] in found
        cells.append(f"{found[graphs[-1]] / found[graphs[0]]:.1f}" if whole else "–")
    return cells


def _ms(value: float) -> str:
    """Three digits are as much as the clock is worth."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _marked(text: str, is_met: bool) -> str:
    return text if is_met else f"{text} ✗"


def _table(head: str, rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; all but the first column to the right."""
    names = head.split("|")
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
