"""How the explorer's pages are asked for and answered: the reader's choices in the address, the
policy of a page, and a page too for what went wrong."""

import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api import problems
from api.days import day, today
from api.errors import outcome
from graph.errors import Ambiguous, HonglianError, NotFound, UsageError
from visualize.explorer import keep
from visualize.explorer.frame import Frame, render
from visualize.explorer.say import SAY
from visualize.words import Lang

CHOICES: Mapping[str, frozenset[str]] = {
    "lang": frozenset({"zh", "en"}),
    "theme": frozenset({"light", "dark"}),
}
WAIT = 5  # seconds after which a page tries again
DOWNLOAD = "download"
LONGEST = 200  # characters of what is searched for


def frame(request: Request) -> Frame:
    """The choices of an address. One that is none of ours, in an address edited by hand, is left
    out; a day that is none is told. Raises `UsageError`."""
    asked = request.query_params
    given = {name: asked[name] for name, known in CHOICES.items() if asked.get(name) in known}
    if "as_of" in asked and asked["as_of"].strip():
        given["as_of"] = day(asked["as_of"])
    return _frame(request, given)


def _frame(request: Request, given: Mapping[str, str]) -> Frame:
    lang: Lang = "en" if given.get("lang", problems.language(request.scope)) == "en" else "zh"
    theme = given.get("theme")
    return Frame(
        path=quote(request.scope["path"]),  # that of `request.url` ends at a ? within an id
        lang=lang,
        as_of=given.get("as_of") or today(),
        nonce=secrets.token_urlsafe(16),
        theme="dark" if theme == "dark" else "light" if theme == "light" else None,
        given=given,
        query=request.query_params.get("q", "")[:LONGEST],
        state=tuple(
            (name, value)
            for name, value in request.query_params.multi_items()
            if name not in (*CHOICES, "as_of", DOWNLOAD)
        ),
        alone=request.query_params.get(DOWNLOAD) == "html",
        public_url=request.app.state.settings.public_url,
    )


FrameDep = Annotated[Frame, Depends(frame)]


def shown(text: str, frame: Frame, status: int = 200) -> HTMLResponse:
    """A page with the policy that lets it run our script and nothing else; as a file where the
    address asks for one."""
    policy = (
        f"default-src 'none'; script-src 'nonce-{frame.nonce}'; style-src 'nonce-{frame.nonce}'; "
        "img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy}
    if frame.alone:
        name = quote(f"{keep.title(text)} {frame.as_of}.html", safe="")
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        text = keep.kept(text, frame)
    return HTMLResponse(text, status, headers=headers)


class PageRoute(APIRoute):
    """A route whose errors are pages too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except HonglianError as exc:
                request.state.error = exc
                return notice(request, exc)
            except RequestValidationError:
                return notice(request, _not_valid())

        return answered


def notice(request: Request, exc: HonglianError) -> HTMLResponse:
    """Why there is no page, and what to do: a client's mistake word for word, an engine's in
    general words."""
    known = outcome(exc)
    try:
        at = replace(frame(request), alone=False)
    except UsageError:  # the day is what is off
        at = replace(_frame(request, {}), alone=False)
    told = exc.text(at.lang) if known.status < 500 else known.en if at.lang == "en" else known.zh
    say, waiting = SAY[at.lang], known.status == 503
    heading = HEADINGS.get(known.status, "trouble")
    text = render(
        "notice",
        at,
        say[heading],
        heading=say[heading],
        lines=[told, *([say["retry"]] if waiting else [])],
        candidates=exc.candidates if isinstance(exc, NotFound | Ambiguous) else (),
        go_on=known.status < 500,
        refresh=WAIT if waiting else 0,
    )
    return shown(text, at, known.status)


HEADINGS: Mapping[int, str] = {404: "not_found", 409: "several", 422: "not_valid"}


def install(app: FastAPI) -> None:
    """Make an address that is none of ours, or an engine that is too slow, a page for who wants
    one."""

    async def http(request: Request, exc: Exception) -> Response:
        assert isinstance(exc, HTTPException)
        if exc.status_code == 404 and _wants_page(request):
            return notice(request, _no_such_address())
        return problems.plain(request.scope, exc.status_code, exc.headers)

    async def ours(request: Request, exc: Exception) -> Response:
        """What is raised after a route has answered: the engine took too long."""
        assert isinstance(exc, HonglianError)
        request.state.error = exc
        return (
            notice(request, exc) if _wants_page(request) else problems.of_error(request.scope, exc)
        )

    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(HonglianError, ours)


def _wants_page(request: Request) -> bool:
    is_route = request.url.path.startswith("/v1/")
    return not is_route and "text/html" in request.headers.get("accept", "")


def _no_such_address() -> NotFound:
    return NotFound(
        "没有这个地址",
        "no such address",
        fix_zh="请从总览进入",
        fix_en="Start from the overview",
    )


def _not_valid() -> UsageError:
    return UsageError(
        "网址中的参数有误",
        "a parameter of the address is off",
        fix_zh="请从总览进入，或改正网址",
        fix_en="Start from the overview, or mend the address",
    )
