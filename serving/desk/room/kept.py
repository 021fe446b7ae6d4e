"""What pipelines found and kept for the pages: the champion's, or if it has none another bundle's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from features.errors import LeadcastError
from models.files import digest_of
from models.insights import about_insights, insights_folder

if TYPE_CHECKING:
    from models.workspace import Workspace

THEMES: Final = {
    "model": "Model",
    "drivers": "Drivers",
    "personas": "Personas",
    "icp": "ICP",
    "channels": "Channels",
}
"""What may be asked for, and its title."""


class Kept(NamedTuple):
    """A theme's part of a page.

    Attributes:
        html: as pipelines wrote it.
        version: of the bundle it is about.
        as_of: the instant up to which leads were looked at, ISO 8601.
        changed: whether the agreement has changed since.
    """

    html: str
    version: str
    as_of: str
    changed: bool


def kept(workspace: Workspace, theme: str, champion: str) -> Kept | None:
    """What is kept of a theme; None where nothing is, or it cannot be read.

    Args:
        theme: one of ``THEMES``; another word names no file.
    """
    if theme not in THEMES:
        return None
    versions = [champion, *(version for version in reversed(workspace.versions()) if version != champion)]
    for version in versions:
        about = about_insights(workspace, version) if version else None
        try:
            html = (insights_folder(workspace, version) / f"{theme}.html").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if about is not None:
            return Kept(html, version, str(about.get("as_of", "")), _changed(workspace, about["agreement"]))
    return None


def _changed(workspace: Workspace, agreement: object) -> bool:
    try:
        return digest_of(workspace.agreement_text()) != agreement
    except (OSError, LeadcastError, UnicodeDecodeError):  # a service may run on bundles alone
        return False
