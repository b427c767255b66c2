"""Teams of an operation and what each found: `Tim 2 … menjaring 9 orang`, `tim satu … tidak menemukan`.

A team whose result is not told is absent; a team that found nobody is zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity
from etl.news.story import Story
from etl.words import read_number, read_roman

_TEAM = re.compile(
    r"\b(?:tim|regu)\s+(?:ke-?)?(?P<n>\d{1,2}|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|"
    r"sepuluh|[IVX]{1,4})\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:tidak|tak|belum)\s+(?:satu\s?pun\s+)?(?:menemukan|mendapati|menjaring|ditemukan|ada|terdapat|"
    r"mendapat)|\bnihil\b",
    re.IGNORECASE,
)
_SAME_TEAM = re.compile(r"\b(?:tim|regu)\s+(?:ini|itu|tersebut)\b|\bmereka\b", re.IGNORECASE)
_BACKWARD = re.compile(
    r"^\W*(?:mereka|ke\w+nya|semuanya|seluruhnya)\b.*\boleh\s+(?:tim|regu)\b", re.IGNORECASE | re.DOTALL
)


@dataclass
class Team:
    """One team: the quantities told of it; `is_none` when it is said to have found nobody."""

    name: str
    quantities: list[Quantity] = field(default_factory=list)
    is_none: bool = False

    @property
    def total(self) -> int | None:
        """Persons caught: the parts by status added up, or the one count; None when not told."""
        if not self.quantities:
            return 0 if self.is_none else None
        split = [q for q in self.quantities if q.noun in ("asn", "non_asn")]
        plain = [q for q in self.quantities if q.noun not in ("asn", "non_asn")]
        chosen = plain[:1] or split
        return sum(int(q.value or q.number.minimum or 0) for q in chosen)

    def as_row(self) -> dict[str, Any]:
        """A row of level team; a status that is not told is absent."""
        row: dict[str, Any] = {"level": "team", "team": self.name, "caught_total": self.total}
        for key in ("asn", "non_asn"):
            told = [q.value for q in self.quantities if q.noun == key and q.value is not None]
            if told:
                row[key] = sum(told)
        if any(q.number.is_approximate for q in self.quantities):
            row["caught_min"] = row["caught_total"]
        return row


def find_teams(story: Story) -> dict[str, Team]:
    """Teams with a told result, by name (`"2"`), in the order of the story."""
    teams: dict[str, Team] = {}
    current: Team | None = None
    paragraph = -1
    for index, sentence in enumerate(story.article.sentences):
        names = [_name(match["n"]) for match in _TEAM.finditer(sentence.text)]
        people = [q for q in story.quantities if q.sentence == index and _counts(q)]
        if _BACKWARD.search(sentence.text) and names:
            _add(teams, names[-1], [q for q in story.quantities if q.sentence == index - 1 and _counts(q)])
            continue
        if names:
            current = _add(teams, names[0], [])
        elif not (current and _SAME_TEAM.search(sentence.text)) or sentence.paragraph > paragraph + 1:
            current = None
        paragraph = sentence.paragraph
        told = _by_clause(sentence.text, sentence.start, people)
        if len(names) > 1 and len(told) > 1:
            for name, (of_team, is_none) in told.items():
                team = _add(teams, name, of_team)
                team.is_none = team.is_none or is_none
        elif current and len(names) > 1 and len(names) == len(people):
            for name, quantity in zip(names, people, strict=True):
                _add(teams, name, [quantity])
        elif current:
            _add(teams, current.name, people)
            current.is_none = current.is_none or (not people and bool(_NONE.search(sentence.text)))
    return {name: team for name, team in teams.items() if team.total is not None}


def _by_clause(text: str, start: int, people: list[Quantity]) -> dict[str, tuple[list[Quantity], bool]]:
    """`Tim satu menjaring tiga orang, tim dua empat orang, tim tiga tidak menemukan …`: clause by clause.

    Teams without a count and without "none" are absent.
    """
    found: dict[str, tuple[list[Quantity], bool]] = {}
    matches = list(_TEAM.finditer(text))
    for position, match in enumerate(matches):
        end = matches[position + 1].start() if position + 1 < len(matches) else len(text)
        own = [q for q in people if start + match.end() <= q.start < start + end]
        is_none = not own and _NONE.search(text[match.end() : end]) is not None
        if own or is_none:
            found[_name(match["n"])] = (own, is_none)
    return found


def _counts(quantity: Quantity) -> bool:
    return (
        (quantity.noun in PEOPLE or (quantity.noun is None and quantity.has("caught")))
        and quantity.value is not None
        and not quantity.is_prior
        and not quantity.has("officer")
    )


def _add(teams: dict[str, Team], name: str, quantities: list[Quantity]) -> Team:
    team = teams.setdefault(name, Team(name))
    team.quantities.extend(q for q in quantities if q not in team.quantities)
    return team


def _name(text: str) -> str:
    value = read_number(text).value
    return str(value if value is not None else read_roman(text) or text)
