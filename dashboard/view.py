"""What a reader looks at: read from the URL, written back to it. The URL is the whole view.

``/peta?wilayah=99&ukuran=netralitas_dugaan&pemilihan=PILKADA_2024&tahapan=KAMPANYE&tingkat=kabkota&pilih=99.71``
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import parse_qs, urlencode

from geo import NetraError

PAGES = ("ringkasan", "peta", "tren", "klasemen", "rencana", "mutu", "data", "panduan", "panduan/metode")
LEVELS = ("provinsi", "kabkota", "kecamatan", "opd")
SHAPED = "batas"  # the map in boundaries that the office added; otherwise hexagons
SHAPES = ("segi", SHAPED)
LONGEST_SEARCH = 600  # characters; ours are under 200
_PLAIN = re.compile(r"[A-Za-z0-9_.\-]{1,40}")
_NAMES = {  # field of View -> name in the URL
    "region": "wilayah",
    "measure": "ukuran",
    "election": "pemilihan",
    "phase": "tahapan",
    "level": "tingkat",
    "selected": "pilih",
    "shape": "bentuk",
    "week": "pekan",
    "known_on": "per",
    "language": "bahasa",
}


class ViewError(NetraError):
    """An address that asks for something we do not have: answered with a friendly page, never with 500."""


@dataclass(frozen=True)
class View:
    """One view; None = the page's own default."""

    page: str = "ringkasan"
    region: str | None = None
    measure: str | None = None
    election: str | None = None
    phase: str | None = None
    level: str | None = None
    selected: str | None = None
    shape: str | None = None
    week: str | None = None  # Monday of the plan looked at, ISO
    known_on: str | None = None  # the records as they were known on that day, ISO
    language: str = "id"

    def search(self, **changes: str | None) -> str:
        """Query text of this view with ``changes``; defaults are left out so that links stay short."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        pairs = {_NAMES[f.name]: getattr(other, f.name) for f in fields(other) if f.name in _NAMES}
        kept = {k: v for k, v in pairs.items() if v and not (k == "bahasa" and v == "id")}
        return f"?{urlencode(kept)}" if kept else ""

    def href(self, page: str | None = None, **changes: str | None) -> str:
        """Link to this view on ``page``; a chosen place is dropped when the page changes."""
        if page is not None and page != self.page:
            changes.setdefault("selected", None)
            changes.setdefault("week", None)
        name = page or self.page
        return ("/" if name == "ringkasan" else f"/{name}") + self.search(**changes)


def parse_view(pathname: object, search: object) -> View:
    """View of an address; ViewError on anything that is not one of our words."""
    page = _page(pathname)
    given = _pairs(search)
    values = {field: given.get(name) for field, name in _NAMES.items()}
    language = values.pop("language") or "id"
    if language not in ("id", "en"):
        raise ViewError(f"Bahasa “{language}” tidak tersedia; pilih id atau en.")
    if values["level"] and values["level"] not in LEVELS:
        raise ViewError(f"Tingkat “{values['level']}” tidak dikenal; pilih {', '.join(LEVELS)}.")
    if values["shape"] and values["shape"] not in SHAPES:
        raise ViewError(f"Bentuk peta “{values['shape']}” tidak dikenal; pilih {', '.join(SHAPES)}.")
    for field in ("week", "known_on"):
        if values[field]:
            _require_day(str(values[field]), _NAMES[field].capitalize())
    return View(page=page, language=language, **values)


def _require_day(text: str, what: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ViewError(f"{what} “{text}” tidak terbaca; tulis seperti 2024-10-28.") from error


def check_known(view: View, **known: Container[str]) -> None:
    """ViewError when a part of the view names a code we do not have or may not show."""
    for field, codes in known.items():
        code = getattr(view, field)
        if code is not None and code not in codes:
            raise ViewError(f"{_NAMES[field]} “{code}” tidak ada, atau di luar kewenangan akun ini.")


def _page(pathname: object) -> str:
    if not isinstance(pathname, str) or len(pathname) > LONGEST_SEARCH:
        raise ViewError("Alamat halaman tidak terbaca.")
    name = pathname.strip("/") or "ringkasan"
    if name not in PAGES:
        raise ViewError("Halaman itu tidak ada.")
    return name


def _pairs(search: object) -> dict[str, str]:
    if search in (None, ""):
        return {}
    if not isinstance(search, str) or len(search) > LONGEST_SEARCH:
        raise ViewError("Alamat halaman tidak terbaca.")
    try:
        pairs = {k: v[-1] for k, v in parse_qs(search.lstrip("?"), max_num_fields=20).items()}
    except ValueError as error:
        raise ViewError("Alamat halaman tidak terbaca.") from error
    for name in _NAMES.values():
        if name in pairs and not _PLAIN.fullmatch(pairs[name]):
            raise ViewError(f"Isi “{name}” pada alamat tidak terbaca.")
    return pairs
