"""Loads: ours and the plain script's, in turns, each in a process and a graph of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import neo4j

from bench.child import run
from bench.figures import Engine, Load, Run
from tests.neo4j import PASSWORD, USER, Server

EMPTY = "MATCH (n) CALL (n) {DETACH DELETE n} IN TRANSACTIONS OF 10000 ROWS"
Told = Callable[[str], None]


def embedded(csv: Path, scratch: Path, pairs: int, told: Told) -> Load:
    """Loads of the A-share data into new folders; the last of ours stays in `scratch/ours`."""

    def plain() -> Run:
        folder = _gone(scratch / "plain")
        done = run("bench.plain_embedded", str(csv), str(folder))
        _gone(folder)
        return done

    def fresh() -> None:
        _gone(scratch / "ours")

    return _alternate(
        "embedded", plain, fresh, (str(csv), f"arcade:{scratch / 'ours'}"), pairs, told
    )


def server(csv: Path, running: Server, pairs: int, told: Told) -> Load:
    """The same into a Neo4j that is emptied between; the last of ours stays. A first pair, which
    warms the server up, does not count."""

    def plain() -> Run:
        empty(running)
        return run("bench.plain_neo4j", str(csv), running.url)

    def fresh() -> None:
        empty(running)

    told("warming Neo4j up")
    plain()
    fresh()
    run("bench.ours", str(csv), running.url)
    return _alternate("neo4j", plain, fresh, (str(csv), running.url), pairs, told)


def sample(folder: Path, url: str) -> Run:
    """One load of tables into an empty graph."""
    return run("bench.ours", str(folder), url)


def empty(running: Server) -> None:
    """Leave nothing in the server: no node, no constraint, no index."""
    address = f"bolt://127.0.0.1:{running.port}"
    with (
        neo4j.GraphDatabase.driver(address, auth=(USER, PASSWORD)) as driver,
        driver.session(database="neo4j") as session,
    ):
        session.run(EMPTY).consume()
        for statement in _drops(session):
            session.run(statement).consume()


def _drops(session: neo4j.Session) -> Iterator[str]:
    """The names are those of our own vocabulary and of the plain script."""
    for row in session.run("SHOW CONSTRAINTS YIELD name").data():
        yield f"DROP CONSTRAINT `{row['name']}`"
    found = session.run("SHOW INDEXES YIELD name, type, owningConstraint")
    for row in found.data():
        if row["type"] != "LOOKUP" and row["owningConstraint"] is None:
            yield f"DROP INDEX `{row['name']}`"


def _alternate(
    engine: Engine,
    plain: Callable[[], Run],
    fresh: Callable[[], None],
    ours: tuple[str, str],
    pairs: int,
    told: Told,
) -> Load:
    load = Load(engine, [], [], [])
    for number in range(1, pairs + 1):
        load.plain.append(plain())
        fresh()
        load.first.append(run("bench.ours", *ours))
        load.again.append(run("bench.ours", *ours))
        told(_line(engine, number, load))
        _same_graph(load.plain[-1], load.first[-1])
    return load


def _same_graph(plain: Run, ours: Run) -> None:
    """Raise when the two scripts did not do the same work: the ratio would mean nothing."""
    if ours.writes != plain.writes:
        raise RuntimeError(f"the plain script wrote {plain.writes}, ours {ours.writes}")


def _line(engine: Engine, number: int, load: Load) -> str:
    plain, first, again = load.plain[-1], load.first[-1], load.again[-1]
    return (
        f"{engine} {number}: plain {plain.wall:.1f} s (CPU {plain.cpu:.1f}), "
        f"ours {first.wall:.1f} s (CPU {first.cpu:.1f}, {first.peak:.0f} MB), "
        f"again {again.wall:.2f} s, {again.writes} writes: "
        f"{first.wall / plain.wall:.2f} ×, CPU {first.cpu / plain.cpu:.2f} ×"
    )


def _gone(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder
