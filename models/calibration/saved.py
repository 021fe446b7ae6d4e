"""Reads a calibration back from the JSON of a bundle."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from features.errors import BundleError
from models.calibration.beta import BetaCalibration
from models.calibration.isotonic import IsotonicCalibration
from models.calibration.platt import PlattCalibration
from models.calibration.value import Calibration, Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def calibration_from_json(saved: Mapping[str, Any]) -> Calibration:
    """The calibration that ``to_json`` wrote.

    Raises:
        BundleError: the kind is unknown, a number is missing or not finite, or the map would not rise.
    """
    kind = str(saved.get("kind"))
    if kind not in _READERS:
        raise BundleError(f"calibration has kind {kind!r}; known are {', '.join(_READERS)}: train again")
    try:
        return _READERS[kind](saved)
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(f"calibration of kind {kind!r} is damaged ({error}): train again") from error


def _platt(saved: Mapping[str, Any]) -> Calibration:
    return PlattCalibration(_rising(saved["slope"]), _number(saved["shift"]))


def _beta(saved: Mapping[str, Any]) -> Calibration:
    return BetaCalibration(_rising(saved["a"]), _rising(saved["b"]), _number(saved["c"]))


def _isotonic(saved: Mapping[str, Any]) -> Calibration:
    return IsotonicCalibration(_knots(saved["raw"]), _knots(saved["calibrated"], len(saved["raw"])))


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Calibration]]] = {
    "identity": lambda _: Identity(),
    "platt": _platt,
    "beta": _beta,
    "isotonic": _isotonic,
}


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{value!r} is not a finite number")
    return float(value)


def _rising(value: Any) -> float:
    if _number(value) <= 0:
        raise ValueError(f"slope {value!r} is not positive")
    return float(value)


def _knots(values: list[Any], count: int | None = None) -> tuple[float, ...]:
    knots = tuple(_number(value) for value in values)
    if not knots or len(knots) != (count or len(knots)):
        raise ValueError("there are not as many calibrated knots as raw ones")
    if any(one >= other for one, other in pairwise(knots)):
        raise ValueError("its knots do not rise")
    return knots
