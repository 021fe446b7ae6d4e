"""The watch: told of each request and event, it writes a line and counts."""

from __future__ import annotations

import contextlib
import logging
import sys
from dataclasses import replace
from json.encoder import encode_basestring_ascii
from time import time
from typing import TYPE_CHECKING, Any, Final

import models.status
from serving.watch.exposition import exposition
from serving.watch.lines import OURS, stamp, take_over
from serving.watch.meters import Meters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from serving.operation import Answer, Call, Operation

SCORES: Final = (*models.status.WHY, models.status.TOO_OLD, models.status.FAR_OUT, "refused")
_text = encode_basestring_ascii


class Watch:
    """What one worker does, in its log and its metrics.

    Args:
        operations: the names of the operations.
        version: tells the version of the bundle that serves; empty while there is none.
        shadow: likewise, of the one that rides along.
        lines: whether each request has a line in the log.
    """

    def __init__(
        self,
        operations: Iterable[str],
        version: Callable[[], str],
        shadow: Callable[[], str] = str,
        *,
        lines: bool = True,
    ) -> None:
        self.meters = Meters(operations, SCORES)
        self.in_flight = 0
        self._version = version
        self._shadow = shadow
        self._lines = lines

    def begin(self) -> None:
        """Takes over all that this process logs."""
        take_over()
        logging.getLogger(OURS).addFilter(self._counted)

    def seen(self, operation: str, status: int, seconds: float, caller: str, number: str) -> None:
        """A request is over.

        Args:
            operation: its name; empty where nothing has that path and method.
            caller: the name of its token.
            number: its id, which is ours or a UUID of the caller's.
        """
        self.meters.request(operation, status, seconds)
        if self._lines:
            self._say(
                f'"request_id": {_text(number)}, "operation": {_text(operation)}, "status": {status}, '
                f'"ms": {seconds * 1000:.3f}, "caller": {_text(caller)}, '
                f'"model_version": {_text(self._version())}'
            )

    def _say(self, fields: str) -> None:
        """Writes the line of a request at once; with the means of logging it would take ten times as long."""
        with contextlib.suppress(OSError):  # a log that is full or gone is no reason not to answer
            sys.stdout.write(
                f'{{"time": "{stamp(time())}", "level": "info", "event": "request", {fields}}}\n'
            )
            sys.stdout.flush()

    @property
    def idle(self) -> bool:
        """Whether no request is in hand."""
        return not self.in_flight

    def counting(self, operation: Operation) -> Operation:
        """The operation, with the statuses of the scores it gives counted."""
        if operation.scope not in ("score", None):
            return operation

        async def answer(call: Call) -> Answer:
            given = await operation.answer(call)
            if not isinstance(given.body, str):
                for status in _statuses(given.body):
                    self.meters.score(status)
            return given

        return replace(operation, answer=answer)

    def page(self) -> str:
        """The numbers, as Prometheus reads them."""
        return exposition(self.meters, self.in_flight, self._version(), self._shadow())

    def _counted(self, record: logging.LogRecord) -> bool:
        """Counts an event by its line in the log."""
        event = getattr(record, "event", None)
        if event:
            self.meters.event(event)
        return True


def _statuses(body: Mapping[str, Any]) -> Iterator[str]:
    """The statuses in an answer: of one score, of a batch, or of a hook."""
    several = body.get("results") or body.get("outcomes")
    for score in several if isinstance(several, list) else (body.get("outputFields") or body,):
        if "score_id" in score:
            yield str(score["status"])
