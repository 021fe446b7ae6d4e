"""What the service is told by its environment; everything has a default that is safe."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from features.errors import UsageError
from models.tokens import tokens_path
from models.workspace import Workspace
from serving.guard.bucket import Rate

if TYPE_CHECKING:
    from collections.abc import Mapping

OFTEN: Final = Rate(burst=200, per_second=100)


@dataclass(frozen=True)
class Settings:
    """How one worker of the service runs.

    Attributes:
        workspace: the folder whose champion answers.
        ledger: whether leads are remembered between requests.
        workers: how many processes answer.
        look_every: seconds between two looks at which bundle is champion.
        token_file: where tokens are kept, if not in the workspace.
        rate: how often one token may ask each worker; None: as often as it likes.
        most_at_once: requests a worker has in hand before it sends others away.
        request_log: whether each request has a line in the log.
        metrics: whether their operation is offered on the public port.
        metrics_address: where they are served beside it, as host and port; None: nowhere.
        desk: whether there are pages for people.
        public_url: what callers call this service, where a proxy stands before it.
        hubspot_secret: what HubSpot signs with; empty: its hook is closed.
    """

    workspace: Path
    ledger: bool = True
    workers: int = 1
    look_every: float = 1.0
    token_file: str = ""
    rate: Rate | None = OFTEN
    most_at_once: int = 128
    request_log: bool = True
    metrics: bool = False
    metrics_address: tuple[str, int] | None = None
    desk: bool = True
    public_url: str = ""
    hubspot_secret: str = field(default="", repr=False)

    @property
    def tokens(self) -> Path:
        """Where the tokens are kept."""
        return tokens_path(Workspace(self.workspace).state, self.token_file)

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings in the environment's ``LEADCAST_...``."""
        return cls(
            workspace=Path(environment.get("LEADCAST_WORKSPACE", ".")),
            ledger=_one_of(environment, "LEADCAST_LEDGER", "on", "off") == "on",
            workers=_whole(environment, "LEADCAST_WORKERS", 1),
            look_every=_seconds(environment, "LEADCAST_LOOK_EVERY", 1.0),
            token_file=environment.get("LEADCAST_TOKENS", ""),
            rate=_rate(environment.get("LEADCAST_RATE", ""), environment.get("LEADCAST_BURST", "")),
            most_at_once=_whole(environment, "LEADCAST_AT_ONCE", 128),
            request_log=_one_of(environment, "LEADCAST_REQUEST_LOG", "on", "off") == "on",
            metrics=_one_of(environment, "LEADCAST_METRICS", "off", "public") == "public",
            metrics_address=_address(environment.get("LEADCAST_METRICS_PORT", "")),
            desk=_one_of(environment, "LEADCAST_DESK", "on", "off") == "on",
            public_url=_url(environment.get("LEADCAST_PUBLIC_URL", "")),
            hubspot_secret=environment.get("LEADCAST_HUBSPOT_SECRET", ""),
        )


def _seconds(environment: Mapping[str, str], key: str, default: float) -> float:
    written = environment.get(key, "")
    try:
        seconds = float(written) if written else default
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise UsageError(f"{key}={written}: not a number of seconds above zero; leave it out for {default}")
    return seconds


def _whole(environment: Mapping[str, str], key: str, default: int) -> int:
    written = environment.get(key, "") or str(default)
    if not (written.isascii() and written.isdecimal() and len(written) < 10 and int(written)):
        raise UsageError(f"{key}={written}: not a whole number above zero; leave it out for {default}")
    return int(written)


def _rate(written: str, burst: str) -> Rate | None:
    """So many a second or a minute; at once, twice as many as in a second unless told."""
    if written == "off":
        return None
    found = re.fullmatch(r"(\d{1,9})/([sm])", written or "100/s", re.ASCII)
    if not found or not int(found[1]):
        raise UsageError(f'LEADCAST_RATE={written}: write such as "100/s", "600/m" or "off"')
    per_second = int(found[1]) / (1 if found[2] == "s" else 60)
    default = max(1, round(2 * per_second))
    return Rate(_whole({"LEADCAST_BURST": burst}, "LEADCAST_BURST", default), per_second)


def _url(written: str) -> str:
    if written and not re.fullmatch(r"https?://[^/?#\s@]+(/[^?#\s]*)?", written):
        raise UsageError(f"LEADCAST_PUBLIC_URL={written}: write such as https://leads.example.com")
    return written.rstrip("/")


def _one_of(environment: Mapping[str, str], key: str, *words: str) -> str:
    """One of some words; the first, if it is not said."""
    written = environment.get(key, "") or words[0]
    if written not in words:
        raise UsageError(f"{key}={written}: write one of {', '.join(words)}")
    return written


def _address(written: str) -> tuple[str, int] | None:
    """A port of this machine, or of an address before it."""
    if not written:
        return None
    host, _, port = written.rpartition(":")
    if not (port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 65_536):
        raise UsageError(f"LEADCAST_METRICS_PORT={written}: write such as 9090 or 0.0.0.0:9090")
    return host.strip("[]") or "127.0.0.1", int(port)
