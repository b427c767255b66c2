"""How a place name is written, taken apart: kind word, bare name, what it lies in.

``"KAB. KEP. MERANTI (Riau)"`` → kind ``kabupaten``, key ``kepulauanmeranti``, inside ``riau``. A key has
no blanks, so *Toli-Toli*, *Toli Toli* and *Tolitoli* are one name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

KIND_WORDS = {
    "provinsi": "provinsi",
    "propinsi": "provinsi",
    "prov": "provinsi",
    "prop": "provinsi",
    "pemprov": "provinsi",
    "pemprop": "provinsi",
    "kabupaten": "kabupaten",
    "kab": "kabupaten",
    "kabup": "kabupaten",
    "kbp": "kabupaten",
    "pemkab": "kabupaten",
    "kota": "kota",
    "kotamadya": "kota",
    "kotamadia": "kota",
    "kodya": "kota",
    "pemkot": "kota",
    "kecamatan": "kecamatan",
    "kec": "kecamatan",
    "distrik": "kecamatan",
    "kelurahan": "kelurahan",
    "kel": "kelurahan",
    "desa": "kelurahan",
}
LEVELS = {"negara": 0, "provinsi": 1, "kabupaten": 2, "kota": 2, "kecamatan": 3, "kelurahan": 4}
# Words that say who writes, not where: "Pemerintah Kabupaten Jember", "Bawaslu Kota Malang".
NOISE = frozenset(
    {"pemerintah", "pemerintahan", "pemda", "daerah", "wilayah", "sekretariat", "setda", "kantor", "di", "se"}
    | {"bawaslu", "panwaslu", "panwaslih", "panwas", "kpu", "kip"}
)
KEPT = {"di": ("y", "jogjakarta"), "daerah": ("istimewa", "khusus")}  # they belong to the name
GLUED = ("kabupaten", "kotamadya", "provinsi", "kab", "kota", "prov")  # "KABJEMBER"
ADMINISTRATIVE = frozenset({"administrasi", "administratif", "adm", "admin"})
WORDS = {
    "kep": "kepulauan",
    "kepl": "kepulauan",
    "kepul": "kepulauan",
    "peg": "pegunungan",
    "pulau2": "kepulauan",
    "p": "pulau",
    "pdg": "padang",
    "bag": "bagian",
    "bkt": "bukit",
    "sei": "sungai",
    "jkt": "jakarta",
    "pkl": "pangkal",
    "tj": "tanjung",
    "tg": "tanjung",
    "tjg": "tanjung",
    "tl": "teluk",
    "bdr": "bandar",
    "utr": "utara",
    "ut": "utara",
    "slt": "selatan",
    "sltn": "selatan",
    "sel": "selatan",
    "brt": "barat",
    "bar": "barat",
    "tmr": "timur",
    "tim": "timur",
    "tgh": "tengah",
    "teng": "tengah",
    "tgr": "tenggara",
    "tengg": "tenggara",
    "sum": "sumatera",
    "sumatra": "sumatera",
    "sul": "sulawesi",
    "kal": "kalimantan",
    "kalbar": "kalbar",
    "jawa": "jawa",
    "jw": "jawa",
    "ntt": "ntt",
    "tap": "tapanuli",
    "hss": "hss",
    "d.i": "di",
}
_TOKEN = re.compile(r"[a-z0-9]+")
_PARTS = re.compile(r"[,()\[\];|]|\s+[-–—]\s+")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")


@dataclass(frozen=True, slots=True)
class Name:
    """One written name: ``key`` without its kind word, ``whole`` with everything, ``inside`` the rest."""

    kind: str | None
    key: str
    whole: str
    inside: tuple[str, ...] = ()
    tail_key: str = ""  # the key when a kind word stands last: "Probolinggo Kota"
    tail_kind: str | None = None


def fold(text: str) -> str:
    """Lower case without accents and apostrophes."""
    text = text.translate(_APOSTROPHES)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.lower()


def read_name(text: str) -> Name:
    """Take a written name apart; what stands after a comma, a dash or in brackets is ``inside``."""
    first, *rest = [part for part in _PARTS.split(fold(text)) if part and part.strip()] or [""]
    tokens = _tokens(first)
    inside = []
    for part in rest:
        words = _tokens(part)
        if len(words) == 1 and words[0] in KIND_WORDS and tokens and tokens[0] not in KIND_WORDS:
            tokens = words + tokens  # "Probolinggo (Kota)", "Probolinggo, Kab."
        elif words:
            inside.append(part.strip())
    return _named(tokens, tuple(inside))


def readings(text: str) -> Iterator[Name]:
    """The ways to take a text apart, the likeliest first.

    *Jawa Timur - Kota Malang* may name the larger place first, *Kab. Malang Jawa Timur* may lack its comma.
    """
    yield read_name(text)
    parts = [part.strip() for part in _PARTS.split(text.replace("/", ",")) if part.strip()]
    if len(parts) > 1:
        yield read_name(", ".join(reversed(parts)))
    words = text.split()
    for count in (2, 1, 3, 4):
        if len(words) > count:
            yield read_name(f"{' '.join(words[:-count])}, {' '.join(words[-count:])}")
    glued = next((kind for kind in GLUED if fold(words[0]).startswith(kind)), None) if words else None
    if glued and len(words[0]) > len(glued) + 2:
        yield read_name(f"{glued} {' '.join([words[0][len(glued) :], *words[1:]])}")


def _tokens(part: str) -> list[str]:
    found = _TOKEN.findall(part)
    while len(found) > 1 and found[0] in NOISE and not found[1].startswith(KEPT.get(found[0], ())):
        found = found[1:]
    return found


def _named(tokens: list[str], inside: tuple[str, ...]) -> Name:
    kind = KIND_WORDS.get(tokens[0]) if len(tokens) > 1 else None
    rest = tokens[1:] if kind else tokens
    if kind and len(rest) > 1 and rest[0] in ADMINISTRATIVE:
        rest = rest[1:]
    words = [WORDS.get(word, word) for word in rest]
    tail = KIND_WORDS.get(rest[-1]) if len(rest) > 1 and not kind else None
    return Name(
        kind=kind,
        key="".join(words),
        whole="".join(tokens) if kind else "".join(words),
        inside=inside,
        tail_key="".join(words[:-1]) if tail else "",
        tail_kind=tail,
    )
