"""Answers of sales: accepted, returned and why, contacted, what became of the lead. None is ever changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from features.agreement import OURS
from features.errors import AnswerError, ConflictError
from models.ledger.document import LONGEST_ID
from models.ledger.schema import answers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping
    from sqlalchemy.sql.dml import ReturningInsert

    from features.agreement.ledger import Feedback

Kind = Literal["accepted", "returned", "contacted", "outcome"]
Taken = Literal["recorded", "already", "conflict"]

_FIELDS: Final = tuple(column.name for column in answers.c if column.name != "digest")
LONGEST_NOTE: Final = 2_000
_MOST_NAMED: Final = 10
_DIGEST: Final = select(answers.c.digest).where(answers.c.key == bindparam("wanted"))
_OF_LEAD: Final = (
    select(answers)
    .where(answers.c.lead_id == bindparam("lead"))
    .order_by(answers.c.at, answers.c.received_at, answers.c.key)
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What sales says of a lead. Instants are microseconds UTC.

    Attributes:
        kind: one of ``Kind``.
        reason: why a lead was returned, or as which stage of ours it came out.
        at: when it happened; when it was received, if nobody says.
        key: the caller's own name for this answer, so that sending it again is harmless; without one, what is
            said is its name.
        told_by: whose token it came with.
    """

    lead_id: str
    kind: Kind
    received_at: int
    score_id: str | None = None
    reason: str | None = None
    at: int | None = None
    note: str | None = None
    key: str | None = None
    told_by: str = ""

    @property
    def digest(self) -> str:
        """Stands for what is said; not for who says it, and when."""
        said = [self.lead_id, self.kind, self.score_id, self.reason, self.at, self.note]
        return hashlib.blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()


def conflict(named: Sequence[str] = ()) -> ConflictError:
    """Two answers by one name; of several, which."""
    which = f"{', '.join(named[:_MOST_NAMED])}{' and more' * (len(named) > _MOST_NAMED)}: " if named else ""
    return ConflictError(
        f"{which}key: another answer has this key and says something else; "
        "send a correction under a key of its own"
    )


def agreed(answer: Answer, feedback: Feedback) -> Answer:
    """The answer in the agreement's words.

    Raises:
        AnswerError: the kind is none of ours, the reason none of the agreement's, or a text too long.
    """
    for name, longest in (
        ("lead_id", LONGEST_ID),
        ("score_id", LONGEST_ID),
        ("key", LONGEST_ID),
        ("note", LONGEST_NOTE),
    ):
        if len(getattr(answer, name) or "") > longest:
            raise AnswerError(f"{name}: {longest:,} characters at most are kept; write less")
    if answer.kind not in get_args(Kind):
        raise AnswerError(f"kind: write one of {', '.join(get_args(Kind))}")
    if answer.kind == "returned":
        return replace(answer, reason=_known(answer.reason, feedback.return_reasons))
    if answer.kind == "outcome":
        return replace(answer, reason=_known(answer.reason, OURS))
    if answer.reason is not None:
        raise AnswerError(f"reason: {answer.kind} has none; leave it out, or write it into the note")
    return answer


def take(connection: Connection, told: Sequence[Answer]) -> list[Taken]:
    """Keeps answers. What has the key of another is that one again, or in conflict with it and not kept."""
    keys = [answer.key if answer.key is not None else f"={answer.digest}" for answer in told]
    taken: dict[int, Taken] = {}
    for place in sorted(range(len(told)), key=keys.__getitem__):  # one order, so that no two writers block
        key, answer = keys[place], told[place]
        if connection.scalar(_insert(connection.dialect.name), _stored(answer, key)) is not None:
            taken[place] = "recorded"
        else:
            before = connection.scalar(_DIGEST, {"wanted": key})
            taken[place] = "already" if before == answer.digest else "conflict"
    return [taken[place] for place in range(len(told))]


def answers_of(connection: Connection, lead_id: str) -> list[Answer]:
    """What was answered of a lead, in the order it happened."""
    return [read_answer(row) for row in connection.execute(_OF_LEAD, {"lead": lead_id}).mappings()]


def read_answer(row: RowMapping) -> Answer:
    """The answer of a row of the table."""
    return Answer(**{name: row[name] for name in _FIELDS})


def _known(reason: str | None, known: Sequence[str]) -> str:
    words = {word.strip().lower(): word for word in known}
    if found := words.get((reason or "").strip().lower()):
        return found
    raise AnswerError(f"reason: write one of {', '.join(known)}")


def _stored(answer: Answer, key: str) -> dict[str, Any]:
    at = answer.received_at if answer.at is None else answer.at
    return {**vars(answer), "key": key, "at": at, "digest": answer.digest}


@cache
def _insert(dialect: str) -> ReturningInsert[Any]:
    made = (postgresql if dialect == "postgresql" else sqlite).insert(answers)
    return made.on_conflict_do_nothing(index_elements=["key"]).returning(answers.c.key)
