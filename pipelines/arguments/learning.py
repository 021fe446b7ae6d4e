"""``leadcast train``, ``tune``, ``snapshot``, ``backtest``, ``insights`` and ``report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.arguments.verb import positive, time, without_insights

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    train = verbs.add("train", "train, evaluate, gate, and write the report")
    train.add_argument("--tune", nargs="?", const="2m", metavar="BUDGET", help="tune first, as with tune")
    without_insights(train)
    tune = verbs.add("tune", "search for better settings than the defaults, for trainings to use")
    tune.add_argument("--budget", default="2m", help="how long to search, such as 90s or 5m (default 2m)")
    for sees in (train, tune):
        sees.add_argument(
            "--as-of",
            type=time,
            metavar="TIME",
            help="only what was known before then (default: the newest row)",
        )
    verbs.add("snapshot", "keep today's attributes, so that their past is known from now on").add_argument(
        "--as-of", type=time, metavar="TIME", help="when they stood so (default: the newest row)"
    )

    backtest = verbs.add("backtest", "learn anew as of each month, and meet the leads that came next")
    backtest.add_argument("--from", dest="since", type=time, metavar="DATE", help="the first month's start")
    backtest.add_argument("--to", type=time, metavar="DATE", help="the end of the last month")
    backtest.add_argument("--every", default="1mo", metavar="LENGTH", help="1mo, 2w or 10d (default 1mo)")
    backtest.add_argument("--jobs", type=positive, default=2, help="how many months at a time (default 2)")

    verbs.add("insights", "find what drives conversion, and for whom, for desk and report", bundle=True)
    report = verbs.add("report", "write the champion's report, with all insights, as one page to mail")
    report.add_argument("--pdf", action="store_true", help="print it to PDF too, if a browser is here")
