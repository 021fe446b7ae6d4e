"""What the service is told by its environment; everything has a default that is safe."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from features.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Settings:
    """How one worker of the service runs.

    Attributes:
        workspace: the folder whose champion answers.
        look_every: seconds between two looks at which bundle is champion.
    """

    workspace: Path
    look_every: float = 1.0

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings in the environment's ``LEADCAST_...``."""
        return cls(
            workspace=Path(environment.get("LEADCAST_WORKSPACE", ".")),
            look_every=_seconds(environment, "LEADCAST_LOOK_EVERY", 1.0),
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
