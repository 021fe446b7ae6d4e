"""A check as it is declared, and what it finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from features.sources import Table

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that can be wrong.

    ``sql`` selects what is wrong as ``example`` (a short text: a lead's id and the offending column, nothing
    personal) and ``n``, the rows it stands for. The check fires when these are more than ``share`` of the
    table's rows; ``absent`` runs it also where the table has no source.
    """

    name: str
    severity: Severity
    table: Table
    column: str | None = None
    sql: str
    reason: str
    action: str
    share: float = 0.0
    absent: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a check found: ``count`` of ``of`` rows, three of them as examples, why it matters, what to do."""

    check: str
    severity: Severity
    table: Table | Literal["spend"]
    column: str | None
    count: int
    of: int
    examples: tuple[str, ...]
    reason: str
    action: str

    def __str__(self) -> str:
        place = f"{self.table}.{self.column}" if self.column else self.table
        shown = f" (for example {'; '.join(self.examples)})" if self.examples else ""
        return (
            f"{place}: {self.check}, {self.count:,} of {self.of:,} rows{shown}. {self.reason} {self.action}"
        )

    def to_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        return asdict(self)
