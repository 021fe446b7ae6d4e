"""What drives conversion, for whom, and what to change: found once a training, shown on every page."""
