"""A throwaway PostgreSQL server and a real browser, for the tests that need one."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ALONE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")  # its event loop must not outlive the tests that need it
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the test is skipped, but for continuous integration, where it must be."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed: apt-get install -y chromium")
        pytest.skip("chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, headless=True, args=[*ALONE])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database on this machine; without an installed server, CI fails and others skip."""
    programs = _programs()
    if programs is None:
        missing = "no PostgreSQL server is installed (Debian: apt-get install postgresql)"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="leadcast-postgres-"))
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"

    def run(*command: str | Path) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, capture_output=True)

    try:
        run(programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8")
        run(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start")
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(postgres_url: str) -> Callable[[], str]:
    """Makes an empty database on the server, which nobody else uses, and tells its URL."""
    numbers = count()

    def make() -> str:
        name = f"test_{next(numbers)}"
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)

    return make


def _programs() -> Path | None:
    """The folder of the newest installed server."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    debian = sorted(versions, key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: another user to run it as."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
