"""``leadcast icp``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares its commands."""
    icp = verbs.group("icp", "the ideal customer profile against what came of the leads")
    propose = icp.add(
        "propose", "write what outcomes say should change, as a diff to apply", command="icp_propose"
    )
    propose.add_argument(
        "--target",
        choices=("sql", "close"),
        help="whose outcomes decide (default: sql where forecast)",
    )
    propose.add_argument("--out", type=Path, metavar="FILE", help="where to write it (default: print it)")
    icp.add(
        "dry-run",
        "say who changes grade by another profile, and what would have happened last year",
        command="icp_dry_run",
        first=("new", "an agreement with the profile to try; of the rest nothing is taken"),
    )
