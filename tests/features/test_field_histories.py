"""Field histories as CRMs export them: at every moment a lead is what it was, never what it is today."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.agreement.parse import parse_agreement
from features.checks import check_journey
from features.clock import DAY, instant, iso
from features.fit import fit_plan
from features.load import load_population
from features.past import attribute_at
from features.population import Moments, Population
from features.rows import population_of
from features.sources import Journey, open_journey

if TYPE_CHECKING:
    from pathlib import Path

START = instant("2024-01-01")
LEADS = """Id,CreatedDate,Industry,Lead Source,Region
00Q1,2024-01-01T00:00:00.000+0000,Steel,Web,North
00Q2,2024-01-01T00:00:00.000+0000,Toys,Fair,South
00Q3,2024-01-01T00:00:00.000+0000,Food,Web,
"""
HEAD = """
name = "Histories"
[sources]
leads = "leads.csv"
attribute_changes = {source}
[columns.leads]
lead_id = "Id"
created_at = "CreatedDate"
[columns.attribute_changes]
{columns}
"""
SALESFORCE = """Id,IsDeleted,LeadId,CreatedById,CreatedDate,Field,DataType,OldValue,NewValue
017A,false,00Q1,005X,2024-01-01T00:00:00.000+0000,created,Text,,
017B,false,00Q1,005X,2024-01-05T00:00:00.000+0000,Industry,Picklist,Toys,Iron
017C,false,00Q1,005X,2024-01-09T00:00:00.000+0000,Industry,Picklist,Iron,Steel
017D,false,00Q2,005X,2024-01-05T00:00:00.000+0000,LeadSource,Picklist,,Fair
017E,false,00Q2,005Y,2024-01-05T00:00:00.000+0000,Region__c,Text,North,South
017F,false,00Q2,005Y,2024-01-05T00:00:00.000+0000,Owner,Lookup,Ann,Bob
"""
HUBSPOT = """object_id,property,value,timestamp,sourceType
00Q1,industry,Toys,1704067200000,FORM
00Q1,industry,Iron,1704412800000,CRM_UI
00Q1,industry,Iron,1704412800000,CRM_UI
00Q1,industry,Steel,1704758400000,CRM_UI
00Q2,lead_source,Fair,1704412800000,INTEGRATION
00Q2,region,South,1704412800000,IMPORT
"""
ODOO = """res_id,date,field,old_value_char,new_value_char,old_value_integer,new_value_integer
00Q1,2024-01-05 00:00:00,Industry,Toys,Iron,,
00Q1,2024-01-09 00:00:00,Industry,Iron,Steel,,
00Q2,2024-01-05 00:00:00,Lead Source,,Fair,,
00Q2,2024-01-05 00:00:00,Region,North,South,,
"""
ODOO_QUERY = """\"\"\"
SELECT res_id AS lead_id, date AS "at", field,
       coalesce(new_value_char, new_value_integer) AS value,
       coalesce(old_value_char, old_value_integer) AS old_value
FROM read_csv('changes.csv', all_varchar = true)\"\"\""""
SHAPES: dict[str, tuple[str, str, str]] = {
    "Salesforce": (SALESFORCE, '"changes.csv"', 'at = "CreatedDate"\nvalue = "NewValue"'),
    "HubSpot": (HUBSPOT, '"changes.csv"', 'lead_id = "object_id"\nat = "timestamp"\nfield = "property"'),
    "Odoo": (ODOO, ODOO_QUERY, ""),
}
DAYS = (2, 4, 5, 8, 9)  # a change of a day is known just after it


def histories(folder: Path, shape: str, **more: Any) -> Journey:
    rows, source, columns = SHAPES[shape]
    (folder / "leads.csv").write_text(LEADS)
    (folder / "changes.csv").write_text(rows)
    return open_journey(parse_agreement(HEAD.format(source=source, columns=columns)), folder, **more)


def told(population: Population, name: str, days: tuple[float, ...] = DAYS) -> dict[str, list[str | None]]:
    """Each lead's value on some days after the start."""
    found: dict[str, list[str | None]] = {}
    for number, lead_id in enumerate(population.lead_id):
        moments = Moments(
            np.full(len(days), number, dtype=np.int64),
            np.array([START + round(day * DAY) for day in days], dtype=np.int64),
        )
        texts = attribute_at(population, moments, name)
        found[lead_id] = [texts.values[code] if code >= 0 else None for code in texts.codes]
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_tells_what_was(tmp_path: Path, shape: str) -> None:
    with histories(tmp_path, shape) as journey:
        population = load_population(journey)
    assert told(population, "Industry") == {
        "00Q1": ["Toys", "Toys", "Iron", "Iron", "Steel"],
        "00Q2": ["Toys"] * 5,
        "00Q3": ["Food"] * 5,
    }
    assert told(population, "Lead Source")["00Q2"] == [None, None, "Fair", "Fair", "Fair"]
    # HubSpot does not say what the first change replaced: it is unknown, and never today's value
    before = None if shape == "HubSpot" else "North"
    assert told(population, "Region")["00Q2"] == [before, before, "South", "South", "South"]


@pytest.mark.parametrize(
    ("day", "known"),
    [(4, {"food", "toys"}), (7, {"food", "iron", "toys"}), (12, {"food", "iron", "steel", "toys"})],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_training_as_of_a_day_knows_what_was_then(
    tmp_path: Path, shape: str, day: int, known: set[str]
) -> None:
    """Later changes stay, for what they replaced; what they wrote is no text the plan may know of."""
    with histories(tmp_path, shape, until=START + day * DAY) as journey:
        population = load_population(journey)
        plan = fit_plan(lambda: [population], journey.agreement, START + day * DAY)
    assert set(plan.attributes["Industry"].codes) - {"other"} == known
    assert told(population, "Industry", (3,))["00Q1"] == ["Toys"]


def test_fields_that_leads_lack_are_named_and_others_not(tmp_path: Path) -> None:
    with histories(tmp_path, "Salesforce") as journey:
        strange = [found for found in check_journey(journey) if found.check == "no such field"]
    assert [sorted(found.examples) for found in strange] == [["Owner", "created"]]


def test_an_excluded_field_is_excluded_however_it_is_spelled(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text(LEADS)
    (tmp_path / "changes.csv").write_text(SALESFORCE)
    text = HEAD.format(source='"changes.csv"', columns=SHAPES["Salesforce"][2])
    agreement = parse_agreement(f'{text}\n[attributes]\nexclude = ["region", "Lead Source"]')
    with open_journey(agreement, tmp_path) as journey:
        fields = {field for (field,) in journey.db.sql("SELECT field FROM attribute_changes").fetchall()}
    assert fields == {"created", "Industry", "Owner"}


@pytest.mark.parametrize(
    ("column", "field", "known"),
    [
        ("Region", "Region__c", "Region"),
        ("Sales Region", "Sales_Region__c", "Sales Region"),
        ("Region__c", "Region__c", "Region__c"),
        ("Topi", "Topic", "Topic"),  # another field, not one of the user's own
        ("Lead Source", "lead_source", "Lead Source"),
    ],
)
def test_a_field_is_known_by_its_name(tmp_path: Path, column: str, field: str, known: str) -> None:
    (tmp_path / "leads.csv").write_text(f"lead_id,created_at,{column}\n1,2024-01-01,new\n")
    (tmp_path / "changes.csv").write_text(f"lead_id,at,field,value\n1,2024-01-05,{field},new\n")
    text = 'name = "T"\n[sources]\nleads = "leads.csv"\nattribute_changes = "changes.csv"'
    with open_journey(parse_agreement(text), tmp_path) as journey:
        assert journey.db.sql("SELECT field FROM attribute_changes").fetchall() == [(known,)]


ODOO_TABLES = """
DROP SCHEMA IF EXISTS odoo CASCADE;
CREATE SCHEMA odoo;
CREATE TABLE odoo.crm_lead (id integer, create_date timestamp, city varchar, priority integer);
CREATE TABLE odoo.ir_model_fields (id integer, name varchar);
CREATE TABLE odoo.mail_message (id integer, model varchar, res_id integer, date timestamp);
CREATE TABLE odoo.mail_tracking_value (
    id integer, field_id integer, mail_message_id integer,
    old_value_char varchar, new_value_char varchar, old_value_integer integer, new_value_integer integer
);
INSERT INTO odoo.crm_lead VALUES (7, '2024-01-01', 'Bonn', 3);
INSERT INTO odoo.ir_model_fields VALUES (1, 'city'), (2, 'priority');
INSERT INTO odoo.mail_message VALUES (1, 'crm.lead', 7, '2024-01-05'), (2, 'res.partner', 7, '2024-01-05');
INSERT INTO odoo.mail_tracking_value VALUES
    (1, 1, 1, 'Ulm', 'Bonn', NULL, NULL), (2, 2, 1, NULL, NULL, 1, 3), (3, 1, 2, 'Rom', 'Wien', NULL, NULL);
"""
ODOO_JOIN = """
SELECT m.res_id AS lead_id, m.date AS at, f.name AS field,
       coalesce(t.new_value_char, t.new_value_integer::text) AS value,
       coalesce(t.old_value_char, t.old_value_integer::text) AS old_value
FROM odoo.mail_tracking_value t
JOIN odoo.mail_message m ON m.id = t.mail_message_id AND m.model = 'crm.lead'
JOIN odoo.ir_model_fields f ON f.id = t.field_id
"""


def test_odoos_own_tables_are_joined_by_a_query(tmp_path: Path, postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(ODOO_TABLES)
    agreement = parse_agreement(
        f"""
        name = "Odoo"
        [sources]
        leads = '''{postgres_url} SELECT id AS lead_id, create_date AS created_at, city, priority
                   FROM odoo.crm_lead'''
        attribute_changes = '''{postgres_url} {ODOO_JOIN}'''
        """
    )
    with open_journey(agreement, tmp_path) as journey:
        population = load_population(journey)
    assert told(population, "city", (3, 6)) == {"7": ["Ulm", "Bonn"]}
    assert told(population, "priority", (3, 6)) == {"7": ["1", "3"]}


texts = st.sampled_from((None, "a", "b", "c"))
changes = st.lists(
    st.tuples(st.sampled_from("xyz"), st.integers(0, 8), texts, texts, st.booleans()),
    max_size=9,
    unique_by=lambda row: row[:2],
)


def of_rows(today: dict[str, str | None], rows: list[dict[str, Any]]) -> Population:
    leads = [{"lead_id": lead, "created_at": START, "x": text} for lead, text in today.items()]
    return population_of(leads, changes=rows, attributes=("x",))


def replayed(
    today: dict[str, str | None], rows: list[dict[str, Any]], days: tuple[float, ...]
) -> dict[str, list[str | None]]:
    """The oracle takes today's value and undoes one change after the other, the newest first."""
    found: dict[str, list[str | None]] = {}
    for lead, text in today.items():
        own = sorted((row for row in rows if row["lead_id"] == lead), key=lambda row: row["at"])
        found[lead] = []
        for day in days:
            value = own[-1]["value"] if own else text
            for place in range(len(own) - 1, -1, -1):
                if own[place]["at"] >= START + day * DAY:
                    value = own[place - 1]["value"] if place else own[0].get("old_value")
            found[lead].append(value)
    return found


@given(st.fixed_dictionaries(dict.fromkeys("xyz", texts)), changes, st.integers(0, 9))
def test_undoing_the_changes_one_by_one_says_the_same(
    today: dict[str, str | None], told_of: list[Any], day: int
) -> None:
    rows = [
        {"lead_id": lead, "at": START + at * DAY, "field": "x", "value": value}
        | ({"old_value": old} if has_old else {})
        for lead, at, value, old, has_old in told_of
    ]
    days = tuple(float(day) for day in range(10))
    population = of_rows(today, rows)
    assert told(population, "x", days) == replayed(today, rows, days)
    # what happens from a day on changes nothing of it: neither the change nor the value it leaves behind
    later = [
        {"lead_id": lead, "at": START + (9 + at) * DAY, "field": "x", "value": value, "old_value": now}
        for lead, at, value, _, _ in told_of
        for now in told(population, "x", (9.5,))[lead]
    ][:1]
    then = {**today, **{row["lead_id"]: row["value"] for row in later}}
    assert told(of_rows(then, rows + later), "x", days[: day + 1]) == told(population, "x", days[: day + 1])


@settings(max_examples=15, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys("xyz", texts)), changes)
def test_files_say_the_same_as_plain_rows(
    tmp_path_factory: pytest.TempPathFactory, today: dict[str, str | None], told_of: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    rows = [
        {"lead_id": lead, "at": iso(START + at * DAY), "field": " X", "value": value, "old_value": old}
        for lead, at, value, old, _ in told_of
    ]
    with (folder / "leads.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [("lead_id", "created_at", "x"), *((lead, iso(START), text) for lead, text in today.items())]
        )
    (folder / "changes.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in rows)
        or '{"lead_id": "none", "at": "2024-01-01", "field": "x", "value": null, "old_value": null}\n'
    )
    agreement = parse_agreement(
        'name = "T"\n[sources]\nleads = "leads.csv"\nattribute_changes = "changes.jsonl"'
    )
    with open_journey(agreement, folder) as journey:
        found = load_population(journey)
    plain = [{**row, "at": instant(row["at"]), "field": "x"} for row in rows]
    days = tuple(float(day) for day in range(10))
    assert told(found, "x", days) == replayed(today, plain, days)
