"""Violation items of the SKB of five agencies, 22 September 2022: E1–E7 (bakal calon) and D1–D12 (calon)."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import re
from functools import lru_cache

SKB_FROM = "2022-09-22"
_CODE = re.compile(r"(?:skb\s*(?:2022)?\s*[:\s-]*)?\b([ED])\s?[-.]?\s?(\d{1,2})\b")
# (pattern, item when it concerns a calon, item when it concerns a bakal calon)
_ITEMS = (
    (r"anggota (?:dan atau |atau )?(?:pengurus )?part|pengurus part", "D5", "D5"),
    (r"surat dukungan|dukungan.*ktp|ktp.*dukungan", "D12", "D12"),
    (r"tim (?:ahli|pemenangan|kampanye)|konsultan", "D11", "D11"),
    (r"keputusan|tindakan.*menguntungkan|merugikan", "D10", "D10"),
    (r"pendekatan.*part|mendaftar.*part|bakal calon tanpa cltn", "D3", "D3"),
    (r"suami|istri", "D4", "E7"),
    (r"foto|selfie|swafoto|berfoto", "D7", "E5"),
    (r"like|komen|share|posting|memposting|membagikan|unggah|mengunggah|\bgrup\b|follow|medsos|media sosial", "D6", "E4"),
    (r"spanduk|baliho|alat peraga|stiker|banner", "D1", "E1"),
    (r"deklarasi", "D4", "E3"),
    (r"peserta kampanye|ikut(?: serta)? (?:dalam )?(?:kegiatan )?kampanye|mengikuti kampanye|menghadiri kampanye|hadir.*kampanye", "D9", "E6"),
    (r"pertemuan|ajakan|imbauan|himbauan|seruan|pemberian barang|mengajak|mengarah.*berpihak", "D8", "D8"),
    (r"sosialisasi|kampanye", "D2", "E2"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def violation_code(text: str, happened: str) -> str | None:
    """ "SKB2022:D6" for an item that is named, or described without doubt; None before the list existed.

    The same act is an E item while the favoured person is a *bakal calon* and a D item from the day of
    penetapan on; words alone decide here, and without "bakal calon" or "calon/paslon" nothing is coded.
    """
    if happened and happened < SKB_FROM[: len(happened)]:
        return None
    found = _CODE.search(text)
    if found and int(found[2]) <= (7 if found[1] == "E" else 12) and int(found[2]) > 0:
        return f"SKB2022:{found[1]}{int(found[2])}"
    lower = text.lower()
    is_early = bool(
        re.search(r"bakal (?:pasangan )?calon|bacalon|balon\b|bapaslon|bacabup|bacagub|bacawali", lower)
    )
    is_late = not is_early and bool(re.search(r"paslon|pasangan calon|\bcalon\b|cabup|cawali|cagub", lower))
    if not (is_early or is_late):
        return None
    hits = [(late, early) for pattern, late, early in _ITEMS if re.search(pattern, lower)]
    return f"SKB2022:{hits[0][1 if is_early else 0]}" if hits else None
