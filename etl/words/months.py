"""Names of months and weekdays, Indonesian and English, with the spellings offices use."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

_MONTHS = (
    "januari january jan jnr",
    "februari pebruari february febuari feb peb pbr",
    "maret march mar mrt mart",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agust agt agst agu ags aug",
    "september sept sep spt",
    "oktober october okt oct octo",
    "november nopember nov nop",
    "desember december des dec",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_WEEKDAYS = (
    "senin monday sen mon",
    "selasa tuesday sel tue",
    "rabu wednesday rab wed rebo",
    "kamis thursday kam thu",
    "jumat jum'at jum’at friday jum fri jumaat",
    "sabtu saturday sab sat sabtoe",
    "minggu ahad sunday min sun mgg",
)
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
LONG_MONTHS = tuple(name for name in MONTHS if len(name) >= 5)
LONG_WEEKDAYS = tuple(name for name in WEEKDAYS if len(name) >= 4)


@lru_cache(maxsize=4096)
def month_number(word: str) -> int | None:
    """`"Nopember"` → 11; one slip of the keyboard is forgiven in names of five letters or more."""
    word = word.lower().rstrip(".")
    if word in MONTHS:
        return MONTHS[word]
    if len(word) < 5:
        return None
    near = {MONTHS[name] for name in LONG_MONTHS if OSA.distance(word, name, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


def weekday_number(word: str | None) -> int | None:
    """`"Ahad"` → 6 (Monday is 0)."""
    return None if word is None else WEEKDAYS.get(word.lower().rstrip("."))
