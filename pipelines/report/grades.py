"""How grades come about: rules of fit, bands of propensity, and what each grade leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.attributes.wording import amount
from models.actions import action_of
from models.bands import Bands
from models.icp.sentences import aim
from models.pages.wording import Spoken, spoken

if TYPE_CHECKING:
    from features.agreement import Agreement, IcpRule
    from models.bundle import Bundle

FITS: Final = ("A", "B", "C", "D")
BANDS: Final = (1, 2, 3, 4)
_MISSING: Final = {
    "skip": "not counted",
    "zero": "counts as not met",
    "disqualify": "disqualifies",
}
_PASSWORD: Final = re.compile(r"(://[^\s:/@\"']*):[^\s@\"']+@")


class Rule(NamedTuple):
    """A rule of the profile in words."""

    aim: str
    asks: str
    worth: str
    missing: str


class Band(NamedTuple):
    """A band: the share of the reference population up to its end, and the least probability in it."""

    number: int
    top: float
    least: float | None


@dataclass(frozen=True)
class Grades:
    """Everything the page tells about grades.

    Attributes:
        least: the fit score from which A, B and C begin.
        ranked_by: the target the bands are cut on; None without bands.
        actions: for each fit grade, the action in each band.
        agreement: word for word, but for passwords.
        masked: whether it held a password.
    """

    rules: tuple[Rule, ...]
    least: tuple[str, ...]
    minimum_known: float
    ranked_by: Spoken | None
    bands: tuple[Band, ...]
    actions: tuple[tuple[str, tuple[str, ...]], ...]
    capacity: int | None
    agreement: str
    masked: bool


def grades(bundle: Bundle, agreement: Agreement) -> Grades:
    """How the bundle grades."""
    saved: dict[str, Any] = bundle.json("bands.json")
    text = bundle.text("agreement.toml")
    hidden = _PASSWORD.sub(r"\1:•••@", text)
    return Grades(
        rules=tuple(_rule(rule) for rule in agreement.icp.rule),
        least=tuple(amount(least) for least in agreement.icp.grades),
        minimum_known=agreement.icp.minimum_known,
        ranked_by=spoken(saved["ranked_by"]) if saved.get("ranked_by") else None,
        bands=_bands(Bands.from_json(saved["bands"])) if saved.get("bands") else (),
        actions=tuple(
            (fit, tuple(action_of("scored", "scored", fit, band) for band in BANDS)) for fit in FITS
        ),
        capacity=agreement.action.capacity_per_week,
        agreement=hidden,
        masked=hidden != text,
    )


def _rule(rule: IcpRule) -> Rule:
    asks = aim(rule.model_copy(update={"words": None}))
    if rule.points is None:
        worth = "must have"
    else:
        worth = f"{amount(rule.points)} {'point' if rule.points == 1 else 'points'}"
    return Rule(aim(rule), asks if rule.words else "", worth, _MISSING[rule.missing])


def _bands(bands: Bands) -> tuple[Band, ...]:
    """Each band's least probability, found by asking the bands themselves where every quantile falls."""
    fell = bands.band(bands.rank(bands.quantiles))
    least = [bands.quantiles[fell == number] for number in BANDS]
    tops = (*bands.shares, 1.0)
    return tuple(
        Band(number, top, float(found.min()) if found.size else None)
        for number, top, found in zip(BANDS, tops, least, strict=True)
    )
