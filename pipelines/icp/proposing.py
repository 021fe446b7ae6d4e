"""What outcomes say should change in the profile, as a diff that a person applies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.agreement import IcpRule
from features.agreement.parse import parse_agreement, read_agreement
from features.errors import AgreementError
from models.icp.evidence.propose import propose
from models.icp.sentences import aim
from pipelines.icp.arrivals import arrivals, attributes_of, sample_of
from pipelines.icp.evidence import Words
from pipelines.icp.rewrite import difference, rewritten

if TYPE_CHECKING:
    from features.agreement.values import Target
    from models.icp.evidence.changes import Change, Proposal
    from pipelines.insights.book import Book


@dataclass(frozen=True)
class Proposed:
    """A proposal with its words and its diff.

    Attributes:
        sentences: by change, what speaks for it.
        diff: of agreement.toml; empty where nothing is proposed, or nothing can be written line by line.
        unwritten: why there is no diff although there are changes; empty otherwise.
    """

    target: Target
    proposal: Proposal
    sentences: tuple[str, ...]
    titles: tuple[str, ...]
    diff: str
    unwritten: str

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        told = self.proposal.to_json()
        for change, title, sentence in zip(told["changes"], self.titles, self.sentences, strict=True):
            change["title"], change["evidence"] = title, sentence
            change["condition"] = finite(change["condition"])
        return {"target": self.target, **told, "diff": self.diff, "unwritten": self.unwritten}


def judging_target(book: Book) -> Target:
    """What a profile is judged by where nobody says: the funnel's first target, which has most outcomes."""
    return next(iter(book.horizons))


def proposed(book: Book, target: Target) -> Proposed:
    """What the outcomes of a target say, of the agreement in the folder."""
    icp = book.agreement.icp
    rows = arrivals(book, target)
    found = propose(sample_of(book, target), icp, attributes_of(book, rows), seed=book.agreement.seed)
    words = Words(target, book.horizons[target], found.leads)
    sentences = tuple(words(change) + beside(book, change) for change in found.changes)
    diff = unwritten = ""
    if found.changes:
        try:
            text = agreement_text(book)
            diff = difference(text, rewritten(text, icp, found.changes, sentences))
        except AgreementError as error:
            unwritten = str(error)
    return Proposed(
        target,
        found,
        sentences,
        tuple(title(book, change) for change in found.changes),
        diff,
        unwritten,
    )


def agreement_text(book: Book) -> str:
    """The agreement's text as it stands, line ends and all.

    Raises:
        AgreementError: it is being edited, and for now is not what the book was read with.
    """
    read_agreement(book.workspace.path)
    text = (book.workspace.path / "agreement.toml").read_bytes().decode("utf-8-sig")
    if parse_agreement(text).icp != book.agreement.icp:
        raise AgreementError(f"{book.workspace.path / 'agreement.toml'} was changed meanwhile; ask again")
    return text


def title(book: Book, change: Change) -> str:
    """A change in a few words."""
    if change.rule is not None:
        name = aim(book.agreement.icp.rule[change.rule])
        if change.kind == "drop":
            return f"drop: {name}"
        was = "a must-have" if change.kind == "soften" else f"{change.before:g}"
        return f"{name}: {change.after:g} points instead of {was}"
    made = {"attribute": change.attribute, **(change.condition or {}), "points": change.after}
    return f"new: {aim(IcpRule.model_validate(made))}, {change.after:g} points"


def beside(book: Book, change: Change) -> str:
    """Where a new rule is about an attribute that has one already, that it draws another line."""
    own = [
        aim(rule)
        for rule in book.agreement.icp.rule
        if change.rule is None and f"{change.attribute} ".startswith(f"{rule.attribute} ")
    ]
    if not own:
        return ""
    return f' The rule "{own[0]}" is about the same and draws the line elsewhere: consider making them one.'


def finite(condition: dict[str, Any] | None) -> dict[str, Any] | None:
    """A condition as JSON can say it: an open end is null."""
    if condition is None or "between" not in condition:
        return condition
    ends = [None if abs(end) == float("inf") else end for end in condition["between"]]
    return {"between": ends}
