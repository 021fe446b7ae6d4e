"""A bundle: an immutable folder of text and JSON with everything needed to score.

    manifest.json          format, version, when and on what it was trained, and each file's SHA-256
    agreement.toml         the agreement it was trained under, word for word
    features.json          the plan: kinds, categories, attributes, priors
    card.md                the model card, for people
    evaluation.json        how good it was on leads it had never seen, beside the baselines
    bands.json             the reference population's quantiles, and how far the training reached
    importance.json        what each target's forecast looks at
    reference.json         what the training looked like, for the monitor to compare with
    EVENT.txt              the trees of an event's model, as LightGBM writes them
    EVENT.json             its columns, linear part and calibration

The events are sql, sql_by_close and close_given_sql, or close alone: see ``models.funnel``.

The version is the training date and a hash of the contents: the same inputs give the same version.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from features.errors import BundleError
from models.files import json_text, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT: Final = 2
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class Bundle:
    """A verified bundle on disk.

    Attributes:
        path: the folder.
        version: its name.
        manifest: what manifest.json says.
    """

    path: Path
    version: str
    manifest: dict[str, Any]

    def text(self, name: str) -> str:
        """One of its files."""
        return (self.path / name).read_text(encoding="utf-8")

    def has(self, name: str) -> bool:
        """Whether a file belongs to it."""
        return name in self.manifest["files"]

    def json(self, name: str) -> Any:
        """One of its JSON files."""
        return json.loads(self.text(name))


def write_bundle(folder: Path, as_of: str, facts: Mapping[str, Any], files: Mapping[str, str]) -> Bundle:
    """Writes the files beside, then renames the whole folder, so that a half bundle is never visible.

    Args:
        folder: where bundles are kept.
        as_of: the training date, for the version's name.
        facts: what the manifest says beside format, version and hashes.
        files: texts by file name.
    """
    digests = {name: _digest(text.encode()) for name, text in sorted(files.items())}
    body = {"format": FORMAT, "facts": dict(facts), "files": digests}
    version = f"{as_of[:10]}-{_digest(json_text(body).encode())[:10]}"
    final = folder / version
    if final.exists():
        return open_bundle(final)
    beside = folder / f".{version}.part"
    shutil.rmtree(beside, ignore_errors=True)
    for name, text in files.items():
        write_text(beside / name, text)
    write_text(beside / MANIFEST, json_text({**body, "version": version}))
    beside.rename(final)
    return open_bundle(final)


def open_bundle(path: Path) -> Bundle:
    """The bundle in a folder, every file checked against its hash.

    Raises:
        BundleError: the folder, its manifest or a file is missing, altered or of another format.
    """
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BundleError(f"{path} has no {MANIFEST}; it is not a bundle, or not a whole one") from error
    except ValueError as error:
        raise BundleError(f"{path / MANIFEST} is not JSON ({error}); restore it or train again") from error
    if manifest.get("format") != FORMAT:
        raise BundleError(
            f"{path} has format {manifest.get('format')!r}; this version of Leadcast reads {FORMAT}: put "
            f"{path.parent.parent} out of the way and train again, or use the version that wrote it"
        )
    if manifest.get("version") != path.name:
        raise BundleError(
            f"{path} says it is {manifest.get('version')!r}; a bundle lies in a folder of its version's "
            "name: rename the folder, or train again"
        )
    for name, expected in manifest["files"].items():
        file = path / name
        found = _digest(file.read_bytes()) if file.is_file() else "nothing"
        if found != expected:
            raise BundleError(
                f"{file} was altered after training: its SHA-256 begins {found[:10]}, the manifest says "
                f"{expected[:10]}; restore the bundle or train again"
            )
    return Bundle(path, str(manifest["version"]), manifest)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
