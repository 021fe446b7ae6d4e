"""From the bytes of a request to the rows of a population."""
