"""Names as they are written and misspelt, made from the 552 official ones, to measure how they are found."""

from __future__ import annotations

import random
from collections.abc import Iterator

import polars as pl

from geo.tables import packaged_regions

NEAR_KEYS = {
    "a": "sqw", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et",
    "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip


def forms(name: str, kind: str) -> list[str]:
    """Ways to write an official name without an error; each still says which kind it is."""
    bare = name.removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Administrasi ")
    if kind == "provinsi":
        return [name, name.upper(), f"Provinsi {name}", f"Prov. {name}", f"PROPINSI {name.upper()}"]
    if kind == "kota":
        return [
            name,
            name.upper(),
            name.lower(),
            f"{bare}, Kota",
            f"Kodya {bare}",
            f"Pemkot {bare}",
            f"  {name} ",
        ]
    short = bare.replace("Kepulauan", "Kep.").replace("Selatan", "Sel.").replace("Timur", "Tim.")
    return [name, name.upper(), f"Kab. {bare}", f"KAB {bare.upper()}", f"{bare} (Kab.)", f"Kab. {short}"]


def misspell(text: str, chance: random.Random) -> str:
    """One typing error in a word of at least four letters: a letter lost, doubled, swapped, or a near key."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long:
        return text
    i = chance.choice(long[-2:])
    word, at = words[i], chance.randrange(1, len(words[i]))
    sort = chance.randrange(4)
    if sort == 0:
        word = word[:at] + word[at + 1 :]
    elif sort == 1:
        word = word[:at] + word[at - 1].lower() + word[at:]
    elif sort == 2:
        word = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    else:
        word = word[:at] + chance.choice(NEAR_KEYS[word[at].lower()]) + word[at + 1 :]
    return " ".join([*words[:i], word, *words[i + 1 :]])


def every_form() -> Iterator[tuple[str, str, int]]:
    """(written, code, level) for each form of each region."""
    for code, name, kind, level in _regions().iter_rows():
        for form in forms(name, kind):
            yield form, code, level


def every_misspelling(per_name: int, *, seed: int) -> Iterator[tuple[str, str, int]]:
    """(written, code, level): each official name with one typing error, ``per_name`` times."""
    chance = random.Random(seed)
    for code, name, _, level in _regions().iter_rows():
        for _ in range(per_name):
            yield misspell(name, chance), code, level


def _regions() -> pl.DataFrame:
    return packaged_regions().filter(pl.col("level") > 0).select("code", "name", "kind", "level")
