"""A booster as flat arrays, and the compiled passes over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from features.errors import BundleError
from models.treeshap.kernel import add_shap
from models.treeshap.layout import UNROLLED, lay_out
from models.treeshap.nodes import Nodes, Rule, add_leaves
from models.treeshap.slots import Slots, fill, slots_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from models.treeshap.trees import Forest


@dataclass(frozen=True)
class Compiled:
    """What explains a booster without LightGBM.

    Attributes:
        n_features: columns of a row.
        expected: the booster's mean raw score over its training rows.
        used: int64 [features in use]; their columns.
    """

    n_features: int
    expected: float
    used: NDArray[np.int64]
    slots: Slots
    nodes: Nodes
    rules: tuple[Rule, ...]

    @classmethod
    def of(cls, forest: Forest) -> Compiled:
        """Lays out a forest without an ``obstacle``."""
        slots, slot_of = slots_of(forest.trees)
        used = sorted({feature for tree in forest.trees for feature in tree.feature})
        nodes, rules = lay_out(forest.trees, slot_of, {feature: i for i, feature in enumerate(used)})
        expected = 0.0
        for tree in forest.trees:
            expected += tree.expected
        return cls(forest.n_features, expected, np.array(used, np.int64), slots, nodes, rules)

    def prepared(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The slots [n, slots] of rows [n, features]."""
        return fill(x, *self.slots)

    def contributions(self, prepared: NDArray[np.float64]) -> NDArray[np.float64]:
        """SHAP values [n, features + 1] of prepared rows, the last column the expected value."""
        total = np.zeros((prepared.shape[0], self.n_features + 1))
        total[:, -1] = self.expected
        for rule in self.rules:
            add_shap(prepared, *self.nodes, *rule, self.used, total)
        return total

    def margin(self, prepared: NDArray[np.float64]) -> NDArray[np.float64]:
        """Raw scores [n] of prepared rows."""
        total = np.zeros(prepared.shape[0])
        add_leaves(prepared, *self.nodes, total)
        return total

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Everything, as arrays by name."""
        arrays: dict[str, NDArray[Any]] = {
            "n_features": np.array(self.n_features),
            "expected": np.array(self.expected),
            "used": self.used,
        }
        arrays |= {f"slots.{name}": array for name, array in self.slots._asdict().items()}
        arrays |= {f"nodes.{name}": array for name, array in self.nodes._asdict().items()}
        for number, rule in enumerate(self.rules):
            arrays |= {f"rule{number}.{name}": np.array(value) for name, value in rule._asdict().items()}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Compiled:
        """The inverse of ``to_arrays``.

        Raises:
            BundleError: an array is missing.
        """
        # compiled code knows plain writable arrays; those of a mapped file would be compiled for anew
        own = {name: np.array(array) for name, array in arrays.items()}
        count = sum(name.endswith(".table") for name in own)
        try:
            return cls(
                n_features=int(own["n_features"]),
                expected=float(own["expected"]),
                used=own["used"],
                slots=Slots(**{name: own[f"slots.{name}"] for name in Slots._fields}),
                nodes=Nodes(**{name: own[f"nodes.{name}"] for name in Nodes._fields}),
                rules=tuple(_rule(own, number) for number in range(count)),
            )
        except KeyError as error:
            raise BundleError(f"the explainer's arrays lack {error}; train again") from error


def _rule(arrays: Mapping[str, NDArray[Any]], number: int) -> Rule:
    points, weight, table, trees, splits = (arrays[f"rule{number}.{name}"] for name in Rule._fields)
    kept = tuple(points.tolist()) if points.size <= UNROLLED else points
    return Rule(kept, weight, table, trees, int(splits))
