"""Personas planted in the demo: known to the truth alone, and exactly what makes their leads differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from pipelines.demo import Personas, write_world
from pipelines.demo.columns import Words
from pipelines.demo.personas import ELSE, THREE, Persona
from pipelines.demo.simulation import Simulation, simulate

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.demo.columns import Column


def told(personas: Personas | None, leads: int = 6000) -> Simulation:
    return simulate(seed=3, leads=leads, months=12, leak=False, steady=True, personas=personas)


def first_chances(made: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """The true chances of each lead on arrival."""
    lead, sql, close = (made.probabilities[name] for name in ("lead_id", "p_sql", "p_close"))
    first = np.unique(texts(lead), return_index=True)[1]
    return np.asarray(sql)[first], np.asarray(close)[first]


def texts(column: Column) -> np.ndarray:
    if isinstance(column, Words):
        return np.array([*column.options, ""])[column.codes]
    return np.array(column)


def spread(chance: np.ndarray, column: Column) -> float:
    """How many times as high the mean chance of one value is as that of another."""
    said = texts(column)
    means = [chance[said == value].mean() for value in np.unique(said) if (said == value).sum() > 400]
    return max(means) / min(means)


def test_planting_nothing_changes_nothing(tmp_path: Path) -> None:
    contents = []
    for name, personas in (("usual", None), ("planted", Personas((), alone=False))):
        write_world(tmp_path / name, leads=400, months=6, personas=personas)
        files = [path for path in sorted((tmp_path / name).rglob("*")) if path.is_file()]
        contents.append({path.name: path.read_bytes() for path in files})
    usual, planted = contents
    assert planted.pop("personas.csv")
    usual_truth, planted_truth = (json.loads(each.pop("world.json")) for each in contents)
    assert usual == planted
    assert planted_truth.pop("personas") == {"alone": False, "personas": []}
    assert usual_truth == planted_truth


def test_the_truth_says_who_is_whom(tmp_path: Path) -> None:
    world = write_world(tmp_path, seed=2, leads=900, months=8, personas=Personas(THREE))
    counts = dict(
        duckdb.sql(
            f"SELECT persona, count(*) FROM '{tmp_path}/truth/personas.csv' JOIN '{world.leads}' "
            "USING (lead_id) GROUP BY persona"
        ).fetchall()
    )
    assert set(counts) == {*(persona.name for persona in THREE), ELSE}
    assert sum(counts.values()) == 900
    small = duckdb.sql(
        f"SELECT DISTINCT employees FROM '{tmp_path}/truth/personas.csv' JOIN read_csv('{world.leads}', "
        "all_varchar = true) USING (lead_id) WHERE persona = 'staff of small companies'"
    ).fetchall()
    assert {text for (text,) in small if text and text[0].isdigit()} == {"1-9", "10-49"}
    write_world(tmp_path, seed=2, leads=60, months=2)
    assert not (tmp_path / "truth/personas.csv").exists()


def test_alone_and_empty_no_lead_is_better_than_another_but_for_luck() -> None:
    made, usual = told(Personas()), told(None)
    for trait in ("channel", "industry", "employees", "email_domain"):
        assert spread(first_chances(made)[0], made.leads[trait]) < 1.2, trait
    assert spread(first_chances(usual)[0], usual.leads["channel"]) > 1.5


def test_a_persona_has_its_own_speed_and_its_own_driver() -> None:
    one = Persona("sellers", {"function": ("Sales",)}, sql=1.0, close=0.5, driver="HubSpot", lift=1.0)
    made = told(Personas((one,)))
    sql, close = first_chances(made)
    assert made.personas is not None
    who = texts(made.personas["persona"]) == "sellers"
    assert 0.17 < who.mean() < 0.23
    assert sql[who].mean() > 1.8 * sql[~who].mean()
    assert close[who].mean() > 1.8 * close[~who].mean()
    hubspot = np.array(["HubSpot" in text for text in made.leads["technologies"]])
    assert sql[who & hubspot].mean() > 1.5 * sql[who & ~hubspot].mean()
    assert sql[~who & hubspot].mean() == pytest.approx(sql[~who & ~hubspot].mean(), rel=0.1)
