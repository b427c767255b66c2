"""What is printed inside a hexagon: names whole or in their usual short form, never cut within a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from dashboard.pages.context import Context
from etl.opd_short import short_names
from geo import labels

ROOMY = 20  # up to this many places the cells are large: whole names, and a map that need not fill the page
LONGEST_LINE = 13  # letters
PROVINCE_LINE = 7
SMALL_WORDS = {"dan", "serta", "dengan", "&"}
GENERIC = {"Dinas", "Badan", "Kantor", "Kecamatan", "Satuan", "Kelurahan"}


def printed(context: Context, places: pl.DataFrame) -> list[str]:
    """The label of each place, its lines parted by ``<br>``."""
    if context.level == "opd":
        return unit_labels(places["name"].to_list())
    if context.level == "kabkota" and places.height > ROOMY:
        return list(map(whole_name, places["code"], places["name"]))
    if context.level == "provinsi":
        return list(map(province_label, places["code"], places["name"]))
    return [short_name(name, is_roomy=places.height <= ROOMY) for name in places["name"]]


def province_label(code: str, name: str) -> str:
    """*Sumut*, *Sulbar*: the usual abbreviation; a longer name in its shortened words."""
    usual = whole_name(code, name)
    fits = max(map(len, usual.split("<br>"))) <= PROVINCE_LINE
    return usual if fits else short_name(name)


def unit_labels(names: Sequence[str]) -> list[str]:
    """The usual abbreviation of each OPD; its telling words where none or two share one."""
    short = short_names()
    shared = Counter(short[name] for name in names if name in short)
    return [_two_lines(short[n]) if n in short and shared[short[n]] == 1 else unit_words(n) for n in names]


def _two_lines(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else "<br>".join(text.split(maxsplit=1))


def unit_words(name: str) -> str:
    """The first words that tell one work unit from another, whole, in up to two lines: *Tata Ruang*."""
    words = name.replace(",", "").split()
    telling = words[1:] if len(words) > 1 and words[0] in GENERIC else words
    lines = [""]
    for word in telling:
        if word in SMALL_WORDS and len(lines) == 2:
            break
        if lines[-1] and len(f"{lines[-1]} {word}") > LONGEST_LINE:
            if len(lines) == 2:
                break
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    while lines[-1].split()[-1:] and lines[-1].split()[-1] in SMALL_WORDS:
        lines[-1] = " ".join(lines[-1].split()[:-1])
    return "<br>".join(line for line in lines if line)


def short_name(name: str, *, is_roomy: bool = False) -> str:
    """A name that fits into a hexagon: two words in their short forms; whole words where cells are large."""
    if is_roomy:
        for kind in ("Kabupaten ", "Kota ", "Kecamatan "):
            name = name.removeprefix(kind)
        return "<br>".join(name.split()[:2])
    known = {
        "Sumatera": "Sum",
        "Kalimantan": "Kal",
        "Sulawesi": "Sul",
        "Nusa Tenggara": "NT",
        "Kepulauan": "Kep",
        "Papua": "Pap",
        "Maluku": "Mal",
        "Jawa": "Jw",
        "Bangka Belitung": "Babel",
        "Daerah Istimewa": "DI",
        "Daerah Khusus Ibukota": "",
        "Daerah Khusus": "",
        "Yogyakarta": "Yogya",
        "Bengkulu": "Bengk",
        "Gorontalo": "Gtalo",
        "Barat Daya": "BD",
        "Pegunungan": "Peg",
        "Tengah": "Teng",
        "Tenggara": "Tgg",
        "Selatan": "Sel",
        "Timur": "Tim",
        "Barat": "Bar",
        "Utara": "Ut",
        "Kabupaten": "",
        "Kota": "",
        "DKI": "",
    }
    for long, short in known.items():
        name = name.replace(long, short)
    words = name.split()
    return "<br>".join(w[:7] for w in words[:2])


def whole_name(code: str, name: str) -> str:
    """The usual short form of a kab/kota, never cut, in one line or two: *Kota* tells Kediri from Kediri."""
    words = labels.short_name(code, name).split()
    ways = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(len(words))]
    return "<br>".join(line for line in min(ways, key=lambda way: max(map(len, way))) if line)
