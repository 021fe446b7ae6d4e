"""The command line: words in, one function called, exit status out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rich.markup import escape

from features.errors import LeadcastError, UsageError
from models.tokens import SCOPES
from pipelines.progress import console

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. 0: done; 1: refused for a reason that is printed; 2: wrong usage."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        given = _parser().parse_args(words)
        answer = _run(given)
    except LeadcastError as error:
        return _refuse(str(error), type(error).__name__, error.exit_status, machine="--json" in words)
    except OSError as error:  # a full disk, a folder that may not be written to
        return _refuse(str(error), type(error).__name__, 1, machine="--json" in words)
    except KeyboardInterrupt:
        console.print("interrupted; nothing half-written was left behind")
        return 130
    if given.json:
        _say(answer)
    return int(answer.get("exit_status", 0))


def _run(given: argparse.Namespace) -> dict[str, Any]:
    # threads that wait must not spin while other programs work; read once, by the first library with threads
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from pipelines.commands import command  # here, so that help and wrong usage answer at once

    return command(given.command)(given)


def _refuse(message: str, kind: str, status: int, *, machine: bool) -> int:
    word = "refused" if status == 1 else "wrong usage"
    console.print(f"[red]{word}[/red] {escape(' '.join(message.split()))}", soft_wrap=True)
    if machine:
        _say({"error": {"kind": kind, "message": message}})
    return status


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors like all others: one line, or one JSON document."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see: {self.prog} --help")


def _say(document: dict[str, Any]) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="leadcast", description="Which leads become sales-qualified, which close, and why.")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(
        name: str, help: str, *, workspace: str = "?", of: Any = verbs, command: str = ""
    ) -> argparse.ArgumentParser:
        made = of.add_parser(name, help=help, description=help)
        made.set_defaults(command=command or name)
        made.add_argument(
            "workspace",
            nargs=workspace,
            type=Path,
            default=Path(),
            metavar="WORKSPACE",
            help="a folder with an agreement.toml (default: this one)",
        )
        made.add_argument("--json", action="store_true", help="one JSON document on standard output")
        return made

    demo = verb("demo", "simulate a B2B funnel, train on it, score it, and say what to look at")
    demo.add_argument("--leads", type=_positive, default=20_000, help="how many leads (default 20000)")
    demo.add_argument("--seed", type=int, default=7, help="another world for another seed (default 7)")
    demo.add_argument(
        "--plant",
        choices=("weak", "medium", "strong"),
        help="also a column that knows the outcome, so or so well, for the leakage gate to find",
    )
    demo.set_defaults(workspace=None)

    init = verb("init", "write an agreement.toml for your own files")
    for name, needed in (("leads", True), ("touches", False), ("stages", False), ("changes", False)):
        init.add_argument(
            f"--{name}", required=needed, metavar="FILE", help=f"the {name}: a file, glob or query"
        )

    verb("check", "read the sources and say what is wrong with them").add_argument(
        "--as-of", type=_time, metavar="TIME", help="only what was known before then"
    )
    train = verb("train", "train, evaluate, gate, and write the report")
    train.add_argument("--tune", nargs="?", const="2m", metavar="BUDGET", help="tune first, as with tune")
    tune = verb("tune", "search for better settings than the defaults, for trainings to use")
    tune.add_argument("--budget", default="2m", help="how long to search, such as 90s or 5m (default 2m)")
    for sees in (train, tune):
        sees.add_argument(
            "--as-of",
            type=_time,
            metavar="TIME",
            help="only what was known before then (default: the newest row)",
        )
    verb("snapshot", "keep today's attributes, so that their past is known from now on").add_argument(
        "--as-of", type=_time, metavar="TIME", help="when they stood so (default: the newest row)"
    )
    score = verb("score", "score the open leads, or the moments of a file")
    score.add_argument(
        "--as-of", type=_time, metavar="TIME", help="score as of then (default: the newest row)"
    )
    score.add_argument("--moments", type=Path, metavar="FILE", help="score exactly these (lead_id, as_of)")
    score.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .csv or .parquet to write")
    score.add_argument(
        "--contributions", type=Path, metavar="FILE", help="also every contribution, as .parquet"
    )
    score.add_argument("--model", metavar="VERSION", help="a bundle's version (default: the champion)")

    verb("sync", "tell the ledger what the sources say, for the service to score by lead_id alone")
    serve = verb("serve", "answer POST /v1/score over HTTP")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=_positive, default=3000, help="port to listen on (default 3000)")
    serve.add_argument("--workers", type=_positive, default=1, help="processes that answer (default 1)")

    says = "who may ask the service for what"
    tokens = verbs.add_parser("token", help=says, description=says)
    does = tokens.add_subparsers(required=True, metavar="COMMAND")
    create = verb("create", "create a token and print it once", of=does, command="token_create")
    create.add_argument("--name", required=True, help="who it is for; stands in the log")
    create.add_argument(
        "--scope", required=True, action="append", choices=SCOPES, help="what it is good for; repeat for more"
    )
    create.add_argument(
        "--expires", default="365d", metavar="LENGTH", help='12h, 90d or "never" (default 365d)'
    )
    verb("list", "list the tokens, without their secrets", of=does, command="token_list")
    revoke = verb("revoke", "make a token useless from now on", of=does, command="token_revoke")
    revoke.add_argument("id", metavar="ID", help="a token's id; see leadcast token list")

    backtest = verb("backtest", "learn anew as of each month, and meet the leads that came next")
    backtest.add_argument("--from", dest="since", type=_time, metavar="DATE", help="the first month's start")
    backtest.add_argument("--to", type=_time, metavar="DATE", help="the end of the last month")
    backtest.add_argument("--every", default="1mo", metavar="LENGTH", help="1mo, 2w or 10d (default 1mo)")
    backtest.add_argument("--jobs", type=_positive, default=2, help="how many months at a time (default 2)")

    verb("report", "write the report of the champion again")
    promote = verb("promote", "make a bundle the champion")
    promote.add_argument("version", metavar="VERSION", help="a bundle's version; see --json of train")
    rollback = verb("rollback", "make the champion before the present one serve again")
    for decided, done in ((promote, "promoted by hand"), (rollback, "rolled back by hand")):
        decided.add_argument("--why", default=done, help="noted beside it")
        decided.add_argument("--who", default="", help="who decided it (default: this machine's user)")
    return parser


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return number


def _time(text: str) -> datetime:
    """As typed: only the agreement knows where a time without a zone is meant."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date or time; write 2026-10-01 or 2026-10-01T09:00Z"
        ) from None


if __name__ == "__main__":
    sys.exit(main())
