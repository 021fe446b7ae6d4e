"""Tokens created and revoked: one writer at a time, so that none of two is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from filelock import FileLock

from features.errors import UsageError
from models.tokens.file import read_tokens, write_tokens
from models.tokens.token import LONGEST_NAME, SCOPES, Token, made, named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def create(path: Path, name: str, scopes: Sequence[str], now: int, expires: int | None) -> tuple[Token, str]:
    """Adds a token to the file, and gives what its caller has to send.

    Raises:
        UsageError: the name is not plain or taken, or there is no scope or an unknown one.
        WorkspaceError: the file cannot be read.
    """
    if not named(name):
        raise UsageError(
            f"--name {name!r}: write letters, digits, dots, hyphens and underscores, {LONGEST_NAME} at most"
        )
    if not scopes or set(scopes) - set(SCOPES):
        raise UsageError(f"--scope: name one or more of {', '.join(SCOPES)}")
    with _alone(path):
        kept = read_tokens(path)
        if any(token.name == name and token.lives(now) for token in kept):
            raise UsageError(
                f"--name {name}: a token of this name is in use; revoke it first, or name another"
            )
        token, secret = made(name, tuple(s for s in SCOPES if s in scopes), now, expires)
        write_tokens(path, (*kept, token))
    return token, secret


def revoke(path: Path, number: str, now: int) -> Token:
    """Makes a token useless from now on; one that already is stays as it is.

    Raises:
        UsageError: no token has this id.
        WorkspaceError: the file cannot be read.
    """
    with _alone(path):
        kept = {token.id: token for token in read_tokens(path)}
        if number not in kept:
            raise UsageError(f"{number}: no token has this id; list them with: leadcast token list")
        if kept[number].revoked is None:
            kept[number] = replace(kept[number], revoked=now)
            write_tokens(path, kept.values())
    return kept[number]


def _alone(path: Path) -> FileLock:
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path.with_name(f".{path.name}.lock"), timeout=10)
