"""Writes a persona that was found to the agreement, under a name of people's own: all of it or nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from features.agreement.parse import parse_agreement
from features.errors import AgreementError, UsageError, WorkspaceError
from features.naming import key
from models.files import write_text
from pipelines.alone import alone
from pipelines.insights.book import open_book
from pipelines.insights.kept import findings
from pipelines.insights.personas.find import find
from pipelines.progress import step

if TYPE_CHECKING:
    from features.agreement import Persona
    from models.workspace import Workspace


def found_in(workspace: Workspace) -> list[dict[str, Any]]:
    """The personas of the champion, but for everybody else: as kept, or sought now.

    Raises:
        WorkspaceError: there is no champion.
    """
    try:
        told = findings(workspace, workspace.champion().version, "personas")
    except WorkspaceError:
        with step("looking for personas"), open_book(workspace) as book:
            told = find(book)
    return [one for one in told["personas"] if one["where"]]


def save(workspace: Workspace, wanted: str, name: str | None = None) -> Persona:
    """Appends a persona to agreement.toml, whose other lines stay as they are.

    Args:
        wanted: the name or the number of one that was found.
        name: what it shall be called; default: as it was found.

    Raises:
        UsageError: there is no such persona.
        AgreementError: the agreement has the name already, or would not be one any more; it is left as it is.
    """
    chosen = _chosen(found_in(workspace), wanted)
    name = str(chosen["name"]) if name is None else name
    with alone(workspace.state, "persona", "another process is saving a persona; wait for it to end"):
        path = (workspace.path / "agreement.toml").resolve()
        text = path.read_bytes().decode("utf-8")
        _refuse_taken(text, name)
        line = "\r\n" if "\r\n" in text else "\n"
        longer = line.join([text.rstrip(), "", *_lines(name, chosen["where"]), ""])
        try:
            persona = parse_agreement(longer.removeprefix("\ufeff")).persona[-1]
        except AgreementError as error:
            raise AgreementError(f"{path} is left as it is: with {name!r}, {error}") from error
        write_text(path, longer)
        return persona


def _refuse_taken(text: str, name: str) -> None:
    for persona in parse_agreement(text.removeprefix("\ufeff")).persona:
        if key(persona.name) == key(name):
            raise AgreementError(f"the agreement has a persona {persona.name!r}; name this one with --as")


def _chosen(found: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    same = wanted.strip().casefold()
    for one in found:
        if same in (one["name"].casefold(), str(one["number"])):
            return one
    names = ", ".join(f"{one['number']} {one['name']!r}" for one in found)
    raise UsageError(f"no persona {wanted!r} was found; there are {names or 'none'}")


def _lines(name: str, conditions: list[dict[str, Any]]) -> list[str]:
    lines = ["[[persona]]", f"name = {_toml(name)}"]
    for condition in conditions:
        ((kind, value),) = condition["where"].items()
        attribute = _toml(condition["attribute"])
        lines += ["[[persona.where]]", f"attribute = {attribute}", f"{kind} = {_toml(value)}"]
    return lines


def _toml(value: Any) -> str:
    """A text, number, truth or list as TOML has it: as JSON does, but for one more character to escape."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
