"""
The command line.

`main` is the console script. Commands import what they need when they are called, so that
`honglian --help` answers at once.
"""

from api.cli import (
    about,
    assigning,
    demo,
    drawings,
    entities,
    loading,
    pages,
    plans,
    programme,
    questions,
    server,
    suggestions,
    universities,
    what_if,
)
from api.cli.command import app
from api.memory import collect_rarely

__all__ = [
    "about",
    "app",
    "assigning",
    "demo",
    "drawings",
    "entities",
    "loading",
    "main",
    "pages",
    "plans",
    "programme",
    "questions",
    "server",
    "suggestions",
    "universities",
    "what_if",
]


def main() -> None:
    """Run one command and end with its exit code."""
    collect_rarely()
    app(prog_name="honglian")
