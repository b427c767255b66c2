"""What was done, asked for or threatened: sanctions in a story, with their standing.

A sanction that a law or a speaker merely holds out (*ASN yang melanggar akan dikenai …*) is none.
"""

from __future__ import annotations

import re

from etl.words import read_number

NAMES: tuple[tuple[str, str], ...] = (
    ("hukuman disiplin berat", r"(?:hukuman|sanksi)\s+(?:disiplin\s+)?(?:tingkat\s+)?berat"),
    ("hukuman disiplin sedang", r"(?:hukuman|sanksi)\s+(?:disiplin\s+)?(?:tingkat\s+)?sedang"),
    ("hukuman disiplin ringan", r"(?:hukuman|sanksi)\s+(?:disiplin\s+)?(?:tingkat\s+)?ringan"),
    ("sanksi moral", r"sanksi\s+moral|pernyataan\s+(?:moral\s+)?secara\s+(?:terbuka|tertutup)"),
    (
        "penundaan kenaikan pangkat",
        r"penundaan\s+(?:kenaikan\s+)?pangkat|ditunda\s+kenaikan\s+pangkat\w*|(?:kenaikan\s+)?pangkat\w*\s+(?:akan\s+)?ditunda",
    ),
    ("penundaan kenaikan gaji berkala", r"penundaan\s+(?:kenaikan\s+)?gaji"),
    ("penurunan pangkat", r"penurun(?:an)?\s+pangkat"),
    ("penurunan jabatan", r"penurunan\s+jabatan|diturunkan\s+jabatan\w*"),
    (
        "pembebasan jabatan",
        r"pembebasan\s+(?:dari\s+)?jabatan|(?:di|men)copot|(?:di|me)?nonjob|"
        r"(?:di|mem)bebas(?:kan|tugaskan)|(?:di|me)nonaktif",
    ),
    ("pemberhentian", r"pemberhentian|diberhentikan|dipecat|pemecatan|memberhentikan|memecat"),
    (
        "pemotongan TPP",
        r"(?:pe)?motong(?:an)?\s+(?:tpp|tunjangan|tukin|tkd|tambahan)|(?:tpp|tkd|tukin|"
        r"tunjangan)\w*\s+(?:akan\s+)?dipotong|(?:di|me)potong\s+(?:tpp|tkd|tukin|tunjangan)|potongan\s+(?:tpp|tukin)",
    ),
    ("TKD hilang", r"kehilangan\s+(?:tkd|tunjangan)"),
    ("evaluasi kontrak honorer", r"perpanjangan\s+kontrak\w*|evaluasi\s+kontrak|putus\s+kontrak"),
    ("teguran lisan", r"(?:teguran|ditegur|tegur)\s+(?:secara\s+)?lisan"),
    ("teguran tertulis", r"(?:teguran|ditegur|tegur)\s+(?:secara\s+)?tertulis"),
    (
        "teguran",
        r"\bteguran\b(?!\s+dari\s+(?:kasn|bkn))|(?<!diminta )(?<!meminta )(?<!untuk )\bmenegur\b|\bditegur\b",
    ),
    ("surat peringatan", r"surat\s+peringatan|\bsp\s?[123]\b"),
    ("peringatan", r"\bperingatan\b|diperingatkan"),
    ("surat pernyataan", r"surat\s+pernyataan|membuat\s+pernyataan"),
    ("surat panggilan", r"surat\s+panggilan"),
    (
        "penyitaan KTP",
        r"(?:ktp|kartu\s+(?:identitas|pegawai)|id\s?card)\w*\s+(?:\w+\s+)?(?:di)?(?:sita|ambil|tahan)|"
        r"(?:di|me(?:ny|ng|n)?)(?:s?ita|ambil|ahan|tahan)\s+(?:ktp|kartu)",
    ),
    ("pembinaan", r"\bdibina\b|\bpembinaan\b"),
    ("pidana penjara", r"(?:divonis|dipidana|dihukum|dijatuhi|pidana)[^.;]{0,30}\b(?:penjara|kurungan)"),
    ("denda", r"(?:divonis|dipidana|dihukum|dijatuhi)[^.;]{0,60}\bdenda\b"),
    ("pemblokiran data kepegawaian", r"(?:mem|di)blokir|pemblokiran"),
    ("menunggu klarifikasi", r"menunggu\s+(?:hasil\s+)?klarifikasi"),
    ("diserahkan ke pimpinan", r"diserahkan\s+ke(?:pada)?\s+(?:pimpinan|atasan|kepala)"),
)
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in NAMES)
_MAYBE = re.compile(
    r"\b(?:kemungkinan|mungkin|bisa|dapat|akan|bakal|terancam|wacana|dikonsultasikan|dipertimbangkan|segera|"
    r"jika|apabila|bila)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:(?:di|me)rekomendasi\w*|rekomendasi(?:nya)?\s+(?:\w+\s+){0,3}(?:berupa|agar|yakni|yaitu|penjatuhan|sanksi|"
    r"hukuman)|diminta|meminta|mengusulkan|diusulkan)\b",
    re.IGNORECASE,
)
_IMPOSED = re.compile(
    r"\b(?:menjatuhkan|jatuhkan|dijatuhi|telah\s+diberi|sudah\s+diberi|dikenai|dikenakan|menerima)\b",
    re.IGNORECASE,
)
_HELD_OUT = re.compile(
    r"(?:asn|pns|pegawai|siapa|yang)\s+(?:yang\s+)?(?:\w+\s+)?(?:melanggar|terbukti|terlibat|kedapatan|"
    r"tidak\s+netral)\b[^.]{0,40}"
    r"\b(?:akan|bisa|dapat|terancam)\b|sanksi\s+(?:pidana|asn)\s+.*(?:mulai|paling)|"
    r"sesuai\s+(?:dengan\s+)?jenis|"
    r"jika\s+(?:melanggar|tetap|terbukti)|hingga\s+pemberhentian|sampai\s+dengan\s+pemecatan|"
    r"mengingatkan|imbau",
    re.IGNORECASE,
)
_JUST_BEFORE = re.compile(
    r"\b(?P<n>\d{1,3}|[a-z]+(?:\s(?:belas|puluh))?)\s+(?:orang|asn|pns|pegawai|lainnya|lain)\s+(?:(?:lagi|lainnya|"
    r"telah|sudah|yang|dikenai|dijatuhi|diberi|diberikan|mendapat|mendapatkan|menerima|kena|berupa|sanksi|hukuman|"
    r"disiplin|dengan)\s+){0,5}$",
    re.IGNORECASE,
)
_SPECIFIC = {"teguran": ("teguran lisan", "teguran tertulis"), "peringatan": ("surat peringatan",)}


def find_sanction(sentences: list[str]) -> tuple[str | None, list[str]]:
    """(a short line such as `teguran lisan; pemotongan TPP (wacana)`, the words it rests on)."""
    found: dict[str, tuple[str, str, int | None]] = {}
    for sentence in sentences:
        if _HELD_OUT.search(sentence):
            continue
        matches = [(match, name) for name, pattern in _PATTERNS if (match := pattern.search(sentence))]
        for match, name in sorted(matches, key=lambda item: item[0].start()):
            if name not in found and not _is_event(sentence, match, name):
                found[name] = (_standing(sentence, match), match[0], _persons(sentence, match))
    for general, special in _SPECIFIC.items():
        if any(name in found for name in special):
            found.pop(general, None)
    is_split = sum(persons is not None for _, _, persons in found.values()) > 1
    line = "; ".join(
        f"{name}{standing}{f' ({persons})' if is_split and persons is not None else ''}"
        for name, (standing, _, persons) in found.items()
    )
    return line or None, [words for _, words, _ in found.values()]


def _persons(sentence: str, match: re.Match[str]) -> int | None:
    """`enam orang dibina, 5 orang diambil KTP-nya`: how many met with this one."""
    near = _JUST_BEFORE.search(sentence[: match.start()])
    value = read_number(near["n"]).value if near else None
    return value if isinstance(value, int) else None


def _standing(sentence: str, match: re.Match[str]) -> str:
    near = sentence[max(0, match.start() - 60) : match.end() + 60]
    if re.search(
        r"\b(?:di|me)minta\s+(?:untuk\s+)?(?:membuat|menandatangani|meneken|mengisi)", near, re.IGNORECASE
    ):
        return ""
    if _IMPOSED.search(sentence[max(0, match.start() - 35) : match.start()]):
        return ""
    before, after = (
        sentence[max(0, match.start() - 60) : match.end()],
        sentence[match.end() : match.end() + 60],
    )
    if _ASKED.search(before) or re.search(r"\bdirekomendasi|\bdiusulkan", after, re.IGNORECASE):
        return " (direkomendasikan)"
    return " (wacana)" if _MAYBE.search(near) else ""


def _is_event(sentence: str, match: re.Match[str], name: str) -> bool:
    """A *kegiatan pembinaan* is a prevention event, no counselling of those who were caught."""
    if name != "pembinaan":
        return False
    near = sentence[max(0, match.start() - 30) : match.end() + 20]
    return bool(
        re.search(
            r"kegiatan|acara|menggelar|pejabat\s+pembina|narasumber|peserta|kepegawaian", near, re.IGNORECASE
        )
    )
