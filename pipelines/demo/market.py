"""Who is out there, how common each kind is, and what it truly changes.

The last two numbers of an option are log rate ratios: of the step from marketing- to sales-qualified, and
of the step from opportunity to won. They are what a good model should recover as the drivers.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Option(NamedTuple):
    """One value of a trait: its share of the population and its log rate ratios."""

    name: str
    share: float
    sql: float = 0.0
    close: float = 0.0


INDUSTRIES: Final = (
    Option("Manufacturing", 0.20, 0.35, 0.10),
    Option("Software", 0.17, 0.25, 0.10),
    Option("Logistics", 0.11, 0.15, 0.10),
    Option("Healthcare", 0.11),
    Option("Financial services", 0.12, -0.15, -0.10),
    Option("Retail", 0.13, -0.20),
    Option("Public sector", 0.08, -0.40, -0.20),
    Option("Education", 0.08, -0.60, -0.15),
)
COUNTRIES: Final = (
    Option("Germany", 0.30, 0.15),
    Option("Austria", 0.08, 0.15),
    Option("Switzerland", 0.08, 0.20, 0.10),
    Option("Netherlands", 0.11, 0.10),
    Option("France", 0.11, -0.05),
    Option("United Kingdom", 0.12),
    Option("Poland", 0.07, -0.10),
    Option("United States", 0.08, -0.40, -0.20),
    Option("India", 0.05, -0.70, -0.20),
)
EMPLOYEES: Final = (
    Option("1-9", 0.14, -0.70, -0.15),
    Option("10-49", 0.24, -0.25),
    Option("50-199", 0.24, 0.20, 0.10),
    Option("200-499", 0.16, 0.40, 0.15),
    Option("500-999", 0.10, 0.30, 0.10),
    Option("1000-4999", 0.08, 0.05, -0.10),
    Option("5000+", 0.04, -0.20, -0.25),
)
FINANCES: Final = (
    Option("strong", 0.28, 0.15, 0.20),
    Option("stable", 0.44),
    Option("strained", 0.20, -0.20, -0.25),
    Option("at risk", 0.08, -0.60, -0.60),
)
SENIORITIES: Final = (
    Option("chief", 0.10, 0.20, 0.10),
    Option("vice president", 0.09, 0.40, 0.15),
    Option("head", 0.15, 0.35, 0.10),
    Option("director", 0.12, 0.25, 0.10),
    Option("manager", 0.26),
    Option("specialist", 0.21, -0.40),
    Option("student", 0.07, -1.35, -0.20),
)
FUNCTIONS: Final = (
    Option("Marketing", 0.27),
    Option("Sales", 0.20, 0.20),
    Option("Operations", 0.17, 0.15),
    Option("IT", 0.15),
    Option("Engineering", 0.12, -0.10),
    Option("Finance", 0.09, -0.10, 0.10),
)
DOMAINS: Final = (Option("business", 0.80), Option("free", 0.20, -0.65, -0.15))
BUSINESS: Final = 0
TRAITS: Final = {
    "industry": INDUSTRIES,
    "country": COUNTRIES,
    "employees": EMPLOYEES,
    "financial_situation": FINANCES,
    "seniority": SENIORITIES,
    "function": FUNCTIONS,
    "email_domain": DOMAINS,
}
TECHNOLOGIES: Final = (
    Option("Salesforce", 0.24, 0.20, 0.10),
    Option("HubSpot", 0.27, 0.10),
    Option("SAP", 0.22, 0.15, 0.10),
    Option("Microsoft Dynamics", 0.12, 0.10),
    Option("Snowflake", 0.14, 0.20),
    Option("Azure", 0.33),
    Option("AWS", 0.30),
    Option("Shopify", 0.10, -0.20),
    Option("WordPress", 0.34, -0.10),
)
NEWCOMER_YEARS: Final = 2.0
NEWCOMER: Final = Option("under two years in the company", 0.0, 0.30)
