"""The text of an agreement: only what changes is changed, and patch and git take the diff."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.agreement.parse import parse_agreement
from features.errors import AgreementError
from models.icp.evidence.changes import Change
from models.icp.evidence.rates import Rate, Ratio
from pipelines.icp.blocks import lines_of, rule_blocks
from pipelines.icp.rewrite import changed, difference, rewritten

if TYPE_CHECKING:
    from pathlib import Path

TEXT = '''# ours
name = "Example"  # [[icp.rule]] is below
[sources]
leads = """
SELECT 1 -- [[icp.rule]]
[[icp.rule]]
"""

# Size first.
[[icp.rule]]
attribute = "employees"   # heads
between   = [50,
  1000]                   # [[icp.rule]]
points    = 30            # agreed in May
words     = "of our size"

[[ icp . rule ]]  # where we may sell
attribute = "country"
one_of = ["DE", "NL]["]
must_have = true          # the lawyers
missing = "disqualify"

# What follows belongs to the grades.
[icp]
grades = [75, 50, 25]
[action]
capacity_per_week = 7
'''
WHY = (
    "Because \t of what came, which is told at such length that it needs more than a single line to be told."
)


def change(kind: Any, rule: int | None = None, after: float | None = None, **new: Any) -> Change:
    told, ratio = Rate(10, 1, 0.1, 0.0, 0.4), Ratio(1.5, 1.1, 2.0)
    condition = new or None
    attribute = 'e-mail "domain"' if rule is None else "x"
    return Change(kind, rule, attribute, condition, None, after, told, told, ratio, None)


def made(text: str, *changes: Change) -> str:
    return rewritten(text, parse_agreement(text).icp, changes, [WHY] * len(changes))


POINTS, DROP = change("points", 0, 45), change("drop", 0)
SOFTEN, ADD = change("soften", 1, 12.5), change("add", None, -5, one_of=['a "b" \\ ä', "c"])
OPEN = change("add", None, 20, between=[5.0, float("inf")])
SETS = [(POINTS,), (DROP,), (SOFTEN,), (ADD,), (POINTS, SOFTEN, ADD, OPEN), (DROP, SOFTEN), (OPEN,)]


@pytest.mark.parametrize("changes", SETS)
@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), TEXT.rstrip("\n")])
@pytest.mark.parametrize("tool", ["git", "patch"])
def test_the_diff_applies_and_says_what_is_proposed(
    tmp_path: Path, text: str, changes: tuple[Change, ...], tool: str
) -> None:
    path = tmp_path / "agreement.toml"
    path.write_bytes(text.encode())
    diff = difference(text, made(text, *changes))
    command = (
        ["git", "apply", "-"] if tool == "git" else ["patch", "-p1", "--binary", "--no-backup-if-mismatch"]
    )
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    subprocess.run(command, cwd=tmp_path, input=diff.encode(), check=True, capture_output=True)
    after = path.read_bytes().decode()
    assert after == made(text, *changes)
    icp = parse_agreement(text).icp
    assert parse_agreement(after).icp.rule == changed(icp, changes)


@pytest.mark.parametrize("changes", SETS)
def test_nothing_else_is_touched(changes: tuple[Change, ...]) -> None:
    told = lines_of(difference(TEXT, made(TEXT, *changes)))[2:]
    assert sum(line.startswith("-") for line in told) == sum(
        {"points": 1, "soften": 2, "drop": 6, "add": 0}[one.kind] for one in changes
    )
    assert sum(line.startswith("+# Because of what came") for line in told) == len(changes)


def test_comments_beside_a_value_stay() -> None:
    after = made(TEXT, POINTS, SOFTEN)
    assert "points    = 45            # agreed in May\n" in after
    assert "points    = 12.5          # the lawyers\n" in after
    assert 'missing = "skip"\n' in after


def test_the_first_rule_goes_to_the_end_of_the_file() -> None:
    text = 'name = "Example"\n[sources]\nleads = "leads.csv"'
    assert parse_agreement(made(text, ADD)).icp.rule[0].points == -5


@pytest.mark.parametrize(
    "rules",
    [
        '[icp]\nrule = [{attribute = "x", equals = true, points = 3}]\n',
        '[[icp.rule]]\nattribute = "x"\nequals = true\n"points" = 3\n',
    ],
)
def test_rules_written_otherwise_are_refused_in_words(rules: str) -> None:
    with pytest.raises(AgreementError, match="line by line"):
        made(f'name = "Example"\n[sources]\nleads = "leads.csv"\n{rules}', change("points", 0, 45))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(['one_of = ["[[", "]]", """a"""]', "equals = true", "between = [\n 1,\n 2\n]"]),
            st.text(
                st.characters(codec="utf-8", exclude_characters='"\\\r\n', exclude_categories=["C"]),
                max_size=9,
            ),
            st.sampled_from(["", "\n\n# a note [[icp.rule]]\n", "   # beside\n"]),
        ),
        max_size=5,
    )
)
def test_every_rule_is_found(rules: list[tuple[str, str, str]]) -> None:
    blocks = [
        f'[[icp.rule]]\nattribute = "x{name}"\n{condition}\npoints = {place}\n{tail}'
        for place, (condition, name, tail) in enumerate(rules)
    ]
    text = f'name = "Example"\n[sources]\nleads = "leads.csv"\n{"".join(blocks)}[action]\n'
    lines = lines_of(text)
    found = ["".join(lines[block.begin : block.end]) for block in rule_blocks(lines)]
    assert [f"points = {place}" in one for place, one in enumerate(found)] == [True] * len(rules)
    assert (
        parse_agreement(text).icp.rule
        == parse_agreement(f'name = "E"\n[sources]\nleads = "l"\n{"".join(found)}').icp.rule
    )
