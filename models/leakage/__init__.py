"""Does a single attribute know the outcome?

A CRM export shows every field as it stands today. Fields that are filled in, or overwritten, once a lead has
converted or been lost give the answer away, most of all by being filled. Each attribute is judged alone, by
three questions: do leads that have it share one outcome, does having it foretell the outcome, does its value?
"""

from models.leakage.judge import Verdict, judge

__all__ = ["Verdict", "judge"]
