"""Reads ``agreement.toml``; every error names the key, what was found and what to write."""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from features.agreement.values import Agreement
from features.errors import AgreementError, WorkspaceError

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails


def read_agreement(workspace: Path) -> Agreement:
    """The agreement of a workspace folder.

    Raises:
        WorkspaceError: the folder has no agreement.toml.
        AgreementError: the file is not TOML, or has unknown keys or impossible values.
    """
    path = workspace / "agreement.toml"
    if not path.is_file():
        raise WorkspaceError(
            f"{workspace} has no agreement.toml; make one with: leadcast init {workspace} --leads FILE"
        )
    try:
        return parse_agreement(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise AgreementError(f"{path} is not UTF-8 text ({error.reason} at byte {error.start})") from error
    except AgreementError as error:
        raise AgreementError(f"{path}: {error}") from error


def parse_agreement(text: str) -> Agreement:
    """The agreement written in ``text``."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AgreementError(f"not valid TOML: {error}") from error
    try:
        return Agreement.model_validate(given)
    except ValidationError as error:
        raise AgreementError("; ".join(_sentence(detail, given) for detail in error.errors()[:5])) from error


def _sentence(detail: ErrorDetails, given: dict[str, Any]) -> str:
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            known = _keys_beside(detail["loc"])
            near = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys are {', '.join(sorted(known))}"
            return f"unknown key {place}: {hint}"
        case "missing":
            return f"key {place} is missing"
        case _:
            message = detail["msg"].removeprefix("Value error, ")
            shown = "" if isinstance(detail["input"], dict) else f" (found {detail['input']!r})"
            return f"{place or 'agreement'}: {message[:1].lower()}{message[1:]}{shown}"


def _keys_beside(location: tuple[int | str, ...]) -> list[str]:
    """The keys that the table holding ``location`` may have."""
    model: type[BaseModel] = Agreement
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        if part not in model.model_fields:
            return []
        found = _model_in(model.model_fields[part].annotation)
        if found is None:
            return []
        model = found
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
