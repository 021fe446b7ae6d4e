"""What OpenAPI 3.1, OpenAPI 3.0 and Swagger 2.0 say differently of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving.documents.field import Field, Object

_TYPES: Final = {
    "text": {"type": "string"},
    "number": {"type": "number", "format": "double"},
    "integer": {"type": "integer", "format": "int32"},
    "boolean": {"type": "boolean"},
    "list": {"type": "string"},
    "instant": {"type": "string", "format": "date-time"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "object", "additionalProperties": {"type": "number", "format": "double"}},
}
_SENT: Final = {
    "text": ("string", "number", "boolean"),
    "number": ("number", "string"),
    "integer": ("integer", "string"),
    "boolean": ("boolean", "string"),
    "list": ("string", "number", "boolean", "array"),
    "instant": ("string", "integer"),
}
"""What else is understood where a caller sends it."""
_BOUNDS: Final = {
    "text": ("minLength", "maxLength"),
    "texts": ("minItems", "maxItems"),
    "rows": ("minItems", "maxItems"),
}


class Version(NamedTuple):
    """One of the three.

    Attributes:
        refs: where the schemas of objects stand.
        null: the key that says a value may be null; in 3.1 it is one of the types.
        titles: the key for a field's name in words, which Power Automate shows.
    """

    name: Literal["3.1", "3.0", "2.0"]
    refs: str
    null: str = ""
    titles: str = ""

    @property
    def rich(self) -> bool:
        """Whether types may be alternatives, and texts enumerated; Flow and Power Platform take neither."""
        return self.name == "3.1"

    def schema(self, one: Object) -> dict[str, Any]:
        """The schema of an object."""
        said: dict[str, Any] = {"type": "object", "description": one.about}
        required = [field.name for field in one.fields if field.required]
        if required:
            said["required"] = required
        said["properties"] = {field.name: self.field(field, sent=one.sent) for field in one.fields}
        return said

    def field(self, field: Field, *, sent: bool = False) -> dict[str, Any]:
        """The schema of a field."""
        if field.kind == "object" and not self.rich:
            return self._reference(field)  # beside it, older tools see nothing or complain
        said = dict(self._type(field))
        said |= {"description": self._about(field), **dict(self._bounds(field))}
        if self.titles:
            said[self.titles] = title(field.name)
        if field.words and self.rich:
            said["enum"] = [*field.words, *([None] if field.nullable else [])]
        if field.example is not None:
            said |= {"examples": [field.example]} if self.rich else {"example": field.example}
        return self._open(said, field, sent)

    def _type(self, field: Field) -> dict[str, Any]:
        if field.kind == "object":
            return self._reference(field)
        if field.kind == "rows":
            return {"type": "array", "items": self._reference(field)}
        return _TYPES[field.kind]

    def _reference(self, field: Field) -> dict[str, Any]:
        return {"$ref": f"{self.refs}{field.of.name}"} if field.of else {"type": "object"}

    def _about(self, field: Field) -> str:
        known = "" if self.rich or not field.words else f" One of: {', '.join(field.words)}."
        return field.about + known

    def _bounds(self, field: Field) -> Iterator[tuple[str, float]]:
        names = _BOUNDS.get(field.kind, ("minimum", "maximum"))
        for name, bound in zip(names, (field.least, field.most), strict=True):
            if bound is not None:
                yield name, bound

    def _open(self, said: dict[str, Any], field: Field, sent: bool) -> dict[str, Any]:
        """With the alternatives that are understood of what is sent, or come back in an answer."""
        if not self.rich:
            return {**said, self.null: True} if field.nullable and not sent else said
        types = [*(_SENT.get(field.kind, ()) if sent else ())] or [said.get("type")]
        types += ["null"] if field.nullable or (sent and not field.required) else []
        return said if len(types) == 1 else {**said, "type": types}


V31: Final = Version("3.1", "#/components/schemas/")
V30: Final = Version("3.0", "#/components/schemas/", "nullable")
V20: Final = Version("2.0", "#/definitions/", "x-nullable", "x-ms-summary")


def title(name: str) -> str:
    """A name in words."""
    return name.replace("_", " ").strip().capitalize()
