"""The registry: each bundle once as a model version, and the aliases that move between versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

    from models.bundle import Bundle

CHAMPION: Final = "champion"
CHALLENGER: Final = "challenger"
_BUNDLE: Final = "bundle"


def register(client: MlflowClient, bundle: Bundle, run_id: str) -> None:
    """Makes the bundle the challenger: a model version that points at the run's copy of it."""
    name = model_name(bundle)
    if not client.search_registered_models(f"name = '{name}'"):
        client.create_registered_model(name)
    version = _version(client, name, bundle.version)
    if version is None:
        source = f"{client.get_run(run_id).info.artifact_uri}/bundle"
        version = client.create_model_version(name, source, run_id, tags={_BUNDLE: bundle.version})
    client.set_registered_model_alias(name, CHALLENGER, version.version)


def crown(client: MlflowClient, name: str, bundle_version: str) -> None:
    """Moves the champion's alias to a bundle, if the registry knows it."""
    version = _version(client, name, bundle_version)
    if version is not None:
        client.set_registered_model_alias(name, CHAMPION, version.version)


def model_name(bundle: Bundle) -> str:
    """The registered model's name, from the agreement's."""
    name = re.sub(r"[^A-Za-z0-9 _-]+", "", str(bundle.manifest["facts"]["name"])).strip()
    return f"leadcast-{name.replace(' ', '-').lower() or 'workspace'}"


def _version(client: MlflowClient, name: str, bundle_version: str) -> ModelVersion | None:
    for version in client.search_model_versions(f"name = '{name}'"):
        if version.tags.get(_BUNDLE) == bundle_version:
            return version
    return None
