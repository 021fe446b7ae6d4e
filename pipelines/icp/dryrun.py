"""What another profile would change: for the leads that are open, for a week's hand-overs, and last year."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from features.clock import iso
from models.icp import doubts
from models.icp.sentences import aim
from pipelines.icp.candidate import differs_beside
from pipelines.icp.lastyear import last_year
from pipelines.icp.looks import handoffs, letter, open_leads

if TYPE_CHECKING:
    from features.agreement import Agreement, Icp, IcpRule
    from models.icp import Fit
    from pipelines.icp.looks import Look
    from pipelines.insights.book import Book

EXAMPLES: Final = 20
_MOST: Final = 3
_SAID: Final = {"met": "yes", "not_met": "no", "unknown": "unknown"}


def dry_run(book: Book, candidate: Agreement) -> dict[str, Any]:
    """Everything that would change, as plain values; nothing is changed.

    Args:
        candidate: its [icp] is tried; all else stays as the folder's agreement says.
    """
    new = book.agreement.model_copy(update={"icp": candidate.icp})
    found = list(open_leads(book, new))
    moves = Counter((letter(look.old), letter(look.new)) for look in found)
    moved = [look for look in found if letter(look.old) != letter(look.new)]
    moved.sort(key=lambda look: (-_apart(look), look.lead_id))
    before, after = handoffs(book, new)
    return {
        "model_version": book.bundle.version,
        "doubts": list(doubts(candidate.icp, book.scorer.plan.attributes)),
        "left_out": list(differs_beside(book.agreement, candidate)),
        "open": {
            "as_of": iso(book.until),
            "leads": len(found),
            "moved": len(moved),
            "moves": [
                {"before": was, "after": will, "leads": count} for (was, will), count in sorted(moves.items())
            ],
            "examples": [_example(look, book.agreement.icp, new.icp) for look in moved[:EXAMPLES]],
        },
        "handoffs": {"before": before, "after": after},
        "last_year": last_year(book, new),
    }


def _apart(look: Look) -> float:
    return abs((look.new.score or 0.0) - (look.old.score or 0.0))


def _example(look: Look, old: Icp, new: Icp) -> dict[str, Any]:
    return {
        "lead_id": look.lead_id,
        "before": f"{letter(look.old)}{look.band or '?'}",
        "after": f"{letter(look.new)}{look.band or '?'}",
        "score_before": look.old.score,
        "score_after": look.new.score,
        "why": why(look.old, look.new, old, new),
    }


def why(before: Fit, after: Fit, old: Icp, new: Icp) -> list[str]:
    """What counts otherwise for a lead, in the rules' words; rules that are met come first."""
    told: list[tuple[str, str]] = []
    was = {_asks(rule): (rule, reason) for rule, reason in zip(old.rule, before.reasons, strict=True)}
    for rule, reason in zip(new.rule, after.reasons, strict=True):
        before_it = was.pop(_asks(rule), None)
        said = f"{aim(rule)}: {_SAID[reason.outcome]}"
        if before_it is None:
            told.append((reason.outcome, f"{said}, new, {_worth(rule)}"))
        elif _worth(before_it[0]) != _worth(rule) or before_it[0].missing != rule.missing:
            told.append((reason.outcome, f"{said}, {_worth(rule)} instead of {_worth(before_it[0])}"))
    told += [
        (reason.outcome, f"{aim(rule)}: {_SAID[reason.outcome]}, no longer asked")
        for rule, reason in was.values()
    ]
    told.sort(key=lambda one: list(_SAID).index(one[0]))
    more = [f"and {len(told) - _MOST} rules more"] if len(told) > _MOST + 1 else []
    return [sentence for _, sentence in told[: _MOST + (not more)]] + more or [
        "the grades begin at other scores"
    ]


def _asks(rule: IcpRule) -> str:
    """What makes two rules the same question."""
    return rule.model_dump_json(include={"attribute", "equals", "one_of", "between", "contains", "matches"})


def _worth(rule: IcpRule) -> str:
    return "a must-have" if rule.points is None else f"{rule.points:g} points"
