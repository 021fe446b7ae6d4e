"""From the JSON object of a request to what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from serving.refusal import Refusal

if TYPE_CHECKING:
    from datetime import tzinfo

Shape = TypeVar("Shape", bound=BaseModel)


def read(shape: type[Shape], given: dict[str, Any], zone: tzinfo) -> Shape:
    """A request in a shape of the contract; times without a zone are read in ``zone``.

    Raises:
        Refusal: a field cannot be read; it is named.
    """
    try:
        return shape.model_validate(given, context={"zone": zone})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Refusal(422, "invalid", first["msg"].removeprefix("Value error, "), field) from None
