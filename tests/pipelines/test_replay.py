"""A score computed again from its receipt gives the same bytes; what does not is told, and why."""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from models.ledger import Ledger, Receipt
from models.ledger.contributions import pack, unpack
from models.ledger.shadows import Shadowed
from models.receipts.difference import differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AS_OF = "2021-06-15T00:00:00Z"


@pytest.fixture
def scored(copied: Path, leadcast: Callable[..., Any]) -> Path:
    """A workspace whose ledger has the receipts of a batch, and of one shadow."""
    said = leadcast("score", copied, "--as-of", AS_OF, "--out", copied / "scores.csv", "--json")
    assert said.status == 0, said.err
    with ledger_of(copied) as ledger:
        first = kept(ledger)[0]
        ledger.shadowed([Shadowed("other", first)])
    assert said.answer["receipts"] == said.answer["rows"] > 50
    return copied


def ledger_of(path: Path) -> Ledger:
    return Ledger.open(None, path / ".leadcast")


def kept(ledger: Ledger) -> list[Receipt]:
    found = (ledger.receipt(row.score_id) for row in ledger.scored(0, 2**62))
    return sorted(filter(None, found), key=lambda one: -len(one.inputs))


def rewrite(path: Path, receipt: Receipt, **columns: Any) -> None:
    with ledger_of(path) as ledger, ledger.database.writing() as connection:
        for name, value in columns.items():
            sql = text(f"UPDATE receipts SET {name} = :value WHERE score_id = :score_id")
            connection.execute(sql, {"value": value, "score_id": receipt.score_id})


def test_every_receipt_gives_its_score_again(scored: Path, leadcast: Callable[..., Any]) -> None:
    said = leadcast("replay", scored, "--all", "--json")
    assert said.status == 0, said.err
    with ledger_of(scored) as ledger:
        receipts = kept(ledger)
    assert said.answer["counts"] == {"same": len(receipts) + 1}
    one = leadcast("replay", scored, receipts[0].score_id, "--json")
    assert one.status == 0
    assert one.answer["outcome"] == "same"
    assert leadcast("replay", scored, "--all", "--since", "2100-01-01", "--json").answer["replayed"] == 0


def test_scored_again_it_leaves_no_more_receipts(scored: Path, leadcast: Callable[..., Any]) -> None:
    with ledger_of(scored) as ledger:
        before = kept(ledger)
    leadcast("score", scored, "--as-of", AS_OF, "--out", scored / "scores.csv")
    leadcast("score", scored, "--as-of", "2021-06-20", "--out", scored / "s.csv", "--no-receipts")
    moments = scored / "moments.csv"
    moments.write_text(f"lead_id,as_of\n{before[0].lead_id},2021-06-16T00:00Z\n")
    leadcast("score", scored, "--moments", moments, "--out", scored / "s.csv")
    with ledger_of(scored) as ledger:
        assert kept(ledger) == before
    leadcast("score", scored, "--moments", moments, "--out", scored / "s.csv", "--receipts")
    with ledger_of(scored) as ledger:
        assert len(kept(ledger)) == len(before) + 1


def test_an_agreement_that_wants_no_receipts_has_none(copied: Path, leadcast: Callable[..., Any]) -> None:
    for file in (copied / ".leadcast").glob("ledger.*"):  # that other tests' scores have left
        file.unlink()
    agreement = copied / "agreement.toml"
    agreement.write_text(agreement.read_text() + "\n[ledger]\nreceipts = false\n")
    words = ("score", copied, "--as-of", AS_OF, "--out", copied / "s.csv", "--json")
    assert leadcast(*words).answer["receipts"] == 0
    assert not (copied / ".leadcast/ledger.db").exists()
    refused = leadcast(*words, "--receipts")
    assert refused.status == 2
    assert "receipts = true under [ledger]" in refused.err
    none = leadcast("replay", copied, "--all")
    assert none.status == 1
    assert "keeps no ledger yet" in none.err


def test_a_lost_ledger_has_its_receipts_once_it_is_back(
    copied: Path, leadcast: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("score", copied, "--as-of", AS_OF, "--out", copied / "s.csv")
    with monkeypatch.context() as patch:
        patch.setenv("LEADCAST_LEDGER_URL", "postgresql://nobody@127.0.0.1:1/gone")
        said = leadcast(*words)
        assert said.status == 0
        assert "receipts in files, as the ledger cannot be reached" in said.err
        assert leadcast("replay", copied, "--all").status == 1
        agreement = (copied / "agreement.toml").read_text()
        (copied / "agreement.toml").write_text(f'{agreement}\n[ledger]\nwhen_lost = "refuse"\n')
        refused = leadcast(*words)
        assert refused.status == 1
        assert "the ledger postgresql://127.0.0.1:1/gone" in refused.err
        assert leadcast(*words, "--no-receipts").status == 0
    found = leadcast("replay", copied, "--all", "--json")
    assert found.status == 0
    assert found.answer["counts"]["same"] > 50


def bits(inputs: bytes) -> Iterator[bytes]:
    """Inputs with one bit changed each."""
    for place in (0, len(inputs) // 2, len(inputs) - 1):
        changed = bytearray(inputs)
        changed[place] ^= 1
        yield bytes(changed)


def test_one_bit_of_an_input_is_found(scored: Path, leadcast: Callable[..., Any]) -> None:
    with ledger_of(scored) as ledger:
        receipt = kept(ledger)[0]
    for changed in bits(receipt.inputs):
        rewrite(scored, receipt, inputs=zlib.compress(changed))
        said = leadcast("replay", scored, receipt.score_id, "--json")
        assert said.status == 1
        assert said.answer["outcome"] == "impossible"
        assert "their hash is another" in said.answer["why"][0]
    for changed in bits(zlib.compress(receipt.inputs)):
        rewrite(scored, receipt, inputs=changed)
        said = leadcast("replay", scored, receipt.score_id)
        assert said.status == 1
        assert "damaged" in said.err or "hash is another" in said.err
    said = leadcast("replay", scored, "--all", "--json")
    assert said.status == 1
    assert said.answer["counts"]["impossible"] == 1


def test_inputs_that_were_forged_with_their_hash_give_another_score(
    scored: Path, leadcast: Callable[..., Any]
) -> None:
    with ledger_of(scored) as ledger:
        receipt = next(one for one in kept(ledger) if b'"touches":[[' in one.inputs and one.p_sql)
    told = json.loads(receipt.inputs)
    told[2]["touches"] *= 7
    forged = json.dumps(told, separators=(",", ":")).encode()
    digest = hashlib.sha256(forged).hexdigest()
    rewrite(scored, receipt, inputs=zlib.compress(forged), input_hash=digest)
    said = leadcast("replay", scored, receipt.score_id, "--json")
    assert said.status == 1
    assert said.answer["outcome"] == "differs"
    why = " ".join(said.answer["why"])
    assert "score_id: " in why
    assert "contributions to sql: " in why
    assert "answer: p_sql was " in why


def test_a_bundle_that_is_gone_or_altered_is_named(scored: Path, leadcast: Callable[..., Any]) -> None:
    (bundle,) = (scored / ".leadcast/bundles").iterdir()
    (bundle / "card.md").write_text("otherwise")
    said = leadcast("replay", scored, "--all", "--json")
    assert said.status == 1
    assert "was altered after training" in said.answer["told"][0]["why"][0]
    shutil.rmtree(bundle)
    said = leadcast("replay", scored, "--all", "--json")
    assert said.answer["counts"] == {"impossible": said.answer["replayed"]}
    assert f"has no bundle '{bundle.name}'" in said.answer["told"][0]["why"][0]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["0123"], 1, "no receipt of a score 0123"),
        ([], 2, "a score's id, or --all"),
        (["0123", "--all"], 2, "leave the score's id away"),
        (["0123", "--since", "2021-01-01"], 2, "--since goes with --all"),
    ],
)
def test_what_cannot_be_replayed_is_said(
    scored: Path, leadcast: Callable[..., Any], words: list[str], status: int, said: str
) -> None:
    found = leadcast("replay", scored, *words)
    assert found.status == status
    assert said in " ".join(found.err.split())


def test_a_single_word_is_a_score(
    scored: Path, leadcast: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(ledger_of(scored)) as ledger:
        score_id = kept(ledger)[0].score_id
    monkeypatch.chdir(scored)
    assert leadcast("replay", score_id).status == 0
    assert leadcast("replay").status == 2


def test_each_difference_is_a_sentence(scored: Path) -> None:
    with ledger_of(scored) as ledger:
        receipt = next(one for one in kept(ledger) if one.p_sql is not None)
    assert differences(receipt, replace(receipt, scored_at=0)) == ()
    told = unpack(receipt.contributions)
    told["sql"][4] = -told["sql"][4] - 1.0
    (one,) = differences(receipt, replace(receipt, contributions=pack(told)))
    assert one.startswith("contributions to sql: 1 of ")
    (one,) = differences(receipt, replace(receipt, answer=receipt.answer.replace(b'": ', b'":')))
    assert one == "answer: the same, written otherwise"
    (one,) = differences(receipt, replace(receipt, answer=receipt.answer[:-1] + b', "more": 1}'))
    assert one == "answer: more is new since"
    (one,) = differences(receipt, replace(receipt, p_sql=0.0))
    assert one.startswith("p_sql: ")
