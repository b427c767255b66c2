"""How values of the database are told on the Data panels: names, days, times, reasons, lines of the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dashboard.pages.data import forms
from dashboard.pages.data.columns import field_title, kind_title, value_text
from etl.kinds import KINDS

if TYPE_CHECKING:
    from dashboard.i18n import Texts
    from dashboard.pages.context import Context


class Telling:
    """Sentences for one reader; who has words, a context and a zone can tell."""

    if TYPE_CHECKING:
        context: Context

        @property
        def words(self) -> Texts: ...

        @property
        def zone(self) -> str: ...

    def local(self, moment: datetime | None) -> str:
        """A time of the database (UTC) as the office's clock shows it."""
        if moment is None:
            return "–"
        there = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))
        return f"{self.words.short_day(there.date())} {there:%H.%M}"

    def kind(self, code: str | None) -> str:
        """Name of a document kind."""
        return kind_title(code, self.words)

    def field(self, name: str, kind: str | None = None) -> str:
        """Name of a field of a record."""
        return field_title(name, self.words, kind)

    def value(self, value: Any) -> str:
        """A value of a record."""
        return value_text(value, self.words)

    def file_name(self, name: str) -> str:
        """A file's name without signs that could mislead the eye."""
        return forms.file_name(name)

    def reason(self, code: str) -> str:
        """Short name of the reason why a row waits."""
        key = f"sebab.{code}"
        return self.words(key) if self.words.has(key) else code.replace("_", " ").capitalize()

    def reason_hint(self, code: str) -> str:
        """What a person is asked to do about it."""
        group = next((g for g in ("opd", "region", "date", "count") if code.startswith(g)), code)
        key = f"sebab_saran.{group}"
        return self.words(key if self.words.has(key) else "sebab_saran.umum")

    def when(self, fact: Mapping[str, Any]) -> str:
        """The day of a fact, as precisely as it is known."""
        day, precision = fact["occurred_on"], fact["date_precision"]
        if day is None:
            return "–"
        if precision == "year":
            return str(day.year)
        month = f"{self.words(f'bulan.{day.month}')} {day.year}"
        return month if precision == "month" else self.words.day(day)

    def day_text(self, day: date | str | None) -> str:
        """A day as people write it in a field: 27/11/2024."""
        found = date.fromisoformat(day) if isinstance(day, str) and day else day
        return f"{found:%d/%m/%Y}" if isinstance(found, date) else ""

    def phase_codes(self) -> list[tuple[str, str]]:
        """Phases that the models know by their code."""
        known = self.context.calendar.phases
        names = {p.code: self.context.phase_name(p.code, p.election_code) for p in known}
        return sorted(names.items(), key=lambda pair: pair[1])

    def detail(self, text: str | None) -> str:
        """What a line of the log tells beside who and when, in a few words."""
        told = (json.loads(text) if text else None) or {}
        named = {k: v for k, v in told.items() if k not in ("reason", "sha256") and v not in (None, {}, [])}
        parts = [f"{self._told(k)}: {self._plain(v)}" for k, v in named.items()]
        reason = [f"“{told['reason']}”"] if told.get("reason") else []
        return " · ".join([*reason, *parts])[:240] or "–"

    def _told(self, key: str) -> str:
        return self.words(f"rincian.{key}") if self.words.has(f"rincian.{key}") else key.replace("_", " ")

    def _plain(self, value: Any) -> str:
        if isinstance(value, dict):
            return ", ".join(f"{self._told(k)} {self._plain(v)}" for k, v in value.items())
        if isinstance(value, list):
            return ", ".join(self._plain(v) for v in value)
        return kind_title(value, self.words) if isinstance(value, str) and value in KINDS else str(value)

    def short_message(self, message: str, name: str) -> str:
        """A sentence without the file's name at its beginning, where the file stands above it."""
        return message.removeprefix(f"{name}, ").removeprefix(f"{name}: ")
