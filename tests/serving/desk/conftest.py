"""A service with leads to show, and a browser that reaches it and nothing else."""

from __future__ import annotations

import json
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import pytest
from matplotlib.figure import Figure

from features.clock import now
from models.charts import svg
from models.files import digest_of, json_text, write_text
from models.insights import ABOUT, insights_folder
from models.ledger import Ledger
from models.tokens import ROLES, SCOPES
from models.tokens.change import create
from models.workspace import Workspace
from pipelines.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

AS_OF = "2026-09-30"
THEMES = ("model", "drivers", "personas", "icp", "channels")
LEADS = [f"L{number:06}" for number in range(1430, 1500)]
# what axe calls serious or critical, and the rules it has for good manners beside
RULES = """async () => (await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
  })).violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => found.id + ": " + found.nodes.map(node => node.target.join(" ")).join(" | "))"""

SECTION = """<h2 id="{theme}">What of {theme}?</h2>
<p>Partners.</p>
<figure>{chart}<figcaption>Shares</figcaption></figure>
<div class="scroll" tabindex="0" role="region" aria-label="Shares of {theme}">
<table><caption>Shares</caption>
<thead><tr><th scope="col">Source</th><th scope="col" class="n">Share</th></tr></thead>
<tbody><tr><th scope="row">web</th><td class="n">20 %</td></tr></tbody></table></div>
"""


@dataclass
class Company:
    """A service with tokens, whose ledger knows leads, their scores and what sales said."""

    server: Any
    workspace: Workspace
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def ledger(self) -> Ledger:
        return Ledger.open(None, self.workspace.state)

    def token(self, name: str, *scopes: str) -> tuple[str, str]:
        """A new token, by its id and as it is sent; the service knows it within a second."""
        made, secret = create(self.workspace.state / "tokens.json", name, scopes, now(), None)
        time.sleep(1.1)
        return made.id, secret

    def session(self, role: str) -> str:
        """The cookie of whoever signs in with the token of a role."""
        form = urlencode({"token": self.tokens[role]}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = self.server.ask("/desk/sign-in", form, "POST", kind)
        assert reply.status == 303, reply.body
        return reply.headers["set-cookie"].partition(";")[0].partition("=")[2]

    def score(self, lead_id: str) -> dict[str, Any]:
        """The score of a lead that the ledger knows; its receipt stays there."""
        return self.score_all([lead_id])[0]

    def score_all(self, lead_ids: list[str]) -> list[dict[str, Any]]:
        leads = [{"lead_id": lead_id, "as_of": AS_OF} for lead_id in lead_ids]
        told = {"X-API-Key": self.tokens["api"], "Content-Type": "application/json"}
        reply = self.server.ask("/v1/score/batch", json.dumps({"leads": leads}).encode(), "POST", told)
        assert reply.status == 200, reply.body
        return reply.json["results"]


def analysed(workspace: Workspace) -> None:
    """What pipelines would have found, in the shape in which they keep it."""
    version = workspace.champion_version()
    assert version
    folder = insights_folder(workspace, version)
    for theme in THEMES:
        with svg.looks():
            figure = Figure(figsize=(4, 2))
            axes = figure.add_subplot()
            axes.barh(["web", "partner"], [0.2, 0.4], color=svg.BLUE)
            chart = svg.inline(figure, f"{theme}-chart", "Partner 40 %, web 20 %.")
        write_text(folder / f"{theme}.html", SECTION.format(theme=theme, chart=chart))
    about = {"version": version, "as_of": "2026-09-30T00:00:00+00:00", "agreement": ""}
    about["agreement"] = digest_of(workspace.agreement_text())
    write_text(folder / ABOUT, json_text(about))


@pytest.fixture(scope="session")
def company(
    demo_workspace: Path, serve: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Company:
    path = tmp_path_factory.mktemp("desk") / "workspace"
    shutil.copytree(demo_workspace, path, ignore=shutil.ignore_patterns("ledger*"))
    workspace = Workspace(path)
    assert main(["sync", str(path)]) == 0
    analysed(workspace)
    tokens = {
        name: create(workspace.state / "tokens.json", name, scopes, now(), None)[1]
        for name, scopes in {**ROLES, "api": SCOPES, "deaf": ("score",)}.items()
    }
    made = Company(serve(path, environment={"LEADCAST_RATE": "off"}), workspace, tokens)
    made.score_all(LEADS)
    return made


class Look(NamedTuple):
    """How wide a window is, and whether its colours are light or dark."""

    width: int
    scheme: str


LOOKS = (Look(1280, "light"), Look(390, "dark"))


@pytest.fixture(params=LOOKS, ids=[f"{look.width} {look.scheme}" for look in LOOKS])
def look(request: pytest.FixtureRequest) -> Look:
    """How a page is looked at: each page in each way."""
    return request.param


@dataclass
class Window:
    """A page in the browser, and what it complained about."""

    page: Page
    origin: str
    complaints: list[str]

    def open(self, path: str) -> None:
        self.page.goto(f"{self.origin}{path}")

    def sign_in(self, session: str) -> None:
        """Gives the browser a session, without the way through the form."""
        cookie: Any = {"name": "leadcast_desk", "value": session, "url": f"{self.origin}/desk"}
        self.page.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Strict"}])

    def barriers(self) -> list[str]:
        """What keeps people out, as axe sees it; its script comes past the policy, which stays in force."""
        self.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        return self.page.evaluate(RULES)

    def too_wide(self) -> int:
        """By how much the page is wider than the window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Any]]:
    """Opens windows on a service; at the end nothing may have been complained of, nor sought elsewhere."""
    told: list[str] = []

    @contextmanager
    def opened(company: Company, look: Look = LOOKS[0], **more: Any) -> Generator[Window]:
        context = browser.new_context(
            viewport={"width": look.width, "height": 900},
            color_scheme="dark" if look.scheme == "dark" else "light",
            **more,
        )
        page = context.new_page()

        def only_here(route: Route) -> None:
            if route.request.url.startswith(f"{company.origin}/"):
                route.continue_()
            else:
                told.append(route.request.url)
                route.abort()

        context.route("**/*", only_here)
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        yield Window(page, company.origin, told)
        context.close()

    yield opened
    assert told == []
