"""Reads a file of answers, all of it before any is kept: one that cannot be read spoils the file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Final, cast

from features import clock
from features.errors import AnswerError, SourceError
from models.ledger import Answer, agreed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo
    from pathlib import Path

    from features.agreement.ledger import Feedback
    from models.ledger.answers import Kind

NEEDED: Final = ("lead_id", "kind")
FURTHER: Final = ("reason", "at", "note", "key", "score_id")
MOST_TOLD: Final = 10


def read_answers(path: Path, feedback: Feedback, zone: tzinfo, told_by: str) -> dict[int, Answer]:
    """The answers of a CSV file with a header by line, in the agreement's words.

    Args:
        zone: where times without a zone are read.

    Raises:
        SourceError: the file or a column is not there, or it is not a CSV file in UTF-8.
        AnswerError: some lines cannot be taken; their numbers and what is wrong with each.
    """
    rows = _rows(path)
    answers: dict[int, Answer] = {}
    wrong: list[str] = []
    for line, row in rows:
        try:
            answers[line] = answer_of(row, feedback, zone, told_by)
        except AnswerError as error:
            wrong.append(f"line {line}: {error}")
    if wrong:
        more = f"; {len(wrong) - MOST_TOLD:,} more" if len(wrong) > MOST_TOLD else ""
        raise AnswerError(
            f"{path}: {len(wrong):,} of {len(rows):,} answers cannot be taken, and so none was: "
            f"{'; '.join(wrong[:MOST_TOLD])}{more}"
        )
    return answers


def answer_of(said: Mapping[str, str | None], feedback: Feedback, zone: tzinfo, told_by: str) -> Answer:
    """One answer from texts, as the service takes it.

    Raises:
        AnswerError: it is none.
    """
    told = {name: (said.get(name) or "").strip() or None for name in (*NEEDED, *FURTHER)}
    if told["lead_id"] is None:
        raise AnswerError("lead_id: name the lead this is about")
    answer = Answer(
        lead_id=told["lead_id"],
        kind=cast("Kind", (told["kind"] or "").lower()),
        received_at=clock.now(),
        score_id=told["score_id"],
        reason=told["reason"],
        at=_instant(told["at"], zone),
        note=told["note"],
        key=told["key"],
        told_by=told_by,
    )
    return agreed(answer, feedback)


def _instant(text: str | None, zone: tzinfo) -> int | None:
    if text is None:
        return None
    try:
        return clock.instant(text, zone)
    except ValueError as error:
        raise AnswerError("at: write a time such as 2026-10-01T09:00:00Z") from error


def _rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            names = [name.strip().lower() for name in rows.fieldnames or ()]
            _check(path, names)
            rows.fieldnames = names
            return [(rows.line_num, row) for row in rows]
    except FileNotFoundError as error:
        raise SourceError(f"--from {path}: no such file") from error
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise SourceError(f"--from {path} cannot be read as CSV in UTF-8 ({error})") from error


def _check(path: Path, names: list[str]) -> None:
    known = (*NEEDED, *FURTHER)
    absent = [name for name in NEEDED if name not in names]
    strange = [name for name in names if name not in known]
    if absent or strange or len(set(names)) < len(names):
        raise SourceError(
            f"--from {path}: its columns are {', '.join(names) or 'none'}; "
            f"{' and '.join(NEEDED)} are needed, and there may be {', '.join(FURTHER)}, each once"
        )
