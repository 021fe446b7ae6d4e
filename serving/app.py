"""The application: the operations as routes, and one shape of answer for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from serving.answering import answering, not_allowed, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from serving.answering import Admit, Seen
    from serving.operation import Operation


def make_app(operations: Iterable[Operation], admit: Admit, seen: Seen) -> Starlette:
    """The application that answers with some operations, and to nothing else."""
    app = Starlette(
        routes=[_route(operation, admit, seen) for operation in operations],
        exception_handlers={404: _not_found, 405: _not_allowed},
    )
    app.router.redirect_slashes = False  # some callers count a redirect as a fault
    return app


def _route(operation: Operation, admit: Admit, seen: Seen) -> Route:
    route = Route(operation.path, answering(operation, admit, seen), methods=[operation.method])
    route.methods = {operation.method}  # Starlette adds HEAD to every GET
    return route


async def _not_found(request: Request, error: Exception) -> Response:
    del request, error
    return not_found()


async def _not_allowed(request: Request, error: Exception) -> Response:
    del request
    return not_allowed(dict(error.headers or {}) if isinstance(error, HTTPException) else {})
