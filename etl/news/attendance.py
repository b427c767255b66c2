"""Attendance on a working day: present, absent, unexcused; *absent* is not *unexcused*.

`total` counts established breaches: the unexcused (or late), never those who were on leave or ill.
"""

from __future__ import annotations

import re
from dataclasses import replace

from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity
from etl.news.sidak import put_count
from etl.news.story import Draft, Story, span

ATTENDANCE = (
    r"\b(?:tingkat\s+)?kehadiran\b|\b(?:tidak|tak)\s+(?:hadir|masuk|ngantor)\b|tanpa\s+keterangan|"
    r"hari\s+pertama\s+(?:masuk|kerja|"
    r"bekerja|ngantor)|\bpresensi\b|\babsensi\b|\bfinger\s?print\b|\bapel\s+(?:pagi|perdana|"
    r"gabungan|akbar)|"
    r"ketidakhadiran|pasca\s?-?\s?(?:libur|lebaran|cuti)|cuti\s+bersama|"
    r"\bmenyidak\b|\bsidak\s+(?:di\s+|ke\s+)?[a-z]{0,12}\s?(?:dis|din)[a-z]{3,}|\bterlambat\b|\btelat\b|\babsen\b|\b(?:kantor|ruang\w*)\s+kosong|belum\s+(?:datang|hadir|ngantor)|(?:tidak|tak)\s+(?:berada|ada|terlihat)\s+di\s+(?:tempat|"
    r"kantor|ruang)|(?:tidak|tak)\s+ada\s+keterangan|"
    r"\b(?:sidak|inspeksi\s+mendadak|mengecek|memantau)\b[^.;]{0,60}\b(?:kantor|dinas|opd|kelurahan|kecamatan|rsud|"
    r"puskesmas|sekolah|badan|uptd?|smpn?|sdn?|sman?|bpbd|disdukcapil|mpp|mal\s+pelayanan)\b"
)
TRUANT = r"\b(?:mem)?bolos\b|\bmangkir\b"  # said of a day and of a year alike
_ROLES = ("unexcused", "absent", "late", "present", "excused", "population", "participant")
_ALL_UNEXCUSED = re.compile(
    r"(?:semua(?:nya)?|seluruh(?:nya)?|kesemuanya|ke\w+nya)[^.]{0,60}tanpa\s+(?:keterangan|alasan|kabar)",
    re.IGNORECASE,
)
_FULL_HOUSE = re.compile(
    r"(?:100|seratus)\s*(?:persen|%)\s*(?:\w+\s+){0,2}(?:hadir|masuk|kehadiran)|(?:kehadiran|"
    r"hadir)[^.\d]{0,30}100\s*(?:persen|%)|"
    r"(?:tidak|tak)\s+(?:satu|seorang)\s?pun\s+[^.;\d]{0,50}\b(?:mangkir|bolos|membolos|alpa|absen)\b|"
    r"(?:tidak|tak|belum)\s+(?:ada|ditemukan|terdapat)\s+(?:satu\s?pun\s+)?(?:asn|pns|"
    r"pegawai)?\s*(?:yang\s+)?(?:membolos|bolos|"
    r"mangkir|absen\s+tanpa|tanpa\s+keterangan|alpa|tidak\s+masuk\s+tanpa)|"
    r"tanpa\s+keterangan\s*(?::|=|adalah)?\s*(?:nihil|0|nol)\b",
    re.IGNORECASE,
)
_CUT = re.compile(r"[^.;]{0,30}(?:potong|tpp|tukin|tunjangan)\w*", re.IGNORECASE)
SAME_DAY = (
    r"\bhari\s+ini\b|\bpagi\s+(?:ini|tadi)\b|\bsiang\s+(?:ini|tadi)\b|\btadi\b|(?:sampai|"
    r"hingga)\s+pukul|per\s+pukul|usai\s+(?:apel|sidak)|di\s+sela"
)


def read_attendance(story: Story) -> Draft | None:
    """A draft of the day's attendance, or None when no count of presence or absence is told."""
    quantities = _joined(story.quantities)
    told = [q for q in quantities if not q.is_prior and _role(q)]
    percents = [q for q in quantities if q.number.is_percent and not q.is_prior]
    shares = [q for q in percents if _share_role(q, _clause(story, q))]
    shares = shares or [q for q in story.title_quantities if q.number.is_percent and _share_role(q)]
    full = _FULL_HOUSE.search(story.article.text)
    if not (told or shares or full):
        return None
    draft = Draft("sidak_kehadiran")
    text = story.article.text
    exact_first = sorted(
        told, key=lambda q: q.value is None
    )  # "Ratusan PNS …" gives way to "312 dari 11.540"
    first = {role: next((q for q in exact_first if _role(q) == role), None) for role in _ROLES}
    _put_total(story, draft, first, told)
    if full and "total" not in draft.fields:
        draft.put("total", 0)
        draft.spans["total"] = span(text, full.start(), full.end())
    for role in ("absent", "present", "population", "late"):
        quantity = first[role]
        if quantity is not None and quantity.value is not None:
            draft.put(role, quantity.value, quantity, text)
    if draft.fields.get("present") is not None and draft.fields["present"] == draft.fields.get("total"):
        draft.fields.pop("present")  # one count cannot be of those present and of those missing
        draft.flag("lead_contradicts_body", doubt=0.1)
    _put_absent(draft, first)
    _put_prior_year(story, draft)
    _put_shares(story, draft, shares)
    _put_status(story, draft, first)
    return draft


def _joined(quantities: list[Quantity]) -> list[Quantity]:
    """`0,12 persen atau lima orang … tidak hadir`: a share and its count say the same."""
    done = list(quantities)
    for position in range(len(done) - 1):
        share, count = done[position], done[position + 1]
        if (
            count.number.is_percent
            and not share.number.is_percent
            and share.after.strip().lower() in ("atau", "(")
        ):
            if _share_role(count) == "attendance_pct" and not share.has("absent", "unexcused"):
                done[position] = replace(share, roles={**share.roles, "present": 0})
            continue
        if not (
            share.number.is_percent
            and share.after.strip().lower() in ("atau", "(", "atau sebanyak", "atau sekitar")
        ):
            continue
        done[position] = replace(share, after=f"{share.after}{count.after}" if count.roles else share.after)
        if _share_role(share) == "attendance_pct" and not count.has("absent", "unexcused"):
            done[position + 1] = replace(count, roles={**count.roles, "present": 0})
        elif count.has("absent", "unexcused"):
            done[position] = replace(share, before=f"{share.before} tidak hadir ")
    return done


def _role(quantity: Quantity) -> str | None:
    """What a head-count of the day says; a bare number needs its cue close by."""
    if quantity.number.is_percent or (quantity.value is None and not quantity.number.is_approximate):
        return None
    if quantity.noun not in PEOPLE and quantity.noun is not None:
        return None
    role = quantity.nearest(*_ROLES)
    if role == "participant" and re.search(r"\bapel\b", f"{quantity.before} {quantity.after[:45]}".lower()):
        return "present"
    if quantity.roles.get("population", 99) <= 4 and not re.match(
        r"\s*(?:yang|itu|tersebut)\b", quantity.after
    ):
        return "population"
    if role is None or (quantity.noun is None and quantity.roles[role] > (20 if role == "unexcused" else 12)):
        return None
    if role == "absent" and quantity.has("unexcused"):
        mixed = quantity.roles.get("excused", 999) < quantity.roles["unexcused"]
        return "absent" if mixed else "unexcused"
    if (
        role == "absent"
        and quantity.has("excused")
        and re.match(r"[^.;]{0,30}dengan\s+keterangan", quantity.before[-40:] or "")
    ):
        return "excused"
    if role == "absent" and re.search(r"dengan\s+(?:keterangan|alasan)\W*$", quantity.before[-25:]):
        return "excused"
    if (
        role == "population"
        and quantity.has("absent", "unexcused")
        and not re.search(r"\bdari\b", quantity.before[-25:])
    ):
        return quantity.nearest("absent", "unexcused")
    return role


def _put_total(story: Story, draft: Draft, first: dict[str, Quantity | None], told: list[Quantity]) -> None:
    """The unexcused; else the absent when all are said to be unexcused; else late-and-absent told as one."""
    text = story.article.text
    unexcused, absent, late = first["unexcused"], first["absent"], first["late"]
    joined = [
        q
        for q in told
        if unexcused is not None and unexcused.group is not None and q.group == unexcused.group
    ]
    if unexcused is not None and len(joined) > 1 and all(q.value for q in joined):
        draft.put("total", sum(q.value or 0 for q in joined), unexcused, text)
        draft.spans["total"] = span(text, joined[0].start, joined[-1].end)
    elif unexcused is not None:
        put_count(draft, unexcused, text)
    elif absent is not None and _ALL_UNEXCUSED.search(text):
        put_count(draft, absent, text)
    elif late is not None and late.has("absent"):
        put_count(draft, late, text)
        draft.flag("late_and_absent_mixed", doubt=0.1)
    elif (head := _headline(story)) is not None:
        put_count(draft, head, text)


def _headline(story: Story) -> Quantity | None:
    """`111 ASN … Tanpa Keterangan` in a headline whose text repeats no such count."""
    for quantity in story.title_quantities:
        if (
            quantity.noun in PEOPLE
            and quantity.nearest(*_ROLES) is not None
            and _role(quantity) == "unexcused"
        ):
            return quantity
    return None


def _put_absent(draft: Draft, first: dict[str, Quantity | None]) -> None:
    """Absent = unexcused + excused when both parts are told and the sum is not."""
    unexcused, excused = first["unexcused"], first["excused"]
    if unexcused is None or excused is None or "absent" in draft.fields:
        return
    if unexcused.value and excused.value and re.search(r"(?:tidak|tak)\s+(?:hadir|masuk)", excused.before):
        draft.put("absent", unexcused.value + excused.value)
        draft.flag("absent_computed", doubt=0.05)


def _put_prior_year(story: Story, draft: Draft) -> None:
    """Last year's figure, told for comparison: `turun dibanding 2016 yang mencapai 1,31 persen`."""
    for quantity in story.quantities:
        clause = quantity.before[-90:]
        year = re.search(r"\b(20[012]\d)\b[^.;]*$", clause)
        is_last = re.search(r"tahun\s+(?:lalu|sebelumnya|kemarin)", clause, re.IGNORECASE)
        if not quantity.is_prior or not (year or is_last) or quantity.number.value is None:
            continue
        if quantity.number.is_percent:
            key: str | None = "attendance_pct" if "hadiran" in clause.lower() else "unexcused_pct"
        else:
            key = "unexcused" if quantity.noun in PEOPLE and not quantity.has("population") else None
        if key is None:
            continue
        day = str(draft.fields.get("date") or next((d.day.iso for d in story.dates if d.day.iso), ""))
        told = int(year[1]) if year else int(day[:4]) - 1 if day[:4].isdigit() else None
        draft.put(
            "prior_year",
            {**({"year": told} if told else {}), key: quantity.number.value},
            quantity,
            story.article.text,
        )


def _clause(story: Story, quantity: Quantity) -> str:
    """The words of the sentence before a number, other numbers included."""
    begin = story.article.sentences[quantity.sentence].start if quantity.sentence >= 0 else 0
    return (
        story.article.text[max(begin, quantity.start - 90) : quantity.start] if quantity.sentence >= 0 else ""
    )


def _share_role(quantity: Quantity, clause: str = "") -> str | None:
    near = f"{quantity.before[-110:]} # {quantity.after[:60]}".lower()
    if _CUT.search(quantity.before[-40:]) or _CUT.match(quantity.after):
        return None  # "TPP-nya dipotong 3 persen" is a sanction
    if re.search(
        r"(?<!ketidak)(?<!tidak )kehadiran\b[^.;]*\b(?:mencapai|sebesar|adalah|hanya|sebanyak|di\s+angka)"
        r"\W*(?:\w+\s)?$",
        quantity.before.lower(),
    ):
        return "attendance_pct"
    if re.search(r"\btingkat\s+kehadiran\b[^.;%]*$", clause.lower()):
        return "attendance_pct"
    if re.search(r"tidak\s+(?:hadir|masuk)|tanpa\s+keterangan|absen\b|ketidakhadiran|bolos", near):
        return "unexcused_pct"
    return "attendance_pct" if re.search(r"hadir|\bmasuk\b|presensi", near) else None


def _put_shares(story: Story, draft: Draft, shares: list[Quantity]) -> None:
    text = story.article.text
    for quantity in shares:
        key = _share_role(quantity, _clause(story, quantity))
        if (
            key
            and key not in draft.fields
            and quantity.number.value is not None
            and quantity.number.value <= 100
        ):
            draft.put(key, quantity.number.value, quantity, text)


def _put_status(story: Story, draft: Draft, first: dict[str, Quantity | None]) -> None:
    """ASN and others among the unexcused; the staff counted tells who they are."""
    total = draft.fields.get("total")
    if not total:
        return
    unexcused, population = first["unexcused"] or first["absent"] or first["late"], first["population"]
    parts = {
        noun: next(
            (q for q in story.quantities if q.noun == noun and q.value and _is_sub(q, total, unexcused)), None
        )
        for noun in ("asn", "non_asn")
    }
    text = story.article.text
    asn, others = parts["asn"], parts["non_asn"]
    if asn and others and (asn.value or 0) + (others.value or 0) == total:
        draft.put("asn", asn.value, asn, text)
        draft.put("non_asn", others.value, others, text)
        return
    nouns = {q.noun for q in (unexcused, population) if q is not None}
    if "non_asn" in nouns or "mixed" in nouns:
        return
    if "asn" in nouns or re.search(r"\b(?:asn|pns)\b", story.article.title.lower()):
        draft.put("asn", total, unexcused, text)


def _is_sub(quantity: Quantity, total: int, whole: Quantity | None) -> bool:
    near = whole is None or 0 <= quantity.sentence - whole.sentence <= 1
    return near and not quantity.is_prior and quantity.value is not None and quantity.value <= total
