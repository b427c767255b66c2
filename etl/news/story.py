"""One story with everything found in it, and the draft of a record that a reader of a kind fills."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from etl.news.article import Article
from etl.news.locations import find_locations
from etl.news.offices import find_opds
from etl.news.quantities import PRIOR, Quantity, find_in_title, find_quantities
from etl.news.regions import Place, find_mentions, locate
from etl.news.when import DateFound, find_story_dates
from geo.regions import Gazetteer


@dataclass(frozen=True)
class Story:
    """An article and what the finders found; nothing here decides what happened."""

    article: Article
    gazetteer: Gazetteer
    published_on: dt.date | None = None
    not_after: dt.date | None = None

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Counted things of the body."""
        return find_quantities(self.article)

    @cached_property
    def title_quantities(self) -> list[Quantity]:
        """Counted things of the headline."""
        return find_in_title(self.article.title)

    @cached_property
    def dates(self) -> list[DateFound]:
        """Dates of the body with their roles."""
        return find_story_dates(self.article, published_on=self.published_on, not_after=self.not_after)

    @cached_property
    def opds(self) -> list[tuple[str, int, int]]:
        """OPD whose staff are spoken of."""
        return find_opds(self.article.text)

    @cached_property
    def text(self) -> str:
        """Title and body, lower case, for questions about words."""
        return self.article.whole.lower()

    def sentence(self, index: int) -> str:
        """The words of one sentence; the title is −1."""
        return self.article.title if index < 0 else self.article.sentences[index].text

    def says(self, pattern: str) -> bool:
        """True when title or body say it."""
        return re.search(pattern, self.text) is not None

    def place(self, *, is_field: bool) -> Place:
        """The region of the story."""
        article = self.article
        return locate(
            article.title, article.body, article.dateline, gazetteer=self.gazetteer, is_field=is_field
        )

    def locations(self) -> tuple[list[str], list[str]]:
        """Spots with finds and spots searched, earlier events left out."""
        told = [s.text for s in self.article.sentences if not PRIOR.search(s.text)]
        known = {
            s.text[m.start : m.end].lower()
            for s in self.article.sentences
            for m in find_mentions(s.text, self.gazetteer)
        }
        known.add((self.article.dateline or "").lower())
        return find_locations("\n".join(told), known=frozenset(known))


@dataclass
class Draft:
    """A record in the making: fields, the words each came from, flags, and what lowers our trust."""

    event_type: str
    fields: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, dict[str, Any]] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    doubts: list[float] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)  # where its counts stand: its day is looked for there
    scene: set[int] = field(default_factory=set)  # where else it is told: teams, sanctions

    def put(self, key: str, value: Any, quantity: Quantity | None = None, text: str = "") -> None:
        """Set a field once, with the words it came from; None is not said and sets nothing."""
        if value is None or key in self.fields:
            return
        self.fields[key] = value
        if quantity is not None:
            self.sentences.add(quantity.sentence)
            self.spans[key] = span(text, quantity.start, quantity.end, in_title=quantity.sentence < 0)

    def flag(self, name: str, *, doubt: float = 0.0) -> None:
        """Name an oddity; `doubt` is taken off the confidence."""
        if name not in self.flags:
            self.flags.append(name)
            self.doubts.append(doubt)

    @property
    def confidence(self) -> float:
        """0–1: one less the doubts, never below 0.05."""
        return round(max(0.05, 0.95 - sum(self.doubts)), 2)


def span(text: str, start: int, end: int, *, in_title: bool = False) -> dict[str, Any]:
    """The words and their place in the stored text; words of a separate headline have no place."""
    words = re.sub(r"\s+", " ", text[start:end]).strip()
    return {"text": words, "in": "title"} if in_title else {"text": words, "start": start, "end": end}
