"""Which place is meant: regions by code, or by a name as people write it.

A gazetteer holds the rows of the table ``region``: the packaged 38 provinces and 514 kabupaten/kota, or
what a user loaded (kecamatan, a fictional province 99). It answers with exactly one region or asks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import polars as pl

from geo import changes
from geo.codes import is_code, normalise_code
from geo.errors import RegionAmbiguous, RegionUnknown
from geo.names import read_name
from geo.search import FORMER, SYNONYM, WRONG_KIND, Entry, Hit, NameIndex, entries_of
from geo.tables import packaged_regions, packaged_synonyms, shaped

TIE = 1.5  # points between two scores that a person has to decide
LEAST_MISSPELT = 70.0  # points below which a misspelt name is only suggested
SURE = 85.0  # an exact hit below this has the wrong kind word


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
    """Regions by code and by name. ``frame`` has the columns of the table ``region`` (SCHEMA)."""

    def __init__(self, frame: pl.DataFrame, *, synonyms: pl.DataFrame | None = None) -> None:
        self.frame = shaped(frame)
        self._regions = {row["code"]: Region(**row) for row in self.frame.iter_rows(named=True)}
        self._synonyms = packaged_synonyms() if synonyms is None else synonyms.select("code", "name")
        self._memo: dict[tuple[object, ...], list[Hit]] = {}

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
        code = _decided(hits)
        if code is not None:
            return self._regions[code]
        if hits and hits[0].score >= SURE - 30:
            raise self._ambiguous(name, hits) if len(hits) > 1 else self._unknown(name, hits)
        raise self._unknown(name, hits or self._suggestions(name, within, level, 3))

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
                known[name] = _decided(self._hits(name, within, level, on))
        return [known[name] for name in names]

    def _hits(self, name: str, within: str | None, level: int | None, on: date | None) -> list[Hit]:
        key = (name, within, level, on)
        if key not in self._memo:
            if len(self._memo) > 200_000:
                self._memo.clear()
            self._memo[key] = self._look_up(name, within, level, on)
        return self._memo[key]

    def _look_up(self, name: str, within: str | None, level: int | None, on: date | None) -> list[Hit]:
        by_code = self._by_code(name)
        if by_code:
            return by_code
        read = read_name(name)
        within = self._narrowed(read.inside, within)
        for deepest in (2, 4):  # "Kediri" is the kota or the kabupaten, not a kecamatan in Lombok
            keep = self._filter(within, level, on, deepest)
            hits = self._index.exact(read, on=on, keep=keep)
            if hits and hits[0].score >= SURE:
                return hits
        close = self._index.misspelt(name, keep=self._filter(within, level, on, 4), limit=20, loose=False)
        return hits or close

    def _by_code(self, name: str) -> list[Hit]:
        text = re.match(r"\s*(\d[\d.]*\d)(?=\s|$|[-_)])", name)
        if not text or not is_code(text[1]):
            return []
        code = changes.current_code(normalise_code(text[1]))
        return [Hit(code, 100.0, 0)] if code in self._regions else []

    def _narrowed(self, inside: tuple[str, ...], within: str | None) -> str | None:
        for part in reversed(inside):
            code = _decided(
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
        return self._index.misspelt(name, keep=self._filter(within, level, None, 4), limit=limit, loose=True)

    def _match(self, hit: Hit, on: date | None) -> Match:
        region = self._regions[hit.code]
        then = changes.name_on(hit.code, on) if on else None
        codes = changes.successors(hit.code, on) if on else (hit.code,)
        return Match(
            region, round(hit.score, 1), hit.edits == 0 and hit.score >= SURE, hit.edits, then, codes
        )

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex([*self._official(), *self._other_names(), *self._former()])

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

    # --- what to say -----------------------------------------------------------------------------

    def _label(self, code: str) -> str:
        region = self._regions[code]
        above = self._regions.get(region.parent_code or "")
        return f"{region.name} ({above.name})" if above and above.level else region.name

    def _unknown(self, name: str, hits: list[Hit]) -> RegionUnknown:
        hint = (
            f" Mungkin maksudnya {' atau '.join(self._label(hit.code) for hit in hits[:3])}?" if hits else ""
        )
        return RegionUnknown(
            f'Wilayah "{name}" tidak dikenal.{hint}', candidates=[self._regions[hit.code] for hit in hits]
        )

    def _ambiguous(self, name: str, hits: list[Hit]) -> RegionAmbiguous:
        first = [hit for hit in hits if hit.score > hits[0].score - TIE]
        choices = "; ".join(self._label(hit.code) for hit in first[:5])
        return RegionAmbiguous(
            f'Wilayah "{name}" bisa berarti lebih dari satu: {choices}. Tulis Provinsi, Kota atau '
            "Kabupaten, atau sebut provinsinya.",
            candidates=[self._regions[hit.code] for hit in first],
        )


def _decided(hits: list[Hit]) -> str | None:
    """The code that needs no question: well ahead of the next, the right kind, and fewer errors."""
    if not hits:
        return None
    best, others = hits[0], hits[1:]
    if best.edits == 0:
        is_sure = best.score >= SURE and not any(h.score > best.score - TIE for h in others)
    else:
        rivals = [h for h in others if h.score > best.score - WRONG_KIND / 2]
        is_sure = best.score >= LEAST_MISSPELT and all(h.edits > best.edits for h in rivals)
    return best.code if is_sure else None


@cache
def _packaged() -> Gazetteer:
    return Gazetteer(packaged_regions())
