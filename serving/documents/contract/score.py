"""What comes back: a score, flat, with fixed keys that are always all there."""

from __future__ import annotations

from typing import Final

from models import status
from models.reasons import MOST
from serving.documents.field import Field, Object, answered

STATUSES: Final = (*status.WHY, status.TOO_OLD, status.FAR_OUT)
_NONE: Final = "Null where there is none; status says why."


def _probability(name: str, about: str, example: float) -> Field:
    return Field(
        name=name,
        kind="number",
        about=f"{about} {_NONE}",
        example=example,
        least=0,
        most=1,
        nullable=True,
    )


def _sentences(key: str, about: str, example: str) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=f"{key}_{number}",
            kind="text",
            about=f"{about}, number {number} by weight; the figure is what it adds to the log-odds. "
            "Empty if none.",
            example=example if number == 1 else "",
        )
        for number in range(1, MOST + 1)
    )


_TARGET: Final = Object(
    name="TargetExplanation",
    about="What one forecast is made of, in log-odds before calibration.",
    fields=answered(
        Field(
            name="margin",
            kind="number",
            about="The sum of the expected value and all contributions.",
            example=0.7,
        ),
        Field(name="expected_value", kind="number", about="Where every lead begins.", example=-0.9),
        Field(
            name="contributions",
            kind="numbers",
            about="By feature, what it adds.",
            example={"pricing_page_count_7d": 1.6},
        ),
    ),
)
_TARGETS: Final = Object(
    name="Explanations",
    about="By target; a target that is not forecast for this lead is left out.",
    fields=(
        Field(name="sql", kind="object", of=_TARGET, about="Of becoming sales-qualified."),
        Field(name="close", kind="object", of=_TARGET, about="Of being won."),
    ),
)
_EXPLANATION: Final = Object(
    name="Explanation",
    about="All that a score is made of.",
    fields=answered(
        Field(name="targets", kind="object", of=_TARGETS, about="Each forecast's contributions."),
        Field(
            name="fit_reasons",
            kind="texts",
            about="What each rule of the ideal customer profile says.",
            example=["an industry we know: yes, industry is Software (20 of 20 points)"],
        ),
    ),
)
FLAT: Final = answered(
    Field(
        name="score_id",
        kind="text",
        about="Names this score: the same inputs, model and agreement have the same. Send it with feedback.",
        example="6f1c0f9d2f0d4c1f8a55a0a3d3a1f0b2",
    ),
    Field(name="lead_id", kind="text", about="The id that was sent; empty if none.", example="00Q5e00000Abc"),
    Field(
        name="as_of",
        kind="instant",
        about="When the lead was looked at.",
        example="2026-09-30T09:00:00+00:00",
    ),
    Field(
        name="status",
        kind="text",
        about="Whether there is a number, or why not.",
        words=STATUSES,
        example=status.SCORED,
    ),
    Field(name="status_why", kind="text", about="The status in a sentence; empty if scored.", example=""),
    _probability("p_sql", "Probability that the lead becomes sales-qualified within its horizon.", 0.41),
    _probability("p_close", "Probability that the lead is won within its horizon.", 0.12),
    _probability("p_close_given_sql", "Probability of being won once sales-qualified.", 0.29),
    Field(
        name="rank",
        kind="number",
        about=f"The share of recent leads that rank lower, in per cent. {_NONE}",
        example=93.1,
        least=0,
        most=100,
        nullable=True,
    ),
    Field(
        name="grade",
        kind="text",
        about="Fit, A to D or X where a must-have is not met, and propensity, 1 to 4; ? where unknown. "
        "Null where the lead cannot be looked at.",
        example="A1",
        nullable=True,
    ),
    Field(
        name="action", kind="text", about="What to do with the lead.", example="hand to sales", nullable=True
    ),
    Field(
        name="explore",
        kind="boolean",
        about="Whether the lead is among those set aside: handed over whatever their scores if they may be "
        "contacted, so that the model is not taught by its own choices alone.",
        example=False,
    ),
    _probability(
        "handover_propensity",
        "Chance of being handed over before the id was looked at: 1 where score or stage decides, the "
        "explored share where the id alone does, 0 where nothing does.",
        1.0,
    ),
    Field(
        name="fit_score",
        kind="number",
        about="How well the lead fits the ideal customer profile, 0 to 100. Null where too little is known.",
        example=85.0,
        least=0,
        most=100,
        nullable=True,
    ),
    Field(
        name="fit_grade",
        kind="text",
        about="The fit as a letter. Null where too little is known.",
        words=("A", "B", "C", "D"),
        example="A",
        nullable=True,
    ),
    Field(
        name="fit_status",
        kind="text",
        about="Whether the fit could be judged. Null where the lead cannot be looked at.",
        words=("scored", "disqualified", "insufficient_data"),
        example="scored",
        nullable=True,
    ),
    Field(
        name="model_version",
        kind="text",
        about="The bundle that answered.",
        example="2026-09-30-ebb5d04b9e",
    ),
    Field(
        name="agreement_version",
        kind="text",
        about="The agreement it was made under.",
        example="1f0c53a9",
    ),
    *_sentences("reason", "What raises the propensity", "3 pricing page visits in 7 days (+1.27)"),
    *_sentences("against", "What lowers the propensity", "no call so far (-0.42)"),
)
WARNINGS: Final = Field(
    name="warnings",
    kind="texts",
    about="One sentence for each key of the request that was ignored.",
    example=["shoe_size is not an attribute this model knows"],
    required=True,
)
EXPLAINED: Final = Field(
    name="explanation", kind="object", of=_EXPLANATION, about="There only if it was asked for with explain."
)
SCORE: Final = Object(name="Score", about="One score.", fields=(*FLAT, WARNINGS, EXPLAINED))
