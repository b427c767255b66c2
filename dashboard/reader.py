"""What pages read: the store's tables, kept per data version and scope, so that a filter change is fast.

One ``Reader`` per request. The cache is shared by all requests of a worker; its key holds the data version
and the whole scope, so nobody is ever answered with another reader's rows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from inspect import signature
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

import polars as pl

from dashboard import boundaries
from dashboard.boundaries import Shapes
from etl import store
from etl.calendar import Calendar
from etl.store import Scope
from etl.store.engine import Engine

LARGEST_CACHE = 400  # tables; the largest (a province's weekly panel by OPD) is about 5 MB
VERSION_SECONDS = 1.0  # how long a worker may not notice a new import
SIMULATED = "99"


class Cache:
    """The last used tables of a worker; safe between threads."""

    def __init__(self, largest: int = LARGEST_CACHE) -> None:
        self._kept: OrderedDict[tuple, Any] = OrderedDict()
        self._largest = largest
        self._lock = Lock()

    def get(self, key: tuple, make: Callable[[], Any]) -> Any:
        """Kept value of ``key``, or ``make()`` kept for the next reader."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = make()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._largest:
                self._kept.popitem(last=False)
        return value


class Reader:
    """Tables that one reader may see; every method returns a frame (or value) of the store's shapes."""

    def __init__(
        self,
        engine: Engine,
        scope: Scope,
        *,
        today: date,
        cache: Cache,
        shapes: Path | None = None,
        known_on: date | None = None,
        has_changed: bool = False,
    ) -> None:
        """``known_on``: records as they were known on that day, then also today. ``has_changed``: this
        reader has just changed something, and must see it at once."""
        self.engine, self.scope, self._cache, self.known_on = engine, scope, cache, known_on
        self._today = min(known_on, today) if known_on else today
        self.shapes_folder = self._shapes = shapes
        tick = int(monotonic() / VERSION_SECONDS)
        now = self._version() if has_changed else cache.get(("version", scope, tick), self._version)
        self.version = (*now, known_on.toordinal()) if known_on else now

    def _version(self) -> tuple[int, ...]:
        """What the tables rest on, told cheaply: every import, fix and edit is a line of the log; the latest
        run; boundaries added. Asked every second, so it must not read the tables themselves."""
        added = boundaries.version(self._shapes)
        with store.reading(self.engine) as cx:
            runs = store.read_runs(cx, limit=1)
            return store.newest_change(cx), int(runs["id"][0]) if runs.height else 0, added

    @property
    def run_id(self) -> int:
        """Number of the latest run; 0 before the first."""
        return self.version[1]

    def remember(self, key: tuple, make: Callable[[], Any]) -> Any:
        """What follows from this version of the tables for this reader; ``key`` says what else counts."""
        return self._cache.get((*key, self.version, self.scope), make)

    def _read(self, read: Callable[..., Any], **arguments: Any) -> Any:
        if self.known_on and "known_on" in signature(read).parameters:
            arguments["known_on"] = self.known_on
        with store.reading(self.engine) as cx:
            return read(cx, self.scope, **arguments)

    def _kept(self, read: Callable[..., Any], **arguments: Any) -> Any:
        key = (read.__name__, self.version, self.scope, *sorted(arguments.items()))
        return self._cache.get(key, lambda: self._read(read, **arguments))

    def today(self, region_code: str | None = None) -> date:
        """The day it is there: the simulation has its own clock."""
        if region_code and region_code.split(".")[0] == SIMULATED and not self.known_on:
            with_clock = ("clock", self.version, self.scope, region_code, self._today)
            return self._cache.get(with_clock, lambda: self._clock(region_code))
        return self._today

    def _open(self, name: str, read: Callable[..., Any], **arguments: Any) -> Any:
        """Tables without rows of any region or person: the models' own record."""

        def make() -> Any:
            with store.reading(self.engine) as cx:
                return read(cx, **arguments)

        return self._cache.get((name, self.version, *sorted(arguments.items())), make)

    def _clock(self, region_code: str) -> date:
        with store.reading(self.engine) as cx:
            return store.read_clock(cx, region_code, today=self._today)

    def calendar(self) -> Calendar:
        """Elections and phases."""
        return self._open("calendar", store.read_calendar)

    def shapes(self, level: int, on: date, parents: frozenset[str]) -> Shapes | None:
        """Boundaries of a level as they were on a day; None when the office has added none."""
        key = ("shapes", self.version, level, on, parents)
        return self._cache.get(
            key, lambda: boundaries.find(self._shapes, level=level, on=on, parents=parents)
        )

    def regions(self) -> pl.DataFrame:
        """code, name, kind, level, parent_code, zone, lat, lon, population, is_simulated."""
        return self._kept(store.read_regions)

    def data_version(self) -> str:
        """Fingerprint of the data in force, the same on any machine that holds them."""
        return self._kept(store.data_version)

    def freshness(self) -> dict:
        """last_known_on, document_count, open_quarantine_count."""
        return self._kept(store.read_freshness)

    def panel(self, measure: str, level: str = "kabkota") -> pl.DataFrame:
        """Weekly counts with effort and exposure."""
        return self._kept(store.read_panel, measure=measure, level=level)

    def found(self, region_code: str) -> pl.DataFrame:
        """What inspections found at each place of a kab/kota, and in which kecamatan it lies."""
        return self._kept(store.read_found, region_code=region_code, boundaries=self._shapes)

    def estimates(self, measure: str, level: str) -> pl.DataFrame:
        """Every estimate of the latest good run, all elections and phases."""
        return self._kept(store.read_estimates, measure=measure, level=level)

    def forecasts(self, measure: str, region_code: str) -> pl.DataFrame:
        """Forecasts of the latest good run for one region."""
        return self._kept(store.read_forecasts, measure=measure, region_code=region_code)

    def effects(self, measure: str, fit: str) -> pl.DataFrame:
        """Terms common to a whole scope, such as the limits of its funnel."""
        return self._open("effects", store.read_effects, measure=measure, fit=fit)

    def scores(self, measure: str) -> pl.DataFrame:
        """Track record of the models."""
        return self._open("scores", store.read_scores, measure=measure)

    def published(self) -> pl.DataFrame:
        """Counts that public sources printed."""
        return self._kept(store.read_published)

    def recommendations(self, today: date) -> pl.DataFrame:
        """Recommendations with their clocks."""
        return self._kept(store.read_recommendations, today=today)

    def coverage(self, today: date, election: str | None, phase: str | None) -> pl.DataFrame:
        """Which OPD has been briefed in this phase."""
        return self._kept(store.read_coverage, today=today, election=election, phase=phase)

    def meetings(self, event_type: str) -> pl.DataFrame:
        """Prevention events of a kind, in order of days."""
        return self._kept(store.read_meetings, event_type=event_type)

    def annotations(self, region_code: str) -> pl.DataFrame:
        """Notes on a region's trend."""
        return self._kept(store.read_annotations, region_code=region_code)

    def plan(self, scope_code: str, week: date | None = None) -> tuple[dict | None, pl.DataFrame]:
        """The plan of a week (the newest one) and its items."""
        return self._kept(store.read_plan, scope_code=scope_code, week=week)

    def plan_weeks(self, scope_code: str) -> pl.DataFrame:
        """Weeks that have a plan, newest first: ``week, is_locked, result_count``."""
        return self._kept(store.read_plan_weeks, scope_code=scope_code)

    def cases(self, table: str, region_code: str, since: date | None = None) -> pl.DataFrame:
        """Single records with document, sheet and row; only for readers with record rights."""
        if not self.scope.may_see_records:
            return pl.DataFrame()
        return self._kept(store.read_cases, table=table, region_code=region_code, since=since, limit=50)

    def documents(self) -> pl.DataFrame:
        """Documents that were loaded."""
        return self._kept(store.read_documents)

    def quarantine(self) -> pl.DataFrame:
        """Rows that wait for a person."""
        return self._kept(store.read_quarantine)

    def quality(self) -> pl.DataFrame:
        """Per region and kind of document: what came, when last, what waits, what was odd."""
        return self._kept(store.read_quality)

    def delays(self) -> pl.DataFrame:
        """Days from an event to the document that first told it, per region and stream."""
        return self._kept(store.read_delays)

    def runs(self) -> pl.DataFrame:
        """Model runs, newest first."""
        return self._open("runs", store.read_runs)
