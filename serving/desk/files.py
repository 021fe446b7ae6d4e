"""The desk's style, script and icon, under names that change with what is in them."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from serving.operation import Answer
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE: Final = Path(__file__).parent / "static"
_PAGES: Final = Path(__file__).parents[2] / "models/pages"
_MADE_OF: Final[Mapping[str, tuple[Path, ...]]] = {
    "desk.css": (_PAGES / "style.css", _PAGES / "insights.css", *sorted(_HERE.glob("*.css"))),
    "desk.js": (_HERE / "desk.js",),
    "icon.svg": (_HERE / "icon.svg",),
}
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class _File(NamedTuple):
    text: str
    media_type: str


class Files:
    """The files; read when the first is asked for."""

    @cached_property
    def _names(self) -> dict[str, str]:
        return {plain: name for name, (plain, _) in self._made.items()}

    @cached_property
    def _made(self) -> dict[str, tuple[str, _File]]:
        made: dict[str, tuple[str, _File]] = {}
        for plain, parts in _MADE_OF.items():
            text = "\n".join(part.read_text(encoding="utf-8") for part in parts if part.is_file())
            stem, ending = Path(plain).stem, Path(plain).suffix
            sign = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
            made[f"{stem}-{sign}{ending}"] = plain, _File(text, _TYPES[ending])
        return made

    def name(self, plain: str) -> str:
        """Under which name a file is served now."""
        return self._names[plain]

    def answer(self, name: str) -> Answer:
        """A file; browsers may keep it for ever.

        Raises:
            Refusal: 404, there is none of this name.
        """
        if name not in self._made:
            raise Refusal(404, "not_found", "There is nothing here.")
        file = self._made[name][1]
        kept = {"cache-control": "public, max-age=31536000, immutable"}
        return Answer(file.text, headers=kept, media_type=file.media_type)
