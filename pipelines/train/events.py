"""The models of a belief as the files of a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.files import json_text

if TYPE_CHECKING:
    from pipelines.train.belief import Belief


def event_files(belief: Belief) -> dict[str, str]:
    """By file name: the trees of each event's model, where it has any, and everything else of it as JSON."""
    files: dict[str, str] = {}
    for event, model in belief.models.items():
        if model.trees:
            files[f"{event}.txt"] = model.trees
        names = [belief.catalog.names[column] for column in model.blend.columns]
        files[f"{event}.json"] = json_text({**model.blend.to_json(), "names": names})
    return files
