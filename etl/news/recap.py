"""Is a neutrality count a case, a recap, a sanction or a tally of all kinds of breach? And its lists."""

from __future__ import annotations

import re

from etl.news.lists import CATEGORIES, TYPES, by_category, by_position, by_region, by_type
from etl.news.nouns import POSITION
from etl.news.story import Draft, Story
from etl.words import read_number

CASE_LIMIT = 12  # persons or cases; a kabupaten's larger figure is a recap
_ALL_KINDS = re.compile(
    r"pelanggaran\s+(?:pemilu|pilkada|pemilihan)|laporan\s+pelanggaran|dugaan\s+pelanggaran", re.IGNORECASE
)
_SANCTIONED = re.compile(
    r"(?:di|ter)(?:jatuhi|kenai|kena|beri|kenakan)\s+(?:\w+\s+)?(?:sanksi|hukuman)|disanksi|"
    r"kena\s+sanksi|menjatuhkan\s+sanksi|"
    r"(?:men)?jatuhkan\s+(?:sanksi|hukuman)|dihukum|diberhentikan|dipecat|dicopot|"
    r"\bsanksi\s+(?:\d|se\w|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)|"
    r"\b(?:me|di)?nonaktifkan\b|\b(?:mem|di)?bebastugaskan|\b(?:men|di)?copot\b|\b(?:me|di)?pecat\b",
    re.IGNORECASE,
)
_IMPOSED = re.compile(
    r"\b(?:telah|sudah|resmi)\s+(?:di|men)(?:jatuh|kena|beri|terima)\w*|\bdijatuhi\b|\bmenjatuhkan\b|\bdivonis\b|\bmemberhentikan\b|"
    r"\b(?:me|di)nonaktifkan\b|\b(?:mem|di)bebastugaskan\b|"
    r"\bmemecat\b|\bmencopot\b|\bdi(?:pecat|copot|berhentikan|kenai)\b",
    re.IGNORECASE,
)
# "Terlapor dari unsur ASN, perangkat dan kades berjumlah 15": one number for both, so of neither alone.
_TOGETHER = re.compile(
    r"\b(?:asn|pns)\b(?:,|\s+dan|\s+maupun|\s+serta|/)[^.;\d]{0,40}(?:kades|kepala\s+desa|perangkat)[^.;\d]{0,30}?"
    r"(?:berjumlah|sebanyak|ada|sejumlah|mencapai)\s+(?P<n>\d{1,4}|[a-z]+(?:\s(?:belas|puluh)(?:\s[a-z]+)?)?)",
    re.IGNORECASE,
)
_AWAITED = re.compile(r"\b(?:menunggu|tunggu|menanti|belum|terancam|akan)\b", re.IGNORECASE)
_FOLLOWED = re.compile(
    r"\b(?:telah|sudah)\s+menindaklanjuti\b[^.;]{0,110}\bmenjatuhkan\s+(?:sanksi|hukuman)", re.IGNORECASE
)
_HEADS = re.compile(
    r"blokir\w*[^.;]{0,60}(?:asn|pns|data)|"
    r"(?:kepala\s+daerah|ppk|gubernur|bupati)[^.;]{0,60}(?:belum|tidak|lambat|"
    r"enggan)[^.;]{0,40}(?:rekomendasi|tindak\s?lanjut|"
    r"sanksi|jalankan)|(?:tegur|menegur|ditegur)[^.;]{0,40}kepala\s+daerah|kepatuhan\s+ppk",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:^|[;:,]\s*|\n)\d{1,2}[.)]\s+(?P<item>[^;\n]*?netralitas[^;\n]*)", re.IGNORECASE)
_HONORER = re.compile(r"honorer|non[- ]?asn|tenaga\s+kontrak|\bthl\b|\bptt\b", re.IGNORECASE)


def shape_neutrality(story: Story, draft: Draft) -> Draft:
    """Give the draft its type and lists, and take back a total that the type does not have."""
    regions, starts = by_region(story, story.quantities)
    own_title = story.article.title.lower()
    kinds = by_category(story.quantities)
    is_all_kinds = len([k for k in kinds if k != "bukan pelanggaran"]) >= 2 and "netral" not in own_title
    if regions:
        draft.put("by_region", regions)
        _without_listed(draft, starts)
    draft.put("by_type", by_type(story.quantities) or None)
    draft.put("by_position_pct", by_position(story.quantities) or None)
    if is_all_kinds or "netral" in own_title:
        draft.put("by_category", (kinds if len(kinds) > 1 else None))
    item = _NUMBERED.search(story.article.text)
    if item and "netral" not in own_title:
        _one_of_a_list(draft, item["item"])
        is_all_kinds = False
    draft.event_type = _type(story, draft, is_all_kinds=is_all_kinds)
    if draft.event_type == "netralitas_rekap":
        for key in ("asn", "non_asn"):  # a recap counts cases or persons of all statuses
            draft.fields.pop(key, None)
            draft.spans.pop(key, None)
    if is_all_kinds:
        for key in ("total", "total_min", "total_max", "total_qualifier", "asn", "non_asn"):
            draft.fields.pop(key, None)
            draft.spans.pop(key, None)
        draft.flag("not_only_neutrality")
        together = _TOGETHER.search(story.article.text)
        if together:
            draft.put("persons_asn_kades", read_number(together["n"]).value)
    _check_sums(draft, kinds)
    if draft.event_type in ("netralitas_kasus", "netralitas_sanksi"):
        draft.put("violation_type", _violation(story))
    return draft


def _violation(story: Story) -> str | None:
    """The kind of breach a case is about, in the words of the lists."""
    return next((label for label, pattern in TYPES if re.search(pattern, story.text)), None)


def is_heads(story: Story, draft: Draft) -> bool:
    """The story is about heads of region who do not act on recommendations, not about a case."""
    told = {"proven", "cases", "reported"} & set(draft.fields)
    if "heads_of_region" in draft.fields and not told and "total" not in draft.fields:
        return True
    return bool(_HEADS.search(story.article.title) or (not told and _HEADS.search(story.article.text)))


def _count_heads(draft: Draft) -> None:
    """`total` counts the heads who were reprimanded, else the persons whose records were blocked."""
    key = "heads_of_region" if "heads_of_region" in draft.fields else "followed_up"
    if key not in draft.fields or ("total" in draft.fields and key == "followed_up"):
        return
    for name in ("total", "asn"):
        draft.fields.pop(name, None)
        draft.spans.pop(name, None)
    draft.put("total", draft.fields[key])
    if key in draft.spans:
        draft.spans["total"] = draft.spans[key]
    if re.search(r"\b(?:asn|pns)\b", draft.spans.get(key, {}).get("text", ""), re.IGNORECASE):
        draft.put("asn", draft.fields[key])


def _type(story: Story, draft: Draft, *, is_all_kinds: bool) -> str:
    fields = draft.fields
    if is_all_kinds:
        return "pelanggaran_rekap_semua_jenis"
    if is_heads(story, draft):
        _count_heads(draft)
        return "kepatuhan_ppk"
    place = story.place(is_field=False).region
    is_wide = place is not None and place.level <= 1
    counted = (
        ("cases", "reported", "found") if is_one_incident(draft) else ("total", "cases", "reported", "found")
    )
    size = max([fields.get(k) or 0 for k in counted], default=0)
    only_done = "followed_up" in fields and not {"reported", "forwarded", "cases"} & set(fields)
    is_small = not is_wide and size <= CASE_LIMIT and not {"reported", "found"} & set(fields)
    is_done = "followed_up" in fields or _IMPOSED.search(story.article.text) is not None
    is_titled = _SANCTIONED.search(story.article.title) and not _AWAITED.search(story.article.title)
    if is_titled and (only_done or "total" not in fields or (is_small and is_done)):
        if only_done and "total" not in fields:
            draft.put("total", fields["followed_up"])
            for end in ("qualifier", "min", "max"):
                draft.put(f"total_{end}", fields.get(f"followed_up_{end}"))
            said = draft.spans.get("followed_up", {}).get("text", "")
            if re.search(r"\b(?:asn|pns)\b", said, re.IGNORECASE) or POSITION.search(said):
                draft.put("asn", fields["followed_up"])
        return "netralitas_sanksi"
    if is_small_enough(size) and _FOLLOWED.search(story.article.text) and "by_region" not in fields:
        return "netralitas_sanksi"
    if "by_region" in fields or (is_wide and size > 3) or size > CASE_LIMIT:
        return "netralitas_rekap"
    return "netralitas_kasus"


def is_small_enough(size: int) -> bool:
    """A few persons, whose sanction is one decision and no recap."""
    return 0 < size <= CASE_LIMIT


def is_one_incident(draft: Draft) -> bool:
    """Many persons alleged at once (40 ASN at a rally) are one case, not a recap of cases."""
    stages = {"cases", "in_process", "forwarded", "recommended", "stopped", "followed_up", "reported"}
    return "total_alleged" in draft.flags and not stages & set(draft.fields)


def _without_listed(draft: Draft, starts: set[int]) -> None:
    """Figures that belong to single regions of a list are no figures of the whole story."""
    for key in [key for key, said in draft.spans.items() if said.get("start") in starts]:
        for name in (key, f"{key}_min", f"{key}_max", f"{key}_qualifier"):
            draft.fields.pop(name, None)
            draft.spans.pop(name, None)


def _one_of_a_list(draft: Draft, item: str) -> None:
    """`3. netralitas ASN (honorer), diregistrasi dan diteruskan ke bupati` is one case."""
    for key in ("total", "asn", "non_asn", "total_qualifier"):
        draft.fields.pop(key, None)
        draft.spans.pop(key, None)
    draft.put("total", 1)
    is_honorer = _HONORER.search(item) is not None
    draft.put("asn", 0 if is_honorer else 1)
    draft.put("non_asn", 1 if is_honorer else None)
    if is_honorer:
        draft.flag("honorer_called_asn", doubt=0.05)
    draft.flag("total_computed", doubt=0.1)


def _check_sums(draft: Draft, kinds: dict[str, int]) -> None:
    """Parts that do not add up are kept beside the whole and flagged."""
    fields = draft.fields
    if (
        "found" in fields
        and "reported" in fields
        and "cases" in fields
        and fields["found"] + fields["reported"] != fields["cases"]
    ):
        draft.flag("sum_mismatch", doubt=0.05)
    whole = fields.get("registered") or fields.get("cases")
    if len(kinds) == len(CATEGORIES) and whole and sum(kinds.values()) != whole:
        draft.flag("sum_mismatch", doubt=0.05)
    regions = fields.get("by_region")
    total = fields.get("cases") or fields.get("total")
    if regions and total and sum(regions.values()) != total:
        draft.flag("sum_mismatch", doubt=0.05)
