"""Tells a webhook what was raised: names, numbers and sentences, and nothing of any lead."""

from __future__ import annotations

import urllib.error
from typing import TYPE_CHECKING, Any, Final

from pipelines.monitor.asking import post
from pipelines.monitor.finding import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PRIVATE: Final = ("source_unreadable",)
"""What a source could not be read for may repeat a row of it."""

_GENERAL: Final = "A source cannot be read; the monitor's own page says why."


def posted(facts: Mapping[str, Any], alerts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is posted: the facts that say which workspace and when, and the alerts without their details."""
    told = [
        {
            **{key: value for key, value in alert.items() if key != "told"},
            **({"sentence": _GENERAL} if alert["name"] in PRIVATE else {}),
        }
        for alert in alerts
    ]
    word = "alert" if len(told) == 1 else "alerts"
    lines = [f"{facts['name']}: {len(told)} {word}", *(f"{one['name']}: {one['sentence']}" for one in told)]
    return {**facts, "text": "\n".join(lines), "alerts": told}


def told(url: str, document: dict[str, Any]) -> Finding:
    """Posts; a receiver that does not take it raises an alert of its own, and its address is not repeated."""
    try:
        post(url, document)
    except urllib.error.HTTPError as error:
        return finding("webhook_failed", "webhook", f"The webhook answered {error.code}.")
    except (OSError, ValueError) as error:
        why = getattr(error, "reason", None) or error
        return finding("webhook_failed", "webhook", f"The webhook was not reached: {type(why).__name__}.")
    return finding("webhook_failed", "webhook", "The webhook took it.", raised=False)
