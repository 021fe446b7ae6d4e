"""The ideal customer profile against what came of the leads: what to change, and what would change then."""
