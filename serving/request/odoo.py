"""What Odoo's "Send Webhook Notification" sends, as the lead we score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_CREATED: Final = "create_date"


def lead(given: Mapping[str, Any]) -> dict[str, Any]:
    """The record's fields by their names; ``_id`` is the lead's, ``create_date`` is its creation.

    Odoo writes false for every field that is empty, and times in UTC without saying so.
    """
    fields = {name: None if value is False else value for name, value in given.items() if name[:1] != "_"}
    told = {"lead_id": given.get("_id"), "created_at": _utc(fields.get(_CREATED))}
    told["account_id"] = _first(fields.get("partner_id"))
    fields.pop("id", None)
    return {**{name: value for name, value in told.items() if value is not None}, **fields}


def _utc(written: Any) -> Any:
    """A time as Odoo writes it: "2026-09-30 08:15:00"."""
    plain = isinstance(written, str) and len(written) == 19 and written[10:11] in (" ", "T")
    return f"{written}+00:00" if plain else written


def _first(value: Any) -> Any:
    """A link to another record is its number, or a list of its number and name."""
    return value[0] if isinstance(value, list) and value else value
