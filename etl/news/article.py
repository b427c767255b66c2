"""A news text made readable: residue blanked, English repeats left out, title, dateline, sentences.

Blanking keeps every position: `article.text[start:end]` and the original text agree, so a span found here
points into the document as it was stored.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

TITLE_WITHIN_LINES = 5  # a rubric, a mark or a byline may stand above the headline
LONGEST_TEXT = 30_000  # characters read of one text: five long articles
LONGEST_SENTENCE = 1_200
SHORT_TITLE = 30  # characters; a longer headline that is printed again is the page's, not a new statement
FURNITURE_SHARE = 0.6  # of a page may be menus above the heading
LONGEST_TITLE = 170  # characters; a first line longer than this is body text
_SIGNS = str.maketrans(
    {"\u00a0": " ", "“": '"', "”": '"', "‘": "'", "’": "'", "\u200b": " ", "\r": " ", "‐": "-"}
)
_TAG = re.compile(
    r"<!--.*?-->|<(script|style|nav|header|footer|aside|form)\b.*?</\1\s*>|</?[a-z!][^<>]*>", re.DOTALL | re.I
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", re.I)
_ENTITIES = {"amp": "&", "quot": '"', "ldquo": '"', "rdquo": '"', "ndash": "–", "mdash": "–", "apos": "'"}
_BREAKING_TAG = re.compile(r"</?(?:p|div|br|h\d|li|tr|table|article|section|title|ul|blockquote)\b", re.I)
_RESIDUE = re.compile(
    r"(?:baca juga|baca selengkapnya|lihat juga|simak juga|penulis|editor|reporter|pewarta|sumber|"
    r"copyright|foto|"
    r"tags?|topik|bagikan|share|breaking news|ikuti (?:kami|berita)|follow us|advertisement|iklan|"
    r"home|beranda|"
    r"loading|scroll|whatsapp|facebook|twitter|telegram|salin|cetak|dilihat|kategori|"
    r"dapatkan (?:berita|update)|"
    r"(?:jl|jalan)\b.{0,120}\b(?:telp|telepon|tlp|fax|faks|faksimile|kode\s+pos|e-?mail)\b|\[[^\]]{2,60}\]|"
    r"kepada\s+(?:yth|bapak|ibu)|di\s*[-–]?\s+\S{3,20}\s*$|"
    r"klik|download|unduh|subscribe|langganan|©|\(c\)|all rights? reserved|halaman selanjutnya|next|previous)"
    r"\b.{0,160}|[A-Z][\w ]{2,30}(?:\s*[>»|/]\s*[A-Z][\w ]{2,40})+|.{0,3}",
    re.I,
)
# "Baca juga:" alone on its line leads in a headline of another story on the next.
_LEAD_IN = re.compile(r"(?:baca|lihat|simak)\s+(?:juga|pula)\s*:?", re.I)
_SITE = re.compile(r"\s+[|»–-]\s+[\w.]+(?:\s[\w.]+){0,3}$")  # "… Terjaring Razia - WartaKini.id"
_TAIL = re.compile(
    r"(?:berita|artikel|konten|video|baca) (?:terkait|terkini|terbaru|terpopuler|populer|lainnya|pilihan)|"
    r"terpopuler|terkini|komentar|leave a (?:reply|comment)|rekomendasi untuk anda|trending|"
    r"related (?:posts?|news)",
    re.I,
)
_ENGLISH = re.compile(
    r"\b(?:the|of|and|was|were|has|have|that|for|with|is|are|by|this|would|should|they)\b", re.I
)
_INDONESIAN = re.compile(
    r"\b(?:yang|dan|di|untuk|dengan|pada|dari|ini|itu|akan|tidak|telah|dalam|oleh|saat|para|ke|bagi)\b", re.I
)
_ABBREVIATION = re.compile(
    r"\b(?:pj|plt|plh|pjs|dr|drs|dra|drg|ir|hj?|kh|no|nomor|kab|kec|kel|jl|jln|st|letkol|kol|"
    r"mayjen|brigjen|akbp|"
    r"kombes|kompol|psr|jam|tgl|pkl|s|m|sh|se|mm|msi|prof|gd|rp|sdr|bpk|dll|dsb|ttg|thn|th|hlm|art|wk|a|b|"
    r"c|d|e|f|r)\.$",
    re.I,
)
_SENTENCE_END = re.compile(r'[.!?]+["\')\]]*(?=\s+["\'(\[]?[A-Z0-9])')
_DATELINE = re.compile(
    r"\s*(?:(?i:[\w. ]{2,30}?\.(?:co\.id|com|id|net))[\s,|–-]+)?(?P<place>[A-Z][\w.'() ]{2,40}?)"
    r"(?:,\s*(?P<paper>[A-Z][\w. ]{2,30}))?\s*(?:--+|[–—-]\s|:\s(?=[A-Z0-9])|\|\|?)",
)
_SHOUTED = re.compile(
    r"[A-Z][A-Z .,]{3,40}(?:--+|[–—-])\s"
)  # `SAMPANG - …` opens a body, `Bawaslu: …` a headline
_BYLINE = re.compile(r"(?P<place>[A-Z][a-zA-Z ]{3,40}),\s*[A-Z][\w. ]{2,25}$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its place in the article's text and its paragraph."""

    text: str
    start: int
    paragraph: int


@dataclass(frozen=True)
class Article:
    """`text` is as long as the original; `title` may stand outside it (then it has no positions)."""

    text: str
    title: str
    title_start: int | None = None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Body sentences in order; the title is not among them, nor where a page prints it again."""
        told = _sentences(self.text, self._body_start)
        return tuple(s for s in told if not (self.title and self.title.startswith(s.text.strip())))

    @property
    def _body_start(self) -> int:
        return 0 if self.title_start is None else self.title_start + len(self.title)

    @cached_property
    def dateline(self) -> str | None:
        """The place that opens the story: `SAMPANG -`, `Jakarta:`, or a line with place and paper."""
        for line in [part.strip() for part in self.text[self._body_start :].split("\n") if part.strip()][:6]:
            found = _DATELINE.match(line[:90]) or _BYLINE.match(line[:70])
            if found:
                return found["place"].strip(" -")
        return None

    @cached_property
    def body(self) -> str:
        """The text with its headline blanked, positions kept."""
        if self.title_start is None:
            return self.text
        return self.text[: self.title_start] + " " * len(self.title) + self.text[self._body_start :]

    @cached_property
    def whole(self) -> str:
        """Title and body for questions about the story as a whole."""
        return f"{self.title}. {self.text}" if self.title_start is None and self.title else self.text


def read_article(text: str, *, title: str | None = None) -> Article:
    """The article in a text that may carry HTML, navigation, related headlines and an English copy."""
    clean = _without_lines(_without_tags(text[:LONGEST_TEXT].translate(_SIGNS)))
    if title:
        title = title.translate(_SIGNS).strip()
        start = clean.find(title)
        return Article(clean, title, start if start >= 0 else None)
    found = _headline(clean)
    if not found:
        return Article(clean, "")
    start, end = found
    headline = _SITE.sub("", clean[start:end])
    rest = _without_repeats(clean[end:], headline) if len(headline) > SHORT_TITLE else clean[end:]
    return Article(clean[:end] + rest, headline, start)


def _without_repeats(rest: str, headline: str) -> str:
    """The headline printed again is blanked, with the menus between a page's title and its heading."""
    again = rest.find(headline)
    if again < 0:
        return rest
    if again < len(rest) * FURNITURE_SHARE:
        rest = re.sub(r"\S", " ", rest[:again]) + rest[again:]
    return rest.replace(headline, " " * len(headline))


def _headline(text: str) -> tuple[int, int] | None:
    """The first line that reads like a headline, before any line of body text; rubrics are too short."""
    short: tuple[int, int] | None = None
    for start, end in itertools.islice(_lines(text, 0), TITLE_WITHIN_LINES):
        line = text[start:end]
        if not _is_title(line, text[end:]):
            if len(line) > LONGEST_TITLE or line.endswith(".") or _DATELINE.match(line):
                break
            continue
        if len(line.split()) >= 4 and line[0].isupper():
            return start, start + len(line)
        short = short or (start, start + len(line))
    return short


def _is_title(line: str, rest: str) -> bool:
    return (
        5 < len(line) <= LONGEST_TITLE
        and len(rest.strip()) > len(line)
        and not line.endswith((".", ",", ";", '"'))
        and not _SHOUTED.match(line)
    )


def _without_tags(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text

    def blank(match: re.Match[str]) -> str:
        sign = "\n" if _BREAKING_TAG.match(match[0]) else " "
        return sign + " " * (len(match[0]) - 1)

    def entity(match: re.Match[str]) -> str:
        return _ENTITIES.get(match[0][1:-1].lower(), " ").ljust(len(match[0]))

    return _ENTITY.sub(entity, _TAG.sub(blank, text))


def _without_lines(text: str) -> str:
    """Navigation, credits, related headlines and English paragraphs become blanks of equal length."""
    kept: list[str] = []
    position, is_tail, is_led = 0, False, False
    for line in text.split("\n"):
        words = line.strip()
        late = position > len(text) * 0.4
        is_tail = is_tail or bool(late and _TAIL.fullmatch(words.rstrip(":")))
        is_other = is_led and bool(words) and len(words) <= LONGEST_TITLE and words[-1] not in '.!?"'
        if words:
            is_led = _LEAD_IN.fullmatch(words) is not None
        if is_tail or is_other or _RESIDUE.fullmatch(words) is not None:
            kept.append(" " * len(line))
        else:
            kept.append(_without_english(line) if is_english(words) else line)
        position += len(line) + 1
    return "\n".join(kept)


def _without_english(line: str) -> str:
    """English sentences blanked; a line may open in Indonesian and go on in English."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(line)), len(line)]
    pieces = [line[a:b] for a, b in itertools.pairwise(ends)]
    return "".join(" " * len(p) if is_english(p) or not _INDONESIAN.search(p) else p for p in pieces)


def is_english(paragraph: str) -> bool:
    """A paragraph with more English than Indonesian small words: a translation repeats its events."""
    english = len(_ENGLISH.findall(paragraph))
    return english >= 2 and english > len(_INDONESIAN.findall(paragraph))


def _sentences(text: str, begin: int) -> list[Sentence]:
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_paragraphs(text, begin)):
        cut = start
        for match in _SENTENCE_END.finditer(text, start, end):
            stop = match.start() + 1
            if text[stop - 1] == "." and _ABBREVIATION.search(text[max(cut, stop - 12) : stop]):
                continue
            found.extend(_pieces(text, cut, match.end(), number))
            cut = match.end()
        if text[cut:end].strip():
            found.extend(_pieces(text, cut, end, number))
    return found


def _pieces(text: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    """The sentence; a monster without full stops is cut at a space, so that no rule meets a megabyte."""
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        stop = space if space > start else start + LONGEST_SENTENCE
        yield Sentence(text[start:stop], start, paragraph)
        start = stop
    yield Sentence(text[start:end], start, paragraph)


def _lines(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """Start and end of each line that says something, outer blanks left off."""
    position = begin
    for line in text[begin:].split("\n"):
        words = line.strip()
        if words:
            start = position + len(line) - len(line.lstrip())
            yield start, start + len(words)
        position += len(line) + 1


def _paragraphs(text: str, begin: int) -> list[tuple[int, int]]:
    """Line blocks; a long block that stops without a full stop runs on into the next one."""
    blocks: list[tuple[int, int]] = []
    for start, end in _lines(text, begin):
        if blocks:
            before = text[blocks[-1][0] : blocks[-1][1]].strip()
            runs_on = before[-1] not in '.!?:"”)' or (before[-1] == ")" and text[start].islower())
            if len(before) > 60 and runs_on:
                blocks[-1] = (blocks[-1][0], end)
                continue
        blocks.append((start, end))
    return blocks
