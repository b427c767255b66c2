"""Names, NIP, NIK and phone numbers stop here: columns are dropped, patterns blotted out, repeats hashed."""

# ruff: noqa: E501 - patterns are read best on one line
from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from functools import lru_cache

BLOT = "[dihapus]"
LENGTH = 4000  # signs; what is longer is cut before patterns run over it
_PATTERNS = (
    re.compile(r"(?<!\d)\d{8}[ .]?\d{6}[ .]?\d[ .]?\d{3}(?!\d)"),  # NIP, with or without blanks
    re.compile(r"(?<!\d)\d{16,18}(?!\d)"),  # NIK, NIP
    re.compile(r"(?:\+62|(?<!\d)62|(?<!\d)0)[ -]?8\d{1,2}[ -]?\d{3,4}[ -]?\d{3,5}(?!\d)"),  # mobile phones
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    re.compile(
        r"(?:(?i:\b(?:(?:sdr|sdri|saudara|saudari|bpk|bapak|ibu(?! ?(?:kota|utara|selatan|barat|timur)\b)|drs|dra|atas nama|bernama|inisial)\b|a\.?n\.|an\.))\.?\s*)"
        r"(?:[A-Z][\w'.]*\s*,?\s*){1,5}"
    ),
    re.compile(r"\b[A-Z][A-Za-z'.]+(?:\s[A-Z][A-Za-z'.]+){0,4},\s?(?:S|M)\.?(?:Pd|H|E|Sos|T|Kom|IP|AP|Si|Ag|KM|Kes|M)\b\.?\w*"),
)  # fmt: skip
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")  # the shortest phone number
_ADDRESSED = (
    "sdr",
    "saudar",
    "bpk",
    "bapak",
    "ibu",
    "drs",
    "dra",
    "a.n",
    "an.",
    "atas nama",
    "bernama",
    "inisial",
)
_TITLES = re.compile(
    r"\b(?:drs?|dra|ir|h|hj|prof|s\.?\w{1,4}|m\.?\w{1,4}|a\.?md\w*|se|sh|st|mm|map|apt|ns|bdn)\b\.?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d")


@lru_cache(maxsize=100_000)
def scrub(text: str) -> str:
    """The text (cut to LENGTH) with identity numbers, phones, addresses and addressed names blotted out."""
    text = text[:LENGTH]
    lower = text.lower()
    may_be_named = "," in text or any(word in lower for word in _ADDRESSED)
    if not (may_be_named or "@" in text or _LONG_NUMBER.search(text)):
        return text  # most texts, most quickly
    for pattern in _PATTERNS:
        text = pattern.sub(BLOT, text)
    return text


def scrub_names(text: str, names: Iterable[str]) -> str:
    """Also blot out the words of these names where they stand in another cell of the same row."""
    text = text[:LENGTH]
    lower = text.lower()
    for name in names:
        for word in _name_words(name):
            if word.lower() in lower:
                text = re.sub(rf"\b{re.escape(word)}\b", BLOT, text, flags=re.IGNORECASE)
    return scrub(text)


@lru_cache(maxsize=10_000)
def _name_words(name: str) -> tuple[str, ...]:
    bare = _TITLES.sub(" ", name[:200].partition(",")[0])
    return tuple(
        w for w in re.findall(r"[^\W\d_]{4,}", bare) if w.lower() not in {"dinas", "badan", "kota", "tidak"}
    )


def person_hash(key: bytes, *, number: object = None, name: object = None) -> str | None:
    """A keyed hash of a person, equal for repeats; None without key or person.

    A NIP of 18 digits decides; a NIP that Excel rounded (float) or a missing one leaves the folded name.
    """
    if not key:
        return None
    digits = "".join(_NUMBER.findall(str(number))) if isinstance(number, str | int) else ""
    if len(digits) in (16, 18) and not (isinstance(number, int) and len(digits) > 15):
        identity = digits
    elif name:
        identity = " ".join(
            sorted(re.findall(r"[a-z]+", _TITLES.sub(" ", str(name).partition(",")[0]).lower()))
        )
    else:
        identity = digits
    return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest() if identity else None
