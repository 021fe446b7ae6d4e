"""What a webhook is told, by a real server; and that one which fails is told of, and never a traceback."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from features.clock import instant
from pipelines.monitor import asking, monitor
from pipelines.monitor.webhook import posted, told

if TYPE_CHECKING:
    from pathlib import Path

ALERT = {
    "name": "source_unreadable",
    "area": "data",
    "subject": "sources",
    "sentence": "leads.csv, row 3: created_at is 'Ann Example'",
    "owner": "us",
    "do": "Mend it.",
    "told": {"rows": 3},
}
FACTS = {"name": "Example", "as_of": "2026-10-01", "model_version": "v"}


def test_alerts_are_posted_once_with_owner_and_remedy_and_no_lead(wrong: Path, listen: Any) -> None:
    with listen() as there:
        found = monitor(wrong, instant("2026-10-01"), webhook=f"{there.url}/hook?key=secret")
    (heard,) = there.heard
    assert heard.path == "/hook?key=secret"
    assert heard.headers["Content-Type"] == "application/json"
    body = json.loads(heard.body)
    assert [(one["name"], one["owner"], one["do"]) for one in body["alerts"]] == [
        (one["name"], one["owner"], one["do"]) for one in found["alerts"]
    ]
    assert body["text"].startswith(f"Harbourline Analytics (demo): {len(found['alerts'])} alerts\n")
    ids = [line.split(",")[0] for line in (wrong / "data/leads.csv").read_text().splitlines()[1:]]
    assert not [lead for lead in ids if lead.encode() in heard.body]
    assert "secret" not in json.dumps(found)


def test_a_calm_look_posts_nothing(calm: Path, listen: Any, tmp_path: Path) -> None:
    shutil.copytree(calm, tmp_path / "w")
    with listen() as there:
        with (tmp_path / "w/agreement.toml").open("a") as file:
            file.write(f'\n[monitor]\nwebhook = "{there.url}"\n')
        assert monitor(tmp_path / "w", instant("2026-07-01"))["alerts"] == []
    assert there.heard == []


def test_the_rows_of_an_unreadable_source_are_not_posted() -> None:
    document = posted(FACTS, [ALERT])
    assert "Ann" not in json.dumps(document)
    assert document["alerts"][0]["do"] == "Mend it."
    assert "told" not in document["alerts"][0]
    assert document["text"].startswith("Example: 1 alert\n")


@pytest.mark.parametrize("status", [404, 500])
def test_a_webhook_that_refuses_raises_an_alert(listen: Any, status: int) -> None:
    with listen(status=status) as there:
        found = told(f"{there.url}/key-secret", {})
    assert found.raised
    assert str(status) in found.sentence
    assert "secret" not in found.sentence


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/secret", "http://no.such.host.invalid/secret", "ftp://secret"]
)
def test_a_webhook_that_is_not_there_raises_an_alert(url: str) -> None:
    found = told(url, {})
    assert found.raised
    assert "secret" not in found.sentence


def test_a_webhook_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(asking, "TIMEOUT", 0.3)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        begun = time.monotonic()
        assert told(f"http://127.0.0.1:{mute.getsockname()[1]}", {}).raised
        assert time.monotonic() - begun < 5
