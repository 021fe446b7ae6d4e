"""Signing in with a token, and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from serving.desk.page import Page, Visit
from serving.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from serving.desk.entry import Entry
    from serving.desk.shell import Shell
    from serving.operation import Answer


def signing(entry: Entry, shell: Shell) -> Iterator[Page]:
    """The form that takes a token, what takes the form, and the end of a session."""

    async def form(visit: Visit) -> Answer:
        to = _to(shell, visit.query.get("to", ""))
        if entry.caller(visit.request):
            return shell.away(to)
        return await shell.page(visit, "Sign in", "sign_in.html.j2", to=to, wrong="")

    async def signed_in(visit: Visit) -> Answer:
        to = _to(shell, visit.form.get("to", ""))
        try:
            headers = entry.sign_in(visit.request, visit.form.get("token", ""))
        except Refusal as refusal:
            return await shell.page(
                visit,
                "Sign in",
                "sign_in.html.j2",
                status=refusal.status,
                headers=refusal.headers,
                to=to,
                wrong=refusal.body["message"],
            )
        return shell.away(to, headers)

    async def signed_out(visit: Visit) -> Answer:
        return shell.away(shell.url("/sign-in"), entry.sign_out(visit.request))

    yield Page("desk_sign_in_form", "/sign-in", form, role=None)
    yield Page("desk_sign_in", "/sign-in", signed_in, method="POST", role=None)
    yield Page("desk_sign_out", "/sign-out", signed_out, method="POST")


def _to(shell: Shell, wanted: str) -> str:
    return wanted if shell.ours(wanted) else shell.url()
