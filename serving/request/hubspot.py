"""What HubSpot sends, as the leads we score: contacts, custom workflow actions, and webhook events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_IDS: Final = ("lead_id", "hs_object_id", "objectId", "vid", "id")
_STAGE: Final = "lifecyclestage"
_CREATED: Final = "createdate"
_ACCOUNT: Final = "associatedcompanyid"


def lead(given: Mapping[str, Any]) -> dict[str, Any]:
    """The lead in an object HubSpot sends: a contact, a custom workflow action, or chosen properties."""
    if isinstance(fields := given.get("inputFields"), dict):
        whole = given.get("object")
        of: Mapping[str, Any] = whole if isinstance(whole, dict) else {}
        return {**_lead(_dict(of.get("properties")), of), **_lead(fields, {**of, **fields})}
    if isinstance(properties := given.get("properties"), dict):
        return _lead(properties, {**given, **_values(properties)})
    return _lead(given, given)


def event(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What one event of a webhook tells of a contact; None if it tells nothing that a score looks at."""
    kind, when, number = (given.get(key) for key in ("subscriptionType", "occurredAt", "objectId"))
    if kind == "contact.creation":
        return {"lead_id": number, "created_at": when}
    name = given.get("propertyName")
    if kind != "contact.propertyChange" or not isinstance(name, str):
        return None
    value = given.get("propertyValue")
    changes = [{"at": when, "field": name, "value": value}]
    stages = [{"at": when, "stage": value}] if name == _STAGE else []
    return {"lead_id": number, "attribute_changes": changes, "stages": stages}


def _lead(properties: Mapping[str, Any], ids: Mapping[str, Any]) -> dict[str, Any]:
    """Properties in the names of our contract; a list of values with their times is a history."""
    values = _values(properties)
    told: dict[str, Any] = {"attribute_changes": [], "stages": []}
    for name, versions in _histories(properties):
        told["attribute_changes"] += [{"at": at, "field": name, "value": value} for at, value in versions]
        if name == _STAGE:
            told["stages"] += [{"at": at, "stage": value} for at, value in versions if value]
    named = {"created_at": values.get(_CREATED), "account_id": values.get(_ACCOUNT)}
    named["lead_id"] = next((ids[key] for key in _IDS if ids.get(key) not in (None, "")), None)
    return {**_some(told), **values, **_some(named)}


def _values(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.get("value") if isinstance(value, dict) else value for name, value in properties.items()
    }


def _histories(properties: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[Any, Any]]]]:
    for name, value in properties.items():
        versions = value.get("versions") if isinstance(value, dict) else None
        rows = [row for row in versions if isinstance(row, dict)] if isinstance(versions, list) else []
        if rows:
            yield name, [(row.get("timestamp"), row.get("value")) for row in rows]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _some(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, "", [])}
