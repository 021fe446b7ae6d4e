"""MLflow, and nothing else imports it: runs, metrics, digests, and each bundle as a model version.

By default everything lies in the workspace (SQLite and a folder); MLFLOW_TRACKING_URI names a server instead.
Scoring never comes here: a bundle is complete without it.
"""

from pipelines.tracking.record import name_champion, record

__all__ = ["name_champion", "record"]
