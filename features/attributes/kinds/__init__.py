"""The kinds of attribute: how a text of each becomes numbers."""

from typing import Final

from features.agreement.values import AttributeKind
from features.attributes.kinds.boolean import Boolean
from features.attributes.kinds.category import Category
from features.attributes.kinds.date import Date
from features.attributes.kinds.ignore import Ignore
from features.attributes.kinds.multi import Multi
from features.attributes.kinds.number import Number
from features.attributes.kinds.ordinal import Ordinal
from features.attributes.kinds.reader import Reader
from features.attributes.kinds.text import Text
from features.attributes.kinds.title import Title

KINDS: Final[dict[AttributeKind, type[Reader]]] = {
    kind.kind: kind for kind in (Number, Category, Ordinal, Boolean, Date, Multi, Title, Text, Ignore)
}

__all__ = [
    "KINDS",
    "Boolean",
    "Category",
    "Date",
    "Ignore",
    "Multi",
    "Number",
    "Ordinal",
    "Reader",
    "Text",
    "Title",
]
