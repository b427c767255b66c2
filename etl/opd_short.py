"""The usual abbreviation of an OPD, as offices write it: *Disdukcapil*, *DP3A*, *Satpol PP*."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

SPOKEN = re.compile(
    r"(?:DIS|DIN|BAKES|BAP|BALIT|BRIDA|SET|INSP|DAMKAR|SATPOL)[A-Z]*"
)  # read as words, not spelt


@cache
def short_names() -> dict[str, str]:
    """Official name → abbreviation, for the usual OPD of Indonesian regions."""
    with (files("etl") / "reference" / "opd_nama.csv").open(encoding="utf-8") as source:
        rows = csv.DictReader(source)
        return {row["name"]: _written(row["short_name"]) for row in rows if row["short_name"]}


def _written(short: str) -> str:
    """What is read as a word is written as one, what is spelt stays in capitals: *Dinsos P3A*."""
    spelt = re.search(r"P\d", short)
    head, tail = (short[: spelt.start()], short[spelt.start() :]) if spelt else (short, "")
    words = [word.capitalize() if SPOKEN.fullmatch(word) else word for word in head.split()]
    if tail and words and not words[-1].isupper():
        return f"{' '.join(words)} {tail}"
    return " ".join(words) + tail
