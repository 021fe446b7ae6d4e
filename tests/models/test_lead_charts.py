"""The charts of one lead: they add up, say what they show, and bear any text."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.clock import DAY, HOUR, iso
from models.charts.bare import marks
from models.charts.history import Point, history
from models.charts.timeline import MOST_LANES, Marked, Touched, timeline
from models.charts.waterfall import Step, waterfall
from models.pages.wording import signed

NOW = 1_780_000_000_000_000
HOSTILE = "</text><script>alert(1)</script> \x00 ☃ $x^2$ " * 3


def texts(svg: str) -> list[str]:
    """What is written in a chart, which must be one element without scripts or inline styles."""
    root = ElementTree.fromstring(svg)
    assert root.tag == "svg"
    assert root.attrib["role"] == "img"
    for element in root.iter():
        assert "style" not in element.attrib
        assert element.tag not in ("script", "style", "foreignObject")
        assert not any(name.startswith("on") for name in element.attrib)
    return ["".join(element.itertext()).strip() for element in root.iter("text")]


@settings(max_examples=12, deadline=None)
@given(
    st.floats(-5, 5),
    st.lists(st.floats(-3, 3), max_size=12),
)
def test_a_waterfall_names_every_step_and_both_ends(expected: float, values: list[float]) -> None:
    steps = [Step(f"reason {place}", value) for place, value in enumerate(values)]
    margin = expected + sum(values)
    found = texts(waterfall("key", expected, steps, margin, "all of it"))
    for step in steps:
        assert step.words in found
    said = [signed(expected, 2), *(signed(value, 2) for value in values), signed(margin, 2)]
    assert sorted(text for text in found if text[:1] in "+−") == sorted(said)


def test_a_waterfall_that_does_not_add_up_is_not_drawn() -> None:
    with pytest.raises(ValueError, match=r"lead to 0\.3 and not to 0\.31"):
        waterfall("key", 0.1, [Step("more", 0.2)], 0.31, "wrong")


def test_a_bar_that_lowers_looks_otherwise_than_one_that_raises() -> None:
    up, down = (waterfall("key", 0.0, [Step("it", value)], value, "one") for value in (1.0, -1.0))
    assert ("var(--blue)" in up, "var(--orange)" in up) == (True, False)
    assert ("var(--blue)" in down, "var(--orange)" in down) == (False, True)


def test_any_words_are_drawn_as_words() -> None:
    drawn = (
        waterfall("key", 0.0, [Step(HOSTILE, 1.0)], 1.0, HOSTILE),
        timeline(
            "key", [Touched(NOW, HOSTILE, "inbound")], [Marked(NOW, HOSTILE)], [NOW], (NOW, NOW), HOSTILE
        ),
        history("key", [Point(NOW, 0.5, None, HOSTILE)], [Marked(NOW, HOSTILE)], HOSTILE),
    )
    for svg in drawn:
        assert any("</text>" in text for text in texts(svg))


def test_a_journey_without_touches_still_has_its_stages_and_scores() -> None:
    found = texts(timeline("key", [], [Marked(NOW, "won")], [NOW + DAY], (NOW - DAY, NOW + DAY), "quiet"))
    assert {"won", "scored"} <= set(found)
    assert texts(timeline("key", [], [], [], (NOW, NOW), "nothing at all"))


def test_a_lane_counts_its_touches_and_rare_kinds_share_one() -> None:
    touches = [
        Touched(NOW + place * HOUR, f"kind_{kind}", "inbound" if kind % 2 else "outbound")
        for kind in range(MOST_LANES + 5)
        for place in range(kind + 1)
    ]
    found = texts(timeline("key", touches, [], [], (NOW, NOW + 30 * HOUR), "many"))
    assert f"kind {MOST_LANES + 4} ({MOST_LANES + 5})" in found
    rare = sum(kind + 1 for kind in range(6))
    assert f"6 other kinds ({rare})" in found


def test_ten_thousand_touches_make_no_larger_chart_than_the_eye_can_see() -> None:
    touches = [Touched(NOW + place * HOUR, "visit", "inbound") for place in range(10_000)]
    assert len(timeline("key", touches, [], [], (NOW, NOW + 10_000 * HOUR), "very many")) < 30_000


def test_who_touched_whom_is_seen_without_colour() -> None:
    ours, theirs = (
        timeline("key", [Touched(NOW, "call", direction)], [], [], (NOW - DAY, NOW), "one")
        for direction in ("outbound", "inbound")
    )
    assert ours != theirs
    shapes = [svg.replace("var(--orange)", "").replace("var(--blue)", "") for svg in (ours, theirs)]
    assert len(set(re.findall(r' d="[^"]*"', shapes[0])) ^ set(re.findall(r' d="[^"]*"', shapes[1]))) >= 2


def test_a_history_tells_each_target_that_has_a_chance_and_each_new_model() -> None:
    points = [Point(NOW + place * DAY, 0.1, None, "one" if place < 3 else "two") for place in range(5)]
    drawn = history("key", points, [Marked(NOW + DAY, "returned: no budget")], "five")
    assert "SQL" in texts(drawn)
    assert "won" not in texts(drawn)
    assert "returned: no budget" in texts(drawn)
    same = history("key", [point._replace(version="one") for point in points], [], "five")
    assert drawn.count("stroke-dasharray") == same.count("stroke-dasharray") + 1


@settings(deadline=None)
@given(st.integers(0, 4 * 10**15), st.integers(1, 10**16))
def test_marks_are_few_even_and_within_what_is_shown(begin: int, length: int) -> None:
    end = min(begin + length, 4 * 10**15 + 1)
    if end <= begin:
        return
    found = marks(begin, end)
    assert 1 <= len(found) <= 5
    assert all(begin <= at <= end for at, _ in found)
    assert len({later - at for (at, _), (later, _) in pairwise(found)}) <= 1
    for at, words in found:
        assert words in iso(at).replace("T", " ")


def test_the_same_is_drawn_to_the_byte() -> None:
    one, other = (
        timeline("key", [Touched(NOW, "call", "outbound")], [], [NOW], (NOW - DAY, NOW), "one") for _ in "ab"
    )
    assert one == other
