"""Roles: what people at the desk do, and the scopes that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.tokens.token import Scope

Role = Literal["viewer", "sales", "admin"]
ROLES: Final[Mapping[Role, tuple[Scope, ...]]] = {
    "viewer": ("read",),
    "sales": ("read", "feedback"),
    "admin": ("read", "admin"),
}
