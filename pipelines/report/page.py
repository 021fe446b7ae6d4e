"""The page: every part of the report, put into its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from features.agreement.parse import parse_agreement
from pipelines.insights.themes import QUESTIONS
from pipelines.report.delays import delay_parts
from pipelines.report.funnel import funnel_part
from pipelines.report.gate import gate_part
from pipelines.report.grades import grades
from pipelines.report.leakage import leakage
from pipelines.report.queue import queue_part
from pipelines.report.sources_seen import sources_seen
from pipelines.report.target import TargetPart, target_part
from pipelines.report.template import template
from pipelines.report.tuning import tuning_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement import Agreement
    from models.bundle import Bundle
    from pipelines.gate.decision import Decision


def page(
    bundle: Bundle,
    champion: str | None,
    decision: tuple[str, ...],
    gate: Decision | None = None,
    queue: Mapping[str, Any] | None = None,
    insights: Mapping[str, str] | None = None,
) -> str:
    """The report as HTML text.

    Args:
        queue: what ``pipelines.queue.figures`` tells of the bundle's list.
        insights: by theme, its part of a page.
    """
    agreement = parse_agreement(bundle.text("agreement.toml"))
    parts = _targets(bundle, agreement)
    return template("page.html.j2").render(
        facts=bundle.manifest["facts"],
        version=bundle.version,
        champion=champion,
        decision=decision,
        origin=bundle.json("evaluation.json").get("origin"),
        verdicts=sorted(parts, key=lambda part: (not part.lost, part.judged is not None)),
        targets=parts,
        delays=delay_parts(bundle),
        funnel=funnel_part(bundle),
        tuning=tuning_parts(bundle.json("evaluation.json")),
        seen=sources_seen(bundle),
        leakage=leakage(bundle, agreement),
        grades=grades(bundle, agreement),
        gate=gate_part(gate),
        queue=queue_part(queue),
        questions=QUESTIONS,
        insights={name: Markup(part) for name, part in (insights or {}).items()},
    )


def _targets(bundle: Bundle, agreement: Agreement) -> tuple[TargetPart, ...]:
    """The agreed targets in the order of the funnel."""
    return tuple(
        target_part(bundle, target, f"target-{target}", horizon)
        for target, horizon in agreement.targets.horizons().items()
    )
