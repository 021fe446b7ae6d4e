"""The file of tokens: read whole, checked, and written beside and renamed, for its owner's eyes alone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from features import clock
from features.errors import WorkspaceError
from models.tokens.token import SCOPES, Token

if TYPE_CHECKING:
    from collections.abc import Iterable

TOKENS: Final = "tokens.json"
_HEX: Final = frozenset("0123456789abcdef")


def tokens_path(state: Path, given: str = "") -> Path:
    """Where the tokens are kept: as ``LEADCAST_TOKENS`` says, else in the workspace's own folder."""
    return Path(given) if given else state / TOKENS


def read_tokens(path: Path) -> tuple[Token, ...]:
    """The tokens of a file, oldest first; none where there is no file.

    Raises:
        WorkspaceError: it cannot be read, or is not a file of tokens.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceError(
            f"{path} cannot be read ({type(error).__name__}); mend its owner or mode"
        ) from error
    try:
        return tuple(_token(given) for given in json.loads(text)["tokens"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WorkspaceError(
            f"{path} is no file of tokens ({type(error).__name__}); restore it, or create new ones without it"
        ) from error


def write_tokens(path: Path, tokens: Iterable[Token]) -> None:
    """Puts the tokens at ``path`` in one step; nobody but the owner may read it, at no moment."""
    text = json.dumps({"tokens": [_document(token) for token in tokens]}, indent=1) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _document(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": list(token.scopes),
        "created": clock.iso(token.created),
        "expires": _iso(token.expires),
        "revoked": _iso(token.revoked),
        "sha256": token.sha256,
    }


def _token(given: dict[str, Any]) -> Token:
    scopes, sha256 = tuple(given["scopes"]), str(given["sha256"])
    if set(scopes) - set(SCOPES) or len(sha256) != 64 or set(sha256) - _HEX:
        raise ValueError("an unknown scope, or no hash")
    return Token(
        id=str(given["id"]),
        name=str(given["name"]),
        scopes=scopes,
        sha256=sha256,
        created=clock.instant(given["created"]),
        expires=_instant(given["expires"]),
        revoked=_instant(given["revoked"]),
    )


def _iso(instant: int | None) -> str | None:
    return None if instant is None else clock.iso(instant)


def _instant(written: str | None) -> int | None:
    return None if written is None else clock.instant(written)
