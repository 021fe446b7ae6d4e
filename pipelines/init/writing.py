"""The agreement as text: what was guessed, with comments, and commented-out lines for what was not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from features.agreement import OURS
from features.sources import SHAPES, TABLES
from pipelines.init.exclusions import REASONS
from pipelines.init.findings import Guess, renamed
from pipelines.init.places import without_password

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STARTS = {
    "leads": '"leads.csv"',
    "touches": '"touches.csv"',
    "stages": '"stages.csv"',
    "attribute_changes": '"changes.csv"',
}
_MORE = """
[moments]                     # when a lead is looked at, for training
after_creation = ["0h", "1d", "3d", "7d", "14d", "30d"]

# The ideal customer profile: as many rules as you like; points, or must_have = true.
# [[icp.rule]]
# attribute = "employees"
# between = [50, 1000]
# points = 30

[action]
# capacity_per_week = 100     # how many leads sales can work
"""


def agreement_text(name: str, guess: Guess) -> str:
    """All of agreement.toml."""
    parts = (
        _head(name, guess),
        _sources(guess),
        _columns(guess),
        _stages(guess),
        _targets(guess),
        _touches(guess),
    )
    return "\n\n".join("\n".join(part) for part in (*parts, _attributes(guess)) if part) + "\n" + _MORE


def _text(value: str) -> str:
    if "\n" in value and '"""' not in value and "\\" not in value:
        return f'"""\n{value}\n"""'
    return json.dumps(value, ensure_ascii=False)


def _head(name: str, guess: Guess) -> list[str]:
    zone = "times that carry no zone are read in this one"
    lines = [
        "# What sales and marketing agreed on. Read it, change it, then run: leadcast check",
        f"name = {_text(name)}",
        f'timezone = "UTC"{"" if guess.zoned else f"              # CHECK: {zone}"}',
    ]
    if guess.date_order:
        lines.append(f'date_order = "{guess.date_order}"      # how 03/04/2024 is read')
    elif guess.order_is_open:
        lines.append('# date_order = "day_first"    # CHECK: or "month_first": how is 03/04/2024 read?')
    return lines


def _sources(guess: Guess) -> list[str]:
    lines = [
        "[sources]                     # paths, globs, DuckDB queries, or postgresql:// URLs with a query"
    ]
    for table in TABLES:
        given = guess.sources.get(table)
        lines.append(
            f"{table} = {_text(without_password(given))}" if given else f"# {table} = {_STARTS[table]}"
        )
    return lines


def _columns(guess: Guess) -> list[str]:
    lines: list[str] = []
    for table, roles in guess.roles.items():
        missing = [c.name for c in SHAPES[table] if c.required and c.name not in roles]
        if (named := renamed(table, roles)) or missing:
            lines += ["", f"[columns.{table}]"] if lines else [f"[columns.{table}]"]
            lines += [f"{ours} = {_text(theirs)}" for ours, theirs in named.items()]
            lines += [f'# {ours} = "the name of its column"' for ours in missing]
    return lines


def _stages(guess: Guess) -> list[str]:
    lines = ["[stages]                      # your words for our stages"]
    for stage in OURS:
        words = [theirs for theirs, ours in guess.stages.items() if ours == stage]
        if words:
            lines.append(f"{stage} = [{', '.join(map(_text, words))}]")
        elif stage in ("sql", "won", "lost") and not guess.stage_dates:
            lines.append(f'# {stage} = ["your word for it"]')
    lines += [
        f'# {_text(theirs)} = "{"|".join(OURS)}"' for theirs, ours in guess.stages.items() if ours is None
    ]
    return lines


def _targets(guess: Guess) -> list[str]:
    reached = {*guess.stages.values(), *guess.stage_dates.values()}
    lines = ["[targets]                     # how long after a moment the outcome may still happen and count"]
    for target, stage, horizon in (("sql", "sql", "30d"), ("close", "won", "90d")):
        known = stage in reached
        lines.append(
            f'{"" if known else "# "}{target} = "{horizon}"'
            + ("" if known else f"   # no stage is {stage} yet")
        )
    return lines


def _touches(guess: Guess) -> list[str]:
    if "touches" not in guess.sources or "direction" in guess.roles.get("touches", {}):
        return []
    kinds = ", ".join(map(_text, guess.outbound))
    return ["[touches]", f"outbound = [{kinds}]   # the kinds that are ours, not the lead's"]


def _attributes(guess: Guess) -> list[str]:
    lines = ["[attributes]", "exclude = ["]
    lines += list(_excluded(guess.excluded))
    return [*lines, "]"]


def _excluded(columns: Mapping[str, str]) -> Iterator[str]:
    for reason, why in REASONS.items():
        names = [name for name, given in columns.items() if given == reason]
        if names:
            yield f"  # {why}:"
            yield from (f"  {_text(name)}," for name in names)
