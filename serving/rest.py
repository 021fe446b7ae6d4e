"""Rest for the garbage collector: what lives as long as the process is not looked through again and again."""

from __future__ import annotations

import gc
from typing import Final

THRESHOLDS: Final = (20_000, 20, 50)
"""Allocations between collections of the youngest objects, of which requests leave few that outlive them."""


def settle() -> None:
    """Sets all that is alive apart; to be called once the service has started, and after each new bundle.

    A full collection looks at every object: with libraries, trees and plans that is a pause of a tenth of a
    second or more, in which nobody is answered. What a later bundle replaces goes by its reference counts, or
    is found in the collection before the new one is set apart.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
