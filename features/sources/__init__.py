"""Sources: the user's own files, queries and databases, read into the four tables of a journey."""

from features.sources.journey import Journey, open_journey
from features.sources.shapes import SHAPES, TABLES, Table

__all__ = ["SHAPES", "TABLES", "Journey", "Table", "open_journey"]
