"""The training report: one page that says how good a bundle is, what it saw and how it grades."""

from pipelines.report.write import write_report

__all__ = ["write_report"]
