"""Field operations: how many were caught, of which status, by which team, where.

The total is the count said of the whole operation; counts of one spot or team are parts of it and are
added up only when nobody says the whole (flag `total_computed`).
"""

from __future__ import annotations

import re

from etl.news.finds import Find, find_catches, size_of, whole_of
from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity
from etl.news.statuses import NON_ASN_CAUGHT, put_split
from etl.news.story import Draft, Story, span
from etl.news.teams import Team, find_teams

FIELD = (
    r"\brazia\b|\bmerazia\b|operasi\s+(?:disiplin|penertiban|gabungan|gdn|yustisi|kasih)|"
    r"inspeksi\s+mendadak|"
    r"\b(?:ter|men|di)?jaring\b|\bterciduk\b|\bdiciduk\b|\bciduk\b|keluyuran|kluyuran|berkeliaran|"
    r"jam\s+(?:kerja|dinas|kantor)|"
    r"patroli|gerakan\s+disiplin|\bpergoki\b|kepergok|\bdiamankan\b|\bdipergoki\b|satpol\s?pp"
)
CAUGHT = (
    r"\b(?:(?:ter|di|men)jaring|jaring|terciduk|diciduk|ciduk|kedapatan|mendapati|dapati|didapati|"
    r"memergoki|pergoki|kepergok|"
    r"dipergoki|tertangkap|menangkap|diamankan|mengamankan|amankan|keluyuran|kluyuran|berkeliaran|"
    r"nongkrong|terazia|"
    r"terkena\s+razia|menemukan|ditemukan|temukan|ketahuan|menertibkan|ditertibkan|mencatat)\b"
)
NONE_FOUND = (
    r"\b(?:tidak|tak|belum)\s+(?:satu\s?pun|seorang\s?pun|menemukan|ditemukan|mendapati|ada|"
    r"terdapat)(?:\s+(?:satu\s?pun|"
    r"adanya|seorang))?\s+(?:asn|pns|pegawai|aparatur|oknum)|\bnihil\b"
)
NONE_ASN = r"(?:satu\s?pun|seorang\s?pun|adanya|menemukan|ada|mendapati)\s+(?:satu\s?pun\s+)?(?:asn|pns)"
_PUBLIC = re.compile(r"pelanggar|warga|pengunjung|masyarakat|orang$|^$", re.IGNORECASE)
_CUMULATIVE = re.compile(
    r"\b(?:sejak|sepanjang|selama)\s+(?:awal\s+|bulan\s+|tahun\s+|20\d\d|januari|februari|maret|april|"
    r"mei|juni|juli|agustus|"
    r"september|oktober|november|desember|setahun|sebulan)|\bhingga\s+kini\b|\bsejauh\s+ini\b|"
    r"\bsudah\s+total\b",
    re.IGNORECASE,
)
_CROWD = r"pelanggar\b|\bwarga\b|\bpengunjung\b|\bmasyarakat\b"
_ONE_OF_THEM = re.compile(
    r"\b(?:salah\s+(?:satu|seorang)(?:nya)?|satu\s+di\s?antaranya|seorang\s+di\s?antaranya)\s+(?:di\s?antaranya\s+)?"
    r"(?:adalah\s+|merupakan\s+|berstatus\s+|diketahui\s+|ternyata\s+|seorang\s+|oknum\s+){0,3}"
    r"(?:(?P<asn>asn|pns|aparatur\s+sipil)|pegawai|honorer)\b",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\b(?:selain|ikut|juga|turut|di\s+samping)\b", re.IGNORECASE)
_EXACTLY = re.compile(
    r"\b(?:ada|total\w*|jumlah\w*|tercatat|tepatnya|sebanyak|yakni|yaitu|mereka)\s+$", re.IGNORECASE
)
SPOT_CHECK = r"\bsidak\b|\binspeksi\b|\bkedapatan\b"  # of streets and of offices alike
CRIME = r"operasi\s+tangkap\s+tangan|saber\s+pungli"  # no workplace discipline
_HAS_LETTER = re.compile(
    r"\s*(?:orang\s+)?(?:di\s?antaranya\s+)?(?:dapat\s+|bisa\s+)?(?:membawa|memiliki|mengantongi|"
    r"menunjukkan|dilengkapi)\s+"
    r"surat\s+(?:tugas|izin|ijin|perintah)",
    re.IGNORECASE,
)


def read_sidak(story: Story) -> Draft | None:
    """A draft of the operation, or None when the story tells of none with a result."""
    finds = find_catches(story.quantities)
    heads = [Find((q,)) for q in story.title_quantities if q.noun in PEOPLE and not q.number.is_percent]
    teams = find_teams(story)
    is_none = not finds and not teams and re.search(NONE_FOUND, story.text) is not None
    one = None if finds or teams else _ONE_OF_THEM.search(story.article.text)
    if not (finds or teams or is_none or one or (heads and re.search(CAUGHT, story.article.title.lower()))):
        return None
    draft = Draft("sidak_lapangan")
    if one is not None:  # `mengamankan 11 pasangan; salah satunya oknum PNS`
        draft.put("total", 1)
        draft.put("asn", 1 if one["asn"] else None)
        draft.spans["total"] = span(story.article.text, *one.span())
    elif is_none:
        draft.put("total", 0)
        draft.put("asn", 0 if re.search(NONE_ASN, story.text) else None)
    of_teams = [q for team in teams.values() for q in team.quantities]
    free = _without_cumulative(story, draft, [f for f in finds if f.first not in of_teams])
    whole = whole_of(free, heads)
    whole = _with_others(whole, free, story)
    whole = _sharpened(_staff_of(whole, story), story)
    if whole is not None and _is_example(whole, story):
        whole, free = None, []
    if whole is not None:
        _put_whole(draft, whole, story.article.text)
    elif len(free) > 1:
        _put_sum(draft, free, story.article.text)
    elif teams:
        _put_teams_total(draft, [team.total for team in teams.values()])
    put_split(story, draft, whole, free)
    _put_teams(story, draft, teams)
    _put_sides(story, draft)
    spots = draft.fields["locations"]
    counts = _by_spot(spots, [f for f in free if f != whole]) or _by_line(spots, story.quantities)
    draft.put("location_counts", counts or None)
    return draft


def _clause(story: Story, find: Find) -> str:
    """The words of the sentence before a find, other numbers included."""
    if find.first.sentence < 0:
        return find.first.before
    begin = story.article.sentences[find.first.sentence].start
    return story.article.text[max(begin, find.first.start - 110) : find.first.start]


def _without_cumulative(story: Story, draft: Draft, finds: list[Find]) -> list[Find]:
    """`Sejak Januari sudah 60 ASN`: a running total is no catch of the day."""
    running = [f for f in finds if _CUMULATIVE.search(_clause(story, f))]
    if running and len(running) < len(finds):
        draft.put("cumulative_total", running[0].size)
        return [f for f in finds if f not in running]
    return finds


def _with_others(whole: Find | None, free: list[Find], story: Story) -> Find | None:
    """`10 ASN … Selain ASN, empat honorer ikut terjaring`: told apart, caught together."""
    if whole is None or not whole.is_exact or any(q.noun != "asn" for q in whole.members):
        return whole
    for find in free:
        is_others = find is not whole and find.is_exact and all(q.noun == "non_asn" for q in find.members)
        if is_others and _ALSO.search(story.sentence(find.first.sentence)) and not find.first.is_subset:
            return Find((*whole.members, *find.members))
    return whole


def _sharpened(whole: Find | None, story: Story) -> Find | None:
    """`Belasan ASN kepergok … "Ada 16 orang, 11 PNS dan 5 honorer"`: the exact count inside the vague one."""
    if whole is None or whole.is_exact or len(whole.members) > 1:
        return whole
    vague, first = whole.first.number, whole.first.sentence
    for quantity in story.quantities:
        inside = (
            (vague.minimum or 0) <= (quantity.value or -1) <= (vague.maximum or (vague.minimum or 0) * 10)
        )
        is_near = first < quantity.sentence <= first + 3 and quantity.noun in PEOPLE
        if (
            inside
            and is_near
            and _EXACTLY.search(quantity.before[-25:])
            and not quantity.has("officer", "population")
        ):
            return Find((quantity,))
    return whole


def _staff_of(whole: Find | None, story: Story) -> Find | None:
    """`43 pelanggar tanpa masker … tujuh di antaranya ASN`: of the public only the civil servants count."""
    if whole is None or whole.first.noun != "person" or not _PUBLIC.search(whole.first.word):
        return whole
    is_public = whole.first.word.lower() not in ("orang", "") or re.search(_CROWD, story.text)
    near = range(whole.first.sentence - 1, whole.first.sentence + 2)
    is_listed = whole.first.word.lower() not in ("orang", "")  # `30 pelanggar: 12 pelajar, 10 PKL dan 3 ASN`
    told = [
        q
        for q in story.quantities
        if q.noun == "asn"
        and q.sentence in near
        and q.value
        and (q.is_subset or is_listed or q.sentence < 0)
        and (is_listed or q.start > whole.first.start)
    ]
    return (
        Find((told[0],)) if is_public and len(told) == 1 and not NON_ASN_CAUGHT.search(story.text) else whole
    )


def _is_example(find: Find, story: Story) -> bool:
    """`Seorang …` beside another `seorang …`: examples, nobody says there were no others."""
    text = story.article.text
    singles = [
        q
        for q in story.quantities
        if q.noun in PEOPLE and text[q.start : q.end].lower().startswith("seorang")
    ]
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


def _put_teams(story: Story, draft: Draft, teams: dict[str, Team]) -> None:
    stated = [q for q in story.quantities if q.noun == "team" and q.value and not q.is_prior]
    if stated:
        draft.put("teams", stated[0].value, stated[0], story.article.text)
    draft.scene |= {q.sentence for team in teams.values() for q in team.quantities}
    if teams:
        draft.put("team_counts", {name: teams[name].total for name in sorted(teams, key=_team_order)})
        draft.put("team_rows", [teams[name].as_row() for name in sorted(teams, key=_team_order)])


def _team_order(name: str) -> tuple[int, str]:
    return (int(name) if name.isdigit() else 99, name)


def _units(find: Find) -> list[Find]:
    """A list told spot by spot is several counts; `tujuh PNS dan empat honorer` is one."""
    is_pair = find.first.group is not None and all(q.group == find.first.group for q in find.members)
    return [find] if is_pair or len(find.members) == 1 else [Find((q,)) for q in find.members]


def _by_spot(spots: list[str], parts: list[Find]) -> dict[str, int]:
    """`bergerak ke Pasar Baru dan mendapati 22 ASN`: each find with the spot named next to it."""
    counts: dict[str, int] = {}
    for find in [unit for part in parts for unit in _units(part)]:
        before, after = find.first.before, find.members[-1].after[:50]
        is_listed = re.match(r"\s*(?:orang\s+)?di\s", after)  # `sembilan orang di Pasar X, lima di …`
        named = (
            [] if is_listed else sorted((before.rfind(spot), spot) for spot in spots if spot in before[-50:])
        )
        named = named[-1:] or [(0, spot) for spot in spots if spot in after.split(",")[0]]
        if len(named) == 1 and find.is_exact:
            counts.setdefault(named[0][1], find.size)
    return counts


def _by_line(spots: list[str], quantities: list[Quantity]) -> dict[str, int]:
    """`- Pasar Atas: 4 ASN` and `Pasar Antri (2 ASN, 1 honorer)`: a list of spots with their counts."""
    counts: dict[str, int] = {}
    for spot in spots:
        for quantity in quantities:
            if quantity.noun in PEOPLE and re.search(rf"{re.escape(spot)}\s*[:(=–-]\s*$", quantity.before):
                joined = [q for q in quantities if q.group is not None and q.group == quantity.group]
                counts[spot] = sum(size_of(q) for q in joined or [quantity])
    return counts if len(counts) > 1 else {}


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
    offices = {name for name, _, _ in story.opds} | {
        name.removeprefix("Kecamatan ") for name, _, _ in story.opds
    }
    found = [name for name in found if name not in offices]
    if draft.fields.get("total") == 0:  # places where nobody was found
        found, searched = [], searched or found
    draft.put("locations", found)
    draft.put("searched_locations", searched or None)
