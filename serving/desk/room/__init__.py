"""The analysts' room: what pipelines found of all leads, and what is known of the model and of its tokens."""
