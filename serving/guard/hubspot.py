"""The guard of HubSpot's hook: what it signed is let in, at a rate, and nothing else is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from serving.guard.signatures import signed
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from serving.guard.guard import Guard

NAME: Final = "hubspot"
"""How it is called in the log, as tokens are by their names."""


class SignedByHubSpot:
    """Checks requests against one secret.

    Args:
        secret: of the app whose webhooks and actions call; empty: nothing is let in.
        public_url: what HubSpot calls this service; empty: as the request itself says, with no proxy between.
    """

    def __init__(
        self, guard: Guard, secret: str, public_url: str, now: Callable[[], float] = time.time
    ) -> None:
        self._guard = guard
        self._secret = secret
        self._public = public_url
        self._now = now

    def check(self, request: Request, body: bytes) -> None:
        """Lets a request pass.

        Raises:
            Refusal: 401 if HubSpot did not sign it, 403 if no secret is known here, 429 if it asks too often.
        """
        if not self._secret:
            raise Refusal(
                403,
                "hook_closed",
                "This hook is closed: the service was started without LEADCAST_HUBSPOT_SECRET.",
            )
        now = int(self._now() * 1000)
        headers = {name: value for name, value in request.headers.items() if name.startswith("x-hubspot-")}
        if not signed(self._secret, headers, request.method, self._uri(request), body, now):
            raise self._guard.wrong(
                request, Refusal(401, "signature", "HubSpot's signature is absent, wrong or too old.")
            )
        self._guard.spend(NAME)

    def _uri(self, request: Request) -> str:
        """The address that was called, as it was spelled."""
        path = request.scope.get("raw_path") or request.url.path.encode()
        query = request.scope["query_string"]
        called = (path + (b"?" + query if query else b"")).decode("latin-1")
        if self._public:
            return f"{self._public}{called}"
        url = urlsplit(str(request.base_url))
        return f"{url.scheme}://{url.netloc}{called}"
