"""Persons caught, find by find, and which find is the whole operation's.

A find is one count, or joined counts (`tujuh PNS dan empat honorer`), or a list by office or spot. The
whole is the count said of the operation; counts of one spot are parts of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity

_WHOLE = re.compile(
    r"(?:sebanyak|total|jumlah\w*|dari|hasilnya|keseluruhan|seluruhnya|ada)\W*(?:\w+\W+){0,2}$", re.IGNORECASE
)
_PLACE_ITEM = re.compile(
    r"\s*,?\s*(?:dan\s+|serta\s+|lalu\s+|kemudian\s+)?di\s+[A-Z][^.;:]{1,45}?\s+(?:ada\s+|sebanyak\s+|"
    r"ditemukan\s+|terjaring\s+)?"
)
# "12 pedagang": a plain word right behind the number is what it counts, unless it is a verb or a link.
_OTHER_NOUN = re.compile(
    r"\s+(?!(?:ter|di|ke|me|ber|yang|dari|asal|sudah|telah|masih|belum|tidak|tak|lagi|lain|untuk|karena|pada|oleh|akan|dan|saat|"
    r"sedang|asyik|nongkrong|ngopi|bolos|mangkir))[a-z]{3,}"
)
# "15 PKL", "3 ODGJ": short names of others; those of staff are nouns of their own.
_OTHER_NAME = re.compile(r"\s+(?!(?:ASN|PNS|OPD|SKPD|PP|OTD)\b)[A-Z]{2,6}\b")
_FROM_OFFICE = re.compile(r"\s*(?:dari|asal)\s+[A-Z]")
_OFFICE_ITEM = re.compile(r"\s*(?:dari\s+|di\s+)?[A-Z][^.;:]{1,45}?(?:,|,?\s+dan|,?\s+serta|\s+bersama)\s+")
_NEW_SPOT = re.compile(
    r"\b(?:kemudian|lalu|selanjutnya|sedangkan|sementara|selain\s+itu|berikutnya|di\s+lokasi\s+(?:lain|"
    r"kedua|berbeda)|di\s+tempat\s+lain|"
    r"sisanya|adapun|juga)\b|\b[Dd]i\s+[A-Z]\w+",
)


def is_catch(quantity: Quantity) -> bool:
    """A number of persons who were caught in this operation."""
    if quantity.is_prior or quantity.number.is_percent or not quantity.has("caught"):
        return False
    if quantity.noun not in PEOPLE and not (quantity.noun is None and quantity.roles["caught"] <= 15):
        return False
    is_other = _OTHER_NOUN.match(quantity.after) or _OTHER_NAME.match(quantity.after)
    if quantity.noun is None and is_other:
        return False
    if quantity.nearest("caught", "participant", "officer", "excused", "present") != "caught":
        return False
    return quantity.value != 0 and (quantity.value or quantity.number.minimum) is not None


@dataclass(frozen=True)
class Find:
    """Persons caught, said at one place: one count, or a pair such as `tujuh PNS dan empat honorer`."""

    members: tuple[Quantity, ...]

    @property
    def first(self) -> Quantity:
        """The count that stands first."""
        return self.members[0]

    @property
    def size(self) -> int:
        """Persons; of an interval its lower end."""
        return sum(size_of(q) for q in self.members)

    @property
    def is_exact(self) -> bool:
        """Every part is a stated number."""
        return all(q.value is not None for q in self.members)


def find_catches(quantities: list[Quantity]) -> list[Find]:
    """Finds in the order of the story; joined counts are one find."""
    finds, done = [], set()
    for quantity in quantities:
        if not is_catch(quantity) or quantity.start in done:
            continue
        members = [
            q
            for q in quantities
            if q is quantity or (q.group is not None and q.group == quantity.group and q.noun in PEOPLE)
        ]
        if len(members) > 2 and sum(size_of(q) for q in members[1:]) == size_of(members[0]):
            members = members[:1]  # "22 ASN, 7 PNS dan 15 PPPK": the first is the sum of the others
        else:
            members += _listed_after(members[-1], quantities)
        members = [*_told_before(members[0], quantities), *members]
        done |= {q.start for q in members}
        finds.append(Find(tuple(members)))
    return finds


def _told_before(first: Quantity, quantities: list[Quantity]) -> list[Quantity]:
    """`Dua guru SMAN 1 bersama tiga pegawai Distrik X kedapatan …`: the verb speaks of both."""
    position = quantities.index(first)
    before = quantities[position - 1] if position else None
    if before is None or before.sentence != first.sentence or before.noun not in PEOPLE or before.is_prior:
        return []
    told = {role for role in before.roles if role != "alleged"}
    is_joined = (
        before.group is None
        and _OFFICE_ITEM.fullmatch(first.before)
        and not first.before.rstrip().endswith(",")
    )
    return [before] if is_joined and not told and before.value is not None and not first.is_subset else []


def _listed_after(first: Quantity, quantities: list[Quantity]) -> list[Quantity]:
    """`menjaring tujuh pegawai Dinas PU, tiga pegawai KPU dan dua guru`: one catch told office by office."""
    members: list[Quantity] = []
    for quantity in quantities[quantities.index(first) + 1 :]:
        is_listed = _OFFICE_ITEM.fullmatch(quantity.before) or _PLACE_ITEM.fullmatch(quantity.before)
        is_person = quantity.noun in PEOPLE or (quantity.noun is None and _FROM_OFFICE.match(quantity.after))
        is_item = is_person and not quantity.is_subset and is_listed
        if quantity.sentence != first.sentence or not is_item:
            break
        members.append(quantity)
    is_split = sum(size_of(q) for q in members) == size_of(first) and not _OFFICE_ITEM.fullmatch(first.after)
    return [] if is_split else members


def size_of(quantity: Quantity) -> int:
    """Persons a count states; of an interval its lower end."""
    return int(quantity.value or quantity.number.minimum or 0)


def whole_of(free: list[Find], heads: list[Find]) -> Find | None:
    """The count of the whole operation, or None when only parts are told."""
    if not free:
        exact = [f for f in heads if f.is_exact]
        return exact[0] if exact else heads[0] if heads else None
    exact = [f for f in free if f.is_exact]
    largest = max(exact or free, key=lambda f: f.size)
    if len(free) == 1:
        return largest
    said = {f.size for f in heads if f.is_exact}
    total = sum(f.size for f in exact)
    is_said = largest.size in said or _WHOLE.search(largest.first.before[-30:]) is not None
    if is_said or (total not in said and free[0].size == largest.size and _is_retold(largest, exact)):
        return largest
    if total in said or _are_parts(exact):
        return None
    return largest


def _is_retold(largest: Find, exact: list[Find]) -> bool:
    """The others are the same count again, or subsets of it; a new spot with new people is neither."""
    others = [f for f in exact if f is not largest]
    if sum(f.size for f in others) == largest.size:
        return True
    if any(f.size == largest.size or f.first.is_subset for f in others):
        return True
    return not all(_is_new_spot(f.first) for f in others) or any(
        "sebanyak" in f.first.before.lower() for f in (largest,)
    )


def _is_new_spot(quantity: Quantity) -> bool:
    return bool(
        _NEW_SPOT.search(quantity.before)
        or re.match(r"\s*(?:orang\s+)?(?:\w+\s+)?di\s+[A-Z]", quantity.after)
    )


def _are_parts(exact: list[Find]) -> bool:
    """Several finds told one after the other, none of them said of the whole."""
    return len(exact) > 1 and not any(f.first.is_subset for f in exact)
