"""A company whose first bundle was taught nonsense, and the better one that came after it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from features.agreement import read_agreement
from features.clock import instant
from features.sources import open_journey
from models.workspace import Workspace
from pipelines.gate.judged import Judged
from pipelines.train import train
from pipelines.train.course import Course
from pipelines.train.material import Material, end_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.bundle import Bundle
    from pipelines.train import Trained

MIDDLE = "2021-07-01"


def mislead(path: Path, until: str) -> None:
    """Give each lead that came before another's attributes and no touch: learning from them misleads."""
    with (path / "leads.csv").open(newline="") as file:
        header, *leads = list(csv.reader(file))
    old = [lead for lead in leads if lead[1] < until]
    order = np.random.default_rng(4).permutation(len(old))
    mixed = [[*lead[:3], *old[other][3:]] for lead, other in zip(old, order, strict=True)]
    with (path / "leads.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *mixed, *leads[len(old) :]])
    touches = (path / "touches.csv").read_text().splitlines(keepends=True)
    (path / "touches.csv").write_text("".join(line for line in touches if line.split(",")[1] >= until))


class Retrained(NamedTuple):
    """A workspace trained twice; nobody may change it."""

    path: Path
    first: Trained
    second: Trained
    judged: Path

    @property
    def bundles(self) -> tuple[Bundle, Bundle]:
        """The challenger and the champion that it met."""
        return self.second.bundle, self.first.bundle


@pytest.fixture(scope="session")
def retrained(
    company: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[bool], Retrained]:
    """Trains by the middle of the year and at its end; ``better`` says which of the two saw the truth."""
    sources = company(tmp_path_factory.mktemp("gate") / "company", leads=1200, days=330)
    with (sources / "agreement.toml").open("a") as file:
        file.write("\n[gate]\nmoved = 0.9\n")  # who was taught nonsense grades half of the leads otherwise
    made: dict[bool, Retrained] = {}

    def make(better: bool) -> Retrained:
        if better not in made:
            folder = tmp_path_factory.mktemp("better" if better else "worse")
            path = Path(shutil.copytree(sources, folder / "company"))
            with pytest.MonkeyPatch.context() as patch:
                patch.delenv("MLFLOW_TRACKING_URI", raising=False)
                if better:
                    mislead(path, MIDDLE)
                first = train(path, instant(MIDDLE))
                shutil.copytree(sources, path, dirs_exist_ok=True)
                if not better:
                    mislead(path, "2021-10-01")
                course = Course(folder / "course.json")
                second = train(path, course=course)
            assert course.judged is not None
            made[better] = Retrained(path, first, second, course.judged)
        return made[better]

    return make


@pytest.fixture(scope="session")
def improved(retrained: Callable[[bool], Retrained]) -> Retrained:
    """The challenger saw the truth."""
    return retrained(True)


@pytest.fixture(scope="session")
def judged(improved: Retrained) -> Judged:
    """What the gate was given to judge by."""
    return Judged.read(improved.judged)


@pytest.fixture(scope="session")
def material(improved: Retrained) -> Iterator[Material]:
    """The journey as the second training saw it."""
    agreement = read_agreement(improved.path)
    with open_journey(agreement, improved.path) as journey:
        yield Material(journey, agreement, end_of(journey))


@pytest.fixture
def own(improved: Retrained, tmp_path: Path) -> Workspace:
    """A copy of the workspace, to do with as one likes."""
    return Workspace(Path(shutil.copytree(improved.path, tmp_path / "own")))
