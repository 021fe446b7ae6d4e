"""The ideal customer profile: rules people wrote, and how well a lead fits them."""

from models.icp.compile import compile_icp, fit_of
from models.icp.doubts import doubts
from models.icp.fit import Fit, FitGrade, FitStatus, Outcome, RuleReason

__all__ = ["Fit", "FitGrade", "FitStatus", "Outcome", "RuleReason", "compile_icp", "doubts", "fit_of"]
