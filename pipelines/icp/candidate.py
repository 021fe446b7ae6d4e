"""Another agreement whose profile is tried: everything else stays as the folder's says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.agreement.parse import parse_agreement
from features.errors import AgreementError
from models.icp import compile_icp

if TYPE_CHECKING:
    from pathlib import Path

    from features.agreement import Agreement


def read_candidate(path: Path) -> Agreement:
    """The agreement in a file.

    Raises:
        AgreementError: there is no such file, or it is no sound agreement; the message names the file.
    """
    if not path.is_file():
        raise AgreementError(f"{path}: no such file; name an agreement with the rules to try")
    try:
        found = parse_agreement(path.read_bytes().decode("utf-8-sig"))
        compile_icp(found.icp)
    except UnicodeDecodeError as error:
        raise AgreementError(f"{path} is not UTF-8 text ({error.reason} at byte {error.start})") from error
    except AgreementError as error:
        raise AgreementError(f"{path}: {error}") from error
    return found


def differs_beside(now: Agreement, new: Agreement) -> tuple[str, ...]:
    """The tables other than [icp] in which two agreements differ: a dry run leaves them as they are."""
    return tuple(
        name for name in type(now).model_fields if name != "icp" and getattr(now, name) != getattr(new, name)
    )
