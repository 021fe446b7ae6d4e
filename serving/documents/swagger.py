"""The Swagger 2.0 document, which Power Platform takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from serving.documents.contract.refused import MEANS, REFUSED
from serving.documents.described import statuses
from serving.documents.objects import objects
from serving.documents.openapi import ABOUT, SCHEMES, TITLE, about, path_of
from serving.documents.version import V20, title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from serving.documents.address import Address
    from serving.documents.field import Description, Field
    from serving.operation import Operation


def swagger(
    operations: Sequence[Operation], described: Mapping[str, Description], address: Address
) -> dict[str, Any]:
    """The document of some operations. A connector has one way to prove who it is: the X-API-Key header."""
    paths: dict[str, Any] = {}
    for operation in operations:
        said = _operation(operation, described[operation.name])
        paths.setdefault(path_of(operation), {})[operation.method.lower()] = said
    told = [described[operation.name] for operation in operations]
    return {
        "swagger": "2.0",
        "info": {"title": TITLE, "version": "1", "description": ABOUT},
        "host": address.host,
        "basePath": address.path or "/",
        "schemes": [address.scheme],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "securityDefinitions": {"api_key": SCHEMES["api_key"]},
        "security": [{"api_key": []}],
        "paths": paths,
        "definitions": {one.name: V20.schema(one) for one in objects(told)},
    }


def _operation(operation: Operation, description: Description) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": description.summary,
        "description": about(operation, description),
    }
    parameters = [_parameter(field) for field in description.parameters]
    if description.request:
        reference = {"$ref": f"{V20.refs}{description.request.name}"}
        body = {"name": "body", "in": "body", "required": True, "description": description.request.about}
        parameters.append({**body, "schema": reference})
    if parameters:
        said["parameters"] = parameters
    said["responses"] = _responses(operation, description)
    return said


def _parameter(field: Field) -> dict[str, Any]:
    schema = V20.field(field)
    schema.pop("example", None)  # only schemas have one here
    return {
        "name": field.name,
        "in": "path" if field.required else "query",
        "required": field.required,
        **schema,
        V20.titles: title(field.name),
    }


def _responses(operation: Operation, description: Description) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "The answer."}
    if description.answer:
        good["schema"] = {"$ref": f"{V20.refs}{description.answer.name}"}
        good["examples"] = {"application/json": description.answer.example}
    refused = {"$ref": f"{V20.refs}{REFUSED.name}"}
    return {
        str(description.success): good,
        **{
            str(status): {"description": MEANS[status], "schema": refused}
            for status in statuses(operation, description)
        },
    }
