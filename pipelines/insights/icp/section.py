"""The theme as a part of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from features.clock import words
from models.icp.evidence.grid import BANDS, ROWS
from models.pages import templates
from models.pages.wording import between, decimals, listed, percent, spoken
from pipelines.insights.funnel import funnel
from pipelines.insights.icp.charts import charts

_HERE: Final = Path(__file__).parent
_FADED: Final = "no longer separates"


def section(found: dict[str, Any]) -> str:
    """The part of a page."""
    made = templates(_HERE)
    made.filters.update(rate=rate_words, ratio=ratio_words)
    return made.get_template("section.html.j2").render(
        found=found,
        targets=[
            {
                "name": target,
                "spoken": spoken(target),
                "horizon": words(found["horizons_us"][target]),
                "answer": answer(target, told),
                **told,
            }
            for target, told in funnel(found["targets"])
        ],
        proposal=found["proposal"],
        judged=spoken(found["judged_by"]),
        verdict=verdict(found),
        charts=charts(found),
        grids=[_grid(found, target) for target, _ in funnel(found["grid"]["matured"])],
        open_grid=_open(found["grid"]["open"]),
        bands=BANDS,
    )


def rate_words(told: dict[str, Any]) -> str:
    """A share with its interval."""
    if told["rate"] is None:
        return "no leads"
    return f"{percent(told['rate'])} ({between(percent(told['low']), percent(told['high']))})"


def ratio_words(told: dict[str, float] | None) -> str:
    """A ratio with its interval."""
    if told is None:
        return "too few to say"
    ends = between(decimals(told["low"], 2), decimals(told["high"], 2))
    return f"{decimals(told['value'], 2)} ({ends})"


def answer(target: str, told: dict[str, Any]) -> str:
    """The first sentence: which rules separate, and which do not."""
    rules, short = told["rules"], spoken(target).short
    if not rules:
        return f"{short}: the profile has no rule yet."
    good = [row["words"] for row in rules if row["verdict"].startswith("separates")]
    faded = [row["words"] for row in rules if row["verdict"] == _FADED]
    bad = [row["words"] for row in rules if "less" in row["verdict"]]
    said = f"{len(good)} of {len(rules)} rules set apart leads that convert more"
    said += f": {listed(tuple(good))}." if good else "."
    if faded:
        said += f" No longer: {listed(tuple(faded))}."
    untold = len(rules) - len(good) - len(faded) - len(bad)
    if untold:
        said += f" Of {untold} more chance would do as much, or too little is known."
    if bad:
        said += f" The other way round: {listed(tuple(bad))}."
    return f"{short}: {said} Does a better grade convert more? {told['order'].capitalize()}."


def verdict(found: dict[str, Any]) -> str:
    """What is proposed, in a sentence."""
    proposal = found["proposal"]
    if not proposal["enough"]:
        return f"Too few outcomes to propose anything: {proposal['outcomes']} of {proposal['leads']:,} leads."
    if not proposal["changes"]:
        return f"The outcomes of {proposal['leads']:,} leads speak for no change of the rules."
    count = len(proposal["changes"])
    changes = "change" if count == 1 else "changes"
    return (
        f"The outcomes of {proposal['leads']:,} leads speak for {count} {changes}. Points are judged on the "
        "leads that no must-have turns away: whoever is turned away has none."
    )


def _grid(found: dict[str, Any], target: str) -> dict[str, Any]:
    cells = found["grid"]["matured"][target]
    at = {(cell["fit"], cell["band"]): cell for cell in cells}
    return {
        "name": target,
        "spoken": spoken(target),
        "rows": [
            (row, [at.get((row, band)) for band in BANDS]) for row in ROWS if any(r == row for r, _ in at)
        ],
        "valued": any(cell["value"] for cell in cells),
        "disagree": [cell for cell in cells if cell["disagrees"]],
        "examples": found["grid"]["examples"][target],
    }


def _open(told: list[dict[str, Any]]) -> list[tuple[str, list[int]]]:
    """By fit, open leads in each band and without one."""
    at = {(cell["fit"], cell["band"]): cell["leads"] for cell in told}
    return [
        (row, [at.get((row, band), 0) for band in (*BANDS, None)])
        for row in ROWS
        if any(fit == row for fit, _ in at)
    ]
