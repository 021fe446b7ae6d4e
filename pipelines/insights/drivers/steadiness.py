"""How the ranks of themes changed from one training of the workspace to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from features.catalog import Catalog
from features.errors import BundleError
from features.plan import Plan
from models.drivers.steadiness import LEAST, bands
from pipelines.insights.drivers.names import called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.agreement.values import Target
    from models.bundle import Bundle
    from pipelines.insights.book import Book

TRAININGS: Final = 12
THEMES: Final = 10


def steadiness(book: Book, target: Target) -> dict[str, Any]:
    """The rank bands of the first themes over the last trainings up to the book's own.

    Each training ranked them by the mean size of their features' contributions on its newest moments.
    """
    sizes: list[dict[str, float]] = []
    trained: list[dict[str, str]] = []
    for bundle in _until(book):
        told = bundle.json("importance.json").get(target) if bundle.has("importance.json") else None
        if told:
            sizes.append(_by_theme(bundle, told))
            trained.append({"version": bundle.version, "as_of": bundle.manifest["facts"]["as_of"]})
    sizes, trained = sizes[-TRAININGS:], trained[-TRAININGS:]
    return {
        "trainings": trained,
        "enough": len(trained) >= LEAST,
        "bands": [
            {"theme": band.theme, "ranks": list(band.ranks), "words": band.words}
            for band in bands(sizes, THEMES)
        ],
    }


def _until(book: Book) -> list[Bundle]:
    """The bundles in order of what they knew; the book's own is the last."""
    own = _order(book.bundle)
    return sorted((found for found in _whole(book) if _order(found) <= own), key=_order)


def _whole(book: Book) -> Iterator[Bundle]:
    for version in book.workspace.versions():
        try:
            yield book.workspace.bundle(version)
        except BundleError:  # of another format, or damaged: it says nothing
            continue


def _order(bundle: Bundle) -> tuple[str, str]:
    return bundle.manifest["facts"]["as_of"], bundle.version


def _by_theme(bundle: Bundle, told: dict[str, Any]) -> dict[str, float]:
    catalog = Catalog(Plan.from_json(bundle.json("features.json")))
    themes = {feature.name: called(feature) for feature in catalog.features}
    names: list[str] = told["names"]
    found: dict[str, float] = {}
    for name, size in zip(names, told["mean_size"], strict=True):
        theme = themes.get(name, name)
        found[theme] = found.get(theme, 0.0) + size
    return found
