"""The words after ``leadcast``: each group of commands says in a file of its own what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.arguments import (
    beginning,
    deciding,
    icp,
    keeping,
    learning,
    monthly,
    personas,
    queueing,
    scoring,
    tokens,
    watching,
)
from pipelines.arguments.verb import Parser, Verbs

if TYPE_CHECKING:
    import argparse

_GROUPS = (
    beginning,
    learning,
    monthly,
    scoring,
    queueing,
    tokens,
    icp,
    personas,
    deciding,
    keeping,
    watching,
)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    made = Parser(prog="leadcast", description="Which leads become sales-qualified, which close, and why.")
    verbs = Verbs(made.add_subparsers(required=True, metavar="COMMAND"))
    for group in _GROUPS:
        group.add(verbs)
    return made
