"""The model, asked over HTTP."""
