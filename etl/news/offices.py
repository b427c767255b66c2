"""Institutions in a story: agencies that act, OPD whose staff were found, with the counts said of each."""

from __future__ import annotations

import re

from etl.news.quantities import Quantity

# Canonical name, pattern. More specific first; each agency is listed once, in the order of the story.
AGENCIES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "Satpol PP dan WH Aceh",
            r"(?:satpol\s*pp\s*(?:-|dan|&)\s*wh|wilayatul\s+hisbah)(?:\s*\(wh\))?\s+aceh"
            r"(?!\s+(?:barat|besar|selatan|utara|timur|tengah|tenggara|tamiang|jaya|singkil))",
        ),
        ("Satpol PP dan WH", r"(?:satpol|pol)\s*pp\s*(?:-|dan|&)?\s*wh\b|wilayatul\s+hisbah"),
        ("Satpol PP dan Damkar", r"satpol\s*pp\s*(?:-|dan|&)\s*(?:damkar|pemadam)"),
        ("Satpol PP", r"satpol+[\s-]*pp|\bpol\s+pp\b|satuan\s+polisi\s+pamong\s+praja|\bsatpol\b"),
        (
            "BKPSDM",
            r"\bbk[pd]?sdm\b|\bbkdsdm\b|\bbkpsdmd\b|badan\s+kepegawaian\s+dan\s+(?:pengembangan\s+)?sumber",
        ),
        ("BKPP", r"\bbkpp\b"),
        ("BKPPD", r"\bbkppd\b|badan\s+kepegawaian,?\s+pendidikan\s+dan\s+pelatihan\s+daerah"),
        ("BKD", r"\bbkd\b|badan\s+kepegawaian\s+daerah|bagian\s+kepegawaian"),
        ("BKN", r"\bbkn\b|badan\s+kepegawaian\s+negara"),
        ("KASN", r"\bkasn\b|kom(?:isi|ite)\s+aparatur\s+sipil\s+negara|komisi\s+asn"),
        ("Inspektorat", r"\binspektorat\b|\binspektur\b(?!\s+jenderal)"),
        ("Gakkumdu", r"\bgakk?umdu\b"),
        ("Panwaslu", r"\bpanwas(?:lu|lih|cam)?\b"),
        ("Bawaslu", r"\bbawaslu\b|badan\s+pengawas\s+pemil"),
        ("Kemendagri", r"\bkemendagri\b|kementerian\s+dalam\s+negeri|\b(?:wa)?mendagri\b"),
        ("KemenPANRB", r"\bkemen\s?pan[\s-]*rb\b|\bmenpan[\s-]*rb\b|pendayagunaan\s+aparatur"),
        ("PPK", r"\bppk\b(?!\s+kecamatan)|pejabat\s+pembina\s+kepegawaian"),
        (
            "Sekretariat Daerah",
            # a secretary who only speaks is a source; one who leads or orders acts for the office
            r"(?:dipimpin|pimpin|memimpin|bersama|dikoordinir|tim|oleh|melalui)\b[^.;]{0,30}"
            r"(?:\bsekda(?:kab|kot|prov)?\b|sekretaris\s+daerah)|"
            r"(?:\bsekda(?:kab|kot|prov)?\b|sekretaris\s+daerah)\b[^.;]{0,60}"
            r"\b(?:memimpin|menyidak|sidak|menggelar|melakukan|merazia|turun\s+langsung|mengecek)\b|"
            r"sekretariat\s+daerah|\bsetda\b",
        ),
        ("Dishub", r"\bdishub\b|dinas\s+perhubungan"),
        ("Satlantas", r"\bsatlantas\b"),
        ("Diskominfo", r"\bdiskominfo\b"),
        ("Kejaksaan", r"\bkejari\b|\bkejaksaan\b|\bkejati\b"),
        ("Polisi", r"\bpolres(?:ta)?\b|\bpolda\b|\bkapolres(?:ta)?\b|\bpolisi\s+(?:militer|resor)"),
        ("TNI", r"\bkodim\b|\bdandim\b|\btni\b|\bdenpom\b"),
        ("KPU", r"\bkpu[d]?\b|komisi\s+pemilihan\s+umum"),
    )
)
HOMES = frozenset(
    {"Dishub", "Diskominfo", "Sekretariat Daerah"}
)  # offices whose staff is caught as often as it helps
# Personnel boards carry many names: BKDPP, BKPLD, BKDPSDM, BKPSDA …
_OTHER_PERSONNEL = re.compile(r"\bBK(?!N\b|AD\b|KBN\b|SDA\b|PM\b|SAP\b|PSDM|D\b|PP)[DP][A-Z]{1,6}\b")
_STAFF_BEFORE = re.compile(
    r"\b(?:pegawai|staf|asn|pns|honorer|bertugas|berdinas|lingkungan)\s+(?:(?:dari|di|pada)\s+)?(?:kantor\s+)?$",
    re.IGNORECASE,
)
_ABBREVIATED = (
    r"D(?!KI\b|PR\b|PRD\b|PT\b|IY\b|PD\b)[A-Z]{2,8}(?:-[A-Z]{2,6})?|D(?:is|in)(?!iplin|kusi|ebut|ampai|gin)[a-z]{2,12}|"
    r"Dukcapil|Bap(?:peda|enda)\w*|BP(?:BD|KAD|PKAD|PKA)|BKAD|(?:Ba)?[Kk]esbang(?:pol)?|Setwan|Sekwan|Setda|(?:RSUD|RSU|RS)(?:\s+(?:dr\.?|[A-Z][a-z]+)){0,3}|"
    r"PUTR|PUPR|UPTD?(?:\s+Dikbud)?|Kemenag|KPU|Damkar"
)
_PROPER = (
    r"(?:\s+(?:(?:dan|&)\s+(?!S[DM]|Dinas|Badan|Kec|Kel|Puskes|Kantor|Bagian|RS|BK|BP))?"
    r"[A-Z][\w'-]*|,\s+[A-Z][\w'-]+(?=,|\s+dan\s+[A-Z])|/[A-Z][\w]+){0,6}"
)
_FULL = (
    rf"(?:(?:[Dd]inas|[Bb]adan|[Bb]agian|[Kk]ecamatan|Kec\.|[Kk]elurahan|Kel\.|Distrik|"
    rf"Kantor Camat|[Pp]uskesmas|"
    rf"Sekretariat|"
    rf"(?:SMAN?|SMPN?|SDN?|SMKN?|MTsN?|TKN?)(?:\s+\d{{1,3}})?){_PROPER})"
)
OPD_NAME = re.compile(rf"(?:(?:{_FULL})|\b(?:{_ABBREVIATED})\b(?:\s+(?:dan|&)\s+[A-Z]{{2,6}}\b)?)")
_STAFF_OF = re.compile(
    r"(?:pegawai|staf|asn|pns|guru|honorer|bertugas|berdinas|bekerja|berasal|orang|masing-masing|"
    r"(?:satu|dua|tiga|empat|lima|enam|\d+))\s+(?:\w+\s+){0,2}?(?:dari|di|pada)?\s*(?:lingkungan\s+)?$|"
    r"\b(?:kepala\s+(?:bidang|seksi|bagian|sub\w*)|kabid|kasi|kabag|pejabat|sekretaris|bendahara|operator)\s+"
    r"(?:\w+\s+)?(?:di|pada)\s+$|"
    r"\b(?:dari|asal|berdinas\s+di|bertugas\s+di|bekerja\s+di|tenaga)\s+$",
    re.IGNORECASE,
)
_WORKS_IN = re.compile(r"\b(?:bekerja|bertugas|berdinas)\b[^.;]{0,60}\bdi\s+$")
_LIST_LINK = re.compile(r"\s*(?:\(\d[^)]{0,20}\)\s*)?(?:,|dan|serta|,\s*(?:dan|serta))\s*")
_GENERIC_LIST = re.compile(
    r"(?:bertugas|berdinas|bekerja|berasal|tersebar)\s+(?:di|dari)\s+(?P<list>(?:(?:kecamatan|kelurahan|"
    r"uptd?|puskesmas|"
    r"sekolah|dinas|badan|rsud)(?!\s+(?-i:[A-Z]))(?:\s*,\s*|\s+dan\s+|\s+maupun\s+)?)+)",
    re.IGNORECASE,
)
_HANDED_TO = re.compile(
    r"(?:ke|kepada|kepala|kadis|sekretaris|oleh|bersama|petugas|tim|kata|ujar|dengan|antara|"
    r"hadir)\s+(?:pihak\s+)?$",
    re.IGNORECASE,
)
_COUNT_OF_OPD = re.compile(
    r"\s*(?:(?:orang|pegawai|asn|pns|personel|guru)\s+)?(?:(?:dari|di|berasal\s+dari|asal|pegawai|staf|guru|"
    r"bertugas\s+di|merupakan\s+(?:pegawai|staf))\s+)?",
    re.IGNORECASE,
)


_VISIT = re.compile(
    r"\b(?i:sidak|mendadak|menyidak|mendatangi|mengunjungi|menyambangi|meninjau|mengecek|menyisir|menyasar)\b"
    r"[^.;]{0,75}?\b(?:di|ke|kantor)\s+(?:[A-Z][\w ]{3,40}(?:,|\s+dan|\s+serta)\s+){0,3}$|"
    r"\b(?:menyidak|mendatangi|mengunjungi|menyambangi|meninjau)\s+(?:kantor\s+)?$|"
    r"\b(?:mendapati|menemukan)\s+(?:pelayanan|kantor|loket|layanan|ruang\w*|suasana)\s+(?:di\s+)?$"
)
_COUNTED_THERE = re.compile(
    r"[^.;,\d]{0,12}(?:,\s*)?(?:ada|terdapat|sebanyak|hanya|tercatat|dari|\d|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"
)
# What acts, and bare words that name no office.
_ACTING = re.compile(
    r"(?i:Satpol.*|Inspektorat|Dinas|Badan|Bagian|Kecamatan|Kelurahan|Distrik|Sekretariat(?:\s+Daerah)?|Kantor|Puskesmas|Kec\.?|Kel\.?)|"
    r"BK[PDN].*"
)


def find_agencies(text: str) -> list[str]:
    """Canonical names of the agencies named, in the order of the story."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, str]] = []
    for name, pattern in AGENCIES:
        for match in pattern.finditer(text):
            if _STAFF_BEFORE.search(text[max(0, match.start() - 30) : match.start()]):
                continue  # "satu pegawai Setda" was caught; Setda does not act
            if name in HOMES and re.search(
                r"\b(?:dari|di|ke)\s+$", text[max(0, match.start() - 6) : match.start()]
            ):
                continue
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            found.append((match.start(), name))
            break
    for match in _OTHER_PERSONNEL.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append((match.start(), match[0]))
    ordered = dict.fromkeys(name for _, name in sorted(found))
    if "Satpol PP dan WH Aceh" in ordered:
        ordered = {n: None for n in ordered if n not in ("Satpol PP", "Satpol PP dan WH")}
    elif "Satpol PP dan WH" in ordered or "Satpol PP dan Damkar" in ordered:
        ordered.pop("Satpol PP", None)
    return list(ordered)


def find_opds(text: str) -> list[tuple[str, int, int]]:
    """OPD whose staff were found, as printed, with their places; agencies that merely act are none."""
    found: list[tuple[str, int, int]] = []
    for match in OPD_NAME.finditer(text):
        before = text[max(0, match.start() - 45) : match.start()]
        is_workplace = _WORKS_IN.search(text[max(0, match.start() - 90) : match.start()])
        if match[0].startswith("Kecamatan") and before.rstrip().endswith(" di") and not is_workplace:
            continue  # "di Kecamatan X" is a place, "dari Kecamatan X" an office
        is_next = found and _LIST_LINK.fullmatch(text[found[-1][2] : match.start()])
        if not is_next and (_HANDED_TO.search(before) or not _STAFF_OF.search(before)):
            continue
        name = _tidy(match[0])
        if not _ACTING.fullmatch(name):
            found.append((name, match.start(), match.start() + min(len(name), len(match[0]))))
    for match in _GENERIC_LIST.finditer(text):
        for item in re.finditer(r"\w+", match["list"]):
            if item[0].lower() not in ("dan", "maupun"):
                name = item[0].upper() if item[0].lower().startswith("upt") else item[0].capitalize()
                start = match.start("list") + item.start()
                found.append((name, start, start + len(name)))
    return found


def find_visited(text: str) -> list[tuple[str, int, int]]:
    """OPD that were inspected: `sidak ke Dinas Pertanian`, `di Dinas Pertanian ada 10 pegawai …`."""
    found: list[tuple[str, int, int]] = []
    for match in OPD_NAME.finditer(text):
        before, after = (
            text[max(0, match.start() - 110) : match.start()],
            text[match.end() : match.end() + 40],
        )
        is_next = found and _LIST_LINK.fullmatch(text[found[-1][2] : match.start()])
        is_visited = (
            is_next
            or _VISIT.search(before)
            or (re.search(r"\b[Dd]i\s+$", before) and _COUNTED_THERE.match(after))
        )
        name = _tidy(match[0])
        if is_visited and not _ACTING.fullmatch(name):
            found.append((name, match.start(), match.start() + min(len(name), len(match[0]))))
    return found


def opd_names(found: list[tuple[str, int, int]]) -> list[str]:
    """Each name once, in order."""
    return list(dict.fromkeys(name for name, _, _ in found))


def opd_counts(text: str, quantities: list[Quantity], found: list[tuple[str, int, int]]) -> dict[str, int]:
    """`satu dari DPUPR dan dua dari Kecamatan X` → a count for each OPD."""
    counts: dict[str, int] = {}
    for quantity in quantities:
        if quantity.value is None or quantity.is_prior:
            continue
        match = _COUNT_OF_OPD.match(text, quantity.end)
        position = match.end() if match else None
        for name, start, end in found:
            is_after = position is not None and start == position
            is_before = 0 <= quantity.start - end <= 12 and re.fullmatch(
                r"\s*(?:\(|:|=|sebanyak|ada|dengan)?\s*", text[end : quantity.start]
            )
            if (is_after or is_before) and quantity.noun in (None, "asn", "non_asn", "person"):
                counts.setdefault(name, quantity.value)
    return counts


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", re.split(r",\s+(?:yang|karena|dan\b)", name)[0]).strip(" ,")
    name = re.sub(r"^Kec\.\s*", "Kecamatan ", re.sub(r"^Kel\.\s*", "Kelurahan ", name))
    name = name[:1].upper() + name[1:]
    return re.sub(
        r"(?<=\w)\s+(?:Kabupaten|Kab|Kota|Provinsi|Prov|Pemkab|Pemkot|Pemprov)\.?\s+[A-Z].*$", "", name
    )
