"""Every alert there is: whose it is, which key of the agreement limits it, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from features.agreement.monitor import AlertName, Area


class About(NamedTuple):
    """What is always the same about an alert.

    Attributes:
        area: whose it is.
        key: of its limit in ``[monitor]``; empty where it has none.
        do: what to do, in a sentence.
    """

    area: Area
    key: str
    do: str


ALERTS: Final[dict[AlertName, About]] = {
    "source_unreadable": About("data", "", "Mend the source; leadcast check says where it breaks."),
    "source_stale": About("data", "stale", "See whether the export or its connection still runs."),
    "volume_changed": About(
        "data", "volume", "See whether tracking or an export changed; if the market did, train again."
    ),
    "column_vanished": About("data", "", "Bring the column back, or train again without it."),
    "column_appeared": About(
        "data", "", "Train again to use the column, or list it under [attributes] exclude."
    ),
    "missing_grew": About(
        "data", "missing", "See whether a form or a sync stopped filling the attribute in."
    ),
    "values_unread": About(
        "data", "unread", "See who writes the new values; mend them at the source, or train again."
    ),
    "feature_drifted": About(
        "data", "drift", "See what changed in the business; train again once outcomes are known."
    ),
    "score_drifted": About(
        "scores", "score_drift", "See which features drifted; train again if they stay so."
    ),
    "grades_shifted": About(
        "scores", "shift", "Tell sales that lists grow or shrink; train again to cut anew."
    ),
    "statuses_shifted": About(
        "scores",
        "shift",
        "See why more or fewer leads have a number: what is known of them may have changed.",
    ),
    "training_old": About("scores", "training_age", "Train again: leadcast retrain."),
    "calibration_off": About(
        "outcomes",
        "calibration",
        "Do not read the probabilities as such until a newer model is promoted; train again.",
    ),
    "auc_fell": About("outcomes", "auc", "Train again, and look at the drift of features first."),
    "capture_fell": About(
        "outcomes", "capture", "Train again; until then, work more leads than the cut-off says."
    ),
    "service_unreachable": About("service", "", "See whether the service runs, and its metrics port."),
    "latency_high": About("service", "latency", "Look at the service's load and its database; add a worker."),
    "errors_high": About("service", "errors", "Read the service's log for lines with status 500 or 503."),
    "reload_failed": About("service", "", "Read the log for bundle_refused; promote a bundle that is whole."),
    "champion_not_served": About("service", "", "See whether the service reads this workspace; restart it."),
    "webhook_failed": About("delivery", "", "Mend the webhook's address or the receiver."),
}
