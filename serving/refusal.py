"""What the service refuses, in one shape: a status, a code, a sentence and the field it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refusal(Exception):
    """A request that cannot be answered. What it says never repeats a value that was sent.

    ``headers`` go with it, such as Retry-After.
    """

    def __init__(
        self, status: int, code: str, message: str, field: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, "field": field}
        self.headers = dict(headers or {})


def no_model() -> Refusal:
    """Nothing can be scored yet; the caller may try again later."""
    return Refusal(
        503, "no_model", "No model has been trained in this workspace yet.", headers={"Retry-After": "60"}
    )


def ledger_lost() -> Refusal:
    """The database cannot be reached; the caller may try again soon."""
    message = "The ledger cannot be reached at the moment."
    return Refusal(503, "ledger_lost", message, headers={"Retry-After": "5"})
