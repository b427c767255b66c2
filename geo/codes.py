"""Kemendagri codes: 35 (province), 35.74 (kab/kota), 35.74.01 (kecamatan), 35.74.01.1001 (kelurahan)."""

from __future__ import annotations

import re

from geo.errors import NetraError

WIDTHS = (2, 2, 2, 4)  # digits of province, kab/kota, kecamatan, kelurahan
_CODE = re.compile(r"\d{2}(?:[.\s-]?\d{2}(?:[.\s-]?\d{2}(?:[.\s-]?\d{4})?)?)?")


def is_code(text: str) -> bool:
    """Whether a text has the form of a code, with or without dots."""
    return _CODE.fullmatch(text) is not None


def normalise_code(code: object) -> str:
    """``"3574"``, ``"35.74"``, ``3574.0`` and Excel's ``35.74`` → ``"35.74"``.

    Raises NetraError when it is no code of 2, 4, 6 or 10 digits.
    """
    if isinstance(code, float) and not code.is_integer():
        code = f"{code:.2f}"  # Excel read 35.10 as the number 35.1
    text = str(int(code)) if isinstance(code, float) else str(code).strip().replace(",", ".")
    if not is_code(text):
        raise NetraError(
            f'"{code}" bukan kode wilayah. Tulis seperti 35 (provinsi), 35.74 (kab/kota) atau 35.74.01 '
            "(kecamatan).",
            code="region_code",
        )
    digits = re.sub(r"\D", "", text)
    parts, start = [], 0
    for width in WIDTHS:
        if start < len(digits):
            parts.append(digits[start : start + width])
            start += width
    return ".".join(parts)
