"""What stands before the routes, as plain ASGI: a name for each request, limits, safe headers."""

import ipaddress
import secrets
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems

URL_LIMIT = 8 * 1024
BODY_LIMIT = 1024 * 1024
UPLOAD_LIMIT = 20 * 1024 * 1024
UPLOADS = frozenset({"/v1/ingest"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    # a page brings a policy of its own; nothing else is meant to be looked at by a browser
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}

log = structlog.get_logger()


class Outermost:
    """Names each request, sets the headers of every response, logs one line, and turns what
    nobody caught into a problem without a word of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = secrets.token_hex(8)
        started, status = time.perf_counter(), 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = state["request_id"]
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception:
            log.exception("request.defect", request_id=state["request_id"], path=scope["path"])
            if status:
                raise
            words = ("服务内部出错", "something went wrong in here")
            await problems.answer(scope, 500, "defect", *words)(scope, receive, dressed)
        finally:
            _log(scope, status, time.perf_counter() - started)


def _log(scope: Scope, status: int, seconds: float) -> None:
    """One line a request, without the query: it may hold the name of a person."""
    state = scope["state"]
    error = state.get("error")
    tell = log.debug if scope["path"] in ("/healthz", "/readyz") else log.info
    tell(
        "request",
        request_id=state["request_id"],
        method=scope["method"],
        path=scope["path"],
        status=status,
        ms=round(seconds * 1000, 1),
        **({"reason": error.text("en")} if error and status >= 500 else {}),
    )


class Limits:
    """Refuses addresses and bodies that are too long, without reading them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        if len(path) + len(scope["query_string"]) > URL_LIMIT:
            await problems.plain(scope, 414)(scope, receive, send)
            return
        limit = UPLOAD_LIMIT if scope["path"] in UPLOADS else BODY_LIMIT
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            await problems.plain(scope, 413)(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit), send)


def _counted(receive: Receive, limit: int) -> Receive:
    """The same body; one that turns out longer than its limit ends with 413."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise HTTPException(413)
        return message

    return counted


class SameSite:
    """Keeps other web sites out of a service that asks nobody for a password.

    A page elsewhere could let a browser on this machine write here (`Origin` tells), or give its
    own name the address 127.0.0.1 and read here (`Host` tells). `hosts` are the names we go by;
    None where a proxy before us decides.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] | None) -> None:
        self.app = app
        self.hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host", "")
            if self.hosts is not None and not self._is_ours(host):
                await problems.plain(scope, 421)(scope, receive, send)
                return
            if scope["method"] not in SAFE_METHODS and _is_foreign(headers, host):
                await problems.plain(scope, 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        assert self.hosts is not None
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.hosts or is_loopback(name)


def _is_foreign(headers: Headers, host: str) -> bool:
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
