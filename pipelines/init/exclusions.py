"""Columns that are left out by default: those that know the outcome, and those that are personal.

The names are those of HubSpot's, Salesforce's and Odoo's exports, both as fields and as labels: lower-cased,
words apart, without punctuation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.init.profile import Profile

REASONS: Final = {
    "stages": "they are the stage dates above",
    "outcome": "they know the outcome, or are filled in by it",
    "score": "they are another forecast of the same thing",
    "sales": "they say what sales did, which follows from what sales expected",
    "later": "they say what was known at the export, or happened after the lead came",
    "personal": "they are personal, and different for everybody",
    "id": "they number the rows",
}
_NAMES: Final = {  # separated by commas, each a pattern for the whole name
    "outcome": r"""
        became an? .* date, hs (v2 )?(lifecyclestage|date entered|date exited) .*, date (entered|exited) .*,
        life ?cycle ?stage, lebenszyklus ?phase, (hs )?lead status, status, (deal ?)?stage( name| id)?,
        (num|number of) associated deals, (recent|first) deal .*, days to (close|convert), day (close|open),
        close ?date, closed? ?(won|lost)( .*)?, abschlussdatum, date (closed|open|conversion|deadline),
        date last stage update, (is )?(converted|won|closed|lost), converted .*, total revenue, amount,
        (expected|prorated|recurring) revenue( .*)?, (automated )?probability, forecast( .*)?, outcome,
        (closed )?(lost|loss|won|disqualification) reason( .*)?, result, won status, tags,
        lead quality""",
    "score": r"""
        hub ?spot ?score, (hs )?predictive .*, likelihood to close, contact priority, (lead )?score,
        rating""",
    "sales": r"""
        (.* )?owner( .*)?, hubspot ?owner ?.*, (user|team) id, (.* )?inhaber, zuständig.*, notes .*,
        num (contacted )?notes, number of (times contacted|sales activities), letzte aktivität.*,
        (last|next) (activity|contacted|engagement|notable activity)( .*)?, first (call|email) date time,
        hs sales .*, is unread by owner, activity .*""",
    "later": r"""
        last ?modified( .*)?, lastmodifieddate, system modstamp, write (date|uid), last (viewed|referenced).*,
        geändert am, is deleted, master record id, hs merged object ids, active, recent conversion.*,
        hs analytics (num|last).*, number of (page ?views|sessions|form submissions|event completions|visits),
        hs email .*, num conversion events, marketing emails? .*, (time )?last seen.*""",
    "personal": r"""
        (first|last|full|middle|contact|nick)? ?name, vorname, nachname, prénom, nom, nombre, apellidos?,
        salutation, anrede, birth.*, geburt.*""",
    "private": r"""
        (.* )?e? ?mail( .*)?, (.* )?(phone|mobile|telefon|telefonnummer|handy|téléphone|teléfono|fax)( .*)?,
        (.* )?(street|strasse|straße|address|adresse|dirección|ip)( .*)?, .*(linkedin|twitter|facebook).*""",
}
_PATTERNS: Final = {
    reason: re.compile("|".join(f"(?:{name.strip()})" for name in names.split(",")))
    for reason, names in _NAMES.items()
}
_ID: Final = re.compile(r"(.* )?(id|ids|guid|uuid|number|no|nr|nummer|key)")


def why_excluded(column: Profile) -> str | None:
    """The reason (a key of ``REASONS``) to leave a column out by default; None to keep it."""
    name = _plain(column.name)
    for reason in REASONS:
        if reason in _PATTERNS and _PATTERNS[reason].fullmatch(name):
            return reason
    private = column.unique > 0.5 and _PATTERNS["private"].fullmatch(name)  # "Do Not Email" is not
    if private or column.email > 0.5 or column.phone > 0.8:
        return "personal"
    if column.unique > 0.95 and column.filled > 20 and _ID.fullmatch(name):
        return "id"
    return None


def _plain(name: str) -> str:
    """ "LastActivityDate", "last_activity_date" and "Last Activity Date" are one name."""
    apart = re.sub(r"(?<=[a-zäöü0-9])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^\w]+|_", " ", apart.lower()).split())
