"""The command line: words in, one function called, exit status out."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from features.errors import LeadcastError
from pipelines.arguments import parser
from pipelines.progress import console

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. 0: done; 1: refused for a reason that is printed; 2: wrong usage."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        given = parser().parse_args(words)
        answer = _run(given)
    except LeadcastError as error:
        return _refuse(str(error), type(error).__name__, error.exit_status, machine="--json" in words)
    except OSError as error:  # a full disk, a folder that may not be written to
        return _refuse(str(error), type(error).__name__, 1, machine="--json" in words)
    except KeyboardInterrupt:
        console.print("interrupted; nothing half-written was left behind. Begin again to go on")
        return 130
    if given.json:
        _say(answer)
    return int(answer.get("exit_status", 0))


def _run(given: argparse.Namespace) -> dict[str, Any]:
    # threads that wait must not spin while other programs work; read once, by the first library with threads
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from pipelines.commands import command  # here, so that help and wrong usage answer at once

    return command(given.command)(given)


def _refuse(message: str, kind: str, status: int, *, machine: bool) -> int:
    word = "refused" if status == 1 else "wrong usage"
    console.print(f"[red]{word}[/red] {escape(' '.join(message.split()))}", soft_wrap=True)
    if machine:
        _say({"error": {"kind": kind, "message": message}})
    return status


def _say(document: dict[str, Any]) -> None:
    try:
        json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
        sys.stdout.write("\n")
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
