"""Rows as callers send them: read whole or not at all, and what is wrong is named where it is."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from serving.refusal import Refusal
from serving.request.contract import ScoreIn
from serving.request.reading import read

WHEN = "2026-09-29T10:00:00Z"
AT = 1_790_676_000_000_000
ROWS = [
    ({"at": WHEN, "kind": " visit "}, (AT, "visit", None, None, None, None)),
    ({"at": f" {WHEN}", "kind": "visit", "asset": 7}, (AT, "visit", None, None, "7", None)),
    ({"at": AT // 1000, "kind": True, "actor": 1.5}, (AT, "true", None, None, None, "1.5")),
    ({"at": str(AT // 1000), "kind": 1, "channel": " "}, (AT, "1", None, None, None, None)),
    ({"at": "2026-09-29 10:00", "kind": "1", "direction": None}, (AT, "1", None, None, None, None)),
]


def test_each_row_is_tidied_whatever_stands_beside_it() -> None:
    asked = read(ScoreIn, {"touches": [row for row, _ in ROWS]}, UTC)
    assert asked.touches.rows == tuple(row for _, row in ROWS)
    for sent, row in ROWS:
        assert read(ScoreIn, {"touches": [sent]}, UTC).touches.rows == (row,)


@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_is_no_rows(nothing: Any) -> None:
    asked = read(ScoreIn, {"touches": nothing, "stages": nothing, "attribute_changes": nothing}, UTC)
    assert (asked.touches.rows, asked.stages.rows, asked.attribute_changes.rows) == ((), (), ())


def test_columns_that_are_not_known_are_named_and_those_not_used_are_not() -> None:
    touch = {"at": WHEN, "kind": "visit", "value": 3, "colour": "red"}
    asked = read(ScoreIn, {"touches": [touch], "stages": [{"at": WHEN, "stage": "mql", "amount": 1}]}, UTC)
    assert (asked.touches.strange, asked.stages.strange) == ({"colour"}, frozenset())


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("touches", {"kind": "visit"}, "at"),
        ("touches", {"at": WHEN}, "kind"),
        ("touches", {"at": WHEN, "kind": ""}, "kind"),
        ("touches", {"at": WHEN, "kind": "visit", "actor": {"name": "x"}}, "actor"),
        ("touches", {"at": WHEN, "kind": "visit", "asset": float("nan")}, "asset"),
        ("touches", {"at": "soon", "kind": "visit"}, "at"),
        ("touches", {"at": [], "kind": []}, "at"),
        ("stages", {"at": "9999-12-31", "stage": "mql"}, "at"),
        ("attribute_changes", {"at": WHEN, "field": None}, "field"),
        ("attribute_changes", {"at": WHEN, "field": "x", "value": ["a"]}, "value"),
    ],
)
def test_a_fault_is_named_where_it_is(table: str, row: dict[str, Any], column: str) -> None:
    fine = {"at": WHEN, "kind": "a", "stage": "a", "field": "a"}
    with pytest.raises(Refusal) as refused:
        read(ScoreIn, {"colleagues": [{}, {table: [fine, row]}]}, UTC)
    assert refused.value.status == 422
    assert refused.value.body["field"] == f"colleagues.1.{table}.1.{column}"


@pytest.mark.parametrize(
    ("rows", "field"), [("x", "touches"), ({}, "touches"), ([3], "touches.0"), ([None], "touches.0")]
)
def test_what_are_no_rows_is_refused(rows: Any, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(ScoreIn, {"touches": rows}, UTC)
    assert refused.value.body["field"] == field
