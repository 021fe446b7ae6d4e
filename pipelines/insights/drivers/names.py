"""How a theme of features is called in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.attributes.wording import spoken

if TYPE_CHECKING:
    from features.family import Feature


def called(feature: Feature) -> str:
    """What the feature speaks of: an attribute by its name, a touch so that it is seen to be one."""
    theme = spoken(feature.theme)
    if feature.group == "engagement":
        for begins, says in (("kind ", "touch"), ("channel ", "touch channel")):
            if feature.theme.startswith(begins):
                return f"{theme.removeprefix(begins)} ({says})"
    return theme
