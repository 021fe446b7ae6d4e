"""A document of the service as it is: its operations, the model that serves, where it is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from serving.documents.attributes import attributes
from serving.documents.described import described
from serving.documents.openapi import openapi
from serving.documents.swagger import swagger
from serving.documents.version import V30, V31
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serving.champion import Champion
    from serving.documents.address import Address
    from serving.operation import Operation


def made(
    version: str, operations: Sequence[Operation], champion: Champion, address: Address
) -> dict[str, Any]:
    """The document of a version: "3.1" has all operations, "3.0" and "2.0" those a CRM offers as actions."""
    try:
        known = attributes(champion.answerer())
    except Refusal:  # before there is a model, a document has no attributes
        known = ()
    told = described(known)
    if version == "3.1":
        return openapi(V31, operations, told, address)
    for_crms = [operation for operation in operations if told[operation.name].for_crms]
    return openapi(V30, for_crms, told, address) if version == "3.0" else swagger(for_crms, told, address)
