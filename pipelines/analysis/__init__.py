"""What analysts import: a workspace in, tables and charts out.

    from pipelines.analysis import open_insights

    insights = open_insights("demo")
    insights.names                                # what there is
    insights.table("model", "metrics")            # a pandas DataFrame
    insights.chart("model", "versions")           # a notebook shows it

Everything else in the packages may change from release to release; this stays.
"""

from pipelines.analysis.backtested import Backtested, run_backtest
from pipelines.analysis.chart import Chart
from pipelines.analysis.insights import Insights, open_insights
from pipelines.analysis.journey import Tables, read_journey
from pipelines.analysis.profile import Tried, try_profile

__all__ = [
    "Backtested",
    "Chart",
    "Insights",
    "Tables",
    "Tried",
    "open_insights",
    "read_journey",
    "run_backtest",
    "try_profile",
]
