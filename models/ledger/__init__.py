"""The ledger: what was told of leads, what scores left behind and what sales answered.

In SQLite by default, in PostgreSQL by URL. ``Ledger`` blocks; ``Writer`` writes for many callers at once.
"""

from models.ledger.answers import Answer, agreed
from models.ledger.document import Document
from models.ledger.facts import Facts
from models.ledger.journeys import Asked, Journey, Told
from models.ledger.ledger import Ledger
from models.ledger.place import ledger_url
from models.ledger.receipts import Receipt
from models.ledger.shadows import Pair, Shadowed, Side
from models.ledger.spool import Spool
from models.ledger.syncing import Synced
from models.ledger.writer import Writer, Written

__all__ = [
    "Answer",
    "Asked",
    "Document",
    "Facts",
    "Journey",
    "Ledger",
    "Pair",
    "Receipt",
    "Shadowed",
    "Side",
    "Spool",
    "Synced",
    "Told",
    "Writer",
    "Written",
    "agreed",
    "ledger_url",
]
