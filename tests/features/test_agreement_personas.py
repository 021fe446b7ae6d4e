"""Personas in the agreement: exactly one condition each, names of their own, and errors that say where."""

from __future__ import annotations

import pytest

from features.agreement import Persona, Where
from features.agreement.parse import parse_agreement
from features.errors import AgreementError

START = 'name = "x"\n[sources]\nleads = "leads.csv"\n'
HEADS = '[[persona]]\nname = "Heads"\n[[persona.where]]\nattribute = "title seniority"\none_of = ["vp"]\n'


def test_personas_are_read() -> None:
    more = '[[persona.where]]\nattribute = "employees"\nbetween = [50, 999]\n'
    other = '[[persona]]\nname = "Users"\nwhere = [{attribute = "tools", contains = "SAP"}]\n'
    assert parse_agreement(START).persona == ()
    assert parse_agreement(START + HEADS + more + other).persona == (
        Persona(
            name="Heads",
            where=(
                Where(attribute="title seniority", one_of=("vp",)),
                Where(attribute="employees", between=(50.0, 999.0)),
            ),
        ),
        Persona(name="Users", where=(Where(attribute="tools", contains=("SAP",)),)),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADS + HEADS, "two are called 'Heads'"),
        (HEADS + HEADS.replace("Heads", "HEADS"), "two are called 'HEADS'"),
        ('[[persona]]\nname = "Heads"\n', "persona.1.where is missing"),
        ('[[persona]]\nname = "Heads"\nwhere = []\n', "at least one condition"),
        (HEADS.replace("one_of", "oneof"), "did you mean 'one_of'"),
        (HEADS + "equals = 1\n", "exactly one of one_of, between, contains, equals"),
        (HEADS.replace('["vp"]', "[]"), "met by nobody"),
        (HEADS.replace('one_of = ["vp"]', "between = [9, 1]"), "write the lower end first"),
        (HEADS.replace('"Heads"', '""'), "persona.1.name"),
    ],
)
def test_impossible_personas_are_refused(text: str, said: str) -> None:
    with pytest.raises(AgreementError, match=r"persona") as refused:
        parse_agreement(START + text)
    assert said in str(refused.value)
