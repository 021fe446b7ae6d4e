"""The templates of reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.pages import templates

if TYPE_CHECKING:
    from jinja2 import Template

_HERE: Final = Path(__file__).parent


def template(name: str) -> Template:
    """One of the files beside this one that end with .j2."""
    return templates(_HERE).get_template(name)
