"""The stages that mean something, and what the sources call them."""

from __future__ import annotations

from typing import Any, Final

from pydantic import model_validator

from features.agreement.part import Part, Texts

OURS: Final = ("mql", "sql", "opportunity", "won", "lost", "recycled")
"""The stages that mean something to Leadcast; others are kept under their own names."""


class Stages(Part):
    """Their words for each of our stages, lower-cased."""

    mql: Texts = ("mql",)
    sql: Texts = ("sql",)
    opportunity: Texts = ("opportunity",)
    won: Texts = ("won",)
    lost: Texts = ("lost",)
    recycled: Texts = ("recycled",)

    @model_validator(mode="before")
    @classmethod
    def _either_way_round(cls, given: Any) -> Any:
        """Both directions are read: ``qualified = "sql"`` and ``lost = ["lost", "disqualified"]``."""
        if not isinstance(given, dict):
            return given
        words: dict[str, list[str]] = {}
        for left, right in given.items():
            if isinstance(right, str) and right in OURS:
                words.setdefault(right, []).append(str(left))
            elif left in OURS:
                words.setdefault(str(left), []).extend([right] if isinstance(right, str) else list(right))
            else:
                raise ValueError(
                    f"[stages] {left} = {right!r}: neither side is a stage of ours ({', '.join(OURS)}); "
                    f'write their word = ours, as in "{left}" = "sql"'
                )
        return words

    def ours(self, theirs: str) -> str:
        """Our name for their stage; their own, lower-cased, where the agreement has none."""
        word = theirs.strip().lower()
        for stage in OURS:
            if word in (name.strip().lower() for name in getattr(self, stage)):
                return stage
        return word
