"""Bad input gives one clear line on standard error, a status of 1 or 2, and never a traceback."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def rewrite(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        before = (path / name).read_text()
        after = change(before)
        assert after != before, f"the test changed nothing in {name}"
        (path / name).write_text(after)

    return spoil


def put(name: str, content: str | bytes) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return spoil


def remove(name: str) -> Callable[[Path], None]:
    return lambda path: (path / name).unlink()


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    return rewrite(name, lambda text: text.replace(old, new))


def head(name: str, rows: int) -> Callable[[Path], None]:
    return rewrite(name, lambda text: "".join(text.splitlines(keepends=True)[: rows + 1]))


def without(name: str, pattern: str) -> Callable[[Path], None]:
    """Drop the rows that match."""
    return rewrite(
        name, lambda text: "".join(line for line in text.splitlines(True) if not re.search(pattern, line))
    )


def all_qualified(path: Path) -> None:
    """Every lead becomes SQL and is won an hour after it came."""
    leads = [line.split(",")[:2] for line in (path / "leads.csv").read_text().splitlines()[1:]]
    stages = [
        f"{lead},{when.replace('+00:00', '')},{stage}"
        for lead, when in leads
        for stage in ("sql", "won")
        for when in [f"{when[:10]}T23:59:5{7 + (stage == 'won')}+00:00"]
    ]
    (path / "stages.csv").write_text("\n".join(["lead_id,at,stage", *stages]) + "\n")


TRAIN: dict[str, tuple[Callable[[Path], None], str]] = {
    "no agreement": (remove("agreement.toml"), r"has no agreement\.toml; make one with: leadcast init"),
    "broken TOML": (
        rewrite("agreement.toml", lambda text: text + "\n[targets\n"),
        r"agreement\.toml: not valid TOML: .*line \d+",
    ),
    "unknown key": (
        replace("agreement.toml", "after_creation", "after_creatoin"),
        "unknown key moments.after_creatoin: did you mean 'after_creation'",
    ),
    "wrong value": (
        replace("agreement.toml", '"14d"', '"a fortnight"'),
        r"targets\.sql: 'a fortnight'",
    ),
    "not UTF-8": (
        put("agreement.toml", 'name = "Müller"\n'.encode("latin-1")),
        r"agreement\.toml is not UTF-8 text",
    ),
    "no target": (
        replace("agreement.toml", '[targets]\nsql = "14d"\nclose = "30d"', ""),
        "no target",
    ),
    "no source file": (remove("touches.csv"), r"touches\.csv"),
    "no required column": (
        rewrite("leads.csv", lambda text: text.replace("created_at", "colour", 1)),
        r"leads\.csv.*created_at.*colour",
    ),
    "unreadable dates": (
        rewrite("leads.csv", lambda text: re.sub(r"2021-(\d\d)-(\d\d)T", r"the \2nd of \1 ", text)),
        r"leads.*300 of 300",
    ),
    "no stage of ours": (
        rewrite("stages.csv", lambda text: re.sub(r"(sql|won|lost)$", r"phase \1", text, flags=re.MULTILINE)),
        r"stage",
    ),
    "one lead, two different rows": (
        rewrite("leads.csv", lambda text: text + "L0007,2021-02-03T00:00:00+00:00,,fair,12,FR\n"),
        r"leads.*lead_id.*L0007",
    ),
    "no leads": (head("leads.csv", 0), r"leads"),
    "an empty file": (put("leads.csv", ""), r"leads\.csv"),
    "unknown stage": (
        rewrite("agreement.toml", lambda text: text + '\n[stages]\n"Verkauft" = "sold"\n'),
        r"\[stages\] Verkauft = 'sold'.*won",
    ),
    "unset variable": (
        replace("agreement.toml", '"leads.csv"', '"${LEADCAST_NOWHERE}/leads.csv"'),
        r"LEADCAST_NOWHERE",
    ),
    "unreachable database": (
        replace("agreement.toml", '"leads.csv"', '"postgresql://reader:hunter2@127.0.0.1:9/crm SELECT 1"'),
        r"127\.0\.0\.1",
    ),
    "a failing query": (
        replace("agreement.toml", '"leads.csv"', "\"SELECT nothing AS lead_id FROM 'leads.csv'\""),
        r"nothing",
    ),
    "two workers": (put(".leadcast", "a file where a folder should be"), r"\.leadcast"),
}


@pytest.mark.parametrize("kind", TRAIN)
def test_training_refuses_in_one_line(
    kind: str, company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    spoil, expected = TRAIN[kind]
    path = company(tmp_path / "company", leads=300, days=200)
    spoil(path)
    said = leadcast("train", path, "--json")
    assert_refused(said, expected, status=1)
    assert not list(path.glob(".leadcast/bundles/*"))
    assert "hunter2" not in said.out + said.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ["train", "{}", "--as-of", "next tuesday"],
            r"--as-of: 'next tuesday' is not a date or time",
        ),
        (["train", "{}", "--horizon", "3"], r"unrecognized arguments: --horizon 3; see: leadcast --help"),
        (["trian", "{}"], r"invalid choice: 'trian'"),
        (["score", "{}"], r"required: --out; see: leadcast score --help"),
        (["score", "{}", "--out", "{}/s.xlsx"], r"--out .*s\.xlsx.*\.csv or \.parquet"),
        (["score", "{}", "--out", "{}/no/such/s.csv"], r"the folder .*no/such does not exist"),
        (["score", "{}", "--out", "{}"], r"ends in \.csv or \.parquet"),
        (["score", "{}", "--out", "{}/s.csv", "--contributions", "{}/c.csv"], r"--contributions .*\.parquet"),
        (
            ["score", "{}", "--out", "{}/s.csv", "--moments", "{}/leads.csv", "--as-of", "2021-02-01"],
            "--moments has an as_of for each row",
        ),
        (["promote", "{}", "2020-01-01-0000000000"], r"no bundle '2020-01-01-0000000000'.*2021-"),
        (["demo", "{}", "--leads", "0"], r"--leads: '0' is not a whole number above zero"),
        (["demo", "{}"], r"is not empty and holds no demo"),
        ([], "required: COMMAND"),
    ],
    ids=lambda value: " ".join(value[::2] if isinstance(value, list) else ())[:60],
)
def test_wrong_usage_exits_with_2(
    words: list[str], expected: str, trained: Any, leadcast: Callable[..., Any]
) -> None:
    said = leadcast(*(word.replace("{}", str(trained.path)) for word in words), "--json")
    assert_refused(said, expected, status=2)


MOMENTS: dict[str, tuple[str, bytes, str]] = {
    "no such file": ("", b"", "no such file"),
    "no columns": ("m.csv", b"id,when\nL0001,2021-03-01\n", "needs the columns lead_id and as_of"),
    "one column": ("m.csv", b"lead_id\nL0001\n", "needs the columns lead_id and as_of"),
    "a bad time": (
        "m.csv",
        b"lead_id,as_of\nL0001,2021-03-01\nL0002,soon\n",
        "row 2: as_of is 'soon'",
    ),
    "an empty time": ("m.csv", b"lead_id,as_of\nL0001,\n", "row 1: lead_id or as_of is empty"),
    "an empty lead": ("m.csv", b"lead_id,as_of\n,2021-03-01\n", "row 1: lead_id or as_of is empty"),
    "an impossible time": ("m.csv", b"lead_id,as_of\nL0001,2021-02-30\n", "row 1: as_of is '2021-02-30'"),
    "not Parquet": ("m.parquet", b"lead_id,as_of\n", "m.parquet"),
    "numbers": ("m.jsonl", b'{"lead_id": "L0001", "as_of": 17}\n', "row 1: as_of is '17'"),
    "an empty file": ("m.csv", b"", "needs the columns lead_id and as_of"),
}


@pytest.mark.parametrize("kind", MOMENTS)
def test_bad_moments_are_refused(
    kind: str, trained: Any, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    name, content, expected = MOMENTS[kind]
    file = tmp_path / (name or "absent.csv")
    if name:
        file.write_bytes(content)
    said = leadcast("score", trained.path, "--moments", file, "--out", tmp_path / "s.csv", "--json")
    assert_refused(said, expected, status=1)
    assert not (tmp_path / "s.csv").exists()


def test_scoring_needs_a_champion(
    company: Callable[..., Path], tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    path = company(tmp_path / "company", leads=5)
    said = leadcast("score", path, "--out", tmp_path / "s.csv", "--json")
    assert_refused(said, "no champion yet; train one with: leadcast train", status=1)


def test_scoring_with_an_unknown_bundle_names_those_there_are(
    trained: Any, tmp_path: Path, leadcast: Callable[..., Any]
) -> None:
    said = leadcast("score", trained.path, "--out", tmp_path / "s.csv", "--model", "v9", "--json")
    assert_refused(
        said, rf"no bundle 'v9'; its bundles are: {trained.said.answer['model_version']}", status=1
    )


def test_an_altered_bundle_is_named(copied: Path, tmp_path: Path, leadcast: Callable[..., Any]) -> None:
    (booster,) = copied.glob(".leadcast/bundles/*/sql.txt")
    booster.write_text(booster.read_text().replace("leaf_value=", "leaf_value=9", 1))
    said = leadcast("score", copied, "--out", tmp_path / "s.csv", "--json")
    assert_refused(said, r"sql\.txt was altered after training", status=1)


def test_a_damaged_pointer_is_mended_by_promoting(
    trained: Any, copied: Path, leadcast: Callable[..., Any]
) -> None:
    (copied / ".leadcast/champion.json").write_text("{")
    assert_refused(leadcast("report", copied, "--json"), "leadcast promote VERSION", status=1)
    version = trained.said.answer["model_version"]
    answer = leadcast("promote", copied, version, "--json").answer
    assert (answer["champion"], answer["previous"]) == (version, version)
    assert leadcast("report", copied, "--json").answer["model_version"] == version


def test_a_tracking_server_that_does_not_answer_is_named(
    trained: Any, copied: Path, leadcast: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    said = leadcast("promote", copied, trained.said.answer["model_version"], "--json")
    assert_refused(said, "MLflow could not be told .* check MLFLOW_TRACKING_URI", status=1)


def test_a_full_disk_is_one_line(
    trained: Any, tmp_path: Path, leadcast: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device", "s.csv")

    monkeypatch.setattr("pyarrow.csv.write_csv", full)
    said = leadcast("score", trained.path, "--out", tmp_path / "s.csv", "--json")
    assert_refused(said, "No space left on device", status=1)
    assert list(tmp_path.iterdir()) == []


def assert_refused(said: Any, expected: str, *, status: int) -> None:
    assert said.status == status, said.err
    lines = [line for line in said.err.splitlines() if not line.startswith("done ")]
    word = {1: "refused ", 2: "wrong usage "}[status]
    assert len(lines) == 1, said.err
    assert lines[0].startswith(word)
    assert re.search(expected, lines[0]), lines[0]
    assert "Traceback" not in said.err
    document = json.loads(said.out)
    assert document["error"]["kind"].endswith("Error")
    assert re.search(expected, " ".join(document["error"]["message"].split()))
