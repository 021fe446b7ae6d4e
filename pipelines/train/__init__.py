"""Training: from a workspace's sources to a registered bundle, its evaluation and its report."""

from pipelines.train.answer import Trained
from pipelines.train.run import train

__all__ = ["Trained", "train"]
