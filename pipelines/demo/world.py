"""Writes the demo company as a workspace, with the truth about it beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from features.errors import UsageError
from pipelines.demo.columns import rows
from pipelines.demo.contract import agreement_text
from pipelines.demo.disclosure import disclosure
from pipelines.demo.files import MARK, make_room, write_csv, write_parquet, write_text
from pipelines.demo.simulation import simulate

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.demo.drift import Drift
    from pipelines.demo.personas import Personas
    from pipelines.demo.plant import Plant

PERSONAS: Final = "truth/personas.csv"


@dataclass(frozen=True, slots=True)
class World:
    """A written world: where its files are, and how many rows each table has."""

    directory: Path
    agreement: Path
    leads: Path
    touches: Path
    stages: Path
    attribute_changes: Path
    campaigns: Path
    probabilities: Path
    coefficients: Path
    lead_count: int
    touch_count: int
    stage_count: int
    change_count: int
    moment_count: int


def write_world(
    directory: Path,
    *,
    seed: int = 7,
    leads: int = 20_000,
    months: int = 24,
    leak: bool = True,
    plant: Plant | None = None,
    drift: Drift | None = None,
    steady: bool = False,
    personas: Personas | None = None,
) -> World:
    """Writes a workspace with its data, and the truth about it; the same arguments give the same bytes.

    The folder may exist if it is empty or holds an earlier demo, whose files are then replaced; what training
    left in its ``.leadcast/`` stays. ``leak`` adds a column that is filled in only after conversion, which
    the agreement leaves out; ``plant`` one that nobody leaves out, for the leakage gate to find. ``drift``
    breaks with the past in some month; without it the channels shift slowly, unless the world is ``steady``
    (leads still grow in number, and have their seasons). ``personas`` are planted to be found; who is whom
    then stands in ``truth/personas.csv``.

    Raises:
        UsageError: a number is too small to make a world.
        WorkspaceError: the folder holds something else.
    """
    for name, given, least in (("seed", seed, 0), ("leads", leads, 1), ("months", months, 1)):
        if given < least:
            raise UsageError(f"{name} is {given}; it must be at least {least}")
    made = simulate(
        seed=seed,
        leads=leads,
        months=months,
        leak=leak,
        plant=plant,
        drift=drift,
        steady=steady,
        personas=personas,
    )
    world = World(
        directory=directory,
        agreement=directory / "agreement.toml",
        leads=directory / "data/leads.csv",
        touches=directory / "data/touches.csv.gz",
        stages=directory / "data/stages.csv",
        attribute_changes=directory / "data/attribute_changes.csv",
        campaigns=directory / "data/campaigns.csv",
        probabilities=directory / "truth/probabilities.parquet",
        coefficients=directory / MARK,
        lead_count=rows(made.leads),
        touch_count=rows(made.touches),
        stage_count=rows(made.stages),
        change_count=rows(made.attribute_changes),
        moment_count=rows(made.probabilities),
    )
    make_room(directory)
    world.agreement.unlink(missing_ok=True)  # written last: a folder without it is not yet a workspace
    facts = disclosure(
        seed=seed,
        leads=leads,
        months=months,
        leak=leak,
        plant=plant,
        drift=drift,
        steady=steady,
        personas=personas,
    )
    (directory / PERSONAS).unlink(missing_ok=True)  # of an earlier demo
    write_text(world.coefficients, facts)
    write_csv(world.leads, made.leads)
    write_csv(world.touches, made.touches)
    write_csv(world.stages, made.stages)
    write_csv(world.attribute_changes, made.attribute_changes)
    write_csv(world.campaigns, made.campaigns)
    write_parquet(world.probabilities, made.probabilities)
    if made.personas is not None:
        write_csv(directory / PERSONAS, made.personas)
    write_text(world.agreement, agreement_text(capacity=made.capacity, leak=leak))
    return world
