"""What each command does, one file a command; each takes the parsed words and returns its JSON answer.

A command is imported when it is called: what training needs takes seconds to import, and serving, or the list
of tokens, should not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

_FILE: Final = {
    "answer": "answering",
    "answers": "answering",
    "backtest": "backtesting",
    "check": "checking",
    "compare": "comparing",
    "demo": "demo",
    "forget": "forgetting",
    "icp_dry_run": "icp",
    "icp_propose": "icp",
    "init": "checking",
    "insights": "insights",
    "monitor": "monitoring",
    "months": "months",
    "persona_list": "personas",
    "persona_save": "personas",
    "promote": "deciding",
    "queue": "queueing",
    "replay": "replaying",
    "report": "training",
    "retrain": "months",
    "rollback": "deciding",
    "score": "scoring",
    "serve": "service",
    "shadow": "deciding",
    "snapshot": "knowing",
    "sync": "syncing",
    "token_create": "tokens",
    "token_list": "tokens",
    "token_revoke": "tokens",
    "train": "training",
    "tune": "tuning",
}


def command(name: str) -> Callable[[Namespace], dict[str, Any]]:
    """The function of a command."""
    found: Callable[[Namespace], dict[str, Any]] = getattr(
        import_module(f"pipelines.commands.{_FILE[name]}"), name
    )
    return found
