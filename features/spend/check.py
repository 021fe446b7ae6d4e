"""What is wrong with the spend of channels, in the words of all checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.checks.finding import Finding
from features.errors import AgreementError, SourceError
from features.spend.attribute import channel_attribute, channels_of
from features.spend.read import read_spend

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from features.checks.finding import Severity
    from features.sources import Journey
    from features.spend.read import Spend


def check_spend(journey: Journey, workspace: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with [channels], errors first; nothing where it agrees nothing."""
    try:
        attribute = channel_attribute(journey.agreement, journey.attributes)
        spend = read_spend(journey.agreement, workspace)
    except (AgreementError, SourceError) as error:
        why, action = "The verdict on channels cannot count the spend.", "Mend [channels] of the agreement."
        return (_finding("cannot be read", "error", None, [str(error)], 1, why, action),)
    return () if spend is None else tuple(findings(spend, channels_of(journey, attribute)))


def findings(spend: Spend, channels: Collection[str]) -> Iterator[Finding]:
    """What is wrong with lines of spend; ``channels`` are those that leads come by, none if nobody knows."""
    known = {channel.casefold() for channel in channels}
    lines = list(zip(spend.channel, spend.when, spend.period, spend.amount, strict=True))
    of = len(lines)
    if not lines:
        why, action = (
            "The source is there and has no rows.",
            "Check the export, or leave spend out of [channels].",
        )
        yield _finding("no rows", "warning", None, ["the source is empty"], 0, why, action)
    if found := [_line(line) for line in lines if line[2] is None]:
        why = "Nobody can say which leads the money was for."
        action = 'Write months as "2026-03" or days as "2026-03-01".'
        yield _finding("unreadable month", "error", "month", found, of, why, action)
    if found := [_line(line) for line in lines if line[3] is None]:
        why, action = (
            "The cost of every lead would be too low.",
            'Write amounts as "1234.56"; write 0 for nothing.',
        )
        yield _finding("unreadable amount", "error", "spend", found, of, why, action)
    if found := [_line(line) for line in lines if line[3] is not None and line[3] < 0]:
        why = "Money that comes back makes leads look cheaper than they were."
        action = "Leave credits and corrections out, or set them off in their month."
        yield _finding("negative spend", "error", "spend", found, of, why, action)
    if found := [_line(line) for line in lines if line[0] is None]:
        why, action = "It is counted for no channel.", "Name its channel as the leads do."
        yield _finding("no channel", "error", "channel", found, of, why, action)
    strange = sorted({name for name in spend.channel if name and name.casefold() not in known})
    if known and strange:
        count = sum(name in strange for name in spend.channel)
        why = "No lead came by it: either it brings nobody, or leads call it by another name."
        action = "Write it as the leads' attribute does; a query can rename it."
        yield _finding("channel without leads", "warning", "channel", strange, of, why, action, count)


def _line(line: tuple[str | None, str | None, object, float | None]) -> str:
    channel, when, _, amount = line
    shown = "unreadable" if amount is None else f"{amount:g}"
    return f"{channel or 'no channel'}, {when or 'no month'}: {shown}"


def _finding(
    name: str,
    severity: Severity,
    column: str | None,
    examples: Sequence[str],
    of: int,
    reason: str,
    action: str,
    count: int | None = None,
) -> Finding:
    return Finding(
        check=name,
        severity=severity,
        table="spend",
        column=column,
        count=len(examples) if count is None else count,
        of=of,
        examples=tuple(examples[:3]),
        reason=reason,
        action=action,
    )
