"""Each check finds its own mistake, shows it, and leaves sound data alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from features import clock
from features.agreement.parse import parse_agreement
from features.checks import CHECKS, Finding, check_journey, refuse_on_errors
from features.errors import JourneyError
from features.sources import open_journey

if TYPE_CHECKING:
    from pathlib import Path

NOW = clock.instant("2024-06-30")
LEADS = """lead_id,created_at,account_id,city
1,2024-03-01 10:00,acme,Bonn
2,2024-03-02 10:00,,Ulm
3,2024-03-03 10:00,,Köln
"""
TOUCHES = """lead_id,at,kind,value
1,2024-03-01 11:00,visit,
2,2024-03-02 12:00,call,2.5
3,2024-03-03 12:00,visit,
"""
STAGES = """lead_id,at,stage,amount
1,2024-03-04 11:00,sql,
2,2024-03-05 12:00,sql,
2,2024-03-15 12:00,won,100.00
1,2024-03-15 12:00,lost,
"""
CHANGES = """lead_id,at,field,value,old_value
1,2024-03-04 11:00,city,Bonn,Berlin
"""
TABLES = {"leads": LEADS, "touches": TOUCHES, "stages": STAGES, "attribute_changes": CHANGES}
AGREED = '[targets]\nsql = "30d"\nclose = "90d"\n'


def findings(folder: Path, more: str = AGREED, **tables: str | None) -> dict[tuple[str, str], Finding]:
    given = {table: text for table, text in (TABLES | tables).items() if text is not None}
    for table, text in given.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    sources = "\n".join(f'{table} = "{table}.csv"' for table in given)
    head, _, tail = more.partition("[")
    agreement = parse_agreement(f'name = "T"\n{head}\n[sources]\n{sources}\n' + (f"[{tail}" if tail else ""))
    with open_journey(agreement, folder) as journey:
        return {(found.table, found.check): found for found in check_journey(journey, now=NOW)}


def test_sound_data_have_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path) == {}


def spread(leads: int, account: str) -> str:
    """Lines of leads that came on many days."""
    return "".join(f"x{n},2024-03-{n % 20 + 1:02} 1{n % 7}:{n % 60:02},{account},\n" for n in range(leads))


MISTAKES: dict[str, tuple[dict[str, Any], tuple[str, str], str, int, str]] = {
    # name: (tables, (table, check), severity, rows, part of an example)
    "unreadable time": (
        {"touches": TOUCHES + "1,yesterday,visit,\n"},
        ("touches", "unreadable time"), "error", 1, "lead_id 1: at = 'yesterday'",
    ),
    "impossible date": (
        {"stages": STAGES + "1,2024-02-30,mql,\n"},
        ("stages", "unreadable time"), "error", 1, "'2024-02-30'",
    ),
    "no time": (
        {"leads": LEADS + "4,,,\n"}, ("leads", "no time"), "warning", 1, "lead_id 4: created_at = empty",
    ),
    "day or month": (
        {"leads": LEADS.replace("2024-03-0", "0").replace(" 10:00", "/04/2024")},
        ("leads", "day or month first?"), "error", 3, "1/04/2024",
    ),
    "both orders": (
        {"stages": STAGES.replace("2024-03-04", "13/03/2024").replace("2024-03-05", "03/14/2024")},
        ("stages", "day first and month first"), "error", 2, "13/03/2024 11:00",
    ),
    "no id": (
        {"touches": TOUCHES + ",2024-03-01,visit,\n N/A ,2024-03-01,visit,\n"},
        ("touches", "no lead_id"), "warning", 2, "lead_id",
    ),
    "footer of a report": (
        {"leads": LEADS + "Copyright (c) CRM,,,\n"}, ("leads", "no time"), "warning", 1, "Copyright",
    ),
    "unknown lead": (
        {"touches": TOUCHES + "99,2024-03-01,visit,\n"},
        ("touches", "unknown lead"), "warning", 1, "lead_id 99",
    ),
    "conflicting rows": (
        {"leads": LEADS + "1,2024-03-01 10:00,acme,Rom\n"},
        ("leads", "conflicting rows of a lead"), "error", 1, "lead_id 1",
    ),
    "repeated rows": (
        {"leads": LEADS + "1,2024-03-01 10:00,acme,Bonn\n"},
        ("leads", "repeated rows of a lead"), "warning", 1, "lead_id 1",
    ),
    "ids as decimals": (
        {"touches": TOUCHES.replace("\n1,", "\n1.0,")},
        ("touches", "ids written differently"), "error", 1, "lead_id 1.0 here, 1 in leads",
    ),
    "ids of 15 and 18 characters": (
        {"leads": LEADS + "00Q5g00000ABCdeEAG,2024-03-03,,\n",
         "touches": TOUCHES + "00Q5g00000ABCde,2024-03-05,visit,\n"},
        ("touches", "ids written differently"), "error", 1, "00Q5g00000ABCde here",
    ),
    "ids rounded": (
        {"leads": LEADS + "1.23457E+11,2024-03-03,,\n"},
        ("leads", "ids rounded by a spreadsheet"), "error", 1, "1.23457E+11",
    ),
    "no kind": ({"touches": TOUCHES + "1,2024-03-01,,\n"}, ("touches", "no kind"), "warning", 1, "lead_id 1"),
    "no leads": ({"leads": LEADS.splitlines()[0] + "\n"}, ("leads", "no rows"), "error", 1, "empty"),
    "no touches": (
        {"touches": TOUCHES.splitlines()[0] + "\n"}, ("touches", "no rows"), "warning", 1, "empty",
    ),
    "nothing usable": (
        {"touches": "lead_id,at,kind\nx,2024-03-01,visit\ny,2024-03-01,visit\n"},
        ("touches", "no usable row"), "error", 2, "other findings",
    ),
    "future": (
        {"touches": TOUCHES + "1,2031-01-01,meeting,\n"},
        ("touches", "in the future"), "warning", 1, "2031-01-01",
    ),
    "long ago": (
        {"leads": LEADS + "4,1900-01-01,,\n"}, ("leads", "long ago"), "warning", 1, "1900-01-01 00:00:00 UTC",
    ),
    "stage before creation": (
        {"stages": STAGES + "1,2024-02-01 10:00,mql,\n"},
        ("stages", "before the lead was created"), "warning", 1, "lead_id 1: mql, 2505600 seconds before",
    ),
    "touch before creation": (
        {"touches": TOUCHES + "1,2024-03-01 09:59:59,visit,\n"},
        ("touches", "before the lead was created"), "warning", 1, "visit, 1 seconds before",
    ),
    "unknown stage": (
        {"stages": STAGES + "1,2024-03-05 11:00,Demo booked,\n"},
        ("stages", "unknown stage name"), "warning", 1, "demo booked",
    ),
    "stage of a target is missing": (
        {"stages": STAGES.replace("sql", "Qualified")},
        ("stages", "no row of this stage"), "error", 1, 'no row is "sql"',
    ),
    "no stages at all": (
        {"stages": None}, ("stages", "nobody has got that far"), "warning", 2, "no stage change at all",
    ),
    "never lost": (
        {"stages": STAGES.replace("lost", "closed")},
        ("stages", "no lead is ever lost"), "warning", 4, "lost",
    ),
    "won before sql": (
        {"stages": STAGES.replace("2024-03-15 12:00,won", "2024-03-04 12:00,won")},
        ("stages", "won before sql"), "warning", 1, "lead_id 2",
    ),
    "repeated touch": (
        {"touches": TOUCHES + "1,2024-03-01 11:00,visit,\n" * 2},
        ("touches", "repeated touch"), "warning", 2, "lead_id 1: visit, 3 times",
    ),
    "kinds in two spellings": (
        {"touches": TOUCHES + "1,2024-03-01 11:30,Visit,\n"},
        ("touches", "one kind, several spellings"), "warning", 3, "Visit / visit",
    ),
    "too many kinds": (
        {"touches": TOUCHES + "".join(f"1,2024-03-02 11:30,page{n},\n" for n in range(600))},
        ("touches", "too many kinds"), "warning", 603, "602 kinds",
    ),
    "unreadable number": (
        {"touches": TOUCHES + "1,2024-03-01,visit,lots\n"},
        ("touches", "unreadable number"), "warning", 1, "lead_id 1: value = 'lots'",
    ),
    "comma or point": (
        {"stages": STAGES.replace("100.00", '"1.234"')},
        ("stages", "comma or point?"), "warning", 1, "1.234, read with a decimal point",
    ),
    "days only": (
        {"touches": TOUCHES.replace(" 11:00", "").replace(" 12:00", "")},
        ("touches", "no time of day"), "warning", 3, "lead_id 1: visit",
    ),
    "touches end": (
        {"leads": LEADS + "4,2024-05-30,,\n"},
        ("touches", "stops early"), "warning", 1, "last lead 2024-05-30",
    ),
    "bulk stamp": (
        {"leads": LEADS + "".join(f"x{n},2024-03-03 11:11:11,,\n" for n in range(50))},
        ("leads", "same time for many"), "warning", 50, "2024-03-03 11:11:11 UTC: 50 rows",
    ),
    "stand-in account": (
        {"leads": LEADS + spread(60, "Private")},
        ("leads", "one account for many leads"), "warning", 60, "account_id Private: 60 leads",
    ),
    "damaged letters": (
        {"leads": LEADS.replace("Köln", "KÃ¶ln")}, ("leads", "damaged letters"), "warning", 1, "lead_id 3",
    ),
    "field that is no attribute": (
        {"attribute_changes": CHANGES + "1,2024-03-05,Owner,Ann,Bob\n"},
        ("attribute_changes", "no such field"), "warning", 1, "Owner",
    ),
    "cut off": (
        {"leads": LEADS + spread(1997, "")},
        ("leads", "export cut off"), "warning", 2000, "2000 rows",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_found_counted_and_shown(tmp_path: Path, name: str) -> None:
    tables, where, severity, count, example = MISTAKES[name]
    found = findings(tmp_path, **tables)[where]
    assert (found.severity, found.count) == (severity, count)
    assert example in "; ".join(found.examples)
    assert found.of >= 0


AGREEMENTS = {
    "typo in exclude": (
        '[attributes]\nexclude = ["citty"]',
        ("leads", "no such attribute"),
        "did you mean city?",
    ),
    "rule of nothing": (
        '[[icp.rule]]\nattribute = "employees"\nequals = 5\npoints = 1',
        ("leads", "no such attribute"),
        "[[icp.rule]] attribute employees",
    ),
    "rule of what is excluded": (
        '[attributes]\nexclude = ["city"]\n[[icp.rule]]\nattribute = "City"\nequals = "Bonn"\npoints = 1',
        ("leads", "excluded and needed"),
        "City",
    ),
    "fixed, says the agreement": (
        '[attributes]\nfixed = ["City"]',
        ("attribute_changes", "fixed and changing"),
        "city",
    ),
    "typo in fixed": (
        '[attributes]\nfixed = ["citty"]',
        ("leads", "no such attribute"),
        "[attributes] fixed citty (did you mean city?)",
    ),
    "typo in monotone": (
        '[model]\nmonotone = {citty = "up"}',
        ("leads", "no such attribute"),
        "[model.monotone] attribute citty (did you mean city?)",
    ),
    "unused stage word": (
        '[stages]\n"Qualifed" = "sql"',
        ("stages", "stage name that never occurs"),
        "qualifed",
    ),
    "unused outbound kind": (
        '[touches]\noutbound = ["Calls"]',
        ("touches", "kind that never occurs"),
        "[touches] outbound calls",
    ),
}


@pytest.mark.parametrize("name", AGREEMENTS)
def test_what_the_agreement_names_and_the_data_lack_is_found(tmp_path: Path, name: str) -> None:
    more, where, example = AGREEMENTS[name]
    assert example in "; ".join(findings(tmp_path, more)[where].examples)


def test_every_check_is_proved_by_a_mistake() -> None:
    proved = {where[1] for _, where, *_ in MISTAKES.values()} | {
        where[1] for _, where, _ in AGREEMENTS.values()
    }
    unproved = {check.name for check in CHECKS} - proved - {"no field", "no stage", "no value"}
    assert unproved == set()


def test_date_order_of_the_agreement_settles_what_the_column_leaves_open(tmp_path: Path) -> None:
    leads = LEADS.replace("2024-03-0", "0").replace(" 10:00", "/04/2024")
    found = findings(tmp_path, 'date_order = "month_first"\n' + AGREED, leads=leads)
    assert ("leads", "day or month first?") not in found


def test_errors_refuse_and_warnings_do_not(tmp_path: Path) -> None:
    found = findings(tmp_path, touches=TOUCHES + "1,yesterday,visit,\n1,,visit,\n")
    with pytest.raises(
        JourneyError, match=r"touches\.at: unreadable time, 1 of 5 rows .*lead_id 1: at = 'yesterday'"
    ):
        refuse_on_errors(tuple(found.values()))
    refuse_on_errors([one for one in found.values() if one.severity == "warning"])


def test_examples_are_three_and_show_nothing_personal(tmp_path: Path) -> None:
    leads = "lead_id,created_at,email\n" + "".join(f"{n},someday,ann{n}@example.com\n" for n in range(5))
    found = findings(tmp_path, leads=leads)[("leads", "unreadable time")]
    assert found.examples == tuple(f"lead_id {n}: created_at = 'someday'" for n in range(3))
    assert "ann0@" not in str(found.to_json())


def test_checks_can_be_run_again(tmp_path: Path) -> None:
    for table, text in TABLES.items():
        (tmp_path / f"{table}.csv").write_text(text + ",,,\n" * (table == "touches"), encoding="utf-8")
    sources = "\n".join(f'{table} = "{table}.csv"' for table in TABLES)
    with open_journey(parse_agreement(f'name = "T"\n[sources]\n{sources}'), tmp_path) as journey:
        first = check_journey(journey, now=NOW)
        assert first
        assert check_journey(journey, now=NOW) == first
