"""A page of the desk: where it is, who may see it, and what answers; as an operation of the service."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from serving.desk.forms import fields
from serving.desk.roles import TAKES, roles_of
from serving.operation import Answer, Call, Caller, Operation
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from models.tokens import Role
    from serving.operation import Manners


class Visit(NamedTuple):
    """One request for a page, that was let in.

    Attributes:
        form: the fields that were sent with a POST; their csrf was checked.
    """

    request: Request
    caller: Caller
    form: Mapping[str, str]

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters in the address."""
        return self.request.query_params

    @property
    def path(self) -> str:
        """Where in the desk this is; the beginning is empty."""
        return self.request.scope["path"].removeprefix("/desk")

    def may(self, role: Role) -> bool:
        """Whether the visitor has a role."""
        return role in roles_of(self.caller.scopes)


@dataclass(frozen=True)
class Page:
    """One page, or what takes one form.

    Attributes:
        name: in log and metrics, "desk_..."; unlike that of any other.
        path: below /desk, as a Starlette route; an earlier page of the list wins.
        role: who may have it; None: everybody, whose csrf is not checked, for there is no session.
    """

    name: str
    path: str
    answer: Callable[[Visit], Awaitable[Answer]]
    method: Literal["GET", "POST"] = "GET"
    role: Role | None = "viewer"


def operation_of(page: Page, manners: Manners) -> Operation:
    """The page as the service takes it."""

    async def answer(call: Call) -> Answer:
        form = await fields(call.request) if page.method == "POST" else {}
        if page.method == "POST" and page.role:
            _checked(form, call.caller)
        return await page.answer(Visit(call.request, call.caller, form))

    scope = TAKES[page.role] if page.role else None
    return Operation(page.name, page.method, f"/desk{page.path}", scope, answer, manners=manners)


def _checked(form: Mapping[str, str], caller: Caller) -> None:
    sent = form.get("csrf", "").encode("utf-8", "replace")
    if not caller.csrf or not hmac.compare_digest(sent, caller.csrf.encode()):
        raise Refusal(403, "csrf", "This form is of another session; load the page again, and send it then.")
