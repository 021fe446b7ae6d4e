"""The week's list from a workspace: filled, told in figures and sentences, written as tables."""

from pipelines.queue.figures import figures, figures_path, keep_figures
from pipelines.queue.run import Listed, agreed_capacity, answered_of_late, listed
from pipelines.queue.table import COLUMNS, SKIPPED_COLUMNS, rows, skipped_rows, write_rows
from pipelines.queue.wording import sentences

__all__ = [
    "COLUMNS",
    "SKIPPED_COLUMNS",
    "Listed",
    "agreed_capacity",
    "answered_of_late",
    "figures",
    "figures_path",
    "keep_figures",
    "listed",
    "rows",
    "sentences",
    "skipped_rows",
    "write_rows",
]
