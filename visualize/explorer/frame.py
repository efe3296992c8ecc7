"""What every page of the explorer has in common: its language, theme and day, all of them kept in
the address; the links that carry them on; and the templates."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal
from unicodedata import bidirectional
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from graph import SCHEMA
from queries.answers import Ref
from visualize import terms
from visualize.assets import SCRIPT, asset
from visualize.dots import glyph, ray_kind
from visualize.explorer.cells import Link, html
from visualize.explorer.say import ENGLISH, SAY
from visualize.palette import rules, signs
from visualize.words import WORDS, Lang

Theme = Literal["light", "dark"]
PLACES: Mapping[str, str] = {
    "Chain": "/chains/",
    "Enterprise": "/enterprises/",
    "PartyOrg": "/organisations/",
    "University": "/universities/",
}
STATIC = Path(__file__).parents[1] / "static"
VIS = "vis-network.js"  # read from the installed pyvis
ISOLATE, END = "\u2068", "\u2069"
TURNING = frozenset("R AL AN RLE RLO RLI LRE LRO LRI FSI".split())


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page was asked for. `as_of` is the day it is about; `given` are the parameters of the
    address that its links carry on (lang, theme, as_of, as far as the reader chose them), `state`
    what else it says, of this page alone: what is searched, filtered, sorted. `alone` when the
    page is to be kept as a file, whose links lead to `public_url`, or nowhere."""

    path: str
    lang: Lang
    as_of: str
    nonce: str
    theme: Theme | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    state: tuple[tuple[str, str], ...] = ()
    alone: bool = False
    public_url: str = ""

    def link(self, path: str, **more: str) -> str:
        """An address of ours with the reader's choices, and `more` parameters."""
        kept = {**self.given, **more}
        return f"{path}?{urlencode(kept)}" if kept else path

    def to(self, label: str, id: str) -> str:
        """The page of an entity."""
        place = PLACES.get(label) or f"/entities/{label}/"
        return self.link(place + quote(id, safe=""))

    def rule(self, id: str) -> str:
        """The page of a rule, by the pack that the address asks for."""
        packs = {name: value for name, value in self.state if name == "pack" and value}
        return self.link(f"/rules/{quote(id, safe='')}", **packs)

    def again(self, **changed: str) -> str:
        """This page as it stands, with other choices."""
        kept = [(name, value) for name, value in self.state if name not in changed]
        pairs = [*{**self.given, **changed}.items(), *kept]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def with_state(self, path: str, state: Iterable[tuple[str, str]]) -> str:
        """An address of ours with the reader's choices and the state of a page."""
        pairs = [*self.given.items(), *state]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def table(self, key: str, ending: str) -> str:
        """A table of this page as a file."""
        path = "" if self.path == "/" else self.path  # an id may end with a / of its own
        return self.with_state(f"{path}/tables/{key}.{ending}", self.state)


def render(template: str, frame: Frame, title: str, **context: Any) -> str:
    """A page as text. `title` is that of the window."""
    return (
        _environment()
        .get_template(f"explorer/{template}.html")
        .render(
            frame=frame,
            say=SAY[frame.lang],
            english=ENGLISH,
            words=WORDS[frame.lang],
            title=isolated(title),
            kinds={node.label: terms.kind(node.label, frame.lang) for node in SCHEMA.nodes},
            places=PLACES,
            style_address=f"/static/explorer.css?v={version('explorer.css')}",
            tables_style=f"/static/tables.css?v={version('tables.css')}",
            script_address=f"/static/explorer.js?v={version('explorer.js')}",
            **context,
        )
    )


def linked(ref: Ref, frame: Frame) -> Link:
    """The name of an entity, leading to its page."""
    return Link(ref.name, frame.to(ref.label, ref.id))


def isolated(name: str) -> str:
    """A name that may turn the direction of a line, held apart by marks, for where no element can
    do it: the title of a window."""
    turns = any(bidirectional(character) in TURNING for character in name)
    return f"{ISOLATE}{name}{END}" if turns else name


def heading(rel: str, before: str, after: str) -> str:
    """Which way a relationship points on a path from one label to the next: `on`, `back`, or ""
    where its ends do not tell, and where names were compared."""
    ends = () if rel in terms.COMPARED else SCHEMA.rel(rel).ends
    on, back = (before, after) in ends, (after, before) in ends
    return "" if on == back else "on" if on else "back"


def relationship(name: str, lang: Lang) -> str:
    """What a relationship is called; the vocabulary has Chinese names, its types are English."""
    if lang == "zh" or name in terms.COMPARED:
        return terms.relationship(name, lang)
    return name.replace("_", " ").lower()


@cache
def static(name: str) -> str:
    """A file that pages link to: a style sheet, two of them with the colours of the palette, or a
    script."""
    if name == VIS:
        return asset(*SCRIPT)
    text = (STATIC / name).read_text(encoding="utf-8")
    colours = {"explorer.css": rules, "graph.css": signs}.get(name)
    return f"{colours()}\n{text}" if colours else text


@cache
def version(name: str) -> str:
    """Changes when the file does, so that a browser may keep it."""
    return hashlib.sha256(static(name).encode()).hexdigest()[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("visualize"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": html, "kind": terms.kind, "relationship": relationship}
    environment.filters["heading"] = heading
    environment.filters |= {"glyph": glyph, "ray": ray_kind}
    environment.globals["rate"] = terms.rate
    return environment
