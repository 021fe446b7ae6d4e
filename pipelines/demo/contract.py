"""The demo's agreement.toml: written to be read."""

from __future__ import annotations

from string import Template
from typing import Final

AGREEMENT: Final = Template("""\
# What sales and marketing of Harbourline Analytics agreed on.
#
# Harbourline does not exist: its records are simulated, those of a company that sells software to other
# companies. Everything a model may see is in data/. The true probabilities are kept aside in truth/,
# which no command reads, so that forecasts can be compared with what was really likely.

name = "Harbourline Analytics (demo)"
timezone = "UTC"                # times in the files carry no zone; they are read in this one

# Four exports, as a CRM and a marketing tool give them. A path, a glob, or a query over raw files.
[sources]
leads             = "data/leads.csv"
touches           = "data/touches.csv.gz"
stages            = "data/stages.csv"
attribute_changes = "data/attribute_changes.csv"   # what "budget" said before, so that no moment sees later

# Their words = ours. Here they agree; "qualified" = "sql" would be a line of this table.
[stages]
mql         = "mql"
sql         = "sql"
opportunity = "opportunity"
won         = "won"
lost        = "lost"
recycled    = "recycled"

# Two questions, each with a deadline. A lead that is younger than the deadline has no answer yet.
[targets]
sql   = "30d"                   # will sales accept this lead within 30 days?
close = "90d"                   # will it become a customer within 90 days?

# At these ages, and at each change of stage, we look at a lead as it was known then.
[moments]
after_creation   = ["0h", "1d", "3d", "7d", "14d", "30d"]
at_stage_changes = true

[attributes]
$exclude

[attributes.kinds]
employees           = "ordinal"   # bands, smallest first
financial_situation = "ordinal"
budget              = "ordinal"
annual_revenue      = "number"    # millions of euros
years_in_company    = "number"
technologies        = "multi"     # several, separated by ";"
job_title           = "title"     # free text: seniority and function are read from it

[attributes.order]
employees           = ["1-9", "10-49", "50-199", "200-499", "500-999", "1000-4999", "5000+"]
financial_situation = ["at risk", "strained", "stable", "strong"]
budget              = ["none planned", "planned", "approved"]

# What we do to leads, as opposed to what they do: it says little about their interest.
[touches]
outbound = ["call", "email_sent", "meeting"]

# The ideal customer, as we describe it. This is our wish, and no model learns from it or changes it; where
# the wish and the closed deals disagree, the report is the place to notice.
[[icp.rule]]
attribute = "industry"
one_of    = ["Manufacturing", "Software", "Logistics", "Financial services"]
points    = 20
words     = "an industry we know"

[[icp.rule]]
attribute = "country"
one_of    = ["Germany", "Austria", "Switzerland", "Netherlands", "France", "United Kingdom", "Poland"]
must_have = true
missing   = "skip"
words     = "a country we serve"

[[icp.rule]]
attribute = "employees"
one_of    = ["50-199", "200-499", "500-999"]
points    = 25
words     = "50 to 999 employees"

[[icp.rule]]
attribute = "financial_situation"
one_of    = ["strong", "stable"]
points    = 15
words     = "sound finances"

[[icp.rule]]
attribute = "annual_revenue"
between   = [5, 250]
points    = 10
words     = "5 to 250 million euros a year"

[[icp.rule]]
attribute = "technologies"
contains  = ["Salesforce", "HubSpot", "SAP"]
points    = 15
words     = "a system we connect to"

[[icp.rule]]
attribute = "job_title"
matches   = '(?i)\\b(chief|c[a-z]o|vp|vice president|head|lead|director|founder)\\b'
points    = 20
words     = "somebody who decides"

[[icp.rule]]
attribute = "years_in_company"
between   = [0, 5]
points    = 5
missing   = "skip"
words     = "still new enough to change things"

[icp]
grades        = [75, 50, 25]    # A from 75 points of 100, B from 50, C from 25
minimum_known = 0.4             # below this share of known points a lead gets no grade

# What campaigns cost, month by month: the verdict on channels weighs it against what they bring.
[channels]
attribute = "channel"
spend     = "data/campaigns.csv"
currency  = "EUR"

# Sales works so many leads a week; the forecasts decide which.
[action]
capacity_per_week = $capacity
rank_by           = "close"

# What may be tried on a lead's page, to see what the model would say of such a lead.
[what_if]
touches    = ["call", "email_sent", "meeting"]
answers    = ["reply", "form", "webinar", "demo_request"]
attributes = ["budget"]
channels   = {call = "phone", email_sent = "email", meeting = "meeting", reply = "email", webinar = "webinar"}
""")

EXCLUDE: Final = """\
# contract_type is filled in when a contract is signed and at no other time: it does not predict customers, it
# lists them. Models that see it are perfect on the past and useless on Monday. Take it out of this list to
# watch Leadcast object.
exclude = ["contract_type"]"""
NOTHING: Final = "exclude = []                    # everything in the leads table may be used"


def agreement_text(*, capacity: int, leak: bool) -> str:
    """The agreement of a world with so much capacity, and with or without the planted leak."""
    return AGREEMENT.substitute(capacity=capacity, exclude=EXCLUDE if leak else NOTHING)
