"""Pages that stand alone: the interactive lanes of a chain, and the description of the API."""

import asyncio
import re
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from api import problems
from api.deps import StoreDep
from api.explorer import FrameDep, PageRoute
from queries import chains
from queries.chains import ChainSummary, ChainView
from visualize.explorer.frame import Frame
from visualize.explorer.say import SAY
from visualize.page import Choice, page
from visualize.words import Lang

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
STYLED = "default-src 'none'; style-src 'self' 'unsafe-inline'; base-uri 'none'"
TEMPLATES = Environment(loader=PackageLoader("api"), autoescape=select_autoescape())

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/chains/{chain:path}/lanes")
async def lanes(chain: str, frame: FrameDep, store: StoreDep) -> HTMLResponse:
    """The lanes of a chain, to zoom and to search in."""
    known = (await chains.chains(store, frame.as_of)).items
    view = await chains.chain(store, chain, frame.as_of)
    text = await asyncio.to_thread(_drawn, view, known, frame)
    return _with_policy(text)


@router.get("/docs")
async def documentation(request: Request) -> HTMLResponse:
    """The API described: a page without a script, and without anything from elsewhere."""
    spec = request.app.openapi()
    return _html("docs.html", 200, problems.language(request.scope), spec=spec)


def _drawn(view: ChainView, known: Sequence[ChainSummary], frame: Frame) -> str:
    return page(
        view,
        chains=known,
        lang=frame.lang,
        address=frame.link("/chains/{}/lanes"),
        home=frame.to("Chain", view.id),
        theme=frame.theme,
        choices=_choices(frame),
    )


def _choices(frame: Frame) -> list[Choice]:
    say = SAY[frame.lang]
    other = "en" if frame.lang == "zh" else "zh"
    return [
        Choice(say["other_lang"], frame.again(lang=other)),
        Choice(say["theme_dark"], frame.again(theme="dark"), "to-dark"),
        Choice(say["theme_light"], frame.again(theme="light"), "to-light"),
    ]


def _with_policy(text: str) -> HTMLResponse:
    """The page states its own policy; sent as a header it also keeps others from framing it."""
    found = POLICY.search(text)
    own = found[1].replace("&#39;", "'") if found else "default-src 'none'"
    policy = f"{own.rstrip('; ')}; frame-ancestors 'none'"
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def _html(template: str, status: int, lang: Lang, **context: object) -> HTMLResponse:
    text = TEMPLATES.get_template(template).render(lang=lang, **context)
    policy = f"{STYLED}; frame-ancestors 'none'"
    return HTMLResponse(text, status, headers={"Content-Security-Policy": policy})
