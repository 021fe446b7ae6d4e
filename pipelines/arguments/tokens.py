"""``leadcast token``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.tokens import ROLES, SCOPES

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares its commands."""
    tokens = verbs.group("token", "who may ask the service for what")
    create = tokens.add("create", "create a token and print it once", command="token_create")
    create.add_argument("--name", required=True, help="who it is for; stands in the log")
    good_for = create.add_mutually_exclusive_group(required=True)
    good_for.add_argument(
        "--scope", action="append", choices=SCOPES, help="what it is good for; repeat for more"
    )
    good_for.add_argument("--role", choices=ROLES, help="for a person at the desk: the scopes that takes")
    create.add_argument(
        "--expires", default="365d", metavar="LENGTH", help='12h, 90d or "never" (default 365d)'
    )
    tokens.add("list", "list the tokens, without their secrets", command="token_list")
    revoke = tokens.add("revoke", "make a token useless from now on", command="token_revoke")
    revoke.add_argument("id", metavar="ID", help="a token's id; see leadcast token list")
