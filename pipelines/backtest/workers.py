"""Periods side by side, each in a process of its own that writes its file and ends."""

from __future__ import annotations

import os
import signal
from collections import deque
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, NamedTuple

from features.errors import LeadcastError, TrainingError
from pipelines.backtest.work import Task, work

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    Tell = Callable[[str, str], None]
    """Told a period's name and its current detail; "done" when its file is there."""

ALONE = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "NUMBA_NUM_THREADS": "1"}
"""A process a processor: threads in them would only wait for one another."""


class _Running(NamedTuple):
    task: Task
    process: SpawnProcess


def work_all(tasks: Sequence[Task], jobs: int, tell: Tell) -> None:
    """Does every task, ``jobs`` at a time; with one job, in this process.

    Raises:
        LeadcastError: what a task was refused for, or that its process died; finished files stay.
    """
    if jobs == 1 or len(tasks) < 2:
        for task in tasks:
            work(task, lambda detail, name=task.period.name: tell(name, detail))
            tell(task.period.name, "done")
        return
    waiting, running = deque(tasks), dict[Any, _Running]()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                hears, started = _start(waiting.popleft())
                running[hears] = started
            for hears in wait(list(running)):
                if _hear(hears, running[hears], tell):
                    running.pop(hears)
    finally:
        for left in running.values():
            left.process.kill()
            left.process.join()


def _start(task: Task) -> tuple[Connection, _Running]:
    context = get_context("spawn")
    hears, speaks = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(task, speaks), daemon=True)
    with _environment(ALONE):
        process.start()
    speaks.close()
    return hears, _Running(task, process)


def _hear(hears: Any, running: _Running, tell: Tell) -> bool:
    """Passes on what a process says; whether it has ended well."""
    try:
        said = hears.recv()
    except EOFError:
        running.process.join()
        if running.process.exitcode == 0:
            tell(running.task.period.name, "done")
            return True
        raise TrainingError(
            f"the process of the period {running.task.period.name} ended with status "
            f"{running.process.exitcode} before it was done; finished periods are kept: run the same command "
            "again, with --jobs 1 if memory is short"
        ) from None
    if isinstance(said, LeadcastError):
        raise said
    tell(running.task.period.name, said)
    return False


def _work(task: Task, speaks: Connection) -> None:
    """The whole life of a process; it ends at the next word if nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent, interrupted as well, ends it
    try:
        work(task, speaks.send)
    except BrokenPipeError:
        raise SystemExit(1) from None
    except LeadcastError as error:
        speaks.send(error)


@contextmanager
def _environment(more: dict[str, str]) -> Generator[None]:
    """Variables that a process started meanwhile inherits."""
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
