"""Things somebody runs."""
