"""Pictures of every page of the desk, in two widths and two colours.

python scripts/screenshots.py WORKSPACE FOLDER

The workspace is copied, served from the copy, and open leads are scored there: nothing in it changes.
Needs Debian's chromium, as the tests do.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

LOOKS = tuple((width, scheme) for width in (1280, 390) for scheme in ("light", "dark"))
MOST_LEADS = 300
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


class Service:
    """The service for a copy of a workspace, and a token that is good for everything."""

    def __init__(self, workspace: Path, log: Path) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = int(listener.getsockname()[1])
        leadcast = Path(sys.executable).with_name("leadcast")
        command = [leadcast, "token", "create", workspace, "--name", "pictures"]
        scopes = [word for scope in ("score", "feedback", "read", "admin") for word in ("--scope", scope)]
        made = subprocess.run([*command, *scopes, "--json"], check=True, capture_output=True, text=True)
        self.token = str(json.loads(made.stdout)["token"])
        told = {**os.environ, "LEADCAST_RATE": "off", "BENTOML_DO_NOT_TRACK": "1"}
        serve = [leadcast, "serve", workspace, "--port", str(self.port)]
        self.process = subprocess.Popen(serve, stdout=log.open("wb"), stderr=subprocess.STDOUT, env=told)
        while self.process.poll() is None:
            with contextlib.suppress(OSError):
                if self.ask("/readyz")[0] == 200:
                    return
            time.sleep(0.2)
        sys.exit(f"The service did not start: {log.read_text()}")

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """An answer: its status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            told = {"X-API-Key": self.token, **headers} if path.startswith("/v1") else headers
            connection.request("GET" if body is None else "POST", path, body, told)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def session(self) -> str:
        """The cookie of whoever signs in."""
        _, headers, _ = self.ask("/desk/sign-in", urlencode({"token": self.token}).encode(), **FORM)
        return headers["set-cookie"].partition(";")[0].partition("=")[2]


def fill(service: Service, workspace: Path) -> str:
    """Has open leads scored, and answers of two; gives a third."""
    with (workspace / ".leadcast/scores.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "scored"][-MOST_LEADS:]
    for row in rows:
        service.ask(f"/v1/leads/{quote(row['lead_id'], safe='')}/score?as_of={quote(row['as_of'])}")
    best = sorted(rows, key=lambda row: -float(row["rank"] or 0))
    for row, said in zip(
        best, ({"kind": "accepted"}, {"kind": "returned", "reason": "duplicate"}), strict=False
    ):
        service.ask("/v1/feedback", json.dumps({"lead_id": row["lead_id"], **said}).encode(), **JSON)
    return best[2]["lead_id"]


def pages(lead_id: str) -> dict[str, str]:
    """What is taken a picture of, by name."""
    return {
        "sign-in": "/desk/sign-in",
        "leads": "/desk",
        "leads-all": "/desk?view=all&fit=B&least=1",
        "leads-none": "/desk?view=all&named=nobody",
        "lead": f"/desk/leads/{quote(lead_id, safe='')}",
        "model": "/desk/model",
        "drivers": "/desk/drivers",
        "personas": "/desk/personas",
        "icp": "/desk/icp",
        "channels": "/desk/channels",
        "access": "/desk/access",
        "not-found": "/desk/no/such/page",
    }


def take(browser: Browser, service: Service, lead_id: str, folder: Path, only: str) -> Iterator[Path]:
    """Takes the pictures, of whole pages."""
    cookie: Any = {"name": "leadcast_desk", "value": service.session()}
    origin = f"http://127.0.0.1:{service.port}"
    for width, scheme in LOOKS:
        dark: Any = "dark" if scheme == "dark" else "light"
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=dark)
        for name, path in pages(lead_id).items():
            if only and only != name:
                continue
            context.clear_cookies()
            if name != "sign-in":
                context.add_cookies([{**cookie, "url": f"{origin}/desk"}])
            page = context.new_page()
            page.goto(f"{origin}{path}")
            file = folder / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=file, full_page=True)
            page.close()
            yield file
        context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="the name of one page")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "workspace"
        shutil.copytree(given.workspace, copy, ignore=shutil.ignore_patterns("tokens.json", "*.lock"))
        subprocess.run([Path(sys.executable).with_name("leadcast"), "sync", copy], check=True)
        service = Service(copy, Path(scratch) / "log")
        try:
            lead_id = fill(service, copy)
            with sync_playwright() as driver:
                chromium = shutil.which("chromium")
                browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                for file in take(browser, service, lead_id, given.folder, given.only):
                    sys.stdout.write(f"{file}\n")
                browser.close()
        finally:
            service.process.terminate()
            service.process.wait(20)
    return 0


if __name__ == "__main__":
    sys.exit(main())
