"""What can be seen of the service from outside: one line a request, and numbers that cannot grow."""

from serving.watch.lines import plain_bentoml
from serving.watch.watch import Watch

__all__ = ["Watch", "plain_bentoml"]
