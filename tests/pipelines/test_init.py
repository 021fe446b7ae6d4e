"""A stranger's exports become a workspace: what is guessed is right, what is not is said."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from features.agreement import read_agreement
from features.checks import check_journey
from features.errors import SourceError, WorkspaceError
from features.sources import open_journey
from pipelines.init import InitReport, init_workspace
from pipelines.init.places import without_password
from pipelines.init.stage_words import stage_dated_by, stage_of

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2024, 1, 2, 8)


def table(path: Path, header: str, rows: list[list[object]], mark: str = ",", encoding: str = "utf-8") -> str:
    lines = [header, *(mark.join(str(cell) for cell in row) for row in rows)]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return str(path)


def german(folder: Path) -> dict[str, str]:
    """Three files as a German marketing department has them: semicolons, day first, decimal commas."""
    pick = random.Random(3)
    leads: list[list[object]] = []
    touches: list[list[object]] = []
    stages: list[list[object]] = []
    for n in range(120):
        came, lead = START + timedelta(hours=pick.random() * 3600), 10_000_000_000 + 37 * n
        leads.append(
            [lead, "Anna", f"p{n}@x.de", f"Firma {n % 30}", f"{came:%d.%m.%Y %H:%M}", "Köln", "1.234,50"]
        )
        for _ in range(pick.randint(0, 5)):
            then = came + timedelta(hours=pick.random() * 500)
            kind = pick.choice(["Seitenaufruf", "Email sent", "Anruf"])
            touches.append(
                [len(touches) + 1, lead, f"{then:%d/%m/%Y %H:%M:%S}", kind, f"{pick.randint(0, 9)},5"]
            )
        if n % 2:
            later = came + timedelta(days=pick.random() * 20)
            stages.append([n, lead, f"{later:%d/%m/%Y %H:%M}", "Qualifiziert", ""])
            end = pick.choice(["Gewonnen", "Verloren", "Angebot"])
            stages.append([n, lead, f"{later + timedelta(days=9):%d/%m/%Y %H:%M}", end, "12.345,00"])
    head = "Datensatz-ID;Vorname;E-Mail;Firmenname;Erstellt am;Stadt;Umsatz (EUR)"
    return {
        "leads": table(folder / "Kontakte Export.csv", head, leads, ";", "utf-8-sig"),
        "touches": table(
            folder / "akt.csv", "Nr;Kontakt-ID;Datum;Aktivitätstyp;Wert", touches, ";", "cp1252"
        ),
        "stages": table(folder / "phasen.csv", "Zeile;Kontakt-ID;Geändert am;Neue Phase;Betrag", stages, ";"),
    }


def test_a_strangers_files_are_read_without_an_error(tmp_path: Path) -> None:
    workspace = tmp_path / "work"
    report = init_workspace(workspace, **german(tmp_path))
    agreement = read_agreement(workspace)
    assert agreement.columns == {
        "leads": {"lead_id": "Datensatz-ID", "created_at": "Erstellt am", "account_id": "Firmenname"},
        "touches": {"lead_id": "Kontakt-ID", "at": "Datum", "kind": "Aktivitätstyp", "value": "Wert"},
        "stages": {"lead_id": "Kontakt-ID", "at": "Geändert am", "stage": "Neue Phase", "amount": "Betrag"},
    }
    assert agreement.date_order == "day_first"
    assert agreement.stages.sql == ("qualifiziert",)
    assert (agreement.stages.won, agreement.stages.lost) == (("gewonnen",), ("verloren",))
    assert agreement.touches.outbound == ("Anruf", "Email sent")
    assert set(agreement.targets.horizons()) == {"sql", "close"}
    with open_journey(agreement, workspace) as journey:
        assert journey.attributes == ("Stadt", "Umsatz (EUR)")
        assert [str(found) for found in check_journey(journey) if found.severity == "error"] == []
        assert journey.db.execute("SELECT count(*), count(account_id) FROM leads").fetchone() == (120, 120)
        assert journey.db.execute("SELECT DISTINCT amount FROM stages WHERE stage = 'won'").fetchall() == [
            (12345,)
        ]
        assert journey.db.execute("SELECT count(*) FROM set_aside").fetchone() == (0,)
    assert any("timezone" in line for line in report.unsure)


HUBSPOT = (
    "Record ID,Email,Phone Number,Lifecycle Stage,Create Date,Company Name,Job Title,"
    "Became a Sales Qualified Lead Date,Became a Customer Date,"
    "Number of Pageviews,Last Activity Date,Contact owner,Renewal,Ville"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_stage_dates_among_the_leads_become_stage_changes(tmp_path: Path, encoding: str) -> None:
    rows: list[list[object]] = []
    for n in range(60):
        came = START + timedelta(days=n)
        sold = f"{came + timedelta(days=40):%Y-%m-%d %H:%M}" if n % 3 == 0 else ""
        qualified = f"{came + timedelta(days=4):%Y-%m-%d %H:%M}" if n % 2 == 0 else ""
        mail, phone = f"ann{n}@b{n}.com", f"+49 30 12345{n:02}"
        seen, renewal = (
            f"{came + timedelta(days=50):%Y-%m-%d %H:%M}",
            f"{came + timedelta(days=365):%Y-%m-%d}",
        )
        rows.append([50_000 + n, mail, phone, "lead", f"{came:%Y-%m-%d %H:%M}", f"Co {n % 9}", "CTO"])
        rows[-1] += [qualified, sold, 7, seen, "Joe", renewal, "Besançon"]
    leads = table(tmp_path / "hubspot.csv", HUBSPOT, rows, encoding=encoding)
    init_workspace(tmp_path / "work", leads=leads)
    agreement = read_agreement(tmp_path / "work")
    with open_journey(agreement, tmp_path / "work") as journey:
        assert journey.attributes == ("Job Title", "Ville")
        counts = journey.db.execute(
            "SELECT stage, count(*) FROM stages GROUP BY stage ORDER BY stage"
        ).fetchall()
        assert counts == [("sql", 30), ("won", 20)]
        assert [str(found) for found in check_journey(journey) if found.severity == "error"] == []
    text = (tmp_path / "work" / "agreement.toml").read_text(encoding="utf-8")
    assert "ann0@" not in text
    for reason, column in (
        ("are personal", "Email"),
        ("know the outcome", "Lifecycle Stage"),
        ("what sales did", "Contact owner"),
    ):
        section = text[text.index(reason) :]
        assert f'"{column}"' in section[: section.find("# ") if "# " in section else None]


def test_salesforce_objects_are_linked_by_what_they_share(tmp_path: Path) -> None:
    ids = [f"00Q5g00000{n:05}AAA" for n in range(40)]
    day = [f"{START + timedelta(days=n):%Y-%m-%dT%H:%M:%S.000+0000}" for n in range(60)]
    head = "Id,Name,CreatedDate,Status,LeadSource,IsConverted,ConvertedDate,OwnerId,Industry"
    lead_rows: list[list[object]] = [
        [id_, f"Lee {n}", day[n], "Open", "Web", n % 2, day[n + 5][:10] if n % 2 else "", "005", "Energy"]
        for n, id_ in enumerate(ids)
    ]
    tasks: list[list[object]] = [
        [f"00T{n:015}", id_, day[n + 1], "Call", "Done"] for n, id_ in enumerate(ids)
    ]
    changes: list[list[object]] = [[id_, "Industry", "", "Energy", day[n + 2]] for n, id_ in enumerate(ids)]
    init_workspace(
        tmp_path / "work",
        leads=table(tmp_path / "Lead.csv", head, lead_rows),
        touches=table(tmp_path / "Task.csv", "Id,WhoId,CreatedDate,TaskSubtype,Status", tasks),
        attribute_changes=table(tmp_path / "H.csv", "LeadId,Field,OldValue,NewValue,CreatedDate", changes),
    )
    agreement = read_agreement(tmp_path / "work")
    assert agreement.columns["leads"] == {"lead_id": "Id", "created_at": "CreatedDate"}
    assert agreement.columns["touches"] == {"lead_id": "WhoId", "at": "CreatedDate", "kind": "TaskSubtype"}
    assert agreement.timezone == "UTC"
    with open_journey(agreement, tmp_path / "work") as journey:
        assert journey.attributes == ("LeadSource", "Industry")
        counted = [
            journey.db.execute(f"SELECT count(*) FROM {name}").fetchone()
            for name in ("leads", "touches", "stages", "attribute_changes")
        ]
        assert counted == [(40,), (40,), (20,), (40,)]


def test_what_cannot_be_guessed_is_left_as_a_comment_and_said(tmp_path: Path) -> None:
    leads = table(tmp_path / "l.csv", "a,b", [[n, n % 3] for n in range(30)])
    stages = table(tmp_path / "s.csv", "a,c,d", [[n, "2024-01-05", "phase x"] for n in range(30)])
    report = init_workspace(tmp_path / "work", leads=leads, stages=stages)
    text = report.path.read_text(encoding="utf-8")
    assert '# created_at = "the name of its column"' in text
    assert '# "phase x" = ' in text
    assert '# sql = "30d"' in text
    assert any("created_at" in line for line in report.unsure)
    assert any("phase x" in line for line in report.unsure)
    assert read_agreement(tmp_path / "work").targets.horizons() == {}


def test_ambiguous_dates_are_not_guessed(tmp_path: Path) -> None:
    leads = table(
        tmp_path / "l.csv", "id,created", [[n, f"0{n % 9 + 1}/0{n % 8 + 1}/2024"] for n in range(40)]
    )
    report = init_workspace(tmp_path / "work", leads=leads)
    assert '# date_order = "day_first"' in report.path.read_text(encoding="utf-8")
    assert any("date_order" in line for line in report.unsure)


def test_an_agreement_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "agreement.toml").write_text("mine")
    with pytest.raises(WorkspaceError, match=r"agreement\.toml exists and is not overwritten"):
        init_workspace(tmp_path, leads="anything.csv")
    assert (tmp_path / "agreement.toml").read_text() == "mine"


def test_a_source_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"sources\.leads: no file"):
        init_workspace(tmp_path / "work", leads=str(tmp_path / "nothing.csv"))
    assert list((tmp_path / "work").iterdir()) == []


def test_files_beside_or_in_the_workspace_move_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "data").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    table(tmp_path / "here" / "data" / "l.csv", "lead_id,created_at", [[1, "2024-01-05"], [2, "2024-01-06"]])
    init_workspace(tmp_path / "here" / "work", leads="data/*.csv")
    (tmp_path / "here").rename(tmp_path / "there")
    monkeypatch.chdir(tmp_path)
    workspace = tmp_path / "there" / "work"
    with open_journey(read_agreement(workspace), workspace) as journey:
        assert journey.db.execute("SELECT count(*) FROM leads").fetchone() == (2,)


def test_a_password_is_not_written_down() -> None:
    assert without_password("postgresql://ann:s3cret@db/crm leads") == (
        "postgresql://ann:${LEADCAST_DATABASE_PASSWORD}@db/crm leads"
    )
    assert without_password("postgresql://ann@db/crm leads") == "postgresql://ann@db/crm leads"


def test_a_database_starts_a_workspace_too(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            """
            CREATE TABLE contacts AS
            SELECT n AS vid, 'Energy' AS industry,
                   timestamptz '2024-01-01 10:00+00' + n * interval '1 day' AS createdate,
                   CASE WHEN n % 2 = 0 THEN date '2024-03-01' + n END
                       AS hs_lifecyclestage_salesqualifiedlead_date,
                   CASE WHEN n % 5 = 0 THEN (date '2024-05-01' + n)::text ELSE '' END
                       AS became_a_customer_date
            FROM generate_series(1, 50) AS n
            """
        )
    secret = postgres_url.replace("postgres@", "postgres:s3cret@")
    report = init_workspace(tmp_path, leads=f"{secret} contacts")
    assert "s3cret" not in report.path.read_text(encoding="utf-8")
    assert any("LEADCAST_DATABASE_PASSWORD" in line for line in report.unsure)
    monkeypatch.setenv("LEADCAST_DATABASE_PASSWORD", "s3cret")
    with open_journey(read_agreement(tmp_path), tmp_path) as journey:
        assert journey.attributes == ("industry",)
        counts = journey.db.execute(
            "SELECT stage, count(*) FROM stages GROUP BY stage ORDER BY stage"
        ).fetchall()
        assert counts == [("sql", 25), ("won", 10)]


@given(name=some.text(some.characters(codec="utf-8", exclude_characters="\r\n\0"), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_column_name_survives(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("names")
    quoted = '"' + name.replace('"', '""') + '"'
    leads = table(
        folder / "l.csv", f"lead_id,created_at,{quoted}", [[1, "2024-01-05", "x"], [2, "2024-01-06", "y"]]
    )
    stages = table(folder / "s.csv", f"lead_id,at,stage,{quoted}", [[1, "2024-02-05", "won", "z"]])
    report: InitReport = init_workspace(folder / "work", leads=leads, stages=stages)
    with open_journey(read_agreement(report.path.parent), report.path.parent) as journey:
        assert journey.db.execute("SELECT count(*) FROM stages").fetchone() == (1,)


STAGES = {
    "SQL": "sql", "Sales Qualified Lead": "sql", "salesqualifiedlead": "sql", "Qualified": "sql",
    "Qualifiziert": "sql", "Closed - Converted": "sql", "Marketing Qualified Lead": "mql",
    "marketingqualifiedlead": "mql", "MQL": "mql", "Closed Won": "won", "closedwon": "won",
    "Customer": "won", "Gewonnen": "won", "Client": "won", "Closed Lost": "lost", "Disqualified": "lost",
    "Unqualified": "lost", "Not qualified": "lost", "Verloren": "lost", "Closed - Not Converted": "lost",
    "Nicht qualifiziert": "lost", "Opportunity": "opportunity", "Proposal/Price Quote": "opportunity",
    "Angebot": "opportunity", "Nurture": "recycled", "Recycled": "recycled", "Subscriber": None,
    "New": None, "Lead": None, "Contacted": None, "Termin vereinbart": None,
}  # fmt: skip


@pytest.mark.parametrize("name", STAGES)
def test_stage_names_of_crms_are_known(name: str) -> None:
    assert stage_of(name) == STAGES[name]


DATES = {
    "Became a Sales Qualified Lead Date": "sql", "hs_lifecyclestage_salesqualifiedlead_date": "sql",
    "hs_v2_date_entered_customer": "won", "Became a Customer Date": "won", "Closed Won Date": "won",
    "won_date": "won", "ConvertedDate": "sql", "date_conversion": "opportunity", "MQL Date": "mql",
    "Disqualified At": "lost", "Create Date": None, "Close Date": None, "Last Modified Date": None,
    "Recent Deal Close Date": None,
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_columns_of_stage_dates_are_known(name: str) -> None:
    assert stage_dated_by(name) == DATES[name]
