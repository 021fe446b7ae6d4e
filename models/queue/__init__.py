"""The week's list: which leads fill the capacity of sales, what they are worth, and what is left undone."""

from models.queue.candidate import Candidate
from models.queue.counts import Expected
from models.queue.curve import Point, curve, next_worth
from models.queue.queue import CutOff, Queue, queue_of, sorted_out
from models.queue.terms import Terms

__all__ = [
    "Candidate",
    "CutOff",
    "Expected",
    "Point",
    "Queue",
    "Terms",
    "curve",
    "next_worth",
    "queue_of",
    "sorted_out",
]
