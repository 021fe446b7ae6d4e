"""What a bundle that rode along said, beside what was answered meanwhile."""

from pipelines.compare.run import Comparison, compare_workspace

__all__ = ["Comparison", "compare_workspace"]
