"""The book: every lead with its newest score, to be searched, filtered and sorted in milliseconds."""

from serving.desk.book.book import Book

__all__ = ["Book"]
