"""A dry run in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.pages.wording import count, percent
from models.pages.wording import spoken as target_words

if TYPE_CHECKING:
    from collections.abc import Iterator


def open_sentence(found: dict[str, Any]) -> str:
    """How many open leads change their grade, and what sales is handed."""
    leads, moved = found["open"]["leads"], found["open"]["moved"]
    share = percent(moved / leads) if leads else "none"
    before, after = found["handoffs"]["before"], found["handoffs"]["after"]
    return (
        f"{count(moved)} of {count(leads)} open leads ({share}) would change their grade; sales would be "
        f"handed {after:.1f} new leads a week instead of {before:.1f}."
    )


def handed_sentences(target: str, told: dict[str, Any]) -> Iterator[str]:
    """What would have been handed over last year, and what came of it."""
    handed, did = told["handed"], target_words(target).did
    if handed is None:
        yield f"How many of those handed over {did} cannot be told: no model is blind to last year's leads."
        return
    yield (
        f"Of {count(handed['leads'])} leads that no model had seen, {_change(handed['handed'])} would have "
        f"been handed over; of those handed over, {_change(handed['conversion'])} {did}; of all who "
        f"{did}, {_change(handed['captured'])} were among them."
    )


def _change(pair: dict[str, Any]) -> str:
    old, new = percent(pair["old"]["rate"]), percent(pair["new"]["rate"])
    if pair["low"] is None:
        return f"{new} instead of {old} (too few to say whether by chance)"
    low, high = f"{100 * pair['low']:+.1f}", f"{100 * pair['high']:+.1f}"
    word = "within chance" if pair["low"] <= 0 <= pair["high"] else "more than chance"
    return f"{new} instead of {old} ({low} to {high} points, {word})"
