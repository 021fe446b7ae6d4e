"""Is a channel kept, tweaked or scrapped: rates that few leads do not exaggerate, money, and a rule."""

from models.verdict.falling import falling
from models.verdict.money import Bill, Worth, bill, worth_of
from models.verdict.rule import Measured, Money, Rule, Verdict, judge
from models.verdict.shrunk import Estimate, Shrunk, shrunk

__all__ = [
    "Bill",
    "Estimate",
    "Measured",
    "Money",
    "Rule",
    "Shrunk",
    "Verdict",
    "Worth",
    "bill",
    "falling",
    "judge",
    "shrunk",
    "worth_of",
]
