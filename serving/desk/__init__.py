"""The desk: web pages of the service for sales and analysts, under /desk.

How to add a page. Write a function that yields ``Page``s (see ``page.py``) and name it in ``pages.py``:

    def lead_pages(desk: Desk) -> Iterator[Page]:
        async def shown(visit: Visit) -> Answer:
            lead_id = visit.request.path_params["lead_id"]
            return await desk.shell.page(visit, lead_id, "lead.html.j2", lead=..., ...)

        async def answered(visit: Visit) -> Answer:      # visit.form holds the fields; its csrf was checked
            ...
            return desk.shell.away(desk.shell.url("/leads/", lead_id, said="kept"))

        yield Page("desk_lead", "/leads/{lead_id:path}", shown)
        yield Page("desk_answer", "/leads/{lead_id:path}", answered, method="POST", role="sales")

The template extends ``desk.html.j2`` and fills ``{% block main %}``. It finds ``url(path, *parts, **query)``,
which quotes; ``visitor`` (``name``, ``roles``); ``csrf``, the hidden field that each form with method="post"
needs; and the filters of ``models.pages``. No inline script, no inline style, no ``style=`` attribute: the
policy forbids them, and what they would do does not happen. Styles of a page go into ``static/desk.css``,
behaviour into ``static/desk.js``, without which everything must work. A page that cannot be shown raises
``Refusal``, which becomes a page of its own. What takes long, such as charts, belongs into
``asyncio.to_thread``; what is large to import, into a function.
"""
