"""Whose staff? OPD names as offices write them → one canonical name per region, or a question.

Order: a correction mark asks; an alias (per region and date) decides; vertical agencies and people who are
not staff are named; puskesmas, schools, kelurahan and sections roll up into `unit`; kecamatan by their form;
then the nearest name, taken only when clearly nearest. Suggestions are ranked, best first.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from etl.opd_words import (
    BARE_FORMS,
    KECAMATAN,
    KELURAHAN,
    MARKS,
    NOT_LOCAL,
    OUTSIDE,
    PROVINCIAL,
    UNITS,
    fold,
    key_of,
    proper,
)

__all__ = ["Alias", "OpdBook", "OpdMatch", "fold"]

SURE = 90.0  # rapidfuzz ratio above which the nearest name is taken …
MARGIN = 4.0  # … when the next different one is this much further away
NAME_LENGTH = 150  # signs; a longer text is no name
SHORT = 5  # signs: shorter abbreviations are never corrected


@dataclass(frozen=True, slots=True)
class Alias:
    """What an office calls an OPD; region None = everywhere; dates inclusive, None = open."""

    alias: str
    name: str
    region_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, region_code: str | None, on: date | None) -> bool:
        """Is this alias valid there and then?"""
        if self.region_code is not None and self.region_code != region_code:
            return False
        return on is None or ((self.valid_from or date.min) <= on <= (self.valid_to or date.max))


@dataclass(frozen=True, slots=True)
class OpdMatch:
    """status: ok guessed new unit (unit without known parent) unknown ambiguous not_local not_asn."""

    status: str
    name: str | None = None
    unit: str | None = None
    score: float = 100.0
    suggestions: tuple[str, ...] = ()


class OpdBook:
    """Names and aliases; immutable, so that its answers can be remembered."""

    def __init__(
        self, names: Iterable[str], aliases: Iterable[Alias], regional: Mapping[str, Iterable[str]]
    ) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._regional = {code: tuple(dict.fromkeys(own)) for code, own in regional.items()}
        self._aliases: dict[str, list[Alias]] = {}
        self._all = tuple(aliases)
        for alias in self._all:
            self._aliases.setdefault(key_of(alias.alias), []).append(alias)
        self._exact = {key_of(name): name for name in reversed(self._names)}
        self._is_dated = any(a.valid_from or a.valid_to for a in self._all)
        ends = {a.valid_to + timedelta(days=1) for a in self._all if a.valid_to and a.valid_to < date.max}
        self._turns = sorted(ends | {a.valid_from for a in self._all if a.valid_from})
        self._answers: dict[tuple, OpdMatch] = {}

    @classmethod
    def packaged(cls) -> OpdBook:
        """The usual OPD of Indonesian regions with their usual abbreviations."""
        return _packaged()

    def extended(self, *, opds: Iterable[tuple[str, str]] = (), aliases: Iterable[Alias] = ()) -> OpdBook:
        """A book that also knows these (region code, name) and aliases; later aliases win."""
        regional = {code: list(own) for code, own in self._regional.items()}
        for code, name in opds:
            regional.setdefault(code, []).append(name)
        return OpdBook(self._names, (*aliases, *self._all), regional)

    def names(self, region_code: str | None = None) -> tuple[str, ...]:
        """Canonical names known in a region, or the usual ones."""
        return self._regional.get(region_code or "", ()) or self._names

    def span(self, on: date | None) -> date | None:
        """A day that stands for all days on which every alias holds as it does on ``on``."""
        if on is None or not self._is_dated:
            return None
        place = bisect_right(self._turns, on)
        return self._turns[place - 1] if place else date.min

    def resolve(self, text: str, *, region_code: str | None = None, on: date | None = None) -> OpdMatch:
        """The OPD that an office means; never raises."""
        text = text[: NAME_LENGTH + 1]
        memo = (text, region_code, on if self._is_dated else None)
        found = self._answers.get(memo)
        if found is None:
            if len(self._answers) > 100_000:
                self._answers.clear()
            found = self._answers[memo] = self._resolve(" ".join(text.split()), region_code, on)
        return found

    def _resolve(self, text: str, region: str | None, on: date | None) -> OpdMatch:
        if MARKS.search(text):
            bare = MARKS.sub(" ", text)
            return OpdMatch("ambiguous", suggestions=self.suggest(bare, region))
        found = self.resolve_spelled(text, region_code=region, on=on)
        if found.status != "unknown" or found.suggestions or len(text) > NAME_LENGTH:
            return found
        return self._by_distance(fold(text), region, on) or OpdMatch(
            "unknown", suggestions=self.suggest(text, region)
        )

    def resolve_spelled(
        self, text: str, *, region_code: str | None = None, on: date | None = None
    ) -> OpdMatch:
        """Names, aliases and forms as spelled, nothing near them: for lists of thousands of texts."""
        folded = fold(text[: NAME_LENGTH + 1])
        if not folded or len(text) > NAME_LENGTH:
            return OpdMatch("unknown", suggestions=())
        for step in (self._by_alias, self._outside, self._by_unit, self._by_kecamatan):
            found = step(folded, region_code, on)
            if found is not None:
                return found
        return OpdMatch("unknown")

    def _by_alias(self, folded: str, region: str | None, on: date | None) -> OpdMatch | None:
        key = key_of(folded)
        own = {key_of(n): n for n in self._regional.get(region or "", ())}
        if key in own:
            return OpdMatch("ok", own[key])
        named = [a for a in self._aliases.get(key, ()) if a.holds(region, on)]
        local = [a.name for a in named if a.region_code is not None]
        if local:
            return OpdMatch("ok", local[0])
        candidates = list(
            dict.fromkeys([*([self._exact[key]] if key in self._exact else ()), *(a.name for a in named)])
        )
        if not candidates:
            return None
        here = [name for name in candidates if key_of(name) in own]
        return OpdMatch("ok", (here or candidates)[0])

    def _outside(self, folded: str, region: str | None, on: date | None) -> OpdMatch | None:
        if NOT_LOCAL.search(folded):
            return OpdMatch("not_local")
        if OUTSIDE.search(folded):
            return OpdMatch("not_asn")
        is_province = bool(region) and len(region or "") == 2
        if PROVINCIAL.search(folded):
            if not is_province:
                return OpdMatch("not_local")
            return OpdMatch("ok", self._local("Dinas Pendidikan", region), proper(folded))
        return None

    def _by_unit(self, folded: str, region: str | None, on: date | None) -> OpdMatch | None:
        for pattern, parent in UNITS:
            if pattern.search(folded):
                return OpdMatch("ok", self._local(parent, region), proper(folded))
        if folded.startswith(("rsud ", "rumah sakit umum daerah ", "uobk rsud ")):
            return OpdMatch("ok", self._local("RSUD", region))
        if found := KELURAHAN.match(folded):
            unit = proper(f"kelurahan {found['name']}")
            parent_name = found["kecamatan"]
            return (
                OpdMatch("ok", proper(f"kecamatan {parent_name}"), unit)
                if parent_name
                else OpdMatch("unit", None, unit)
            )
        return self._by_uptd(folded, region, on)

    def _by_uptd(self, folded: str, region: str | None, on: date | None) -> OpdMatch | None:
        """ "UPTD Alsintan Dinas Pertanian" names its parent at the end."""
        if not re.match(r"(?:uptd?|korwil|unit|seksi|bidang|sub bagian|subbag)\b", folded):
            return None
        words = folded.split()
        for start in range(1, len(words)):
            found = self._by_alias(" ".join(words[start:]), region, on)
            if found is not None and found.name:
                return OpdMatch("ok", found.name, proper(folded))
        return OpdMatch("unit", None, proper(folded))

    def _local(self, parent: str, region: str | None) -> str:
        """The region's own name of a parent ("Dinas Pendidikan …"), else the usual one."""
        own = [n for n in self._regional.get(region or "", ()) if key_of(n).startswith(key_of(parent))]
        usual = {"Dinas Pendidikan": "Dinas Pendidikan dan Kebudayaan"}
        return own[0] if own else usual.get(parent, parent)

    def _by_kecamatan(self, folded: str, region: str | None, on: date | None) -> OpdMatch | None:
        found = KECAMATAN.match(folded)
        if not found:
            return None
        name = proper(f"kecamatan {found['name']}")
        own = [n for n in self._regional.get(region or "", ()) if n.startswith("Kecamatan ")]
        if not own or name in own:
            return OpdMatch("ok", name)
        near = process.extract(name, own, scorer=fuzz.ratio, limit=3)
        if near and near[0][1] >= SURE and (len(near) < 2 or near[0][1] - near[1][1] >= MARGIN):
            return OpdMatch("guessed", near[0][0], score=near[0][1])
        return OpdMatch("unknown", suggestions=tuple(n for n, score, _ in near if score > 50))

    def _by_distance(self, folded: str, region: str | None, on: date | None) -> OpdMatch | None:
        spelled = key_of(folded)
        if len(spelled) < SHORT or folded in BARE_FORMS:
            return None
        near = process.extract(
            spelled, self._choices(region, on), scorer=fuzz.ratio, limit=6, score_cutoff=80
        )
        if not near:
            return None
        best, score, _ = near[0]
        name = self._target(best, region, on)
        other = max((s for k, s, _ in near[1:] if self._target(k, region, on) != name), default=0.0)
        needed = SURE if len(spelled) > 9 else 84.0  # one wrong sign in six is 83
        if score >= needed and score - other >= MARGIN:
            return OpdMatch("guessed", name, score=score)
        if len(spelled) <= 9 and score < needed:
            return None
        return OpdMatch("unknown" if score < needed else "ambiguous", suggestions=self._ranked(near, region))

    def _choices(self, region: str | None, on: date | None) -> list[str]:
        return _choice_list(self, region, on if self._is_dated else None)

    def _target(self, key: str, region: str | None, on: date | None = None) -> str:
        found = self._by_alias(key, region, on)
        return found.name if found is not None and found.name else key

    def _ranked(self, near: list, region: str | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._target(k, region) for k, _, _ in near))[:3]

    def resolve_list(self, text: str, *, region_code: str | None = None) -> tuple[list[str], list[str]]:
        """(canonical names, what is not known) of a cell that lists OPD; "seluruh OPD" names none."""
        known: list[str] = []
        unknown: list[str] = []
        for piece in (p.strip() for p in re.split(r"[,;\n/]+", text)):
            if not piece or re.search(r"(?i)seluruh|semua|se-?kota|se-?kab", piece):
                continue
            is_one = self.resolve(piece, region_code=region_code).name or " dan " not in piece
            for name in [piece] if is_one else [p.strip() for p in piece.split(" dan ")]:
                found = self.resolve(name, region_code=region_code).name
                (known if found else unknown).append(found or name)
        return list(dict.fromkeys(known)), unknown

    def suggest(self, text: str, region: str | None = None, limit: int = 3) -> tuple[str, ...]:
        """The nearest canonical names, best first."""
        folded = fold(text)
        spelled = process.extract(
            key_of(folded), self._choices(region, None), scorer=fuzz.ratio, limit=4, score_cutoff=60
        )
        full = process.extract(
            folded, self.names(region), scorer=fuzz.token_set_ratio, limit=4, score_cutoff=60
        )
        pairs = [(self._target(k, region), s) for k, s, _ in spelled] + [(n, s - 5) for n, s, _ in full]
        pairs.sort(key=lambda pair: -pair[1])
        return tuple(dict.fromkeys(name for name, _ in pairs))[:limit]


@lru_cache(maxsize=256)
def _choice_list(book: OpdBook, region: str | None, on: date | None) -> list[str]:
    own = [key_of(n) for n in book._regional.get(region or "", ())]
    usable = [
        k for k, found in book._aliases.items() if len(k) >= SHORT and any(a.holds(region, on) for a in found)
    ]
    return list(dict.fromkeys([*own, *book._exact, *usable]))


@cache
def _packaged() -> OpdBook:
    folder = files("etl") / "reference"
    with (folder / "opd_nama.csv").open(encoding="utf-8") as source:
        names = [row["name"] for row in csv.DictReader(source)]
    with (folder / "opd_alias.csv").open(encoding="utf-8") as source:
        aliases = [
            Alias(
                row["alias"],
                row["name"],
                row["region_code"] or None,
                date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            )
            for row in csv.DictReader(source)
        ]
    return OpdBook(names, aliases, {})
