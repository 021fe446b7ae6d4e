"""What a run says, in MLflow's own shapes: parameters, metrics, tables."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlflow.entities import DatasetInput, Metric, Param


def parameters(facts: Mapping[str, Any]) -> Iterator[Param]:
    """What the training was given, and what it learnt from."""
    from mlflow.entities import Param

    for name in ("as_of", "agreement_version"):
        if name in facts:
            yield Param(name, facts[name])
    for name, version in facts.get("environment", {}).items():
        yield Param(f"version.{name}", version)
    for table, seen in facts.get("data", {}).items():
        yield Param(f"{table}.rows", str(seen["rows"]))
        yield Param(f"{table}.digest", str(seen["digest"]))
    for target, learnt in facts["targets"].items():
        for key, value in learnt.items():
            yield Param(f"{target}.{key}" if target else key, str(value))


def tables(data: Mapping[str, Mapping[str, Any]]) -> Iterator[DatasetInput]:
    """Each table and its digest, cut to the length MLflow takes: runs that saw the same say the same."""
    from mlflow.entities import Dataset, DatasetInput

    for table, seen in data.items():
        digest = hashlib.sha256(str(seen["digest"]).encode()).hexdigest()[:32]
        profile = f'{{"num_rows": {seen["rows"]}}}'
        yield DatasetInput(Dataset(table, digest, "code", '{"tags": {}}', profile=profile))


def metrics(targets: Mapping[str, Any]) -> Iterator[Metric]:
    """Every measure of every target, as ``target.forecast.measure``."""
    for target, found in targets.items():
        yield from target_metrics(found, f"{target}.")


def target_metrics(found: Mapping[str, Any], prefix: str = "") -> Iterator[Metric]:
    """Every measure of one target, as ``forecast.measure``; none where it could not be judged."""
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    every = (("model", found["model"]), *found["baselines"].items()) if found else ()
    for name, measured in every:
        for metric, value in measured.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield Metric(f"{prefix}{name}.{metric}", float(value), now, 0)
