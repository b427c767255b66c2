"""Which place is meant: regions by code, or by a name as people write it.

A gazetteer holds the rows of the table ``region``: the packaged 38 provinces and 514 kabupaten/kota, or
what a user loaded (kecamatan, a fictional province 99). It answers with exactly one region or asks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import polars as pl

from geo import changes
from geo.answers import SURE, ambiguous, decided, unknown
from geo.codes import is_code, normalise_code
from geo.errors import RegionUnknown
from geo.names import Name, read_name, readings
from geo.search import FORMER, SYNONYM, Entry, Hit, NameIndex, entries_of
from geo.tables import packaged_regions, packaged_synonyms, shaped

MANY = 5_000  # regions from which each region's names get an index of their own


@dataclass(frozen=True, slots=True)
class Region:
    """A place with a Kemendagri code: nation (level 0), province 1, kab/kota 2, kecamatan 3, kelurahan 4."""

    code: str
    name: str
    kind: str
    level: int
    parent_code: str | None = None
    zone: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    area_km2: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate: score 0–100; on a past day also its name then and the codes that cover it today."""

    region: Region
    score: float
    is_exact: bool
    edits: int = 0
    name_then: str | None = None
    successors: tuple[str, ...] = ()


class Gazetteer:
    """Regions by code and by name. ``frame`` has the columns of the table ``region`` (``tables.SCHEMA``).

    ``synonyms`` (``code, name``) adds other ways to write a name to the packaged ones.
    """

    def __init__(self, frame: pl.DataFrame, *, synonyms: pl.DataFrame | None = None) -> None:
        self.frame = shaped(frame)
        self._regions = {row["code"]: Region(**row) for row in self.frame.iter_rows(named=True)}
        more = [] if synonyms is None else [synonyms.select("code", "name")]
        self._synonyms = pl.concat([packaged_synonyms(), *more])
        self._memo: dict[tuple[object, ...], list[Hit]] = {}
        self._parts: dict[tuple[str | None, ...], NameIndex] = {}

    @classmethod
    def packaged(cls) -> Gazetteer:
        """Indonesia as in the decree of 2025, read once per process."""
        return _packaged()

    def extended(self, rows: pl.DataFrame) -> Gazetteer:
        """This gazetteer with a user's rows added; a row with a known code replaces it."""
        rows = shaped(rows)
        kept = self.frame.join(rows.select("code"), on="code", how="anti", maintain_order="left")
        return Gazetteer(pl.concat([kept, rows]))

    # --- by code ---------------------------------------------------------------------------------

    def __contains__(self, code: object) -> bool:
        return code in self._regions

    def get(self, code: str) -> Region:
        """The region of a code, also of one that was replaced since. Raises RegionUnknown."""
        region = self._regions.get(code) or self._regions.get(changes.current_code(normalise_code(code)))
        if region is None:
            raise RegionUnknown(
                f"Kode wilayah {code} tidak ada dalam daftar. Periksa kodenya atau muat tabel wilayahnya."
            )
        return region

    @cached_property
    def _children(self) -> dict[str, list[Region]]:
        found: dict[str, list[Region]] = defaultdict(list)
        for region in self._regions.values():
            if region.parent_code:
                found[region.parent_code].append(region)
        return found

    def children(self, code: str) -> list[Region]:
        """Regions directly below, in the order of the frame."""
        return list(self._children.get(self.get(code).code, ()))

    def path(self, code: str) -> list[Region]:
        """From the top down to the region itself: nation, province, kab/kota."""
        region = self.get(code)
        way = [region]
        while (parent := way[0].parent_code) and parent in self._regions:
            way.insert(0, self._regions[parent])
        return way

    # --- by name ---------------------------------------------------------------------------------

    def find(
        self,
        name: str,
        *,
        within: str | None = None,
        level: int | None = None,
        on: date | None = None,
        limit: int = 5,
    ) -> list[Match]:
        """Candidates for a written name or code, best first; never raises, may be empty.

        ``within``: code of a region above. ``level``: 1 province, 2 kab/kota, … ``on``: the document's
        day; a former name counts in full before it was replaced, and ``successors`` tells what covers
        the place today.
        """
        hits = self._hits(name, within, level, on) or self._suggestions(name, within, level, limit)
        return [self._match(hit, on) for hit in hits[:limit]]

    def resolve(
        self, name: str, *, within: str | None = None, level: int | None = None, on: date | None = None
    ) -> Region:
        """The one region that is meant. Raises RegionUnknown or RegionAmbiguous, with candidates."""
        hits = self._hits(name, within, level, on)
        code = decided(hits)
        if code is not None:
            return self._regions[code]
        if len(hits) > 1:
            raise ambiguous(name, hits, self._regions)
        raise unknown(name, hits or self._suggestions(name, within, level, 3), self._regions)

    def find_codes(
        self,
        names: Sequence[str | None],
        *,
        within: str | None = None,
        level: int | None = None,
        on: date | None = None,
    ) -> list[str | None]:
        """Codes of many names in their order; None where ``resolve`` would ask."""
        known: dict[str | None, str | None] = {None: None}
        for name in names:
            if name not in known and name is not None:
                known[name] = decided(self._hits(name, within, level, on))
        return [known[name] for name in names]

    def _hits(self, name: str, within: str | None, level: int | None, on: date | None) -> list[Hit]:
        key = (name, within, level, on)
        if key not in self._memo:
            if len(self._memo) > 200_000:
                self._memo.clear()
            self._memo[key] = self._look_up(name, within, level, on)
        return self._memo[key]

    def _look_up(self, name: str, within: str | None, level: int | None, on: date | None) -> list[Hit]:
        by_code = self._by_code(name, within, level, on)
        if by_code:
            return by_code
        hits: list[Hit] = []
        first = read_name(name)
        for attempt, read in enumerate(readings(name)):
            inside = self._narrowed(read.inside, within)
            if attempt and inside == within and read.kind == first.kind:
                continue  # "Padang Lawas Utra" is not Padang in "Lawas Utra"
            found = self._exact(read, inside, level, on)
            if not found and inside != within:  # papers go on naming Papua for what left it in 2022
                found = self._exact(read, inside, level, changes.FIRST_DAY)
            if found and found[0].score >= SURE:
                return found
            hits = hits or found
        inside = self._narrowed(first.inside, within)
        keep = self._filter(inside, level, on, 4)
        return hits or self._index_of(inside, on).misspelt(name, keep=keep, limit=20, loose=False)

    def _exact(self, read: Name, within: str | None, level: int | None, on: date | None) -> list[Hit]:
        hits: list[Hit] = []
        for deepest in (2, 4):  # "Kediri" is the kota or the kabupaten, not a kecamatan in Lombok
            hits = self._index.exact(read, on=on, keep=self._filter(within, level, on, deepest))
            if hits and hits[0].score >= SURE:
                break
        return hits

    def _by_code(self, name: str, within: str | None, level: int | None, on: date | None) -> list[Hit]:
        """A leading code, unless the words behind it name another region for certain: then it is the number
        of the line (*12) Kab. Jember*) or a code of BPS (*1101 Simeulue*), and the words count."""
        text = re.match(r"\s*(\d[\d.]*\d)(?=\s|$|[-_):.,])[-_):.,\s]*(.*)", name, re.DOTALL)
        if not text or not is_code(text[1]):
            return []
        named = self._exact(read_name(text[2]), within, level, on) if text[2] else []
        code = changes.current_code(normalise_code(text[1]))
        if named and code not in {hit.code for hit in named}:
            return named
        return [Hit(code, 100.0, 0)] if code in self._regions else []

    def _narrowed(self, inside: tuple[str, ...], within: str | None) -> str | None:
        for part in reversed(inside):
            code = decided(
                self._index.exact(read_name(part), on=None, keep=self._filter(within, None, None, 2))
            )
            within = code or within
        return within

    def _filter(
        self, within: str | None, level: int | None, on: date | None, deepest: int
    ) -> Callable[[str], bool]:
        above = changes.successors(within, on) if within and on else (within,)

        def keep(code: str) -> bool:
            region = self._regions[code]
            if level is not None and region.level != level:
                return False
            if level is None and region.level > deepest:
                return False
            return within in (None, "00") or any(code == a or code.startswith(f"{a}.") for a in above)

        return keep

    def _suggestions(self, name: str, within: str | None, level: int | None, limit: int) -> list[Hit]:
        keep = self._filter(within, level, None, 4)
        return self._index_of(within, None).misspelt(name, keep=keep, limit=limit, loose=True)

    def _match(self, hit: Hit, on: date | None) -> Match:
        region = self._regions[hit.code]
        then = changes.name_on(hit.code, on) if on else None
        codes = changes.successors(hit.code, on) if on else (hit.code,)
        return Match(
            region, round(hit.score, 1), hit.edits == 0 and hit.score >= SURE, hit.edits, then, codes
        )

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex(self._entries)

    @cached_property
    def _entries(self) -> list[Entry]:
        return sorted([*self._official(), *self._other_names(), *self._former()], key=_code_of)

    def _index_of(self, within: str | None, on: date | None) -> NameIndex:
        """The index of one region's names: with 80,000 kelurahan loaded, a misspelt one is not compared
        with all of them."""
        if within in (None, "00") or len(self._regions) < MANY:
            return self._index
        above = tuple(changes.successors(within, on)) if on else (within,)
        if above not in self._parts:
            self._parts[above] = NameIndex(entry for code in above for entry in self._under(code))
        return self._parts[above]

    def _under(self, code: str) -> list[Entry]:
        """Names of a region and of all below it: neighbours in the order of codes, since "." < "/" < "0"."""
        first = bisect_left(self._entries, code, key=_code_of)
        return self._entries[first : bisect_left(self._entries, f"{code}/", key=_code_of)]

    def _official(self) -> Iterator[Entry]:
        for region in self._regions.values():
            yield from entries_of(region.code, region.kind, region.name)

    def _other_names(self) -> Iterator[Entry]:
        for code, name in self._synonyms.iter_rows():
            if code in self._regions:
                yield Entry(code, self._regions[code].kind, read_name(name).key, SYNONYM)

    def _former(self) -> Iterator[Entry]:
        for change in changes.read_changes():
            if change.sort == "renamed" and change.code in self._regions:
                kind, key = self._regions[change.code].kind, read_name(change.old_name).key
                yield Entry(change.code, kind, key, FORMER, until=change.changed_on)


def _code_of(entry: Entry) -> str:
    return entry.code


@cache
def _packaged() -> Gazetteer:
    return Gazetteer(packaged_regions())
