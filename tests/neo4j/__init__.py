"""A real Neo4j Community server for tests and benchmarks: Java 17, Maven's jars, no container.

    with server(tmp_path) as neo4j:
        open_store(neo4j.url)

`Server` itself can be killed and started again on the same data, for the tests of faults.
"""

import re
import shutil
import socket
import subprocess
import tempfile
import time
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import neo4j
from filelock import FileLock
from neo4j.exceptions import ServiceUnavailable

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
BUILD = HERE.parents[1] / "build" / "neo4j"
SIGNATURE = re.compile(r"META-INF/[^/]+\.(?:SF|RSA|DSA|EC)")
MAIN = "org.neo4j.server.CommunityEntryPoint"
USER = "neo4j"
PASSWORD = "honglian-test"
SETTINGS = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=128m
# a service under test may knock before the first password is set
dbms.security.auth_max_failed_attempts=0
# by default an idle server takes ten seconds to stop
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
"""
# Reads until its owner says stop; when the owner dies without a word, so does the server.
GUARD = 'read -r _ || kill -9 "$1"'


class CannotRun(RuntimeError):
    """The server cannot be had on this machine; says what to install or shows its log."""


# For thousands of small graphs one after the other: the collector with the least work beside its
# own, classes of a known jar unverified, no statement planned anew whenever the graph was emptied
# or a parameter is longer than the last was, and room for the plans of all of them (of a thousand,
# which is usual, the oldest are forgotten).
BRIEF_JAVA = (
    "-XX:+UseSerialGC",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-BytecodeVerificationRemote",
)
# Planning is most of what it does: compiled thoroughly it takes two thirds of the time, which pays
# for what is called often. One that ended and comes back is asked little after that.
THOROUGH = (
    "-XX:Tier4InvocationThreshold=15000",
    "-XX:Tier4MinInvocationThreshold=2000",
    "-XX:Tier4CompileThreshold=40000",
)
QUICK = ("-XX:TieredStopAtLevel=1",)
BRIEF = """\
dbms.cypher.min_replan_interval=1d
internal.cypher.use_parameter_size=false
server.memory.query_cache.per_db_cache_num_entries=8000
"""


@contextmanager
def server(home: Path, *, patience: float = 90, brief: bool = False) -> Iterator["Server"]:
    """A running server with its data under `home`; ended with the block, whatever happens in it."""
    running = Server(home, brief=brief)
    running.start(patience)
    try:
        yield running
    finally:
        running.stop()


class Server:
    """One server on one home folder and one free port, both kept over restarts.

    A `brief` one serves many small graphs, as tests have them; a benchmark takes it as it comes.
    """

    def __init__(self, home: Path, *, brief: bool = False) -> None:
        self.home = home
        self._java: tuple[str, ...] = (*BRIEF_JAVA, *THOROUGH) if brief else ()
        self._settings = SETTINGS + (BRIEF if brief else "")
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The URL without a password, as a user would write it."""
        return f"bolt://{USER}@127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The URL with the password that every test server has."""
        return f"bolt://{USER}:{PASSWORD}@127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, patience: float = 90) -> None:
        """Start it and wait, `patience` seconds at most, until it answers a query."""
        if self.running:
            raise RuntimeError(f"{self.address} is running already")
        java = [_program("java", "Java 17"), "-Xmx1g", *self._java, "-cp", f"{jars()}/*"]
        conf = self.home / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        (conf / "neo4j.conf").write_text(self._settings.format(port=self.port), encoding="utf-8")
        with self._console.open("ab") as console:
            self._process = subprocess.Popen(
                [*java, MAIN, f"--home-dir={self.home}", f"--config-dir={conf}"],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
            )
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", str(self._process.pid)], stdin=subprocess.PIPE
        )
        try:
            self._wait(time.monotonic() + patience)
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """End it as a power cut would (kill -9)."""
        if self._process is not None:
            self._process.kill()
            self._reap()

    def stop(self) -> None:
        """Ask it to end; after half a minute, make it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reap()

    @property
    def _console(self) -> Path:
        return self.home / "console.log"

    def _reap(self) -> None:
        assert self._process is not None
        assert self._guard is not None
        self._process.wait()
        self._guard.communicate(b"stopped\n")
        self._process = self._guard = None
        if self._java:
            self._java = (*BRIEF_JAVA, *QUICK)

    def _wait(self, deadline: float) -> None:
        while True:
            if not self.running:
                raise CannotRun(f"Neo4j ended while starting:\n{_tail(self._console)}")
            try:
                return self._answer()
            except ServiceUnavailable as exc:
                if time.monotonic() > deadline:
                    raise CannotRun(f"Neo4j did not start:\n{_tail(self._console)}") from exc
                time.sleep(0.25)

    def _answer(self) -> None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)):
                raise ServiceUnavailable("no listener yet")
        uri, done = f"bolt://127.0.0.1:{self.port}", self.home / "password-set"
        if not done.exists():
            with neo4j.GraphDatabase.driver(uri, auth=(USER, "neo4j")) as driver:
                change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
                driver.execute_query(change, {"new": PASSWORD}, database_="system")
            done.touch()
        with neo4j.GraphDatabase.driver(uri, auth=(USER, PASSWORD)) as driver:
            driver.execute_query("RETURN 1", database_="neo4j")


def jars() -> Path:
    """The folder of the server's jars; fetched by Maven at the first call, 116 MB."""
    folder = BUILD / version()
    if folder.exists():
        return folder
    BUILD.mkdir(parents=True, exist_ok=True)
    with FileLock(BUILD / "fetch.lock"):
        if not folder.exists():
            _fetch(folder)
    return folder


def version() -> str:
    """The server's release, as pom.xml states it."""
    found = xml.parse(POM).findtext("./dependencies/dependency/version")
    assert found is not None, POM
    return found


def _fetch(folder: Path) -> None:
    mvn = _program("mvn", "Maven")
    partial = Path(tempfile.mkdtemp(prefix="partial-", dir=folder.parent))
    copy = ["dependency:copy-dependencies", "-DincludeScope=runtime"]
    try:
        _run([mvn, "-q", "-B", "-f", str(POM), *copy, f"-DoutputDirectory={partial}"])
        for jar in partial.glob("*.jar"):
            _unsign(jar)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _unsign(jar: Path) -> None:
    """Take the signatures out of a jar: at every start the server would read all of it to check
    them, a fifth of what a start takes. Maven has compared its sum."""
    with ZipFile(jar) as signed:
        names = signed.namelist()
        plain = [name for name in names if not SIGNATURE.fullmatch(name)]
        if len(plain) == len(names):
            return
        partial = jar.with_suffix(".partial")
        with ZipFile(partial, "w") as unsigned:
            for name in plain:
                unsigned.writestr(name, signed.read(name))
    partial.replace(jar)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        said = done.stdout.decode(errors="replace")[-4000:]
        raise CannotRun(f"{' '.join(command)} failed:\n{said}")


def _program(name: str, title: str) -> str:
    path = shutil.which(name)
    if path is None:
        remedy = "run `make test`, or `.ci/system-packages java maven`, which installs or names it"
        raise CannotRun(f"{title} is needed to test against a real Neo4j: {remedy}")
    return path


def free_port() -> int:
    """One where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tail(log: Path, lines: int = 40) -> str:
    with log.open(encoding="utf-8", errors="replace") as text:
        return "".join(text.readlines()[-lines:])
