"""What the agreement may say of attributes, ages and the model, and how it is told when it may not."""

from __future__ import annotations

from typing import Any

import pytest

from features.agreement.parse import parse_agreement
from features.clock import DAY
from features.errors import AgreementError

HEAD = 'name = "T"\n'
TAIL = '\n[sources]\nleads = "leads.csv"\n'


def test_what_is_not_said_has_a_default() -> None:
    agreed = parse_agreement(HEAD + TAIL)
    assert (agreed.attributes.fixed, agreed.attributes.opted_out) == ((), ())
    assert agreed.moments.too_old is None
    assert agreed.model.model_dump() == {"kind": "best", "monotone": {}, "censoring": True, "drift": True}


@pytest.mark.parametrize(
    ("written", "part", "key", "value"),
    [
        ('[attributes]\nfixed = ["Country", "Source"]', "attributes", "fixed", ("Country", "Source")),
        ('[attributes]\nfixed = "Country"', "attributes", "fixed", ("Country",)),
        ('[attributes]\nopted_out = ["Do Not Email"]', "attributes", "opted_out", ("Do Not Email",)),
        ('[moments]\ntoo_old = "180d"', "moments", "too_old", 180 * DAY),
        ('[model]\nkind = "linear"', "model", "kind", "linear"),
        (
            '[model]\nmonotone = {Employees = "up", "Days idle" = "down"}',
            "model",
            "monotone",
            {"Employees": "up", "Days idle": "down"},
        ),
        ("[model]\ncensoring = false", "model", "censoring", False),
        ("[model]\ndrift = false", "model", "drift", False),
        ('[what_if]\nattributes = ["budget"]', "what_if", "attributes", ("budget",)),
        ("[what_if]\ntouches = []", "what_if", "touches", ()),
        ('[what_if]\nchannels = {call = "phone"}', "what_if", "channels", {"call": "phone"}),
        ('[what_if]\nlongest_wait = "2w"', "what_if", "longest_wait", 14 * DAY),
    ],
)
def test_what_is_said_is_read(written: str, part: str, key: str, value: Any) -> None:
    assert getattr(getattr(parse_agreement(HEAD + written + TAIL), part), key) == value


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('[attributes]\nfixd = ["Country"]', r"unknown key attributes.fixd: did you mean 'fixed'"),
        (
            '[attributes]\nexclude = ["Country"]\nfixed = ["country"]',
            r"attributes: 'country' is in fixed and in exclude",
        ),
        (
            '[attributes]\nexclude = ["do_not_email"]\nopted_out = "Do Not Email"',
            r"'Do Not Email' is in opted_out and in exclude, .* \"ignore\" in \[attributes.kinds\]",
        ),
        ('[moments]\ntoo_old = "0d"', r"too_old must be longer than nothing"),
        ('[moments]\ntoo_old = "half a year"', r"moments.too_old: 'half a year' is not a duration"),
        ('[model]\nkind = "forest"', r"input should be 'best', 'blend', 'booster', 'linear' or 'points'"),
        ('[model]\nmonotone = {Employees = "rising"}', r"model.monotone.Employees: input should be 'up' or"),
        ('[model]\ncensoring = "perhaps"', r"model.censoring: input should be a valid boolean"),
        ("[model]\ntrees = 100", r"unknown key model.trees: known keys are censoring, drift, kind, monotone"),
        (
            '[attributes]\nexclude = ["Employees"]\n[model]\nmonotone = {employees = "up"}',
            r"\[model.monotone\] 'employees' is in \[attributes\] exclude too",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(written: str, told: str) -> None:
    with pytest.raises(AgreementError, match=told):
        parse_agreement(HEAD + written + TAIL)
