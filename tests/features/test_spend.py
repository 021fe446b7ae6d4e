"""What channels cost is read as it is written, and what is wrong with it is said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from features.agreement.parse import parse_agreement
from features.errors import AgreementError, SourceError
from features.sources import open_journey
from features.spend import channel_attribute, check_spend, read_spend
from features.spend.periods import periods

if TYPE_CHECKING:
    from pathlib import Path

    from features.agreement import Agreement
    from features.checks import Finding

AGREED = '[channels]\nspend = "spend.csv"\n'


def agreement(more: str = AGREED) -> Agreement:
    return parse_agreement(f'name = "x"\n[sources]\nleads = "leads.csv"\n{more}')


def write(folder: Path, spend: str) -> Path:
    (folder / "leads.csv").write_text(
        "lead_id,created_at,channel\n1,2026-01-03,web\n2,2026-01-04,Fair\n3,2026-01-05,\n"
    )
    (folder / "spend.csv").write_text(spend)
    return folder


def checked(folder: Path, spend: str, more: str = AGREED) -> dict[str, Finding]:
    with open_journey(agreement(more), write(folder, spend)) as journey:
        return {finding.check: finding for finding in check_spend(journey, folder)}


def test_months_and_days_are_read_as_people_write_them() -> None:
    march = (date(2026, 3, 1), date(2026, 4, 1))
    assert periods(["2026-03", "2026/03", "03/2026", "3-2026", "202603"]) == [march] * 5
    assert periods(["2026-12"]) == [(date(2026, 12, 1), date(2027, 1, 1))]
    assert periods(["2026-03-01", "2026-03-02"])[0] == (date(2026, 3, 1), date(2026, 3, 2))
    assert periods(["2026-03-01 00:00:00", "2026-04-01"])[0] == march  # a spreadsheet's months
    assert periods(["2026-13", "soon", None, "", "2026-02-30"]) == [None] * 5


def test_spend_is_read_with_amounts_as_exports_write_them(tmp_path: Path) -> None:
    write(tmp_path, 'Channel,Date,Cost\nweb,2026-01-01,"1.234,50 €"\nfair,2026-01-02,$80\n,,\n')
    spend = read_spend(agreement(), tmp_path)
    assert spend is not None
    assert spend.channel == ("web", "fair", None)
    assert spend.amount == (1234.5, 80.0, None)
    assert spend.period[:2] == ((date(2026, 1, 1), date(2026, 1, 2)), (date(2026, 1, 2), date(2026, 1, 3)))
    assert read_spend(agreement(""), tmp_path) is None


def test_a_query_names_the_columns(tmp_path: Path) -> None:
    write(tmp_path, "where,when,euros\nweb,2026-01,5\n")
    query = 'SELECT "where" AS channel, "when" AS month, euros AS spend FROM \'spend.csv\''
    spend = read_spend(agreement(f"[channels]\nspend = '''{query}'''"), tmp_path)
    assert spend is not None
    assert spend.amount == (5.0,)
    with pytest.raises(SourceError, match=r"\[channels\] spend: .*no column channel .*where"):
        read_spend(agreement(), tmp_path)


def test_a_missing_file_names_the_key(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"\[channels\] spend.*spend\.csv"):
        read_spend(agreement(), tmp_path)


def test_sound_spend_has_no_finding(tmp_path: Path) -> None:
    assert not checked(tmp_path, "channel,month,spend\nweb,2026-01,5\nfair,2026-01,0\n")
    assert not checked(tmp_path, "rubbish\n", "")


@pytest.mark.parametrize(
    ("line", "name", "severity", "shown"),
    [
        ("web,soon,5", "unreadable month", "error", "web, soon: 5"),
        ("web,2026-01,much", "unreadable amount", "error", "web, 2026-01: unreadable"),
        ("web,2026-01,-5", "negative spend", "error", "web, 2026-01: -5"),
        (",2026-01,5", "no channel", "error", "no channel, 2026-01: 5"),
        ("radio,2026-01,5", "channel without leads", "warning", "radio"),
    ],
)
def test_each_fault_is_named_with_its_line(
    tmp_path: Path, line: str, name: str, severity: str, shown: str
) -> None:
    found = checked(tmp_path, f"channel,month,spend\nweb,2026-01,5\n{line}\n")
    assert set(found) == {name}
    assert (found[name].severity, found[name].examples) == (severity, (shown,))
    assert (found[name].count, found[name].of) == (1, 2)
    assert found[name].reason
    assert found[name].action


def test_an_empty_file_is_a_warning_and_a_missing_one_an_error(tmp_path: Path) -> None:
    assert checked(tmp_path, "channel,month,spend\n")["no rows"].severity == "warning"
    (missing,) = checked(tmp_path, "channel,month,spend\n", '[channels]\nspend = "gone.csv"').values()
    assert missing.severity == "error"
    assert "gone.csv" in missing.examples[0]


def test_the_channel_is_the_agreed_attribute_or_one_of_a_usual_name() -> None:
    assert channel_attribute(agreement(), ("city", "Lead Source", "medium")) == "Lead Source"
    assert channel_attribute(agreement(), ("city",)) is None
    agreed = agreement('[channels]\nattribute = "how found"')
    assert channel_attribute(agreed, ("source", "How_Found")) == "How_Found"
    with pytest.raises(AgreementError, match="did you mean 'how fond'"):
        channel_attribute(agreed, ("source", "how fond"))


@pytest.mark.parametrize(
    "line", ["win_worth = 0", "level = 1.0", "scrap_below = 1.5", "least_outcomes = 1", 'spent = "x"']
)
def test_impossible_thresholds_are_refused(line: str) -> None:
    with pytest.raises(AgreementError, match=r"channels\."):
        agreement(f"[channels]\n{line}")
