"""Facts about one lead in canonical form: no order and no wording of the teller's is left in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TABLES: Final[dict[str, tuple[str, ...]]] = {
    "touches": ("at", "kind", "direction", "channel", "asset", "actor"),
    "stages": ("at", "stage"),
    "attribute_changes": ("at", "field", "value", "old_value"),
}
"""The columns of each table of rows, without ``lead_id``."""

Row = tuple[Any, ...]
Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Facts:
    """What is told of a lead. Instants are microseconds UTC; what nobody knows is not in it.

    Attributes:
        created_at: when the lead came to be.
        attributes: the texts of the attributes that have one, by our names.
        rows: of each of TABLES, the rows in order; alike rows count.
    """

    created_at: int | None = None
    account_id: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    rows: Mapping[str, Rows] = field(default_factory=dict[str, Rows])

    @classmethod
    def of(
        cls,
        created_at: int | None = None,
        account_id: str | None = None,
        attributes: Mapping[str, str | None] | None = None,
        touches: Iterable[Mapping[str, Any]] = (),
        stages: Iterable[Mapping[str, Any]] = (),
        changes: Iterable[Mapping[str, Any]] = (),
    ) -> Self:
        """From rows as ``population_of`` takes them, in any order; further columns are left out."""
        told = {"touches": touches, "stages": stages, "attribute_changes": changes}
        return cls(
            created_at,
            account_id,
            {name: text for name, text in sorted((attributes or {}).items()) if text is not None},
            {
                table: rows
                for table, columns in TABLES.items()
                if (rows := in_order(tuple(row.get(name) for name in columns) for row in told[table]))
            },
        )

    @property
    def empty(self) -> bool:
        """Whether nothing is told."""
        return self.created_at is None and self.account_id is None and not self.attributes and not self.rows

    @property
    def size(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.rows.values()))

    def named(self, table: str, lead_id: str) -> list[dict[str, Any]]:
        """The rows of a table as ``population_of`` takes them."""
        columns = TABLES[table]
        return [
            {"lead_id": lead_id, **dict(zip(columns, row, strict=True))} for row in self.rows.get(table, ())
        ]


def in_order(rows: Iterable[Row]) -> Rows:
    """The rows by time and then text, those without a text last."""
    found = list(rows)
    try:
        found.sort()  # compares a text with a missing one only where all before them is alike
    except TypeError:
        found.sort(key=lambda row: [(value is None, value or 0) for value in row])
    return tuple(found)
