"""The numbers as Prometheus reads them: its text format, version 0.0.4."""

from __future__ import annotations

import os
import resource
import time
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from serving.watch.meters import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from serving.watch.meters import Meters

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_STARTED: Final = time.time()


def exposition(meters: Meters, in_flight: int, model_version: str, shadow: str = "") -> str:
    """All series of one worker."""
    rest = _rest(meters, in_flight, model_version)
    return "\n".join([*_requests(meters), *rest, *_shadow(meters, shadow), *_process(), ""])


def _requests(meters: Meters) -> Iterator[str]:
    yield from _head("leadcast_requests_total", "counter", "Requests that are over.")
    for (operation, status), count in sorted(meters.requests.items()):
        yield _line("leadcast_requests_total", count, {"operation": operation, "status": status})
    name = "leadcast_request_seconds"
    yield from _head(name, "histogram", "How long they took, from their headers to their answer.")
    for operation, bins in sorted(meters.bins.items()):
        of = {"operation": operation}
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), accumulate(bins), strict=True):
            yield _line(f"{name}_bucket", count, {**of, "le": bound})
        yield _line(f"{name}_sum", meters.seconds[operation], of)
        yield _line(f"{name}_count", sum(bins), of)


def _rest(meters: Meters, in_flight: int, model_version: str) -> Iterator[str]:
    yield from _head("leadcast_requests_in_flight", "gauge", "Requests in hand.")
    yield _line("leadcast_requests_in_flight", in_flight)
    yield from _head("leadcast_scores_total", "counter", "Leads asked for, by the status of their score.")
    for status, count in sorted(meters.scores.items()):
        yield _line("leadcast_scores_total", count, {"status": status})
    yield from _head("leadcast_events_total", "counter", "What happened beside requests.")
    for event, count in sorted(meters.events.items()):
        yield _line("leadcast_events_total", count, {"event": event})
    yield from _head("leadcast_bundle_info", "gauge", "The bundle that serves.")
    if model_version:
        yield _line("leadcast_bundle_info", 1, {"model_version": model_version})


def _shadow(meters: Meters, version: str) -> Iterator[str]:
    yield from _head("leadcast_shadow_scores_total", "counter", "Leads that the shadow was to score too.")
    for outcome, count in sorted(meters.shadow.items()):
        yield _line("leadcast_shadow_scores_total", count, {"outcome": outcome})
    yield from _head("leadcast_shadow_info", "gauge", "The bundle that rides along.")
    if version:
        yield _line("leadcast_shadow_info", 1, {"model_version": version})


def _process() -> Iterator[str]:
    yield from _head("process_start_time_seconds", "gauge", "When the worker began, in seconds since 1970.")
    yield _line("process_start_time_seconds", _STARTED)
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield from _head("process_cpu_seconds_total", "counter", "Processor time of the worker.")
    yield _line("process_cpu_seconds_total", used.ru_utime + used.ru_stime)
    yield from _head("process_resident_memory_bytes", "gauge", "Memory of the worker.")
    yield _line("process_resident_memory_bytes", _resident() or used.ru_maxrss * 1024)


def _resident() -> int:
    """Bytes in memory now; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _head(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, value: float, labels: Mapping[str, str] | None = None) -> str:
    inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in (labels or {}).items())
    return f"{name}{{{inside}}} {value!r}" if inside else f"{name} {value!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
