"""Of which status are those who were caught: ASN, others, both, or not told.

Parts beside the total split it; a noun that says ASN speaks for all only where no honorer is among them.
"""

from __future__ import annotations

import re

from etl.news.finds import Find, size_of
from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity
from etl.news.story import Draft, Story

NON_ASN_CAUGHT = re.compile(
    r"\b(?:honorer|non[- ]?asn|tenaga\s+(?:kontrak|harian)|pegawai\s+kontrak|thl|ptt|tkk|ppnpn)\b",
    re.IGNORECASE,
)
_NO_HONORER = re.compile(
    r"\b(?:tidak|tak)\s+ada(?:\s+satu\s?pun)?\s+(?:tenaga\s+|pegawai\s+)?(?:honorer|non[- ]?asn|kontrak|"
    r"thl|ptt)\b[^.;]{0,30}",
    re.IGNORECASE,
)
_ALL_ASN = re.compile(
    r"\b(?:ke)?(?:seluruh|semua)(?:nya)?\s+(?:\w+\s+)?(?:adalah\s+|berstatus\s+|merupakan\s+)?(?:asn|pns)\b(?!\s+yang)(?=\s*[.,;])",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\b(?:sisanya|lainnya|selebihnya|selainnya)\s*,?\s*(?:adalah\s+|merupakan\s+|berstatus\s+|yaitu\s+|yakni\s+)?"
    r"(?:pegawai\s+|tenaga\s+)?(?:honorer|honor|non[- ]?asn|kontrak|harian|thl|ptt|tkk|phl|ppnpn)",
    re.IGNORECASE,
)


def put_split(story: Story, draft: Draft, whole: Find | None, free: list[Find]) -> None:
    """ASN and non-ASN among the caught: parts that are told, or all of them when the noun says so."""
    total = draft.fields.get("total")
    if total is None:
        return
    text = story.article.text
    asn, others = _parts(story, whole, free)
    if not (asn and others):
        asn, others = _adding_up(story, whole, total) or (asn, others)
    counts = [sum(size_of(q) for q in part) for part in (asn, others)]
    if asn and others and sum(counts) <= total:
        draft.put("asn", counts[0], asn[0], text)
        draft.put("non_asn", counts[1], others[0], text)
        if sum(counts) != total:
            draft.flag("sum_mismatch", doubt=0.15)
    elif (asn and counts[0] == total) or _all_asn(story, whole, free):
        draft.put("asn", total, whole.first if whole else None, text)
        draft.put("non_asn", 0 if _NO_HONORER.search(text) else None)
    elif whole is not None and whole.is_exact and all(q.noun == "non_asn" for q in whole.members):
        draft.put("non_asn", total, whole.first, text)
    elif others and counts[1] <= total:
        draft.put("non_asn", counts[1], others[0], text)
    elif asn and counts[0] <= total and whole is not None and whole.first.noun in ("person", "mixed"):
        draft.put("asn", counts[0], asn[0], text)
        if _REST.search(text[asn[0].end : asn[0].end + 60]):  # `21 PNS, sisanya tenaga honorer`
            draft.put("non_asn", total - counts[0])
            draft.flag("rest_computed", doubt=0.02)


def _parts(story: Story, whole: Find | None, free: list[Find]) -> tuple[list[Quantity], list[Quantity]]:
    """Counts of ASN and of others that split the whole: the pair itself, the finds, or the words after it."""
    if whole is not None and len(whole.members) > 1:
        told = list(whole.members)
    elif whole is None:
        told = [q for f in free for q in f.members]
    else:
        said_in = {q.sentence for q in story.quantities if q.value == whole.size and q.noun in PEOPLE}
        said_in |= set(range(-1, 99, 4)) if whole.first.sentence < 0 else {whole.first.sentence}
        told = [q for q in story.quantities if _is_part(q, whole.first, said_in)]
    return [q for q in told if q.noun == "asn"], [q for q in told if q.noun == "non_asn"]


def _adding_up(story: Story, whole: Find | None, total: int) -> tuple[list[Quantity], list[Quantity]] | None:
    """Counts of ASN and of others anywhere in body or headline that add up to the total; None without."""
    for listed in (story.quantities, story.title_quantities):
        parts = [
            q
            for q in listed
            if q.noun in ("asn", "non_asn")
            and q.value is not None
            and not q.is_prior
            and not (whole is not None and q is whole.first)
        ]
        if len(parts) > 1 and sum(q.value or 0 for q in parts) == total:
            return [q for q in parts if q.noun == "asn"], [q for q in parts if q.noun == "non_asn"]
    return None


def _is_part(quantity: Quantity, whole: Quantity, said_in: set[int]) -> bool:
    """A number beside the total, wherever the story says that total; in a headline it is said of all."""
    near = any(quantity.sentence in range(index, index + 4) for index in said_in)
    is_told = quantity.value is not None and not quantity.is_prior and not quantity.number.is_percent
    is_whole = quantity is whole or (quantity.value == whole.value and quantity.noun == whole.noun)
    return is_told and near and not is_whole and not quantity.has("participant", "officer")


def _all_asn(story: Story, whole: Find | None, free: list[Find]) -> bool:
    """Every person caught is ASN: the noun says so and no honorer is told to be among them."""
    if whole is None:
        return bool(free) and all(q.noun == "asn" for f in free for q in f.members)
    if whole.is_exact and _ALL_ASN.search(story.article.text):
        return True
    if (
        whole.first.noun == "mixed"
        or not whole.is_exact
        or NON_ASN_CAUGHT.search(_NO_HONORER.sub("", story.article.whole))
    ):
        return False
    if whole.first.noun == "asn":
        return all(q.noun == "asn" for q in whole.members)
    return whole.first.noun in ("person", None) and bool(
        re.search(r"\b(?:asn|pns)\b", story.article.title.lower())
    )
