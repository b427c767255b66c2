"""Tables of the database: one schema for SQLite (WAL) and PostgreSQL 15+.

Every fact carries when it happened (``occurred_on`` with ``date_precision``), when we knew it
(``known_from`` inclusive, ``known_to`` exclusive, NULL = still believed) and where it was printed
(``document_id``, ``sheet``, ``row_no``, ``col_no``): any number on a page leads back to a cell.
Absent is NULL and never 0: zero catches is an answer, no answer is another.
"""

from __future__ import annotations

from etl.schema.base import metadata
from etl.schema.documents import (
    column_mapping,
    correction,
    document,
    flag,
    quarantine,
)
from etl.schema.facts import (
    FACTS,
    attendance,
    headcount,
    news,
    prevention,
    published_count,
    recommendation,
    sidak,
    violation,
    violation_event,
)
from etl.schema.notes import annotation
from etl.schema.people import (
    app_user,
    audit,
    edition,
    job,
    lease,
    login_attempt,
    outbox,
    recipient,
    session,
    setting,
    user_scope,
)
from etl.schema.places import (
    election,
    election_region,
    holiday,
    opd,
    opd_alias,
    phase,
    place,
    region,
    region_alias,
)
from etl.schema.results import (
    effect,
    estimate,
    forecast,
    model_run,
    plan,
    plan_item,
    score,
    visit_result,
)

__all__ = [
    "FACTS",
    "annotation",
    "app_user",
    "attendance",
    "audit",
    "column_mapping",
    "correction",
    "document",
    "edition",
    "effect",
    "election",
    "election_region",
    "estimate",
    "flag",
    "forecast",
    "headcount",
    "holiday",
    "job",
    "lease",
    "login_attempt",
    "metadata",
    "model_run",
    "news",
    "opd",
    "opd_alias",
    "outbox",
    "phase",
    "place",
    "plan",
    "plan_item",
    "prevention",
    "published_count",
    "quarantine",
    "recipient",
    "recommendation",
    "region",
    "region_alias",
    "score",
    "session",
    "setting",
    "sidak",
    "user_scope",
    "violation",
    "violation_event",
    "visit_result",
]
