"""Clocks of duties: they count working days, without weekends, public holidays and joint leave."""

from __future__ import annotations

from datetime import date

import numpy as np

from dashboard.pages.context import Context

LATE_AFTER = 10  # working days; heads have been given 3 working days to 14 days (DOMAIN 2)


def working_days(context: Context, since: date | None, until: date) -> int | None:
    """Working days after ``since`` up to ``until``; None when the beginning is not known."""
    if since is None:
        return None
    holidays = np.array(sorted(context.calendar.holidays), dtype="datetime64[D]")
    first, last = (np.datetime64(d) + 1 for d in (since, until))
    return int(np.busday_count(first, last, holidays=holidays)) if last > first else 0


def is_late(days: int | None) -> bool:
    """Longer than a head may take."""
    return days is not None and days > LATE_AFTER
