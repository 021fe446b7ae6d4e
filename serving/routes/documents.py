"""The documents that describe the service, for tools that read such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from serving.documents.address import address
from serving.documents.made import made
from serving.operation import Answer, Call, Operation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serving.champion import Champion

VERSIONS: Final = ("3.1", "3.0", "2.0")


def documents(champion: Champion, others: Sequence[Operation], public_url: str) -> tuple[Operation, ...]:
    """One for each version, of the others and of these.

    Args:
        public_url: where the service is reached; empty: where the caller reached it.
    """

    def operation(version: str) -> Operation:
        async def document(call: Call) -> Answer:
            return Answer(made(version, (*others, *ours), champion, address(public_url, call.request)))

        name = f"get_openapi_{version.replace('.', '_')}"
        return Operation(name, "GET", f"/openapi/{version}.json", "read", document)

    ours = tuple(operation(version) for version in VERSIONS)
    return ours
