"""The OpenAPI documents, 3.1 and 3.0, which differ in how they say fields, and in what callers can take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from serving.documents.contract.refused import MEANS, REFUSED
from serving.documents.described import statuses
from serving.documents.links import links
from serving.documents.objects import objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from serving.documents.address import Address
    from serving.documents.field import Description, Field
    from serving.documents.version import Version
    from serving.operation import Operation

TITLE: Final = "Leadcast"
ABOUT: Final = (
    "Scores leads: how likely each becomes sales-qualified and is won, why, and what to do with it. "
    "Answers have fixed keys that are always all there; errors are one object with a code, a sentence and a "
    "field. Nothing is ever redirected."
)
SCHEMES: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of this service."},
    "api_key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "The same token, where a caller cannot send the other header.",
    },
}
_FULL: Final = {"3.1": "3.1.0", "3.0": "3.0.3"}


def openapi(
    version: Version,
    operations: Sequence[Operation],
    described: Mapping[str, Description],
    address: Address,
) -> dict[str, Any]:
    """The document of some operations."""
    paths: dict[str, Any] = {}
    for operation in operations:
        said = _operation(version, operation, described[operation.name])
        paths.setdefault(path_of(operation), {})[operation.method.lower()] = said
    return {
        "openapi": _FULL[version.name],
        "info": {"title": TITLE, "version": "1", "description": ABOUT},
        "servers": [{"url": address.url}],
        "security": [{name: []} for name in SCHEMES],
        "paths": paths,
        "components": {
            "schemas": {
                one.name: version.schema(one)
                for one in objects([*(described[operation.name] for operation in operations)])
            },
            "securitySchemes": SCHEMES,
        },
    }


def _operation(version: Version, operation: Operation, description: Description) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": description.summary,
        "description": about(operation, description),
    }
    if operation.scope is None:
        said["security"] = []
    if description.parameters:
        said["parameters"] = [_parameter(version, field) for field in description.parameters]
    if description.request:
        reference = {"$ref": f"{version.refs}{description.request.name}"}
        content = {"application/json": {"schema": reference, "example": description.request.example}}
        said["requestBody"] = {"required": True, "content": content}
    elif description.body:
        content = {"application/json": {"schema": description.body}}
        said["requestBody"] = {"required": True, "content": content}
    said["responses"] = _responses(version, operation, description)
    return said


def path_of(operation: Operation) -> str:
    """The path of an operation; routes say too how a part of it is matched."""
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", operation.path)


def about(operation: Operation, description: Description) -> str:
    """What an operation does, and who may ask for it."""
    may = f" Takes a token with the scope {operation.scope}." if operation.scope else ""
    return description.about + may


def _parameter(version: Version, field: Field) -> dict[str, Any]:
    schema = version.field(field)
    return {
        "name": field.name,
        "in": "path" if field.required else "query",
        "required": field.required,
        "description": schema.pop("description"),
        "schema": schema,
    }


def _responses(version: Version, operation: Operation, description: Description) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "The answer."}
    if description.answer:
        reference = {"$ref": f"{version.refs}{description.answer.name}"}
        good["content"] = {
            description.media_type: {"schema": reference, "example": description.answer.example}
        }
    else:
        good["content"] = {description.media_type: {"schema": {"type": "string"}}}
    if version.rich and (ways := links(operation.name)):
        good["links"] = ways
    refused = {"application/json": {"schema": {"$ref": f"{version.refs}{REFUSED.name}"}}}
    return {
        str(description.success): good,
        **{
            str(status): {"description": MEANS[status], **_headers(version, status), "content": refused}
            for status in statuses(operation, description)
        },
    }


def _headers(version: Version, status: int) -> dict[str, Any]:
    """Salesforce takes no headers of answers."""
    if not version.rich or status != 429:
        return {}
    waits = {"description": "Seconds to wait.", "required": True, "schema": {"type": "integer", "minimum": 1}}
    return {"headers": {"Retry-After": waits}}
