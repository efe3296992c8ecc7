"""One call of a command: the graph it asks and the answer it gives."""

import json
import shlex
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from api.cli.language import Lang

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

    from api.settings import Settings
    from graph.store import Store
    from queries.packs import Pack
    from queries.rulefiles import Rule

Model = TypeVar("Model", bound="BaseModel")


@dataclass(frozen=True)
class Call:
    """One call of a command: its settings, and where its answer goes."""

    settings: "Settings"
    lang: Lang
    as_json: bool

    @asynccontextmanager
    async def reading(self) -> "AsyncIterator[Store]":
        """A graph to ask; refused when there is none, or when nothing was loaded into it."""
        from api.stores import open_graph, refuse_absent, refuse_empty
        from graph import SCHEMA

        refuse_absent(self.settings)
        async with open_graph(self.settings) as store:
            await store.check()
            await refuse_empty(store, SCHEMA)
            yield store

    @asynccontextmanager
    async def writing(self) -> "AsyncIterator[Store]":
        """A graph to load into; made where there is none."""
        from api.stores import check_vocabulary, open_graph
        from graph import SCHEMA

        async with open_graph(self.settings) as store:
            await store.check()
            await store.define(SCHEMA)
            await check_vocabulary(store, SCHEMA)
            yield store

    @asynccontextmanager
    async def planning(self, dry_run: bool) -> "AsyncIterator[Store]":
        """A graph to compare tables with. A dry run where there is none leaves none behind."""
        from api.stores import EMBEDDED, is_absent

        call = self
        if dry_run and is_absent(self.settings):
            call = replace(self, settings=self.settings.model_copy(update={"store": EMBEDDED}))
        async with call.writing() as store:
            yield store

    def patient(self, seconds: float) -> "Call":
        """The same call, for questions that take longer."""
        timeout = max(seconds, self.settings.query_timeout)
        return replace(self, settings=self.settings.model_copy(update={"query_timeout": timeout}))

    def day(self, text: str | None) -> str:
        """The day that is asked about."""
        from api.days import day, today

        return today() if text is None else day(text)

    def rules(self, id: str | None = None) -> "Sequence[Rule]":
        """All rules, or the one of that id."""
        from api.rulebook import chosen_rules

        return chosen_rules(self.settings, id)

    def pack(self, name: str | None = None) -> "Pack":
        """The pack of that name, or the one that holds."""
        from api.rulebook import chosen_pack

        return chosen_pack(self.settings, name)

    def measure(self, name: str | None = None) -> "Pack":
        """The same for rates alone, without the rules."""
        from api.rulebook import chosen_measure

        return chosen_measure(self.settings, name)

    def progress(self, words: str) -> "AbstractContextManager[Callable[[str], None]]":
        """A bar on a terminal while something takes its time."""
        from api.cli.terminal import progress

        return progress(words)

    def give(self, answer: Model, show: "Callable[[Console, Model, Lang], None]") -> None:
        """The answer on stdout: as it is, or shown to a person."""
        if self.as_json:
            self.give_text(answer.model_dump_json(by_alias=True, indent=2))
        else:
            show(self.console, answer, self.lang)

    def again(self, command: str, **options: str | None) -> str:
        """The command that was given, to be run once more: with its options and its store."""
        words = ["honglian", command]
        for name, value in options.items():
            if value is not None:
                words += [f"--{name.replace('_', '-')}", shlex.quote(value)]
        return " ".join(words) + self.settings.store_option

    def give_text(self, text: str) -> None:
        print(text)

    def give_written(self, paths: Sequence[Path]) -> None:
        """Which files there are now."""
        if self.as_json:
            print(json.dumps({"written": [str(path) for path in paths]}, ensure_ascii=False))
        else:
            words = "wrote" if self.lang == "en" else "已写入"
            print(*(f"{words} {path}" for path in paths), sep="\n")

    @property
    def console(self) -> "Console":
        from api.cli.terminal import console

        return console(sys.stdout)

    @property
    def notices(self) -> "Console":
        """Where progress and remarks go: stderr."""
        from api.cli.terminal import console

        return console(sys.stderr)
