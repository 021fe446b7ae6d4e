"""A linear model of the log-odds, as arrays: what each column adds to each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from models.linear.kernel import BOUND, add_terms, added_up

if TYPE_CHECKING:
    from models.rows import Floats, Ints, Matrix


class Terms(NamedTuple):
    """The model's terms, all [terms]; see ``kernel.add_terms``."""

    sort: Ints
    column: Ints
    middle: Floats
    centre: Floats
    scale: Floats


@dataclass(frozen=True, eq=False)
class Linear:
    """Log-odds as a sum over columns.

    Attributes:
        features: how many columns a row has.
        base: the log-odds of nobody in particular.
        terms: what is made of the columns.
        weight: float64 [terms], log-odds for one unit of each term.
        expected: float64 [terms], the mean of what each adds over the training rows.
        penalty: inverse strength of the ridge penalty it was fitted with; None without terms.
    """

    features: int
    base: float
    terms: Terms
    weight: Floats
    expected: Floats
    penalty: float | None = None

    def contributions(self, x: Matrix) -> Floats:
        """What each column adds to each row's log-odds, float64 [n, features]; on average nothing."""
        out = np.zeros((x.shape[0], self.features))
        add_terms(
            np.array(x, np.float32, order="C"),  # compiled once: for plain, writable arrays
            *self.terms,
            BOUND,
            self.weight,
            self.expected,
            out,
        )
        return out

    def margin(self, x: Matrix) -> Floats:
        """The log-odds float64 [n] of rows ``x`` [n, features]."""
        return self.margin_of(self.contributions(x))

    def margin_of(self, contributions: Floats) -> Floats:
        """The log-odds [n] of rows whose ``contributions`` are known."""
        if not self.weight.size:
            return np.full(contributions.shape[0], self.base)
        return self.base + added_up(contributions)

    def to_json(self) -> dict[str, Any]:
        """As plain lists."""
        return {
            "features": self.features,
            "base": self.base,
            "terms": {name: values.tolist() for name, values in self.terms._asdict().items()},
            "weight": self.weight.tolist(),
            "expected": self.expected.tolist(),
        }

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> Self:
        """The inverse of ``to_json``."""
        terms = saved["terms"]
        return cls(
            features=int(saved["features"]),
            base=float(saved["base"]),
            terms=Terms(
                np.array(terms["sort"], np.int64),
                np.array(terms["column"], np.int64),
                *(np.array(terms[name], np.float64) for name in ("middle", "centre", "scale")),
            ),
            weight=np.array(saved["weight"], np.float64),
            expected=np.array(saved["expected"], np.float64),
        )


def flat(features: int, base: float) -> Linear:
    """The model that says the same of everybody."""
    none, no = np.empty(0), np.empty(0, np.int64)
    return Linear(features, base, Terms(no, no, none, none, none), none, none)
