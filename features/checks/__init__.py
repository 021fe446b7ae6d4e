"""Checks: what is wrong with a journey, counted, with examples, why it matters and what to do."""

from features.checks.finding import Check, Finding
from features.checks.run import CHECKS, check_journey, refuse_on_errors

__all__ = ["CHECKS", "Check", "Finding", "check_journey", "refuse_on_errors"]
