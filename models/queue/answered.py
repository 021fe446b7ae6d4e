"""For how long a lead that sales has answered of needs no second handing over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from features.agreement.values import Targets


def rest(targets: Targets) -> int:
    """Microseconds: the horizon of SQL, within which the answer shows in the stages or never will.

    Without that target it is the horizon of close.
    """
    return targets.sql or targets.close or 0
