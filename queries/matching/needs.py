"""The open needs of enterprises that a university can meet."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from graph.store import Row, Store
from queries import rulefiles
from queries.assigning.needs import KINDS
from queries.closing.nearness import Ids
from queries.matching import texts
from queries.text import cypher

CLOSED_BY = "CH-10"  # the rule that names the states in which a need is closed


class Need(NamedTuple):
    """A need of an enterprise, or a text that somebody typed (all ids are empty).

    `told` are the disciplines that the office itself has given it.
    """

    id: str
    title: str
    plain: str
    enterprise: str = ""
    enterprise_name: str = ""
    regions: Ids = frozenset()
    told: tuple[str, ...] = ()
    common: bool = False
    origin: str = ""


def asked(text: str) -> Need:
    """A need that somebody typed."""
    return Need("", text[: texts.LONGEST].strip(), texts.plain(text))


@cache
def closed_states() -> tuple[str, ...]:
    """The states of closed needs by the rule as it stands in the product."""
    known = {rule.id: rule.parameters for rule in rulefiles.load()}
    return tuple(known.get(CLOSED_BY, {}).get("closed", ()))


async def open_needs(
    store: Store,
    as_of: str,
    *,
    enterprise: str | None = None,
    chain: str | None = None,
    closed: Sequence[str] | None = None,
) -> list[Need]:
    """Open needs by enterprise and id: of one enterprise, of those of a chain, or of all."""
    rows = await store.read(
        cypher("match_needs"),
        as_of=as_of,
        id=enterprise,
        chain=chain,
        closed=list(closed_states() if closed is None else closed),
        kinds=list(KINDS),
    )
    return [_need(row) for row in rows]


def _need(row: Row) -> Need:
    words = "，".join(filter(None, (row["title"], row["text"])))
    return Need(
        row["need"],
        row["title"] or row["text"] or row["need"],
        texts.plain(words),
        row["id"],
        row["name"] or row["id"],
        frozenset(row["regions"]),
        tuple(row["disciplines"]),
        bool(row["common"]),
        row["origin"] or "",
    )
