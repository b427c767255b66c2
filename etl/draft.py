"""Records of one table while they are made, column by column, and how a kind finishes them.

A kind says in one function how a parsed row becomes a record. Rows that agree in all that this function looks
at come out alike, so it runs once for each distinct combination; what it does not look at (`Kind.skims`:
only whether a text is said, of a date also how precise) passes by unread.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from etl.block import mapped
from etl.kinds import Kind
from etl.kinds.row import Issue, Row

Column = list[object]
MOST_WAITING = 20_000  # rows of one document
PRECISE = ("date", "date_end", "as_of")  # of these also the length counts: a day, a month or a year


class TooManyWaiting(Exception):
    """More rows cannot be used than a person could look at; `issue` is one of the reasons."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.code)
        self.issue = issue


class Passing(str):
    """A text that the kind's function must not look into; `source` is the field it came from."""

    __slots__ = ("source",)
    source: str


class Outcome(NamedTuple):
    """What finishing did to all rows of one combination."""

    level: str
    changed: dict[str, object]  # field → new value; None = taken out
    moved: dict[str, str]  # field → field whose text it took
    problems: tuple[Issue, ...]
    flags: tuple[Issue, ...]


@dataclass(slots=True)
class Draft:
    """Lines on their way to records; `numbers[i]` is the row of the body that line i came from.

    `values`: field → one value per line (None = not said); `texts` the same as printed; `fields`: what each
    line has a column for; `at`: 1-based column where one row gives several lines; `problems` and `flags` by
    line. `order` puts the lines of one row side by side.
    """

    numbers: list[int]
    fields: list[frozenset[str]]
    values: dict[str, Column] = field(default_factory=dict)
    texts: dict[str, Column] = field(default_factory=dict)
    at: list[int | None] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    problems: dict[int, list[Issue]] = field(default_factory=dict)
    flags: dict[int, list[Issue]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def own(self, name: str) -> Column:
        """The field's column, made when nobody said it before."""
        found = self.values.get(name)
        if found is None:
            found = self.values[name] = [None] * len(self.numbers)
        return found

    def fill(self, name: str, said: Sequence[object]) -> None:
        """Say a field where it is not said."""
        old = self.values.get(name)
        if old is None:
            self.values[name] = list(said)
        elif None in old:
            self.values[name] = [b if a is None else a for a, b in zip(old, said, strict=True)]

    def add_fields(self, lines: Iterable[int], more: frozenset[str], less: frozenset[str]) -> None:
        """These lines have further columns, or lack some."""
        memo: dict[frozenset[str], frozenset[str]] = {}
        for line in lines:
            now = self.fields[line]
            if now not in memo:
                memo[now] = (now | more) - less
            self.fields[line] = memo[now]

    def reject(self, line: int, issue: Issue) -> None:
        """This line waits for a person."""
        self.problems.setdefault(line, []).append(issue)
        if len(self.problems) > MOST_WAITING:
            raise TooManyWaiting(issue)

    def flag(self, line: int, issue: Issue) -> None:
        """Odd, kept, said."""
        self.flags.setdefault(line, []).append(issue)

    def said(self, line: int) -> dict[str, object]:
        """All values of a line."""
        return {name: v for name, column in self.values.items() if (v := column[line]) is not None}

    def telling(self, numbers: Container[int]) -> dict[int, list[int]]:
        """Lines with problems or flags, or of these rows, by row."""
        odd = {id(o) for o in self.outcomes if o.problems or o.flags}
        found: dict[int, list[int]] = {}
        for line, (number, outcome) in enumerate(zip(self.numbers, self.outcomes, strict=True)):
            if id(outcome) in odd or line in self.problems or line in self.flags or number in numbers:
                found.setdefault(number, []).append(line)
        return found

    @classmethod
    def joined(cls, drafts: Sequence[Draft]) -> Draft:
        """The lines of several drafts of one table in the order of its rows."""
        if len(drafts) == 1:
            return drafts[0]
        names = dict.fromkeys(name for d in drafts for name in d.values)
        printed = dict.fromkeys(name for d in drafts for name in d.texts)
        places = [(n, o, k, i) for k, d in enumerate(drafts) for i, (n, o) in enumerate(zip(d.numbers, d.order, strict=True))]  # noqa: E501  # fmt: skip
        places.sort()
        made = cls([n for n, *_ in places], [drafts[k].fields[i] for _, _, k, i in places])
        made.at = [drafts[k].at[i] for _, _, k, i in places]
        made.order = [o for _, o, _, _ in places]
        for target, fields in (("values", names), ("texts", printed)):
            for name in fields:
                columns = [getattr(d, target).get(name) for d in drafts]
                getattr(made, target)[name] = [c[i] if (c := columns[k]) else None for _, _, k, i in places]
        for line, (_, _, k, i) in enumerate(places):
            made.problems.update({line: drafts[k].problems[i]} if i in drafts[k].problems else {})
            made.flags.update({line: drafts[k].flags[i]} if i in drafts[k].flags else {})
        return made

    def finish(self, kind: Kind, title: str, today: date, own: frozenset[str]) -> None:
        """Let the kind finish every line; `own`: fields that have a column, or a place that was looked up."""
        names = list(self.values)
        skims = (kind.skims & own) | kind.glances.keys() | {"person_hash"}
        skimmed = {name for name in names if name in skims and _is_text(self.values[name])}
        keys = [
            _seen(self.values[n], n, kind.glances.get(n)) if n in skimmed else _exact(self.values[n])
            for n in names
        ]
        if len(set(map(id, self.fields))) > 1:
            keys.append(list(self.fields))
        memo: dict[tuple, Outcome] = {}
        for line, key in enumerate(zip(*keys, *self.texts.values(), strict=True)):
            found = memo.get(key)
            if found is None:
                found = memo[key] = self._finished(line, kind, skimmed, (title, today))
            self.outcomes.append(found)
        told = list(memo.values())
        moved = dict.fromkeys(name for o in told for name in (*o.changed, *o.moved))
        self.values |= {name: self._finished_column(name) for name in moved}

    def _finished(self, line: int, kind: Kind, skimmed: set[str], told: tuple[str, date]) -> Outcome:
        values = self.said(line)
        for name in skimmed & values.keys():
            values[name] = _passing(str(values[name]), name)
        texts = {n: str(c[line]) for n, c in self.texts.items() if c[line] is not None}
        row = Row(0, dict(values), texts, told[1], self.fields[line], told[0])
        kind.finish(row)
        changed: dict[str, object] = dict.fromkeys(values.keys() - row.values.keys())
        moved = {}
        for name, value in row.values.items():
            if isinstance(value, Passing) and value.source != name:
                moved[name] = value.source
            elif value is not values.get(name) and not isinstance(value, Passing):
                changed[name] = value
        return Outcome(row.level, changed, moved, tuple(row.problems), tuple(row.flags))

    def _finished_column(self, name: str) -> Column:
        before: Sequence[object] = self.values.get(name) or [None] * len(self.numbers)
        return [
            o.changed[name] if name in o.changed
            else self.values[o.moved[name]][line] if name in o.moved else old
            for line, (o, old) in enumerate(zip(self.outcomes, before, strict=True))
        ]  # fmt: skip


def _passing(text: str, source: str) -> Passing:
    made = Passing(text)
    made.source = source
    return made


def _is_text(column: Column) -> bool:
    return set(map(type, column)) <= {str, type(None)}


def _seen(column: Column, name: str, glance: Callable[[str], object] | None) -> Column:
    if glance is not None:
        return mapped(column, lambda v: None if v is None else (True, glance(v)))
    if name in PRECISE:
        return [None if v is None else len(v) for v in column]  # type: ignore[arg-type]
    return [v is not None for v in column]


def _exact(column: Column) -> Column:
    """Values that are equal only when they are the same: 1 is not True, a list can be looked up."""
    kinds = set(map(type, column))
    if list in kinds:
        return [tuple(v) if isinstance(v, list) else v for v in column]
    return (
        list(zip(map(type, column), column, strict=True)) if len(kinds & {int, float, bool}) > 1 else column
    )


__all__ = ["MOST_WAITING", "Column", "Draft", "Outcome", "TooManyWaiting"]
