"""What was guessed and what was not, as lines for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.sources import SHAPES
from pipelines.init.exclusions import REASONS
from pipelines.init.places import PASSWORD_VARIABLE, without_password

if TYPE_CHECKING:
    from pipelines.init.findings import Guess


def guessed_lines(guess: Guess) -> tuple[str, ...]:
    """One line for each guess."""
    lines = [
        f"{table}.{ours} is {theirs!r}"
        for table, roles in guess.roles.items()
        for ours, theirs in roles.items()
    ]
    lines += [
        f"{stage!r} is dated by the column {column!r} of leads" for column, stage in guess.stage_dates.items()
    ]
    lines += [f"the stage {theirs!r} means {ours}" for theirs, ours in guess.stages.items() if ours]
    if guess.date_order:
        lines.append(f"dates are written {guess.date_order.replace('_', ' ')}")
    if guess.outbound:
        lines.append(f"these kinds of touch are ours: {', '.join(guess.outbound)}")
    for reason, why in REASONS.items():
        names = [name for name, given in guess.excluded.items() if given == reason]
        if names:
            lines.append(f"left out because {why}: {', '.join(names)}")
    return tuple(lines)


def unsure_lines(guess: Guess) -> tuple[str, ...]:
    """One line for each thing the user has to say."""
    lines = [
        f"which column of {table} is {column.name}? Write it in [columns.{table}]"
        for table, roles in guess.roles.items()
        for column in SHAPES[table]
        if column.required and column.name not in roles
    ]
    lines += [
        f"most leads of {table} are not in leads; are these the same ids, and is the export complete?"
        for table in guess.strangers
    ]
    reached = {*guess.stages.values(), *guess.stage_dates.values()}
    if "stages" not in guess.sources:
        lines.append(
            "there are no stage changes, so nothing can be forecast; write their source in [sources]"
        )
    lines += [
        f"which stage means {stage}? Write it in [stages]"
        for stage in ("sql", "won", "lost")
        if "stages" in guess.sources and stage not in reached
    ]
    if others := [theirs for theirs, ours in guess.stages.items() if ours is None]:
        lines.append(f"does one of these stages mean one of ours? {', '.join(others)}")
    if guess.order_is_open:
        lines.append("does the day or the month stand first in dates such as 03/04/2024? Write date_order")
    if not guess.zoned:
        lines.append("times have no zone and are read as UTC; write the timezone of the export")
    if any(without_password(text) != text for text in guess.sources.values()):
        lines.append(f"the password is not written down; set the environment variable {PASSWORD_VARIABLE}")
    return tuple(lines)
