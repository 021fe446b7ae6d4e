"""All there is to say of one lead, from ledger and bundle, as plain values: for pages and notebooks."""

from models.dossier.breakdown import Breakdown, Member, Part, breakdown
from models.dossier.events import Happened, happened
from models.dossier.known import Known, known_of

__all__ = ["Breakdown", "Happened", "Known", "Member", "Part", "breakdown", "happened", "known_of"]
