"""Kinds of leads that have a name: followed over time by these conditions, and never learnt from."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from features.agreement.part import Part, Texts
from features.naming import key


class Where(Part):
    """One condition on an attribute, in the words of a rule of the profile."""

    attribute: str
    one_of: Texts | None = None
    between: tuple[float, float] | None = None
    contains: Texts | None = None
    equals: str | float | bool | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        names = ("one_of", "between", "contains", "equals")
        if sum(getattr(self, name) is not None for name in names) != 1:
            raise ValueError(f"a condition needs exactly one of {', '.join(names)}")
        if self.between is not None and not self.between[0] <= self.between[1]:
            raise ValueError("between holds no number; write the lower end first")
        if () in (self.one_of, self.contains):
            raise ValueError("an empty list is met by nobody; name at least one value")
        return self


class Persona(Part):
    """Leads who met every condition when they came in."""

    name: str = Field(min_length=1, max_length=120)
    where: tuple[Where, ...]

    @model_validator(mode="after")
    def _some_condition(self) -> Self:
        if not self.name.strip() or not self.name.isprintable():
            raise ValueError(f"{self.name!r} is no name to put on a page; write one in letters, on one line")
        if not self.where:
            raise ValueError("a persona needs at least one condition; write [[persona.where]]")
        return self


def _names_of_their_own(personas: tuple[Persona, ...]) -> tuple[Persona, ...]:
    names: dict[str, str] = {}
    for persona in personas:
        if key(persona.name) in names:
            raise ValueError(f"two are called {persona.name!r}; give each a name of its own")
        names[key(persona.name)] = persona.name
    return personas


Personas = Annotated[tuple[Persona, ...], AfterValidator(_names_of_their_own)]
"""All of ``[[persona]]``; a lead may be in several."""
