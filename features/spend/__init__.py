"""What channels cost, month by month or day by day, as the agreement's [channels] spend says."""

from features.spend.attribute import channel_attribute, channels_of
from features.spend.check import check_spend, findings
from features.spend.read import Spend, read_spend

__all__ = ["Spend", "channel_attribute", "channels_of", "check_spend", "findings", "read_spend"]
