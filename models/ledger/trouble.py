"""What is wrong with a database, in words that hold nothing of what is stored in it."""

from __future__ import annotations

from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

from features.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Generator

    from models.ledger.place import Place

REST: Final = 1.0
"""Seconds for which a database that did not answer is not asked again."""
_ADVICE: Final = {
    "does not answer": "is it overloaded or stopped?",
    "locked": "another program holds it; end that program, or wait",
    "readonly": "it may not be written to; look at the rights of the file and its folder",
    "unable to open": "the file or its folder is not there or may not be opened; put it back",
    "full": "the disk is full; make room",
    "not a database": "the file is damaged or something else; put it back from a copy",
    "malformed": "the file is damaged; put it back from a copy",
    "no such table": "the tables are not there; start the service or run leadcast sync again",
    "disk I/O": "the disk cannot be read or written",
}


class RejectedError(LedgerError):
    """The database is well and does not take what it is given."""


class Guard:
    """Makes every failure of a database a LedgerError, and lets one that is lost rest for a moment."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._failed: tuple[float, str] = 0.0, ""

    @contextmanager
    def watched(self) -> Generator[None]:
        """Runs what uses the database.

        Raises:
            LedgerError: it cannot be reached, read or written; also, without asking, within REST of that.
        """
        when, told = self._failed
        if told and monotonic() - when < REST:
            raise LedgerError(told)
        try:
            yield
        except (DataError, IntegrityError, OverflowError) as error:
            what = f"the ledger {self._place.shown} does not take what was told: {type(error).__name__}"
            raise RejectedError(what) from None
        except (SQLAlchemyError, OSError) as error:
            told = f"the ledger {self._place.shown}: {_words(error)}"
            self._failed = monotonic(), told
            raise LedgerError(told) from None  # its own message may repeat what was to be stored
        else:
            self._failed = 0.0, ""


def _words(error: Exception) -> str:
    if isinstance(error, NoneFree):
        return "too many ask it at once; try again later"
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}"
    if not isinstance(error, DBAPIError) or error.orig is None:
        return f"it cannot be used ({type(error).__name__})"
    said = str(error.orig).split("\n", 1)[0]
    for sign, advice in _ADVICE.items():
        if sign in said:
            return f"{said}; {advice}"
    state = getattr(error.orig, "sqlstate", None)
    return (
        f"{type(error.orig).__name__}{f' {state}' if state else ''}; is it running, and does the URL name it?"
    )
