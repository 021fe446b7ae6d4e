"""Rows belong together and stay together."""

from __future__ import annotations

import numpy as np
import pytest

from models.rows import Rows, weigh_leads_alike


def rows(**changes: object) -> Rows:
    values: dict[str, object] = {
        "x": np.arange(8, dtype=np.float32).reshape(4, 2),
        "y": np.array([0.0, 1.0, 0.0, 1.0]),
        "weight": np.array([0.5, 0.5, 1.0, 1.0]),
        "lead": np.array([7, 7, 8, 9]),
        "as_of": np.array([10, 20, 30, 40]),
        "names": ("visits", "industry"),
        "categorical": (False, True),
    }
    return Rows(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("index", "leads"),
    [
        (np.array([2, 0]), [8, 7]),
        (np.array([True, False, False, True]), [7, 9]),
        (slice(1, 3), [7, 8]),
        (np.array([], dtype=np.int64), []),
    ],
)
def test_take_moves_every_array_alike(index: np.ndarray | slice, leads: list[int]) -> None:
    whole, part = rows(), rows().take(index)
    assert part.lead.tolist() == leads
    assert len(part) == len(leads)
    for name in ("x", "y", "weight", "as_of"):
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[index])
    assert (part.names, part.categorical) == (whole.names, whole.categorical)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x": np.zeros(4, np.float32)}, "x has 1 dimensions"),
        ({"y": np.zeros(3)}, r"y has shape \(3,\); x has 4 rows"),
        ({"weight": np.zeros((4, 1))}, r"weight has shape \(4, 1\)"),
        ({"lead": np.zeros(5, np.int64)}, r"lead has shape \(5,\)"),
        ({"as_of": np.zeros(1, np.int64)}, r"as_of has shape \(1,\)"),
        ({"names": ("visits",)}, "names has 1 entries; x has 2 columns"),
        ({"categorical": (True,) * 3}, "categorical has 3 entries"),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rows(**changes)


def test_each_lead_weighs_one() -> None:
    weight = weigh_leads_alike(np.array([3, 9, 3, 3, 5, 5]))
    np.testing.assert_allclose(weight, [1 / 3, 1, 1 / 3, 1 / 3, 1 / 2, 1 / 2], rtol=1e-15)
