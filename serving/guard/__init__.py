"""Who may ask: tokens, scopes, how often, how many at once, and what a signature must be."""

from serving.guard.guard import Guard

__all__ = ["Guard"]
