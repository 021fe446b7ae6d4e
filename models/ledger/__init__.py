"""The ledger: what was told of leads, and what was answered, in SQLite or PostgreSQL."""

from models.ledger.document import Document
from models.ledger.facts import Facts
from models.ledger.journeys import Asked, Journey, Told
from models.ledger.ledger import Ledger
from models.ledger.place import ledger_url
from models.ledger.telling import Synced

__all__ = ["Asked", "Document", "Facts", "Journey", "Ledger", "Synced", "Told", "ledger_url"]
