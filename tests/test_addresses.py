"""Ids are opaque: the links of a page lead where they should whatever an id is made of."""

import html
import re
from urllib.parse import quote

import anyio
import pytest

from graph import SCHEMA, open_store
from tests.service import running
from tests.town import DAY, Town, settle

IDS = ("a?b", "a#b", "a/b", "a//", "a&b=c", "示例?#")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A graph of enterprises with odd ids."""
    url = f"arcade:{tmp_path_factory.mktemp('addresses')}/graph"
    anyio.run(_load, url)
    return url


async def _load(url: str) -> None:
    town = Town()
    for id in IDS:
        town.firm(id, f"示例企业{IDS.index(id)}", operating=True)
    async with open_store(url) as store:
        await store.define(SCHEMA)
        await settle(store, town.changes)


def test_page_and_its_links_are_those_of_the_entity(url: str) -> None:
    with running(url) as client:
        for at, id in enumerate(IDS):
            page = client.get(f"/enterprises/{quote(id, safe='')}", params={"as_of": DAY})
            assert f"示例企业{at}" in page.text, id
            links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', page.text)]
            (file,) = (link for link in links if "/tables/properties.csv" in link)
            assert f"示例企业{at}" in client.get(file).content.decode("utf-8-sig"), id
            (other,) = (link for link in links if "lang=en" in link and "download" not in link)
            assert f"示例企业{at}" in client.get(other).text, id
