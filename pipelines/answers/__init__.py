"""What sales answered: brought into the ledger from a file, and written out of it."""

from pipelines.answers.reading import read_answers
from pipelines.answers.writing import write_answers

__all__ = ["read_answers", "write_answers"]
