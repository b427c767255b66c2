"""Names of files: what, where, of which day. ``netra-klasemen-kota-probolinggo-2024-10-28.xlsx``."""

from __future__ import annotations

import re
import unicodedata

from dashboard.exports.sheet import Sheet

LONGEST = 60  # characters of the place; some systems stop at 255 for the whole path


def file_name(sheet: Sheet, place: str, extension: str) -> str:
    """Letters, digits and hyphens only, so that every system and mail program keeps it."""
    day = sheet.data_on.isoformat() if sheet.data_on else ""
    parts = ["netra", slug(sheet.name), slug(place)[:LONGEST].rstrip("-"), day]
    return "-".join(p for p in parts if p) + f".{extension}"


def slug(text: str) -> str:
    """``Kabupaten Banyuwangi`` → ``kabupaten-banyuwangi``."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
