"""Places of an operation: markets, coffee stalls, malls, streets; searched places beside those with finds."""

from __future__ import annotations

import re

_HEADS = (
    r"Rumah Kopi|Warung Kopi|Kedai Kopi|Pasar|Psr\.?|Warung|Warkop|Kedai|Kafe|"
    r"Cafe|Café|Kopi|Rumah Makan|RM|Mal|Mall|Supermall|Plaza|Toserba|"
    r"Toko|"
    r"Swalayan|"
    r"Supermarket|Super Market|Hypermart|Minimarket|Pusat Perbelanjaan|Alun-alun|Jalan|Jl\.?|Simpang|"
    r"Perempatan|Pertigaan|"
    r"GOR|RTH|Kawasan|Objek Wisata|Obyek Wisata|Losmen|Wisma|Warnet|"
    r"Wedangan|Angkringan|Rest Area|"
    r"Terminal|Pelabuhan|Stasiun|Taman|Stadion|Lapangan|Hotel|Karaoke|Biliar|Bundaran|Pantai|Kantin|"
    r"Resto|Restoran|"
    r"Foodcourt|Pujasera|Gerbang|Kampung|Dermaga|Mie|Bakso|Depot"
)
_NAME = r"[A-Z](?:\.(?=\s[A-Z])|[\w'&-]*)"
LONGEST_ACRONYM = 5  # letters; longer names in capitals are shouted, not abbreviated
_WORDS = rf"(?:\s+(?:(?:of|the)\s+)?(?:{_NAME}|\d{{1,3}}(?!\d|[.,]\d|\s+(?:asn|ASN|pns|PNS|orang|pegawai))))"
NAMED = re.compile(rf"\b(?i:{_HEADS})(?:\b|(?<=\.))(?:\s+(?:tradisional|modern))?{_WORDS}{{1,5}}")
# `Lippo Plaza`, `Solo Grand Mall`: the kind stands behind the name.
NAMED_LAST = re.compile(
    r"(?<![\w-])(?:(?!(?:Di|Ke|Dan|Razia|Sidak|ASN|PNS|Saat|Dari|Satpol|PP|Pada)\b)[A-Z][\w'&-]*\s+){1,3}"
    r"(?:Plaza|Mall|Mal|Square|Swalayan|Supermarket|Mart|Center|Centre|Junction|Cafe|Kafe|Resto|Billiard|"
    r"Store|Cinema|Foodcourt|Coffee)\b"
)
# Names without such a word, in a list after one of these: `menyasar Sami Laris, Ramayana dan …`
_LIST = re.compile(
    r"(?:menyasar|menyisir|menyusuri|mendatangi|bergerak ke|menuju(?: ke)?|menyambangi|di (?:mal|mall|"
    r"plaza|swalayan|"
    r"pusat perbelanjaan|warkop|kafe)|(?:mal|mall|pusat perbelanjaan|swalayan|warkop|kafe|kecamatan)|di|"
    r"sampai dengan)\s+"
    rf"(?P<list>{_NAME}(?:\s+{_NAME}){{0,4}}(?:(?:\s*,\s*(?:dan\s+)?|\s+dan\s+|"
    rf"-){_NAME}(?:\s+{_NAME}){{0,4}})*)"
)
_PLAIN_DI = re.compile(r"^di\s", re.IGNORECASE)
_GENERIC = re.compile(
    r"\b(?:warung\s+(?:kopi|makan|nasi)|warkop|kedai\s+kopi|rumah\s+(?:makan|kopi)|pusat\s+perbelanjaan|"
    r"pasar\s+tradisional|"
    r"pasar|kafe|mal|mall|toserba|swalayan|tempat\s+hiburan|karaoke|minimarket|kos-kosan|rumah\s+kos|indekos|"
    r"losmen|penginapan|hotel|tempat\s+wisata|objek\s+wisata|kantin|restoran|salon|tempat\s+keramaian|kedai|warnet|"
    r"warung|alun-alun)\b"
)
_BESIDE = re.compile(r"\s*(?:,|dan|serta)\s+(?:sejumlah|beberapa|sebuah)\s+")
_KIND_BEFORE = re.compile(rf"(?P<kind>{_GENERIC.pattern})\s+$")
_CANONICAL = {"warkop": "warung kopi", "kedai kopi": "warung kopi", "mall": "mal", "toserba": "Toserba"}
_NOT_PLACE = re.compile(
    r"^(?:Pemkab|Provinsi|Nusa|Pemkot|Pemda|Pemprov|Kabupaten|Kab|Kota|Provinsi|Dinas|Badan|Satpol|"
    r"Kantor|Setda|Senin|Selasa|Rabu|"
    r"Kamis|Jumat|Sabtu|Minggu|Ahad|ASN|PNS|Kepala|Kadis|Bupati|Wali|Januari|Februari|Maret|April|Mei|Juni|"
    r"Juli|Agustus|"
    r"September|Oktober|November|Desember|Hari|Ruang|Gedung|Bawaslu|Indonesia|Jakarta|Saat|Para|PP|Perda|"
    r"Pilkada|RSUD|"
    r"Kelurahan|Puskesmas|BKPSDM|BKD|BKPP|Inspektorat|OPD|Aula|Hotel|Lapangan|Lebaran|Idul|Ramadan|Jam)\b"
)
_NOBODY = r"[^.;,\w]*(?:(?:tidak|tak)\s+(?:ada|ditemukan)\b|nihil\b)"
_DAY = re.compile(r"(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad)\b")
_MARKET_DAY = re.compile(r"^Pasar (?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Ahad)$", re.IGNORECASE)
_DATE_FOLLOWS = re.compile(
    r"\W{1,3}\d{1,2}\s*(?:/|-\d|\s(?:Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Sep|Okt|Nov|Nop|Des))"
)
_ALL_AT = re.compile(
    r"\b(?:ke\w+nya|semuanya|seluruhnya|keduanya|ketiganya|semua|seluruh)\b[^.;\d]{0,25}\bdi\s+"
    rf"(?P<place>{_NAME}(?:\s+{_NAME}){{0,3}})"
)


def find_locations(text: str, *, known: frozenset[str] = frozenset()) -> tuple[list[str], list[str]]:
    """(places with finds, places searched); `known`: names of regions, which are no spots.

    The second list is empty unless the story says that all finds were at one of several places.
    """
    spots = [*_named(text)]
    spots += _named_last(text, spots)
    spots += _listed(text, known)
    spots = [(at, part) for at, name in spots for part in _split(name)]
    names = _without_parts([name for _, name in sorted(spots) if name.lower() not in known])
    if not names:
        generic = dict.fromkeys(_kind(m[0]) for m in _GENERIC.finditer(text))
        return _without_parts(list(generic)), []
    names = [n for n in names if not re.search(re.escape(n) + _NOBODY, text)] or names
    names += [n for n in ("Toserba",) if re.search(r"\bdan toserba\b", text)]
    only = _ALL_AT.search(text)
    if only and _tidy(only["place"]) in names and len(names) > 1:
        return [_tidy(only["place"])], names
    return names, []


def _named(text: str) -> list[tuple[int, str]]:
    """Places whose kind stands before the name, and kinds told beside them (`dan sejumlah rumah makan`)."""
    spots = []
    for match in NAMED.finditer(text):
        name = match[0]
        if _MARKET_DAY.search(name) and _DATE_FOLLOWS.match(text, match.end()):
            name = name.rsplit(" ", 1)[0]  # "di pasar, Senin (11/3)" against the market called Pasar Minggu
        spots.append((match.start(), _tidy(name)))
        beside = _BESIDE.match(text, match.end())
        kind = _GENERIC.match(text, beside.end()) if beside else None
        if kind:
            spots.append((kind.start(), _kind(kind[0])))
    return spots


def _named_last(text: str, spots: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """`Lippo Plaza`, where no name found before covers it."""
    return [
        (match.start(), _tidy(match[0]))
        for match in NAMED_LAST.finditer(text)
        if not any(at <= match.start() < at + len(name) and match[0].split()[0] in name for at, name in spots)
    ]


def _listed(text: str, known: frozenset[str]) -> list[tuple[int, str]]:
    """Bare names after a verb of going or after `di`; a town behind `warkop di` is no spot."""
    spots = []
    for match in _LIST.finditer(text):
        is_district = re.match(r"(?:di\s+)?kec(?:amatan|\.)", match[0], re.I) is not None
        kind = _KIND_BEFORE.search(text[max(0, match.start() - 40) : match.start()])
        for item in re.split(r"\s*,\s*(?:dan\s+)?|\s+dan\s+|(?<=[a-z])-(?=[A-Z])", match["list"]):
            name = _tidy(item)
            if (
                _DAY.match(name)
                or len(name) < 3
                or name.lower() in known
                or not (is_district or not _NOT_PLACE.match(name))
            ):
                continue
            at = match.start("list") + match["list"].find(item)
            spots.append((at, _kind(kind["kind"]) if kind and not is_district else name))
    return spots


def _kind(words: str) -> str:
    return _CANONICAL.get(words.lower(), words.lower())


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" .,-")
    name = re.sub(r"^(\S+) (?:tradisional|modern)\b", r"\1", name)
    name = re.sub(r"^Psr\.?\s", "Pasar ", name[:1].upper() + name[1:])
    if name.isupper() and len(name) > LONGEST_ACRONYM:
        name = name.title()
    name = re.sub(
        r"\s+(?:(?<!Pasar )(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad)|"
        r"Pada|Saat|Yang|Petugas|Satpol|Menurut|Tim|"
        r"Dengan|Dalam|Bahwa|Demikian|Mereka|Para|Hal|Kepada|Dari|Untuk|Sementara|Sebanyak|Sedangkan|Ketika|Hasil|"
        r"Sejumlah)\b.*$",
        "",
        name,
    )
    name = re.sub(r"^(?:Kecamatan|Kec)\s+|-sampai$", "", name)
    name = re.sub(
        r"^(?:(?i:pusat\s+perbelanjaan|kawasan|seputar|sekitar)|Objek Wisata|Obyek Wisata)\s+(?=[A-Z])",
        "",
        name,
    )
    return re.sub(r"^(?:Mal|Mall)\s+(?!of\b)", "", name) if len(name.split()) > 2 else name


def _split(name: str) -> list[str]:
    """`KDS-Super Market Sinar Terang` are two shops; a street named after two towns is one street."""
    is_one = name.startswith(("Jalan", "Jl")) or re.search(r"\b(\w+)-\1\b", name)  # `Sibu-Sibu`
    return [name] if is_one else re.split(r"(?<=\w)-(?=[A-Z])", name)


def _without_parts(names: list[str]) -> list[str]:
    """Each place once; a name inside a longer one is the same place."""
    kept: list[str] = []
    for name in dict.fromkeys(names):
        if not any(name != other and name in other for other in names):
            kept.append(name)
    return kept
