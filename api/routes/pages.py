"""What a browser is shown: the lanes page, the description of the API, and why neither is there."""

import asyncio
import re
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from api import problems
from api.days import today
from api.deps import EngineDep, IsoDay
from api.errors import outcome
from graph.errors import HonglianError
from graph.store import Store
from queries import chains
from queries.chains import ChainSummary, ChainView

Lang = Literal["zh", "en"]
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
STYLED = "default-src 'none'; style-src 'self' 'unsafe-inline'; base-uri 'none'"
TEMPLATES = Environment(loader=PackageLoader("api"), autoescape=select_autoescape())

router = APIRouter(include_in_schema=False)


@router.get("/")
async def explorer(
    request: Request,
    engine: EngineDep,
    chain: Annotated[str | None, Query(max_length=200)] = None,
    as_of: IsoDay | None = None,
    lang: Lang | None = None,
) -> HTMLResponse:
    """The lanes of a chain, of the first one when none is named."""
    told = lang or problems.language(request.scope)
    try:
        async with engine.asking() as store:
            known = (await chains.chains(store, as_of or today())).items
            view = await _view(store, known, chain, as_of or today())
    except HonglianError as exc:
        request.state.error = exc
        return _notice(exc, told)
    if view is None:
        return _html("notice.html", 200, told, heading=NOTHING[told][0], lines=NOTHING[told][1:])
    text = await asyncio.to_thread(_drawn, view, known, told)
    return _with_policy(text)


@router.get("/docs")
async def documentation(request: Request) -> HTMLResponse:
    """The API described: a page without a script, and without anything from elsewhere."""
    spec = request.app.openapi()
    return _html("docs.html", 200, problems.language(request.scope), spec=spec)


NOTHING = {
    "zh": (
        "图库里还没有产业链",
        "运行 honglian demo 载入示例，或 honglian ingest 文件夹 载入自己的表格，然后刷新本页。",
    ),
    "en": (
        "There is no chain in the graph yet",
        "Run honglian demo for the sample, or honglian ingest FOLDER for your own tables, "
        "and load this page again.",
    ),
}


async def _view(
    store: Store, known: Sequence[ChainSummary], chain: str | None, as_of: str
) -> ChainView | None:
    if chain is None and not known:
        return None
    return await chains.chain(store, chain if chain is not None else known[0].id, as_of)


def _drawn(view: ChainView, known: Sequence[ChainSummary], lang: Lang) -> str:
    from visualize.page import page  # noqa: PLC0415 - pulls pyvis, and with it IPython

    return page(view, chains=known, lang=lang)


def _with_policy(text: str) -> HTMLResponse:
    """The page states its own policy; sent as a header it also keeps others from framing it."""
    found = POLICY.search(text)
    own = found[1].replace("&#39;", "'") if found else "default-src 'none'"
    policy = f"{own.rstrip('; ')}; frame-ancestors 'none'"
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def _notice(exc: HonglianError, lang: Lang) -> HTMLResponse:
    """Why there is no page: a client's mistake word for word, an engine's in general words."""
    known = outcome(exc)
    told = exc.text(lang) if known.status < 500 else known.en if lang == "en" else known.zh
    waiting = known.status == 503
    more = ["本页每 5 秒自动重试。" if lang == "zh" else "This page tries again every 5 seconds."]
    heading = {"zh": "暂时无法显示", "en": "Nothing to show for now"}[lang]
    lines = [told, *(more if waiting else [])]
    return _html(
        "notice.html", known.status, lang, heading=heading, lines=lines, refresh=5 if waiting else 0
    )


def _html(template: str, status: int, lang: Lang, **context: object) -> HTMLResponse:
    text = TEMPLATES.get_template(template).render(lang=lang, **context)
    policy = f"{STYLED}; frame-ancestors 'none'"
    return HTMLResponse(text, status, headers={"Content-Security-Policy": policy})
