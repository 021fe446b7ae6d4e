"""The application: the operations as routes, and one shape of answer for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from serving.answering import answering, nowhere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from serving.answering import Admit, Seen
    from serving.operation import Operation


def make_app(operations: Iterable[Operation], admit: Admit, seen: Seen) -> Starlette:
    """The application that answers with some operations, and to nothing else."""

    async def not_found(request: Request, error: Exception) -> Response:
        del error
        return nowhere(request, None, seen)

    async def not_allowed(request: Request, error: Exception) -> Response:
        headers = error.headers if isinstance(error, HTTPException) else None
        return nowhere(request, headers or {}, seen)

    app = Starlette(
        routes=[_route(operation, admit, seen) for operation in operations],
        exception_handlers={404: not_found, 405: not_allowed},
    )
    app.router.redirect_slashes = False  # some callers count a redirect as a fault
    return app


def _route(operation: Operation, admit: Admit, seen: Seen) -> Route:
    route = Route(operation.path, answering(operation, admit, seen), methods=[operation.method])
    route.methods = {operation.method}  # Starlette adds HEAD to every GET
    return route
