"""A champion that keeps winning is no alarm; a workspace that nobody retrains is."""

from __future__ import annotations

import pytest

from features.agreement.monitor import Monitor
from features.clock import instant
from pipelines.monitor.training import age


@pytest.mark.parametrize(
    ("versions", "raised"),
    [
        ((), True),
        (("2026-01-01-aaaaaaaaaa",), True),
        (("2026-01-01-aaaaaaaaaa", "2026-06-01-bbbbbbbbbb"), False),
        (("2026-01-01-aaaaaaaaaa", "2026-08-01-bbbbbbbbbb"), True),
    ],
)
def test_what_counts_is_the_newest_training_by_then(versions: tuple[str, ...], raised: bool) -> None:
    found = age(instant("2026-01-01"), versions, instant("2026-07-01"), Monitor())
    assert found.raised is raised
