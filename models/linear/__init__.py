"""The linear part of a model: ridge logistic regression, on log-odds, additive by column."""

from models.linear.fit import fit_linear
from models.linear.short import fit_short
from models.linear.value import Linear

__all__ = ["Linear", "fit_linear", "fit_short"]
