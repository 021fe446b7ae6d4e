"""All objects that some operations speak of, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.documents.contract.refused import REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from serving.documents.field import Description, Object


def objects(descriptions: Iterable[Description]) -> list[Object]:
    """What operations take and give, with the objects inside, in order of their names."""
    found: dict[str, Object] = {}
    waiting = [REFUSED]
    for description in descriptions:
        waiting += [one for one in (description.request, description.answer) if one]
    while waiting:
        one = waiting.pop()
        if one.name not in found:
            found[one.name] = one
            waiting += [field.of for field in one.fields if field.of]
    return [found[name] for name in sorted(found)]
