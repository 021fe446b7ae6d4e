"""A reason to distrust an attribute."""

from __future__ import annotations

from typing import NamedTuple


class Doubt(NamedTuple):
    """Whether it proves a leak or only calls for a look, and why in words."""

    leak: bool
    reason: str
