"""Who is of a persona that the agreement names: the conditions are read as rules of the profile are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from features.agreement import IcpRule
from models.icp import derived
from models.icp.rules import compile_rule

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from features.agreement import Persona, Where
    from features.attributes import AttributePlan
    from features.history import Coded
    from models.rows import Bools


def column_of(where: Where, attributes: Container[str]) -> str | None:
    """The attribute that a condition reads, the title for a seniority; None where there is none."""
    if where.attribute in attributes:
        return where.attribute
    parts = derived.split(where.attribute)
    return parts[0] if parts and parts[0] in attributes else None


def members(
    persona: Persona,
    texts: Mapping[str, Coded],
    missing: Iterable[str],
    plans: Mapping[str, AttributePlan],
) -> Bools:
    """Who meets every condition; unknown is not met.

    Args:
        texts: the attributes' texts, each [leads].
        missing: the texts that mean nothing was filled in.
        plans: tell how a column writes decimals.

    Returns:
        [leads].

    Raises:
        KeyError: ``texts`` holds no attribute that a condition reads; see ``column_of``.
    """
    empty = frozenset(text.strip().casefold() for text in missing) | {""}
    met = [_meets(where, texts, empty, plans) for where in persona.where]
    return np.logical_and.reduce(met)


def _meets(
    where: Where, texts: Mapping[str, Coded], missing: frozenset[str], plans: Mapping[str, AttributePlan]
) -> Bools:
    name = column_of(where, texts)
    if name is None:
        raise KeyError(where.attribute)
    rule = IcpRule(**where.model_dump(), points=0.0)
    compiled = compile_rule(0, rule, missing, plans)
    told = [compiled.verdict({name: text}).reason.outcome == "met" for text in (*texts[name].values, None)]
    return np.array(told, dtype=np.bool_)[texts[name].codes]
