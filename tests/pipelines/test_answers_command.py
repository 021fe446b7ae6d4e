"""What sales answers comes in by the command line as by the service: once, in the agreed words."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from models.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def shop(company: Callable[..., Path], tmp_path: Path) -> Path:
    return company(tmp_path / "shop", leads=3, days=3)


def test_told_again_it_is_there_once(shop: Path, leadcast: Callable[..., Any]) -> None:
    words = ("answer", shop, "L1", "returned", "--reason", "No Budget", "--at", "2021-03-01T10:00", "--json")
    assert leadcast(*words).answer == {"status": "recorded", "lead_id": "L1", "kind": "returned"}
    assert leadcast(*words).answer["status"] == "already"
    with Ledger.open(None, shop / ".leadcast") as ledger:
        (kept,) = ledger.answers("L1")
    assert (kept.reason, kept.at, bool(kept.told_by)) == ("no budget", 1614592800000000, True)


def test_one_key_is_one_answer(shop: Path, leadcast: Callable[..., Any]) -> None:
    assert leadcast("answer", shop, "L1", "accepted", "--key", "k").status == 0
    refused = leadcast("answer", shop, "L1", "contacted", "--key", "k", "--json")
    assert refused.status == 1
    assert refused.answer["error"]["kind"] == "ConflictError"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["L1", "liked"], "kind: write one of accepted, returned"),
        (["L1", "returned"], "reason: write one of bad timing"),
        (["L1", "accepted", "--reason", "other"], "reason: accepted has none"),
        (["L1", "accepted", "--at", "soon"], "at: write a time such as"),
        (["  ", "accepted"], "lead_id: name the lead"),
    ],
)
def test_what_the_agreement_does_not_know(
    shop: Path, leadcast: Callable[..., Any], words: list[str], said: str
) -> None:
    refused = leadcast("answer", shop, *words)
    assert refused.status == 1
    assert said in " ".join(refused.err.split())


def test_a_file_of_answers_comes_in_once(shop: Path, leadcast: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(
        "\ufeffLead_ID,kind,at,reason,note,key\n"
        'L1,accepted,,,"a note,\nin two lines",k1\n'
        "L2,outcome,2021-03-01,WON,,\n"
        'L1,accepted,,,"a note,\nin two lines",k1\n',
        encoding="utf-8",
    )
    first = leadcast("answers", shop, "--from", file, "--json")
    assert first.status == 0, first.err
    assert first.answer == {"recorded": 2, "already": 1}
    assert leadcast("answers", shop, "--from", file, "--json").answer == {"recorded": 0, "already": 3}
    listed = leadcast("answers", shop, "--lead", "L2", "--json").answer["answers"]
    assert [(one["kind"], one["reason"], one["at"]) for one in listed] == [
        ("outcome", "won", "2021-03-01T00:00:00+00:00")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "lead_id,kind\nL1,accepted\nL2,liked\nL3,\n",
            "2 of 3 answers cannot be taken, and so none was: line 3: kind",
        ),
        ("lead_id,kind,reason\nL1,accepted,\nL2,returned,rain\n", "line 3: reason: write one of"),
        ("lead_id,kind,at\nL1,accepted,\nL2,accepted,noon\n", "line 3: at: write a time"),
        ("lead_id,kind,key\nL1,accepted,k\nL2,accepted,j\nL3,accepted,k\n", "line 4: key: another answer"),
        ("lead_id,kind,color\nL1,accepted,red\n", "its columns are lead_id, kind, color"),
        ("lead,kind\nL1,accepted\n", "lead_id and kind are needed"),
        ("", "its columns are none"),
        ('lead_id,kind\nL1,"accepted\n', "cannot be read as CSV"),
        (b"lead_id,kind\nL\xff,accepted\n", "cannot be read as CSV in UTF-8"),
        (None, "no such file"),
    ],
    ids=str,
)
def test_of_a_file_with_one_bad_line_nothing_is_taken(
    shop: Path, leadcast: Callable[..., Any], tmp_path: Path, text: str | bytes | None, said: str
) -> None:
    file = tmp_path / "answers.csv"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    leadcast("answer", shop, "before", "accepted")
    refused = leadcast("answers", shop, "--from", file)
    assert refused.status == 1
    assert said in " ".join(refused.err.split())
    left = leadcast("answers", shop, "--json").answer["answers"]
    assert [one["lead_id"] for one in left] == ["before"]


def test_answers_are_written_out(shop: Path, leadcast: Callable[..., Any], tmp_path: Path) -> None:
    assert leadcast("answers", shop).status == 1  # there is no ledger, and none is begun by looking
    assert not (shop / ".leadcast/ledger.db").exists()
    for lead in ("L1", "L2"):
        leadcast("answer", shop, lead, "contacted", "--note", f"to {lead}, at once")
    for ending in ("csv", "parquet"):
        out = tmp_path / f"a.{ending}"
        assert leadcast("answers", shop, "--out", out, "--json").answer == {"out": str(out), "rows": 2}
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["lead_id"], row["note"]) for row in rows] == [
        ("L1", "to L1, at once"),
        ("L2", "to L2, at once"),
    ]
    table: Any = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert [{name: value or "" for name, value in row.items()} for row in table] == rows
    assert leadcast("answers", shop, "--since", "2100-01-01", "--json").answer == {"answers": []}
    assert "sales has not answered" in leadcast("answers", shop, "--lead", "L3").err
    assert leadcast("answers", shop, "--out", tmp_path / "a.txt").status == 2
    assert leadcast("answers", shop, "--from", "x.csv", "--lead", "L1").status == 2
