"""The routes: JSON in, JSON out, and one shape of error."""

from __future__ import annotations

import functools
import json
import logging
import traceback
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from serving.refusal import Refusal, no_model
from serving.request.body import read_object
from serving.request.contract import ScoreIn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from serving.answerer import Answerer
    from serving.champion import Champion

    Endpoint = Callable[[Request], Awaitable[dict[str, Any]]]

_log = logging.getLogger("leadcast")


def make_app(champion: Champion) -> Starlette:
    """The application that answers for a champion."""

    async def serving() -> Answerer:
        if answerer := await champion.current():
            return answerer
        raise no_model()

    async def score(request: Request) -> dict[str, Any]:
        given = await read_object(request)
        answerer = await serving()
        return answerer.answer(_understood(given, answerer))

    async def model(request: Request) -> dict[str, Any]:
        del request
        scorer = (await serving()).scorer
        return {
            "model_version": scorer.version,
            "agreement_version": scorer.agreement_version,
            "targets": list(scorer.targets),
            "attributes": list(scorer.plan.attributes),
            "kinds": list(scorer.plan.kinds),
        }

    async def alive(request: Request) -> dict[str, Any]:
        del request
        return {"status": "alive"}

    async def ready(request: Request) -> dict[str, Any]:
        del request
        return {"status": "ready", "model_version": (await serving()).scorer.version}

    app = Starlette(
        routes=[
            Route("/v1/score", _answering(score), methods=["POST"]),
            Route("/v1/model", _answering(model), methods=["GET"]),
            Route("/livez", _answering(alive), methods=["GET"]),
            Route("/readyz", _answering(ready), methods=["GET"]),
        ],
        exception_handlers={404: _not_found, 405: _not_allowed},
    )
    app.router.redirect_slashes = False  # some callers count a redirect as a fault
    return app


def _answering(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint as a response, whatever happens: what is raised further up is logged with its message."""

    @functools.wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return _json(200, await endpoint(request))
        except Refusal as refusal:
            return _json(refusal.status, refusal.body)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except Exception as error:
            _log.error("a request failed: %s at %s", type(error).__name__, _place(error))
            message = "The request could not be answered."
            return _json(500, {"code": "internal", "message": message, "field": ""})

    return answer


def _understood(given: dict[str, Any], answerer: Answerer) -> ScoreIn:
    zone = ZoneInfo(answerer.scorer.agreement.timezone)
    try:
        return ScoreIn.model_validate(given, context={"zone": zone})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Refusal(422, "invalid", first["msg"].removeprefix("Value error, "), field) from None


def _place(error: Exception) -> str:
    """Where an error was raised; its message may hold what a caller sent."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno} in {frame.name}"


async def _not_found(request: Request, error: Exception) -> Response:
    del request, error
    return _json(404, {"code": "not_found", "message": "There is nothing here.", "field": ""})


async def _not_allowed(request: Request, error: Exception) -> Response:
    del request
    allowed = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    body = {"code": "method", "message": "This path takes another method.", "field": ""}
    return _json(405, body, allowed)


def _json(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    text = json.dumps(body, ensure_ascii=False, allow_nan=False)
    # half a surrogate pair that was sent in an id goes back as it came, escaped
    return Response(text.encode("utf-8", "backslashreplace"), status, headers, "application/json")
