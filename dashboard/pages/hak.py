"""Who may change what on the pages of figures: the role here, the scope of the region in the store."""

from __future__ import annotations

from dashboard.pages.context import Context

NOTE_ROLES = frozenset({"admin", "pengelola", "analis", "pengawas"})  # notes on a trend
PLAN_ROLES = frozenset({"admin", "pengelola", "pengawas"})  # visits: plan, lock, results


def may_note(context: Context) -> bool:
    """May this reader put a note on the trend looked at?"""
    return context.role in NOTE_ROLES and context.reader.scope.covers(context.code)


def may_plan(context: Context) -> bool:
    """May this reader make and lock plans, and enter results, for the region looked at?"""
    return context.role in PLAN_ROLES and context.reader.scope.covers(context.code)
