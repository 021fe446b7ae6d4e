"""What each command does, one file a command; each takes the parsed words and returns its JSON answer."""

from pipelines.commands.backtesting import backtest
from pipelines.commands.checking import check, init
from pipelines.commands.deciding import promote, rollback
from pipelines.commands.demo import demo
from pipelines.commands.knowing import snapshot
from pipelines.commands.scoring import score
from pipelines.commands.service import serve
from pipelines.commands.syncing import sync
from pipelines.commands.tokens import token_create, token_list, token_revoke
from pipelines.commands.training import report, train
from pipelines.commands.tuning import tune

__all__ = [
    "backtest",
    "check",
    "demo",
    "init",
    "promote",
    "report",
    "rollback",
    "score",
    "serve",
    "snapshot",
    "sync",
    "token_create",
    "token_list",
    "token_revoke",
    "train",
    "tune",
]
