"""``leadcast token``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.tokens import SCOPES

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares its commands."""
    tokens = verbs.group("token", "who may ask the service for what")
    create = tokens.add("create", "create a token and print it once", command="token_create")
    create.add_argument("--name", required=True, help="who it is for; stands in the log")
    create.add_argument(
        "--scope", required=True, action="append", choices=SCOPES, help="what it is good for; repeat for more"
    )
    create.add_argument(
        "--expires", default="365d", metavar="LENGTH", help='12h, 90d or "never" (default 365d)'
    )
    tokens.add("list", "list the tokens, without their secrets", command="token_list")
    revoke = tokens.add("revoke", "make a token useless from now on", command="token_revoke")
    revoke.add_argument("id", metavar="ID", help="a token's id; see leadcast token list")
