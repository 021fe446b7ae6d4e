"""Personas: kinds of leads that convert differently, found and not drawn, in words that people know."""

from models.personas.alike import jaccard, rand_index
from models.personas.facts import Condition, Fact, Facts
from models.personas.find import LEAST_OUTCOMES, Rule, assigned, find
from models.personas.followed import Followed
from models.personas.halves import first_half
from models.personas.members import column_of, members
from models.personas.naming import ELSE, EVERYBODY, named

__all__ = [
    "ELSE",
    "EVERYBODY",
    "LEAST_OUTCOMES",
    "Condition",
    "Fact",
    "Facts",
    "Followed",
    "Rule",
    "assigned",
    "column_of",
    "find",
    "first_half",
    "jaccard",
    "members",
    "named",
    "rand_index",
]
