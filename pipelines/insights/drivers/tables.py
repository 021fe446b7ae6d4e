"""The theme as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipelines.insights.funnel import funnel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    Row = tuple[Any, ...]

COLUMNS: Final = {
    "drivers": "target rank driver shap shap_low shap_high share loss loss_low loss_high loss_rank "
    "auc_lost auc_low auc_high gain_share gain_rank",
    "themes": "target driver theme shap low high",
    "segments": "target by segment leads driver shap low high",
    "differences": "target by segment driver here here_low here_high elsewhere elsewhere_low "
    "elsewhere_high p",
    "dependence": "target feature part value low_value high_value leads contribution low high",
    "effects": "target feature at effect low high",
    "steadiness": "target theme training as_of rank",
    "values": "target attribute value leads conversions observed rate low high lift p differs few trend_z "
    "trend_p moves",
    "quarters": "target attribute value quarter leads conversions",
}


def tables(found: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """By name, with the columns of COLUMNS; docs/drivers.md says what they mean."""
    import pandas as pd

    targets = funnel(found["targets"])
    rows = {name: [row for target in targets for row in make(*target)] for name, make in _ROWS.items()}
    return {name: pd.DataFrame(rows[name], columns=COLUMNS[name].split()) for name in COLUMNS}


def _ends(told: Mapping[str, Any] | None) -> Row:
    return (None, None, None) if told is None else (told["value"], told["low"], told["high"])


def _drivers(target: str, told: dict[str, Any]) -> Iterator[Row]:
    for one in told.get("drivers", ()):
        gain = one["gain"] or {"value": None, "rank": None}
        loss, ranks = one["loss"], (gain["value"], gain["rank"])
        yield (
            *(target, one["rank"], one["name"], *_ends(one["shap"]), one["share"]),
            *(*_ends(loss), loss["rank"], *_ends(one["auc"]), *ranks),
        )


def _themes(target: str, told: dict[str, Any]) -> Iterator[Row]:
    for one in told.get("drivers", ()):
        for theme in one["themes"]:
            yield target, one["name"], theme["name"], *_ends(theme)


def _segments(target: str, told: dict[str, Any]) -> Iterator[Row]:
    for one in told.get("segments", {"segments": ()})["segments"]:
        for first in one["first"]:
            yield target, one["by"], one["segment"], one["leads"], first["driver"], *_ends(first)


def _differences(target: str, told: dict[str, Any]) -> Iterator[Row]:
    for one in told.get("segments", {"differences": ()})["differences"]:
        ends = (*_ends(one["here"]), *_ends(one["elsewhere"]))
        yield target, one["by"], one["segment"], one["driver"], *ends, one["p"]


def _dependence(target: str, told: dict[str, Any]) -> Iterator[Row]:
    for one in told.get("dependence", ()):
        parts = [("all", one["bins"])]
        if one["unknown"]:
            parts.append(("all", [{"label": "unknown", "low": None, "high": None, **one["unknown"]}]))
        if one["partner"]:
            parts += [(line["label"], line["bins"]) for line in one["partner"]["lines"]]
        for part, bins in parts:
            for bin_ in bins:
                place = (bin_["label"], bin_["low"], bin_["high"], bin_["leads"])
                yield target, one["feature"], part, *place, *_ends(bin_["mean"])


def _effects(target: str, told: dict[str, Any]) -> Iterator[Row]:
    for one in told.get("dependence", ()):
        for edge in one["effects"] or ():
            yield target, one["feature"], edge["at"], *_ends(edge)


def _steadiness(target: str, told: dict[str, Any]) -> Iterator[Row]:
    steady = told["steadiness"]
    for band in steady["bands"]:
        for training, rank in zip(steady["trainings"], band["ranks"], strict=True):
            yield target, band["theme"], training["version"], training["as_of"], rank


def _values(target: str, told: dict[str, Any]) -> Iterator[Row]:
    for attribute in told["values"]["attributes"]:
        for one in attribute["values"]:
            counts = (one["leads"], one["conversions"], one["observed"], *_ends(one["rate"]), one["lift"])
            judged = tuple(one[name] for name in ("p", "differs", "few", "trend_z", "trend_p", "moves"))
            yield target, attribute["attribute"], one["value"], *counts, *judged


def _quarters(target: str, told: dict[str, Any]) -> Iterator[Row]:
    values = told["values"]
    for attribute in values["attributes"]:
        for one in attribute["values"]:
            for quarter, counts in zip(values["quarters"], one["by_quarter"], strict=True):
                yield target, attribute["attribute"], one["value"], quarter, *counts


_ROWS: Final = {
    "drivers": _drivers,
    "themes": _themes,
    "segments": _segments,
    "differences": _differences,
    "dependence": _dependence,
    "effects": _effects,
    "steadiness": _steadiness,
    "values": _values,
    "quarters": _quarters,
}
