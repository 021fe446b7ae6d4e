"""What was known about a lead at a moment."""
