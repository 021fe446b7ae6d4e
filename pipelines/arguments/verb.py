"""How one command is declared: a workspace, ``--json``, and complaints in one line."""

from __future__ import annotations

import argparse
import difflib
import re
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from features.errors import UsageError


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors like all others: one line, or one JSON document."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}{_meant(message)}; see: {self.prog} --help")


def _meant(message: str) -> str:
    """The word that somebody probably wanted to write, if a choice was told."""
    told = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
    near = difflib.get_close_matches(told[1], re.findall(r"[\w.-]+", told[2]), n=1) if told else []
    return f"; did you mean {near[0]!r}?" if near else ""


class Verbs:
    """The commands of ``leadcast``, or those of a group such as ``leadcast token``."""

    def __init__(self, of: Any) -> None:
        self._of = of

    def add(
        self,
        name: str,
        help: str,
        *,
        workspace: str = "?",
        command: str = "",
        bundle: bool = False,
        read: Any = Path,
        first: tuple[str, str] | None = None,
    ) -> argparse.ArgumentParser:
        """A command that works on a workspace, by default the present folder.

        Args:
            workspace: how often it is named, as argparse counts.
            command: its name among the commands, if it is not the word itself.
            bundle: whether a bundle can be named too, before or after the workspace; see ``commands.named``.
            read: ``str`` where a single word is something else than a workspace.
            first: the name and help of a file that is named before the workspace.
        """
        made: argparse.ArgumentParser = self._of.add_parser(name, help=help, description=help)
        made.set_defaults(command=command or name)
        made.add_argument("--json", action="store_true", help="one JSON document on standard output")
        if first:
            made.add_argument(first[0], type=Path, metavar=first[0].upper(), help=first[1])
        if bundle:
            says = "a folder with an agreement.toml (default: this one), a bundle's version, or both"
            made.add_argument("named", nargs="*", metavar="WORKSPACE|VERSION", help=says)
            return made
        made.add_argument(
            "workspace",
            nargs=workspace,
            type=read,
            default=Path(),
            metavar="WORKSPACE",
            help="a folder with an agreement.toml (default: this one)",
        )
        return made

    def group(self, name: str, help: str) -> Verbs:
        """A word that has commands of its own."""
        made: argparse.ArgumentParser = self._of.add_parser(name, help=help, description=help)
        return Verbs(made.add_subparsers(required=True, metavar="COMMAND"))


def positive(text: str) -> int:
    """A whole number above zero."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return number


def time(text: str) -> datetime:
    """As typed: only the agreement knows where a time without a zone is meant."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date or time; write 2026-10-01 or 2026-10-01T09:00Z"
        ) from None


def without_insights(verb: argparse.ArgumentParser) -> None:
    """Lets a command leave out what takes time and only analysts look at."""
    verb.add_argument(
        "--no-insights",
        dest="insights",
        action="store_false",
        help="leave the analysts' pages as they are; leadcast insights makes them anew",
    )
