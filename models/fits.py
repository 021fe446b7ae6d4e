"""The ICP fit of many moments, on what was known of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.icp import compile_icp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from features.agreement import Agreement
    from features.history import Coded
    from features.plan import Plan
    from features.view import View
    from models.icp import Fit


class Fits:
    """The agreement's rules, ready to read many moments."""

    def __init__(self, agreement: Agreement, plan: Plan) -> None:
        self._fit = compile_icp(agreement.icp, missing=agreement.attributes.missing, plans=plan.attributes)
        rules = tuple(rule.attribute for rule in agreement.icp.rule)
        self._reads = tuple(
            name
            for name in plan.attributes
            if any(rule == name or rule.startswith(f"{name} ") for rule in rules)  # "job title seniority"
        )

    def of(self, view: View) -> Iterator[Fit]:
        """The fit at each moment of a view."""
        texts = [_texts(view.text(name)) for name in self._reads]
        for told in zip(*texts, strict=True) if texts else [()] * view.lead.size:
            yield self._fit(dict(zip(self._reads, told, strict=True)))


def _texts(column: Coded) -> list[str | None]:
    values = (*column.values, None)
    return [values[code] for code in column.codes.tolist()]
