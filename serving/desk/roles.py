"""What visitors of the desk may do, by what their token is good for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.tokens import ROLES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.tokens import Role, Scope

TAKES: Final[Mapping[Role, Scope]] = {role: scopes[-1] for role, scopes in ROLES.items()}
"""The scope a role takes, beside ``read``, without which nobody is let in."""


def roles_of(scopes: Collection[str]) -> frozenset[str]:
    """The roles of whoever has some scopes."""
    return frozenset(role for role, takes in ROLES.items() if set(takes) <= set(scopes))
