"""Joint building (联建共建): which party organizations work together with whom."""

from pydantic import ConfigDict, Field

from graph.origin import origins
from graph.store import Store
from queries.answers import Answer, Items, Ref
from queries.chains import chain_id, names_of
from queries.text import cypher

STANDING = "联建共建关系：意向、签约、实施、完成、休眠；终止的和期满的不列"


class JointLink(Answer):
    """A link that stands; `from` in JSON, `source` in Python."""

    model_config = ConfigDict(
        frozen=True, validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )

    source: Ref = Field(alias="from")
    target: Ref = Field(alias="to")
    state: str | None
    basis: str | None
    matters: str | None = None
    since: str | None
    until: str | None = None


async def links(store: Store, *, as_of: str, chain: str | None = None) -> Items[JointLink]:
    """Links that stand; of one chain (id or name) those in which its organizations take part: who
    is in it, leads it, or covers an enterprise of it."""
    rows = await store.read(
        cypher("joint_links"),
        as_of=as_of,
        chain=chain,
        named=names_of(chain) if chain else [],
    )
    if chain and not rows:
        await chain_id(store, chain)
    return Items(
        items=[JointLink(**row) for row in rows],
        total=len(rows),
        as_of=as_of,
        sources=sorted({o.file for row in rows for o in origins(row["origin"])}),
        definition=STANDING,
        why="" if rows else f"{'该产业链的组织' if chain else ''}尚未登记联建共建关系",
    )
