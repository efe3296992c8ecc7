"""What a party organization covers begins with it, where nobody says since when."""

from pathlib import Path

import pytest

from graph import Store
from graph.store import Statement
from tests.graphs import table, take
from tests.town import EMPTY

pytestmark = pytest.mark.anyio

HEAD = "党组织编号 党组织名称 类型 覆盖企业 产业链 成立日期"
SINCE = "MATCH (p:PartyOrg)-[r:{}]->(e) RETURN p.id + e.id AS ends, r.since AS since"


def city(folder: Path, *orgs: str) -> Path:
    table(folder / "产业链.csv", "产业链编号 产业链名称", "C1 电车产业链")
    table(folder / "企业.csv", "企业编号 企业名称", "E1 甲", "E2 乙")
    table(folder / "党组织.csv", HEAD, *orgs)
    return folder


async def since(store: Store, type_: str = "COVERS") -> dict[str, str | None]:
    return {row["ends"]: row["since"] for row in await store.read(SINCE.format(type_))}


async def test_what_it_covers_begins_with_it(store: Store, tmp_path: Path) -> None:
    await store.write([EMPTY])
    await take(store, city(tmp_path, "O1 甲支部 党支部 E1 - 2026-09-15", "O2 乙支部 党支部 E2 - -"))
    assert await since(store) == {"O1E1": "2026-09-15", "O2E2": None}
    assert not (await take(store, tmp_path)).writes, "the graph has it already"


async def test_a_month_or_a_year_will_do(store: Store, tmp_path: Path) -> None:
    await store.write([EMPTY])
    orgs = ("O1 甲支部 党支部 E1 - 2026年9月", "O2 乙支部 党支部 E2 - 2019")
    await take(store, city(tmp_path, *orgs))
    assert await since(store) == {"O1E1": "2026-09", "O2E2": "2019"}


async def test_a_committee_leads_since_it_is_there(store: Store, tmp_path: Path) -> None:
    await store.write([EMPTY])
    await take(store, city(tmp_path, "O1 链党委 产业链党委 - C1 2025-03-01"))
    assert await since(store, "LEADS") == {"O1C1": "2025-03-01"}


async def test_what_is_known_already_counts_more(store: Store, tmp_path: Path) -> None:
    """Somebody said since when it covers the first enterprise; of the second nobody did."""
    await store.write([EMPTY])
    await take(store, city(tmp_path, "O1 甲支部 党支部 E1 - -"))
    await store.write([Statement("MATCH (:PartyOrg)-[r:COVERS]->() SET r.since = '2026-05-01'")])
    await take(store, city(tmp_path, "O1 甲支部 党支部 E1、E2 - 2020-01-01"))
    assert await since(store) == {"O1E1": "2026-05-01", "O1E2": "2020-01-01"}
