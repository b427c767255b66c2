"""Field operations: how many were caught, of which status, by which team, where.

The total is the count said of the whole operation; counts of one spot or team are parts of it and are
added up only when nobody says the whole (flag `total_computed`).
"""

from __future__ import annotations

import re

from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity
from etl.news.story import Draft, Story
from etl.news.teams import find_teams

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
_BLOCKERS = ("participant", "officer", "excused", "present", "population")


def is_catch(quantity: Quantity) -> bool:
    """A number of persons who were caught in this operation."""
    if quantity.is_prior or quantity.number.is_percent or not quantity.has("caught"):
        return False
    if quantity.noun not in PEOPLE and not (quantity.noun is None and quantity.roles["caught"] <= 15):
        return False
    if quantity.nearest("caught", "participant", "officer", "excused", "present") != "caught":
        return False
    return quantity.value != 0 and (quantity.value or quantity.number.minimum) is not None


def read_sidak(story: Story) -> Draft | None:
    """A draft of the operation, or None when the story tells of none with a result."""
    catches = [q for q in story.quantities if is_catch(q)]
    heads = [q for q in story.title_quantities if q.noun in PEOPLE and not q.number.is_percent]
    teams = find_teams(story)
    is_none = not catches and not teams and re.search(NONE_FOUND, story.text) is not None
    if not (catches or teams or is_none or (heads and re.search(CAUGHT, story.article.title.lower()))):
        return None
    draft = Draft("sidak_lapangan")
    if is_none:
        draft.put("total", 0)
    free = [q for q in catches if not any(q in team.quantities for team in teams.values())]
    whole = _whole(story, free, heads)
    text = story.article.text
    if whole is not None:
        put_count(draft, whole, text)
    elif len(free) > 1:
        _put_sum(draft, free, text)
    elif teams:
        _put_teams_total(draft, [team.total for team in teams.values()])
    _put_split(story, draft, whole, [q for q in free if q is not whole])
    _put_teams(story, draft, teams)
    _put_sides(story, draft)
    return draft


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


def _whole(story: Story, free: list[Quantity], heads: list[Quantity]) -> Quantity | None:
    """The count of the whole operation, or None when only parts are told."""
    if not free:
        exact = [q for q in heads if q.value]
        return exact[0] if exact else heads[0] if heads else None
    exact = [q for q in free if q.value is not None]
    largest = max(exact or free, key=_size)
    if len(free) == 1:
        return largest
    first = free[0]
    said = {q.value for q in heads if q.value}
    total = sum(_size(q) for q in exact)
    if largest.value in said or _size(first) == _size(largest) or _WHOLE.search(largest.before[-30:]):
        return largest
    if total in said:
        return None
    rest = total - _size(largest)
    return None if rest and _are_parts(story, exact) else largest


def _are_parts(story: Story, exact: list[Quantity]) -> bool:
    """Several finds told one after the other, none of them said of the whole."""
    sizes = [_size(q) for q in exact]
    return len(set(sizes)) > 1 and sizes[0] != max(sizes) and not any(q.is_subset for q in exact)


def _put_sum(draft: Draft, parts: list[Quantity], text: str) -> None:
    values = [q.value for q in parts if q.value is not None]
    if values:
        draft.put("total", sum(values), parts[0], text)
        draft.flag("total_computed", doubt=0.2)


def _put_teams_total(draft: Draft, totals: list[int | None]) -> None:
    known = [t for t in totals if t is not None]
    if known:
        draft.put("total", sum(known))
        draft.flag("total_computed", doubt=0.2)


def _put_split(story: Story, draft: Draft, whole: Quantity | None, parts: list[Quantity]) -> None:
    """ASN and non-ASN among the caught: parts that are told, or all of them when the noun says so."""
    total = draft.fields.get("total")
    text = story.article.text
    told = [q for q in story.quantities if _is_part(q, whole)]
    asn = [q for q in told if q.noun == "asn" and (total is None or _size(q) <= total)]
    others = [q for q in told if q.noun == "non_asn"]
    sums = sum(_size(q) for q in (*asn, *others))
    if asn and others and (total is None or sums <= total or whole is None):
        draft.put("asn", sum(_size(q) for q in asn), asn[0], text)
        draft.put("non_asn", sum(_size(q) for q in others), others[0], text)
        draft.put("total", sums)
        if sums != draft.fields["total"]:
            draft.flag("sum_mismatch", doubt=0.15)
    elif (
        others
        and total is not None
        and sum(_size(q) for q in others) <= total
        and (whole is None or whole.noun != "asn")
    ):
        draft.put("non_asn", sum(_size(q) for q in others), others[0], text)
    elif total is not None and _all_asn(story, whole, parts):
        draft.put("asn", total, whole, text)
    elif total is not None and asn and whole is not None and whole.noun == "person" and asn[0].is_subset:
        draft.put("asn", sum(_size(q) for q in asn), asn[0], text)


def _is_part(quantity: Quantity, whole: Quantity | None) -> bool:
    near = (
        whole is None or quantity.sentence in range(whole.sentence, whole.sentence + 4) or whole.sentence < 0
    )
    is_told = quantity.value is not None and not quantity.is_prior and not quantity.number.is_percent
    return is_told and near and quantity is not whole and not quantity.has("participant", "officer")


def _all_asn(story: Story, whole: Quantity | None, parts: list[Quantity]) -> bool:
    """Every person caught is ASN: the noun says so and no honorer is told to be among them."""
    if whole is None:
        return bool(parts) and all(q.noun == "asn" for q in parts)
    if whole.noun == "mixed" or whole.value is None:
        return False
    if _NON_ASN_CAUGHT.search(story.article.whole):
        return False
    if whole.noun == "asn":
        return True
    return whole.noun in ("person", None) and bool(re.search(r"\b(?:asn|pns)\b", story.article.title.lower()))


def _put_teams(story: Story, draft: Draft, teams: dict[str, object]) -> None:
    stated = [q for q in story.quantities if q.noun == "team" and q.value and not q.is_prior]
    if stated:
        draft.put("teams", stated[0].value, stated[0], story.article.text)
    if teams:
        draft.put("team_counts", {name: team.total for name, team in teams.items() if team.total is not None})
        draft.put("team_rows", [team.as_row() for team in teams.values() if team.total is not None])


def _put_sides(story: Story, draft: Draft) -> None:
    """Persons checked, officers' letters, spots."""
    text = story.article.text
    for quantity in story.quantities:
        if quantity.noun in PEOPLE and quantity.value and not quantity.is_prior:
            if quantity.nearest("checked", "caught") == "checked":
                draft.put("checked", quantity.value, quantity, text)
            if re.search(r"surat\s+(?:tugas|izin|ijin|perintah)", quantity.after[:60]) and not quantity.has(
                "caught"
            ):
                draft.put("excused_with_letter", quantity.value, quantity, text)
    found, searched = story.locations()
    draft.put("locations", found)
    draft.put("searched_locations", searched or None)
