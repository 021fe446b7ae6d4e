"""``leadcast persona``: a persona that was found gets a name in the agreement, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from features.agreement import read_agreement
from models.workspace import Workspace
from pipelines.insights.personas.saving import found_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_persona_is_saved_and_followed(copied: Path, leadcast: Callable[..., Any]) -> None:
    before = (copied / "agreement.toml").read_text()
    champion = Workspace(copied).champion()
    first = found_in(Workspace(copied))[0]
    said = leadcast("persona", "save", copied, "1", "--as", 'Our "partners" – grün', "--json")
    assert said.status == 0, said.err
    assert said.answer["name"] == 'Our "partners" – grün'
    after = (copied / "agreement.toml").read_text()
    assert after.startswith(before.rstrip())
    (persona,) = read_agreement(copied).persona
    assert [where.attribute for where in persona.where] == [one["attribute"] for one in first["where"]]
    listed = leadcast("persona", "list", copied, "--json").answer
    (ours,) = listed["personas"]
    # the first of those found holds whom its conditions hold, so that its leads are the same by name
    assert (ours["name"], ours["leads"]) == (persona.name, first["leads"])
    assert listed["found"][0] == {"number": 1, "name": first["name"]}
    assert persona.name[:8] in leadcast("persona", "list", copied).err
    # scores and receipts stand on what the bundle was trained with, not on the file as it is now
    now = Workspace(copied).champion()
    assert (now.version, now.text("agreement.toml")) == (champion.version, before)


def test_by_its_own_name_and_twice_it_is_refused(copied: Path, leadcast: Callable[..., Any]) -> None:
    name = found_in(Workspace(copied))[0]["name"]
    assert leadcast("persona", "save", copied, name.upper()).status == 0
    assert read_agreement(copied).persona[0].name == name
    text = (copied / "agreement.toml").read_bytes()
    again = leadcast("persona", "save", copied, "1", "--as", name.lower())
    assert again.status == 1
    assert "has a persona" in again.err
    assert (copied / "agreement.toml").read_bytes() == text


@pytest.mark.parametrize("wanted", ["99", "nobody of that name", "Everybody else"])
def test_what_was_not_found_cannot_be_saved(copied: Path, leadcast: Callable[..., Any], wanted: str) -> None:
    text = (copied / "agreement.toml").read_bytes()
    said = leadcast("persona", "save", copied, wanted)
    assert said.status == 2
    assert "there are 1 " in " ".join(said.err.split())
    assert (copied / "agreement.toml").read_bytes() == text


def test_an_agreement_that_would_not_be_one_is_left_alone(copied: Path, leadcast: Callable[..., Any]) -> None:
    path = copied / "agreement.toml"
    inline = 'persona = [{name = "A", where = [{attribute = "source", equals = "web"}]}]\n'
    path.write_text(inline + path.read_text())
    text = path.read_bytes()
    said = leadcast("persona", "save", copied, "1")
    assert said.status == 1
    assert "left as it is" in " ".join(said.err.split())
    assert path.read_bytes() == text
    assert leadcast("persona", "save", copied, "1", "--as", "").status == 1
    assert path.read_bytes() == text


def test_line_ends_stay_as_they_are(copied: Path, leadcast: Callable[..., Any]) -> None:
    path = copied / "agreement.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert leadcast("persona", "save", copied, "1").status == 0
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > 20
    assert len(read_agreement(copied).persona) == 1


def test_the_same_personas_are_found_where_none_were_kept(copied: Path) -> None:
    workspace = Workspace(copied)
    kept = found_in(workspace)
    for path in (workspace.state / "insights").glob("*/personas.json"):
        path.unlink()
    assert found_in(workspace) == kept
