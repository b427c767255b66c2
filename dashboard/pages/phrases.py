"""Sentences about numbers: what changed, and whether chance alone explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.i18n import Texts

CHANCE_SD = 2.0  # two Poisson counts differ by chance up to about two standard deviations, sqrt(a + b)


@dataclass(frozen=True)
class Change:
    """Two counts of equally long periods: ``direction`` is up, down or same (within chance)."""

    now: float
    before: float
    smallest: int = 0  # smaller counts are said as "fewer than" to readers of aggregates

    @property
    def direction(self) -> str:
        """``same`` unless the difference exceeds what chance alone gives."""
        gap = self.now - self.before
        if abs(gap) <= CHANCE_SD * (self.now + self.before) ** 0.5:
            return "same"
        return "up" if gap > 0 else "down"

    def sentence(self, words: Texts) -> str:
        """*naik dari 31 menjadi 42, lebih dari kebetulan*."""
        key = {"up": "ubah.naik", "down": "ubah.turun", "same": "ubah.sama"}[self.direction]
        return words(key, lama=self.said(words, self.before), baru=self.said(words, self.now))

    def said(self, words: Texts, count: float) -> str:
        """A count as this reader may see it."""
        return words.number(count) if count == 0 or count >= self.smallest else f"< {self.smallest}"


def last_weeks(counts: Sequence[float], weeks: int = 4, *, smallest: int = 0) -> Change:
    """The last ``weeks`` against the same number before."""
    return Change(now=sum(counts[-weeks:]), before=sum(counts[-2 * weeks : -weeks]), smallest=smallest)
