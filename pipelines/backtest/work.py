"""One period's task: judge it, and put its file in place in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from models.files import json_text, write_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.backtest.periods import Period


class Task(NamedTuple):
    """A period to judge, the file for what is found, and the inputs that it must be found from."""

    workspace: Path
    period: Period
    file: Path
    inputs: dict[str, Any]


def work(task: Task, tell: Callable[[str], None]) -> None:
    """Judges the period and writes its file, whole or not at all."""
    from pipelines.backtest.judged import judged  # the parent of many processes needs none of it

    write_text(task.file, json_text(judged(task, tell)))
