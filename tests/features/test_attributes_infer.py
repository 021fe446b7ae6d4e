"""Telling kinds from columns, and what the agreement overrides."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from features.agreement import Attributes
from features.attributes import AttributePlan, infer
from features.errors import AgreementError


def plan(name: str, texts: list[str], **settings: object) -> AttributePlan:
    return infer(name, Counter(texts), len(texts), Attributes.model_validate(settings))


TITLES = ["VP Sales", "CTO", "Marketing Manager", "Data Analyst", "Head of IT", "Buyer", "Intern"]
TECHNOLOGIES = ["Salesforce;Slack", "Slack", "AWS;Salesforce", "AWS;Slack;Jira", "Jira"]
NOTES = [f"they asked about plan {n} and want a call back soon" for n in range(40)]
COLUMNS: dict[str, tuple[str, list[str]]] = {
    "annual_revenue": ("number", ["1.200,50", "900", "15.000", "-"]),
    "budget": ("number", ["$1.2M", "900k", "$15,000"]),
    "employees": ("ordinal", ["1-10", "11-50", "51-200", "1,000+", "Select"]),
    "seats": ("ordinal", ["1", "2", "3", "4", "5+"]),
    "activity_index": ("ordinal", ["01.High", "02.Medium", "03.Low"]),
    "interest": ("ordinal", ["low", "High", "Medium", "medium"]),
    "opted_in": ("boolean", ["Yes", "no", "N/A"]),
    "newsletter": ("boolean", ["ja", "nein"]),
    "is_customer": ("boolean", ["t", "f", "f"]),
    "consent": ("boolean", ["1", "0", "1"]),
    "renewal": ("date", ["2024-01-31", "2024-02-01 10:00:00"]),
    "signed": ("date", ["31/01/2024", "01/02/2024"]),
    "technologies": ("multi", TECHNOLOGIES),
    "animals": ("multi", ["cat, wolf", "eagle, wolf", "wolf, cat", "eagle", "cat", "eagle, cat"]),
    "office": ("category", ["Berlin, Germany", "Munich, Germany", "Paris, France", "Paris, France"]),
    "job_title": ("title", TITLES),
    "contact_title": ("title", TITLES),
    "page_title": ("category", ["Pricing", "Director's Letter", "Pricing"]),
    "industry": ("category", ["Software", "Banking", "Software", "Retail"]),
    "zip": ("category", ["10115", "80331", "10115"]),
    "branch": ("category", ["007", "012", "007"]),
    "notes": ("text", NOTES),
    "lead_id_copy": ("ignore", [f"{n:032x}" for n in range(50)]),
    "lead number": ("ignore", [str(n) for n in range(1000, 1030)]),
    "work_email": ("ignore", ["a@b.com", "c@d.org", "e.f@g.co.uk"]),
    "contact": ("ignore", ["+49 30 1234567", "(030) 765 4321 00", "+1-555-123-4567"]),
    "first_name": ("ignore", ["Ann", "Bob", "Ann"]),
    "version": ("ignore", ["3", "3", "3"]),
    "blank": ("ignore", ["", "N/A", "Select", " - "]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_each_column_is_of_its_kind(name: str) -> None:
    kind, texts = COLUMNS[name]
    found = plan(name, texts)
    assert found.kind == kind, found.reason
    assert found.reason


@pytest.mark.parametrize("name", COLUMNS)
def test_the_order_of_the_counts_does_not_matter(name: str) -> None:
    _, texts = COLUMNS[name]
    assert plan(name, texts) == plan(name, texts[::-1])


def test_do_not_email_is_a_choice_and_no_personal_data() -> None:
    assert plan("Do Not Email", ["No", "Yes", "No"]).kind == "boolean"


def test_a_tick_in_some_rows_is_no_constant() -> None:
    assert plan("demo_requested", ["Yes", "", "", "Yes"]).kind == "boolean"


def test_some_junk_does_not_change_a_number_column() -> None:
    found = plan("visits", [*map(str, range(60)), *map(str, range(60)), "many"])
    assert found.kind == "number"


def test_bands_are_ordered_by_their_lower_bounds() -> None:
    found = plan("employees", ["1,000+", "<10", "11-50", "51 to 999", "11 - 50", "10", "11-50"])
    assert found.columns[0].levels == ("<10", "10", "11-50", "51 to 999", "1,000+")
    assert [found.parse(text)[0] for text in ("<10", "11 – 50", "300", "5000")] == [0, 2, 3, 4]


def test_numbered_labels_are_ordered_by_number() -> None:
    assert plan("index", ["03.Low", "01.High", "02.Medium"]).columns[0].levels == (
        "01.High",
        "02.Medium",
        "03.Low",
    )


def test_bands_that_a_spreadsheet_took_for_dates() -> None:
    found = plan("stock", ["50-200", "May-20", "20-50", "01-May", "200+"])
    assert found.columns[0].levels == ("1-5", "5-20", "20-50", "50-200", "200+")
    assert found.parse("May-20") == found.parse("5-20") == (1.0,)


def test_the_agreement_decides_kinds() -> None:
    texts = ["1", "2", "3", "2"]
    assert plan("region", texts).kind == "number"
    assert plan("region", texts, kinds={"region": "category"}).kind == "category"
    assert plan("region", texts, exclude=["region"]).kind == "ignore"


def test_the_agreement_decides_orders() -> None:
    found = plan("tier", ["Gold", "Basic", "Plus"], order={"tier": ["Basic", "Plus", "Gold"]})
    assert found.kind == "ordinal"
    assert [found.parse(text)[0] for text in ("basic", "GOLD ")] == [0, 2]
    assert math.isnan(found.parse("Iron")[0])


def test_an_order_that_nobody_can_tell_is_asked_for() -> None:
    with pytest.raises(AgreementError, match=r"attributes\.order.*tier"):
        plan("tier", ["Gold", "Basic", "Plus"], kinds={"tier": "ordinal"})


def test_rare_categories_fold_into_other() -> None:
    counts = Counter({"Software": 9, "software ": 3, "Banking": 8, "Retail": 2, "Other": 1})
    found = infer("industry", counts, 23, Attributes(), categories=2)
    assert found.codes == {"other": 0, "software": 1, "banking": 2}
    texts = ["SOFTWARE", "banking", "Retail", "Other", "never seen"]
    assert [found.parse(text)[0] for text in texts] == [1, 2, 0, 0, 0]


def test_codes_are_only_ever_appended() -> None:
    first = infer("industry", Counter(a=5, b=3, c=3), 11, Attributes(), categories=2)
    second = infer("industry", Counter(c=9, d=7, a=1), 17, Attributes(), categories=2, known=first)
    assert first.codes == {"other": 0, "a": 1, "b": 2}
    assert second.codes == {"other": 0, "a": 1, "b": 2, "c": 3, "d": 4}


def test_known_items_of_a_list_keep_their_columns() -> None:
    first = plan("technologies", TECHNOLOGIES)
    more = Counter(["Slack;Notion", "Notion", "Notion;AWS", "AWS;Slack"])
    second = infer("technologies", more, 4, Attributes(), known=first)
    names = [column.name for column in second.columns]
    assert names[:4] == [column.name for column in first.columns][:4]
    assert names[4:] == ["technologies=notion", "technologies (count)"]


def test_ambiguous_dates_follow_the_agreement() -> None:
    texts = Counter(["03/04/2024", "05/06/2024"])
    day_first = infer("signed", texts, 2, Attributes())
    month_first = infer("signed", texts, 2, Attributes(), date_order="month_first")
    assert day_first.parse("03/04/2024") > month_first.parse("03/04/2024")
