"""The HTTP application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from api import examples, problems
from api.directory import Names
from api.engine import Engine
from api.explorer import install as pages_of_errors
from api.learnt import Shelf
from api.middleware import Limits, Outermost, SameSite
from api.parameters import refuse_unknown
from api.prepare import Preparation
from api.release import release
from api.remembered import Memory
from api.routes import (
    about,
    assignments,
    chains,
    compare,
    entities,
    explorer,
    graph,
    ingest,
    network,
    pages,
    plans,
    programme,
    questions,
    reports,
    rules,
    tables,
    what_if,
)
from api.rulebook import all_rules
from api.runs import Runs
from api.settings import Settings
from graph import SCHEMA

FAREWELL = 9.0  # seconds for what is under way; the process is to end within ten
DESCRIPTION = (
    "产业链、党组织、覆盖缺口与合作伙伴。列表按 limit 和 cursor 翻页；as_of 指定日期；"
    "错误为 application/problem+json，含中文与英文。"
)

log = structlog.get_logger()


def create_app(settings: Settings) -> FastAPI:
    """The application of these settings. It opens the graph by itself, when it is started.

    Raises `InputError` for a rule of the settings' folders that is none.
    """
    all_rules(settings)
    app = FastAPI(
        title="红链 honglian API",
        description=DESCRIPTION,
        version=release(),
        docs_url=None,  # both would load scripts from elsewhere; routes/pages.py has ours
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation,
        lifespan=_lifespan,
        dependencies=[Depends(refuse_unknown)],
        middleware=[
            Middleware(Outermost),
            Middleware(SameSite, hosts=None if settings.trusted_network else [settings.host]),
            Middleware(Limits),
        ],
    )
    app.state.settings = settings
    app.state.abandoned = False
    problems.install(app)
    pages_of_errors(app)
    for routes in (
        about,
        questions,
        plans,
        assignments,
        programme,
        what_if,
        reports,
        entities,
        chains,
        ingest,
        pages,
        graph,
        network,
        explorer,
        compare,
        rules,
        tables,
    ):
        app.include_router(routes.router)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.memory = memory = Memory()
    preparation = Preparation(app.state.settings, memory)
    app.state.engine = engine = Engine(app.state.settings, SCHEMA, preparation)
    app.state.runs = runs = Runs(SCHEMA)
    app.state.shelf = shelf = Shelf(app.state.settings)
    app.state.names = names = Names(engine)
    engine.start()
    shelf.start()
    names.start()
    yield
    try:
        async with asyncio.timeout(FAREWELL):
            await runs.end()
            await shelf.stop()
            await names.stop()
            await engine.stop()
    except TimeoutError:  # what is not committed by now did not happen
        log.warning("service.abandoned")
        app.state.abandoned = True


def _operation(route: APIRoute) -> str:
    return route.name


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        spec = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = spec["components"]["schemas"]
        problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs", {})
        schemas["Problem"] = problem
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        app.openapi_schema = examples.illustrate(spec)
    return app.openapi_schema
