"""Errors over HTTP: RFC 9457, in both languages, and nothing in them that is ours alone."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import Scope

from api.errors import Overloaded, outcome
from graph.errors import Ambiguous, HonglianError, NotFound
from queries.answers import Ref

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "2"}
PARSER_WORDS = {
    400: ("请求无法解析", "the request cannot be parsed"),
    404: ("没有这个地址", "no such address"),
    405: ("此地址不支持该方法", "this address does not take that method"),
    413: ("内容过大", "the body is too large"),
    414: ("地址过长", "the address is too long"),
    421: ("请求指向了别的主机", "the request was meant for another host"),
    403: ("不接受来自其他网站的写入", "other sites may not write here"),
}


class Refused(BaseModel):
    """A part of the request that was refused."""

    where: str = Field(description="For example `query.limit`.")
    message: str


class Problem(BaseModel):
    """RFC 9457, with what happened in Chinese and in English."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="`urn:honglian:` and the kind of error.")
    title: str
    status: int
    detail: str
    zh: str
    en: str
    request_id: str | None = None
    errors: list[Refused] | None = None
    candidates: list[Ref] | None = None


class ProblemResponse(JSONResponse):
    media_type = MEDIA_TYPE


def answer(
    scope: Scope,
    status: int,
    kind: str,
    zh: str,
    en: str,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> ProblemResponse:
    """One problem as a response; `detail` is in the language that the client prefers."""
    problem = Problem(
        type=f"urn:honglian:{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=en if language(scope) == "en" else zh,
        zh=zh,
        en=en,
        request_id=scope.get("state", {}).get("request_id"),
        **more,
    )
    content = problem.model_dump(exclude_none=True)
    return ProblemResponse(content, status, headers=dict(headers or {}))


def plain(scope: Scope, status: int, headers: Mapping[str, str] | None = None) -> ProblemResponse:
    """A problem that HTTP itself knows: no such address, too large a body."""
    phrase = HTTPStatus(status).phrase
    zh, en = PARSER_WORDS.get(status, (phrase, phrase.lower()))
    return answer(scope, status, phrase.lower().replace(" ", "-"), zh, en, headers)


def of_error(scope: Scope, error: HonglianError) -> ProblemResponse:
    """One of our errors. What a server did is told in general words only."""
    known = outcome(error)
    told = known.status < 500
    zh = error.text("zh") if told else known.zh
    en = error.text("en") if told else known.en
    more: dict[str, Any] = {}
    if isinstance(error, (Ambiguous, NotFound)) and error.candidates:
        more["candidates"] = [Ref(**c._asdict()) for c in error.candidates]
    return answer(scope, known.status, known.kind, zh, en, _retry(error, known.status), **more)


def language(scope: Scope) -> Literal["zh", "en"]:
    """English for a client that puts it first, else Chinese."""
    accepted = dict(scope["headers"]).get(b"accept-language", b"")
    return "en" if accepted.strip().lower().startswith(b"en") else "zh"


def install(app: FastAPI) -> None:
    """Make every error of the application a problem; `middleware.Outermost` sees to the rest."""

    async def ours(request: Request, exc: Exception) -> ProblemResponse:
        assert isinstance(exc, HonglianError)
        request.state.error = exc
        return of_error(request.scope, exc)

    async def invalid(request: Request, exc: Exception) -> ProblemResponse:
        assert isinstance(exc, RequestValidationError)
        places = [
            Refused(
                where=".".join(map(str, error["loc"])),
                message=str(error["msg"]).removeprefix("Value error, "),
            )
            for error in exc.errors()
        ]
        listed = "; ".join(f"{place.where}: {place.message}" for place in places)
        zh, en = f"请求有误：{listed}", f"the request is off: {listed}"
        return answer(request.scope, 422, "invalid", zh, en, errors=places)

    async def http(request: Request, exc: Exception) -> ProblemResponse:
        assert isinstance(exc, HTTPException)
        return plain(request.scope, exc.status_code, exc.headers)

    app.add_exception_handler(HonglianError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def _retry(error: HonglianError, status: int) -> Mapping[str, str]:
    if isinstance(error, Overloaded):
        return {"Retry-After": "1"}
    return RETRY_AFTER if status == 503 else {}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a route's errors."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
