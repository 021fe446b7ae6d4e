"""The funnel's probabilities: what is learnt, and how it is put together so that it adds up.

    p_sql              becomes an SQL within the horizon of sql
    p_close            is won within the horizon of close
    p_close_given_sql  is won within that horizon, if it becomes an SQL within it (or is one already)

Winning takes becoming an SQL first, so p_close is the product of two models: the chance of becoming an SQL
within the horizon of close (1 for those who are), and p_close_given_sql. It cannot exceed either.
"""

from models.funnel.events import Event, Outcomes, events_of, outcomes, serves
from models.funnel.forecast import Forecast
from models.funnel.funnel import Funnel, funnel_of

__all__ = ["Event", "Forecast", "Funnel", "Outcomes", "events_of", "funnel_of", "outcomes", "serves"]
