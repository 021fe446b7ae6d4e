"""Tuning: settings of the booster that do better on later leads than the defaults, if there are any.

Reading what was decided is cheap; the search itself lies in ``models.tuning.search`` and loads slowly.
"""

from models.tuning.saved import read_tuned, save_tuned, tuned_settings, tuning_told

__all__ = ["read_tuned", "save_tuned", "tuned_settings", "tuning_told"]
