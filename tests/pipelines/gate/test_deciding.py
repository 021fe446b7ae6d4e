"""The gate on real bundles: whose agreement the champion reads by, and what a challenger may not do."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from features.agreement.gate import Gate
from features.agreement.parse import parse_agreement
from features.sources import open_journey
from models.bundle import open_bundle
from models.files import json_text
from pipelines.gate.comparable import same_targets
from pipelines.gate.deciding import decide
from pipelines.gate.judged import Judged
from pipelines.gate.leaks import leaks
from pipelines.gate.rival import read_alike, rival
from pipelines.gate.running import latency, size
from pipelines.gate.word import word_of
from pipelines.score import score_moments
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.workspace import Workspace

EXCLUDED = '\n[attributes]\nexclude = ["employees", "source"]\n'


@pytest.fixture
def changed(own: Workspace) -> Iterator[Material]:
    """The journey under an agreement that has come to leave attributes out."""
    agreement = parse_agreement(own.agreement_text() + EXCLUDED)
    with open_journey(agreement, own.path) as journey:
        yield Material(journey, agreement, end_of(journey))


def young(judged: Judged, since: int) -> dict[Any, Any]:
    return {target: one.take(one.created >= since) for target, one in judged.targets.items()}


def test_the_champion_reads_by_its_own_agreement(
    improved: Any, judged: Judged, material: Material, changed: Material
) -> None:
    _, champion = improved.bundles
    looks = young(judged, judged.origin)
    with rival(champion, material, improved.path) as serving:
        assert not serving.reread
        expected = word_of(serving, looks)
    with rival(champion, changed, improved.path) as serving:
        assert serving.reread
        found = word_of(serving, looks)
    for target, word in expected.items():
        assert not np.isnan(word.p).any()
        assert np.array_equal(word.p, found[target].p)
        assert np.array_equal(word.y, looks[target].y)
    with rival(champion, material, improved.path) as serving:
        blind = word_of(replace(serving, material=changed), looks)
    assert not np.allclose(blind["sql"].p, expected["sql"].p), "the attributes left out mattered"


def test_its_word_is_what_it_forecasts(improved: Any, judged: Judged, material: Material) -> None:
    _, champion = improved.bundles
    looks = young(judged, judged.origin)
    with rival(champion, material, improved.path) as serving:
        found = word_of(serving, looks)["close"].p
        scorer, (population,) = serving.scorer, tuple(material.populations())
        some = range(0, len(found), 25)
        asked = (
            [looks["close"].lead_id[row] for row in some],
            [int(looks["close"].as_of[row]) for row in some],
        )
        records = score_moments(scorer, material.journey, *asked)
    assert population.created.size
    scored = [(found[row], record.p_close) for row, record in zip(some, records, strict=True)]
    assert sum(p is not None for _, p in scored) > 5
    assert all(p is None or p == said for said, p in scored)


def test_sources_that_are_gone_need_a_person(
    improved: Any, judged: Judged, own: Workspace, changed: Material
) -> None:
    (own.path / "touches.csv").unlink()
    bundle, champion = (own.bundle(one.version) for one in improved.bundles)
    decision = decide(changed, judged, bundle, champion, Gate())
    assert decision.outcome == "needs_human"
    assert any("touches.csv" in why for why in decision.reasons), decision.reasons


def test_outcomes_that_are_meant_otherwise_need_a_person(
    improved: Any, judged: Judged, changed: Material
) -> None:
    bundle, champion = improved.bundles
    turned = {
        target: one._replace(y=np.where(np.arange(one.y.size) % 20 == 0, 1 - one.y, one.y))
        for target, one in judged.targets.items()
    }
    decision = decide(changed, Judged(judged.origin, turned), bundle, champion, Gate())
    assert decision.outcome == "needs_human"
    assert sum("are meant otherwise" in why for why in decision.reasons) == 2


def test_too_few_outcomes_keep_the_champion_and_say_so(
    improved: Any, judged: Judged, material: Material
) -> None:
    bundle, champion = improved.bundles
    late = {
        target: one.take(one.created >= np.quantile(one.created, 0.97))
        for target, one in judged.targets.items()
    }
    decision = decide(material, Judged(judged.origin, late), bundle, champion, Gate())
    assert decision.outcome == "keep"
    assert "age alone replaces nobody" in decision.reasons[0]
    assert sum("too few outcomes" in why for why in decision.reasons) == 2
    assert decision.migration is not None


@pytest.mark.parametrize(
    ("rules", "name"),
    [
        (Gate(moved=0.001), "migration"),
        (Gate(moved=0.9, megabytes=0.01), "size"),
        (Gate(moved=0.9, slower=1.000001), "latency"),
    ],
)
def test_limits_leave_a_promotion_to_a_person(
    rules: Gate, name: str, improved: Any, judged: Judged, material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, champion = improved.bundles
    took = iter(range(1000, 0, -1))
    if name == "latency":  # each call takes less than the one before, and the challenger is asked first
        monkeypatch.setattr("pipelines.gate.running._seconds", lambda *_: float(next(took)))
    decision = decide(material, judged, bundle, champion, rules)
    assert decision.outcome == "needs_human"
    broken = [check for check in decision.checks if check.outcome == "broken"]
    assert [check.name for check in broken] == [name]
    assert broken[0].sentence in decision.reasons
    assert broken[0].value is not None
    assert broken[0].threshold is not None
    assert broken[0].value > broken[0].threshold


def test_size_and_latency_within_the_limits(improved: Any, material: Material) -> None:
    bundle, champion = improved.bundles
    found = size(bundle, Gate())
    assert found.outcome == "same"
    folder = sum(file.stat().st_size for file in bundle.path.iterdir() if file.name != "manifest.json")
    assert found.value == pytest.approx(folder / 1e6)
    with rival(champion, material, improved.path) as serving:
        assert latency(material, serving.scorer, serving, Gate(slower=50)).outcome == "same"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ('sql = "14d"', 'sql = "14d"', []),
        (
            'sql = "14d"',
            'sql = "30d"',
            ["within 14 days when the champion was trained and now within 30 days"],
        ),
        ('sql = "14d"', 'sql = "14d"\nclose = "30d"', ["was not forecast when the champion was trained"]),
        ('sql = "14d"\nclose = "30d"', 'close = "30d"', ["was forecast when the champion was trained"]),
    ],
)
def test_other_targets_cannot_be_compared(before: str, now: str, said: list[str]) -> None:
    start = 'name = "x"\n[sources]\nleads = "leads.csv"\n[targets]\n'
    found = list(same_targets(parse_agreement(start + before), parse_agreement(start + now)))
    assert [check.outcome for check in found] == ["broken"] * len(said)
    assert all(part in check.sentence for part, check in zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("more", "alike"),
    [
        ("", True),
        ('[attributes.trust]\nsource = "set by the form"', True),
        ("[gate]\nlevel = 0.9", True),
        ('[moments]\nafter_creation = ["1d"]', True),
        ('[attributes]\nexclude = ["source"]', False),
        ('[stages]\nwon = "signed"', False),
        ('[columns.leads]\nlead_id = "id"', False),
    ],
)
def test_which_agreements_read_alike(more: str, alike: bool) -> None:
    start = 'name = "x"\n[sources]\nleads = "leads.csv"\n'
    assert read_alike(parse_agreement(start), parse_agreement(start + more)) is alike


def doubting(bundle: Any, path: Path, name: str, trusted: str = "", attributes: tuple[str, ...] = ()) -> Any:
    """A copy of a bundle whose leakage gate doubts an attribute, and that does not read some."""
    folder = path / "altered" / bundle.version
    shutil.copytree(bundle.path, folder)
    evaluation = json.loads((folder / "evaluation.json").read_text())
    for verdict in evaluation["leakage"]:
        if verdict["name"] == name:
            verdict.update(verdict="suspicious", sentence=f"{name}: it tells.", trusted=trusted)
    (folder / "evaluation.json").write_text(json_text(evaluation))
    for event in bundle.manifest["facts"]["models"]:
        told = json.loads((folder / f"{event}.json").read_text())
        told["names"] = (
            [one for one in told["names"] if not one.startswith(attributes)] if attributes else told["names"]
        )
        (folder / f"{event}.json").write_text(json_text(told))
    return replace(bundle, path=folder)


@pytest.mark.parametrize(
    ("trusted", "read_before", "outcome"),
    [("", True, "same"), ("", False, "broken"), ("set by the form", False, "same")],
)
def test_newly_reading_what_may_know_the_outcome(
    trusted: str, read_before: bool, outcome: str, improved: Any, tmp_path: Path
) -> None:
    bundle, champion = improved.bundles
    ours = doubting(bundle, tmp_path / "ours", "employees", trusted)
    theirs = doubting(champion, tmp_path / "theirs", "", attributes=() if read_before else ("employees",))
    leakage, columns = leaks(ours, theirs)
    assert leakage.outcome == outcome
    assert ("employees: it tells." in leakage.sentence) == (outcome == "broken")
    assert ("employees" in columns.sentence) == (not read_before)


def test_bundles_are_as_they_were(improved: Any) -> None:
    for bundle in improved.bundles:
        assert open_bundle(bundle.path).version == bundle.version
