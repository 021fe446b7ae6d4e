"""The log: one JSON object a line, in which nothing stands that a caller sent.

What we write ourselves is written for it. What a library logs may hold a piece of a request in its message or
in an exception's, so that of it only the place and the exception's type are told.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import TracebackType

OURS: Final = "leadcast"
_BENTOML: Final = ("bentomlhandler", "defaulthandler", "tracehandler")
"""The handlers that BentoML sets up."""
_WARNED: Final = re.compile(r"(?P<place>\S+:\d+): (?P<kind>\w+):")


class Lines(logging.Formatter):
    """Formats a record as one line.

    Args:
        guarded: whether messages of other loggers are left out; they are, once there are requests.
    """

    def __init__(self, *, guarded: bool = True) -> None:
        super().__init__()
        self._guarded = guarded

    def format(self, record: logging.LogRecord) -> str:
        """The record's fields, if it has some, else its message."""
        fields: dict[str, Any] = getattr(record, "fields", None) or self._told(record)
        told = {"time": stamp(record.created), "level": record.levelname.lower(), **fields}
        return json.dumps(told, ensure_ascii=True, default=str)

    def _told(self, record: logging.LogRecord) -> dict[str, Any]:
        event = getattr(record, "event", None)
        told: dict[str, Any] = {"event": event or "note", "logger": record.name}
        if not self._guarded or record.name.partition(".")[0] == OURS:
            told["message"] = record.getMessage()
        elif record.name == "py.warnings":
            told |= _warned(record)
        else:
            told["place"] = f"{record.pathname}:{record.lineno} in {record.funcName}"
        error = record.exc_info[1] if record.exc_info else None
        return told | (_fault(error) if error else {})


def plain_bentoml() -> None:
    """Has BentoML's own handlers write lines like ours; for the processes that see no request."""
    for name in ("", "bentoml", "uvicorn.error", "circus"):
        for handler in logging.getLogger(name).handlers:
            if handler.name in _BENTOML:
                handler.setFormatter(Lines(guarded=False))


def take_over() -> None:
    """Sends everything this process logs through one handler, guarded, to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Lines())
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("bentoml", "uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").propagate = False  # without a handler it is not even formatted
    logging.getLogger(OURS).setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def place_of(error: BaseException) -> str:
    """Where an error was raised; its message may hold what a caller sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    del trace
    fields = {"event": "fault", "error": kind.__name__, **(_fault(error) if error else {})}
    logging.getLogger(OURS).error("uncaught", extra={"event": "fault", "fields": fields})


def _fault(error: BaseException) -> dict[str, str]:
    cause = error.__cause__ or error.__context__
    because = {"because": type(cause).__name__} if cause else {}
    return {"error": type(error).__name__, "raised": place_of(error), **because}


def _warned(record: logging.LogRecord) -> dict[str, str]:
    """Python's warnings come as text, of which the place and the kind come before the message."""
    found = _WARNED.match(record.getMessage())
    return found.groupdict() if found else {}


def stamp(seconds: float) -> str:
    """A time as every line has it: UTC, in milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
