"""Forgetting: a lead is taken out of all that the workspace keeps, and a search proves that it is gone."""

from pipelines.forget.expiring import expire
from pipelines.forget.run import Erased, forget_lead

__all__ = ["Erased", "expire", "forget_lead"]
