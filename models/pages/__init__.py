"""What every page is made with: templates, words for numbers and dates, and one style."""

from models.pages.templates import templates

__all__ = ["templates"]
