"""Delays: how long outcomes take, from leads whose stories are not all over."""

from features.delays.curve import Curve, delay_curve
from features.delays.finding import short_horizons
from features.delays.horizon import CAUGHT, round_horizon
from features.delays.measured import Delay, delays

__all__ = ["CAUGHT", "Curve", "Delay", "delay_curve", "delays", "round_horizon", "short_horizons"]
