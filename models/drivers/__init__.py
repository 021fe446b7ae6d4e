"""What a forecast looks at and what conversion depends on, measured so that it can be believed."""
