"""Several events in one article: a round-up of a week, each paragraph with its own region, day and count.

Only paragraphs that each name a government or agency of *different* regions, a day and a count are told
apart; a recap that lists regions has no days of its own and stays one.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from etl.news.article import Article
from etl.news.quantities import PRIOR
from etl.news.regions import find_mentions
from etl.news.story import Story

ANCHOR = 2.0  # weight of a mention that ties a paragraph to a region: `Pemkab X`, `Kota X`, `Satpol PP X`


@dataclass(frozen=True, slots=True)
class _Part:
    codes: frozenset[str]
    paragraph: int


def split_events(story: Story) -> list[Article]:
    """One article for each event, positions kept; empty when the story tells of one event."""
    anchors = [part for part in _parts(story) if part is not None]
    if len(anchors) < 2 or any(a.codes & b.codes for a, b in itertools.pairwise(anchors)):
        return []
    if len({code for part in anchors for code in part.codes}) < len(anchors):
        return []
    bounds = [part.paragraph for part in anchors] + [10**6]
    return [_only(story.article, range(bounds[i], bounds[i + 1])) for i in range(len(anchors))]


def _parts(story: Story) -> list[_Part | None]:
    days = {d.sentence for d in story.dates if d.role in ("event", "as_of") and d.day.precision == "day"}
    counts = {q.sentence for q in story.quantities if q.roles and q.value is not None and not q.is_prior}
    by_paragraph: dict[int, list[int]] = {}
    for index, sentence in enumerate(story.article.sentences):
        by_paragraph.setdefault(sentence.paragraph, []).append(index)
    return [
        _anchor(story, number, sentences) if days & set(sentences) and counts & set(sentences) else None
        for number, sentences in by_paragraph.items()
    ]


def _anchor(story: Story, paragraph: int, sentences: list[int]) -> _Part | None:
    text = " ".join(story.sentence(i) for i in sentences)
    if PRIOR.search(text[:40]):
        return None  # `Sebelumnya, Satpol PP Aceh Besar menjaring …` is recalled, not reported
    strong = [m for m in find_mentions(text, story.gazetteer) if m.weight >= ANCHOR]
    return _Part(frozenset(strong[0].codes), paragraph) if strong else None


def _only(article: Article, paragraphs: range) -> Article:
    """The article with all but these paragraphs blanked, and no headline: that one speaks of all."""
    kept = [s for s in article.sentences if s.paragraph in paragraphs]
    start, end = kept[0].start, kept[-1].start + len(kept[-1].text)
    text = article.text
    blank = ["\n" if sign == "\n" else " " for sign in text]
    blank[start:end] = text[start:end]
    return Article("".join(blank), "")
