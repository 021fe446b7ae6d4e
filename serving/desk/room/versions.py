"""The bundles of the workspace: which serves, which rides along, what the gate said, who decided what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from features.errors import LeadcastError

if TYPE_CHECKING:
    from models.promotions import Promotion
    from models.workspace import Workspace

OUTCOMES: Final = {
    "promote": "promote it",
    "keep": "keep the champion",
    "needs_human": "ask a person",
}


class Version(NamedTuple):
    """A bundle.

    Attributes:
        role: champion, shadow or challenger; empty for others.
        outcome: what the gate said, in words; empty where it was not asked.
        reasons: why.
        sentences: by what was asked and how it came out, the answers.
    """

    version: str
    role: str
    outcome: str
    reasons: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]


class Versions(NamedTuple):
    """All of a workspace.

    Attributes:
        bundles: newest first.
        history: changes of champion, newest first.
        shadows: changes of shadow, newest first.
        trouble: what could not be read, in a sentence; empty where all could.
    """

    bundles: tuple[Version, ...]
    history: tuple[Promotion, ...]
    shadows: tuple[Promotion, ...]
    trouble: str


def versions(workspace: Workspace) -> Versions:
    """As the workspace's files have it now."""
    try:
        roles = {
            workspace.challenger_version(): "challenger",
            workspace.shadow_version(): "shadow",
            workspace.champion_version(): "champion",
        }
        history, shadows, trouble = workspace.history(), workspace.shadows(), ""
    except LeadcastError:
        roles, history, shadows = {}, (), ()
        trouble = "A file that says who is champion is damaged; the service's log names it."
    bundles = [_version(workspace, name, roles.get(name, "")) for name in reversed(workspace.versions())]
    return Versions(tuple(bundles), history[::-1], shadows[::-1], trouble)


def _version(workspace: Workspace, version: str, role: str) -> Version:
    said = _said(workspace, version)
    checks = tuple((str(check["outcome"]), str(check["sentence"])) for check in said.get("checks", ()))
    outcome = OUTCOMES.get(said.get("outcome", ""), "")
    return Version(version, role, outcome, tuple(map(str, said.get("reasons", ()))), checks)


def _said(workspace: Workspace, version: str) -> dict[str, Any]:
    """What the gate wrote of a bundle; nothing where it did not, or wrote otherwise."""
    try:
        told = json.loads((workspace.state / "gate" / f"{version}.json").read_text(encoding="utf-8"))
        asked = [{"outcome": check["outcome"], "sentence": check["sentence"]} for check in told["checks"]]
        return {**told, "checks": asked}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
