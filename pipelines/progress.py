"""Progress on standard error: which step runs, and for how long."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

console = Console(stderr=True, highlight=False)
"""Everything a person reads goes here; standard output is for machines."""


@contextmanager
def step(what: str) -> Generator[Callable[[str], None]]:
    """Shows a step while it runs; the value given tells the step's current detail."""
    with console.status(what) as status:
        yield lambda detail: status.update(f"{what} [dim]{detail}[/dim]")
    console.print(f"[green]done[/green] {what}")
