"""Neutrality counts: reported, found, registered, forwarded, recommended, proven, followed up: kept apart.

`total` is the number established: proven, else forwarded by Bawaslu, else recommended by KASN or BKN, else
the cases an agency has on its books. What is merely reported is no total.
"""

from __future__ import annotations

import re

from etl.news.nouns import CASES, PEOPLE, POSITION
from etl.news.quantities import Quantity
from etl.news.sidak import put_count
from etl.news.single import put_single
from etl.news.story import Draft, Story, span

NEUTRAL = (
    r"netral|rekomendasi\s+(?:kasn|bkn)|\bkasn\b[^.;]{0,40}rekomendasi|pidana\s+pemil(?:u|ihan)\b|\bpilkada\b|\bpemilu\b|\bpemilukada\b|\bpaslon\b|pasangan\s+calon|"
    r"dugaan\s+pelanggaran|politik\s+praktis|kampanye|dukung|bakal\s+calon|\bcalon\s+(?:bupati|wali|gubernur|kepala)|\bcaleg\b"
)
AGENCY = (
    r"\bbawaslu\b|\bpanwas\w*|\bkasn\b|\bbkn\b|\b(?:wa)?mendagri\b|\bkemendagri\b|gakk?umdu|"
    r"komisi\s+aparatur|\bkemenpan"
)
IMPARTIAL = (  # words that need no agency beside them
    r"\bnetral(?:itas)?\b|politik\s+praktis|tim\s+(?:sukses|pemenangan)|"
    r"(?:dukung|kampanye)\w*[^.;]{0,40}\b(?:caleg|paslon|capres|bakal\s+calon|calon\s+(?:bupati|wali|gubernur))"
)
_STAGES = (
    "reported", "registered", "not_registered", "pending_registration", "forwarded", "recommended", "proven",
    "followed_up", "not_followed_up", "stopped", "in_process", "summoned",
)  # fmt: skip
_WHOLE = re.compile(r"\b(?:total|menjadi|kini|jumlahnya|keseluruhan)\W*(?:\w+\W+)?$", re.IGNORECASE)
_DISTRACTOR = re.compile(
    r"\b(?:se-|seluruh|di\s+tingkat)\s?(?:jawa|provinsi|kabupaten|indonesia)", re.IGNORECASE
)
_SENT_TO = re.compile(
    r"\bke(?:pada)?\s+(?:kasn|bkn|komisi|badan\s+kepegawaian|bupati|wali\s?kota|gubernur|ppk|kemenpan)",
    re.IGNORECASE,
)
_TO_AGENCY = re.compile(r"^\W*(?:\w+\W+){0,3}?ke\s+(?:kasn|bkn|komisi)", re.IGNORECASE)
_STATUS = re.compile(
    r"\b(?:di?teruskan|dilimpahkan|melimpahkan|diserahkan|melaporkan|dilaporkan|(?:me)?neruskan|teruskan|"
    r"(?:me|di)?rekomendasi(?:kan)?|"
    r"diproses)\b[^.;]{0,90}?\bke(?:pada)?\s+"
    r"(?P<to>kasn|bkn|bupati|wali\s?kota|gubernur|gakk?umdu|komisi\s+a(?:sn|paratur)|badan\s+kepegawaian\s+negara|kemenpan\w*)",
    re.IGNORECASE,
)
_STANDINGS = (
    (
        "dihentikan",
        r"(?:tidak|tak)\s+(?:terbukti|bersalah)|dihentikan|menghentikan|tidak\s+memenuhi\s+unsur|tidak\s+cukup\s+bukti|bukan\s+(?:merupakan\s+)?pelanggaran",
    ),
    ("terbukti", r"(?<!tidak )(?<!belum )(?<!tak )\bterbukti\b|divonis"),
    ("klarifikasi", r"klarifikasi|dimintai\s+keterangan|memanggil|dipanggil|diperiksa"),
    ("diregistrasi", r"(?<!tidak )(?:di|ter)?registrasi\b|diregister"),
    ("kajian", r"\bdikaji\b|\bmengkaji\b|kajian"),
)
_CATEGORIES = re.compile(r"administrasi|kode\s+etik|pidana|hukum\s+lain", re.IGNORECASE)
_KADES = re.compile(r"\bkepala\s+desa\b|\bkades\b|perangkat\s+desa", re.IGNORECASE)
_HONORER = re.compile(r"\basn\s*\(?\s*(?:honorer|non[- ]?asn|kontrak|thl)|\bhonorer\b", re.IGNORECASE)
_ON_NEUTRALITY = re.compile(
    r"\s*(?:di\s?antaranya\s+)?(?:(?:terkait|merupakan|kasus|soal|adalah|menyangkut|tentang|pelanggaran|dugaan)\s+){0,3}"
    r"netralitas",
    re.IGNORECASE,
)
_VOTE = re.compile(
    r"\b(?:pilkada|pemilu|pilgub|pilbup|pilwali)\s+(?:serentak\s+)?(?P<y>20\d\d)\b", re.IGNORECASE
)
_OF_KADES = re.compile(
    r"\s*(?:pelanggaran\s+)?(?:netralitas\s+)?(?:oleh\s+)?(?:kepala\s+desa|kades|perangkat|tni|polri)", re.I
)
_OF_ASN = re.compile(
    r"\s*(?:pelanggaran\s+)?(?:oleh\s+|melibatkan\s+)?(?:asn|pns)\b(?!\s+dan\s+kepala)", re.I
)
ESTABLISHED = ("proven", "forwarded", "recommended")
_SAME_CLAUSE_KADES = re.compile(r"(?:kepala\s+desa|kades|perangkat)\W*$", re.IGNORECASE)


def read_neutrality(story: Story) -> Draft | None:
    """A draft of the neutrality count or case, or None when nothing is counted."""
    if not (story.says(NEUTRAL) and (story.says(AGENCY) or story.says(IMPARTIAL))):
        return None
    counted = [q for q in story.quantities if _is_counted(q) and not _of_old_vote(story, q)]
    stages = {
        stage: [q for q in counted if stage_of(q) == stage]
        for stage in (*_STAGES, "temuan", "case", "alleged")
    }
    if not any(stages.values()):
        counted = [q for q in story.title_quantities if _is_counted(q)]
        stages = {
            stage: [q for q in counted if stage_of(q) == stage]
            for stage in (*_STAGES, "temuan", "case", "alleged")
        }
    if not any(stages.values()) and not any(q.noun == "head" for q in story.quantities):
        return None
    draft = Draft("netralitas_kasus")
    for head in [q for q in story.quantities if q.noun == "head" and not q.is_prior][:1]:
        put_count(draft, head, story.article.text, "heads_of_region")
    _put_stages(story, draft, stages)
    _put_total(story, draft, stages)
    _put_subject(story, draft, counted)
    put_status(story, draft)
    put_single(story, draft)
    return draft


def put_status(story: Story, draft: Draft) -> None:
    """How far the case has come, in the words of the story; who it was sent to."""
    sent = _STATUS.search(story.article.text)
    if sent:
        to = sent["to"].lower()
        name = "KASN" if to.startswith("komisi") else "BKN" if to.startswith("badan") else to
        draft.put("status", f"diteruskan ke {name.upper() if len(name) <= 4 else name}")
    elif "recommended" in draft.fields:
        draft.put("status", "rekomendasi KASN" if story.says(r"\bkasn\b") else "direkomendasikan")
    for word, pattern in _STANDINGS:
        if story.says(pattern):
            draft.put("status", word)


def _of_old_vote(story: Story, quantity: Quantity) -> bool:
    """`pada Pilkada 2020 ada 4 ASN disanksi` in a story of Pilkada 2024."""
    years = [int(m["y"]) for m in _VOTE.finditer(story.article.whole)]
    own = [int(m["y"]) for m in _VOTE.finditer(quantity.before)]
    return bool(own) and max(years) > own[-1]


def _is_counted(quantity: Quantity) -> bool:
    if quantity.is_prior or quantity.number.is_percent:
        return False
    if quantity.number.minimum is None and quantity.value is None:
        return False
    return (
        quantity.noun in PEOPLE or quantity.noun in CASES or quantity.noun in (None, "rekomendasi", "kades")
    )


def stage_of(quantity: Quantity) -> str | None:
    """How far the counted cases have come; the noun alone says *temuan*, *laporan*, *kasus*."""
    role = quantity.nearest(*_STAGES, "sends")
    is_close = role is not None and quantity.roles[role] <= (14 if quantity.noun is None else 60)
    if role == "sends":
        if _SENT_TO.search(quantity.after[:60]):
            return "forwarded"
        role = quantity.nearest(*_STAGES)
    if quantity.has("not_followed_up") and quantity.has("recommended"):
        return "not_followed_up"  # "meminta PPK menindaklanjuti rekomendasi terhadap 65 ASN"
    if quantity.noun == "temuan" or (quantity.has("temuan") and quantity.roles["temuan"] == 0):
        return "temuan"
    if quantity.noun == "laporan":
        return (
            role
            if is_close
            and role in ("registered", "not_registered", "stopped", "forwarded")
            and quantity.roles[role] < 25
            else "reported"
        )
    if role == "recommended" and _TO_AGENCY.search(quantity.after) and quantity.noun != "rekomendasi":
        return "forwarded"
    if role is not None and is_close:
        return role
    if quantity.noun in ("case", "rekomendasi"):
        return {"case": "case", "rekomendasi": "recommended"}[quantity.noun]
    if quantity.noun in ("asn", "person") and quantity.has("alleged", "handled", "proven"):
        return "alleged" if quantity.has("alleged") else "case_person"
    return None


def _about_neutrality(story: Story) -> Quantity | None:
    """`25 dugaan pelanggaran, lima di antaranya netralitas ASN`: of all kinds only these are counted."""
    told = (q for q in story.quantities if q.value is not None and not q.is_prior and not q.number.is_percent)
    return next((q for q in told if q.is_subset and _ON_NEUTRALITY.match(q.after)), None)


def _put_stages(story: Story, draft: Draft, stages: dict[str, list[Quantity]]) -> None:
    text = story.article.text
    about = _about_neutrality(story)
    if about is not None:
        put_count(draft, about, text, "cases")
    keys = {stage: stage for stage in _STAGES} | {"temuan": "found", "case": "cases"}
    for stage, key in keys.items():
        chosen = _main(story, stages.get(stage, []))
        if chosen is not None:
            put_joined(story, draft, chosen, key)
            for other in ("recommended", "forwarded"):  # "17 terbukti dan diteruskan ke BKN"
                if stage == "proven" and chosen.has(other):
                    put_count(draft, chosen, text, other)
    open_cases = [q for q in stages["in_process"] if q.noun == "case"]
    if open_cases and "cases" not in draft.fields and not stages["case"]:
        put_count(draft, open_cases[0], text, "cases")
    if "not_registered" not in draft.fields:
        elliptic = next(
            (
                q
                for q in story.quantities
                if re.match(r"\s*tidak\s+(?:karena|dapat|memenuhi|lengkap)", q.after)
            ),
            None,
        )
        if elliptic is not None and "registered" in draft.fields:
            put_count(draft, elliptic, text, "not_registered")


def _main(story: Story, quantities: list[Quantity]) -> Quantity | None:
    """Among counts of one stage: told of neutrality first, not of village heads, the first of them."""
    usable = [q for q in quantities if not _DISTRACTOR.search(q.before[-40:])]
    usable = [q for q in usable if q.noun != "kades" and not _OF_KADES.match(q.after)] or [
        q for q in usable if q.has("stopped")
    ]
    own = [q for q in usable if q.noun == "case" and _OF_ASN.match(q.after)]
    if own:  # "61 kasus: 38 kepala desa dan 23 kasus ASN"
        return own[0]
    about = [q for q in usable if re.search(r"netral|\basn\b|\bpns\b", story.sentence(q.sentence).lower())]
    whole = [q for q in about or usable if _WHOLE.search(q.before[-25:])]
    return next(iter(whole or about or usable), None)


def _put_total(story: Story, draft: Draft, stages: dict[str, list[Quantity]]) -> None:
    text = story.article.text
    for stage in ESTABLISHED:
        chosen = _main(story, stages[stage])
        if chosen is not None:
            put_joined(story, draft, chosen, "total")
            return
    if "cases" in draft.fields and not _regions_only(story):
        chosen = _about_neutrality(story) or _main(story, stages["case"])
        if chosen is not None:
            put_count(draft, chosen, text)
            draft.flag("total_alleged", doubt=0.15)
            return
    persons = [q for stage in ("alleged", "summoned") for q in stages[stage] if _is_official(q)]
    chosen = _main(story, persons)
    if chosen is not None:
        put_joined(story, draft, chosen, "total")
        draft.flag("total_alleged", doubt=0.2)


def put_joined(story: Story, draft: Draft, chosen: Quantity, key: str) -> None:
    """One count, or joined counts of persons added up: `seorang camat dan dua lurah`."""
    joined = [q for q in story.quantities if chosen.group is not None and q.group == chosen.group]
    if len(joined) < 2 or any(q.value is None or q.noun != "person" for q in joined):
        put_count(draft, chosen, story.article.text, key)
        return
    draft.put(key, sum(q.value or 0 for q in joined), chosen, story.article.text)
    if key in draft.spans:
        draft.spans[key] = span(story.article.text, joined[0].start, joined[-1].end)


def _is_of_asn(story: Story, counted: list[Quantity], total: int) -> bool:
    """`delapan ASN. Lima di antaranya terbukti`: a part of persons who all are ASN."""
    part = next((q for q in counted if q.value == total and q.noun == "person"), None)
    if part is None or "antara" not in f"{part.word} {part.before[-20:]} {part.after[:20]}":
        return False
    before = [q for q in counted if q.start < part.start and q.noun in PEOPLE]
    return bool(before) and all(q.noun == "asn" for q in before)


def _is_official(quantity: Quantity) -> bool:
    """Told as ASN, or holds a post that only ASN hold: `seorang camat`."""
    return quantity.noun == "asn" or (
        quantity.noun == "person" and POSITION.search(quantity.word) is not None
    )


def _regions_only(story: Story) -> bool:
    return "by_region" in story.__dict__


def _put_subject(story: Story, draft: Draft, counted: list[Quantity]) -> None:
    """Who: ASN, honorer told as ASN, village heads."""
    total = draft.fields.get("total")
    text = story.article.text
    said = draft.spans.get("total", {}).get("start")
    basis = next(
        (
            q
            for q in counted
            if (q.value == total or q.start == said) and (q.noun == "non_asn" or _is_official(q))
        ),
        None,
    )
    if _KADES.search(story.article.title) and not re.search(
        r"\b(?:asn|pns)\b", story.article.title, re.IGNORECASE
    ):
        draft.put("subject", "kepala desa")
        return
    if basis is None and total is not None and _is_of_asn(story, counted, total):
        draft.put("asn", total)
    if basis is not None and total is not None:
        draft.put("non_asn" if basis.noun == "non_asn" else "asn", total, basis, text)
