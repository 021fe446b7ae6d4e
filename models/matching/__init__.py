"""Who a lead is compared with: leads like it at the same age, that had not yet seen what it saw."""

from models.matching.comparison import Comparison, compare
from models.matching.discoveries import discoveries
from models.matching.leads import Leads
from models.matching.nearest import nearest
from models.matching.risk_sets import Cases, candidates

__all__ = ["Cases", "Comparison", "Leads", "candidates", "compare", "discoveries", "nearest"]
