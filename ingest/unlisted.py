"""
Enterprises that say they have a party organisation of which there is none on record: rates count
organisations that are registered as covering an enterprise, never what it says of itself.
"""

from collections.abc import Iterable

from graph import known
from graph.changes import Ends
from graph.store import Store
from ingest.draft import Draft, Hint
from ingest.rows import Row

SAID = "has_organisation_reported"  # 是否建立党组织
COVERS = Ends("COVERS", "PartyOrg", "Enterprise")
MODES = ("单独", "联合", "区域", "行业")  # those that are coverage, see docs/rules.md
ZH = (
    "填为已建党组织，但没有登记覆盖它的党组织，覆盖率仍按未建计；"
    "请在“党组织”表登记，并在“覆盖企业”列填这家企业"
)
EN = (
    "says it has a party organization, but none is registered that covers it: rates count it as "
    "without; register the organization, with the enterprise under covers"
)


async def hints(store: Store, rows: Iterable[Row], draft: Draft) -> list[Hint]:
    """A hint for each row that says so of an enterprise which no organisation covers, neither in
    the tables at hand nor in the graph."""
    saying = [row for row in rows if row.kind.by_prop.keys() >= {SAID} and row.values.get(SAID)]
    drafted = draft.rels.get(COVERS, {})
    covered = {key.target for key, rel in drafted.items() if rel.values.get("mode") in MODES}
    open_ = {row.id: draft.id_before("Enterprise", row.id) for row in saying} if saying else {}
    open_ = {id: before for id, before in open_.items() if id not in covered}
    stored = {
        row["id"] async for row in known.covered(store, open_.values()) if row["mode"] in MODES
    }
    return [
        Hint(*row.place, row.header(row.kind.by_prop[SAID]), "是", ZH, EN)
        for row in saying
        if row.id in open_ and open_[row.id] not in stored
    ]
