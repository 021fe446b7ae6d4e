"""The gate on demo worlds: silent without a plant, and the surer the stronger the plant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from features.agreement import read_agreement
from features.sources import open_journey
from pipelines.demo import Plant, write_world
from pipelines.demo.plant import NAMES
from pipelines.train.leakage import Held, hold_against_outcome
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.demo.plant import Form, Strength


def held(path: Path) -> Held:
    agreement = read_agreement(path)
    with open_journey(agreement, path) as journey:
        return hold_against_outcome(Material(journey, agreement, end_of(journey)))


def named(found: Held, verdict: str) -> set[str]:
    return {one.name for one in found.verdicts if one.verdict == verdict}


@pytest.mark.parametrize("seed", range(10))
def test_a_world_without_a_plant_has_no_leak(seed: int, tmp_path: Path) -> None:
    write_world(tmp_path / "world", seed=seed, leads=800, months=14, leak=False)
    found = held(tmp_path / "world")
    assert named(found, "leak") == set()
    assert len(found.verdicts) > 25


@pytest.mark.parametrize("form", ["note", "score", "reason"])
def test_a_strong_plant_is_found_and_nothing_else(form: Form, tmp_path: Path) -> None:
    write_world(tmp_path / "world", seed=3, leads=1500, leak=False, plant=Plant(form, "strong"))
    assert named(held(tmp_path / "world"), "leak") == {NAMES[form]}


def test_the_stronger_the_plant_the_more_it_shows(tmp_path: Path) -> None:
    areas: list[float] = []
    strengths: tuple[Strength, ...] = ("weak", "medium", "strong")
    for strength in strengths:
        path = tmp_path / strength
        write_world(path, seed=5, leads=1000, months=14, leak=False, plant=Plant("note", strength))
        (planted,) = (one for one in held(path).verdicts if one.name == "handover")
        areas.append(planted.numbers["filled_auc"] or 0.0)
    assert areas == sorted(areas)
    assert areas[0] < 0.65 < areas[1] < 0.85 < areas[2]


def test_the_column_that_the_demo_excludes_is_a_leak(tmp_path: Path) -> None:
    write_world(tmp_path / "world", seed=2, leads=1200)
    agreement = tmp_path / "world/agreement.toml"
    agreement.write_text(agreement.read_text().replace('exclude = ["contract_type"]', "exclude = []"))
    assert named(held(tmp_path / "world"), "leak") == {"contract_type"}


def test_a_plant_leaves_the_rest_of_the_world_as_it_was(tmp_path: Path) -> None:
    plain = write_world(tmp_path / "plain", seed=4, leads=300, months=6, leak=False)
    other = write_world(
        tmp_path / "other", seed=4, leads=300, months=6, leak=False, plant=Plant("note", "weak")
    )
    for name in ("touches", "stages", "attribute_changes", "campaigns", "agreement"):
        assert getattr(plain, name).read_bytes() == getattr(other, name).read_bytes()
    lines = [path.read_text().splitlines() for path in (plain.leads, other.leads)]
    assert [line.rsplit(",", 1)[0] for line in lines[1]] == lines[0]
    assert lines[1][0].endswith(",handover")


def test_the_demo_with_a_plant_is_refused(tmp_path: Path, leadcast: Any) -> None:
    said = leadcast(
        "demo", tmp_path / "demo", "--no-insights", "--leads", "1500", "--plant", "strong", "--json"
    )
    assert said.status == 1
    assert said.answer["error"]["kind"] == "LeakageError"
    assert '[attributes] exclude = ["contract_type", "handover"]' in said.answer["error"]["message"]
