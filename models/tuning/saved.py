"""What a tuning decided, as a file of the workspace that every later training reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from features.clock import instant
from features.errors import WorkspaceError
from models.booster import BoosterSettings
from models.files import json_text, write_text
from models.tuning.space import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement.values import Target
    from models.workspace import Workspace

FILE: Final = "tuned.json"
FORMAT: Final = 1
_SENTENCES: Final = {
    "never": "Nobody has tuned yet: the settings are the defaults.",
    "other_horizon": "The last tuning was for another horizon: the settings are the defaults.",
    "later": "The last tuning knew more than this training may: the settings are the defaults.",
}


def save_tuned(workspace: Workspace, told: Mapping[str, Any]) -> None:
    """Puts the decision in place, whole or not at all."""
    write_text(workspace.state / FILE, json_text({"format": FORMAT, **told}))


def read_tuned(workspace: Workspace) -> dict[str, Any] | None:
    """The last decision, None where nobody tuned.

    Raises:
        WorkspaceError: the file is damaged.
    """
    path = workspace.state / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise ValueError(f"it has format {found['format']}, not {FORMAT}")
        instant(found["as_of"])
        for told in found["targets"].values():
            with_values(BoosterSettings(), told["settings"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WorkspaceError(
            f"{path} is damaged ({error}); remove it to train with the default settings, or tune again"
        ) from error
    return found


def tuned_settings(
    workspace: Workspace, target: Target, horizon: int, as_of: int, base: BoosterSettings | None = None
) -> BoosterSettings | None:
    """The settings a tuning found for a target, on top of ``base`` (the defaults); None for none.

    A tuning counts if it was for the same horizon and knew nothing that a training as of ``as_of`` may not.
    """
    told = tuning_told(workspace, {target: horizon}, as_of)[target]
    return with_values(base or BoosterSettings(), told["settings"]) if told["adopted"] else None


def tuning_told(workspace: Workspace, horizons: Mapping[Target, int], as_of: int) -> dict[Target, Any]:
    """Per target, what the last tuning found and whether a training as of ``as_of`` uses it.

    ``status`` is "adopted", "kept" (the defaults did not lose), "other_horizon", "later" (it knew more than
    this training may) or "never"; ``sentence`` says it.
    """
    found = read_tuned(workspace) or {"targets": {}}
    return {target: _told(found, target, horizon, as_of) for target, horizon in horizons.items()}


def _told(found: dict[str, Any], target: Target, horizon: int, as_of: int) -> dict[str, Any]:
    told = found["targets"].get(target)
    if told is None:
        return {"status": "never", "adopted": False, "settings": {}, "sentence": _SENTENCES["never"]}
    if told["horizon_us"] != horizon:
        status = "other_horizon"
    elif instant(found["as_of"]) > as_of:
        status = "later"
    else:
        status = "adopted" if told["adopted"] else "kept"
    return {
        **told,
        "as_of": found["as_of"],
        "status": status,
        "adopted": status == "adopted",
        "sentence": _SENTENCES.get(status, told["why"]),
    }
