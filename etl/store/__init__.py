"""All SQL of the program: connect, read within a scope, write in one transaction."""

from __future__ import annotations

from etl.store.coverage import read_coverage
from etl.store.engine import StoreError, connect, migrate, read_revision, reading, writing
from etl.store.panels import read_panel, read_triangle
from etl.store.places import (
    read_calendar,
    read_candidates,
    read_clock,
    read_elections,
    read_gazetteer,
    read_headcount,
    read_opd_aliases,
    read_opds,
    read_phases,
    read_regions,
)
from etl.store.records import (
    data_version,
    read_cases,
    read_documents,
    read_flags,
    read_freshness,
    read_news,
    read_published,
    read_recommendations,
)
from etl.store.results import (
    RunTables,
    lock_plan,
    read_effects,
    read_estimates,
    read_forecasts,
    read_plan,
    read_runs,
    read_scores,
    write_plan,
    write_run,
    write_visit,
)
from etl.store.scope import Scope
from etl.store.suppression import suppress

__all__ = [
    "RunTables",
    "Scope",
    "StoreError",
    "connect",
    "data_version",
    "lock_plan",
    "migrate",
    "read_calendar",
    "read_candidates",
    "read_cases",
    "read_clock",
    "read_coverage",
    "read_documents",
    "read_effects",
    "read_elections",
    "read_estimates",
    "read_flags",
    "read_forecasts",
    "read_freshness",
    "read_gazetteer",
    "read_headcount",
    "read_news",
    "read_opd_aliases",
    "read_opds",
    "read_panel",
    "read_phases",
    "read_plan",
    "read_published",
    "read_recommendations",
    "read_regions",
    "read_revision",
    "read_runs",
    "read_scores",
    "read_triangle",
    "reading",
    "suppress",
    "write_plan",
    "write_run",
    "write_visit",
    "writing",
]
