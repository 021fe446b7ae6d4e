"""Does anything a lead is described by know the outcome?

A CRM export shows every field as it stands today. Fields that are filled in, or overwritten, once a lead has
converted or been lost give the answer away; so do touches that are written down with the outcome. Attributes
are judged alone, against each other and against time; kinds of touch by when they occur.
"""

from models.leakage.columns import Column, Leads
from models.leakage.gap import Gap, random_versus_time
from models.leakage.judge import judge
from models.leakage.shadow import Shadows, shadows
from models.leakage.shadowed import judge_kind
from models.leakage.together import judge_together
from models.leakage.verdict import Verdict

__all__ = [
    "Column",
    "Gap",
    "Leads",
    "Shadows",
    "Verdict",
    "judge",
    "judge_kind",
    "judge_together",
    "random_versus_time",
    "shadows",
]
