"""The spelling of OPD names: folding, forms of units, and who is not an OPD at all."""

# ruff: noqa: E501 - patterns are read best on one line
from __future__ import annotations

import re
from functools import lru_cache

MARKS = re.compile(
    r"[\(\[]?\b(?:ralat|revisi|koreksi|pembetulan|perbaikan|duplikat|dobel|double)\b[\)\]]?", re.IGNORECASE
)
_FIRST = re.compile(r"^(?:\(?\d{1,3}[.)]\s*|\(?[a-z][.)]\s+|[ivx]{1,5}\.\s+)")
_AREA = re.compile(
    r"\s+(?:pemerintah\s+|pemkot\s+|pemkab\s+|daerah\s+)?(?:kota|kabupaten|provinsi)\s+(?!kota\b)[a-z ]+$"
)
_SPELLED = (
    (r"\bkec\b\.?", "kecamatan "), (r"\bkel\b\.?", "kelurahan "), (r"\bpkm\b|\bpusk\b|\bpuskemas\b", "puskesmas "),
    (r"\bkab\b\.?", "kabupaten "), (r"\bprov\b\.?|\bpropinsi\b", "provinsi "), (r"\bdin\b\.", "dinas "),
    (r"\bset\b\.", "sekretariat "), (r"\bbag\b\.?", "bagian "), (r"\bkecamtan\b|\bkecematan\b|\bkecamata\b", "kecamatan"),
    (r"\bsd\s?n\b", "sdn"), (r"\bsmp\s?n\b", "smpn"), (r"\bsma\s?n\b", "sman"), (r"\bsmk\s?n\b", "smkn"),
    (r"&|\+", " dan "),
)  # fmt: skip

#: form of a unit → start of its parent's name
UNITS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), parent)
    for pattern, parent in (
        (r"\bpuskesmas\b|\bpustu\b|labkesda|laboratorium kesehatan|instalasi farmasi|gudang farmasi", "Dinas Kesehatan"),
        (r"^(?:uptd?\s+)?(?:satuan pendidikan\s+)?(?:sdn|smpn|sd negeri|smp negeri|tkn|tk negeri|sd|smp|tk pembina|paud|skb"
         r"|sanggar kegiatan belajar|sekolah)\b", "Dinas Pendidikan"),
        (r"\bkorwil(?:cam)?\b.*(?:pendidikan|dik)|uptd? (?:pendidikan|disdik|dikbud)", "Dinas Pendidikan"),
        (r"^bagian\b", "Sekretariat Daerah"),
        (r"^(?:uptd? )?(?:pasar|metrologi)\b", "Dinas Koperasi, Usaha Mikro, Perindustrian dan Perdagangan"),
        (r"^(?:uptd? )?(?:terminal|pkb|pengujian kendaraan)\b", "Dinas Perhubungan"),
        (r"^(?:uptd? )?(?:tpa|tpst|laboratorium lingkungan)\b", "Dinas Lingkungan Hidup"),
    )
)  # fmt: skip
PROVINCIAL = re.compile(r"^(?:uptd? )?(?:sman|smkn|sma negeri|smk negeri|sma|smk|slb|slbn)\b")
KECAMATAN = re.compile(r"^(?:kantor )?(?:kecamatan|camat|kantor camat)\s+(?P<name>[a-z][a-z' ]*)$")
KELURAHAN = re.compile(
    r"^(?:kantor )?(?:kelurahan|lurah)\s+(?P<name>[a-z' ]+?)(?:[\s,/-]+kecamatan\s+(?P<kecamatan>[a-z' ]+))?$"
)
NOT_LOCAL = re.compile(
    r"\bkpu\b|\bkpud\b|komisi pemilihan|bawaslu|panwas|kemenag\b|kementerian|kantor urusan agama|\bkua\b|\bpolres|\bpolda\b"
    r"|\bpolsek\b|\bpolri\b|kepolisian|\bkodim\b|koramil|\btni\b|kejaksaan|kejari|pengadilan|\bbpn\b|pertanahan nasional|\bbps\b"
    r"|pusat statistik|\bkpp\b|pajak pratama|lapas\b|rutan\b|imigrasi|\bbpjs\b|\bpln\b|pertamina|\bbumn\b|\bbank\b|\bpdam\b|perumda"
    r"|\bmin\s?\d|\bmtsn?\b|\bman\s?\d|madrasah|universitas|politeknik|\bbpom\b|\bbnn\b|bulog|kantor pos\b|telkom\b|\bbkn\b|\bkasn\b"
    r"|\bpn\b|\bpa\b|ombudsman|kemenkum|kppn|\bkantor agama\b|departemen agama|\bbmkg\b|basarnas|syahbandar|bea cukai|\bdpr ri\b"
)
OUTSIDE = re.compile(
    r"^(?:kantor )?(?:pemerintah )?desa\b|kepala desa|perangkat desa|^pemdes\b|balai desa|kantor desa"
    r"|partai\b|swasta\b|^warga\b|masyarakat"
)
BARE_FORMS = {
    "dinas",
    "badan",
    "kantor",
    "sekretariat",
    "kecamatan",
    "kelurahan",
    "bagian",
    "satuan",
    "puskesmas",
}
_SMALL = {"dan", "di", "ke", "dari", "untuk", "bin"}
_CAPITALS = {"dprd", "sdn", "smpn", "tk", "sd", "smp", "upt", "uptd", "rsud", "tkn", "ptsp", "paud", "skb", "ppa",
             "tpa", "tpst", "kb", "pkb", "ii", "iii", "iv", "pp", "sman", "smkn", "slb"}  # fmt: skip


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Lower case, abbreviations of form written out, numbering, brackets and the region's name dropped."""
    text = re.sub(r"\([^)]*\)?|\[[^\]]*\]?", " ", text.lower().replace("’", "'").replace("\n", " "))
    text = _FIRST.sub("", text.strip())
    for pattern, replacement in _SPELLED:
        text = re.sub(pattern, replacement, text)
    text = " ".join(re.sub(r"[^a-z0-9']+", " ", text).split())
    if not text.startswith(("kecamatan", "kelurahan")):
        text = re.sub(r"(?<=[a-z]{4}) (?:kota|kabupaten|provinsi)$", "", _AREA.sub("", text))
    return text.strip("' ")


@lru_cache(maxsize=100_000)
def key_of(text: str) -> str:
    """What two spellings of one name share: letters and digits of the folded text, without "dan"."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\bdan\b", " ", fold(text)))


def proper(text: str) -> str:
    """Title case as offices print it: "Kecamatan Mayangan", "SDN 1 Jati", "Bagian Umum dan Protokol"."""
    words = text.split()
    return " ".join(
        w.upper() if w in _CAPITALS else w if w in _SMALL and i else w[:1].upper() + w[1:]
        for i, w in enumerate(words)
    )
