"""pyvis as we use it: the same network to build, a page of our own to show it.

`OfflineNetwork` keeps the interface of `pyvis.network.Network` and mends what its pages get wrong:
ours ask nothing of the network, run no text as HTML, are UTF-8 wherever they are written, keep
parallel relations, and show in a plain process. Importing this module imports pyvis, and with it
IPython: do so only where a page is drawn.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from pyvis.edge import Edge
from pyvis.network import Network

from graph.errors import HonglianError, NotFound
from visualize.assets import SCRIPT, STYLES, asset

LENGTH = re.compile(r"\d+(\.\d+)?(px|%|vh|vw|em|rem)")

# for nodes whose places are known: nothing to simulate, nothing to improve
PLACED: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False, "color": {"inherit": False}},
    "nodes": {"scaling": {"label": {"drawThreshold": 9}}},
    "interaction": {"hideEdgesOnDrag": True, "hideEdgesOnZoom": True},
}


class OfflineNetwork(Network):  # type: ignore[misc]  # pyvis ships no types
    """A pyvis network with a page of its own. `data` goes to the page's script beside the graph,
    `context` to its template."""

    def __init__(
        self,
        height: str = "600px",
        width: str = "100%",
        directed: bool = False,
        *,
        heading: str = "",
        template: str = "network",
        data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(height, width, directed, cdn_resources="in_line", heading=heading)
        self.page_name = template
        self.page_data = dict(data or {})
        self.page_context = dict(context or {})

    def add_edge(self, source: object, to: object, **options: Any) -> None:
        """Add an edge; two undirected ones between the same nodes are two relations."""
        for id in (source, to):
            if id not in self.node_map:
                raise NotFound(
                    f"图中没有节点 {id}",
                    f"no node {id} in the network",
                    fix_zh="请先添加节点",
                    fix_en="Add the node first",
                )
        self.edges.append(Edge(source, to, self.directed, **options).options)

    def from_nx(self, nx_graph: Any, *args: Any, **kwargs: Any) -> None:
        """Take over a networkx graph, which stays as it is."""
        super().from_nx(nx_graph.copy(), *args, **kwargs)

    def set_options(self, options: str | Mapping[str, Any]) -> None:
        """Options of vis-network, as JSON text or as a mapping."""
        self.options = json.loads(options) if isinstance(options, str) else dict(options)

    def generate_html(self, *_: Any, **__: Any) -> str:
        """The whole page as one text."""
        data = {
            "nodes": self.nodes,
            # without ids of ours vis-network makes a random one for each
            "edges": [{"id": f"edge {n}", **edge} for n, edge in enumerate(self.edges)],
            "options": self._options(),
            **self.page_data,
        }
        size = "".join(f"{k}:{_length(v)};" for k, v in self._size().items())
        script, sheet = asset(*SCRIPT), asset(*STYLES)
        styles = f"{sheet}\n{_static(f'{self.page_name}.css')}\n#canvas{{{size}}}\n"
        styles += self.page_context.get("rules", "")
        own = _static(f"{self.page_name}.js")
        return (
            _environment()
            .get_template(f"{self.page_name}.html")
            .render(
                self.page_context,
                heading=self.heading,
                policy=_policy([script, own], styles),
                styles=Markup(styles),  # noqa: S704  # ours and the hashed asset, no data
                scripts=[Markup(text) for text in (script, own)],  # noqa: S704  # likewise
                data=_json(data),
            )
        )

    def write_html(self, name: str, *_: Any, **__: Any) -> None:
        """Write the page to a file."""
        Path(name).write_text(self.generate_html(), encoding="utf-8", newline="\n")

    def save_graph(self, name: str) -> None:
        """The same, by the other name that pyvis has for it."""
        self.write_html(name)

    def show(self, name: str, *_: Any, **__: Any) -> None:
        """Write the page to a file; opens no browser and needs no notebook."""
        self.write_html(name)

    def _options(self) -> Any:
        return (
            json.loads(self.options.to_json()) if hasattr(self.options, "to_json") else self.options
        )

    def _size(self) -> dict[str, str]:
        return {k: str(v) for k, v in (("height", self.height), ("width", self.width)) if v}


def styled(template: str, context: Mapping[str, Any]) -> str:
    """A page of ours without a script, its style inlined; `rules` of the context go into it."""
    styles = f"{_static(f'{template}.css')}\n{context.get('rules', '')}"
    return (
        _environment()
        .get_template(f"{template}.html")
        .render(
            context,
            policy=_policy([], styles),
            styles=Markup(styles),  # noqa: S704  # ours, no data
            scripts=(),
            data="",
        )
    )


def _json(data: object) -> Markup:
    """JSON that may stand in a script element: no character in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  # nothing left in it that HTML would read


def _policy(scripts: list[str], styles: str) -> str:
    """A content security policy that runs our scripts and styles, by hash, and nothing else."""
    runs = " ".join(_csp_hash(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {runs}; style-src {_csp_hash(styles)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _csp_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _length(text: str) -> str:
    if not LENGTH.fullmatch(text):
        raise HonglianError(
            f"“{text}”不是长度",
            f"{text!r} is not a length",
            fix_zh="请写成 600px、80vh 或 100%",
            fix_en="Write 600px, 80vh or 100%",
        )
    return text


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("visualize"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _static(name: str) -> str:
    return (Path(__file__).parent / "static" / name).read_text(encoding="utf-8")
