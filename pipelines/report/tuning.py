"""What the report says about the booster's settings: whether somebody tuned, and what it gained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models.pages.wording import between, count, signed, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.pages.wording import Spoken

_WORDS: Final = {
    "num_leaves": "leaves a tree",
    "min_data_in_leaf": "least rows in a leaf",
    "lambda_l2": "pull of leaves to zero",
    "path_smooth": "pull of leaves to their parents",
    "cat_smooth": "smoothing of categories",
    "cat_l2": "pull of categories to zero",
    "feature_fraction": "share of features a tree sees",
}


@dataclass(frozen=True)
class TuningPart:
    """One target: the sentence, the gain in figures ("" where nothing was compared), the settings adopted."""

    spoken: Spoken
    sentence: str
    gain: str
    trials: str
    settings: tuple[tuple[str, str], ...]


def tuning_parts(evaluation: Mapping[str, Any]) -> tuple[TuningPart, ...]:
    """The targets that a tuning says something about; none where nobody has tuned."""
    found: Mapping[str, Any] = evaluation.get("tuning") or {}
    return tuple(_part(target, told) for target, told in found.items() if told["status"] != "never")


def _part(target: str, told: Mapping[str, Any]) -> TuningPart:
    gain, search = told.get("gain"), told.get("search")
    return TuningPart(
        spoken=spoken(target),
        sentence=told["sentence"],
        gain=f"{signed(gain['value'])} ({between(signed(gain['low']), signed(gain['high']))})"
        if gain
        else "",
        trials=count(search["complete"] + search["pruned"]) if search else "",
        settings=tuple(
            (_WORDS.get(name) or str(name).replace("_", " "), f"{value:.3g}")
            for name, value in sorted(told["settings"].items())
            if told["adopted"]
        ),
    )
