"""The words of one bundle: how the names and values of requests are understood, as its sources' were."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from serving.refusal import Refusal
from serving.request.cells import compared, dated, listed
from serving.request.contract import ScoreIn
from serving.request.spelling import identifiers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from features.agreement import Agreement
    from models.scorer import Scorer
    from serving.request.contract import LeadIn

_DIRECTIONS: Final = {
    **dict.fromkeys(("in", "inbound", "incoming"), "inbound"),
    **dict.fromkeys(("out", "outbound", "outgoing"), "outbound"),
}


class Dialect:
    """What a scorer's agreement and plan call things.

    Attributes:
        attributes: the names of the attributes, in the plan's order; ``known``, as a set.
        kinds: the kinds of touches that the model tells apart.
        identifiers: how the documents spell each, which is understood too.
    """

    def __init__(self, scorer: Scorer) -> None:
        agreement: Agreement = scorer.agreement
        self.attributes = tuple(scorer.plan.attributes)
        self.known = frozenset(self.attributes)
        self.kinds = frozenset(scorer.plan.kinds)
        self.identifiers = identifiers(self.attributes, ScoreIn.model_fields)
        names = Counter(compared(name) for name in self.attributes)
        self._attribute = {compared(name): name for name in self.attributes if names[compared(name)] == 1}
        self._attribute |= {compared(word): name for name, word in self.identifiers.items()}
        self._attribute |= {name: name for name in self.attributes}
        self._dates = {name for name, plan in scorer.plan.attributes.items() if plan.kind == "date"}
        self._nobody = {word.strip().lower() for word in agreement.attributes.missing}
        self._outbound = {word.strip().lower() for word in agreement.touches.outbound}
        self._excluded = {word.strip().lower() for word in agreement.touches.exclude}
        self.stage = agreement.stages.ours

    def attribute(self, theirs: str) -> str | None:
        """Our name of an attribute; None where there is none of that name."""
        return self._attribute.get(theirs) or self._attribute.get(compared(theirs))

    def field(self, theirs: str) -> str | None:
        """Our name of the attribute a change is of; Salesforce says ``Region__c`` where leads say Region."""
        plain = theirs.removesuffix("__c")
        return self.attribute(theirs) or (self.attribute(plain) if plain != theirs else None)

    def values(self, lead: LeadIn) -> dict[str, str | None]:
        """The attributes the model knows, by our names; a name spelled as ours wins over one that is not.

        Raises:
            Refusal: a value is an object, no finite number, or for a date no time at all.
        """
        found: dict[str, str | None] = {}
        for theirs, value in lead.attributes.items():
            ours = self.attribute(theirs)
            if ours and (theirs == ours or ours not in lead.attributes):
                found[ours] = self._text(ours, value)
        return found

    def _text(self, name: str, value: Any) -> str | None:
        try:
            return dated(value) if name in self._dates else listed(value)
        except ValueError as error:
            raise Refusal(422, "invalid", str(error), name) from error

    def unknown(self, names: Mapping[str, Any]) -> set[str]:
        """Those that are no attribute of the model."""
        return {name for name in names if not self.attribute(name)}

    def account(self, lead: LeadIn) -> str | None:
        """Leads that share an account called "n/a" share nothing."""
        named = lead.account_id
        return None if named is None or named.lower() in self._nobody else named

    def kept(self, kind: str) -> bool:
        """Whether touches of this kind are looked at."""
        return kind.lower() not in self._excluded

    def direction(self, kind: str, given: str | None) -> str:
        """Who touched whom: as given, else as the agreement says of the kind."""
        told = _DIRECTIONS.get((given or "").lower())
        return told or ("outbound" if kind.lower() in self._outbound else "inbound")
