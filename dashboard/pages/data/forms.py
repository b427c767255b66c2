"""What a form sent, made safe: texts without control signs, days, counts, one of a list; or a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from datetime import date

from geo import NetraError

Form = Mapping[str, str]
LONGEST_NAME = 120  # signs of a file's name that are kept
LARGEST_COUNT = 10_000_000  # no office has more people than this
_TURNED = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # signs that turn the line round
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.\-]{1,180}\.[A-Za-z]{2,24}")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._\-]{1,38}")


class FormError(NetraError):
    """A form that cannot be accepted as it is; the sentence says which field and what to write."""


def clean(text: object) -> str:
    """One line without control signs or signs that turn the reading direction; composed (NFC)."""
    plain = _TURNED.sub("", unicodedata.normalize("NFC", str(text)))
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in plain)
    return " ".join(kept.split())


def file_name(text: object) -> str:
    """A file's own name without folders, at most LONGEST_NAME signs, its ending kept."""
    name = clean(str(text).replace("\\", "/").rsplit("/", 1)[-1]) or "dokumen"
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = f"…{dot}{ending}" if dot and len(ending) <= 8 else "…"
    return (stem or name)[: LONGEST_NAME - len(tail)] + tail


def line(form: Form, name: str, *, label: str, longest: int = 200, needed: bool = True) -> str:
    """A text of one line."""
    text = clean(form.get(name, ""))
    if needed and not text:
        raise FormError(f"Isi dahulu kolom “{label}”.", code="field_empty")
    if len(text) > longest:
        raise FormError(
            f"“{label}” paling panjang {longest} huruf; yang ditulis {len(text)}.", code="too_long"
        )
    return text


def reason(form: Form) -> str:
    """Why something is changed: at least a few words, so that the next person understands."""
    text = line(form, "alasan", label="Alasan", longest=500)
    if len(text) < 5:
        raise FormError(
            "Tuliskan alasan dengan beberapa kata agar orang berikutnya paham.", code="reason_short"
        )
    return text


def day(form: Form, name: str, *, label: str, needed: bool = False) -> date | None:
    """A date as the browser's field sends it, or as people write it: 2024-11-27, 27/11/2024."""
    text = clean(form.get(name, ""))
    if not text:
        if needed:
            raise FormError(f"Isi dahulu tanggal “{label}”.", code="field_empty")
        return None
    found = _ISO.fullmatch(text)
    parts = found.groups() if found else (m.groups()[::-1] if (m := _LOCAL.fullmatch(text)) else None)
    try:
        if parts is None:
            raise ValueError
        made = date(*(int(p) for p in parts))
    except ValueError as error:
        sentence = f"“{label}”: {text[:40]} bukan tanggal. Tulis seperti 27/11/2024."
        raise FormError(sentence, code="date_impossible") from error
    if not 1945 <= made.year <= 2100:
        raise FormError(f"“{label}”: tahun {made.year} di luar 1945–2100.", code="date_impossible")
    return made


def count(form: Form, name: str, *, label: str) -> int | None:
    """A whole number from 0 on, dots between thousands allowed; None where nothing is written."""
    text = clean(form.get(name, "")).replace(".", "").replace(" ", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) > LARGEST_COUNT:
        raise FormError(f"“{label}”: {text[:20]} bukan bilangan bulat yang wajar.", code="count_unreadable")
    return int(text)


def number(form: Form, name: str) -> int:
    """The number of a row of ours, sent back by a form of ours."""
    text = form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise FormError("Kiriman ini tidak terbaca. Muat ulang halaman, lalu coba lagi.", code="form_broken")
    return int(text)


def choice(form: Form, name: str, known: Container[str], *, label: str, needed: bool = True) -> str | None:
    """One of a list; anything else is refused, also when a form of ours would never send it."""
    text = clean(form.get(name, ""))
    if not text and not needed:
        return None
    if text not in known:
        raise FormError(f"“{label}”: pilih salah satu dari daftar.", code="choice_unknown")
    return text


def mail(form: Form, name: str) -> str:
    """An e-mail address."""
    text = clean(form.get(name, "")).lower()
    if len(text) > 254 or not _MAIL.fullmatch(text):
        raise FormError(
            "Alamat surel tidak terbaca; tulis seperti nama@kantor.go.id.", code="mail_unreadable"
        )
    return text


def login(form: Form, name: str) -> str:
    """A name to sign in with."""
    text = clean(form.get(name, "")).lower()
    if not _LOGIN.fullmatch(text):
        raise FormError(
            "Nama masuk: 2–39 huruf kecil, angka, titik, atau garis; jangan memakai NIP.",
            code="login_unreadable",
        )
    return text


def address(form: Form, name: str, *, label: str) -> str | None:
    """A public address of a source; only http and https."""
    text = line(form, name, label=label, longest=500, needed=False)
    if text and not re.match(r"https?://[^\s/]+\.[^\s]+$", text):
        raise FormError(f"“{label}”: tulis alamat lengkap yang diawali https://.", code="address_unreadable")
    return text or None
