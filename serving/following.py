"""Looks again and again at what a workspace says, until it is cancelled."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


async def follow(every: float, *looks: Callable[[], Awaitable[None]]) -> None:
    """Looks every so many seconds.

    A tenth more or less, so that the workers of a machine do not all look, and load, together.
    """
    while True:
        await asyncio.sleep(every * random.uniform(0.9, 1.1))
        for look in looks:
            await look()
