"""A page as PDF, printed by a browser of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from features.errors import UsageError

BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PATIENCE: Final = 120
"""Seconds; a browser that takes longer hangs."""
_QUIETLY: Final = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


def print_pdf(page: Path, out: Path) -> Path:
    """Prints a page that is on this machine, whole or not at all, and returns ``out``.

    Raises:
        UsageError: there is no browser that can, or it failed.
    """
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise UsageError(
            f"--pdf: no browser found ({', '.join(BROWSERS)}); install one, or print {page} elsewhere"
        )
    with tempfile.TemporaryDirectory(prefix="leadcast-") as folder:
        made = Path(folder) / "page.pdf"
        where = f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", page.resolve().as_uri()
        said = _run([browser, *_QUIETLY, *_sandbox(), *where])
        if not made.is_file():
            raise UsageError(f"--pdf: {browser} printed nothing ({said})")
        beside = out.with_name(f".{out.name}.part")
        shutil.copyfile(made, beside)
        beside.replace(out)
    return out


def _run(command: list[str]) -> str:
    """The last line of what it said."""
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return f"it took over {_PATIENCE} seconds"
    return (told.stderr.strip().splitlines() or ["it said nothing"])[-1]


def _sandbox() -> tuple[str, ...]:
    """A browser refuses to run as root with its sandbox; the page is ours and has no script."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
