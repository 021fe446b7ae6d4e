"""What the model would say of a lead that differs in what sales and marketing could change.

It says nothing of what doing so would cause: of such leads in the past, somebody chose which were called.
"""

from models.whatif.changed import as_known, changed
from models.whatif.compared import Compared, Moved, compared
from models.whatif.levers import AttributeLever, Levers, TouchLever, levers
from models.whatif.wish import NOTHING, Wish

__all__ = [
    "NOTHING",
    "AttributeLever",
    "Compared",
    "Levers",
    "Moved",
    "TouchLever",
    "Wish",
    "as_known",
    "changed",
    "compared",
    "levers",
]
