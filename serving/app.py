"""The routes: JSON in, JSON out, and one shape of error."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from serving.contract import ScoreIn
from serving.scoring import answer

if TYPE_CHECKING:
    from starlette.requests import Request

    from serving.champion import Champion

MOST_BYTES: Final = 2_000_000
_log = logging.getLogger("leadcast")


class Refusal(Exception):
    """A request that cannot be answered: a status, a code, a sentence and the field it is about."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, "field": field}


def make_app(champion: Champion) -> Starlette:
    """The application that answers for a champion."""

    async def score(request: Request) -> Response:
        asked = _parsed(await _body(request))
        scorer = champion.current()
        if scorer is None:
            raise Refusal(503, "no_model", "No model has been trained in this workspace yet.")
        return _json(200, answer(scorer, asked))

    async def model(request: Request) -> Response:
        del request
        scorer = champion.current()
        if scorer is None:
            raise Refusal(503, "no_model", "No model has been trained in this workspace yet.")
        return _json(
            200,
            {
                "model_version": scorer.version,
                "agreement_version": scorer.agreement_version,
                "targets": list(scorer.models),
                "attributes": list(scorer.plan.attributes),
                "kinds": list(scorer.plan.kinds),
            },
        )

    async def refused(request: Request, error: Exception) -> Response:
        del request
        if isinstance(error, Refusal):
            return _json(error.status, error.body)
        _log.error("a request failed: %s", type(error).__name__)
        return _json(500, {"code": "internal", "message": "The request could not be answered.", "field": ""})

    return Starlette(
        routes=[
            Route("/v1/score", score, methods=["POST"]),
            Route("/v1/model", model, methods=["GET"]),
        ],
        exception_handlers={Refusal: refused, Exception: refused, 404: _not_found, 405: _not_allowed},
    )


async def _body(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, "content_type", "Send the lead as application/json.")
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MOST_BYTES:
            raise Refusal(413, "too_large", f"A request may have {MOST_BYTES} bytes at most.")
    return bytes(received)


def _parsed(body: bytes) -> ScoreIn:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "not_json", "The body is not JSON.") from error
    if not isinstance(given, dict):
        raise Refusal(400, "not_an_object", "The body must be one JSON object.")
    try:
        return ScoreIn.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Refusal(422, "invalid", first["msg"].removeprefix("Value error, "), field) from error


async def _not_found(request: Request, error: Exception) -> Response:
    del request, error
    return _json(404, {"code": "not_found", "message": "There is nothing here.", "field": ""})


async def _not_allowed(request: Request, error: Exception) -> Response:
    del request, error
    return _json(405, {"code": "method", "message": "This path takes another method.", "field": ""})


def _json(status: int, body: dict[str, Any]) -> Response:
    text = json.dumps(body, ensure_ascii=False, allow_nan=False)
    return Response(text, status, media_type="application/json")
