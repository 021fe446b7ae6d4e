"""What a raw attribute text means: its kind, and the numbers it becomes."""

from features.attributes.columns import AttributeColumn
from features.attributes.infer import infer
from features.attributes.kinds import KINDS
from features.attributes.plan import AttributePlan

__all__ = ["KINDS", "AttributeColumn", "AttributePlan", "infer"]
