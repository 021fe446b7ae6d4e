"""One lead's score from its facts, and the receipt it leaves: alike for a request, a batch and a replay."""
