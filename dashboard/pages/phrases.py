"""Sentences about numbers: what changed, and whether chance or late reports alone explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.i18n import Texts

CHANCE_SD = 2.0  # two Poisson counts differ by chance up to about two standard deviations, sqrt(a + b)


@dataclass(frozen=True)
class Expected:
    """What a number is expected to be: its mean and quantiles (5, 10, 90 and 95 %)."""

    mean: float
    q05: float
    q10: float
    q90: float
    q95: float

    @classmethod
    def of(cls, row: dict) -> Expected:
        """From a row of table ``forecast``."""
        return cls(*(float(row[name]) for name in ("mean", "q05", "q10", "q90", "q95")))


@dataclass(frozen=True)
class Change:
    """Two counts of equally long periods: ``direction`` is up, down, same (within chance) or unknown.

    Where reports come late (``is_partial``) the counts so far are never compared: the expected final counts
    are (``final``, ``final_before``), and ``ratio`` of the weekly rates says whether they differ.
    """

    now: float
    before: float
    smallest: int = 0  # smaller counts are said as "fewer than" to readers of aggregates
    operations: tuple[float, float] | None = None  # inspections behind ``now`` and ``before``
    is_partial: bool = False
    final: Expected | None = None
    final_before: Expected | None = None
    ratio: Expected | None = None

    @property
    def direction(self) -> str:
        """``same`` unless the difference exceeds what chance alone gives."""
        if self.is_partial:
            return self._direction_of_final()
        share = 0.5
        if self.operations and sum(self.operations):
            share = self.operations[0] / sum(self.operations)
        total = self.now + self.before
        gap = self.now - share * total
        if abs(gap) <= CHANCE_SD * (total * share * (1 - share)) ** 0.5:
            return "same"
        return "up" if gap > 0 else "down"

    def _direction_of_final(self) -> str:
        if self.final is None or self.final_before is None or self.ratio is None:
            return "unknown"
        if self.ratio.q10 > 1:  # rose with a probability of 90 % or more
            return "up"
        return "down" if self.ratio.q90 < 1 else "same"

    def sentence(self, words: Texts) -> str:
        """*naik dari 31 menjadi 42, lebih dari kebetulan*; of late reports what they will come to."""
        values = self._values(words)
        if self.is_partial:
            return words(f"ubah.susulan_{self.direction}", **values)
        key = {"up": "ubah.naik", "down": "ubah.turun", "same": "ubah.sama"}[self.direction]
        return words(f"{key}_operasi" if self.operations else key, **values)

    def verdict(self, words: Texts) -> str:
        """The comparison alone, for a card that prints the numbers above it."""
        if not self.is_partial:
            return self.sentence(words)
        return words(f"ubah.kartu_{self.direction}", **self._values(words))

    def expected(self, words: Texts) -> str:
        """*diperkirakan menjadi 124–214 setelah laporan susulan (90%)*; empty when nothing is expected."""
        return words("ubah.akhir", akhir=_ends(words, self.final)) if self.final else ""

    def _values(self, words: Texts) -> dict[str, str]:
        now, before = self.operations or (None, None)
        return {
            "lama": self.said(words, self.before),
            "baru": self.said(words, self.now),
            "operasi_lama": words.number(before),
            "operasi": words.number(now),
            "akhir": _ends(words, self.final),
            "akhir_lama": _ends(words, self.final_before),
            "kali": words.rate(self.ratio.mean) if self.ratio else "–",
            "rentang": words.range(self.ratio.q05, self.ratio.q95) if self.ratio else "–",
        }

    def said(self, words: Texts, count: float) -> str:
        """A count as this reader may see it."""
        return words.number(count) if count == 0 or count >= self.smallest else f"< {self.smallest}"


def last_weeks(counts: Sequence[float], weeks: int = 4, *, smallest: int = 0) -> Change:
    """The last ``weeks`` against the same number before."""
    return Change(now=sum(counts[-weeks:]), before=sum(counts[-2 * weeks : -weeks]), smallest=smallest)


def _ends(words: Texts, expected: Expected | None) -> str:
    return words.counts(expected.q05, expected.q95) if expected else "–"
