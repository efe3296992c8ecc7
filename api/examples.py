"""One real request for each route, and what the sample answers: the examples of OpenAPI.

The answers are kept in examples.json, written by `make docs`; lists are cut to their
first item.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlsplit

DAY = "2026-11-23"
REQUESTS: Mapping[str, str] = {
    "healthz": "/healthz",
    "readyz": "/readyz",
    "rules": f"/v1/rules?as_of={DAY}&limit=1",
    "schema": "/v1/schema",
    "status": "/v1/status",
    "coverage": f"/v1/coverage?chain=NEV&as_of={DAY}",
    "gaps": f"/v1/gaps?chain=NEV&rule=PO-01&as_of={DAY}",
    "gaps_under_two_packs": f"/v1/gaps/comparison?compare=national&as_of={DAY}",
    "changed_gaps": f"/v1/gaps/changes?since=2026-10-01&as_of={DAY}",
    "chain_gaps": f"/v1/chain-gaps?chain=JADE&as_of={DAY}&limit=2",
    "links": f"/v1/links?chain=NEV&as_of={DAY}&limit=1",
    "link_suggestions": f"/v1/links/suggestions?chain=NEV&as_of={DAY}&limit=1",
    "enterprise_partners": f"/v1/enterprises/S027/partners?as_of={DAY}&limit=1",
    "enterprise_universities": f"/v1/enterprises/S027/universities?as_of={DAY}&limit=1",
    "university_enterprises": f"/v1/universities/U01/enterprises?as_of={DAY}&limit=1",
    "need_universities": f"/v1/needs/universities?text=铝合金压铸件缺陷检测&as_of={DAY}&limit=1",
    "common_needs": f"/v1/needs/common?as_of={DAY}&limit=1",
    "what_if_lose": f"/v1/what-if/lose/E205?as_of={DAY}",
    "targets": f"/v1/targets?as_of={DAY}&limit=1",
    "trend": f"/v1/chains/NEV/trend?from=2026-10-01&as_of={DAY}&limit=1",
    "pattern": f"/v1/pattern?chain=NEV&as_of={DAY}",
    "facts": f"/v1/facts?chain=NEV&as_of={DAY}&limit=1",
    "search": "/v1/search?q=xpqc&limit=1",
    "entity": "/v1/entities/Enterprise/S027",
    "neighbours": "/v1/entities/Enterprise/S027/neighbours?limit=1",
    "paths": f"/v1/paths?from=S027&to=U01&as_of={DAY}",
    "chains": f"/v1/chains?as_of={DAY}&limit=1",
    "comparison": f"/v1/comparison?chain=NEV&chain=JADE&as_of={DAY}",
    "chain": f"/v1/chains/NEV?as_of={DAY}",
    "ingest_run": "/v1/ingest/runs/r1",
}
LONGEST = 1  # items kept of each list in an example


def answers() -> dict[str, Any]:
    """Example answers by operation; empty before they were first written."""
    source = files("api") / "examples.json"
    kept: dict[str, Any] = json.loads(source.read_text("utf-8")) if source.is_file() else {}
    return kept


def cut(answer: Any) -> Any:
    """The same answer with every list cut short: an example shows the shape."""
    if isinstance(answer, dict):
        return {key: cut(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [cut(value) for value in answer[:LONGEST]]
    return answer


def illustrate(spec: dict[str, Any]) -> dict[str, Any]:
    """Put the examples into a description: request, parameters, answer."""
    kept = answers()
    for path, methods in spec["paths"].items():
        for operation in methods.values():
            name = operation["operationId"]
            if request := REQUESTS.get(name):
                operation["x-example-request"] = request
                _fill(operation.get("parameters", []), path, request)
            if name in kept:
                success = min(operation["responses"])
                operation["responses"][success]["content"]["application/json"]["example"] = kept[
                    name
                ]
    return spec


def _fill(parameters: list[dict[str, Any]], path: str, request: str) -> None:
    """Give each parameter the value that it has in the request."""
    parts = urlsplit(request)
    values: dict[str, Any] = dict(parse_qsl(parts.query))
    pairs = zip(path.split("/"), parts.path.split("/"), strict=True)
    values |= {name.strip("{}"): value for name, value in pairs if name.startswith("{")}
    for parameter in parameters:
        if parameter["name"] in values:
            value = values[parameter["name"]]
            integer = parameter["schema"].get("type") == "integer"
            parameter["example"] = int(value) if integer else value
