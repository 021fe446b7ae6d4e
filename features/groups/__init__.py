"""Feature groups: each file declares the features of one group."""
