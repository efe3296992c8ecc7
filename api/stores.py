"""Opening the graph that the settings name, as far as both front doors do it alike."""

from pathlib import Path

from api.settings import Settings
from graph import known
from graph.errors import StoreForeign, StoreUnavailable
from graph.model import Schema
from graph.store import Store, open_store
from graph.write import GRAPH

EMBEDDED = "arcade:"


def open_graph(settings: Settings) -> Store:
    return open_store(settings.store, timeout=settings.query_timeout, password=settings.password)


def refuse_absent(settings: Settings) -> None:
    """Raise when there is no embedded graph yet: a question must not leave an empty one behind."""
    if is_absent(settings):
        raise _nothing(settings.store)


def is_absent(settings: Settings) -> bool:
    """Whether the settings name an embedded graph that nobody has made yet."""
    if not settings.store.startswith(EMBEDDED):
        return False
    folder = settings.store.removeprefix(EMBEDDED)
    try:
        return not folder or not Path(folder).exists() or _is_empty(Path(folder))
    except OSError:  # opening it will say why
        return False


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


async def check_vocabulary(store: Store, schema: Schema) -> bool:
    """Whether anything was ever loaded; `StoreForeign` when it was by another vocabulary."""
    rows = await store.read(known.LAST_RUN, id=GRAPH)
    if not rows:
        return False
    version = rows[0]["version"]
    if version != schema.version:
        raise StoreForeign(
            f"图库按词汇版本 {version} 建立，本程序使用版本 {schema.version}",
            f"the graph was made with vocabulary {version}, this program has {schema.version}",
            fix_zh="请换用对应版本的程序，或用 --store 指定另一个图库重新入库",
            fix_en="Use the program of that version, or load the tables into another --store",
            where=store.name,
        )
    return True


async def refuse_empty(store: Store, schema: Schema) -> None:
    """Raise when nothing was ever loaded: an empty answer would look like a finding."""
    if not await check_vocabulary(store, schema):
        raise _nothing(store.name)


def _nothing(where: str) -> StoreUnavailable:
    return StoreUnavailable(
        "还没有图库",
        "there is no graph yet",
        fix_zh="先运行 honglian demo 载入示例，或 honglian ingest 文件夹 载入自己的表格",
        fix_en="Run honglian demo for the sample, or honglian ingest FOLDER for your own tables",
        where=where,
    )
