"""The judged moments outlive the process: what was written is read, and the gate needs nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from features.errors import WorkspaceError
from pipelines.gate.judged import Judged, Looks

if TYPE_CHECKING:
    from pathlib import Path


def looks(n: int, groupings: tuple[str, ...] = ("age", "fit grade")) -> Looks:
    random = np.random.default_rng(n)
    return Looks(
        tuple(f"Lé {one}" for one in range(n)),
        random.integers(0, 2**50, n),
        random.integers(0, 2**50, n),
        (random.random(n) < 0.5).astype(float),
        np.ones(n),
        random.random(n),
        {name: tuple(f"{name} {one % 3}" for one in range(n)) for name in groupings},
    )


def same(one: Looks, other: Looks) -> bool:
    columns = zip(one, other, strict=True)
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in columns)


@pytest.mark.parametrize(
    "targets",
    [
        {"sql": looks(40), "close": looks(7)},
        {"close": looks(5, groupings=("channel",)), "sql": looks(3)},
        {"sql": looks(0)},
        {},
    ],
)
def test_what_was_written_is_read(targets: dict[Any, Looks], tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "judged.parquet"
    Judged(123, targets).write(path)
    again = Judged.read(path)
    assert again.origin == 123
    assert list(again.targets) == list(targets)
    assert all(same(again.targets[name], one) for name, one in targets.items())
    first = path.read_bytes()
    again.write(path)
    assert path.read_bytes() == first
    assert [file.name for file in path.parent.iterdir()] == ["judged.parquet"]


@pytest.mark.parametrize("content", [None, b"no parquet"])
def test_a_damaged_file_is_told(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "judged.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="cannot be read"):
        Judged.read(path)


def test_some_moments_are_taken() -> None:
    one = looks(9)
    some = one.take(np.arange(9) % 2 == 0)
    assert some.lead_id == one.lead_id[::2]
    assert some.segments["age"] == one.segments["age"][::2]
    assert np.array_equal(some.p, one.p[::2])


def test_a_training_leaves_what_its_evaluation_was_measured_on(improved: Any, judged: Judged) -> None:
    evaluation = improved.second.evaluation
    assert set(judged.targets) == set(evaluation["targets"]) == {"sql", "close"}
    for target, found in evaluation["targets"].items():
        seen = judged.targets[target]
        assert len(seen.lead_id) == found["tested"]["rows"]
        assert len(set(seen.lead_id)) == found["tested"]["leads"]
        assert (seen.created >= judged.origin).all()
        losses = -np.where(seen.y == 1, np.log(seen.p), np.log1p(-seen.p))
        assert losses.mean() == pytest.approx(found["model"]["log_loss"])
        assert set(seen.segments) == set(found["segments"]) - {"score decile"}
