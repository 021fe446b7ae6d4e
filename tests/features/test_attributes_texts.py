"""Single texts: numbers, bands, dates, job titles and lists as people write them."""

from __future__ import annotations

import math

import pytest

from features import clock
from features.attributes.bands import Band, band, numbered
from features.attributes.dates import date, day_first_of
from features.attributes.kinds.multi import items_of
from features.attributes.numbers import decimal_of, number
from features.attributes.titles import function, seniority

INF = math.inf


@pytest.mark.parametrize(
    ("text", "with_point", "with_comma"),
    [
        ("1234", 1234, 1234),
        (" 12.5 ", 12.5, 12.5),
        ("1.234,5", 1234.5, 1234.5),
        ("1,234.5", 1234.5, 1234.5),
        ("1,234", 1234, 1.234),
        ("1.234", 1.234, 1234),
        ("1,5", 1.5, 1.5),
        ("0.123", 0.123, 0.123),
        ("1.234.567", 1234567, 1234567),
        ("12,34,567", 1234567, 1234567),
        ("1 000 000", 1e6, 1e6),
        ("1\u202f000,50", 1000.5, 1000.5),
        ("1'000.50", 1000.5, 1000.5),
        ("$1.2M", 1.2e6, 1.2e6),
        ("€ 5 Mio.", 5e6, 5e6),
        ("R$ 3.000,00", 3000, 3000),
        ("15k", 15e3, 15e3),
        ("2 bn USD", 2e9, 2e9),
        ("45 %", 45, 45),
        ("-5", -5, -5),
        ("$-5", -5, -5),
        ("(1,200.00)", -1200, -1200),
        ("1e5", 1e5, 1e5),
        ("250 employees", 250, 250),
        (".5", 0.5, 0.5),
        ("1.2.3", None, None),
        ("1e999", None, None),
        ("ten", None, None),
        ("5 tſd", None, None),
        ("nan", None, None),
        ("1_000", None, None),
        ("", None, None),
        ("7" * 65, None, None),
    ],
)
def test_numbers_in_either_convention(text: str, with_point: float | None, with_comma: float | None) -> None:
    assert number(text) == with_point
    assert number(text, ",") == with_comma


@pytest.mark.parametrize(
    ("texts", "decimal"),
    [
        (["1,234", "12"], "."),
        (["1.234", "2.500"], "."),
        (["1.234", "1.234.567"], ","),
        (["1.234", "0,5"], ","),
        (["1,234", "1,234,567"], "."),
        (["3,75", "1.200,00"], ","),
        ([], "."),
    ],
)
def test_a_column_tells_its_decimal_separator(texts: list[str], decimal: str) -> None:
    assert decimal_of(texts) == decimal


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("200-499", 200, 499),
        ("11 – 50", 11, 50),
        ("1 to 10", 1, 10),
        ("between 10 and 20", 10, 20),
        ("1,001-5,000 employees", 1001, 5000),
        ("$1M-$5M", 1e6, 5e6),
        ("1-5M", 1e6, 5e6),
        ("$500K to $1M", 5e5, 1e6),
        ("1,000+", 1000, INF),
        ("10,001 or more", 10001, INF),
        ("> 500", 500, INF),
        ("over 500", 500, INF),
        ("<10", -INF, 10),
        ("up to $50K", -INF, 50e3),
        ("50 or less", -INF, 50),
        ("347", 347, 347),
        ("Self-employed", 1, 1),
        ("May-20", 5, 20),
        ("01-May", 1, 5),
    ],
)
def test_bands(text: str, low: float, high: float) -> None:
    assert band(text) == Band(low, high)


@pytest.mark.parametrize("text", ["10-5", "555-123-4567", "Berlin - Mitte", "abc", "", "-", "1-", "Foo-20"])
def test_what_is_no_band(text: str) -> None:
    assert band(text) is None


@pytest.mark.parametrize(
    ("given", "typical"),
    [(Band(200, 499), 349.5), (Band(1000, INF), 1000), (Band(-INF, 10), 5), (Band(7, 7), 7)],
)
def test_the_typical_value_of_a_band(given: Band, typical: float) -> None:
    assert given.typical == typical


@pytest.mark.parametrize(
    ("text", "place"), [("01.High", 1), ("3 - Low", 3), ("2) Medium", 2), ("10-20", None), ("High", None)]
)
def test_numbered_labels(text: str, place: float | None) -> None:
    assert numbered(text) == (None if place is None else Band(place, place))


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("2024-03-04", True, "2024-03-04T00:00:00+00:00"),
        ("2024-03", True, "2024-03-01T00:00:00+00:00"),
        ("20240304", True, "2024-03-04T00:00:00+00:00"),
        ("2024-03-04T05:06:07.25Z", True, "2024-03-04T05:06:07.250000+00:00"),
        ("2024-03-04 05:06:07+02:00", True, "2024-03-04T03:06:07+00:00"),
        ("03/04/2024", True, "2024-04-03T00:00:00+00:00"),
        ("03/04/2024", False, "2024-03-04T00:00:00+00:00"),
        ("31/01/2024", False, "2024-01-31T00:00:00+00:00"),
        ("01/31/2024", True, "2024-01-31T00:00:00+00:00"),
        ("3.4.24", True, "2024-04-03T00:00:00+00:00"),
        ("3/4/2024 1:05 PM", False, "2024-03-04T13:05:00+00:00"),
        ("12/1/2024 12:30 AM", False, "2024-12-01T00:30:00+00:00"),
        ("4 Mar 2024", True, "2024-03-04T00:00:00+00:00"),
        ("March 4th, 2024", True, "2024-03-04T00:00:00+00:00"),
        ("4. März 2024", True, "2024-03-04T00:00:00+00:00"),
    ],
)
def test_dates(text: str, day_first: bool, expected: str) -> None:
    assert date(text, day_first=day_first) == clock.instant(expected)


@pytest.mark.parametrize(
    "text",
    ["2024-13-01", "2024-02-30", "0001-01-01", "9999-12-31", "2019", "1.234.567", "32/01/2024", "soon", ""],
)
def test_what_is_no_date(text: str) -> None:
    assert date(text) is None


def test_a_time_without_a_zone_is_of_the_zone_given() -> None:
    assert date("2024-07-01 12:00", zone="Europe/Berlin") == clock.instant("2024-07-01T10:00:00")


@pytest.mark.parametrize(
    ("texts", "otherwise", "day_first"),
    [
        (["03/04/2024", "31/01/2024"], False, True),
        (["03/04/2024", "01/31/2024"], True, False),
        (["03/04/2024"], False, False),
        (["03/04/2024"], True, True),
        (["2024-01-31"], False, False),
    ],
)
def test_a_column_tells_the_order_of_its_dates(texts: list[str], otherwise: bool, day_first: bool) -> None:
    assert day_first_of(texts, otherwise) is day_first


@pytest.mark.parametrize(
    ("title", "level", "work"),
    [
        ("CEO", "c_level/founder", "general management"),
        ("C.E.O.", "c_level/founder", "general management"),
        ("Co-Founder & CTO", "c_level/founder", "engineering"),
        ("Chief Financial Officer", "c_level/founder", "finance"),
        ("Managing Director", "c_level/founder", "general management"),
        ("Geschäftsführer", "c_level/founder", "general management"),
        ("VP of Sales", "vp", "sales"),
        ("V.P. Marketing", "vp", "marketing"),
        ("Vice President, Human Resources", "vp", "hr"),
        ("Head of Data", "director/head", "data"),
        ("Director of IT", "director/head", "it"),
        ("Leiterin Einkauf", "director/head", "procurement"),
        ("Student Affairs Director", "director/head", "education"),
        ("Marketing Manager", "manager/lead", "marketing"),
        ("Team Lead, Customer Support", "manager/lead", "operations"),
        ("Lead Generation Specialist", "staff/other", "marketing"),
        ("Senior Software Engineer", "senior", "engineering"),
        ("Sr. Legal Counsel", "senior", "legal"),
        ("Product Owner", "staff/other", "product"),
        ("Data Analyst", "staff/other", "data"),
        ("UX Designer", "staff/other", "design"),
        ("R&D Engineer", "staff/other", "engineering"),
        ("Executive Assistant to the CEO", "staff/other", "operations"),
        ("Junior Accountant", "junior/intern", "finance"),
        ("Marketing Intern", "junior/intern", "marketing"),
        ("Vertriebsleiter DACH", "director/head", "sales"),
        ("Chief of Staff", "director/head", None),
        ("Wizard", None, None),
        ("", None, None),
    ],
)
def test_job_titles(title: str, level: str | None, work: str | None) -> None:
    assert (seniority(title), function(title)) == (level, work)


@pytest.mark.parametrize(
    ("text", "separators", "items"),
    [
        ("Salesforce; Slack;slack", ";|", ("salesforce", "slack")),
        ('["AWS" | "GCP"]', ";|", ("aws", "gcp")),
        ("a,, b ", ",", ("a", "b")),
        ("one, two", ";|", ("one, two",)),
        (";;", ";|", ()),
    ],
)
def test_lists(text: str, separators: str, items: tuple[str, ...]) -> None:
    assert items_of(text, separators) == items


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["50", "434", "1.090"], ","),  # whole numbers beside it: a thousand and ninety
        (["1.250", "2.375", "1.125"], "."),  # every row has three decimals
        (["50", "0.125", "1.090"], "."),
        (["50", "8,55", "1.090"], ","),
        (["1,090", "50"], "."),
    ],
)
def test_whole_numbers_tell_what_a_point_before_three_digits_is(texts: list[str], mark: str) -> None:
    assert decimal_of(texts) == mark
