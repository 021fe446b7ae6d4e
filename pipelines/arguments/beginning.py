"""``leadcast demo``, ``init`` and ``check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.arguments.verb import positive, time, without_insights

if TYPE_CHECKING:
    from pipelines.arguments.verb import Verbs


def add(verbs: Verbs) -> None:
    """Declares them."""
    demo = verbs.add("demo", "simulate a B2B funnel, train on it, score it, and say what to look at")
    demo.add_argument("--leads", type=positive, default=20_000, help="how many leads (default 20000)")
    demo.add_argument("--seed", type=int, default=7, help="another world for another seed (default 7)")
    demo.add_argument(
        "--plant",
        choices=("weak", "medium", "strong"),
        help="also a column that knows the outcome, so or so well, for the leakage gate to find",
    )
    without_insights(demo)
    demo.set_defaults(workspace=None)

    init = verbs.add("init", "write an agreement.toml for your own files")
    for name, needed in (("leads", True), ("touches", False), ("stages", False), ("changes", False)):
        init.add_argument(
            f"--{name}", required=needed, metavar="FILE", help=f"the {name}: a file, glob or query"
        )

    verbs.add("check", "read the sources and say what is wrong with them").add_argument(
        "--as-of", type=time, metavar="TIME", help="only what was known before then"
    )
