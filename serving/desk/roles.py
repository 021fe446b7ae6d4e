"""What visitors of the desk may do, by what their token is good for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.tokens import Scope

Role = Literal["viewer", "sales", "admin"]

TAKES: Final[Mapping[Role, Scope]] = {"viewer": "read", "sales": "feedback", "admin": "admin"}
"""The scope a role takes, beside ``read``, without which nobody is let in."""


def roles_of(scopes: Collection[str]) -> frozenset[str]:
    """The roles of whoever has some scopes; none without ``read``."""
    if TAKES["viewer"] not in scopes:
        return frozenset()
    return frozenset(role for role, scope in TAKES.items() if scope in scopes)
