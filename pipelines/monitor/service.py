"""What the service's own metrics say: how fast it answers, how often it fails, and what it serves."""

from __future__ import annotations

import os
import urllib.error
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from prometheus_client.parser import text_string_to_metric_families

from pipelines.monitor.asking import get
from pipelines.monitor.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.agreement import Monitor

TOKEN: Final = "LEADCAST_TOKEN"
"""The environment variable with a token of the scope ``read``, where the metrics are on the public port."""

QUICK: Final = ("score_lead", "get_lead_score", "give_feedback")
"""Operations on one lead: a batch takes as long as it is large."""

ASIDE: Final = ("livez", "readyz", "get_metrics")
LEAST: Final = 50
"""Requests without which a percentile or a share says nothing."""


@dataclass
class Figures:
    """What one worker counted since it started.

    Attributes:
        versions: of the bundles it serves.
        requests: by status, without those of probes.
        bins: by upper end in seconds, how many requests on one lead took at most as long.
        refused: bundles it would not load.
    """

    versions: set[str] = field(default_factory=set[str])
    requests: Counter[str] = field(default_factory=Counter[str])
    bins: Counter[float] = field(default_factory=Counter[float])
    refused: int = 0

    @property
    def faults(self) -> int:
        """Answers that are the service's own fault."""
        return sum(count for status, count in self.requests.items() if status.startswith("5"))

    def percentile(self, share: float) -> float | None:
        """Seconds within which a share of the requests on one lead was answered, between the bins' ends."""
        total = max(self.bins.values(), default=0)
        if total < LEAST:
            return None
        low, before = 0.0, 0
        for end, count in sorted(self.bins.items()):
            if count >= share * total:
                if end == float("inf"):
                    return low
                return low + (end - low) * (share * total - before) / max(count - before, 1)
            low, before = end, count
        return low


def read(page: str) -> Figures:
    """The figures of a page in Prometheus' text format.

    Raises:
        ValueError: it is none.
    """
    found = Figures()
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            labels = sample.labels
            match sample.name:
                case "leadcast_requests_total" if labels["operation"] not in ASIDE:
                    found.requests[labels["status"]] += int(sample.value)
                case "leadcast_request_seconds_bucket" if labels["operation"] in QUICK:
                    found.bins[float(labels["le"])] += int(sample.value)
                case "leadcast_events_total" if labels["event"] == "bundle_refused":
                    found.refused += int(sample.value)
                case "leadcast_bundle_info":
                    found.versions.add(labels["model_version"])
                case _:
                    pass
    if not found.versions and not found.requests and "leadcast_" not in page:
        raise ValueError("it has no metrics of Leadcast")
    return found


def service(url: str, champion: str, limits: Monitor) -> Iterator[Finding]:
    """Findings about the service whose metrics are at ``url``."""
    url = url if url.rstrip("/").endswith("/metrics") else f"{url.rstrip('/')}/metrics"
    try:
        told = read(get(url, os.environ.get(TOKEN)))
    except (urllib.error.URLError, OSError, ValueError) as error:
        why = str(getattr(error, "reason", "")) or str(error) or type(error).__name__
        yield finding("service_unreachable", "service", f"The service's metrics cannot be read: {why}.")
        return
    yield finding("service_unreachable", "service", "The service's metrics can be read.", raised=False)
    yield from _counted(told, limits)
    other = sorted(told.versions - {champion})
    yield finding(
        "champion_not_served",
        "service",
        f"The service serves {', '.join(other)}, and the champion is {champion}."
        if other
        else "The service serves the champion."
        if told.versions
        else "The service has no bundle to serve.",
        raised=bool(other) or not told.versions,
    )


def _counted(told: Figures, limits: Monitor) -> Iterator[Finding]:
    slow, asked = told.percentile(0.99), sum(told.requests.values())
    if slow is not None:
        yield finding(
            "latency_high",
            "service",
            f"99 of 100 requests on one lead were answered within {slow * 1000:.0f} ms.",
            value=slow,
            limit=limits.latency,
            raised=slow > limits.latency,
            requests=max(told.bins.values()),
        )
    if asked >= LEAST:
        yield finding(
            "errors_high",
            "service",
            f"{told.faults} of {asked} answers were faults of the service.",
            value=told.faults / asked,
            limit=limits.errors,
            raised=told.faults / asked > limits.errors,
        )
    yield finding(
        "reload_failed",
        "service",
        f"The service refused to load a bundle {told.refused} times since it started.",
        value=float(told.refused),
        limit=0.0,
        raised=told.refused > 0,
    )
