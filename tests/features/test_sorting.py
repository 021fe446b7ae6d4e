"""Sorting a history is sorting its rows, however they come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features import sorting
from features.history import Coded
from features.sorting import sorted_history

Row = tuple[int, int, str | None, str | None]
text = st.sampled_from((None, "a", "b", "ö"))


def in_order(row: Row) -> tuple[object, ...]:
    key, at, *texts = row
    return key, at, [(text is None, text or "") for text in texts]


def ordered(rows: list[Row], keys: int) -> tuple[list[Row], list[int]]:
    key = np.array([row[0] for row in rows], dtype=np.int64)
    columns = {name: Coded.of([row[place] for row in rows]) for name, place in (("one", 2), ("two", 3))}
    history = sorted_history(key, np.array([row[1] for row in rows], dtype=np.int64), keys, columns)
    found = [
        [column.values[code] if code >= 0 else None for code in column.codes]
        for column in history.columns.values()
    ]
    return (
        list(zip(history.key_of_row().tolist(), history.at.tolist(), *found, strict=True)),
        history.starts.tolist(),
    )


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 4), st.integers(-3, 3), text, text), max_size=80),
    share=st.sampled_from((3, 10**6)),
)
def test_rows_are_sorted_by_key_time_and_texts_with_missing_ones_last(rows: list[Row], share: int) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(sorting, "ROWS_PER_SHARE", share)
        said, starts = ordered(rows, 6)
    assert said == sorted(rows, key=in_order)
    assert starts == [sum(row[0] < key for row in rows) for key in range(7)]


@pytest.mark.parametrize("backwards", [False, True])
def test_a_key_with_very_many_rows_is_sorted_in_no_more_than_a_moment(backwards: bool) -> None:
    rows: list[Row] = [(1, number // 7, "ab"[number % 2], None) for number in range(200_000)]
    said, _ = ordered(rows[::-1] if backwards else rows, 3)
    assert said == sorted(rows, key=in_order)
