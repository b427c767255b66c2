"""Where did a row happen: its region and its OPD, with the reason when that is not clear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from etl.context import Context
from etl.kinds import Kind
from etl.opd import NAME_LENGTH, OpdMatch
from etl.opd_words import MARKS, proper
from etl.opd_words import fold as fold_opd
from etl.privacy import BLOT, scrub
from etl.titles import Titles, region_in
from etl.values import is_dash
from geo.codes import normalise_code
from geo.errors import NetraError, RegionAmbiguous, RegionUnknown

FORMAL = re.compile(r"^(?:dinas|badan|sekretariat|inspektorat|rsud|satuan|kantor|rumah sakit)\b \w+")
MOST_NAMES = 3_000  # different names of a table that are compared with all others; more is no list of OPD
NO_OPD_NEEDED = {"pembinaan", "pegawai", "kandidat", "kalender", "wilayah", "tempat", "publikasi"}


@dataclass(frozen=True, slots=True)
class Place:
    """Resolved place of a row: record keys to set, a rejection, flags; suggestions for the rejection."""

    values: Mapping[str, object]
    reject: tuple[str, str, Mapping[str, object]] | None = None  # code, field, details
    flags: tuple[tuple[str, str, Mapping[str, object]], ...] = ()


class Places:
    """Resolves with memory; `siblings` are the other OPD texts of the document, to suggest from."""

    def __init__(self, context: Context, kind: Kind, titles: Titles, siblings: Iterable[str] = ()) -> None:
        self.context, self.kind, self.titles = context, kind, titles
        self.siblings = [s for s in dict.fromkeys(siblings) if not MARKS.search(s)]
        self.default, self.default_problem = self._default_region()
        if self.default is None and not titles.region_choices:
            self.default = region_in(self.siblings, context)  # "Dinas Sosial Kota Pasuruan"
        self._regions: dict[tuple[str, str, str], Place] = {}
        self._opds: dict[tuple, Place] = {}

    def _default_region(self) -> tuple[str | None, tuple[str, Mapping[str, object]] | None]:
        given, titled = self.context.region_code, self.titles.region_code
        if (
            given
            and titled
            and not (given == titled or titled.startswith(f"{given}.") or given.startswith(titled))
        ):
            details = {"met": self.titles.region_text, "region": self.region_name(given)}
            return given, ("region_conflict", details)
        if given and titled and titled.startswith(f"{given}."):
            return titled, None
        return given or titled, None

    def region_name(self, code: str | None) -> str:
        """The region's name for sentences."""
        if code is None:
            return "wilayah ini"
        try:
            return self.context.gazetteer.get(code).name
        except (NetraError, KeyError):
            return code

    def region(self, code: object, name: object, province: object) -> Place:
        """{"region_code"} from the row's own columns, else the document's region."""
        if isinstance(code, float) and not code.is_integer():
            code = f"{code:.2f}"  # Excel read 35.10 as the number 35.1
        memo = (_text(code), _text(name), _text(province))
        found = self._regions.get(memo)
        if found is None:
            found = self._regions[memo] = self._region(*memo)
        return found

    def _region(self, code: str, name: str, province: str) -> Place:
        resolved = self._by_code(code) or (self._by_code(name) if re.fullmatch(r"[\d.]+", name) else None)
        if resolved is None and name:
            place = self._by_name(name, province)
            if place.reject:
                return place
            resolved = str(place.values["region_code"])
        if resolved is None and province and not self.default:
            place = self._by_name(province, "")
            if place.reject:
                return place
            resolved = str(place.values["region_code"])
        if resolved is None:
            return self._document_region()
        given = self.context.region_code
        if given and given != "00" and not (resolved == given or resolved.startswith(f"{given}.")):
            return Place(
                {}, ("region_conflict", "region", {"met": name or code, "region": self.region_name(given)})
            )
        return Place({"region_code": resolved})

    def _document_region(self) -> Place:
        if self.default_problem:
            return Place({}, (self.default_problem[0], "region", self.default_problem[1]))
        if self.default is None and self.titles.region_choices:
            return self._unclear(
                "region_ambiguous", self.titles.region_text, list(self.titles.region_choices)
            )
        if self.default is None:
            met = self.titles.region_text or "(tidak tertulis)"
            return Place({}, ("region_unknown", "region", {"met": met, "hint": ""}))
        return Place({"region_code": self.default})

    def _by_code(self, code: str) -> str | None:
        if not code:
            return None
        try:
            normal = normalise_code(code)
        except (NetraError, ValueError):
            return None
        return normal if normal and (normal in self.context.gazetteer or normal == "00") else None

    def _by_name(self, name: str, province: str) -> Place:
        if len(name) > NAME_LENGTH or len(self._regions) > MOST_NAMES:
            return self._unclear("region_unknown", name[:NAME_LENGTH], [])
        bare = re.sub(r"\([^)]*\)", " ", name).strip() or name
        if bare.lower() in ("indonesia", "nasional"):
            return Place({"region_code": "00"})
        if confirmed := self.context.place_names.get(bare.lower()):
            return Place({"region_code": confirmed})
        within = self.context.region_code if self.context.region_code not in (None, "00") else None
        within = within[:2] if within else None
        if province and not within:
            by_name = self._by_name(province, "")
            within = str(by_name.values.get("region_code", "")) or None
        try:
            found = self.context.gazetteer.resolve(bare, within=within)
        except RegionAmbiguous as error:
            own = [r for r in error.candidates if r.code == self.context.region_code]
            if own:
                return Place({"region_code": own[0].code})
            return self._unclear("region_ambiguous", bare, [r.name for r in error.candidates])
        except RegionUnknown as error:
            return self._unclear("region_unknown", bare, [r.name for r in error.candidates])
        return Place({"region_code": found.code})

    def _unclear(self, code: str, name: str, candidates: list[str]) -> Place:
        return Place({}, (code, "region", {"met": name, "hint": candidates[:3], "suggestions": candidates}))

    def opd(
        self,
        opd: object,
        kecamatan: object,
        unit: object,
        fallback: str | None,
        where: tuple[str | None, date | None, bool],
    ) -> Place:
        """{"opd", "unit"} of a row; `where` = (region code, day, is there an OPD column)."""
        memo = (_text(opd), _text(kecamatan), _text(unit), fallback, where)
        found = self._opds.get(memo)
        if found is None:
            found = self._opds[memo] = self._opd(*memo)
        return found

    def _opd(
        self,
        opd: str,
        kecamatan: str,
        unit: str,
        fallback: str | None,
        where: tuple[str | None, date | None, bool],
    ) -> Place:
        region, day, has_column = where
        if opd:
            place = self._resolved(opd, region, day)
            if (
                "opd" not in place.values
                and "unit" in place.values
                and (fallback or "").startswith("Kecamatan")
            ):
                place = Place({**place.values, "opd": fallback})
        elif kecamatan:
            text = kecamatan if re.match(r"(?i)kec", kecamatan) else f"Kecamatan {kecamatan}"
            place = self._resolved(text, region, day)
        elif unit:
            return self._resolved(unit, region, day)
        elif fallback and not has_column:
            return Place({"opd": fallback})
        elif has_column and self.kind.name not in NO_OPD_NEEDED:
            return Place({}, ("opd_missing", "opd", {}))
        else:
            return Place({})
        if unit and not place.reject and "unit" not in place.values:
            below = self.context.opds.resolve(unit, region_code=region, on=day)
            if below.unit or below.name != place.values.get("opd"):
                return Place(
                    {**place.values, "unit": below.unit or proper(fold_opd(unit))}, None, place.flags
                )
        return place

    def _resolved(self, text: str, region: str | None, day: date | None) -> Place:
        text = scrub(text)  # what is not known may be kept as a name
        book = self.context.opds
        is_crowded = len(self._opds) > MOST_NAMES
        found = (book.resolve_spelled if is_crowded else book.resolve)(text, region_code=region, on=day)
        values = {k: v for k, v in (("opd", found.name), ("unit", found.unit)) if v}
        if found.status == "ok":
            return Place(values)
        if found.status == "guessed":
            return Place(values, None, (("opd_guessed", "opd", {"met": text, "expected": found.name}),))
        if found.status == "unit":
            return Place(values, None, (("unit_parent_unknown", "unit", {"met": text}),))
        return self._refused(text, found, region)

    def _refused(self, text: str, found: OpdMatch, region: str | None) -> Place:
        is_formal = bool(FORMAL.match(fold_opd(text))) and BLOT not in text
        if found.status == "unknown" and self.kind.name == "pegawai" and is_formal:
            return Place({"opd": proper(fold_opd(text))}, None, (("opd_new", "opd", {"met": text}),))
        code = {"not_local": "not_local_opd", "not_asn": "not_asn", "ambiguous": "opd_ambiguous"}.get(
            found.status, "opd_unknown"
        )
        suggestions = list(found.suggestions)
        if found.status in ("ambiguous", "unknown") and MARKS.search(text):
            suggestions = self._near_siblings(text) or suggestions
        details = {
            "met": text,
            "hint": suggestions[:3],
            "suggestions": suggestions,
            "region": self.region_name(region),
        }
        return Place({}, (code, "opd", details))

    def _near_siblings(self, text: str) -> list[str]:
        near = process.extract(
            MARKS.sub(" ", text), self.siblings, scorer=fuzz.ratio, limit=2, score_cutoff=60
        )
        return [name for name, _, _ in near]


def _text(value: object) -> str:
    if value is None or is_dash(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def ward(text: object, title: str) -> object:
    """Below "Kelurahan" the bare name "Jati" is Kelurahan Jati, below "Puskesmas" Puskesmas Jati."""
    lower = title.lower()
    if not isinstance(text, str):
        return text
    if "kelurahan" in lower and not re.match(r"(?i)kel|lurah|desa|ds\b", text):
        return f"Kelurahan {text}"
    if "puskesmas" in lower and not re.search(r"(?i)pusk|pkm|upt|labkes|dinas|rsud|klinik", text):
        return f"Puskesmas {text}"
    return text
