"""What a check found: a number, whether it raises an alert, and a sentence about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.monitor.alerts import ALERTS

if TYPE_CHECKING:
    from features.agreement.monitor import AlertName, Owners


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at.

    Attributes:
        name: of the alert it may raise.
        subject: what was looked at: a source, a feature, a target.
        value, limit: what was found, and what it may not pass; None where there is no number.
        raised: whether it raises the alert.
        sentence: what was found, for people; it names no lead and repeats no value of one.
        told: more numbers.
    """

    name: AlertName
    subject: str
    value: float | None
    limit: float | None
    raised: bool
    sentence: str
    told: dict[str, Any]

    def to_json(self, owners: Owners) -> dict[str, Any]:
        """With whose it is and what to do."""
        about = ALERTS[self.name]
        return {
            "name": self.name,
            "area": about.area,
            "subject": self.subject,
            "value": _short(self.value),
            "threshold": self.limit,
            "key": about.key,
            "sentence": self.sentence,
            "owner": getattr(owners, about.area),
            "do": about.do,
            **({"told": self.told} if self.told else {}),
        }


def finding(
    name: AlertName,
    subject: str,
    sentence: str,
    *,
    value: float | None = None,
    limit: float | None = None,
    raised: bool = True,
    **told: Any,
) -> Finding:
    """A finding; raised unless said otherwise."""
    return Finding(
        name=name, subject=subject, value=value, limit=limit, raised=raised, sentence=sentence, told=told
    )


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
