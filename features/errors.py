"""Everything Leadcast refuses, as one tree.

LeadcastError              something a user can mend; printed as one line, never as a traceback
├── UsageError             the command line is wrong                              (exit 2)
├── AgreementError         agreement.toml has a wrong key or value                (exit 1)
├── SourceError            a file, query or database cannot be read               (exit 1)
├── JourneyError           the data were read and break a rule                    (exit 1)
├── LeakageError           a column knows the outcome                             (exit 1)
├── TrainingError          the data are sound and too few                         (exit 1)
├── BundleError            a bundle is missing, damaged or of another version     (exit 1)
├── WorkspaceError         the folder is locked, absent or not a workspace        (exit 1)
├── MomentError            a lead and moment that cannot be read                  (exit 1)
├── LedgerError            the ledger cannot be reached, read or written          (exit 1)
└── AnswerError            an answer of sales that cannot be taken                (exit 1)
    └── ConflictError      its key was used for another answer                    (exit 1)
"""

from __future__ import annotations


class LeadcastError(Exception):
    """Base of all errors a user can mend.

    The message says where (file, key, column or lead), what was found, and what to do.
    """

    exit_status = 1


class UsageError(LeadcastError):
    """The command line asks for something that does not exist."""

    exit_status = 2


class AgreementError(LeadcastError):
    """agreement.toml has an unknown key, a missing key or an impossible value."""


class SourceError(LeadcastError):
    """A source cannot be read: no such file, a failing query, an unreachable database."""


class JourneyError(LeadcastError):
    """The rows were read and break a rule that would make the forecasts wrong."""


class LeakageError(LeadcastError):
    """A column knows the outcome and is not excluded by the agreement."""


class TrainingError(LeadcastError):
    """The data are sound but too few, or hold one outcome only."""


class BundleError(LeadcastError):
    """A bundle is missing, incomplete, altered, or of another format."""


class WorkspaceError(LeadcastError):
    """The folder is not a workspace, or another command holds it."""


class MomentError(LeadcastError):
    """A (lead_id, as_of) pair cannot be read or scored."""


class LedgerError(LeadcastError):
    """The ledger's database cannot be reached, read or written, or is of another version."""


class AnswerError(LeadcastError):
    """An answer of sales is of a kind or has a reason that the agreement does not know."""


class ConflictError(AnswerError):
    """An answer of sales has the key of another that says something else."""
