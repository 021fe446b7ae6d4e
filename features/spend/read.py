"""Reads what channels cost from the source that the agreement names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from features.errors import SourceError
from features.naming import key
from features.sources.connection import connect, remove
from features.sources.quoting import named
from features.sources.relation import opened
from features.spend.periods import Days, periods

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from features.agreement import Agreement

_WHEN: Final = ("month", "date", "day")
_SPENT: Final = ("spend", "cost", "amount")


class Spend(NamedTuple):
    """Lines of spend; one that could not be read in full has None in its place.

    Attributes:
        channel: as written.
        when: the text of the month or day, for messages.
        period: what it was read as.
        amount: in the agreement's currency.
    """

    channel: tuple[str | None, ...]
    when: tuple[str | None, ...]
    period: tuple[Days | None, ...]
    amount: tuple[float | None, ...]


def read_spend(agreement: Agreement, workspace: Path) -> Spend | None:
    """The agreed spend; None where the agreement names none.

    Raises:
        SourceError: it cannot be read, or lacks a column.
    """
    if agreement.channels.spend is None:
        return None
    db, scratch = connect(workspace, agreement.timezone)
    try:
        with opened(db, agreement.channels.spend, "spend", workspace, scratch) as relation:
            theirs = tuple(relation.types)
            channel, when, amount = (
                _column(theirs, wanted, relation.where) for wanted in (("channel",), _WHEN, _SPENT)
            )
            texts = ", ".join(f"trim({named(name)}::VARCHAR)" for name in (channel, when, amount))
            rows = db.execute(
                "SELECT c, w, coalesce(quick_number(a), text_number(bare_number(a))) "
                f"FROM (SELECT {texts} FROM ({relation.sql})) AS told(c, w, a)"
            ).fetchall()
    except SourceError as error:
        said = str(error).replace("[sources]", "[channels]")
        if not said.startswith("[channels] spend"):
            said = said.replace("sources.spend", "[channels] spend")
        raise SourceError(said) from error
    finally:
        db.close()
        remove(scratch)
    channels, whens, amounts = zip(*rows, strict=True) if rows else ((), (), ())
    texts = [text or None for text in whens]
    return Spend(
        tuple(text or None for text in channels), tuple(texts), tuple(periods(texts)), tuple(amounts)
    )


def _column(theirs: Sequence[str], wanted: Sequence[str], where: str) -> str:
    for name in wanted:
        if found := [other for other in theirs if key(other) == name]:
            return found[0]
    raise SourceError(
        f"[channels] spend: {where} has no column {' or '.join(wanted)} (found {', '.join(theirs)}); "
        f"rename it in a query: spend = \"SELECT ... AS {wanted[0]} FROM 'file.csv'\""
    )
