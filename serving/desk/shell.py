"""The frame of every page: head, navigation, who is signed in, and the headers that hold a browser to it."""

from __future__ import annotations

import asyncio
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from serving.desk.roles import roles_of
from serving.operation import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment
    from starlette.requests import Request

    from serving.desk.files import Files
    from serving.desk.page import Visit

HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",  # with none, browsers would not say that a form comes from here
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
    "vary": "cookie",
}
NAVIGATION: Final = (
    ("", "Leads"),
    ("/model", "Model"),
    ("/drivers", "Drivers"),
    ("/personas", "Personas"),
    ("/icp", "ICP"),
    ("/channels", "Channels"),
)


class Visitor(NamedTuple):
    """Who looks, as templates know them.

    Attributes:
        name: of the token; empty where none was needed.
    """

    name: str
    roles: frozenset[str]


class HiddenField(NamedTuple):
    """What forms send of the session they are of, as a template writes it."""

    csrf: str

    def __html__(self) -> str:
        return f'<input type="hidden" name="csrf" value="{self.csrf}">'


class Shell:
    """Makes pages of templates.

    Args:
        root: what stands before every address: the path of the public URL.
        version: tells which model answers.
    """

    def __init__(self, files: Files, root: str = "", version: Callable[[], str] = str) -> None:
        self._files = files
        self._root = root
        self._version = version

    async def page(
        self,
        visit: Visit,
        title: str,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Answer:
        """A page, made of a template that extends ``desk.html.j2``, away from the event loop.

        Args:
            title: of the window; the template shows its own heading.
            values: what the template is given, beside what all templates find (see the package).
        """
        body = await asyncio.to_thread(self._rendered, visit, title, template, values)
        return Answer(body, status, {**HEADERS, **(headers or {})}, "text/html")

    def url(self, path: str = "", *parts: str, **query: Any) -> str:
        """An address of the desk.

        Args:
            path: as it is written, such as "/leads/".
            parts: texts that follow, quoted whatever is in them; slashes too.
            query: parameters; those that are None or empty are left out.
        """
        quoted = "/".join(quote(part, safe="", errors="replace") for part in parts)
        asked = urlencode(
            [(name, value) for name, value in query.items() if value not in (None, "")], errors="replace"
        )
        return f"{self._root}/desk{path}{quoted}" + (f"?{asked}" if asked else "")

    def address(self, request: Request) -> str:
        """The address that was asked for, as it was spelled: an id may have a slash in it."""
        path: bytes = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
        query: bytes = request.scope["query_string"]
        return self._root + (path + (b"?" + query if query else b"")).decode("latin-1")

    def away(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Sends the browser to another page of the desk, by GET."""
        return Answer("", 303, {**HEADERS, "location": url, **(headers or {})}, "text/plain")

    def ours(self, url: str) -> bool:
        """Whether an address that somebody sent is one of the desk."""
        desk = f"{self._root}/desk"
        return (
            (url == desk or url.startswith((f"{desk}/", f"{desk}?"))) and url.isascii() and url.isprintable()
        )

    @cached_property
    def _templates(self) -> Environment:
        from models.pages import templates  # nobody who only scores pays for them

        made = templates(Path(__file__).parent)
        found: dict[str, Any] = made.globals
        found.update(url=self.url, asset=self._asset)
        return made

    def _asset(self, plain: str) -> str:
        return self.url("/static/", self._files.name(plain))

    def _rendered(self, visit: Visit, title: str, template: str, values: Mapping[str, Any]) -> str:
        caller, roles = visit.caller, roles_of(visit.caller.scopes)
        made = self._templates.get_template(template)
        return made.render(
            title=title,
            visitor=Visitor(caller.name, roles),
            csrf=HiddenField(caller.csrf),
            navigation=NAVIGATION + (("/access", "Access"),) * ("admin" in roles),
            here=visit.path,
            version=self._version(),
            **values,
        )
