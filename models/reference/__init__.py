"""What the training looked like, kept in the bundle, so that later months can be compared with it."""

from models.reference.column import Column, Departure
from models.reference.psi import chance_of, dispersion, stability
from models.reference.reference import FILE, Reference, reference_of
from models.reference.seen import Sample, seen
from models.reference.volumes import Series, rows_of

__all__ = [
    "FILE",
    "Column",
    "Departure",
    "Reference",
    "Sample",
    "Series",
    "chance_of",
    "dispersion",
    "reference_of",
    "rows_of",
    "seen",
    "stability",
]
