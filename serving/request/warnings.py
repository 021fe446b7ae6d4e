"""What of a request was ignored, or taken for granted, one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from serving.request.facts import NOTHING

if TYPE_CHECKING:
    from serving.request.contract import ScoreIn
    from serving.request.dialect import Dialect
    from serving.request.facts import Held

MOST_WARNINGS: Final = 20
LONGEST_NAME: Final = 100


def warnings(dialect: Dialect, asked: ScoreIn, held: Held = NOTHING) -> list[str]:
    """One sentence for each key that was ignored or missed; beyond MOST_WARNINGS, how many more there are."""
    said = [f"{_short(name)} is not an attribute this model knows" for name in _unknown(dialect, asked)]
    said += [f"{_short(name)} is not a column of {table}" for table, name in _strange_columns(asked)]
    if asked.colleagues and dialect.account(asked) is None and held.lead.account_id is None:
        said.append("colleagues count only with the account_id of the lead")
    kinds = {kind for kind in {kind for _, kind, *_ in asked.touches.rows} if dialect.kept(kind)}
    said += [
        f"{_short(kind)} is not a kind of touch this model tells apart; it counts among the others"
        for kind in sorted(kinds - dialect.kinds)
    ]
    if asked.created_at is None and held.lead.created_at is None:
        said.append("created_at is not known; the lead counts as created when it was first heard of")
    if held.lost:
        said.insert(0, "what was known of this lead could not be read; it is scored on what was sent alone")
    if not held.complete:
        said.append("the account has more leads than are looked at")
    rest = len(said) - MOST_WARNINGS
    return [*said[:MOST_WARNINGS], f"{rest} more of the like"] if rest > 0 else said


def _unknown(dialect: Dialect, asked: ScoreIn) -> list[str]:
    leads = (asked, *asked.colleagues)
    return sorted(set[str]().union(*(dialect.unknown(lead.attributes) for lead in leads)))


def _strange_columns(asked: ScoreIn) -> list[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for lead in (asked, *asked.colleagues):
        found.update(("touches", name) for name in lead.touches.strange)
        found.update(("stages", name) for name in lead.stages.strange)
        found.update(("attribute_changes", name) for name in lead.attribute_changes.strange)
    return sorted(found)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
