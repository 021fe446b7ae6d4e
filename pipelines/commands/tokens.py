"""``leadcast token create | list | revoke``: who may ask the service for what."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

from rich.markup import escape
from rich.table import Table

from features import clock
from features.errors import UsageError, WorkspaceError
from models.tokens import ROLES, Token, read_tokens, tokens_path
from models.tokens.change import create, revoke
from models.workspace import Workspace
from pipelines.progress import console

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

_LONGEST: Final = 3650 * clock.DAY


def token_create(given: Namespace) -> dict[str, Any]:
    """Creates a token; its secret is printed this once, on standard output."""
    now = clock.now()
    until = _expires(given.expires)
    scopes = given.scope or ROLES[given.role]
    token, secret = create(_path(given), given.name, scopes, now, None if until is None else now + until)
    console.print(f"token [bold]{token.id}[/bold] for {escape(token.name)}, {_until(token)}", soft_wrap=True)
    console.print("its caller sends what follows, which is not shown again", soft_wrap=True)
    if not given.json:
        sys.stdout.write(f"{secret}\n")
    return {**_told(token, now), "token": secret}


def token_list(given: Namespace) -> dict[str, Any]:
    """Lists the tokens, oldest first, without their secrets."""
    now = clock.now()
    tokens = read_tokens(_path(given))
    table = Table("id", "name", "scopes", "until", "state", box=None)
    for token in tokens:
        table.add_row(
            token.id, escape(token.name), ", ".join(token.scopes), _until(token), _state(token, now)
        )
    console.print(table if tokens else "no tokens yet; create one with: leadcast token create")
    return {"tokens": [_told(token, now) for token in tokens]}


def token_revoke(given: Namespace) -> dict[str, Any]:
    """Makes a token useless; a running service knows within seconds."""
    token = revoke(_path(given), given.id, clock.now())
    console.print(f"revoked {token.id} ({escape(token.name)})", soft_wrap=True)
    return _told(token, clock.now())


def _path(given: Namespace) -> Path:
    workspace = Workspace(given.workspace.resolve())
    if not (workspace.path / "agreement.toml").is_file():  # tokens kept there would open nothing
        raise WorkspaceError(
            f"{workspace.path} has no agreement.toml; name the workspace before anything else"
        )
    return tokens_path(workspace.state, os.environ.get("LEADCAST_TOKENS", ""))


def _expires(written: str) -> int | None:
    """How long a token is good for, in microseconds; None for "never"."""
    if written == "never":
        return None
    try:
        length = clock.duration(written)
    except ValueError:
        length = 0
    if not 0 < length <= _LONGEST:
        raise UsageError(f'--expires {written}: write a length such as 12h, 90d or 365d, or "never"')
    return length


def _told(token: Token, now: int) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": list(token.scopes),
        "created": clock.iso(token.created),
        "expires": "" if token.expires is None else clock.iso(token.expires),
        "state": _state(token, now),
    }


def _state(token: Token, now: int) -> str:
    if token.revoked is not None:
        return "revoked"
    return "good" if token.lives(now) else "expired"


def _until(token: Token) -> str:
    return "for ever" if token.expires is None else f"until {clock.iso(token.expires)[:10]}"
