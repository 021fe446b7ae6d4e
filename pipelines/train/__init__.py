"""Training: from a workspace's sources to a registered bundle, its evaluation and its report."""

from pipelines.train.run import Trained, train

__all__ = ["Trained", "train"]
