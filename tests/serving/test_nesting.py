"""How deep a body is nested and how much it holds, against what a parser makes of it."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.refusal import Refusal
from serving.request.body import parsed
from serving.request.nesting import DEEPEST, measured

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=25
)
PLENTY = 10**9


def depth(value: Any) -> int:
    """How many lists and objects lie within each other."""
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def things(value: Any) -> int:
    """Lists and objects, and what lies in them beyond the first of each, and one."""

    def beyond(value: Any) -> int:
        inner = list(value.values()) if isinstance(value, dict) else value
        if not isinstance(inner, list):
            return 0
        return 1 + max(len(inner) - 1, 0) + sum(map(beyond, inner))

    return 1 + beyond(value)


@given(VALUES, st.booleans(), st.sampled_from((None, 1)))
def test_a_text_is_measured_as_a_parser_finds_it(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    assert measured(text, PLENTY, PLENTY) == (depth(value), things(value))


@given(VALUES)
def test_what_lies_within_the_limits_is_parsed(value: Any) -> None:
    text = json.dumps(value)
    if depth(value) <= DEEPEST and not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert json.dumps(parsed(text.encode(), 1_000_000)) == text


@given(st.binary(max_size=200), st.integers(0, 5), st.integers(1, 20))
def test_any_bytes_are_measured_or_refused(text: bytes, deepest: int, most: int) -> None:
    reached, items = measured(text, deepest, most)
    assert 0 <= reached <= deepest + 1
    assert 1 <= items <= most + 1
    with contextlib.suppress(Refusal):  # and with nothing else
        parsed(text, 1_000)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_depth_has_a_limit(opening: bytes) -> None:
    brackets = sum(letter in b"[{" for letter in opening)
    closing = opening.translate(bytes.maketrans(b"[{", b"]}"), b'"a:')[::-1]
    fits, one_more = DEEPEST // brackets, DEEPEST // brackets + 1
    assert depth(parsed(opening * fits + b"1" + closing * fits, 10_000)) == DEEPEST
    for text in (opening * one_more + b"1" + closing * one_more, opening * 100_000):
        with pytest.raises(Refusal, match="nested 32 levels") as refused:
            parsed(text, 10_000)
        assert (refused.value.status, refused.value.body["code"]) == (400, "too_deep")


@pytest.mark.parametrize("thing", [b"[]", b"{}", b"1", b'""', b"[[]]"])
def test_a_body_holds_so_much_at_most(thing: bytes) -> None:
    with pytest.raises(Refusal, match="1,000 things") as refused:
        parsed(b"[" + thing + (b"," + thing) * 1_000 + b"]", 10_000)
    assert (refused.value.status, refused.value.body["code"]) == (413, "too_many")


@pytest.mark.parametrize("text", [b'"[[[["', b'"\\"[[[["', b'"\\\\\\"[[,,,"', b'{"[[[[": "]]]]"}'])
def test_brackets_in_texts_are_letters(text: bytes) -> None:
    assert measured(text, PLENTY, PLENTY) == (depth(json.loads(text)), things(json.loads(text)))
