"""What drives conversion, for whom, and what to change: computed once a training, shown on every page."""
