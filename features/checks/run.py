"""Runs every check over a journey; refuses where an error was found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from features import clock
from features.checks import amount, columns, coverage, identity, stages, times, touches
from features.checks.facts import write_facts
from features.checks.finding import Check, Finding
from features.errors import JourneyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.sources import Journey

CHECKS: Final[tuple[Check, ...]] = (
    *amount.CHECKS,
    *identity.CHECKS,
    *times.CHECKS,
    *columns.CHECKS,
    *stages.CHECKS,
    *touches.CHECKS,
    *coverage.CHECKS,
)


def check_journey(journey: Journey, *, now: int | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with the journey, errors first; ``now`` is an instant, else the clock's."""
    write_facts(journey, time.time_ns() // 1000 * clock.MICROSECOND if now is None else now)
    found = [finding for check in CHECKS if (finding := _run(journey, check))]
    return tuple(sorted(found, key=lambda finding: finding.severity))


def refuse_on_errors(findings: Sequence[Finding]) -> None:
    """Stops where a finding is an error.

    Raises:
        JourneyError: naming each error on a line of its own.
    """
    errors = [str(finding) for finding in findings if finding.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more; see: leadcast check)" if len(errors) > 1 else ""
        raise JourneyError(errors[0] + more)


def _run(journey: Journey, check: Check) -> Finding | None:
    loaded = journey.loaded.get(check.table)
    if loaded is None and not check.absent:
        return None
    of = loaded.settled.rows if loaded else 0
    ((count, examples),) = journey.db.execute(
        f"SELECT coalesce(sum(n), 0)::BIGINT, arg_min(example, (-n, example), 3) FROM ({check.sql})"
    ).fetchall()
    if count <= check.share * of:
        return None
    return Finding(
        check=check.name,
        severity=check.severity,
        table=check.table,
        column=check.column,
        count=count,
        of=of,
        examples=tuple(examples or ()),
        reason=check.reason,
        action=check.action,
    )
