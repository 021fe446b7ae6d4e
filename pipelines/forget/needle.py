"""What is looked for: a lead's id, however a file spells it."""

from __future__ import annotations

import html
import json
import re
from typing import Any, Final

_SHORT: Final = 5
_EDGE: Final = "0-9A-Za-z_"


class Needle:
    """A lead's id.

    Attributes:
        distinctive: whether a text that holds it speaks of the lead: "17" stands for other things too, and is
            the lead only where ids stand.
    """

    def __init__(self, lead_id: str) -> None:
        self.lead_id = lead_id
        self.distinctive = len(lead_id) >= _SHORT and not (lead_id.isdigit() and len(lead_id) < 2 * _SHORT)
        escaped = json.dumps(lead_id)[1:-1]
        self._spelt = {lead_id, escaped, html.escape(lead_id), html.escape(lead_id, quote=False)}
        alternatives = "|".join(sorted(map(re.escape, self._spelt), key=len, reverse=True))
        self._anywhere = re.compile(f"(?<![{_EDGE}])(?:{alternatives})(?![{_EDGE}])")
        self._tagged = re.compile(f"(?<=>)\\s*(?:{alternatives})\\s*(?=<)")
        encoded = b"|".join(re.escape(one.encode("utf-8", "surrogatepass")) for one in sorted(self._spelt))
        edge = _EDGE.encode()
        self._bytes = re.compile(b"(?<![" + edge + b"])(?:" + encoded + b")(?![" + edge + b"])")

    def is_in(self, text: str) -> bool:
        """Whether a value of a table is the id, or speaks of it."""
        return text == self.lead_id or (self.distinctive and bool(self._anywhere.search(text)))

    def replaced(self, text: str, name: str) -> str:
        """A value with another name in the id's place."""
        if text == self.lead_id:
            return name
        return self._anywhere.sub(lambda _: name, text) if self.distinctive else text

    def count_in_page(self, text: str) -> int:
        """How often a text for people has it; a short id only between tags."""
        return len((self._anywhere if self.distinctive else self._tagged).findall(text))

    def replaced_in_page(self, text: str, name: str) -> str:
        """A text for people with another name in its place."""
        return (self._anywhere if self.distinctive else self._tagged).sub(lambda _: name, text)

    def is_in_bytes(self, data: bytes) -> bool:
        """Whether bytes of no known kind have it; a short id is not looked for there."""
        return self.distinctive and bool(self._bytes.search(data))

    def walked(self, told: Any, name: str, key: str = "") -> tuple[Any, int]:
        """JSON with another name in its place, and how often it was there.

        A short id is looked for under keys that speak of leads.
        """
        if isinstance(told, str):
            meant = self.is_in(told) and (self.distinctive or "lead" in key or key == "id")
            return (self.replaced(told, name), 1) if meant else (told, 0)
        if isinstance(told, list):
            parts = [self.walked(one, name, key) for one in told]  # pyright: ignore[reportUnknownVariableType]
            return [one for one, _ in parts], sum(count for _, count in parts)
        if isinstance(told, dict):
            count = 0
            made: dict[str, Any] = {}
            for own, value in told.items():  # pyright: ignore[reportUnknownVariableType]
                spelt, found = self.walked(str(own), name, key)  # pyright: ignore[reportUnknownArgumentType]
                made[spelt], within = self.walked(value, name, str(own))  # pyright: ignore[reportUnknownArgumentType]
                count += found + within
            return made, count
        return told, 0
