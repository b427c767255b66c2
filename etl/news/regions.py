"""Which region a story is about: agencies and governments name it, the dateline helps, a stray name does not.

Each mention votes with the weight of the words before it (`Pemkab X` more than `di X`). A kota and a
kabupaten of one name share a vote until a word decides (*Wali Kota*, *Bupati*, *Pemkab*, *Kota X*).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from geo.regions import Gazetteer, Region
from geo.tables import packaged_synonyms

LONGEST_NAME = 5  # words: "Kepulauan Siau Tagulandang Biaro" has four
CAPITAL = "31"  # a story from Jakarta about a national agency is a national one
OWN_PATROL = 3.0
SEVERAL = 3  # provinces
LEAST_VOTES = 1.0  # a single "di X" is enough, a bare word is not
_WORD = re.compile(r"[A-Za-z][\w'-]*")
# Names that are also common words: they count only after a cue.
_GENERIC = frozenset(
    {
        *("batu", "solo", "barat", "timur", "utara", "selatan", "tengah", "pusat", "kota", "kabupaten"),
        *("provinsi", "siak", "berau", "paser", "maros", "nasional", "indonesia", "dairi", "palu", "bone"),
        *("banjar", "asahan", "dki", "ri"),
    }
)
NICKNAMES = frozenset({"solo"})  # common words, but the usual name of a town
_CUES: tuple[tuple[str, float], ...] = (
    (
        r"(?:pem(?:kab|kot|ko|prov|da)|pemerintah\s+(?:kabupaten|kota|provinsi|daerah)|setda\w*|"
        r"(?:bawaslu|panwaslu|panwaslih)(?:\s+(?:kabupaten|kab\.?|kota|provinsi|prov\.?))?)\s+$",
        5.0,
    ),
    (
        r"(?:(?:asn|pns|pegawai|aparatur|honorer)(?:\s+lingkungan)?(?:\s+(?:kabupaten|kab\.?|kota|"
        r"provinsi))?|"
        r"bupati|wali\s?kota|gubernur|wabup|wawali|wagub|sekda|satpol\s+pp\s+(?:provinsi|prov\.?))\s+$",
        4.0,
    ),
    (
        r"(?:bkpsdm|bkd|bkpp|bkppd|bkdsdm|inspektorat)(?:\s+(?:daerah|kabupaten|kab\.?|kota|provinsi))?\s+$",
        4.0,
    ),
    (
        r"(?:satpol\s+pp|dinas\s+\w+|wh|damkar|kpu|polres|polda|"
        r"kejari|dprd)"
        r"(?:\s+(?:daerah|kabupaten|kab\.?|kota))?\s+$",
        3.0,
    ),
    (r"\b(?:asn|pns|pegawai)\s+(?:di|asal|dari)\s+(?:kabupaten|kab\.?|kota)\s+$", 2.6),
    (r"(?:pilkada|pilbup|pilwali|pilgub)\s+(?:kabupaten|kota|gubernur\s+)?$", 2.0),
    (r"(?:^|\b)(?:kabupaten|kab|kota|provinsi|prov)(?:\s+|\.\s*)$", 2.0),
    (r"\b(?:di|se-?|wilayah)\s*$", 1.0),
)
CUES = tuple((re.compile(pattern, re.IGNORECASE), weight) for pattern, weight in _CUES)
_KOTA = re.compile(
    r"(?:\bkota\s+|pemkot\s+|wali\s?kota\s+|walikota\s+|pilwali\s+|polresta\s+)$", re.IGNORECASE
)
_KAB = re.compile(
    r"(?:\bkabupaten\s+|\bkab(?:\s+|\.\s*)|pemkab\s+|bupati\s+|pilbup\s+|wabup\s+)$", re.IGNORECASE
)
_PROVINCE = re.compile(
    r"(?:provinsi\s+|prov\.?\s+|pemprov\s+|gubernur\s+|setdaprov\s+|wagub\s+|polda\s+)$", re.IGNORECASE
)
_DETAIL = re.compile(
    r"(?:kecamatan|kec\.|desa|kelurahan|kel\.|jalan|jl\.?|pasar|alun-alun|warung|universitas|rsud|hotel|"
    r"plaza|mal|"
    r"terminal|bandara|stasiun|sman?|smpn?|sdn?|tim|kodim|dandim \d+)\s+$",
    re.IGNORECASE,
)
# Who patrols is at home: `Satpol PP Kota Jambi` outweighs the workplace of those it caught.
_PATROL = re.compile(r"satpol\s*pp\s+(?:kota|kabupaten|kab\.?|pemkot|pemkab)\s+$", re.IGNORECASE)
_NATIONAL = re.compile(
    r"\b(?:kasn|bawaslu\s+ri|kemendagri|kemenpan\w*|bkn|menteri|se-?indonesia|nasional|pilkada\s+serentak|"
    r"\d+\s+provinsi|ketua\s+bawaslu(?!\s+(?:kab|kota|prov)))\b",
    re.IGNORECASE,
)


_WHOLE_NATION = re.compile(
    r"\b(?:seluruh|se-?)\s?indonesia\b|\bsecara\s+nasional\b|\btingkat\s+nasional\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One name of a place: the codes it can mean, its weight and its span."""

    codes: tuple[str, ...]
    weight: float
    start: int
    end: int
    is_dateline: bool = False


@dataclass(frozen=True)
class Place:
    """Where it happened: one region, or None with what it could be; `conflict` names another one."""

    region: Region | None
    candidates: tuple[str, ...] = ()
    conflict: str | None = None
    confidence: float = 0.0
    span: tuple[int, int] | None = None


@lru_cache(maxsize=8)
def _index(gazetteer: Gazetteer) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Names as tuples of lower-case words → codes of provinces and kab/kota."""
    names: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in gazetteer.frame.filter(
        (gazetteer.frame["level"] <= 2) & (gazetteer.frame["level"] >= 1)
    ).iter_rows(named=True):
        plain = re.sub(r"^(?:Kabupaten|Kota|Provinsi)\s+(?:Administrasi\s+)?", "", row["name"])
        names[_key(plain)].add(row["code"])
    for code, name in packaged_synonyms().select("code", "name").iter_rows():
        if code in gazetteer and code != "00":
            key = _key(re.sub(r"^(?:Kabupaten|Kab\.?|Kota|Provinsi)\s+", "", name))
            if not set(key) <= _GENERIC - NICKNAMES and len("".join(key)) > 2:
                names[key].add(code)
    for key in [key for key in names if len(key) > 1 or "-" in key[0]]:
        names.setdefault((_joined(key),), set()).update(names[key])
    return {key: tuple(sorted(codes)) for key, codes in names.items() if key}


def _joined(key: tuple[str, ...]) -> str:
    """`Toli-Toli`, `Toli Toli` and `Tolitoli` are one name."""
    return "".join(key).replace("-", "")


def _key(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


def find_mentions(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Names of regions in running text, longest first, capitalised, weighted by the words before."""
    index = _index(gazetteer)
    text = re.sub(r"\b([Ss]e)-(?=[A-Z])", r"\1 ", text)  # `se-Jawa Timur`
    words = list(_WORD.finditer(text))
    position = 0
    while position < len(words):
        step = 1
        for length in range(min(LONGEST_NAME, len(words) - position), 0, -1):
            run = words[position : position + length]
            key = tuple(w[0].lower() for w in run)
            key = key if key in index else (_joined(key),)
            if key not in index or not run[0][0][0].isupper() or "\n" in text[run[0].start() : run[-1].end()]:
                continue
            found = _mention(text, (run[0].start(), run[-1].end()), key=key, codes=index[key])
            if found:
                yield found
            step = length
            break
        position += step


def _mention(
    text: str, span: tuple[int, int], *, key: tuple[str, ...], codes: tuple[str, ...]
) -> Mention | None:
    start, end = span
    before = text[max(0, start - 60) : start]
    if _DETAIL.search(before) and not re.search(r"\bkota\s+$", before, re.IGNORECASE):
        return None
    codes = _narrowed(codes, before)
    weight = next((w for pattern, w in CUES if pattern.search(before)), 0.25)
    if len(key) == 1 and key[0] in _GENERIC and weight < 1 and not re.match(r"\s+\(?\d", text[end : end + 4]):
        return None
    return Mention(codes, weight, start, end)


def _narrowed(codes: tuple[str, ...], before: str) -> tuple[str, ...]:
    """`Kota X` is the kota, `Bupati X` the kabupaten, `Pemprov X` the province."""
    if _PROVINCE.search(before):
        kept = tuple(c for c in codes if "." not in c)
    elif _KOTA.search(before):
        kept = tuple(c for c in codes if "." in c and c.split(".")[1] >= "70")
    elif _KAB.search(before):
        kept = tuple(c for c in codes if "." in c and c.split(".")[1] < "70")
    else:
        kept = codes
    return kept or codes


def locate(title: str, body: str, dateline: str | None, *, gazetteer: Gazetteer, is_field: bool) -> Place:
    """The region of a story. `is_field`: an operation on the spot, whose dateline counts more."""
    votes: dict[str, float] = defaultdict(float)
    strongest: dict[str, float] = defaultdict(float)
    spans: dict[str, tuple[int, int]] = {}
    mentions = [(m, True) for m in find_mentions(title, gazetteer)]
    mentions += [(m, False) for m in find_mentions(body, gazetteer)]
    for mention, in_title in mentions:
        for code in mention.codes:
            own = (
                OWN_PATROL
                if is_field and _PATROL.search((title if in_title else body)[: mention.start][-40:])
                else 0.0
            )
            votes[code] += own + mention.weight * (1.3 if in_title else 1.0) / len(mention.codes) ** 0.5
            strongest[code] = max(strongest[code], mention.weight)
            if not in_title and code not in spans:
                spans[code] = (mention.start, mention.end)
    line_codes = _dateline_codes(dateline, gazetteer)
    if _WHOLE_NATION.search(f"{title}\n{body}") and max(strongest.values(), default=0.0) < 2.0:
        return Place(gazetteer.get("00"), confidence=0.7)
    if not is_field and (not line_codes or line_codes[0].startswith(CAPITAL)) and _is_tour(mentions):
        return Place(gazetteer.get("00"), confidence=0.7)
    if not is_field and line_codes and line_codes[0].startswith(CAPITAL) and not _of_capital(strongest):
        votes = {code: vote for code, vote in votes.items() if not code.startswith(CAPITAL)}
        return _decide(votes, spans, gazetteer=gazetteer, is_national=True)
    for code in line_codes:
        votes[code] += (3.0 if is_field else 1.2) / len(line_codes) ** 0.5
        province = code.split(".")[0]
        if is_field and province != code and len(line_codes) == 1 and strongest[province] < 4.0:
            votes[code] += votes.pop(province, 0.0)  # a provincial agency at work in the town of the dateline
    is_local = bool(line_codes) and not line_codes[0].startswith(CAPITAL)
    is_titled = any(in_title and mention.weight >= 1.0 for mention, in_title in mentions)
    is_national = (
        not is_field and not is_local and not is_titled and _NATIONAL.search(f"{title}\n{body}") is not None
    )
    return _decide(votes, spans, gazetteer=gazetteer, is_national=is_national)


def _is_tour(mentions: list[tuple[Mention, bool]]) -> bool:
    """Regions of three or more provinces are listed: a national figure with its parts."""
    provinces = {m.codes[0].split(".")[0] for m, _ in mentions if len(m.codes) == 1 and "." in m.codes[0]}
    return len(provinces) >= SEVERAL


def _of_capital(strongest: dict[str, float]) -> bool:
    """True when the capital's own government is named, not only the dateline of national agencies."""
    return any(weight >= 2.0 for code, weight in strongest.items() if code.startswith(CAPITAL))


def _dateline_codes(dateline: str | None, gazetteer: Gazetteer) -> tuple[str, ...]:
    if not dateline:
        return ()
    found = list(find_mentions(f"di {dateline.title()}", gazetteer))
    return found[0].codes if found else ()


def _decide(
    votes: dict[str, float],
    spans: dict[str, tuple[int, int]],
    *,
    gazetteer: Gazetteer,
    is_national: bool,
) -> Place:
    votes = {code: vote for code, vote in votes.items() if code in gazetteer}
    if is_national and max(votes.values(), default=0.0) < 2.5:
        return Place(gazetteer.get("00"), confidence=0.7)
    if not votes:
        return Place(None)
    if max(votes.values()) < LEAST_VOTES:  # one name, never cued: the only place the story knows
        return Place(gazetteer.get(next(iter(votes))), confidence=0.4) if len(votes) == 1 else Place(None)
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    best, vote = ranked[0]
    rivals = [
        code
        for code, v in ranked[1:]
        if v > vote - 0.01
        and (code.split(".")[0] == best.split(".")[0] or _plain(gazetteer, code) == _plain(gazetteer, best))
    ]
    if rivals:
        return Place(None, candidates=(best, *rivals))
    others = [
        c
        for c, v in ranked[1:]
        if v >= 4.0 and c.split(".")[0] != c and _plain(gazetteer, c) != _plain(gazetteer, best)
    ]
    share = vote / (vote + (ranked[1][1] if len(ranked) > 1 else 0.0))
    return Place(
        gazetteer.get(best),
        conflict=others[0] if others else None,
        confidence=round(share, 2),
        span=spans.get(best),
    )


def _plain(gazetteer: Gazetteer, code: str) -> str:
    return gazetteer.get(code).name.split(" ", 1)[-1]


def official_name(region: Region) -> str:
    """`Kabupaten Lebak`, `Provinsi Banten`, `Nasional`: as records write a region."""
    if region.level == 0:
        return "Nasional"
    return region.name if region.level > 1 else f"Provinsi {province_name(region)}"


def province_name(region: Region) -> str:
    """`DKI Jakarta`, `DI Yogyakarta`, `Aceh`: a province as papers print it."""
    name = region.name.removeprefix("Provinsi ")
    return name.replace("Daerah Khusus Ibukota", "DKI").replace("Daerah Istimewa", "DI")
