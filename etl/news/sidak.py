"""Field operations: how many were caught, of which status, by which team, where.

The total is the count said of the whole operation; counts of one spot or team are parts of it and are
added up only when nobody says the whole (flag `total_computed`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity
from etl.news.story import Draft, Story, span
from etl.news.teams import Team, find_teams

FIELD = (
    r"\brazia\b|\bmerazia\b|\bsidak\b|operasi\s+(?:disiplin|penertiban|gabungan|gdn|yustisi|kasih)|inspeksi\s+mendadak|"
    r"\b(?:ter|men|di)?jaring\b|\bterciduk\b|\bdiciduk\b|\bciduk\b|keluyuran|kluyuran|berkeliaran|jam\s+(?:kerja|dinas|kantor)|"
    r"patroli|gerakan\s+disiplin|\bpergoki\b|kepergok"
)
CAUGHT = (
    r"\b(?:(?:ter|di|men)jaring|jaring|terciduk|diciduk|ciduk|kedapatan|mendapati|dapati|didapati|memergoki|pergoki|kepergok|"
    r"dipergoki|tertangkap|menangkap|diamankan|mengamankan|amankan|keluyuran|kluyuran|berkeliaran|nongkrong|terazia|"
    r"terkena\s+razia|menemukan|ditemukan|temukan|ketahuan|menertibkan|ditertibkan|mencatat)\b"
)
NONE_FOUND = (
    r"\b(?:tidak|tak|belum)\s+(?:satu\s?pun|seorang\s?pun|menemukan|ditemukan|mendapati|ada|terdapat)(?:\s+(?:satu\s?pun|"
    r"adanya|seorang))?\s+(?:asn|pns|pegawai|aparatur|oknum)|\bnihil\b"
)
_NON_ASN_CAUGHT = re.compile(
    r"\b(?:honorer|non[- ]?asn|tenaga\s+(?:kontrak|harian)|pegawai\s+kontrak|thl|ptt|tkk|ppnpn)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:sebanyak|total|jumlah\w*|dari|hasilnya|keseluruhan|seluruhnya|ada)\W*(?:\w+\W+){0,2}$", re.IGNORECASE
)
_PLACE_ITEM = re.compile(
    r"\s*,?\s*(?:dan\s+|serta\s+|lalu\s+|kemudian\s+)?di\s+[A-Z][^.;:]{1,45}?\s+(?:ada\s+|sebanyak\s+|ditemukan\s+|terjaring\s+)?"
)
_CUMULATIVE = re.compile(
    r"\b(?:sejak|sepanjang|selama)\s+(?:awal\s+|bulan\s+|tahun\s+|20\d\d|januari|februari|maret|april|mei|juni|juli|agustus|"
    r"september|oktober|november|desember|setahun|sebulan)|\bhingga\s+kini\b|\bsejauh\s+ini\b|\bsudah\s+total\b",
    re.IGNORECASE,
)
_NO_HONORER = re.compile(
    r"\b(?:tidak|tak)\s+ada(?:\s+satu\s?pun)?\s+(?:tenaga\s+|pegawai\s+)?(?:honorer|non[- ]?asn|kontrak|thl|ptt)\b[^.;]{0,30}",
    re.IGNORECASE,
)
_HAS_LETTER = re.compile(
    r"\s*(?:orang\s+)?(?:di\s?antaranya\s+)?(?:dapat\s+|bisa\s+)?(?:membawa|memiliki|mengantongi|menunjukkan|dilengkapi)\s+"
    r"surat\s+(?:tugas|izin|ijin|perintah)",
    re.IGNORECASE,
)
_OFFICE_ITEM = re.compile(r"\s*(?:dari\s+|di\s+)?[A-Z][^.;:]{1,45}?(?:,|,?\s+dan|,?\s+serta)\s+")
_NEW_SPOT = re.compile(
    r"\b(?:kemudian|lalu|selanjutnya|sedangkan|sementara|selain\s+itu|berikutnya|di\s+lokasi\s+(?:lain|kedua|berbeda)|di\s+tempat\s+lain|"
    r"sisanya|adapun|juga)\b|\b[Dd]i\s+[A-Z]\w+",
)


def is_catch(quantity: Quantity) -> bool:
    """A number of persons who were caught in this operation."""
    if quantity.is_prior or quantity.number.is_percent or not quantity.has("caught"):
        return False
    if quantity.noun not in PEOPLE and not (quantity.noun is None and quantity.roles["caught"] <= 15):
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
        return sum(_size(q) for q in self.members)

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
        members = [q for q in quantities if q is quantity or (q.group is not None and q.group == quantity.group)]
        if len(members) > 2 and sum(_size(q) for q in members[1:]) == _size(members[0]):
            members = members[:1]  # "22 ASN, 7 PNS dan 15 PPPK": the first is the sum of the others
        else:
            members += _listed_after(members[-1], quantities)
        done |= {q.start for q in members}
        finds.append(Find(tuple(members)))
    return finds


def _listed_after(first: Quantity, quantities: list[Quantity]) -> list[Quantity]:
    """`menjaring tujuh pegawai Dinas PU, tiga pegawai KPU dan dua guru`: one catch told office by office."""
    members: list[Quantity] = []
    for quantity in quantities[quantities.index(first) + 1 :]:
        is_listed = _OFFICE_ITEM.fullmatch(quantity.before) or _PLACE_ITEM.fullmatch(quantity.before)
        is_item = quantity.noun in PEOPLE and not quantity.is_subset and is_listed
        if quantity.sentence != first.sentence or not is_item:
            break
        members.append(quantity)
    is_split = sum(_size(q) for q in members) == _size(first) and not _OFFICE_ITEM.fullmatch(first.after)
    return [] if is_split else members


def read_sidak(story: Story) -> Draft | None:
    """A draft of the operation, or None when the story tells of none with a result."""
    finds = find_catches(story.quantities)
    heads = [Find((q,)) for q in story.title_quantities if q.noun in PEOPLE and not q.number.is_percent]
    teams = find_teams(story)
    is_none = not finds and not teams and re.search(NONE_FOUND, story.text) is not None
    if not (finds or teams or is_none or (heads and re.search(CAUGHT, story.article.title.lower()))):
        return None
    draft = Draft("sidak_lapangan")
    if is_none:
        draft.put("total", 0)
    of_teams = [q for team in teams.values() for q in team.quantities]
    free = _without_cumulative(draft, [f for f in finds if f.first not in of_teams])
    whole = _whole(free, heads)
    if whole is not None and _is_example(whole, story):
        whole, free = None, []
    if whole is not None:
        _put_whole(draft, whole, story.article.text)
    elif len(free) > 1:
        _put_sum(draft, free, story.article.text)
    elif teams:
        _put_teams_total(draft, [team.total for team in teams.values()])
    _put_split(story, draft, whole, free)
    _put_teams(story, draft, teams)
    _put_sides(story, draft)
    return draft


def _without_cumulative(draft: Draft, finds: list[Find]) -> list[Find]:
    """`Sejak Januari sudah 60 ASN`: a running total is no catch of the day."""
    running = [f for f in finds if _CUMULATIVE.search(f.first.before[-70:])]
    if running and len(running) < len(finds):
        draft.put("cumulative_total", running[0].size)
        return [f for f in finds if f not in running]
    return finds


def _is_example(find: Find, story: Story) -> bool:
    """`Seorang …` beside another `seorang …`: examples, nobody says there were no others."""
    text = story.article.text
    singles = [q for q in story.quantities if q.noun in PEOPLE and text[q.start : q.end].lower().startswith("seorang")]
    return find.first in singles and len(singles) > 1


def _put_whole(draft: Draft, whole: Find, text: str) -> None:
    if len(whole.members) == 1:
        put_count(draft, whole.first, text)
    else:
        draft.put("total", whole.size, whole.first, text)
        draft.spans["total"] = span(text, whole.first.start, whole.members[-1].end)


def put_count(draft: Draft, quantity: Quantity, text: str, key: str = "total") -> None:
    """An exact count, a lower bound (`total_qualifier` min), or an interval."""
    number = quantity.number
    if quantity.value is not None:
        draft.put(key, quantity.value, quantity, text)
    if number.is_approximate:
        draft.put(f"{key}_min", number.minimum, quantity, text)
        draft.put(f"{key}_max", number.maximum, quantity, text)
        if quantity.value is not None:
            draft.put(f"{key}_qualifier", "min" if number.minimum else "max" if number.maximum else "approx")
        draft.flag("count_approximate", doubt=0.05)


def _size(quantity: Quantity) -> int:
    return int(quantity.value or quantity.number.minimum or 0)


def _whole(free: list[Find], heads: list[Find]) -> Find | None:
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
    if is_said or total not in said and free[0].size == largest.size and _is_retold(largest, exact):
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
    return not all(_is_new_spot(f.first) for f in others) or any("sebanyak" in f.first.before.lower() for f in (largest,))


def _is_new_spot(quantity: Quantity) -> bool:
    return bool(_NEW_SPOT.search(quantity.before) or re.match(r"\s*(?:orang\s+)?(?:\w+\s+)?di\s+[A-Z]", quantity.after))


def _are_parts(exact: list[Find]) -> bool:
    """Several finds told one after the other, none of them said of the whole."""
    return len(exact) > 1 and not any(f.first.is_subset for f in exact)


def _put_sum(draft: Draft, parts: list[Find], text: str) -> None:
    known = [f for f in parts if f.is_exact]
    single = [f for f in known if text[f.first.start : f.first.end].lower().startswith("seorang")]
    if known and single != known:  # persons told one by one are examples; nobody says there were no others
        draft.put("total", sum(f.size for f in known), known[0].first, text)
        draft.flag("total_computed", doubt=0.2)


def _put_teams_total(draft: Draft, totals: list[int | None]) -> None:
    known = [t for t in totals if t is not None]
    if known:
        draft.put("total", sum(known))
        draft.flag("total_computed", doubt=0.2)


def _put_split(story: Story, draft: Draft, whole: Find | None, free: list[Find]) -> None:
    """ASN and non-ASN among the caught: parts that are told, or all of them when the noun says so."""
    total = draft.fields.get("total")
    if total is None:
        return
    text = story.article.text
    asn, others = _parts(story, whole, free)
    counts = [sum(_size(q) for q in part) for part in (asn, others)]
    if asn and others and sum(counts) <= total:
        draft.put("asn", counts[0], asn[0], text)
        draft.put("non_asn", counts[1], others[0], text)
        if sum(counts) != total:
            draft.flag("sum_mismatch", doubt=0.15)
    elif _all_asn(story, whole, free):
        draft.put("asn", total, whole.first if whole else None, text)
        draft.put("non_asn", 0 if _NO_HONORER.search(text) else None)
    elif others and counts[1] <= total:
        draft.put("non_asn", counts[1], others[0], text)
    elif asn and counts[0] <= total and whole is not None and whole.first.noun in ("person", "mixed"):
        draft.put("asn", counts[0], asn[0], text)


def _parts(story: Story, whole: Find | None, free: list[Find]) -> tuple[list[Quantity], list[Quantity]]:
    """Counts of ASN and of others that split the whole: the pair itself, the finds, or the words after it."""
    if whole is not None and len(whole.members) > 1:
        told = list(whole.members)
    elif whole is None:
        told = [q for f in free for q in f.members]
    else:
        told = [q for q in story.quantities if _is_part(q, whole.first)]
    return [q for q in told if q.noun == "asn"], [q for q in told if q.noun == "non_asn"]


def _is_part(quantity: Quantity, whole: Quantity) -> bool:
    near = whole.sentence < 0 or quantity.sentence in range(whole.sentence, whole.sentence + 4)
    is_told = quantity.value is not None and not quantity.is_prior and not quantity.number.is_percent
    is_whole = quantity is whole or (quantity.value == whole.value and quantity.noun == whole.noun)
    return is_told and near and not is_whole and not quantity.has("participant", "officer")


def _all_asn(story: Story, whole: Find | None, free: list[Find]) -> bool:
    """Every person caught is ASN: the noun says so and no honorer is told to be among them."""
    if whole is None:
        return bool(free) and all(q.noun == "asn" for f in free for q in f.members)
    if whole.first.noun == "mixed" or not whole.is_exact or _NON_ASN_CAUGHT.search(_NO_HONORER.sub("", story.article.whole)):
        return False
    if whole.first.noun == "asn":
        return True
    return whole.first.noun in ("person", None) and bool(re.search(r"\b(?:asn|pns)\b", story.article.title.lower()))


def _put_teams(story: Story, draft: Draft, teams: dict[str, Team]) -> None:
    stated = [q for q in story.quantities if q.noun == "team" and q.value and not q.is_prior]
    if stated:
        draft.put("teams", stated[0].value, stated[0], story.article.text)
    if teams:
        draft.put("team_counts", {name: teams[name].total for name in sorted(teams, key=_team_order)})
        draft.put("team_rows", [teams[name].as_row() for name in sorted(teams, key=_team_order)])


def _team_order(name: str) -> tuple[int, str]:
    return (int(name) if name.isdigit() else 99, name)


def _put_sides(story: Story, draft: Draft) -> None:
    """Persons checked, officers' letters, spots."""
    text = story.article.text
    for quantity in story.quantities:
        if quantity.noun in PEOPLE and quantity.value and not quantity.is_prior:
            if quantity.nearest("checked", "caught") == "checked":
                draft.put("checked", quantity.value, quantity, text)
            if _HAS_LETTER.match(quantity.after):
                draft.put("excused_with_letter", quantity.value, quantity, text)
    found, searched = story.locations()
    draft.put("locations", found)
    draft.put("searched_locations", searched or None)
