"""A connection to PostgreSQL that never waits for long, even for a server that is there and says nothing."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import psycopg

if TYPE_CHECKING:
    from psycopg.abc import RV, PQGen

GRACE: Final = 0.5
"""Seconds in which a server that is well says itself that its own limit is reached."""


class PatientConnection(psycopg.Connection[Any]):
    """Gives up, and is closed, where the server does not answer within ``patience`` seconds and GRACE.

    Attributes:
        silent: whether it has given up.
    """

    patience = 2.0
    silent = False

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Waits for an answer.

        Raises:
            OperationalError: none came.
        """
        limit = self.patience + GRACE if timeout is None else timeout
        deadline = monotonic() + limit
        try:
            return super().wait(gen, interval, limit)
        except Exception as error:
            if monotonic() < deadline:
                raise
            self.silent = True
            self.pgconn.finish()  # what it was about to say would be taken for the next answer
            raise psycopg.OperationalError("the server does not answer") from error
