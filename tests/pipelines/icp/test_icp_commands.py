"""``leadcast icp propose`` and ``dry-run``: they say what counting says, and change nothing."""

from __future__ import annotations

import csv
import subprocess
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from features.agreement.parse import parse_agreement
from models.icp import compile_icp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OTHER = """
[[icp.rule]]
attribute = "employees"
between = [200, inf]
points = 50

[[icp.rule]]
attribute = "country"
one_of = ["DE", "FR"]
points = 20
"""


def state_of(folder: Path) -> dict[str, bytes]:
    """Every file that a person or a model wrote."""
    kept = [*folder.glob("*.*"), *folder.glob(".leadcast/bundles/**/*"), *folder.glob(".leadcast/*.json*")]
    return {str(path): path.read_bytes() for path in kept if path.is_file()}


def with_rules(folder: Path, rules: str) -> str:
    """The agreement of a folder with other rules."""
    return (folder / "agreement.toml").read_text().partition("[[icp.rule]]")[0] + rules


def letter(fit: Any) -> str:
    return "X" if fit.status == "disqualified" else fit.grade or "?"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_proposal_changes_nothing_until_it_is_applied(leadcast: Callable[..., Any], copied: Path) -> None:
    path = copied / "agreement.toml"
    path.write_text(with_rules(copied, OTHER.replace("[200, inf]", "[1, inf]")))
    before = state_of(copied)
    said = leadcast("icp", "propose", copied, "--json", "--out", copied / "icp.diff")
    (copied / "icp.diff").unlink(missing_ok=True)
    assert said.status == 0, said.err
    assert state_of(copied) == before
    assert said.answer["diff"], said.err
    subprocess.run(["git", "apply", "-"], cwd=copied, input=said.answer["diff"], text=True, check=True)
    rules = parse_agreement(path.read_text()).icp.rule
    added = [change for change in said.answer["changes"] if change["kind"] == "add"]
    assert [rule.attribute for rule in rules[-len(added) :]] == [change["attribute"] for change in added]
    assert {"employees"} <= {change["attribute"] for change in added}
    assert "source" not in {change["attribute"] for change in added}  # how a lead came, not who it is
    for change in said.answer["changes"]:
        assert "95 %" in change["evidence"] or "times (" in change["evidence"]


def test_the_diff_alone_is_printed(leadcast: Callable[..., Any], trained: Any) -> None:
    said = leadcast("icp", "propose", trained.path)
    assert said.status == 0
    assert said.out == leadcast("icp", "propose", trained.path, "--json").answer["diff"]


def test_what_is_not_forecast_judges_nothing(leadcast: Callable[..., Any], copied: Path) -> None:
    path = copied / "agreement.toml"
    assert leadcast("icp", "propose", copied, "--target", "revenue").status == 2
    path.write_text(path.read_text().replace("[[icp.rule]]", "[[icp.rule]", 1))
    assert leadcast("icp", "propose", copied).status == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("timezone = ", "not valid TOML"),
        ("[icp]\ngrade = 3\n", "grade"),
        ('[[icp.rule]]\nattribute = "a"\nmatches = "("\npoints = 1\n', "regular"),
        (None, "no such file"),
    ],
)
def test_a_bad_agreement_is_refused_by_name(
    leadcast: Callable[..., Any], trained: Any, tmp_path: Path, text: str | None, says: str
) -> None:
    new = tmp_path / "new.toml"
    if text is not None:
        new.write_text(f'name = "x"\nsources = {{leads = "l"}}\n{text}')
    said = leadcast("icp", "dry-run", new, trained.path, "--json")
    assert said.status == 1
    assert says in said.answer["error"]["message"]
    assert "new.toml" in said.answer["error"]["message"]


def test_the_same_rules_move_nobody(leadcast: Callable[..., Any], trained: Any) -> None:
    said = leadcast("icp", "dry-run", trained.path / "agreement.toml", trained.path, "--json").answer
    assert said["open"]["moved"] == 0
    assert said["open"]["examples"] == []
    assert said["handoffs"]["before"] == said["handoffs"]["after"]
    for told in said["last_year"].values():
        assert all(grade["difference"] in (0, None) for grade in told["grades"])
        assert told["handed"]["captured"]["difference"] == 0


def test_who_moves_and_what_last_year_brought_is_what_counting_says(
    leadcast: Callable[..., Any], trained: Any, tmp_path: Path
) -> None:
    new = tmp_path / "new.toml"
    new.write_text(with_rules(trained.path, OTHER) + "[action]\ncapacity_per_week = 3\n")
    said = leadcast("icp", "dry-run", new, trained.path, "--json")
    assert said.status == 0, said.err
    found = said.answer
    assert found["left_out"] == ["action"]
    grade = [
        compile_icp(parse_agreement(path.read_text()).icp) for path in (trained.path / "agreement.toml", new)
    ]
    leads, stages = rows(trained.path / "leads.csv"), rows(trained.path / "stages.csv")
    fits = {lead["lead_id"]: tuple(letter(fit(lead)) for fit in grade) for lead in leads}
    closed = {row["lead_id"] for row in stages if row["stage"] in ("won", "lost")}
    moves = Counter(fit for lead_id, fit in fits.items() if lead_id not in closed)
    assert {(one["before"], one["after"]): one["leads"] for one in found["open"]["moves"]} == moves
    moved = sum(count for (was, will), count in moves.items() if was != will)
    assert found["open"]["moved"] == moved
    assert len(found["open"]["examples"]) == min(20, moved)
    for example in found["open"]["examples"]:
        assert (example["before"][0], example["after"][0]) == fits[example["lead_id"]]
    qualified = {row["lead_id"]: row["at"] for row in reversed(stages) if row["stage"] == "sql"}
    until = datetime.fromisoformat(found["last_year"]["sql"]["until"])
    count: Counter[tuple[int, str, bool]] = Counter()
    for lead in leads:
        created = datetime.fromisoformat(lead["created_at"])
        if created >= until:
            continue
        came = lead["lead_id"] in qualified and datetime.fromisoformat(
            qualified[lead["lead_id"]]
        ) <= created + timedelta(days=14)
        for side in (0, 1):
            count[side, fits[lead["lead_id"]][side], came] += 1
    for told in found["last_year"]["sql"]["grades"]:
        for side, name in enumerate(("old", "new")):
            by = [count[side, told["grade"], came] for came in (True, False)]
            assert (told[name]["outcomes"], told[name]["leads"]) == (by[0], sum(by))


def test_examples_say_why_in_the_rules_words_and_nothing_of_the_person(
    leadcast: Callable[..., Any], trained: Any, tmp_path: Path
) -> None:
    new = tmp_path / "new.toml"
    new.write_text(with_rules(trained.path, OTHER))
    found = leadcast("icp", "dry-run", new, trained.path, "--json").answer
    for example in found["open"]["examples"]:
        assert set(example["why"]) <= {
            f"{words}: {outcome}, {worth}"
            for outcome in ("yes", "no", "unknown")
            for words, worth in (
                ("employees at least 200", "new, 50 points"),
                ("country is DE or FR", "new, 20 points"),
                ("employees between 50 and 1,000", "no longer asked"),
                ("country is DE or NL", "no longer asked"),
            )
        }
