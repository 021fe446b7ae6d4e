"""A document: facts about one lead, as told by one teller at one time."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from features.errors import MomentError
from models.ledger.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping

Source = Literal["sync", "request"]
Weight = tuple[int, bool, str]
"""When it was said, whether a sync said it, and what: of two values for one thing the greater holds."""

ACCOUNT: Final = "account_id"
"""No attribute is called so: the name of the account among the things that have one value."""
LONGEST_ID: Final = 500


@dataclass(frozen=True)
class Document:
    """Facts about one lead, their teller and their time.

    Attributes:
        source: a sync of the sources, or a request.
        said_at: the instant they were told for, microseconds UTC.
        earlier: of a document made of several, what was said before ``said_at``, and when.
    """

    lead_id: str
    source: Source
    said_at: int
    facts: Facts
    earlier: Mapping[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        for name, value in (("lead_id", self.lead_id), (ACCOUNT, self.facts.account_id)):
            if value is not None and len(value) > LONGEST_ID:
                raise MomentError(
                    f"{name}: {len(value):,} characters, and {LONGEST_ID} at most are kept; "
                    "send the id that the CRM knows the record by"
                )

    @cached_property
    def text(self) -> str:
        """The facts as JSON; alike facts give alike texts."""
        facts = self.facts
        told: dict[str, Any] = {"created_at": facts.created_at, ACCOUNT: facts.account_id, **facts.rows}
        told |= {"attributes": facts.attributes} if facts.attributes else {}
        told |= {"earlier": dict(sorted(self.earlier.items()))} if self.earlier else {}
        return json.dumps(told, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """Stands for the teller and the facts; [32 letters]."""
        return hashlib.blake2b(f"{self.source}\n{self.text}".encode(), digest_size=16).hexdigest()

    @cached_property
    def body(self) -> bytes:
        """The facts as they are stored."""
        return zlib.compress(self.text.encode(), 6)

    @classmethod
    def read(cls, lead_id: str, source: Source, said_at: int, body: bytes) -> Self:
        """The inverse of ``body``."""
        told: dict[str, Any] = json.loads(zlib.decompress(body))
        created_at, account_id = told.pop("created_at"), told.pop(ACCOUNT)
        attributes, earlier = told.pop("attributes", {}), told.pop("earlier", {})
        rows = {table: tuple(map(tuple, rows)) for table, rows in told.items()}
        return cls(lead_id, source, said_at, Facts(created_at, account_id, attributes, rows), earlier)

    @cached_property
    def values(self) -> dict[str, Weight]:
        """What has one value, the account and the attributes, by name."""
        told = dict(self.facts.attributes)
        if self.facts.account_id is not None:
            told[ACCOUNT] = self.facts.account_id
        sync = self.source == "sync"
        return {name: (self.earlier.get(name, self.said_at), sync, value) for name, value in told.items()}
