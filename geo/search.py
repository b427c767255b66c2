"""Index of written names: exact keys in a dictionary, misspelt ones by edit distance.

Score 100 = written as the decree writes it, 99 = a known synonym, 97 = a former name; a wrong kind word
(*Kota Jember*) costs 20. A misspelt name scores 95 · (1 − edits / length).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.letters import LetterSieve
from geo.names import KIND_WORDS, LEVELS, Name, fold, read_name

OFFICIAL, SYNONYM, FORMER = 100.0, 99.0, 97.0
WRONG_KIND = 20.0
MISSPELT = 95.0
SHORTEST_MISSPELT = 5  # letters; shorter synonyms (HSS, TTU) count only when written exactly
SHARED_FIRST = ("kepulauan", "pegunungan", "pulau", "tanjung", "kalimantan", "sulawesi", "sumatera", "papua")
SHARED_LAST = ("utara", "selatan", "barat", "timur", "tengah", "tenggara", "kepulauan")
LOOSEST = 0.55  # share of equal letters below which nothing is suggested


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one region. ``until``: a former name, official before that day."""

    code: str
    kind: str
    key: str
    weight: float
    until: date | None = None

    def worth(self, on: date | None) -> float:
        return OFFICIAL if self.until and on and on < self.until else self.weight


@dataclass(frozen=True, slots=True)
class Hit:
    """A region that answers to a written name; ``edits`` = 0 when it is written as known."""

    code: str
    score: float
    edits: int


def edits_allowed(key: str) -> int:
    """Typing errors that are still the same name: none below 4 letters, at most 3."""
    return 0 if len(key) < 4 else 1 if len(key) < 7 else 2 if len(key) < 12 else 3


class NameIndex:
    """Looks written names up among ``entries``; knows nothing of parents or dates beyond ``until``."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._exact: dict[str, list[Entry]] = defaultdict(list)
        self._reach: dict[tuple[int, int], LetterSieve] = {}
        for entry in entries:
            self._exact[entry.key].append(entry)

    @cached_property
    def _fuzzy(self) -> dict[str, list[Entry]]:
        return {key: found for key, found in self._exact.items() if self._may_be_misspelt(key, found)}

    @staticmethod
    def _may_be_misspelt(key: str, found: list[Entry]) -> bool:
        return len(key) >= SHORTEST_MISSPELT or any(entry.weight == OFFICIAL for entry in found)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        keys: dict[int, list[str]] = defaultdict(list)
        for key in self._fuzzy:
            keys[len(key)].append(key)
        return keys

    def _near(self, key: str, allowed: int) -> list[str]:
        """Keys that so few edits can reach: of a length and of letters that differ by no more."""
        reach = (len(key), allowed)
        if reach not in self._reach:
            lengths = range(len(key) - allowed, len(key) + allowed + 1)
            self._reach[reach] = LetterSieve([key for n in lengths for key in self._by_length.get(n, ())])
        return self._reach[reach].near(key, allowed)

    def exact(self, name: Name, *, on: date | None, keep: Callable[[str], bool]) -> list[Hit]:
        """Regions whose name is written just so, best first."""
        best: dict[str, float] = {}
        for entry, penalty in self._readings(name):
            if keep(entry.code):
                score = entry.worth(on) - penalty
                best[entry.code] = max(score, best.get(entry.code, 0.0))
        return _ordered(Hit(code, score, 0) for code, score in best.items())

    def _readings(self, name: Name) -> Iterator[tuple[Entry, float]]:
        for entry in self._exact.get(name.whole, ()):
            yield entry, 0.0 if name.kind is None or name.key != name.whole else WRONG_KIND
        if name.kind:
            for entry in self._exact.get(name.key, ()):
                yield entry, _mismatch(name.kind, entry.kind)
        if name.tail_kind:
            for entry in self._exact.get(name.tail_key, ()):
                yield entry, _mismatch(name.tail_kind, entry.kind)

    def misspelt(self, text: str, *, keep: Callable[[str], bool], limit: int, loose: bool) -> list[Hit]:
        """Regions whose name is a few letters away; ``loose`` also suggests what is too far to trust."""
        best: dict[str, Hit] = {}
        for name in _corrected(text):
            allowed = int(len(name.key) * (1 - LOOSEST)) if loose else edits_allowed(name.key)
            near = self._near(name.key, allowed)
            found = process.extract(name.key, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
            for key, edits, _ in found:
                if not loose and _differs_in_what_tells(name.key, key):
                    continue
                closeness = MISSPELT * (1 - edits / max(len(key), len(name.key)))
                for entry in self._fuzzy[key]:
                    score = closeness - _mismatch(name.kind, entry.kind)
                    if keep(entry.code) and (entry.code not in best or score > best[entry.code].score):
                        best[entry.code] = Hit(entry.code, score, int(edits))
        return _ordered(best.values())[:limit]


def _differs_in_what_tells(written: str, known: str) -> bool:
    """Long words that many names share do not excuse errors in the rest: *Kepulauan Babel*, *… Yapen*."""
    for word in SHARED_FIRST:
        if written.startswith(word) and known.startswith(word) and len(known) > len(word):
            written, known = written[len(word) :], known[len(word) :]
    for word in SHARED_LAST:
        if written.endswith(word) and known.endswith(word) and len(known) > len(word):
            written, known = written[: -len(word)], known[: -len(word)]
    allowed = edits_allowed(known)
    return OSA.distance(written, known, score_cutoff=allowed) > allowed


def _ordered(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.code))


def _mismatch(written: str | None, kind: str) -> float:
    return 0.0 if written is None or written == kind else WRONG_KIND


def _corrected(text: str) -> Iterator[Name]:
    """The name as read, and once more with a misspelt kind word put right: *Kabpaten Jember*."""
    name = read_name(text)
    yield name
    if name.kind:
        return
    first, _, rest = fold(text).strip().partition(" ")
    for word, edits in (("kabupaten", 3), ("provinsi", 2), ("kecamatan", 2), ("kota", 1)):
        if rest and OSA.distance(first, word) <= edits and first not in KIND_WORDS:
            yield read_name(f"{word} {rest}")
            return


def entries_of(code: str, kind: str, name: str) -> Iterator[Entry]:
    """The entries of an official name: with and without its kind word."""
    read = read_name(name)
    if LEVELS.get(kind, 9) > LEVELS["kota"]:
        read = read if read.kind == kind else read_name(f"{kind} {name}")  # Kecamatan "Kota Barat"
        yield Entry(code, kind, read.key, OFFICIAL)
        return
    yield Entry(code, kind, read.key, OFFICIAL)
    whole = kind + read.key
    if whole != read.key:
        yield Entry(code, kind, whole, OFFICIAL)  # "KotaProbolinggo", written in one word
