"""What comes back about the model, and about the service itself."""

from __future__ import annotations

from typing import Final

from serving.documents.field import Field, Object, answered

_MODEL_VERSION: Final = Field(
    name="model_version", kind="text", about="The bundle that serves.", example="2026-09-30-ebb5d04b9e"
)
MODEL: Final = Object(
    name="Model",
    about="The model that answers, and the names it knows.",
    fields=answered(
        _MODEL_VERSION,
        Field(
            name="agreement_version",
            kind="text",
            about="The agreement it was made under.",
            example="1f0c53a9",
        ),
        Field(name="targets", kind="texts", about="What it forecasts.", example=["sql", "close"]),
        Field(name="attributes", kind="texts", about="The attributes it looks at.", example=["industry"]),
        Field(
            name="kinds",
            kind="texts",
            about="The kinds of touches it tells apart; others count together.",
            example=["form", "call"],
        ),
        Field(
            name="shadow_version",
            kind="text",
            about="A bundle that scores along and never answers; empty where there is none.",
            example="",
        ),
    ),
)
ALIVE: Final = Object(
    name="Liveness",
    about="Whether the process answers.",
    fields=answered(Field(name="status", kind="text", about="alive.", example="alive")),
)
READY: Final = Object(
    name="Readiness",
    about="Whether it can score.",
    fields=answered(
        Field(name="status", kind="text", about="ready.", example="ready"),
        _MODEL_VERSION,
    ),
)
DOCUMENT: Final = Object(name="Document", about="A document such as this one.", fields=())
