"""What to do with a lead, from its status, fit and band of propensity."""

from __future__ import annotations

from typing import Final

_BY_GRADE: Final = {
    1: {
        "A": "hand to sales",
        "B": "hand to sales",
        "C": "hand to sales, check the fit",
        "D": "check the fit",
    },
    2: {"A": "hand to sales", "B": "hand to sales", "C": "nurture", "D": "nurture"},
    3: {"A": "nurture", "B": "nurture", "C": "leave", "D": "leave"},
    4: {"A": "nurture", "B": "leave", "C": "leave", "D": "leave"},
}
_NO_RULES: Final = {1: "hand to sales", 2: "nurture", 3: "leave", 4: "leave"}
_UNKNOWN_FIT: Final = {
    1: "hand to sales, ask for the fit",
    2: "nurture, ask for the fit",
    3: "leave",
    4: "leave",
}


def action_of(
    status: str, fit_status: str | None, fit_grade: str | None, band: int, *, ruled: bool = True
) -> str:
    """The action for a lead: by grade where both axes are known, by what is known where not.

    ``ruled`` says whether the agreement has any rule of fit. A lead that is scored and has no band has
    already reached the target that ranks.
    """
    if status == "closed":
        return "none: closed"
    if status == "opted_out":
        return "none: does not want to be contacted"
    if fit_status == "disqualified":
        return "leave: a must-have of the ideal customer is not met"
    if not band and status in ("scored", "already_converted"):
        return "work on: already qualified"
    if status == "too_old":
        return "leave: no lead of this age was learnt from"
    if status == "out_of_distribution":
        return "look at it: unlike any lead learnt from"
    if not band:
        return "qualify: too little is known to forecast"
    if fit_grade is None and not ruled:
        return _NO_RULES[band]
    if fit_grade is None:
        return _UNKNOWN_FIT[band]
    return _BY_GRADE[band][fit_grade]
